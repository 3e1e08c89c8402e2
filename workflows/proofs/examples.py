"""Examples beside each rule: sequences of steps that it must let happen (``right``), and such that it must catch.

A sequence is one text, ``check_benefits, decide_notice by tess``: steps and events in their order, with a person where
it matters who did it. Where days matter they are named, ``serve_notice on 2026-03-02``, or go by between two steps,
``serve_notice, +28 days, issue_claim``; without a day named first it begins on :data:`FIRST_DAY`. Where a fact of the
case matters, ``tenure = secure`` stands among the steps and holds from there on. A sequence is caught where the rule
forbids one of its steps, or where it ends owing something.
"""

from collections.abc import Collection, Mapping
from datetime import date, timedelta
from types import MappingProxyType
from typing import Any, NamedTuple

from workflows.errors import Malformed

MEMBERS = ("right", "wrong")


class ExampleUnreadable(Malformed):
    """The examples of a rule are not written as examples are, or are missing."""


FIRST_DAY = date(2026, 3, 2)
"""On which an example begins that names no day."""
NO_FACTS: Mapping[str, Any] = MappingProxyType({})
_LONGEST = timedelta(days=40_000)


class Done(NamedTuple):
    """A step of an example.

    :ivar person: who did it; empty where it does not matter
    :ivar facts: the facts of the case that the example names
    """

    step: str
    person: str = ""
    day: date = FIRST_DAY
    facts: Mapping[str, Any] = NO_FACTS


Sequence = tuple[Done, ...]


def sequences_of(row: Mapping[str, Any], member: str, where: str, known: Collection[str]) -> tuple[Sequence, ...]:
    """The sequences that a rule's row gives under ``right`` or ``wrong``; none where it has no such member.

    :param where: file and rule, for refusals
    :param known: the names of steps and events
    :raises ExampleUnreadable: it is in another form, or names a step that there is not
    """
    listed = row.get(member, [])
    if not isinstance(listed, list) or not all(isinstance(each, str) and each.strip() for each in listed):
        raise ExampleUnreadable(f"{where}: `{member}` is a list of sequences, each a text: `one_step, another by ann`.")
    return tuple(_sequence(text, f"{where}: in `{member}`,", known) for text in listed)


def _sequence(text: str, where: str, known: Collection[str]) -> Sequence:
    day, facts, sequence = FIRST_DAY, NO_FACTS, []
    for part in text.split(","):
        words = part.split()
        if len(words) == 2 and words[0].startswith("+") and words[1] in {"day", "days"}:
            day = _later(day, words[0], f"{where} {part.strip()!r}")
        elif len(words) == 3 and words[1] == "=":
            facts = {**facts, words[0]: _value(words[2])}
        else:
            done, day = _done(words, day, facts, f"{where} {part.strip()!r}")
            if done.step not in known:
                raise ExampleUnreadable(f"{where} there is no step {done.step!r}. Correct its name.")
            sequence.append(done)
    return tuple(sequence)


def _done(words: list[str], day: date, facts: Mapping[str, Any], where: str) -> tuple[Done, date]:
    """A step, and the day on which it was done."""
    said = dict(zip(words[1::2], words[2::2], strict=False))
    if len(words) % 2 != 1 or len(words) != 1 + 2 * len(said) or not said.keys() <= {"by", "on"}:
        raise ExampleUnreadable(f"{where} is neither `step` nor `step by ann`, `step on 2026-03-02` or `+28 days`.")
    if "on" in said:
        try:
            named = date.fromisoformat(said["on"])
        except ValueError:
            raise ExampleUnreadable(f"{where} names no day. Write it like 2026-03-02.") from None
        day = named
    return Done(words[0], said.get("by", ""), day, facts), day


def _value(text: str) -> Any:
    """A whole number, true or false, a day, or a text."""
    if text.isdecimal():
        return int(text)
    try:
        return date.fromisoformat(text)
    except ValueError:
        return {"true": True, "false": False}.get(text, text)


def _later(day: date, count: str, where: str) -> date:
    if not count[1:].isdecimal() or int(count[1:]) > _LONGEST.days:
        raise ExampleUnreadable(f"{where} is no number of days. Write it like +28 days.")
    return day + timedelta(days=int(count[1:]))
