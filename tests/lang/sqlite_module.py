# The module sqlite3: statements, types, callbacks, transactions, errors.
import sqlite3

con = sqlite3.connect(":memory:")
con.execute("create table t(a integer, b text, c blob, d real)")
cur = con.execute("insert into t values(?, ?, ?, ?)", (1, "é\U0001f600", b"\0x", 2.5))
assert (cur.rowcount, cur.lastrowid, con.in_transaction, con.total_changes) == (1, 1, True, 1)
assert con.execute("select * from t").fetchall() == [(1, "é\U0001f600", b"\0x", 2.5)]
con.executemany("insert into t(a) values(:a)", ({"a": n} for n in range(5)))
assert [row[0] for row in con.execute("select a from t order by rowid")] == [1, 0, 1, 2, 3, 4]
cur = con.execute("select a as x, b from t")
assert cur.description == (("x", None, None, None, None, None, None), ("b", None, None, None, None, None, None))
assert len(cur.fetchmany(2)) == 2 and cur.fetchone() == (1, None)


def raises(kind, message, f, *args):
    try:
        f(*args)
    except kind as e:
        assert str(e) == message, str(e)
        return e
    raise AssertionError("nothing raised")


e = raises(sqlite3.OperationalError, "no such table: x", con.execute, "select * from x")
assert (e.sqlite_errorcode, e.sqlite_errorname) == (1, "SQLITE_ERROR")
raises(sqlite3.ProgrammingError, "You can only execute one statement at a time.", con.execute, "select 1; select 2")
raises(sqlite3.ProgrammingError,
       "Incorrect number of bindings supplied. The current statement uses 1, and there are 2 supplied.",
       con.execute, "select ?", (1, 2))
raises(sqlite3.ProgrammingError, "Error binding parameter 1: type 'object' is not supported",
       con.execute, "select ?", (object(),))
raises(OverflowError, "Python int too large to convert to SQLite INTEGER", con.execute, "select ?", (1 << 63,))

# Functions, aggregates, windows and collations in Python.
con.create_function("twice", 1, lambda x: x * 2, deterministic=True)
assert con.execute("select twice(21), twice('a')").fetchone() == (42, "aa")


class Total:
    def __init__(self):
        self.total = 0

    def step(self, value):
        self.total += value

    def inverse(self, value):
        self.total -= value

    def value(self):
        return self.total

    finalize = value


con.create_aggregate("total_of", 1, Total)
assert con.execute("select total_of(a) from t").fetchone() == (11,)
con.create_window_function("window_of", 1, Total)
query = "select window_of(a) over (order by rowid rows between 1 preceding and current row) from t"
assert [row[0] for row in con.execute(query)] == [1, 1, 1, 3, 5, 7]
con.create_collation("backwards", lambda a, b: (a < b) - (a > b))
query = "select 'a' as x union select 'b' order by x collate backwards"
assert [row[0] for row in con.execute(query)] == ["b", "a"]
con.create_function("bad", 0, lambda: 1 / 0)
raises(sqlite3.OperationalError, "user-defined function raised exception", con.execute, "select bad()")

# Rows, adapters, converters.
con.row_factory = sqlite3.Row
row = con.execute("select a as X, b as y from t").fetchone()
assert (row["x"], row["Y"], row[0], row.keys(), tuple(row)) == (1, "é\U0001f600", 1, ["X", "y"], (1, "é\U0001f600"))
raises(IndexError, "No item with that key", row.__getitem__, "z")
con.row_factory = None


class Point:
    def __conform__(self, protocol):
        return "point" if protocol is sqlite3.PrepareProtocol else None


assert con.execute("select ?", (Point(),)).fetchone() == ("point",)
sqlite3.register_adapter(complex, repr)
assert con.execute("select ?", (1j,)).fetchone() == ("1j",)
sqlite3.register_converter("numbers", lambda data: [int(n) for n in data.split(b",")])
typed = sqlite3.connect(":memory:", detect_types=sqlite3.PARSE_DECLTYPES | sqlite3.PARSE_COLNAMES)
typed.execute("create table n(n numbers)")
typed.execute("insert into n values('1,2,3')")
assert typed.execute("select n from n").fetchone() == ([1, 2, 3],)
cur = typed.execute("select '4,5' as [m [numbers]]") if False else typed.execute("select '4,5' as \"m [numbers]\"")
assert cur.fetchone() == ([4, 5],) and cur.description[0][0] == "m"

# Transactions.
con.commit()
try:
    with con:
        con.execute("delete from t")
        raise KeyError
except KeyError:
    pass
assert con.execute("select count(*) from t").fetchone() == (6,)
with con:
    con.execute("delete from t where a > 1")
assert con.execute("select count(*) from t").fetchone() == (3,) and not con.in_transaction

# Hooks.
seen = []
con.set_trace_callback(seen.append)
con.execute("select ?", ("x",)).fetchall()
con.set_trace_callback(None)
assert seen == ["select 'x'"], seen
con.set_authorizer(lambda action, *rest: sqlite3.SQLITE_DENY if "t" in rest else sqlite3.SQLITE_OK)
raises(sqlite3.DatabaseError, "access to t.a is prohibited", con.execute, "select a from t")
con.set_authorizer(None)
con.set_progress_handler(lambda: 1, 1)
raises(sqlite3.OperationalError, "interrupted", con.execute, "select count(*) from t, t, t")
con.set_progress_handler(None, 0)

# Blobs, backups, dumps.
with con.blobopen("t", "c", 1) as blob:
    assert len(blob) == 2 and blob.read() == b"\0x" and blob[-1] == ord("x")
    blob[0] = 7
    blob.seek(1)
    blob.write(b"y")
assert con.execute("select c from t where rowid = 1").fetchone() == (b"\x07y",)
copy = sqlite3.connect(":memory:")
con.commit()
con.backup(copy)
assert list(copy.iterdump()) == list(con.iterdump())
again = sqlite3.connect(":memory:")
again.deserialize(con.serialize())
assert again.execute("select count(*) from t").fetchone() == (3,)
copy.executescript("create table u(x); insert into u values(1); -- end")
assert copy.execute("select x from u").fetchone() == (1,)
# What SQLite does unless told otherwise.
assert copy.execute("pragma foreign_keys").fetchone() == (0,)
copy.executescript("create table p(id integer primary key); create table q(p references p(id)); insert into q values(1);")
copy.execute("delete from p")
copy.execute("pragma foreign_keys = on")
copy.commit()
copy.execute("pragma foreign_keys = on")
raises(sqlite3.IntegrityError, "FOREIGN KEY constraint failed", copy.execute, "insert into q values(7)")
assert copy.execute("select sqrt(16.0), pow(2, 3), floor(1.5)").fetchone() == (4.0, 8.0, 1.0)
con.close()
raises(sqlite3.ProgrammingError, "Cannot operate on a closed database.", con.execute, "select 1")
print("ok")
