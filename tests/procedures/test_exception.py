"""Whoever refuses an exception says what follows; what an allowed one makes possible another person decides."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from tasks.assembly import House, build
from tests.book import SHIPPED
from tests.conftest import MORNING
from workflows.clock import SimulatedClock
from workflows.proofs.certificate import Examined
from workflows.runtime.examining import examine_files
from workflows.settings import HOUSE, Settings

APART = (
    "decision-before-notice",
    "decision-by-another-person",
    "exception-by-another-person",
    "notice-by-another-than-the-exception",
)
REFUSED = '<bpmn:errorEventDefinition id="exception_refused_error" errorRef="error_exception_refused" />'
SAME_EYES: dict[str, tuple[dict[str, str], str]] = {
    "the notice by who allowed it": (
        {'value="complete_pre_action_checklist, decide_exception"': 'value="complete_pre_action_checklist"'},
        "notice-by-another-than-the-exception",
    ),
    "the exception by who asks for it": (
        {'<spiffworkflow:property name="differs_from" value="complete_pre_action_checklist" />': ""},
        "exception-by-another-person",
    ),
    "a refusal that goes where a decision goes": (
        {REFUSED: "", ">notice_decision = ": ">notice_decision != null and notice_decision = "},
        "decision-before-notice",
    ),
}
"""What somebody may draw otherwise: old words → new ones, and the rule that is broken then."""


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder = tmp_path_factory.mktemp("exception")
    made = build(Settings(f"sqlite:///{folder / 'd.db'}", Path(folder), bpmn=HOUSE / "bpmn"), SimulatedClock(MORNING))
    yield made
    made.close()


def examined(house: House, changed: Mapping[str, str]) -> Examined:
    """What is found of the procedure as it is shipped, with these words of its drawings changed."""
    files = dict(SHIPPED.procedure("early_intervention"))
    for old, new in changed.items():
        drawn = {name: each.decode() for name, each in files.items() if name.endswith(".bpmn") and old in each.decode()}
        assert drawn, f"nothing says {old}"
        files |= {name: text.replace(old, new).encode() for name, text in drawn.items()}
    return examine_files(house.runtime, "early_intervention", files)


def outcomes(found: Examined) -> dict[str, str]:
    return {each.rule: each.outcome for each in found.proof.verdicts}


def test_what_keeps_people_apart_is_proved_and_not_guarded(house: House) -> None:
    found = examined(house, {})
    assert found.proof.lawful
    assert {rule: outcomes(found)[rule] for rule in APART} == dict.fromkeys(APART, "PROVED")


@pytest.mark.parametrize(("changed", "rule"), SAME_EYES.values(), ids=SAME_EYES)
def test_drawn_otherwise_it_is_refused(house: House, changed: Mapping[str, str], rule: str) -> None:
    found = examined(house, changed)
    assert not found.proof.lawful
    assert [each for each, outcome in outcomes(found).items() if outcome == "BROKEN"] == [rule]
