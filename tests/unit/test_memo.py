"""The memory of models: by worth or identity, bounded, never wrong when an identity is used again."""

import copy
import pickle

from pato.memo import Memo


def test_what_was_made_is_made_once():
    made, held = [], Memo()
    for _ in range(3):
        assert held.get("a", (1, "b"), make=lambda: made.append(1) or len(made)) == 1
    assert made == [1]


def test_values_count_by_worth_and_objects_by_identity():
    held = Memo()
    one, same = [1], [1]
    assert held.get(one, make=lambda: "one") == "one"
    assert held.get(same, make=lambda: "another") == "another"
    assert held.get(1, make=lambda: "number") == "number"
    assert held.get(True, make=lambda: "truth") == "truth"  # 1 == True, and they are not the same


def test_the_one_that_was_asked_for_least_lately_goes_first():
    held = Memo(2)
    for word in "abc":
        held.get(word, make=lambda word=word: word)
    assert held.get("b", make=lambda: "new") == "b"
    assert held.get("a", make=lambda: "new") == "new"


def test_what_is_asked_for_again_outlasts_what_was_asked_for_once():
    held = Memo(3)
    held.put("always", value=0)
    for k in range(10):
        held.get(k, make=lambda k=k: k)
        assert held.get("always", make=lambda: "made again") == 0


def test_a_held_object_keeps_its_identity():
    held = Memo()
    for k in range(1000):  # objects that are let go at once lend their identity to the next
        assert held.get([k], make=lambda k=k: k) == k


def test_a_value_takes_the_place_of_another():
    held = Memo(1)
    held.put("a", value=1)
    assert held.put("a", value=2) == 2
    assert held.get("a", make=lambda: 3) == 2


def test_copies_and_pickles_are_empty():
    held = Memo(5)
    held.put("a", value=1)
    for other in (copy.deepcopy(held), pickle.loads(pickle.dumps(held))):
        assert other.get("a", make=lambda: 2) == 2
