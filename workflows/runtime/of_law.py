"""What a change of the rule book would make of what cases are held to: who draws procedures does not also say that.

Rules and their examples, rows of law, acts, steps and what each means, the organisation, what forms demand, the stories
that are told: each may rightly change, and none does by those alone who draw. What only adds to what is forbidden or
asked, and the landlord's policy where no rule rests on it, is published as everything else is.
"""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from workflows.diagrams.vocabulary import Step
from workflows.editions import Book
from workflows.errors import Malformed
from workflows.evidence.canonical import canonical
from workflows.runtime.in_force import Reading
from workflows.yaml_reading import NOT_YAML, load

POLICY, ACTS = "policy", "acts/"
_ORGANISATION, _STORY = "organisation/", "/stories/"
_FORM = re.compile(r"procedures/[^/]+/forms/[^/]+\.json")
_WORDS_OF_FORMS = frozenset({"$schema", "title", "description", "x-hint", "x-short", "x-order", "x-errors", "examples"})
_NAME = re.compile(r"[a-z][a-z0-9_]*")


def changes_of_law(before: Reading, after: Reading, was: Book, would: Book) -> tuple[str, ...]:
    """What cases would be held to otherwise, or no more, than under the rule book in force; a sentence each."""
    return (
        *_rules(before, after),
        *_rows(before, after),
        *_steps(before, after),
        *_holds(before, after),
        *_endings(before, after),
        *_organisation(was, would),
        *_forms(was, would),
        *(f"The story {path} would be told no more." for path in was if _STORY in path and path not in would),
    )


def frees(before: Step, after: Step) -> bool:
    """Whether some hold that stopped a step would stop it no more."""
    if not before.enforcement or not after.enforcement:
        return before.enforcement and not after.enforcement
    if after.stopped_by is None:
        return False
    return before.stopped_by is None or bool(before.stopped_by - after.stopped_by)


def _rules(before: Reading, after: Reading) -> Iterator[str]:
    then = {rule.id: rule for rule in after.rules.rules}
    for rule in before.rules.rules:
        other = then.get(rule.id)
        if other is None:
            yield f"The rule {rule.id} would be gone: {rule.text} ({rule.law})"
        elif (rule.written, rule.confidence) != (other.written, other.confidence):
            yield f"The rule {rule.id} would read otherwise: {rule.text} ({rule.law})"
        elif (rule.right, rule.wrong) != (other.right, other.wrong):
            yield f"The examples of the rule {rule.id} would be others: {rule.text} ({rule.law})"


def _rows(before: Reading, after: Reading) -> Iterator[str]:
    rested_on = {name for rule in before.rules.rules for name in _NAME.findall(canonical(rule.written).decode())}
    for place, rows in before.law.items():
        if place in after.law and rows == after.law[place]:
            continue
        listed = rows if isinstance(rows, list) else [rows]
        policy = all(isinstance(row, Mapping) and POLICY in {row.get("kind"), row.get("confidence")} for row in listed)
        if not policy or place.rpartition("/")[2] in rested_on or place.startswith(ACTS):
            yield f"The row law/{place} would {'read otherwise' if place in after.law else 'be gone'}."


def _steps(before: Reading, after: Reading) -> Iterator[str]:
    known, then = before.vocabulary.steps, after.vocabulary.steps
    for ident in sorted(known.keys() | then.keys()):
        step, other = known.get(ident), then.get(ident)
        if step is None and other is not None:
            yield f"The step {ident} would be new, done by {other.who}: {other.means}"
        elif other is None and step is not None:
            yield f"The step {ident} would be no step any more: {step.means}"
        elif step is not None and other is not None and _said(step) != _said(other):
            yield f"The step {ident} would be another: done by {other.who}, {other.means}"
        if other is not None and other.act and (step is None or step.act != other.act):
            stops = "a hold stops it" if other.enforcement else "no hold stops it"
            yield f"{ident} would be an act of the kind {other.act}, and {stops}: {other.means}"
        elif step is not None and step.act and (other is None or not other.act):
            yield f"{ident} would be no act any more: {step.means}"


def _said(step: Step) -> tuple[str, ...]:
    return step.who, step.means, step.law, step.document


def _holds(before: Reading, after: Reading) -> Iterator[str]:
    steps = after.vocabulary.steps
    for ident, step in before.vocabulary.steps.items():
        other = steps.get(ident)
        if other is None or not frees(step, other):
            continue
        still = other.stopped_by or frozenset()
        if not other.enforcement:
            yield f"{ident} would be stopped by no hold any more."
        elif step.stopped_by is None:
            yield f"{ident} would be stopped by {', '.join(sorted(still))} alone, and by no other hold."
        else:
            yield f"{ident} would be done while there is {' or '.join(sorted(step.stopped_by - still))}."


def _endings(before: Reading, after: Reading) -> Iterator[str]:
    for kind, written in before.endings.items():
        now = after.endings.get(kind, written)
        if written and now != written:
            said = now or "on the day that is said"
            yield f"A hold of the kind {kind} would end otherwise: {said}, and not {written}."


def _organisation(was: Book, would: Book) -> Iterator[str]:
    """Who may do and decide what, what holds stop, what debts there are, and the landlord's own details."""
    for path in sorted({*was, *would}):
        if path.startswith(_ORGANISATION) and was.get(path) != would.get(path):
            what = _otherwise(_read(was.get(path)), _read(would.get(path)))
            if what:
                yield f"{path} would say otherwise: {', '.join(sorted(what))}."


def _read(content: bytes | None) -> Mapping[str, Any]:
    try:
        read = load(content or b"")
    except (Malformed, *NOT_YAML):
        read = None
    return read if isinstance(read, Mapping) else {}


def _otherwise(before: Mapping[str, Any], after: Mapping[str, Any]) -> set[str]:
    """The names of what differs: of the rows of lists, else of the members."""
    found = set[str]()
    for member in before.keys() | after.keys():
        one, other = before.get(member), after.get(member)
        if one == other:
            continue
        rows, others = _named(one), _named(other)
        if rows is None or others is None:
            found.add(str(member))
        else:
            found |= {name for name in rows.keys() | others.keys() if rows.get(name) != others.get(name)}
            found |= {str(member)} if rows == others else set()
    return found


def _named(rows: Any) -> dict[str, Any] | None:
    """Rows by what they begin with, as each says what it is about first."""
    if rows is None:
        return {}
    if not isinstance(rows, list) or not all(isinstance(row, Mapping) and row for row in rows):
        return None
    return {str(next(iter(row.values()))): row for row in rows}


def _forms(was: Book, would: Book) -> Iterator[str]:
    """Forms that would ask less, or otherwise; a question more is no such thing."""
    for path in was:
        if not _FORM.fullmatch(path) or was[path] == would.get(path):
            continue
        if path not in would:
            yield f"The form {path} would be gone."
            continue
        before, after = _demands(was[path]), _demands(would[path])
        less = [name for name, said in before.items() if after.get(name) != said]
        if less:
            yield f"The form {path} would ask less or otherwise: {', '.join(less)}."


def _demands(content: bytes) -> dict[str, Any]:
    """What a form demands, by the name of the question or of the member; without its words."""
    try:
        form = json.loads(content)
    except ValueError:
        return {}
    if not isinstance(form, Mapping):
        return {}
    required = form.get("required")
    asked = form.get("properties")
    must = set(map(str, required)) if isinstance(required, list) else set()
    beside = _WORDS_OF_FORMS | {"properties", "required"}
    found = {str(key): _bare(value) for key, value in form.items() if key not in beside}
    for name, each in (asked if isinstance(asked, Mapping) else {}).items():
        found[f"the question {name}"] = (_bare(each), name in must)
    return found


def _bare(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _bare(each) for key, each in value.items() if key not in _WORDS_OF_FORMS}
    return [_bare(each) for each in value] if isinstance(value, list) else value
