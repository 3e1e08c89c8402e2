"""What rules remember beyond one case: the next case about a debt knows what an earlier one did, on either database."""

import random
import threading
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlmodel import Session

from tests.runtime.conftest import LINEAR, Small
from tests.together import at_once
from workflows.db import table
from workflows.errors import Refused
from workflows.proofs.automata import AtMostOnce, Before, ByDifferentPerson, Never
from workflows.proofs.rules import Rule, Rules
from workflows.proofs.sentences import When
from workflows.runtime.conformance import follow_cases, threatened
from workflows.runtime.memory import Memory, Remembered, cases_about, of_cases
from workflows.runtime.publishing import put_in_force
from workflows.runtime.reopening import reopen
from workflows.runtime.subjects import Subject
from workflows.runtime.tables import WorkItem

ASKED_FIRST = Rule("asked", "Not before somebody asked.", "Act", Before("decide", (frozenset({"ask"}),)))
ASKED_ONCE = Rule("once", "Asked once.", "Act", AtMostOnce("ask"))
WHEN = When(date(2026, 3, 2))


@dataclass
class Debts:
    """Cases and their subjects, as a room above would tell them."""

    about: dict[int, list[Subject]] = field(default_factory=dict)

    def of_case(self, session: Session, case_id: int) -> Iterable[Subject]:
        del session
        return self.about.get(case_id, [])

    def cases_of(self, session: Session, subject: Subject) -> Iterable[int]:
        del session
        return [case for case, subjects in self.about.items() if subject in subjects]


def house(small: Small, *rules: Rule) -> Debts:
    debts = Debts()
    small.runtime.subjects, small.runtime.rules = debts, Rules()
    with small.runtime.db.write() as session:
        put_in_force(small.runtime, session, "linear", {"linear.bpmn": LINEAR}, "user:1", "user:2")
    small.runtime.rules = Rules(rules)  # once it is published: of one procedure alone some would be broken
    return debts


def begin(small: Small, debts: Debts, *subjects: tuple[str, str]) -> int:
    with small.runtime.db.write() as session:
        case_id = small.runtime.open_case(session, f"C-{len(debts.about) + 1}", "A case", "user:1")
        debts.about[case_id] = [Subject(*each) for each in subjects]
        small.runtime.start(session, case_id, "linear", {}, "user:1")
    return case_id


def refusal(small: Small, case_id: int, step: str, actor: str = "user:1") -> str | None:
    with small.runtime.db.write() as session:
        running = small.runtime.running(session, small.runtime.instances(session, case_id)[0])
        return running.gate.rule(running.guard, step, actor)


def test_the_next_case_knows_and_names_the_earlier_one(small: Small) -> None:
    debts = house(small, replace(ASKED_ONCE, remembers="debt"))
    first = begin(small, debts, ("debt", "1"))
    small.act(first, "ask")
    day = f"{small.clock.now().day} {small.clock.now():%B %Y}"
    small.clock.move_to(small.clock.now() + timedelta(days=3))
    assert refusal(small, first, "ask") == "Asked once. (Act [to confirm])"
    second, elsewhere = begin(small, debts, ("debt", "1")), begin(small, debts, ("debt", "2"))
    assert refusal(small, second, "ask") == f"Asked once. (Act [to confirm]) In the case C-1, ask was done on {day}."
    assert refusal(small, elsewhere, "ask") is None


def test_what_remembers_by_case_knows_no_other(small: Small) -> None:
    debts = house(small, ASKED_ONCE)
    small.act(begin(small, debts, ("debt", "1")), "ask")
    assert refusal(small, begin(small, debts, ("debt", "1")), "ask") is None


def test_what_an_earlier_case_did_is_what_was_required(small: Small) -> None:
    debts = house(small, replace(ASKED_FIRST, remembers="debt"))
    small.act(begin(small, debts, ("debt", "1")), "ask")
    assert refusal(small, begin(small, debts, ("debt", "1")), "decide") is None
    assert refusal(small, begin(small, debts, ("debt", "2")), "decide") is not None


def test_a_case_about_several_is_refused_for_each(small: Small) -> None:
    debts = house(small, replace(ASKED_ONCE, remembers="person"))
    small.act(begin(small, debts, ("person", "ann"), ("person", "bea")), "ask")
    assert refusal(small, begin(small, debts, ("person", "bea"), ("person", "cem")), "ask") is not None
    assert refusal(small, begin(small, debts, ("person", "cem")), "ask") is None


def test_a_case_about_none_of_the_kind_remembers_by_itself(small: Small) -> None:
    debts = house(small, replace(ASKED_ONCE, remembers="person"))
    case = begin(small, debts, ("debt", "1"))
    small.act(case, "ask")
    assert refusal(small, case, "ask") is not None
    assert refusal(small, begin(small, debts, ("debt", "1")), "ask") is None


def test_what_was_taken_back_is_forgotten_by_all_cases(small: Small) -> None:
    small.note_trouble.append(ValueError("the step after it fails, so it can be taken back"))
    debts = house(small, replace(ASKED_ONCE, remembers="debt"))
    first = begin(small, debts, ("debt", "1"))
    small.act(first, "ask")
    second = begin(small, debts, ("debt", "1"))
    assert refusal(small, second, "ask") is not None
    with small.runtime.db.write() as session:
        reopen(small.runtime, session, _completed(session, first), "user:2", "Wrong")
        running = small.runtime.running(session, small.runtime.instances(session, first)[0])
        assert running.gate.rule(running.guard, "ask", "user:1") is None, "in the same unit of work"
    assert refusal(small, second, "ask") is None
    small.note_trouble.clear()
    small.act(first, "ask")
    assert refusal(small, second, "ask") is not None


def _completed(session: Session, case_id: int) -> str:
    items = table(WorkItem)
    query = select(items.c.task_id).where(items.c.case_id == case_id, items.c.status == "completed")
    return str(session.execute(query).scalar_one())


def test_a_rule_that_comes_later_knows_what_every_case_did(small: Small) -> None:
    debts = house(small)
    small.act(begin(small, debts, ("debt", "1")), "ask")
    second = begin(small, debts, ("debt", "1"))
    small.runtime.rules = Rules((replace(ASKED_ONCE, remembers="debt"),))
    assert refusal(small, second, "ask") is not None


def test_a_person_of_an_earlier_case_is_refused_and_another_is_not(small: Small) -> None:
    apart = Rule("apart", "Another person.", "Act", ByDifferentPerson(("ask", "decide")), remembers="debt")
    debts = house(small, apart)
    small.act(begin(small, debts, ("debt", "1")), "ask")
    second = begin(small, debts, ("debt", "1"))
    assert refusal(small, second, "decide", "user:1") is not None
    assert refusal(small, second, "decide", "user:2") is None


def test_a_window_that_an_earlier_case_opened_is_open(small: Small) -> None:
    window = Rule("window", "Not while.", "Act", Never(frozenset({"decide"}), frozenset({"ask"}), frozenset({"extra"})))
    window = replace(window, remembers="debt")
    debts = house(small, window)
    small.act(begin(small, debts, ("debt", "1")), "ask")
    second = begin(small, debts, ("debt", "1"))
    assert refusal(small, second, "decide") is not None
    with small.runtime.db.read() as session:
        found = threatened(small.runtime, session, small.runtime.rules, small.clock.now().date())
        named = {each.reference: each.step for each in found}
    assert named == {"C-1": "decide", "C-2": "decide"}


def test_a_breach_stands_with_the_case_that_did_it(small: Small) -> None:
    debts = house(small)
    first = begin(small, debts, ("debt", "1"))
    small.act(first, "ask")
    small.clock.move_to(small.clock.now() + timedelta(days=1))
    second = begin(small, debts, ("debt", "1"))
    small.act(second, "ask")
    rules = Rules((replace(ASKED_ONCE, remembers="debt"),))
    with small.runtime.db.read() as session:
        found = {each.id: [b.step for b in each.breaches] for each in follow_cases(session, rules, subjects=debts)}
        alone = [b for each in follow_cases(session, rules) for b in each.breaches]
    assert found == {first: [], second: ["ask"]}
    assert alone == [], "where nobody says what cases are about, each remembers by itself"


def test_of_two_cases_at_once_one_does_what_is_done_once(small: Small) -> None:
    debts = house(small, replace(ASKED_ONCE, remembers="debt"))
    cases = [begin(small, debts, ("debt", "1"), ("person", "ann")) for _ in range(2)]
    both = threading.Barrier(2)

    def act(case_id: int) -> None:
        both.wait(timeout=30)
        with small.runtime.db.write() as session:
            running = small.runtime.running(session, small.runtime.instances(session, case_id)[0])
            refused = running.gate.rule(running.guard, "ask", "user:1")
            if refused is not None:
                raise Refused(refused)
            task = next(t for t in running.execution.tasks() if t.element == "ask")
            running.complete(task.task_id, {}, "user:1", {})
            running.save()

    results = at_once(lambda: act(cases[0]), lambda: act(cases[1]))
    assert sorted(isinstance(each, Refused) for each in results) == [False, True], results


def test_a_step_that_no_such_rule_looks_at_asks_nothing(small: Small, monkeypatch: pytest.MonkeyPatch) -> None:
    debts = house(small, replace(ASKED_FIRST, remembers="debt"))
    case = begin(small, debts, ("debt", "1"))
    asked: list[int] = []

    def of_case(_self: Debts, _session: Session, case_id: int) -> list[Subject]:
        asked.append(case_id)
        return []

    monkeypatch.setattr(Debts, "of_case", of_case)
    assert refusal(small, case, "send") is None
    assert asked == []
    assert refusal(small, case, "decide") is not None
    assert asked == [case]


@pytest.mark.parametrize("seed", range(6))
def test_what_moved_step_by_step_is_what_the_records_say(small: Small, seed: int) -> None:
    """Cases about the same and about other persons, worked in any order: one memory, read anew or followed."""
    order = random.Random(seed)
    rules = (
        replace(ASKED_FIRST, remembers="person"),
        replace(ASKED_ONCE, remembers="debt"),
        Rule("apart", "Another.", "Act", ByDifferentPerson(("ask", "note", "decide")), remembers="person"),
        Rule(
            "window",
            "W.",
            "Act",
            Never(frozenset({"decide"}), frozenset({"ask"}), frozenset({"send"})),
            remembers="tenancy",
        ),
    )
    debts = house(small, *rules)
    people = [("person", name) for name in "abc"]
    cases = [begin(small, debts, ("debt", str(n % 2)), ("tenancy", "t"), *order.sample(people, 2)) for n in range(4)]
    compared = 0
    for case_id in order.sample(cases, len(cases)):
        small.clock.move_to(small.clock.now() + timedelta(hours=order.randint(1, 40)))
        with small.runtime.db.write() as session:
            memory = Memory.of(session, small.runtime.rules, debts)
            for other in cases:
                memory.refusal(other, "decide", WHEN)  # what is remembered before, of every subject
            running = small.runtime.running(session, small.runtime.instances(session, case_id)[0])
            task = next(each for each in running.execution.tasks() if each.element == "ask")
            running.complete(task.task_id, {}, "user:1", {})
            running.save()
            compared += len(memory.remembered)
            for (kind, subject), each in memory.remembered.items():
                again = Remembered()
                for one in of_cases(session, cases_about(session, debts, subject)):
                    again.follow(memory.rules.beyond_case[kind], one)
                assert again.states == each.states
    assert compared >= len(cases) * 3
