class Node:
    def __init__(self, next):
        self.next = next


node = Node(Node(None))
print(node.next.next.next)

# --- exit 1
# Traceback (most recent call last):
#   File "carets_attribute.py", line 7, in <module>
#     print(node.next.next.next)
#           ^^^^^^^^^^^^^^^^^^^
# AttributeError: 'NoneType' object has no attribute 'next'
