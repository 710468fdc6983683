"""xml.etree.ElementTree: elements, builders and parsers in native code."""

import copy
import gc
import io
import pickle
import warnings
import weakref
import xml.etree.ElementTree as ET
import _elementtree

assert ET.Element is _elementtree.Element
assert ET.Element.__module__ == "xml.etree.ElementTree"


def error(kind, function, *args, **kwargs):
    try:
        function(*args, **kwargs)
    except kind as exception:
        return str(exception)
    raise AssertionError("nothing was raised")


# Elements as objects.
root = ET.Element("root", {"a": "1"}, b="2")
assert root.attrib == {"a": "1", "b": "2"} and root.text is None and root.tail is None and len(root) == 0
child = ET.SubElement(root, "child", attrib={"c": "3"}, d="4")
assert child.items() == [("c", "3"), ("d", "4")] and child.keys() == ["c", "d"]
assert root.get("a") == "1" and root.get("z") is None and root.get("z", default=5) == 5
root.set("z", "26")
assert root.attrib["z"] == "26"
assert error(TypeError, ET.Element) == "Element() takes at least 1 argument (0 given)"
assert error(TypeError, ET.Element, "a", 5) == "Element() argument 2 must be dict, not int"
assert error(TypeError, ET.Element, "a", attrib=5) == "attrib must be dict, not int"
assert error(TypeError, ET.SubElement, 5, "a") == "SubElement() argument 1 must be xml.etree.ElementTree.Element, not int"
assert error(TypeError, root.append, 5) == "append() argument 1 must be xml.etree.ElementTree.Element, not int"
assert error(AttributeError, delattr, root, "tag") == "can't delete element attribute"
assert error(TypeError, setattr, root, "attrib", 5) == "attrib must be dict, not int"
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    assert bool(root) is True and bool(child) is False
assert [warning.category for warning in caught] == [DeprecationWarning] * 2

# As sequences.
for name in "bcdef":
    root.append(ET.Element(name))
tags = lambda element: [item.tag for item in element]
assert tags(root) == ["child", "b", "c", "d", "e", "f"] and root[-1].tag == "f"
assert tags(root[1:3]) == ["b", "c"] and tags(root[::-2]) == ["f", "d", "b"]
del root[0]
root[0] = ET.Element("B")
root[3:] = [ET.Element("x"), ET.Element("y"), ET.Element("z")]
assert tags(root) == ["B", "c", "d", "x", "y", "z"]
root[::2] = [ET.Element(name) for name in "123"]
assert tags(root) == ["1", "c", "2", "x", "3", "z"]
del root[::2]
root.insert(-1, ET.Element("w"))
root.remove(root[0])
root.extend((ET.Element("u"), ET.Element("v")))
assert tags(root) == ["x", "w", "z", "u", "v"]
assert error(IndexError, root.__getitem__, 5) == "child index out of range"
assert error(TypeError, root.__getitem__, "a") == "element indices must be integers"
assert error(ValueError, root.remove, ET.Element("x")) == "list.remove(x): x not in list"
assert error(ValueError, root.__setitem__, slice(None, None, 2), [child]) == (
    "attempt to assign sequence of size 1 to extended slice of size 3"
)

# Finding and walking.
tree = ET.XML("<a>1<b>2<c n='1'>3</c>4</b>5<b/>6<d>7</d>8</a>")
assert [element.tag for element in tree.iter()] == ["a", "b", "c", "b", "d"]
assert [element.tag for element in tree.iter("b")] == ["b", "b"]
assert list(tree.itertext()) == ["1", "2", "3", "4", "5", "6", "7", "8"]
assert list(tree[0].itertext()) == ["2", "3", "4"]
assert tree.find("d").text == "7" and tree.find("nothing") is None
assert tree.findtext("d") == "7" and tree.findtext("b/c") == "3" and tree.findtext("q", "none") == "none"
assert tree.findall("b") == [tree[0], tree[1]] and tree.find(".//c[@n='1']").text == "3"
assert [element.tag for element in tree.iterfind("b/*")] == ["c"]
walk = tree.iter()
assert next(walk) is tree
tree.clear()
assert list(walk) == []

# Copies.
tree = ET.XML("<a k='v'>t<b>u<c/></b>w</a>")
shallow, deep = copy.copy(tree), copy.deepcopy(tree)
assert shallow[0] is tree[0] and deep[0] is not tree[0] and deep.attrib is not tree.attrib
assert ET.tostring(deep) == ET.tostring(shallow) == ET.tostring(tree) == b'<a k="v">t<b>u<c /></b>w</a>'
for protocol in range(2, pickle.HIGHEST_PROTOCOL + 1):
    assert ET.tostring(pickle.loads(pickle.dumps(tree, protocol))) == ET.tostring(tree)
assert ET.Element("q").__getstate__() == {"tag": "q", "_children": [], "attrib": {}, "text": None, "tail": None}
assert error(TypeError, tree.__setstate__, {}) == "tag may not be NULL"
deepest = ET.Element("x")
for _ in range(100_000):
    deepest, inner = ET.Element("x"), deepest
    deepest.append(inner)
try:
    copy.deepcopy(deepest)
except RecursionError:
    pass
del deepest, inner


class Named(ET.Element):
    kind = "named"


named = Named("n", a="b")
named.extra = 5
assert named.kind == "named" and named.attrib == {"a": "b"} and ET.tostring(named) == b'<n a="b" />'
reference = weakref.ref(named)
del named
gc.collect()

# Builders.
builder = ET.TreeBuilder()
builder.data("before")
builder.start("a", {"k": "v"})
for piece in ("x", "y", "z"):
    builder.data(piece)
builder.start("b", {})
builder.end("b")
builder.data("tail")
builder.end("a")
assert error(IndexError, builder.end, "a") == "pop from empty stack"
assert ET.tostring(builder.close()) == b'<a k="v">xyz<b />tail</a>'
factory = ET.TreeBuilder(lambda tag, attrib: Named(tag.upper(), attrib), insert_comments=True, insert_pis=True)
parser = ET.XMLParser(target=factory)
parser.feed("<a>x<!-- c -->y<?p q?>z</a>")
built = parser.close()
assert type(built) is Named and built.tag == "A"
assert ET.tostring(built) == b"<A>x<!-- c -->y<?p q?>z</A>"

# Parsers.
text = "<!DOCTYPE a [<!ENTITY e 'ent'>]>\n<a xmlns='u' xmlns:p='v' p:x='1'>\r\né&e;&#65;<![CDATA[<&]]></a>"
parsed = ET.XML(text)
assert parsed.tag == "{u}a" and parsed.attrib == {"{v}x": "1"} and parsed.text == "\néentA<&"
assert ET.parse(io.BytesIO(text.encode())).getroot().text == parsed.text
assert ET.parse(io.StringIO(text)).getroot().text == parsed.text
for source, message, position in (
    ("<a>\n<b></a>", "mismatched tag: line 2, column 5", (2, 5)),
    ("<a>&x;</a>", "undefined entity: line 1, column 3", (1, 3)),
    ("", "no element found: line 1, column 0", (1, 0)),
    ("foobar<", "not well-formed (invalid token): line 1, column 6", (1, 6)),
    ("<a/><b/>", "junk after document element: line 1, column 4", (1, 4)),
):
    try:
        ET.XML(source)
    except ET.ParseError as exception:
        assert (str(exception), exception.position) == (message, position), exception
    else:
        raise AssertionError(source)
parser = ET.XMLParser()
parser.entity["foo"] = "bar"
parser.feed("<!DOCTYPE a SYSTEM 'x'><a>[&foo;]</a>")
assert parser.close().text == "[bar]"

pull = ET.XMLPullParser(("start", "end", "start-ns", "end-ns", "comment", "pi"))
pull.feed("<a xmlns:p='u'>x<p:b/><!--c-->")
pull.feed("<?p q?></a>")
events = [(event, what if isinstance(what, (tuple, str)) or what is None else what.tag) for event, what in pull.read_events()]
assert events[:4] == [("start-ns", ("p", "u")), ("start", "a"), ("start", "{u}b"), ("end", "{u}b")]
assert [event for event, _ in events[4:]] == ["comment", "pi", "end", "end-ns"]
assert error(ValueError, ET.XMLPullParser, ["x"]) == "unknown event 'x'"


class Target:
    def __init__(self):
        self.seen = []

    def close(self):
        return self.seen

    def __getattr__(self, name):
        if name not in ("start", "end", "data", "comment", "pi", "doctype", "start_ns", "end_ns"):
            raise AttributeError(name)
        return lambda *args: self.seen.append((name, *args))


assert ET.XML("<!DOCTYPE a><a xmlns='u' k='v'>x\n<b/><?p q?></a>", ET.XMLParser(target=Target())) == [
    ("doctype", "a", None, None),
    ("start_ns", "", "u"),
    ("start", "{u}a", {"k": "v"}),
    ("data", "x"),
    ("data", "\n"),
    ("start", "{u}b", {}),
    ("end", "{u}b"),
    ("pi", "p", "q"),
    ("end", "{u}a"),
    ("end_ns", ""),
]


class Failing(ET.TreeBuilder):
    def start(self, tag, attrs):
        if tag == "bad":
            raise ZeroDivisionError(tag)
        return super().start(tag, attrs)


error(ZeroDivisionError, ET.XML, "<a><bad/></a>", ET.XMLParser(target=Failing()))
assert error(ValueError, ET.XMLParser.__new__(ET.XMLParser).feed, "<a/>") == "XMLParser.__init__() wasn't called"
parser = ET.XMLParser()
parser.feed("<a/>")
parser.close()
assert error(ET.ParseError, parser.close) == "parsing finished: line 1, column 4"
print("ok")
