# Compiled code appends to lists in functions that it has inlined, whose frames are not on the stack: collections have to do without them.
from xml.etree import ElementTree

items = "".join(f"<item n='{n}'><name>name {n}</name><tail/>text</item>" for n in range(800))
document = f"<root>{items}</root>"
for _ in range(30):
    root = ElementTree.fromstring(document)
    assert len(root) == 800 and root[799][0].text == "name 799" and root[5][1].tail == "text"
print("ok")
