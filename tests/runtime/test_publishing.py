"""Publishing: proved, proposed by one person, published by another; and a certificate that can be made again."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlmodel import Session

from tests.engine.drawing import Drawing
from tests.runtime.conftest import Small
from workflows.db import table
from workflows.editions.proposals import Proposal, ProposalDecided, listed
from workflows.editions.tables import ProposalStatus
from workflows.evidence import timeline
from workflows.evidence.tables import Chain
from workflows.proofs import certificate
from workflows.proofs.automata import Before
from workflows.proofs.certificate import certificate_sha256, differences
from workflows.proofs.declarations import DeclarationUnreadable, read_declarations
from workflows.proofs.rules import Rule, Rules
from workflows.runtime import publishing
from workflows.runtime.examining import examine_files
from workflows.runtime.house import FactNotAsDeclared
from workflows.runtime.publishing import (
    NothingNew,
    NotLawful,
    SamePerson,
    propose,
    publish,
    put_in_force,
    withdraw,
)

RULE = Rule(
    "decided-first", "Nothing is sent before a decision.", "Some Act s.1", Before("send", (frozenset({"ask"}),))
)


def open_proposals(session: Session, name: str = "") -> list[Proposal]:
    return listed(session, [ProposalStatus.OPEN], name)


def files(*steps: str, **more: str) -> dict[str, bytes]:
    drawn = {"new.bpmn": Drawing("new").user(*steps).chain("start", *steps, "end").xml()}
    return drawn | {path.replace("_", "."): content.encode() for path, content in more.items()}


def record(small: Small, name: str = "new") -> list[dict[str, Any]]:
    chain = table(Chain)
    with small.runtime.db.read() as session:
        chain_id = session.execute(select(chain.c.id).where(chain.c.name == f"procedure/{name}")).scalar_one()
        return list(timeline(session, chain_id))


def refused(small: Small, drawn: Mapping[str, bytes]) -> tuple[str, ...]:
    with small.runtime.db.write() as session, pytest.raises(NotLawful) as caught:
        propose(small.runtime, session, "new", drawn, "user:1")
    return publishing.objections_in(caught.value)


def test_another_person_publishes(small: Small) -> None:
    small.runtime.rules = Rules((RULE,))
    with small.runtime.db.write() as session:
        proposal = propose(small.runtime, session, "new", files("ask", "send"), "user:1")
        assert [each.id for each in open_proposals(session)] == [proposal.id]
        assert small.runtime.procedures.newest(session, "new") is None
        with pytest.raises(SamePerson, match="Ask a colleague"):
            publish(small.runtime, session, proposal.id, "user:1")
    with small.runtime.db.write() as session:
        made = publish(small.runtime, session, proposal.id, "user:2").versions["new"]
        assert (made.number, made.proposed_by, made.published_by) == (1, "user:1", "user:2")
        assert not open_proposals(session)
        with pytest.raises(ProposalDecided, match="was published in the meantime"):
            publish(small.runtime, session, proposal.id, "user:3")
        with pytest.raises(NothingNew, match="Version 1 of new is the same"):
            propose(small.runtime, session, "new", files("ask", "send"), "user:1")
    proposed, published = record(small)
    assert (proposed["kind"], proposed["actor"]) == ("procedure proposed", "user:1")
    assert (published["kind"], published["actor"]) == ("procedure published", "user:2")
    assert (
        published["certificate"] == certificate_sha256(published["content"]["certificate"]) == made.certificate_sha256
    )


def test_a_broken_rule_is_not_published_and_the_path_is_told(small: Small) -> None:
    small.runtime.rules = Rules((RULE,))
    (objection,) = refused(small, files("send", "ask"))
    assert objection.startswith("decided-first: Nothing is sent before a decision. Here send comes against it: ")
    with small.runtime.db.write() as session:
        assert not open_proposals(session)
        publishing.record_refusal(small.runtime, session, "new", "user:1", NotLawful("No.", findings=(objection,)))
    assert record(small)[0]["content"]["findings"] == [objection]


def test_a_rule_about_what_is_not_drawn_needs_no_word(small: Small) -> None:
    small.runtime.rules = Rules((RULE,))
    examined = examine_files(small.runtime, "new", files("ask"))
    assert not examined.objections
    (said,) = examined.certificate["unconcerned"]
    assert said == {"rule": RULE.id, "not_drawn": ["send"], "sentence": "The procedure does not draw send."}


NOT_APPLICABLE = "not_applicable: [{reason: Nothing is sent here at all., rules: [decided-first]}]"


@pytest.mark.parametrize("steps", [("ask",), ("ask", "send"), ("send", "ask")])
def test_nothing_can_be_declared_away(small: Small, steps: tuple[str, ...]) -> None:
    small.runtime.rules = Rules((RULE,))
    with small.runtime.db.write() as session, pytest.raises(DeclarationUnreadable, match="not needed any more"):
        propose(small.runtime, session, "new", files(*steps, rules_yaml=NOT_APPLICABLE), "user:1")


def test_a_version_that_declared_something_goes_on(small: Small, monkeypatch: pytest.MonkeyPatch) -> None:
    """It was published before rules said by themselves whom they concern."""
    old = f"facts: {{urgent: [true]}}\n{NOT_APPLICABLE}"
    then = files("ask", rules_yaml=old)
    with small.runtime.db.write() as session:
        with monkeypatch.context() as before:
            before.setattr(certificate, "read_declarations", lambda each: read_declarations(each, published=True))
            made = put_in_force(small.runtime, session, "new", then, "user:1", "user:2")
        case_id = small.runtime.open_case(session, "C-1", "", "user:1")
        small.runtime.start(session, case_id, "new", {"urgent": True}, "user:1")
        assert small.runtime.procedures.facts(session, made.id) == {"urgent": (True,)}


def test_a_procedure_s_own_rule_must_guard_the_cases_too(small: Small) -> None:
    small.runtime.rules = Rules((RULE,))
    own = "rules: [{id: decided-first, text: t, law: l, before: send, require: [%s]}]"
    with small.runtime.db.write() as session:
        propose(small.runtime, session, "new", files("ask", "send", rules_yaml=own % "ask"), "user:1")
    (objection,) = refused(small, files("ask", "send", rules_yaml=own % "decide"))
    assert "Put it into the rule book first" in objection


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[", "not YAML"),
        ("rules: 1", "a list of rules"),
        ("more: 1", "and nothing else"),
        ("facts: [1]", "a mapping from each fact"),
        ("facts: {urgent: yes}", "needs a list"),
    ],
)
def test_a_declaration_that_cannot_be_read_is_refused(small: Small, text: str, says: str) -> None:
    small.runtime.rules = Rules((RULE,))
    with pytest.raises(DeclarationUnreadable, match=says):
        examine_files(small.runtime, "new", files("ask", rules_yaml=text))


def test_an_unsound_procedure_is_not_published(small: Small) -> None:
    drawn = (
        Drawing("new").user("ask", "decide").parallel("fork").xor("meet").chain("start", "fork", "ask", "meet", "end")
    )
    drawn.chain("fork", "decide", "meet")
    assert any("twice" in each or "token" in each.lower() for each in refused(small, {"new.bpmn": drawn.xml()}))


def test_a_proposal_is_examined_again_when_it_is_published(small: Small) -> None:
    with small.runtime.db.write() as session:
        proposal = propose(small.runtime, session, "new", files("send"), "user:1")
    small.runtime.rules = Rules((RULE,))  # a rule came meanwhile
    with small.runtime.db.write() as session, pytest.raises(NotLawful, match="decided-first"):
        publish(small.runtime, session, proposal.id, "user:2")


def test_a_rule_to_come_is_announced_and_does_not_stop_anybody_yet(small: Small) -> None:
    tomorrow = Rule(RULE.id, RULE.text, RULE.law, RULE.sentence, begins=date(2030, 1, 1))
    small.runtime.rules = Rules((tomorrow,))
    examined = examine_files(small.runtime, "new", files("send"))
    assert not examined.objections
    assert len(examined.announced) == 1
    assert examine_files(small.runtime, "new", files("send"), date(2030, 1, 1)).objections


def test_a_newer_proposal_takes_the_place_of_an_open_one(small: Small) -> None:
    with small.runtime.db.write() as session:
        first = propose(small.runtime, session, "new", files("ask"), "user:1")
        second = propose(small.runtime, session, "new", files("ask", "send"), "user:1")
        assert [each.id for each in open_proposals(session, "new")] == [second.id]
        with pytest.raises(ProposalDecided, match="withdrawn"):
            publish(small.runtime, session, first.id, "user:2")
        withdraw(small.runtime, session, second.id, "user:2", "Not yet")
        assert not open_proposals(session)


def test_the_certificate_is_made_again_the_same_and_names_what_differs(small: Small) -> None:
    small.runtime.rules = Rules((RULE,))
    with small.runtime.db.write() as session:
        made = put_in_force(small.runtime, session, "new", files("ask", "send"), "user:1", "user:2")
        kept = small.runtime.procedures.certificate(session, made.id)
    again = examine_files(small.runtime, "new", files("ask", "send"), date.fromisoformat(kept["on"]))
    assert again.sha256 == made.certificate_sha256 == certificate_sha256(kept)
    other = examine_files(small.runtime, "new", files("ask", "decide", "send"), date.fromisoformat(kept["on"]))
    assert differences(kept, other.certificate) == ["basis/steps/decide", "closed", "files/new.bpmn"]


def test_declared_facts_decide_conditions_and_bind_the_cases(small: Small) -> None:
    drawn = Drawing("new").user("ask", "send").xor("which", "straight").xor("met").start().end()
    drawn.chain("start", "which").flow("which", "ask", "urgent = false").flow("which", "met", ident="straight")
    drawn.chain("ask", "met", "send", "end")
    small.runtime.rules = Rules((RULE,))
    said = {"rules.yaml": b"facts: {urgent: [false]}"}
    assert refused(small, {"new.bpmn": drawn.xml()})
    with small.runtime.db.write() as session:
        put_in_force(small.runtime, session, "new", {"new.bpmn": drawn.xml(), **said}, "user:1", "user:2")
        case_id = small.runtime.open_case(session, "C-1", "", "user:1")
        for wrong in ({}, {"urgent": True}):
            with pytest.raises(FactNotAsDeclared, match="proved for urgent being one of False"):
                small.runtime.start(session, case_id, "new", wrong, "user:1")
        assert small.runtime.start(session, case_id, "new", {"urgent": False}, "user:1")


@pytest.mark.parametrize("text", ["facts: [a]", "facts: {a: 1}", "facts: {a: []}", "facts: {a: [1.5]}", "{}"])
def test_facts_that_cannot_be_read_are_refused(small: Small, text: str) -> None:
    with pytest.raises(DeclarationUnreadable, match="fact"):
        examine_files(small.runtime, "new", files("ask", rules_yaml=text))


def test_what_was_examined_before_the_lock_counts_only_while_nothing_has_changed(small: Small) -> None:
    drawn = files("send")
    before = examine_files(small.runtime, "new", drawn)
    small.runtime.rules = Rules((RULE,))  # a rule came between the examination and the lock
    with small.runtime.db.write() as session, pytest.raises(NotLawful, match="decided-first"):
        propose(small.runtime, session, "new", drawn, "user:1", {"new": before})
    other = examine_files(small.runtime, "new", files("ask", "send"))
    with small.runtime.db.write() as session, pytest.raises(NotLawful, match="decided-first"):
        propose(small.runtime, session, "new", drawn, "user:1", {"new": other})
    with small.runtime.db.write() as session:
        proposal = propose(small.runtime, session, "new", files("ask", "send"), "user:1", {"new": other})
        small.clock.move_to(small.clock.now() + timedelta(days=1))
        made = publish(small.runtime, session, proposal.id, "user:2", {"new": other}).versions["new"]
        certificate = small.runtime.procedures.certificate(session, made.id)
    assert certificate["on"] == "2026-03-03" != other.certificate["on"]
