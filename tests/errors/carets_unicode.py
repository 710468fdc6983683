naïve = {"größe": 1}
print(naïve["größe"] + naïve["日本"])

# --- exit 1
# Traceback (most recent call last):
#   File "carets_unicode.py", line 2, in <module>
#     print(naïve["größe"] + naïve["日本"])
#                            ~~~~~^^^^^^^^
# KeyError: '日本'
