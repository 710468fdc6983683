"""A thousand functions, each of which is compiled for ints and again for floats."""
SOURCE = """
def function_{0}(count, step):
    total = step
    for n in range(count):
        total = total + step
    return total
"""


def main():
    for number in range(1000):
        namespace = {}
        exec(compile(SOURCE.format(number), "generated.py", "exec"), namespace)
        function = namespace[f"function_{number}"]
        for step in (1, 0.5):
            function(700, step)
    print("done")


main()
