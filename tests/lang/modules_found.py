"""`modulefinder` reads what a script imports, in functions with documentation too, and follows it into the library."""

import modulefinder
import os
import tempfile

with tempfile.TemporaryDirectory() as folder:
    script = os.path.join(folder, "script.py")
    with open(script, "w") as file:
        file.write('import bisect\n\ndef f():\n    """Documentation."""\n    from colorsys import rgb_to_hls as other, hls_to_rgb\n')
    finder = modulefinder.ModuleFinder()
    finder.run_script(script)
    assert {"bisect", "colorsys", "__main__"} <= set(finder.modules), sorted(finder.modules)
print("ok")
