"""The sentence of facts beside running cases: the facts of the day, told where it refuses."""

from datetime import timedelta
from typing import Any

from sqlalchemy import select

from tests.runtime.conftest import Small, chain, diagram, user
from workflows.db import table
from workflows.proofs.on_facts import OnlyWhile
from workflows.proofs.reading import sentence_of
from workflows.proofs.rules import Rule, Rules
from workflows.proofs.sentences import Lookups
from workflows.runtime.conformance import follow_cases, threatened
from workflows.runtime.tables import WorkItem
from workflows.runtime.waking import wake

ENDS = '<bpmn:startEvent id="begin"/><bpmn:endEvent id="finish"/>'
BARE = diagram("bare", ENDS + user("ask") + user("decide") + chain("begin", "ask", "decide", "finish"))


def owed_only(unless: str = "extra") -> Rule:
    row = {"before": "decide", "only_while": "owed > 0", "unless": [unless]}
    sentence = sentence_of(row, "test")
    assert isinstance(sentence, OnlyWhile)
    return Rule(
        "r", "Not decided where nothing is owed.", "Act", sentence.looking_up(Lookups(facts={"owed": "number"}))
    )


def decide(small: Small, case_id: int) -> Any:
    items = table(WorkItem)
    with small.runtime.db.read() as session:
        where = (items.c.case_id == case_id) & (items.c.step == "decide")
        return session.execute(select(items.c.status, items.c.reason).where(where)).one()


def test_a_step_is_refused_while_the_facts_are_otherwise_and_opens_when_they_are_so(small: Small) -> None:
    owed = [0]
    small.runtime.facts = lambda _session, _case, _day: {"owed": owed[0]}
    case_id = small.start("bare", {"bare.bpmn": BARE})
    small.runtime.rules = Rules((owed_only(),))
    small.act(case_id, "ask")
    status, reason = decide(small, case_id)
    assert status == "held"
    assert "(Act [to confirm]) It is allowed only while owed > 0; on" in reason
    assert reason.endswith("owed is 0.")
    owed[0] = 5000
    assert wake(small.runtime) == 1
    assert decide(small, case_id).status == "open"


def test_an_approved_exception_opens_it(small: Small) -> None:
    case_id = small.start("bare", {"bare.bpmn": BARE})
    small.runtime.rules = Rules((owed_only("ask"),))
    small.act(case_id, "ask")
    assert decide(small, case_id).status == "open"


def test_facts_are_read_only_for_the_act_that_they_decide(small: Small) -> None:
    asked: list[int] = []
    small.runtime.facts = lambda _session, case_id, _day: asked.append(case_id) or {"owed": 1}
    case_id = small.start("bare", {"bare.bpmn": BARE})
    small.runtime.rules = Rules((owed_only(),))
    assert asked == []
    small.act(case_id, "ask")
    assert set(asked) == {case_id}


def test_cases_that_the_facts_stop_are_told_with_them(small: Small) -> None:
    small.runtime.facts = lambda _session, _case, _day: {"owed": 0}
    done = small.start("bare", {"bare.bpmn": BARE})
    small.act(done, "ask")
    small.act(done, "decide")
    waiting = small.start("more", {"more.bpmn": BARE.replace(b'id="bare"', b'id="more"')})
    small.act(waiting, "ask")
    rules, today = Rules((owed_only(),)), small.clock.now().date()
    with small.runtime.db.read() as session:
        followed = {case.id: case for case in follow_cases(session, rules, facts=small.runtime.facts)}
        (breach,) = followed[done].breaches
        assert (breach.step, breach.lacking[1:]) == ("decide", ("extra",))
        assert breach.lacking[0].endswith("owed is 0.")
        assert [each.case_id for each in threatened(small.runtime, session, rules, today)] == [waiting]
        small.runtime.facts = lambda _session, _case, _day: {"owed": 1}
        assert not list(threatened(small.runtime, session, rules, today + timedelta(days=1)))
