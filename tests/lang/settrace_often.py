# Functions that trace are set and unset many times: code that was made or ran in between is traced as well.
import sys

seen = []


def trace(frame, event, arg):
    if frame.f_code.co_filename == __file__ or frame.f_code.co_filename == "<made>":
        seen.append((frame.f_code.co_name, event))
    return trace


def traced(function):
    seen.clear()
    sys.settrace(trace)
    try:
        return function()
    finally:
        sys.settrace(None)


def work():
    return 1


for _ in range(2000):
    assert traced(work) == 1
    assert seen == [("work", "call"), ("work", "line"), ("work", "return"), ("traced", "line")][: len(seen)], seen
    assert len(seen) >= 3
    work()

for index in range(50):
    namespace = {}
    exec(compile(f"def made{index}():\n    return {index}", "<made>", "exec"), namespace)
    made = namespace[f"made{index}"]
    made()
    assert traced(made) == index
    assert seen[:3] == [(f"made{index}", event) for event in ("call", "line", "return")], seen


def hot(count):
    total = 0
    for index in range(count):
        total += index
    return total


hot(300000)
assert traced(lambda: hot(3)) == 3
assert seen.count(("hot", "line")) >= 8, seen
hot(300000)
assert traced(lambda: hot(3)) == 3
assert seen.count(("hot", "line")) >= 8, seen

print("ok")
