inner = KeyError("missing")
inner.add_note("looked everywhere")
group = ExceptionGroup("noted", [inner])
group.add_note("a note on the group")
raise group

# --- exit 1
#   + Exception Group Traceback (most recent call last):
#   |   File "notes_in_group.py", line 5, in <module>
#   |     raise group
#   | ExceptionGroup: noted (1 sub-exception)
#   | a note on the group
#   +-+---------------- 1 ----------------
#     | KeyError: 'missing'
#     | looked everywhere
#     +------------------------------------
