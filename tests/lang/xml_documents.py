import io
import plistlib
import xml.dom.minidom
import xml.etree.ElementTree as ET
import xml.sax
from xml.parsers import expat


def error(work, *args):
    try:
        work(*args)
    except Exception as problem:
        return type(problem).__name__, str(problem)
    raise AssertionError("nothing was raised")


tree = ET.fromstring('<a x="1&amp;2"><b>t&#65;&lt;</b>tail<!-- c --><c:d xmlns:c="urn:u" c:e="f"/></a>')
assert tree.tag == "a" and tree.attrib == {"x": "1&2"} and tree[0].text == "tA<" and tree[0].tail == "tail"
assert tree[1].tag == "{urn:u}d" and tree[1].attrib == {"{urn:u}e": "f"}
assert ET.tostring(tree) == b'<a xmlns:ns0="urn:u" x="1&amp;2"><b>tA&lt;</b>tail<ns0:d ns0:e="f" /></a>'
assert [e.tag for e in tree.iter()] == ["a", "b", "{urn:u}d"] and tree.find("b").text == "tA<"
assert error(ET.fromstring, "<a></b>") == ("ParseError", "mismatched tag: line 1, column 5")
assert error(ET.fromstring, "<a>&nope;</a>") == ("ParseError", "undefined entity: line 1, column 3")
events = [(kind, e.tag) for kind, e in ET.iterparse(io.BytesIO(b"<r><i/>\n<i>x</i></r>"), ["start", "end"])]
assert events == [("start", "r"), ("start", "i"), ("end", "i"), ("start", "i"), ("end", "i"), ("end", "r")]
pull = ET.XMLPullParser(["end"])
for piece in ("<r", "><a>x", "</", "a></r>"):
    pull.feed(piece)
assert [e.tag for _, e in pull.read_events()] == ["a", "r"]
assert ET.fromstring("<?xml version='1.0' encoding='iso-8859-1'?><a>\xe9</a>".encode("latin-1")).text == "\xe9"
assert ET.fromstring("<a>\u20ac</a>".encode("utf-16")).text == "\u20ac"

document = xml.dom.minidom.parseString('<r><i n="1">x</i><!--c--></r>')
assert document.documentElement.tagName == "r" and document.getElementsByTagName("i")[0].getAttribute("n") == "1"
assert document.toxml() == '<?xml version="1.0" ?><r><i n="1">x</i><!--c--></r>'


class Handler(xml.sax.ContentHandler):
    def __init__(self):
        super().__init__()
        self.seen = []

    def startElement(self, name, attrs):
        self.seen.append((name, dict(attrs)))

    def characters(self, content):
        self.seen.append(content)


handler = Handler()
xml.sax.parseString(b"<a b='c'>text</a>", handler)
assert handler.seen == [("a", {"b": "c"}), "text"]
value = {"name": "x", "list": [1, 2.5, True], "data": b"\0\1"}
assert plistlib.loads(plistlib.dumps(value)) == value


def run(*pieces, namespaces=None):
    parser, seen = expat.ParserCreate(None, namespaces), []
    for name in ("StartElementHandler", "EndElementHandler", "CharacterDataHandler", "CommentHandler", "XmlDeclHandler",
                 "ProcessingInstructionHandler", "StartDoctypeDeclHandler", "EndDoctypeDeclHandler", "EntityDeclHandler",
                 "ElementDeclHandler", "AttlistDeclHandler", "StartNamespaceDeclHandler", "EndNamespaceDeclHandler",
                 "StartCdataSectionHandler", "EndCdataSectionHandler", "SkippedEntityHandler"):
        setattr(parser, name, lambda *args, short=name[:5]: seen.append((short, *args)))
    try:
        for index, piece in enumerate(pieces):
            parser.Parse(piece, index == len(pieces) - 1)
    except expat.ExpatError as problem:
        seen.append((str(problem), problem.code, problem.lineno, problem.offset))
    return seen


assert run('<?xml version="1.0"?><!DOCTYPE a [<!ELEMENT a (b|c)*><!ATTLIST a x CDATA "d"><!ENTITY e "v<b/>">]><a>&e;</a>') == [
    ("XmlDe", "1.0", None, -1), ("Start", "a", None, None, 1),
    ("Eleme", "a", (5, 2, None, ((4, 0, "b", ()), (4, 0, "c", ())))), ("Attli", "a", "x", "CDATA", "d", 0),
    ("Entit", "e", 0, "v<b/>", None, None, None, None), ("EndDo",), ("Start", "a", {"x": "d"}), ("Chara", "v"),
    ("Start", "b", {}), ("EndEl", "b"), ("EndEl", "a")]
assert run("<a>x\r", "\ny<![CDATA[<]]>", "z</a>") == [
    ("Start", "a", {}), ("Chara", "x"), ("Chara", "\n"), ("Chara", "y"), ("Start",), ("Chara", "<"), ("EndCd",),
    ("Chara", "z"), ("EndEl", "a")]
assert run('<a xmlns="u" xmlns:p="v" p:x="1"/>', namespaces=" ") == [
    ("Start", None, "u"), ("Start", "p", "v"), ("Start", "u a", {"v x": "1"}), ("EndEl", "u a"),
    ("EndNa", "p"), ("EndNa", None)]
for text, problem in (
    ("", ("no element found: line 1, column 0", 3, 1, 0)),
    ("a", ("syntax error: line 1, column 0", 2, 1, 0)),
    ("<a b></a>", ("not well-formed (invalid token): line 1, column 4", 4, 1, 4)),
    ('<a b="1" b="2"/>', ("duplicate attribute: line 1, column 9", 8, 1, 9)),
    ("<a/><b/>", ("junk after document element: line 1, column 4", 9, 1, 4)),
    ("<a>&#0;</a>", ("reference to invalid character number: line 1, column 3", 14, 1, 3)),
    ("<a>\n  <b\n/></c>", ("mismatched tag: line 3, column 4", 7, 3, 4)),
    ("<a", ("unclosed token: line 1, column 0", 5, 1, 0)),
    ("<a>]]></a>", ("not well-formed (invalid token): line 1, column 5", 4, 1, 5)),
    ("<!--a--b--><a/>", ("not well-formed (invalid token): line 1, column 7", 4, 1, 7)),
    ('<!DOCTYPE a [<!ENTITY e "&e;">]><a>&e;</a>', ("recursive entity reference: line 1, column 35", 12, 1, 35)),
):
    assert run(text)[-1] == problem, (text, run(text))
assert run("<p:a/>", namespaces=" ")[-1] == ("unbound prefix: line 1, column 0", 27, 1, 0)
parser, seen = expat.ParserCreate(), []
parser.NotStandaloneHandler = lambda: seen.append("not standalone") or 1
parser.SkippedEntityHandler = lambda *args: seen.append(args)
parser.Parse('<!DOCTYPE a [%p;]><a>&e;</a>', True)
assert seen == ["not standalone", ("e", 0)]
print("ok")
