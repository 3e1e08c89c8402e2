"""``python -m tools.mutants --seed 7 --count 60``: draws faults, tries them, prints what no test saw, and a score."""

import argparse
import random
import sys
import time

from tools.mutants import known
from tools.mutants.choosing import Choice, choose
from tools.mutants.excused import excuses
from tools.mutants.operators import Mutant, mutants
from tools.mutants.reaching import Reached, reached_by_tests
from tools.mutants.running import Tried, try_all
from tools.mutants.sources import TREE, files

ENOUGH = 90
"""Of a hundred faults, how many must be noticed."""


def main() -> int:
    """Runs it; 1 where too few were noticed."""
    asked = argparse.ArgumentParser(prog="python -m tools.mutants", description=__doc__)
    asked.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1_000_000))
    asked.add_argument("--count", type=int, default=60, help="how many are drawn, beside the known ones")
    asked.add_argument("--no-known", action="store_true", help="leave the known ones out")
    asked.add_argument("--within", default="", help="only in paths that begin so")
    given = asked.parse_args()
    began = time.monotonic()
    tests, failed = reached_by_tests()
    for test in failed:
        print(f"fails though nothing was planted, so it is not asked: {test}")
    pool = [each for path in files() for each in mutants(path, _read(path)) if path.startswith(given.within)]
    drawn = random.Random(given.seed).sample(pool, min(given.count, len(pool)))
    print(f"seed {given.seed}: {len(drawn)} drawn of {len(pool)}, {len(tests)} tests", flush=True)
    chosen: list[tuple[Mutant, Choice]] = []
    harms: dict[Mutant, str] = {}
    if not given.no_known:
        for fault in known.FAULTS:
            mutant = fault.planted()
            harms[mutant] = fault.harm
            chosen.append((mutant, _of_known(fault, mutant, tests)))
    chosen += [(each, _of_drawn(each, tests)) for each in drawn]
    excused = [each for each, _tests in chosen if any(excuse.covers(each) for excuse in excuses())]
    tried = [_told(each) for each in try_all([pair for pair in chosen if pair[0] not in excused])]
    survivors = [each for each in tried if not each.noticed]
    for each in survivors:
        _print(each, harms.get(each.mutant, ""))
    killed, of = len(tried) - len(survivors), len(tried)
    score = 100 * killed / of if of else 100.0
    print(
        f"\nseed {given.seed}: {killed} of {of} noticed ({score:.1f} %; {ENOUGH} are asked for), {len(excused)} "
        f"excused, {time.monotonic() - began:.0f} s"
    )
    return 0 if score >= ENOUGH else 1


def reaching(function: str, tests: dict[str, Reached]) -> dict[str, Reached]:
    """The tests that enter a function."""
    return {test: each for test, each in tests.items() if function in each.functions}


def _of_drawn(mutant: Mutant, tests: dict[str, Reached]) -> Choice:
    """Tests that reach a drawn fault; of a decorator, beside them, those of what it writes down."""
    named: dict[str, Reached] = {}
    if mutant.operator == "roles widened":
        named = {test: each for test, each in tests.items() if test.startswith(known.OF_THE_TABLE)}
    return choose(mutant, reaching(mutant.function, tests) | named, named)


def _of_known(fault: known.Fault, mutant: Mutant, tests: dict[str, Reached]) -> Choice:
    """Tests that reach a known fault: those that are named, of its function, and of others that are named."""
    named = {test: each for test, each in tests.items() if test.startswith(fault.tests or ("-",))}
    found = dict(named)
    for function in {mutant.function, *fault.reached_by}:
        found |= reaching(function, tests)
    if not found and fault.tests:  # of another room: no map was made of these
        return Choice(fault.tests, float(len(fault.tests)))
    return choose(mutant, found, named)


def _read(path: str) -> str:
    return (TREE / path).read_text(encoding="utf-8")


def _told(each: Tried) -> Tried:
    what = "noticed" if each.noticed else "NOT NOTICED"
    mutant = each.mutant
    print(
        f"{what:12} {each.seconds:4.0f} s  {mutant.path}:{mutant.line} {mutant.operator}: {mutant.change}", flush=True
    )
    return each


def _print(each: Tried, harm: str) -> None:
    mutant = each.mutant
    print(f"\n{mutant.path}:{mutant.line} in {mutant.function.partition(':')[2] or 'the module'}: {mutant.operator}")
    if harm:
        print(f"    harm: {harm}")
    print(f"    {mutant.change}")
    if not each.asked:
        print("    no test reaches it")
    for test in each.asked[:8]:
        print(f"    passed: {test}")
    if len(each.asked) > 8 or each.left_out:
        print(f"    and {len(each.asked[8:])} more; {each.left_out} were left out for want of time")


if __name__ == "__main__":
    sys.exit(main())
