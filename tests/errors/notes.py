error = ValueError("with notes")
error.add_note("first note")
error.add_note("second note\nwith two lines")
raise error

# --- exit 1
# Traceback (most recent call last):
#   File "notes.py", line 4, in <module>
#     raise error
# ValueError: with notes
# first note
# second note
# with two lines
