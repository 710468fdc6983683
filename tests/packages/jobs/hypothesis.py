"""hypothesis: strategies, shrinking to the smallest example, rules of a state machine."""
from hypothesis import Phase, find, given, settings, strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

plain = settings(derandomize=True, database=None, max_examples=50, deadline=None)
print(find(st.lists(st.integers()), lambda items: sum(items) >= 100, settings=plain))
print(find(st.text(), lambda text: len(text) >= 3, settings=plain))
print(find(st.dictionaries(st.text(), st.booleans()), lambda d: len(d) > 1, settings=plain))
print(find(st.floats(), lambda f: f > 1.5, settings=plain))
print(find(st.recursive(st.none(), lambda inner: st.lists(inner, max_size=3)), lambda v: isinstance(v, list) and len(v) > 1, settings=plain))


@plain
@given(st.lists(st.integers()), st.data())
def test_sorted(items, data):
    result = sorted(items)
    assert sorted(reversed(items)) == result
    if items:
        assert data.draw(st.sampled_from(items)) in result


test_sorted()


@settings(plain, phases=[Phase.generate, Phase.shrink])
@given(st.integers(0, 1000), st.integers(0, 1000))
def test_fails(a, b):
    assert a + b < 500


try:
    test_fails()
except AssertionError as error:
    print(error.__notes__[0].partition('\nExplanation')[0])


class Stack(RuleBasedStateMachine):
    def __init__(self):
        super().__init__()
        self.items = []

    @rule(n=st.integers())
    def push(self, n):
        self.items.append(n)

    @rule()
    def pop(self):
        if self.items:
            self.items.pop()

    @invariant()
    def short(self):
        assert len(self.items) < 4


try:
    run_state_machine_as_test(Stack, settings=plain)
except AssertionError as error:
    print(error.__notes__[0].partition('\nExplanation')[0])
