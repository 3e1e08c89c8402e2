"""All rules over what happened in a case, or in all cases of a subject: the guard's memory worked out anew, and what
went against a rule.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any, NamedTuple

from workflows.proofs.automata import AtMostOnce, Before, ByDifferentPerson, Exclusive, Never
from workflows.proofs.levels import ByLevel
from workflows.proofs.on_facts import OnlyWhile
from workflows.proofs.rules import Rule, Rules
from workflows.proofs.sentences import State, When
from workflows.proofs.times import NotEarlier, NotLater


class Happened(NamedTuple):
    """One thing in the record of a case that moves the rules.

    :ivar seq: the number of its entry
    :ivar step: a step, or an event outside of the procedure (``breathing_space_began``)
    :ivar actor: who did it
    :ivar day: in London
    :ivar taken_back: the step was opened again: what was recorded since it was done counts no more
    :ivar case_id: in which case, where several are followed at once
    :ivar at: the moment, as the record writes it
    """

    seq: int
    step: str
    actor: str
    day: date
    taken_back: bool = False
    case_id: int = 0
    at: str = ""


@dataclass(frozen=True)
class Breach:
    """Something that went against a rule.

    :ivar step: what was done; empty where the case ended without what it owed
    :ivar seq: the number of the entry, 0 for the end of the case
    :ivar lacking: what should have been there
    :ivar case_id: in which case, where several are followed at once
    """

    rule: Rule
    step: str
    seq: int
    lacking: tuple[str, ...]
    case_id: int = 0


def standing(happened: Iterable[Happened]) -> list[Happened]:
    """What happened in one case without what was taken back, and without what was recorded since that was done."""
    stands: list[Happened] = []
    for each in happened:
        if not each.taken_back:
            stands.append(each)
            continue
        for place in range(len(stands) - 1, -1, -1):
            if stands[place].step == each.step:
                del stands[place:]
                break
    return stands


class Follower:
    """Follows one case, or what stands of several in the order of their days.

    :ivar states: of the automata, by rule id
    :ivar breaches: what went against a rule that was in force on its day
    :param facts: gives the facts of the case on a day; without, a period that one of them
        decides is the longest there is
    """

    def __init__(self, rules: Rules, facts: Callable[[date], Mapping[str, Any]] | None = None) -> None:
        self.rules = rules
        self.facts = facts
        self.states: dict[str, State] = {}
        self.breaches: list[Breach] = []
        self._past: list[tuple[str, dict[str, State], int]] = []

    def follow(self, happened: Iterable[Happened]) -> "Follower":
        """Takes in what happened, in its order."""
        for each in happened:
            self._take_back(each.step) if each.taken_back else self._done(each)
        return self

    def end(self, day: date) -> None:
        """The case has ended: what is still owed is a breach."""
        for rule in self.rules.rules:
            owed = rule.owes(self.states.get(rule.id, rule.initial)) if rule.in_force(day) else ()
            if owed:
                self.breaches.append(Breach(rule, "", 0, owed))

    def _done(self, each: Happened) -> None:
        self._past.append((each.step, self.states, len(self.breaches)))
        watching = self.rules.watching(each.step)
        if not watching:
            return
        when = When(each.day, partial(self.facts, each.day) if self.facts is not None else None)
        for rule in watching:
            state = self.states.get(rule.id, rule.initial)
            if rule.in_force(each.day) and rule.forbids(state, each.step, each.actor, when):
                self.breaches.append(Breach(rule, each.step, each.seq, lacking(rule, state, when), each.case_id))
        self.states = self.rules.after(self.states, each.step, each.actor, when)

    def _take_back(self, step: str) -> None:
        for place in range(len(self._past) - 1, -1, -1):
            done, states, breaches = self._past[place]
            if done == step:
                self.states = states
                del self.breaches[breaches:], self._past[place:]
                return


def lacking(rule: Rule, state: State, when: When) -> tuple[str, ...]:
    """What must happen before a rule lets its steps happen; each as a step, as ``one or other``, or as the count of
    days; none where nothing can help.
    """
    sentence = rule.sentence
    match sentence:
        case Before():
            met = state if isinstance(state, list) else []
            return tuple(" or ".join(sorted(each)) for at, each in enumerate(sentence.require) if at not in met)
        case Never():
            return (" or ".join(sorted(sentence.closing)),)
        case AtMostOnce() | ByDifferentPerson():
            return (" or ".join(sorted(sentence.since)),) if sentence.since else ()
        case ByLevel():
            return (sentence.told(state, when),)
        case OnlyWhile():
            return (sentence.told(state, when), *([" or ".join(sorted(sentence.unless))] if sentence.unless else []))
        case NotEarlier() | NotLater():
            return (sentence.told(state, when),) if state else (" or ".join(sorted(sentence.since)),)
        case Exclusive():
            return ()
    return sentence.owes(state)
