{}["a 'quoted' key"]

# --- exit 1
# Traceback (most recent call last):
#   File "key_error_repr.py", line 1, in <module>
#     {}["a 'quoted' key"]
#     ~~^^^^^^^^^^^^^^^^^^
# KeyError: "a 'quoted' key"
