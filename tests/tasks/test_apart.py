"""What people upload is examined in a process of its own, within limits."""

import pickle
import resource
import subprocess
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any, cast

import pytest

from api import serving
from tasks import examining, rehearsing
from tasks.acts import procedures, rule_book
from tasks.apart import Apart, TookTooMuch, _read
from tasks.apart import __main__ as answering
from tasks.assembly import House
from tasks.rehearsing import NotAsMeant
from tests.engine.drawing import Drawing
from tests.house import Landlord, publish
from tests.tasks.test_rule_book import ARREARS, drafted, replaced
from tests.tasks.test_what_holds_stop import ALL, BREATHING, HOLDS
from workflows.editions.tables import ProposalStatus
from workflows.engine import LintFailed
from workflows.errors import Refused
from workflows.proofs import certificate
from workflows.runtime import beside
from workflows.runtime import examining as runtime_examining
from workflows.runtime.found import EXAMINED, SENTENCES
from workflows.runtime.publishing import NotLawful


@pytest.fixture
def apart(landlord: Landlord) -> Iterator[Apart]:
    # What is asked here is not how long it takes: beside other loads a minute of the processor is soon spent.
    landlord.house.apart = made = Apart(landlord.house.settings, seconds=600)
    rehearsing.forget()
    EXAMINED.forget()
    SENTENCES.forget()
    yield made
    EXAMINED.forget()
    SENTENCES.forget()
    made.close()
    landlord.house.apart = None


@pytest.fixture
def not_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is proved, and no story told, in this process."""

    def refuse(*_: Any, **__: Any) -> None:
        raise AssertionError("in this process")

    monkeypatch.setattr(runtime_examining, "examine", refuse)
    monkeypatch.setattr(beside, "prove", refuse)
    monkeypatch.setattr(certificate, "prove", refuse)
    monkeypatch.setattr(rehearsing, "tell", refuse)


def renamed(landlord: Landlord) -> dict[str, bytes | None]:
    return replaced(landlord.house, ARREARS, 'name="Rent arrears"', 'name="Rent arrears, anew"')


@pytest.mark.usefixtures("apart", "not_here")
def test_a_change_is_proposed_examined_and_published_and_all_is_proved_elsewhere(landlord: Landlord) -> None:
    house = landlord.house
    number = drafted(landlord, renamed(landlord))
    rule_book.propose(house, landlord.person("pat"), number)
    made = publish(house, landlord.person("cora"), number)
    assert set(made.versions) == {"arrears"}


RULE = (
    b"rules:\n  - id: benefits-first\n    text: Benefits first.\n    law: Test Act\n    before: contact_customer\n"
    b"    require: [check_benefits]\n    right: ['check_benefits, contact_customer']\n    wrong: [contact_customer]\n"
)


@pytest.mark.usefixtures("apart", "not_here")
def test_what_becomes_of_what_does_not_change_is_proved_elsewhere_too(landlord: Landlord) -> None:
    house, cora = landlord.house, landlord.person("cora")
    number = drafted(landlord, {"shared/rules/new.yaml": RULE})
    (told,) = procedures.examine(house, cora, number).examined.told
    assert told.startswith("arrears does not keep benefits-first: ")
    with pytest.raises(NotAsMeant):  # of each published procedure, as the stories are told under the new rule
        rule_book.propose(house, landlord.person("pat"), number)


@pytest.mark.usefixtures("apart", "not_here")
def test_what_a_hold_would_stop_no_more_is_found_elsewhere(landlord: Landlord) -> None:
    landlord.add_tenancy("1")
    landlord.look()
    number = drafted(landlord, replaced(landlord.house, HOLDS, BREATHING + ALL, BREATHING + "    stops: [enforce]\n"))
    with pytest.raises(NotLawful, match="keeps no-enforcement-in-breathing-space because a hold stops"):
        rule_book.propose(landlord.house, landlord.person("pat"), number)


@pytest.mark.usefixtures("apart")
def test_it_finds_what_would_be_found_here(landlord: Landlord) -> None:
    house = landlord.house
    number = drafted(landlord, renamed(landlord))
    there = examining.of_proposal(house, number)
    EXAMINED.forget()
    SENTENCES.forget()
    house.apart, own = None, house.apart
    here = examining.of_proposal(house, number)
    house.apart = own
    assert there == here
    assert there.sha256 == here.sha256


@pytest.mark.usefixtures("apart")
def test_what_is_refused_is_refused_in_its_own_words(landlord: Landlord) -> None:
    broken = replaced(landlord.house, ARREARS, 'isExecutable="true"', 'isExecutable="false"')
    number = drafted(landlord, broken)
    with pytest.raises(LintFailed, match="not executable"):
        rule_book.propose(landlord.house, landlord.person("pat"), number)
    assert (
        rule_book.look_at_draft(landlord.house, landlord.person("pat"), number).proposal.status == ProposalStatus.DRAFT
    )


@pytest.mark.usefixtures("apart", "not_here")
def test_what_is_refused_late_is_not_looked_at_here_once_more(landlord: Landlord) -> None:
    broken = replaced(landlord.house, ARREARS, 'isExecutable="true"', 'isExecutable="false"')
    number = drafted(landlord, broken)
    with pytest.raises(LintFailed) as refused:
        rule_book.propose(landlord.house, landlord.person("pat"), number)
    assert [each.rule for each in refused.value.findings] == ["not-executable"]


def test_a_process_that_has_gone_is_begun_anew(landlord: Landlord, apart: Apart) -> None:
    number = drafted(landlord, renamed(landlord))
    for ends in (subprocess.Popen.kill, subprocess.Popen.terminate, None):
        assert examining.of_proposal(landlord.house, number).objections == ()
        assert apart._process is not None
        if ends is not None:
            ends(apart._process)
            apart._process.wait()


def test_an_answer_to_another_question_is_nobodys(landlord: Landlord, apart: Apart) -> None:
    number = drafted(landlord, renamed(landlord))
    assert examining.of_proposal(landlord.house, number).objections == ()
    apart._line = lambda *_: {"number": "another", "examined": [], "sentences": [], "rehearsed": []}  # type: ignore[method-assign]
    with pytest.raises(TookTooMuch):
        examining.of_proposal(landlord.house, number)
    assert apart._process is None


@pytest.mark.parametrize("limits", [{"seconds": -1}, {"megabytes": 150}])
def test_what_takes_too_much_is_stopped_and_the_next_is_examined(landlord: Landlord, limits: dict[str, int]) -> None:
    house, made = landlord.house, Apart(landlord.house.settings, **limits)
    number = drafted(landlord, renamed(landlord))
    house.apart = made
    try:
        with pytest.raises(TookTooMuch, match="so it was stopped"):
            procedures.examine(house, landlord.person("cora"), number)
        made._limits = {"seconds": 60, "megabytes": 3_000}
        assert procedures.examine(house, landlord.person("cora"), number).examined.objections == ()
    finally:
        made.close()
        house.apart = None


def test_each_question_has_its_seconds_beside_what_was_used_before(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of the program and of the system on its behalf: both count against the limit."""
    limits: list[tuple[int, tuple[int, int]]] = []
    monkeypatch.setattr("resource.getrusage", lambda _who: SimpleNamespace(ru_utime=3.5, ru_stime=4.25))
    monkeypatch.setattr("resource.getrlimit", lambda _what: (-1, 99))
    monkeypatch.setattr("resource.setrlimit", lambda what, limit: limits.append((what, limit)))

    def refuse(*_: Any) -> None:
        raise Refused("Not this.")

    monkeypatch.setattr("tasks.apart.__main__._found", refuse)
    answer = answering._answer(cast(House, None), {"number": 7}, 60)
    assert (answer["number"], answer["refused"]["sentence"]) == (7, "Not this.")
    assert limits == [(resource.RLIMIT_CPU, (7 + 60 + 1, 99))]


@pytest.mark.parametrize("outside", [True, False])
def test_a_diagram_is_repaired_elsewhere_as_it_would_be_here(
    landlord: Landlord, apart: Apart, monkeypatch: pytest.MonkeyPatch, outside: bool
) -> None:
    house, pat = landlord.house, landlord.person("pat")
    drawn = (
        Drawing("p")
        .user("a", properties={"operation": "x"})
        .node("scriptTask", "s", "<bpmn:script>x = 1</bpmn:script>")
        .chain("start", "a", "s", "end")
        .xml()
    )
    house.apart = None
    here = procedures.repair(house, pat, name="p.bpmn", content=drawn, outside=outside)
    assert here.differences
    house.apart = apart
    monkeypatch.setattr(examining, "fix_alone", None)
    assert procedures.repair(house, pat, name="p.bpmn", content=drawn, outside=outside) == here
    apart._limits = {"seconds": -1, "megabytes": 3_000}
    apart.close()
    with pytest.raises(TookTooMuch, match="so it was stopped"):
        procedures.repair(house, pat, name="p.bpmn", content=drawn, outside=outside)


def test_whoever_serves_examines_elsewhere_and_ends_it(landlord: Landlord, monkeypatch: pytest.MonkeyPatch) -> None:
    house, seen = landlord.house, []

    def run(*_: Any, **__: Any) -> None:
        assert isinstance(house.apart, Apart)
        house.apart._begun()
        seen.append(house.apart._process)

    monkeypatch.setattr("api.serving.uvicorn.run", run)
    monkeypatch.setattr("api.serving.stop_on_sigterm", lambda: None)
    monkeypatch.setattr("api.serving.logs.set_up", lambda: None)
    serving.serve(house, with_worker=False)
    assert [each.poll() is not None for each in seen if each] == [True]


def test_nothing_is_read_of_an_answer_but_what_is_plain() -> None:
    for evil in (print, certificate.examine, Apart, pickle.loads):
        with pytest.raises(pickle.UnpicklingError, match="is not read"):
            _read(pickle.dumps(evil))
