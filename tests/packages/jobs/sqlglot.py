"""sqlglot: parsing, transpiling, optimizing and executing SQL."""
import sqlglot
from sqlglot import exp, parse_one
from sqlglot.errors import ParseError
from sqlglot.executor import execute
from sqlglot.optimizer import optimize

QUERY = '''WITH t AS (SELECT a, b, ROW_NUMBER() OVER (PARTITION BY a ORDER BY b DESC) AS n FROM x WHERE b > 1 + 2 AND NOT c IS NULL)
SELECT t.a, COUNT(*) AS k, SUM(CASE WHEN t.b > 5 THEN 1 ELSE 0 END) FROM t JOIN y ON t.a = y.a LEFT JOIN z USING (b)
WHERE t.n = 1 AND y.d BETWEEN '2020-01-01' AND CURRENT_DATE GROUP BY t.a HAVING COUNT(*) > 1 ORDER BY 2 DESC LIMIT 10'''
tree = parse_one(QUERY)
print(tree.sql(pretty=True))
print(sorted({column.name for column in tree.find_all(exp.Column)}), repr(tree)[:300])
for write in ('duckdb', 'bigquery', 'snowflake', 'spark', 'mysql', 'tsql'):
    print(write, sqlglot.transpile("SELECT DATE_ADD(d, INTERVAL 1 DAY), IFNULL(a, 'x'), CAST(b AS TEXT), STRFTIME(e, '%Y') FROM `t` LIMIT 3", read='mysql', write=write)[0])
print(optimize('SELECT * FROM (SELECT a, b FROM x) AS q WHERE q.a = 1 AND 1 = 1', schema={'x': {'a': 'INT', 'b': 'TEXT'}}).sql(pretty=True))
print(tree.transform(lambda node: exp.column('renamed') if isinstance(node, exp.Column) and node.name == 'a' else node).sql()[:150])
tables = {'x': [{'a': i % 3, 'b': i} for i in range(10)], 'y': [{'a': 0, 'n': 'zero'}, {'a': 1, 'n': 'one'}]}
print(execute('SELECT y.n, SUM(x.b) AS s, MAX(x.b) AS m FROM x JOIN y ON x.a = y.a GROUP BY y.n ORDER BY s', tables=tables))
for bad in ('SELECT FROM WHERE', 'SELECT (1', 'SELECT foo( FROM bar'):
    try:
        parse_one(bad)
    except ParseError as error:
        print(error)
