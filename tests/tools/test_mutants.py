"""The program that plants faults: its operators say what they make, its lists do not rot, and it sees what is seen."""

import ast
from pathlib import Path

import pytest

from tools.mutants import reaching, running
from tools.mutants.choosing import Choice
from tools.mutants.excused import excuses
from tools.mutants.known import FAULTS, Fault, NotHere
from tools.mutants.operators import Mutant, mutants
from tools.mutants.reaching import instrumented
from tools.mutants.sources import TREE, files

SAMPLE = '''
@act(LEADERS, STEP)
def act_on(days, late: bool = False):
    """Docstring 1."""
    if not late and days < 3:
        return "früh"
    log.warning("%d", 7)
    tell(days + 1)
    total = days
    if days is None:
        raise ValueError
    return total
'''


def made(operator: str) -> list[str]:
    return [each.change for each in mutants("tasks/sample.py", SAMPLE) if each.operator == operator]


@pytest.mark.parametrize(
    ("operator", "changes"),
    [
        ("comparison turned", ["days < 3 → (days <= 3)", "days is None → (days is not None)"]),
        ("and for or", ["not late and days < 3 → (not late or days < 3)"]),
        ("not removed", ["not late → (late)"]),
        ("sum turned", ["days + 1 → (days - 1)"]),
        ("constant", ["3 → 4", "1 → 2"]),
        ("return nothing", ['"früh" → None', "total → None"]),
        ("early return removed", ['return "früh" → pass']),
        ("call removed", ["tell(days + 1) → pass"]),
        ("refusal removed", ["raise ValueError → pass"]),
        ("assignment removed", ["total = days → pass"]),
        ("condition true", ["not late and days < 3 → True", "days is None → True"]),
        ("condition false", ["not late and days < 3 → False", "days is None → False"]),
    ],
)
def test_an_operator_makes_what_it_says(operator: str, changes: list[str]) -> None:
    assert made(operator) == changes


def test_what_changes_nothing_on_the_database_that_is_asked_is_not_planted() -> None:
    locks = (
        "session.execute(select(rows).with_for_update())",
        "holds.lock_accounts(session, [x], [])",
        "lock_accounts()",
    )
    for lock in locks:
        source = f"def act(session):\n    {lock}\n    return False\n"
        assert [each.change for each in mutants("x.py", source)] == ["False → True"], lock


def test_roles_are_widened_where_they_are_narrow() -> None:
    (change,) = made("roles widened")
    assert change.startswith("LEADERS → frozenset(")
    assert "process_owner" in change
    assert not [each for each in mutants("x.py", SAMPLE.replace("LEADERS", "EVERYBODY")) if "roles" in each.operator]


def test_a_fault_changes_its_own_place_and_nothing_else() -> None:
    for mutant in mutants("tasks/sample.py", SAMPLE):
        ast.parse(mutant.source)
        assert mutant.function == "tasks/sample.py:act_on"
        before, after = SAMPLE.splitlines(), mutant.source.splitlines()
        changed = [place for place, pair in enumerate(zip(before, after, strict=True), 1) if pair[0] != pair[1]]
        assert changed == [mutant.line]
        assert before[mutant.line - 1].strip() == mutant.text


def test_every_known_fault_can_still_be_planted() -> None:
    assert len(FAULTS) >= 20
    for fault in FAULTS:
        mutant = fault.planted()
        compile(mutant.source, mutant.path, "exec")
        assert fault.harm
    with pytest.raises(NotHere, match="holds 0 times"):
        Fault("x", "tasks/people.py", "this stands nowhere", "").planted()


def test_every_excuse_stands_for_a_fault_that_is_made() -> None:
    for excuse in excuses():
        path = excuse.function.partition(":")[0]
        pool = mutants(path, (TREE / path).read_text(encoding="utf-8"))
        assert any(excuse.covers(each) for each in pool), excuse


def test_an_excuse_needs_a_reason(tmp_path: Path) -> None:
    file = tmp_path / "excused.yaml"
    file.write_text("- {function: 'a.py:f', operator: constant, line: 'x = 1', reason: 'because'}\n")
    with pytest.raises(ValueError, match="say why"):
        excuses(file)


def test_an_instrumented_file_is_still_python() -> None:
    for path in files():
        numbers: dict[str, int] = {}
        compile(instrumented((TREE / path).read_text(encoding="utf-8"), path, numbers), path, "exec")
        assert all(name.startswith(f"{path}:") for name in numbers)
    numbers = {}
    said = instrumented(SAMPLE, "x.py", numbers)
    assert numbers == {"x.py:act_on": 0}
    assert said.splitlines()[4] == "    " + reaching.CALL.format(0)


def test_a_fault_is_noticed_by_a_test_of_it_and_by_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    path = "tasks/people.py"
    source = (TREE / path).read_text(encoding="utf-8")
    was = "if len(password) > LONGEST:"
    planted = Mutant(path, "", 1, "", "", "", source.replace("if not kept:", "if kept:"))
    unharmed = Mutant(path, "", 1, "", "", "", source.replace(was, f"{was}  # "))
    tests, none = Choice(("tests/tools/test_mutants.py::test_roles_are_asked_for",), 0.1), Choice(())
    found = {each.mutant: each for each in running.try_all([(unharmed, none), (planted, tests), (unharmed, tests)])}
    assert "test_roles_are_asked_for" in found[planted].noticed
    assert not found[unharmed].noticed
    assert (TREE / path).read_text(encoding="utf-8") == source


def test_roles_are_asked_for() -> None:
    from tasks.people import UserNotUnderstood, understood_roles

    assert understood_roles([" officer "]) == ["officer"]
    with pytest.raises(UserNotUnderstood, match="at least one role"):
        understood_roles([" "])
