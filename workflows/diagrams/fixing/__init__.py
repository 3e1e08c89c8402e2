"""Repairing a diagram: for a finding that has a way out, the change that takes it, told before and after it is made.

Nothing is guessed in silence: each change is a difference with its sentence, made on a copy, and what was changed is
looked at again until nothing more can be done.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from workflows.diagrams.finding import Finding, Place
from workflows.diagrams.fixing import events, flows, listeners, marks, passing, work
from workflows.diagrams.fixing.opened import Opened
from workflows.diagrams.fixing.repair import Difference, Repair
from workflows.errors import Refused

MOST_ROUNDS = 40
"""How often a file is looked at again; each round repairs at least one finding."""
_LOOKED_THROUGH = 4_000_000
"""Bytes that are looked at in all: a large file is looked at less often, since each look costs what its size says."""
_FEWEST_ROUNDS = 3
At = Callable[[Opened, str], Repair | None]

_CODE: tuple[At, ...] = (work.of_code, work.plain_inputs, passing.passed, work.condition, work.timer, work.collection,
    events.plain_start, passing.without_form)  # fmt: skip
_AT: Mapping[str, tuple[At, ...]] = {
    "dead-end": (flows.end_behind,),
    "no-end": (flows.ends,),
    "no-start": (flows.start,),
    "no-default": (flows.default,),
    "no-condition": (flows.condition,),
    "double-flow": (flows.once,),
    "flow-to-nowhere": (flows.into_scope,),
    "bad-expression": (events.schedule, events.plain_start),
    "bad-timer": (events.schedule, events.plain_start, events.zoned, events.fires_once),
    "cycle-misplaced": (events.schedule, events.fires_once),
    "unsupported-event": (events.plain_start, work.operation),
    "error-not-caught": (events.plain_end,),
    "unsupported-element": (work.operation, flows.plain_scope),
    "no-operation": (work.operation,),
    "code": _CODE,
    "mapping": (passing.passed, work.plain_inputs),
    "vendor-extension": (work.of_code, listeners.drawn, listeners.left_out),
    "data-association": (passing.plain_data,),
    "decision-result": (passing.one_result,),
    "error-not-interrupting": (events.interrupting,),
    "form-field": (passing.without_fields,),
    "not-executable": (marks.executable,),
}
"""Rule → what can be done at an element, in the order in which it is tried."""
_FOR: Mapping[str, Callable[[Opened, Finding], Repair | None]] = {
    "unknown-extension": marks.without_marks,
    "unknown-attribute": marks.without_attribute,
    "unknown-element": marks.without_element,
    "bad-id": lambda file, _: marks.plain_ids(file),
    "duplicate-id": lambda file, _: marks.plain_ids(file),
    "reserved-id": lambda file, _: marks.plain_ids(file),
    "bad-diagram": lambda file, _: marks.ids(file),
}
"""Rule → what can be done in the whole file."""
_NAMES = frozenset({"no-name", "no-code", "dangling-reference"})
_STAYS = ("skipExpression", "bound to a version")
"""Of what a finding says: what nobody but the author can decide, so that no repair is offered."""
_IDS = frozenset({"bad-id", "duplicate-id", "reserved-id", "bad-diagram"})


@dataclass(frozen=True)
class Fixed:
    """A repaired diagram.

    :ivar content: the file
    :ivar differences: what was changed, in the order in which it was
    :ivar findings: what is left
    """

    content: bytes
    differences: tuple[Difference, ...]
    findings: tuple[Finding, ...]


def fixed(content: bytes, name: str, look: Callable[[bytes], Sequence[Finding]]) -> Fixed:
    """Repairs a diagram as far as can be.

    :param content: the file; it stays as it is
    :param name: its name, with which the sentences of its own findings begin
    :param look: gives the findings of a file
    """
    differences: list[Difference] = []
    findings = look(content)
    for _ in range(min(MOST_ROUNDS, max(_FEWEST_ROUNDS, _LOOKED_THROUGH // max(len(content), 1)))):
        made, content = _round(content, name, findings) if findings else ((), content)
        if not made:
            break
        differences += made
        findings = look(content)
    return Fixed(content, tuple(differences), tuple(findings))


def with_fixes(content: bytes, name: str, findings: Sequence[Finding]) -> list[Finding]:
    """The findings, each with what a repair would do about it, where there is one."""
    concerned = any(each.rule in {*_AT, *_FOR, *_NAMES} for each in findings)
    file = _opened(content, name, writing=False) if concerned else None
    if file is None:
        return list(findings)
    own = {each for each in findings if each.text.startswith(name)}
    found = ((e, _planned(file, e, Place(e.element, e.line)) if e in own else None) for e in findings)
    return [replace(each, fix=repair.text) if repair is not None else each for each, repair in found]


def _round(content: bytes, name: str, findings: Sequence[Finding]) -> tuple[list[Difference], bytes]:
    """Repairs what can be repaired of these findings; each element once, as it was looked at."""
    file = _opened(content, name)
    if file is None:
        return [], content
    made: list[Difference] = []
    touched: set[str] = set()
    for finding in (each for each in findings if each.text.startswith(name)):
        for place in finding.places or (Place(finding.element, finding.line),):
            whole = finding.rule in _FOR
            if place.element in touched and not whole:
                continue
            repair = _planned(file, finding, place)
            if repair is None:
                continue
            repair.apply()
            touched.add(place.element)
            made.append(repair.difference(place.element, place.line, finding.rule))
            if finding.rule in _IDS:
                return made, file.file()  # What is called otherwise now is looked for anew.
            if whole:
                break
    return (made, file.file()) if made else ([], content)


def _planned(file: Opened, finding: Finding, place: Place) -> Repair | None:
    if (whole := _FOR.get(finding.rule)) is not None:
        return whole(file, finding)
    if any(each in finding.text for each in _STAYS):
        return None
    if finding.rule in _NAMES:
        return events.named(file, place.element, finding.text)
    plans = (plan(file, place.element) for plan in _AT.get(finding.rule, ()))
    return next((repair for repair in plans if repair is not None), None)


def _opened(content: bytes, name: str, *, writing: bool = True) -> Opened | None:
    try:
        return Opened(content, name, writing=writing)
    except Refused:
        return None  # What cannot be read cannot be repaired.


__all__ = ["Difference", "Fixed", "fixed", "with_fixes"]
