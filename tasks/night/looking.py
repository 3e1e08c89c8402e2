"""What each account needs on a night, and why: one sentence for every account, whether something is done or nothing.

The same is asked of one account at any moment (``duecourse why``): so nobody is on a list, or on none, without a reason
that can be read.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlmodel import Session

from cases.accounts.recommended import ended_cleared
from cases.ledger.taken_back import taken_back_since
from cases.people.restricted import RESTRICTED
from cases.rows import AccountRow
from tasks.assembly import House
from tasks.causes import Cause, Causes
from tasks.kept_back import FOLLOWS, agreed_in_words
from tasks.ledgers import is_late
from tasks.night.standing_cases import OpenCase, last_ended, of_any, open_cases
from tasks.night.waiting import what_waits
from tasks.opening import NotPublished, acts_on, published
from workflows.db import table
from workflows.decisions import DecisionModel
from workflows.engine import CONDITION
from workflows.expressions import Expression, YearsAndMonths, compile_expression
from workflows.expressions.temporal import shift
from workflows.prepared import Prepared
from workflows.runtime.tables import MessageWait
from workflows.runtime.words import MessageStatus

_message = table(MessageWait)


class Need(StrEnum):
    """What an account may need."""

    CASE = "open"
    CLEARED = "cleared"


@dataclass(frozen=True)
class Finding:
    """What an account needs.

    :ivar kind: a case is opened, or one is told something
    :ivar procedure: of the case to open
    :ivar why: what the decision table said, of a case to open
    :ivar case_id: of the case to tell, and :ivar message: what it is told
    """

    kind: Need
    procedure: str = ""
    why: dict[str, Any] = field(default_factory=dict)
    case_id: int = 0
    message: str = ""


class Reason(StrEnum):
    """Why an account is on somebody's list, or on none."""

    OPEN = "a case is open"
    TOLD = "a case is told something"
    BEGINS = "a case begins"
    LATE = "its ledger is late"
    LEFT_ALONE = "it is left alone for a while"
    DECIDED = "nothing is to be done"
    NONE = "no procedure is for it"


class Seen(NamedTuple):
    """What was found of an account: why, in a sentence, and what it needs, if anything."""

    reason: Reason
    sentence: str
    finding: Finding | None = None


class Look:
    """What is asked of accounts on a day: the procedures' decisions, the cases that stand, the time after the last one.

    :param account_id: of the one account that will be asked about; ``None`` for all
    :raises NotPublished: no procedure is published
    """

    def __init__(self, house: House, session: Session, today: date, account_id: int | None = None) -> None:
        said = published(house, session)
        if not said:
            raise NotPublished("No procedure is published, so none can begin. See: duecourse deploy, duecourse approve")
        compiled = house.runtime.procedures.compiled
        self._abouts = {name: about for name, (_, about) in said.items()}
        self._decisions = {
            name: compiled(session, version.id).decisions for name, (version, about) in said.items() if about.nights
        }
        self._starts = {
            name: [text for text in compiled(session, version.id).started_by if text.startswith(CONDITION)]
            for name, (version, about) in said.items()
            if about.conditions
        }
        self._besides = {name for name, about in self._abouts.items() if about.beside}
        self._open = open_cases(session, account_id)
        self._waits = what_waits(session, account_id)
        self._ended_of = last_ended(session, account_id)
        self._ended = of_any(self._ended_of, self._besides)
        self._session, self._today = session, today
        self._law, self._house = house.law, house
        self._causes = Causes(house, session, self._abouts, today, account_id)
        self._conditions = _conditions(session, house.runtime.vocabulary.functions)

    def at(self, account: AccountRow, facts: dict[str, Any]) -> Seen:
        """What an account needs, or why it needs nothing; a notice that stands recommended; letters that go nowhere."""
        seen = self._at(account, facts)
        return seen._replace(sentence=" ".join(filter(None, (seen.sentence, _recommended(facts), _came_back(facts)))))

    def _at(self, account: AccountRow, facts: dict[str, Any]) -> Seen:
        """What an account needs, or why it needs nothing.

        While a case about it is open no other is begun but those that stand beside it; each may be told something. On a
        ledger that is late nothing is decided, and so nothing begun; what happened to somebody happened all the same.
        """
        told: list[Seen] = []
        for case in sorted(self._open.get(account.id, ()), key=lambda case: case.procedure in self._besides):
            told.append(self._of_case(case, facts))
            if told[-1].finding is not None:
                return told[-1]
        causes = list(self._causes.all_of(account.id, account.kind, facts))
        open_now = {case.procedure for case in self._open.get(account.id, ())}
        causes = [cause for cause in causes if cause.procedure not in open_now]
        beside = [cause for cause in causes if cause.procedure in self._besides]
        if beside:
            return self._caused(beside[0])
        fresh = bool(told) and not self.is_late(facts)
        if fresh and (begun := self._begun_by_condition(account, facts, self._besides)) is not None:
            return self._begins(begun, f"as {begun.why['event'].removeprefix(CONDITION)}")
        others = [case for case in self._open.get(account.id, ()) if case.procedure not in self._besides]
        seen = told[0] if others else self._of_none(account, facts, causes)
        more = "" if seen.finding else " ".join(each.sentence for each in told if each is not seen)
        return seen._replace(sentence=f"{seen.sentence} {more}".strip())

    def _of_none(self, account: AccountRow, facts: dict[str, Any], causes: list[Cause]) -> Seen:
        """What an account needs about which no case stands that others wait for."""
        if self.is_late(facts):
            since = _day(account.balance_on)
            return Seen(Reason.LATE, f"Nothing is begun on it: what is known of the account is of {since}, too old.")
        seen = self._by_night(account, facts)
        if seen.finding is not None:
            return seen
        if (begun := self._begun_by_condition(account, facts)) is not None:
            return self._begins(begun, f"as {begun.why['event'].removeprefix(CONDITION)}")
        return self._caused(causes[0]) if causes else seen

    def _caused(self, cause: Cause) -> Seen:
        """What began it stands in the case's record and in the night's word, which everybody reads."""
        if self._house.organisation.restricted.hides(cause.what):
            finding = Finding(Need.CASE, cause.procedure, {cause.by: RESTRICTED, "day": cause.day})
            return self._begins(finding, f"for something that named roles see, on {_day(cause.day)}")
        finding = Finding(Need.CASE, cause.procedure, {cause.by: cause.what, "day": cause.day})
        return self._begins(finding, f"for {cause.what.replace('_', ' ')} on {_day(cause.day)}")

    def _by_night(self, account: AccountRow, facts: dict[str, Any]) -> Seen:
        """What the procedures' decisions say; where none begins anything, the first reason that was found."""
        reasons: list[Seen] = []
        for name in self._decisions:
            about = self._abouts[name]
            if not acts_on(self._house, name, about, account.kind):
                continue
            for night in about.nights:
                ended = self._ended.get(account.id)
                again = self._left_alone_until(ended, night.again_after)
                if ended is not None and again is not None and not self._rests_on_nothing(account, ended):
                    # Let what was agreed or decided take effect before the account is looked at anew.
                    alone = f"It is left alone until {_day(again)}, for its last case ended on {_day(ended)}."
                    reasons.append(Seen(Reason.LEFT_ALONE, alone))
                    continue
                model = self._decisions[name][night.decision]
                decided = model.decide(night.decision, facts)
                said = _outputs(model, night.decision, decided.value)
                words = _reason_of(said)
                if night.where.evaluate({**facts, **said}) is True:
                    why = {**said, "matched": [rule._asdict() for rule in decided.matched]}
                    return self._begins(Finding(Need.CASE, name, why), f"by its decision: {words}")
                reasons.append(Seen(Reason.DECIDED, f"{about.title} is not begun: {words}."))
        kind = account.kind.replace("_", " ")
        return next(iter(reasons), Seen(Reason.NONE, f"No procedure begins by night for debts of the kind {kind}."))

    def _begins(self, finding: Finding, why: str) -> Seen:
        return Seen(Reason.BEGINS, f"{self._abouts[finding.procedure].title} begins, {why}.", finding)

    def _begun_by_condition(
        self, account: AccountRow, facts: dict[str, Any], among: Collection[str] | None = None
    ) -> Finding | None:
        """A procedure whose diagram begins by a condition that is true of the facts.

        :param among: the procedures that may; ``None``: every one
        """
        for name, starts in self._starts.items():
            about = self._abouts[name]
            if among is not None and name not in among:
                continue
            if not acts_on(self._house, name, about, account.kind):
                continue
            if any(case.procedure == name for case in self._open.get(account.id, ())):
                continue
            ended = self._ended_of.get((account.id, name)) if about.beside else self._ended.get(account.id)
            if self._left_alone_until(ended, about.conditions) is not None:
                continue
            for start in starts:
                condition = compile_expression(start.removeprefix(CONDITION), self._house.runtime.vocabulary.functions)
                if condition.evaluate(facts) is True:
                    return Finding(Need.CASE, name, {"event": start, "day": self._today})
        return None

    def is_late(self, facts: dict[str, Any]) -> bool:
        """Whether what is known of an account is too old to begin anything on."""
        return is_late(self._house, facts)

    def _of_case(self, case: OpenCase, facts: dict[str, Any]) -> Seen:
        waits = self._waits.get(case.id, "nothing waits for a person")
        said = f"The case {case.reference} is open: {waits}."
        about = self._abouts.get(case.procedure)
        for told in about.tells if about is not None else ():
            if told.when.evaluate(facts) is True:
                finding = Finding(Need.CLEARED, case_id=case.id, message=told.message)
                return Seen(Reason.TOLD, f"{said} It is told: {told.message.replace('_', ' ')}.", finding)
        for condition in self._conditions.get(case.id, ()):
            if condition.evaluate(facts) is True:
                finding = Finding(Need.CLEARED, case_id=case.id, message=f"{CONDITION}{condition.text}")
                return Seen(Reason.TOLD, f"{said} It is told that {condition.text}.", finding)
        return Seen(Reason.OPEN, said)

    def _rests_on_nothing(self, account: AccountRow, ended: date) -> bool:
        """Whether the last case ended because the debt was cleared, by a payment that was taken back since.

        What a person decided, or what was agreed, takes effect whatever became of a payment.
        """
        if not ended_cleared(self._session, account.id):
            return False
        return taken_back_since(self._session, account.id, ended, self._today) is not None

    def _left_alone_until(self, ended: date | None, period: str) -> date | None:
        """The day from which an account is looked at again after a case ended; ``None``: it is looked at now."""
        if ended is None or not period:
            return None
        quiet = self._law.period(period, self._today)
        again = shift(ended, quiet) if isinstance(quiet, YearsAndMonths) else ended + quiet
        if again is None:
            return date.max
        return again if self._today < again else None


def _outputs(model: DecisionModel, decision: str, value: Any) -> dict[str, Any]:
    """What was decided, by name."""
    return dict(value) if isinstance(value, dict) else {next(iter(model.outputs(decision)), decision): value}


def _reason_of(said: Mapping[str, Any]) -> str:
    """What a decision gives as its reason, or what it decided."""
    reasons = [str(value) for name, value in said.items() if name.endswith("reason") and value]
    return reasons[0] if reasons else ", ".join(str(value).replace("_", " ") for value in said.values())


def _day(day: date) -> str:
    return f"{day:%-d %B} {day.year}"


def _recommended(facts: Mapping[str, Any]) -> str:
    """That a notice stands recommended, for whoever leads, or waits for what was agreed; empty: none does."""
    on = facts.get("notice_recommended_on")
    if on is None:
        return ""
    follows = agreed_in_words(facts) or FOLLOWS
    return f"A notice was recommended on {_day(on)}. {follows}"


def _came_back(facts: Mapping[str, Any]) -> str:
    """What keeps letters from being sent, for whoever reads the night's word; empty: nothing."""
    on = facts.get("mail_returned_on")
    if on is None:
        return ""
    because = str(facts["mail_returned_because"]).replace("_", " ")
    return f"Post came back on {_day(on)} ({because}): no letter goes to that address until one is confirmed."


def _conditions(session: Session, functions: Mapping[str, Callable[..., Any]]) -> dict[int, list[Expression]]:
    """Case → the conditions for which its conditional events wait."""
    found: dict[int, list[Expression]] = {}
    for row in _conditions_waited_for.all(session, {}):
        found.setdefault(row.case_id, []).append(compile_expression(row.name.removeprefix(CONDITION), functions))
    return found


_conditions_waited_for = Prepared(
    select(_message.c.case_id, _message.c.name)
    .where(_message.c.name.like(f"{CONDITION}%"), _message.c.status == MessageStatus.WAITING)
    .order_by(_message.c.case_id, _message.c.task_id)
)
