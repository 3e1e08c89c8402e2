"""Rules of law as data: what must never happen in a case, each a tiny automaton over the names of steps.

Two kinds of sentence are read here:

* ``before`` a step, ``require`` other steps (a list within the list: any of these), ``in_order`` or not, counted anew
  ``since`` some step;
* ``never`` some steps ``between`` an opening and a closing step.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Literal

import yaml

from workflows.errors import Malformed

MEMBERS = {"id", "text", "law", "confidence", "from", "until"} | {"before", "require", "in_order", "since"}
MEMBERS |= {"never", "between"}
State = list[int] | bool
"""The state of one rule's automaton: the requirements met so far, or whether the forbidding window is open."""


class RuleUnreadable(Malformed):
    """A rule is not written as rules are."""


@dataclass(frozen=True)
class Rule:
    """One rule.

    :ivar text: for officers, one sentence
    :ivar law: statute, rule of court, protocol or policy
    :ivar confidence: ``confirmed`` or ``to confirm``
    """

    id: str
    text: str
    law: str
    kind: Literal["before", "never"]
    steps: frozenset[str]
    require: tuple[frozenset[str], ...] = ()
    in_order: bool = False
    since: frozenset[str] = frozenset()
    opening: frozenset[str] = frozenset()
    closing: frozenset[str] = frozenset()
    begins: date = date.min
    ends: date = date.max
    confidence: str = "to confirm"
    alphabet: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        """Works out which steps the rule looks at."""
        names = self.steps.union(self.since, self.opening, self.closing, *self.require)
        object.__setattr__(self, "alphabet", names)

    @property
    def initial(self) -> State:
        """The state before anything happened."""
        return [] if self.kind == "before" else False

    def forbids(self, state: State, step: str) -> bool:
        """Whether the step may not happen in this state."""
        if step not in self.steps:
            return False
        return len(state) < len(self.require) if isinstance(state, list) else state

    def after(self, state: State, step: str) -> State:
        """The state once the step has happened."""
        if not isinstance(state, list):
            return True if step in self.opening else False if step in self.closing else state
        if step in self.since:
            state = []
        for place, wanted in enumerate(self.require):
            if step in wanted and place not in state and (not self.in_order or place == len(state)):
                return sorted([*state, place])
        return state


@dataclass(frozen=True)
class Rules:
    """The rules in force or to come, by id."""

    rules: tuple[Rule, ...] = ()

    def refusal(self, states: Mapping[str, State], step: str, on: date) -> Rule | None:
        """The first rule in force that forbids the step, if any."""
        for rule in self.rules:
            if rule.begins <= on <= rule.ends and rule.forbids(states.get(rule.id, rule.initial), step):
                return rule
        return None

    def after(self, states: Mapping[str, State], step: str) -> dict[str, State]:
        """The states once the step has happened. All rules follow along, in force or not."""
        moved = dict(states)
        for rule in self.rules:
            if step in rule.alphabet:
                moved[rule.id] = rule.after(states.get(rule.id, rule.initial), step)
        return moved


def read_rules(folder: Path, known_steps: Iterable[str]) -> Rules:
    """Reads every ``*.yaml`` of a folder.

    :param known_steps: the ids of ``steps.yaml``; a rule that names any other is refused, so that a typing mistake
        cannot silently disarm it
    :raises RuleUnreadable: with the file, the rule and what to mend
    """
    known = frozenset(known_steps)
    rules: list[Rule] = []
    if not folder.is_dir():
        raise RuleUnreadable(f"There is no folder of rules at {folder}, so nothing would be forbidden.")
    for path in sorted(path for path in folder.iterdir() if path.suffix in {".yaml", ".yml"}):
        try:
            listed = list((yaml.safe_load(path.read_text(encoding="utf-8")) or {}).get("rules", []))
        except (OSError, UnicodeDecodeError, yaml.YAMLError, AttributeError, TypeError) as error:
            raise RuleUnreadable(f"{path.name} is not a list of rules in YAML: {error}") from error
        rules += [_rule(row, path.name, known) for row in listed]
    seen: set[str] = set()
    for rule in rules:
        if rule.id in seen:
            raise RuleUnreadable(f"There are two rules with the id {rule.id}; give one of them another.")
        seen.add(rule.id)
    return Rules(tuple(rules))


def _rule(row: Mapping[str, Any], file: str, known: frozenset[str]) -> Rule:
    if not isinstance(row, Mapping):
        raise RuleUnreadable(f"{file}: a rule is a set of named values, and {row!r} is none.")
    where = f"{file}, rule {row.get('id', '(without id)')}"
    if unknown := sorted(set(row) - MEMBERS, key=str):
        raise RuleUnreadable(f"{where}: rules have no member {unknown[0]!r}; correct its name.")
    for day in ("from", "until"):
        if day in row and type(row[day]) is not date:
            raise RuleUnreadable(f"{where}: `{day}` is a date without quotation marks, like 2021-05-04.")
    try:
        common = {
            "id": row["id"],
            "text": row["text"],
            "law": row["law"],
            "begins": row.get("from", date.min),
            "ends": row.get("until", date.max),
            "confidence": row.get("confidence", "to confirm"),
        }
        if "before" in row:
            require = tuple(frozenset(item if isinstance(item, list) else [item]) for item in row["require"])
            since = frozenset(row.get("since", ()))
            rule = Rule(
                **common,
                kind="before",
                steps=frozenset([row["before"]]),
                require=require,
                in_order=bool(row.get("in_order", False)),
                since=since,
            )
        elif "never" in row:
            opening, closing = row["between"]
            rule = Rule(
                **common,
                kind="never",
                steps=frozenset(row["never"]),
                opening=frozenset(opening),
                closing=frozenset(closing),
            )
        else:
            raise RuleUnreadable(f"{where}: a rule says either `before … require` or `never … between`.")
    except (KeyError, TypeError, ValueError) as error:
        raise RuleUnreadable(f"{where}: it lacks {error} or holds it in another form than rules have.") from error
    lacking = not rule.require if rule.kind == "before" else not (rule.steps and rule.opening)
    if lacking or rule.ends < rule.begins:
        raise RuleUnreadable(f"{where}: it names too little, or ends before it begins, and so would forbid nothing.")
    if unknown := sorted(rule.alphabet - known):
        raise RuleUnreadable(f"{where}: steps.yaml has no step {unknown[0]!r}; correct the name or add the step.")
    return rule
