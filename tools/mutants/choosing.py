"""Which of the tests that reach a fault are run, where all of them would take too long.

Two orders are gone through side by side, each for half of the time. The one has the tests that speak of the fault's
noun first, then those of its room, the fastest first. The other goes round the files: one test of each, then a second
one of each. Without it, a file of many fast tests that pass by the fault would leave out the one that is about it.
Whoever enters fewer functions is more likely to be about one of them, and stands for its file first.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from tools.mutants.operators import Mutant
from tools.mutants.reaching import Reached

SECONDS_OF_TESTS = 90.0
"""How much of the tests that reach a fault is run at most."""
COMMON = frozenset({"list", "read", "look", "made", "acts", "commands", "does", "runtime", "operations", "init"})
"""Words in the names of modules and functions that say nothing of what they are about."""


@dataclass(frozen=True)
class Choice:
    """The tests to run, in their order.

    :ivar seconds: how long they take
    :ivar left_out: how many more reach the fault, and are not run for want of time
    """

    tests: tuple[str, ...]
    seconds: float = 0.0
    left_out: int = 0


def choose(mutant: Mutant, tests: Mapping[str, Reached], named: Iterable[str] = ()) -> Choice:
    """What is run to see whether a fault is noticed.

    :param tests: all that reach it, or are said to notice it
    :param named: those that are said to notice it: they come first
    """
    orders = [_near(mutant, tests), _round(mutant, tests)]
    spent = [0.0, 0.0]
    orders[0][:0] = first = sorted(named)
    spent[0] -= sum(tests[test].seconds for test in first)  # they are at no order's expense
    taken: dict[str, float] = {}
    while any(orders):
        which = 0 if orders[0] and (spent[0] <= spent[1] or not orders[1]) else 1
        test = orders[which].pop(0)
        seconds = tests[test].seconds
        if test in taken or (taken and sum(taken.values()) + seconds > SECONDS_OF_TESTS):
            continue
        taken[test] = seconds
        spent[which] += seconds
    return Choice(tuple(taken), sum(taken.values()), len(tests) - len(taken))


def distance(mutant: Mutant, test: str) -> int:
    """How far a test is from what it may be about: 0 where both speak of one noun, 1 in the same room, 2 elsewhere."""
    module, _, function = (mutant.function or mutant.path).partition(":")
    spoken = set(re.findall("[a-z]{4,}", test.partition("[")[0]))
    folders = " ".join(Path(module).parts[1:-1])  # the room itself is no noun
    nouns = set(re.findall("[a-z]{4,}", f"{folders} {Path(module).stem} {function}")) - COMMON
    if any(noun.rstrip("s") in word for noun in nouns for word in spoken):
        return 0
    room = mutant.path.split("/")[-2 if mutant.path.startswith("workflows") else 0]
    return 1 if test.startswith(f"tests/{room}/") else 2


def _near(mutant: Mutant, tests: Mapping[str, Reached]) -> list[str]:
    """The nearest first, then the fastest."""
    return sorted(tests, key=lambda test: (distance(mutant, test), tests[test].seconds))


def _round(mutant: Mutant, tests: Mapping[str, Reached]) -> list[str]:
    """One test of each file, then a second one of each, and so on."""
    specific = sorted(tests, key=lambda test: (distance(mutant, test), len(tests[test].functions), test))
    turn = Counter[str]()
    turns = {}
    for test in specific:
        file = test.partition("::")[0]
        turn[file] += 1
        turns[test] = turn[file]
    return sorted(specific, key=lambda test: turns[test])
