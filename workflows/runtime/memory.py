"""What rules remember beyond one case: of a debt, a tenancy, a person; worked out from the records of all its cases.

Nothing of it is kept beside the records, so that it cannot say otherwise than they do: not after a step was opened
again, nor after a rule has changed, nor after a case turned out to be about somebody else as well. It is read where a
step is asked for that such a rule looks at, under a lock of each subject, so that of two cases about one debt the
second sees what the first has done; a step that no such rule looks at costs nothing.
"""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from sqlalchemy import select, text
from sqlmodel import Session

from workflows.db import table
from workflows.evidence.tables import Entry
from workflows.proofs.following import Happened, standing
from workflows.proofs.rules import CASE, Rule, Rules
from workflows.proofs.sentences import State, When
from workflows.runtime.guard import happened
from workflows.runtime.subjects import Subject, Subjects, remembered_by
from workflows.runtime.tables import CaseFile

_case, _entry = table(CaseFile), table(Entry)
_KEPT = "duecourse memory"
_lock = text("SELECT pg_advisory_xact_lock(:key)")


@dataclass
class Remembered:
    """What the rules of one kind remember of one subject.

    :ivar states: rule id → state
    :ivar moved: rule id → what moved its state last
    """

    states: dict[str, State] = field(default_factory=dict)
    moved: dict[str, Happened] = field(default_factory=dict)

    def follow(self, rules: Rules, each: Happened) -> None:
        """Takes in one thing that happened."""
        for rule in rules.watching(each.step):
            before = self.states.get(rule.id, rule.initial)
            then = rule.after(before, each.step, each.actor, When(each.day))
            if then != before:
                self.states[rule.id], self.moved[rule.id] = then, each


class Memory:
    """What rules remember beyond the case, in one unit of work: all cases that are worked in it share it.

    :ivar remembered: of each subject that was asked about, by the kind of the rules
    :param rules: those in force
    :param subjects: says what cases are about
    """

    def __init__(self, session: Session, rules: Rules, subjects: Subjects) -> None:
        self.rules = rules
        self._session = session
        self._subjects = subjects
        self._of_case: dict[int, tuple[Subject, ...]] = {}
        self.remembered: dict[tuple[str, Subject], Remembered] = {}
        self._until: dict[int, int] = {}

    @classmethod
    def of(cls, session: Session, rules: Rules, subjects: Subjects) -> "Memory":
        """That of a unit of work; another one once the rules are others."""
        kept: Memory | None = session.info.get(_KEPT)
        if kept is None or kept.rules is not rules:
            kept = session.info[_KEPT] = cls(session, rules, subjects)
        return kept

    def refusal(self, case_id: int, step: str, when: When, actor: str = "") -> tuple[Rule, State, str] | None:
        """The first rule in force that forbids the step by what it remembers beyond the case: the rule, its state, and
        in words what another case did last to it; ``None`` where none does.
        """
        for rule, remembered in self._watching(case_id, step):
            state = remembered.states.get(rule.id, rule.initial)
            if rule.in_force(when.day) and rule.forbids(state, step, actor, when):
                return rule, state, self._told(case_id, remembered.moved.get(rule.id))
        return None

    def after(self, case_id: int, step: str, actor: str, when: When) -> None:
        """A step was done whose entry the record does not hold yet."""
        done = Happened(0, step, actor, when.day, case_id=case_id)
        touched = {id(remembered): (rule, remembered) for rule, remembered in self._watching(case_id, step)}
        for rule, remembered in touched.values():
            remembered.follow(self.rules.beyond_case[rule.remembers], done)

    def read_again(self, case_id: int) -> None:
        """The record of a case has grown, or says otherwise now: it is read once more when a rule asks."""
        if self.rules.beyond_case:
            self._lock(case_id)
            self.remembered.clear()

    def take_back(self, case_id: int, seq: int) -> None:
        """What the record of a case says behind an entry counts no more, in this unit of work."""
        self._until[case_id] = seq
        self.read_again(case_id)

    def _watching(self, case_id: int, step: str) -> Iterator[tuple[Rule, Remembered]]:
        if step not in self.rules.watched_beyond_case:
            return
        subjects = self._lock(case_id)
        for kind, rules in self.rules.beyond_case.items():
            if not rules.watching(step):
                continue
            for subject in remembered_by(subjects, kind, case_id):
                remembered = self.remembered.get((kind, subject))
                if remembered is None:
                    remembered = self.remembered[kind, subject] = self._read(rules, subject)
                for rule in rules.watching(step):
                    yield rule, remembered

    def _read(self, rules: Rules, subject: Subject) -> Remembered:
        remembered = Remembered()
        cases = cases_about(self._session, self._subjects, subject)
        for each in of_cases(self._session, cases, self._until):
            remembered.follow(rules, each)
        return remembered

    def _lock(self, case_id: int) -> tuple[Subject, ...]:
        """What a case is about; until this unit of work ends nobody else asks or moves what is remembered of it."""
        subjects = self._of_case.get(case_id)
        if subjects is None:
            subjects = tuple(sorted(self._subjects.of_case(self._session, case_id)))
            if self._session.get_bind().dialect.name == "postgresql":  # of SQLite one unit of work writes at a time
                for subject in subjects:  # in their order, so that nobody waits for another in a ring
                    self._session.execute(_lock, {"key": _key(subject)})
            self._of_case[case_id] = subjects
        return subjects

    def _told(self, case_id: int, moved: Happened | None) -> str:
        if moved is None or moved.case_id == case_id:
            return ""
        query = select(_case.c.reference).where(_case.c.id == moved.case_id)
        day = f"{moved.day.day} {moved.day:%B %Y}"
        reference = self._session.execute(query).scalar_one()
        return f"In the case {reference}, {moved.step.replace('_', ' ')} was done on {day}."


def cases_about(session: Session, subjects: Subjects, subject: Subject) -> list[int]:
    """The cases about a subject."""
    return [int(subject.ident)] if subject.kind == CASE else sorted(subjects.cases_of(session, subject))


def of_cases(session: Session, cases: Iterable[int], until: dict[int, int] | None = None) -> list[Happened]:
    """What stands in the records of several cases, in the order in which it happened.

    :param until: case → the last of its entries that counts
    """
    query = (
        select(_case.c.id, _entry.c.seq, _entry.c.body)
        .join(_entry, _entry.c.chain_id == _case.c.chain_id)
        .where(_case.c.id.in_(list(cases)))
        .order_by(_case.c.id, _entry.c.seq)
    )
    bodies: dict[int, list[str]] = {}
    for case_id, seq, body in session.execute(query):
        if until is None or seq <= until.get(case_id, seq):
            bodies.setdefault(case_id, []).append(body)
    return merged({case_id: standing(happened(each, case_id)) for case_id, each in bodies.items()})


def merged(cases: dict[int, list[Happened]]) -> list[Happened]:
    """What happened in several cases in one order: by time, and within each case as its record tells it."""
    timed: list[tuple[str, int, int, Happened]] = []
    for case_id, listed in cases.items():
        latest = ""
        for place, each in enumerate(listed):
            latest = max(latest, each.at)  # a clock that was put back changes no order within a record
            timed.append((latest, case_id, place, each))
    return [each for *_order, each in sorted(timed, key=lambda row: row[:3])]


def _key(subject: Subject) -> int:
    """The number of a lock in PostgreSQL: 64 bits with a sign."""
    digest = hashlib.sha256(f"{subject.kind}/{subject.ident}".encode()).digest()
    return int.from_bytes(digest[:8], "big", signed=True)
