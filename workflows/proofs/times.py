"""The sentences of time: an act not earlier than a period of law since something, and not later.

Beside a case the state is a day, and the guard counts from it as the row of law is counted. A net knows no days: over
the paths of a procedure each sentence is another automaton (:meth:`drawn`), about waits that name the row of law.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Self

from workflows.errors import Malformed, Refused
from workflows.proofs.on_facts import Refusable
from workflows.proofs.sentences import Counted, Lookups, OwesNothing, Periods, State, When, missing

BEGINS, IS_OVER = " begins", " is over"
"""Behind the path of a wait: what happens to it."""


class NoSuchPeriod(Malformed):
    """A rule names a period, or a fact to choose one by, that there is not."""


@dataclass(frozen=True)
class Lookup:
    """Which row of the tables of law counts: one, or by a fact of the case.

    :ivar rows: (value of the fact, row); of one row alone the value is empty
    :ivar fact: its name; empty for one row alone
    """

    rows: tuple[tuple[str, str], ...]
    fact: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        """Every row that may count."""
        return tuple(sorted({row for _value, row in self.rows}))

    def of(self, when: When) -> tuple[str, ...]:
        """The rows that may count for a case: one, or all of them where its fact says nothing."""
        value = when.fact(self.fact) if self.fact else ""
        return tuple(row for each, row in self.rows if each == value) or self.names

    def under(self, facts: Mapping[str, Any]) -> tuple[str, ...]:
        """The rows that may count where a fact can have only some values.

        :param facts: fact → the list of its values
        """
        values = facts.get(self.fact)
        if values is None or not set(values) <= {value for value, _row in self.rows}:
            return self.names
        return tuple(sorted({row for value, row in self.rows if value in values}))


@dataclass(frozen=True)
class Timed(OwesNothing):
    """What both have. State: the day from which is counted, as ISO text; empty where nothing runs.

    :ivar since: the steps from which is counted
    :ivar anew: steps after which nothing runs any more, until one of ``since`` is done again
    :ivar periods: counts the rows; ``None`` where nothing is asked of days
    """

    target: str
    since: frozenset[str]
    lookup: Lookup
    anew: frozenset[str] = frozenset()
    periods: Periods | None = field(default=None, compare=False, repr=False, kw_only=True)

    @property
    def initial(self) -> State:
        """Nothing runs."""
        return ""

    @property
    def alphabet(self) -> frozenset[str]:
        """The act, and what begins and ends the count."""
        return self.since | self.anew | {self.target}

    @property
    def targets(self) -> frozenset[str]:
        """The act."""
        return frozenset([self.target])

    def looking_up(self, lookups: Lookups) -> Self:
        """The same, able to count.

        :raises NoSuchPeriod: the tables of law hold no row of that name
        """
        periods = lookups.periods
        if periods is not None and (lost := [name for name in self.lookup.names if name not in periods]):
            raise NoSuchPeriod(f"the tables of law hold no period {lost[0]!r}. Correct the name, or add the row.")
        if self.lookup.fact and self.lookup.fact not in lookups.facts:
            raise NoSuchPeriod(
                f"there is no fact {self.lookup.fact!r} to choose a period by. `duecourse facts` lists them."
            )
        return replace(self, periods=periods)

    def told(self, state: State, when: When | None) -> str:
        """The count in words; empty where there is nothing to count."""
        counted = self._counted(state, when)
        if counted is None or when is None:
            return ""
        if isinstance(counted, str):
            return counted
        since = " or ".join(sorted(each.replace("_", " ") for each in self.since))
        began = _said(date.fromisoformat(str(state)))
        return f"{since} was done on {began}; {self._bound(counted)}; today is {_said(when.day)}."

    def _bound(self, counted: Counted) -> str:
        raise NotImplementedError

    def _chosen(self, one: Counted, other: Counted) -> Counted:
        raise NotImplementedError

    def _counted(self, state: State, when: When | None) -> Counted | str | None:
        """The period that runs, or in words why nobody can count it; ``None`` where none runs, or no day is known."""
        if not state or when is None:
            return None
        if self.periods is None:
            return f"Nobody can count {', '.join(self.lookup.names)} here, so it is not taken to be over."
        found: Counted | None = None
        for row in self.lookup.of(when):
            try:
                counted = self.periods.counted(row, date.fromisoformat(str(state)), facts=when.facts)
            except Refused as refused:
                return refused.sentence
            found = counted if found is None else self._chosen(found, counted)
        return found


@dataclass(frozen=True)
class NotEarlier(Timed):
    """``before`` an act, ``not_earlier_than`` a period ``since`` something, counted from the last time it was done.

    :ivar where_done: only where ``since`` was done at all; otherwise the act is forbidden until it was
    """

    where_done: bool = False

    def forbids(self, state: State, step: str, actor: str = "", when: When | None = None) -> bool:  # noqa: ARG002
        """The act is forbidden until the period is over, by the safe reading of its last day."""
        if step != self.target:
            return False
        if not state:
            return not self.where_done
        counted = self._counted(state, when)
        return not isinstance(counted, Counted) or when is None or when.day < counted.first

    def after(self, state: State, step: str, actor: str = "", when: When | None = None) -> State:  # noqa: ARG002
        """The day on which it was last done."""
        if step in self.since:
            return when.day.isoformat() if when is not None else ""
        return "" if step in self.anew else state

    def not_drawn(self, present: frozenset[str]) -> tuple[str, ...]:
        """The act; and what is counted from, where that may be missing."""
        return missing(self.targets, present) or (
            missing(self.since, present) if self.where_done and not self.since & present else ()
        )

    def drawn(self, waits: Mapping[str, frozenset[str]], facts: Mapping[str, Any]) -> "Waited":
        """The sentence over a net: a wait for each row that may count.

        :param waits: path of a wait → the rows that it names
        :param facts: fact → the values that it can have, where nothing changes it
        """
        rows = tuple(
            (row, tuple(sorted(path for path, named in waits.items() if row in named)))
            for row in self.lookup.under(facts)
        )
        return Waited(self.target, self.since, rows, self.anew, self.where_done)

    def _bound(self, counted: Counted) -> str:
        return f"{counted.words} make the earliest day {_said(counted.first)}"

    def _chosen(self, one: Counted, other: Counted) -> Counted:
        return max(one, other, key=lambda each: each.first)


@dataclass(frozen=True)
class NotLater(Timed):
    """``before`` an act, ``not_later_than`` a period ``since`` something: a life that runs out.

    Counted from the first time that it was done since ``anew``; after a step of ``unless`` nothing runs out any more.
    """

    unless: frozenset[str] = frozenset()

    @property
    def alphabet(self) -> frozenset[str]:
        """The act, what begins and ends the count, and what lifts it."""
        return self.since | self.anew | self.unless | {self.target}

    def forbids(self, state: State, step: str, actor: str = "", when: When | None = None) -> bool:  # noqa: ARG002
        """The act is forbidden once the life has run out, by the safe reading of its last day."""
        if step != self.target or not state:
            return False
        counted = self._counted(state, when)
        return not isinstance(counted, Counted) or when is None or when.day > counted.last

    def after(self, state: State, step: str, actor: str = "", when: When | None = None) -> State:  # noqa: ARG002
        """The day on which it was first done."""
        if step in self.anew or step in self.unless:
            return ""
        return when.day.isoformat() if step in self.since and not state and when is not None else state

    def not_drawn(self, present: frozenset[str]) -> tuple[str, ...]:
        """The act, and what begins the life: a life that an earlier procedure of the case began is the guard's."""
        return missing(self.targets, present) or (missing(self.since, present) if not self.since & present else ())

    def drawn(self) -> Refusable:
        """The sentence over a net: the life may run out at any moment."""
        happens = f"{' or '.join(self.lookup.names)} runs out"
        return Refusable(self.targets, self.since, self.anew | self.unless, happens)

    def _bound(self, counted: Counted) -> str:
        return f"{counted.words} make the last day {_said(counted.last)}"

    def _chosen(self, one: Counted, other: Counted) -> Counted:
        return min(one, other, key=lambda each: each.last)


@dataclass(frozen=True)
class Waited(OwesNothing):
    """:class:`NotEarlier` over a net. State: empty, or since then the waits that have ``begun`` and the rows that are
    ``over``.

    A wait counts only if it began since: one that ran already would end too early.

    :ivar rows: each row that may count, with the paths of the waits that name it
    """

    target: str
    since: frozenset[str]
    rows: tuple[tuple[str, tuple[str, ...]], ...]
    anew: frozenset[str] = frozenset()
    where_done: bool = False

    @property
    def initial(self) -> State:
        """Nothing runs."""
        return {}

    @property
    def alphabet(self) -> frozenset[str]:
        """The act, what begins and ends the count, and what happens to the waits."""
        waits = {path + what for _row, paths in self.rows for path in paths for what in (BEGINS, IS_OVER)}
        return self.since | self.anew | {self.target} | waits

    @property
    def targets(self) -> frozenset[str]:
        """The act."""
        return frozenset([self.target])

    def forbids(self, state: State, step: str, actor: str = "", when: When | None = None) -> bool:  # noqa: ARG002
        """The act is forbidden until each row was waited for."""
        if step != self.target or not isinstance(state, dict):
            return False
        return any(row not in state["over"] for row, _paths in self.rows) if state else not self.where_done

    def after(self, state: State, step: str, actor: str = "", when: When | None = None) -> State:  # noqa: ARG002
        """A wait that began, a row that is over, or everything anew."""
        if step in self.since:
            return {"begun": [], "over": []}
        if step in self.anew or not isinstance(state, dict) or not state:
            return {} if step in self.anew else state
        path = step.removesuffix(BEGINS)
        if path != step:
            return {**state, "begun": sorted({*state["begun"], path})}
        path = step.removesuffix(IS_OVER)
        if path == step or path not in state["begun"]:
            return state
        over = {row for row, paths in self.rows if path in paths}
        begun = [each for each in state["begun"] if each != path]
        return {"begun": begun, "over": sorted({*state["over"], *over})}

    def at_the_end(self, state: State) -> State:
        """What is left of a state once the procedure has ended: its waits have ended with it."""
        return {"begun": [], "over": state["over"]} if isinstance(state, dict) and state else state

    def not_drawn(self, present: frozenset[str]) -> tuple[str, ...]:
        """The act."""
        return missing(self.targets, present)


def _said(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
