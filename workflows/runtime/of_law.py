"""What a change of the rule book would make of the law: who writes rules does not also say what the law demands.

A rule or a row of law that goes or reads otherwise, an act that is none any more, a hold that stops less or ends
otherwise: each may be right, as law changes; none is published by those who write procedures alone. What only adds to
what is forbidden, and what is the landlord's policy, is published as everything else is.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from workflows.diagrams.vocabulary import Step
from workflows.runtime.in_force import Reading

POLICY = "policy"


def changes_of_law(before: Reading, after: Reading) -> tuple[str, ...]:
    """What would be demanded otherwise, or no more, than under the rule book in force; a sentence each."""
    return (*_rules(before, after), *_rows(before.law, after.law), *_holds(before, after), *_endings(before, after))


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
        if rule.confidence == POLICY:
            continue
        other = then.get(rule.id)
        if other is None:
            yield f"The rule {rule.id} would be gone: {rule.text} ({rule.law})"
        elif (rule.written, rule.confidence) != (other.written, other.confidence):
            yield f"The rule {rule.id} would read otherwise: {rule.text} ({rule.law})"


def _rows(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[str]:
    for place, rows in before.items():
        if place in after and rows == after[place]:
            continue
        listed = rows if isinstance(rows, list) else [rows]
        if any(POLICY not in {row.get("kind"), row.get("confidence")} for row in listed if isinstance(row, Mapping)):
            what = "read otherwise" if place in after else "be gone"
            yield f"The row law/{place} would {what}."


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
