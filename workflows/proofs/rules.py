"""Rules of law as data: what must never happen in a case. Each says one sentence (``automata``) and bears its law."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date
from functools import cached_property
from typing import Any

from workflows.errors import Malformed, NotFound
from workflows.proofs.examples import MEMBERS, Sequence, sequences_of
from workflows.proofs.levels import ByLevel
from workflows.proofs.on_facts import OnlyWhile
from workflows.proofs.reading import RuleUnreadable, rows_of, sentence_of
from workflows.proofs.sentences import Lookups, Sentence, State, When
from workflows.proofs.times import Timed

__all__ = ["Rule", "RuleUnreadable", "Rules", "State", "read_rules"]

CONFIDENCE = ("confirmed", "to confirm", "policy")
CASE = "case"
"""What a rule remembers by, unless it says otherwise."""


class NoSuchRule(NotFound):
    """There is no such rule."""


@dataclass(frozen=True)
class Rule:
    """One rule.

    :ivar text: for officers, one sentence
    :ivar law: statute, rule of court, protocol or policy
    :ivar begins: the first day on which it is in force, ``ends`` the last
    :ivar confidence: ``confirmed``, ``to confirm``, or ``policy``: the landlord's own choice, and no law
    :ivar remembers: by what: ``case``, or a kind of what cases are about (``debt``), whose cases have one memory
    :ivar right: examples of what it must let happen, ``wrong`` of what it must catch
    :ivar row: as it is written in its file, without its examples; empty where it was not read from one
    """

    id: str
    text: str
    law: str
    sentence: Sentence
    begins: date = date.min
    ends: date = date.max
    confidence: str = "to confirm"
    remembers: str = CASE
    right: tuple[Sequence, ...] = field(default=(), compare=False, repr=False)
    wrong: tuple[Sequence, ...] = field(default=(), compare=False, repr=False)
    row: Mapping[str, Any] = field(default_factory=dict, compare=False, repr=False)

    @property
    def written(self) -> Mapping[str, Any]:
        """What it says, as a row: for the hash of it."""
        spelled = {"id": self.id, "text": self.text, "law": self.law, "says": _spelled(self.sentence)}
        return self.row or {**spelled, "from": self.begins, "until": self.ends, "remembers": self.remembers}

    @property
    def alphabet(self) -> frozenset[str]:
        """The steps that the rule looks at."""
        return self.sentence.alphabet

    @property
    def steps(self) -> frozenset[str]:
        """Those of them that it can forbid."""
        return self.sentence.targets

    @property
    def initial(self) -> State:
        """The state before anything happened."""
        return self.sentence.initial

    def in_force(self, on: date) -> bool:
        """Whether the rule binds on a day."""
        return self.begins <= on <= self.ends

    def forbids(self, state: State, step: str, actor: str = "", when: When | None = None) -> bool:
        """Whether the step may not happen in this state.

        :param actor: who would do it; empty while nobody knows
        :param when: the day, and the facts; a sentence of time forbids where nobody says them
        """
        return self.sentence.forbids(state, step, actor, when)

    def after(self, state: State, step: str, actor: str = "", when: When | None = None) -> State:
        """The state once the step has happened."""
        return self.sentence.after(state, step, actor, when)

    def because(self, state: State, when: When) -> str:
        """Why it forbids today, in words: the count of days, the facts, the level that is asked for; else empty."""
        return self.sentence.told(state, when) if isinstance(self.sentence, Timed | OnlyWhile | ByLevel) else ""

    def owes(self, state: State) -> tuple[str, ...]:
        """What is still owed when a case ends in this state; each as a step, or as ``one or other``."""
        return self.sentence.owes(state)


@dataclass(frozen=True)
class Rules:
    """The rules in force or to come, by id.

    ``states`` are those of one case, or of one subject of several: rule id → state. A rule that is not there has not
    been touched yet.

    :ivar version: a short hash of what the rules say, so that states kept under other rules are known as such
    """

    rules: tuple[Rule, ...] = ()
    version: str = field(init=False, repr=False)
    _watching: Mapping[str, tuple[Rule, ...]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Works out which rules look at which step."""
        watching: dict[str, tuple[Rule, ...]] = {}
        for rule in self.rules:
            for step in rule.alphabet:
                watching[step] = (*watching.get(step, ()), rule)
        object.__setattr__(self, "_watching", watching)
        said = "\n".join(
            f"{rule.id}: {_spelled(rule.sentence)}{'' if rule.remembers == CASE else f' by {rule.remembers}'}"
            for rule in self.rules
        )
        object.__setattr__(self, "version", hashlib.sha256(said.encode()).hexdigest()[:16])

    def watching(self, step: str) -> tuple[Rule, ...]:
        """The rules that look at a step, in their order."""
        return self._watching.get(step, ())

    @cached_property
    def of_case(self) -> "Rules":
        """Those that remember by case."""
        return Rules(tuple(rule for rule in self.rules if rule.remembers == CASE)) if self.beyond_case else self

    @cached_property
    def beyond_case(self) -> Mapping[str, "Rules"]:
        """Those that remember beyond it: kind of subject → its rules."""
        kinds = sorted({rule.remembers for rule in self.rules} - {CASE})
        return {kind: Rules(tuple(rule for rule in self.rules if rule.remembers == kind)) for kind in kinds}

    @cached_property
    def watched_beyond_case(self) -> frozenset[str]:
        """The steps that rules look at which remember beyond the case."""
        return frozenset[str]().union(*(rule.alphabet for rule in self.rules if rule.remembers != CASE))

    def asks_for_level(self, step: str) -> bool:
        """Whether some rule asks who does a step for a level of authority: then the machine must be known as such."""
        return any(isinstance(rule.sentence, ByLevel) for rule in self.watching(step))

    def named(self, ident: str) -> Rule:
        """The rule of that id.

        :raises NoSuchRule: there is none
        """
        for rule in self.rules:
            if rule.id == ident:
                return rule
        raise NoSuchRule(f"There is no rule {ident[:100]!r}.")

    def refusal(self, states: Mapping[str, State], step: str, when: When, actor: str = "") -> Rule | None:
        """The first rule in force that forbids the step, if any.

        :param actor: who would do it; empty while nobody knows, so that it is asked again when somebody does
        """
        for rule in self.watching(step):
            if rule.in_force(when.day) and rule.forbids(states.get(rule.id, rule.initial), step, actor, when):
                return rule
        return None

    def after(
        self, states: Mapping[str, State], step: str, actor: str = "", when: When | None = None
    ) -> dict[str, State]:
        """The states once the step has happened. All rules follow along, in force or not.

        :param when: without it no period begins, so that what must wait for one is not let happen
        """
        moved = dict(states)
        for rule in self.watching(step):
            moved[rule.id] = rule.after(states.get(rule.id, rule.initial), step, actor, when)
        return moved


NO_KINDS: Mapping[str, str] = {}


def read_rules(
    files: Mapping[str, bytes],
    known_steps: Iterable[str],
    kinds: Mapping[str, str] = NO_KINDS,
    lookups: Lookups | None = None,
) -> Rules:
    """Reads rules.

    :param files: path → content, each with a list of rules
    :param known_steps: the ids of ``steps.yaml``; a rule that names any other is refused, so that a typing mistake
        cannot silently disarm it
    :param kinds: act → its kind; `act: contact` in a list means all acts of the kind
    :param lookups: the periods and facts that rules name; without, they are not looked up, and nothing that rests on
        one is ever let happen
    :raises RuleUnreadable: with the file, the rule and what to mend
    """
    known = frozenset(known_steps)
    rules: dict[str, Rule] = {}
    if not files:
        raise RuleUnreadable("The rule book holds no rules (shared/rules/*.yaml), so nothing would be forbidden.")
    for path, content in sorted(files.items()):
        for row in rows_of(path, content):
            rule = _looking_up(_rule(row, path, known, kinds), path, lookups)
            _must_be_subject(rule, path, lookups)
            if rule.id in rules:
                text = f"{path}: there are two rules with the id {rule.id}; give one of them another."
                raise RuleUnreadable(text)
            rules[rule.id] = rule
    return Rules(tuple(rules.values()))


def _rule(row: Any, file: str, known: frozenset[str], kinds: Mapping[str, str]) -> Rule:
    if not isinstance(row, Mapping):
        raise RuleUnreadable(f"{file}: a rule is a set of named values, and {row!r} is none.")
    where = f"{file}, rule {row.get('id', '(without id)')}"
    for member in ("id", "text", "law"):
        if not isinstance(row.get(member), str) or not row[member].strip():
            raise RuleUnreadable(f"{where}: it lacks `{member}`, which is a text.")
    for member in ("from", "until"):
        if member in row and type(row[member]) is not date:
            raise RuleUnreadable(f"{where}: `{member}` is a date without quotation marks, like 2021-05-04.")
    if row.get("confidence", "to confirm") not in CONFIDENCE:
        raise RuleUnreadable(f"{where}: `confidence` is one of {' or '.join(CONFIDENCE)}.")
    rule = Rule(
        id=row["id"],
        text=row["text"],
        law=row["law"],
        sentence=sentence_of(row, where, kinds),
        begins=row.get("from", date.min),
        ends=row.get("until", date.max),
        confidence=row.get("confidence", "to confirm"),
        remembers=_remembers(row, where),
        right=sequences_of(row, "right", where, known),
        wrong=sequences_of(row, "wrong", where, known),
        row={str(member): value for member, value in row.items() if member not in MEMBERS},
    )
    if rule.ends < rule.begins:
        raise RuleUnreadable(f"{where}: it ends on {rule.ends}, before it begins, and so would forbid nothing.")
    if unknown := sorted(rule.alphabet - known):
        raise RuleUnreadable(f"{where}: steps.yaml has no step {unknown[0]!r}; correct the name or add the step.")
    return rule


def _remembers(row: Mapping[str, Any], where: str) -> str:
    kind = row.get("remembers", CASE)
    if not isinstance(kind, str) or not kind.isidentifier():
        raise RuleUnreadable(f"{where}: `remembers` is `case`, or what several cases are about, such as `debt`.")
    if kind != CASE and "after" in row:
        raise RuleUnreadable(
            f"{where}: what `after` makes owed is owed by the end of its own case. Take `remembers` out."
        )
    return kind


def _must_be_subject(rule: Rule, file: str, lookups: Lookups | None) -> None:
    subjects = lookups.subjects if lookups is not None else None
    if subjects is not None and rule.remembers not in {CASE, *subjects}:
        listed = ", ".join(sorted({CASE, *subjects}))
        raise RuleUnreadable(
            f"{file}, rule {rule.id}: cases are about no {rule.remembers!r}. `remembers` is one of {listed}."
        )


def _looking_up(rule: Rule, file: str, lookups: Lookups | None) -> Rule:
    sentence = rule.sentence
    if lookups is None or not isinstance(sentence, Timed | OnlyWhile | ByLevel):
        return rule
    try:
        return replace(rule, sentence=sentence.looking_up(lookups))
    except Malformed as refused:
        raise RuleUnreadable(f"{file}, rule {rule.id}: {refused.sentence}") from refused


def _spelled(value: Any) -> str:
    """A sentence as text, the same in every process."""
    if isinstance(value, frozenset):
        return "{" + ", ".join(sorted(map(_spelled, value))) + "}"
    if isinstance(value, tuple):
        return "[" + ", ".join(map(_spelled, value)) + "]"
    if hasattr(value, "__dataclass_fields__"):
        members = (_spelled(getattr(value, each.name)) for each in fields(value) if each.repr)
        return f"{type(value).__name__}({', '.join(members)})"
    return repr(value)
