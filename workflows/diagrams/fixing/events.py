"""Repairs of events: what they wait for, and what they throw, gets a name; schedules become cycles."""

import re

from lxml import etree

from workflows.diagrams.as_written import detach
from workflows.diagrams.fixing.cron import cycle_of, is_schedule
from workflows.diagrams.fixing.opened import Opened
from workflows.diagrams.fixing.repair import Repair
from workflows.diagrams.names import bpmn, local, text_of

_KINDS = ("message", "signal", "error", "escalation")
_OUTSIDE = ("timer", "signal", "conditional")
"""What would start a case here, and is not waited for: whoever starts cases does."""
_MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]+")
_CYCLE = re.compile(r"R[0-9]*/(P[0-9A-Z]+)")


def named(file: Opened, element: str, said: str) -> Repair | None:
    """A message, signal, error or escalation that an event refers to, and that is not declared or has no name.

    :param said: the sentence of the finding; where it names one of these kinds, only that one is repaired
    """
    node = file.node(element)
    if node is None:
        return None
    holders = [("message", node)] if local(node) == "receiveTask" and _speaks_of(said, "message") else []
    shared = {(text_of(each) or "").rpartition(":")[2] for each in node.iterchildren(bpmn("eventDefinitionRef"))}
    for kind in (each for each in _KINDS if _speaks_of(said, each)):
        word = bpmn(f"{kind}EventDefinition")
        holders += [(kind, each) for each in node.iterchildren(word)]
        holders += [(kind, each) for each in file.root.iterchildren(word) if each.get("id") in shared]
    found = (_named(file, holder, kind, element) for kind, holder in holders)
    return next((repair for repair in found if repair is not None), None)


def _speaks_of(said: str, kind: str) -> bool:
    """Whether a sentence is about a kind of declaration: it names it, or none at all."""
    return f"the {kind} " in said or not any(f"the {each} " in said for each in _KINDS)


def _named(file: Opened, holder: etree._Element, kind: str, element: str) -> Repair | None:
    node, given = file.model[element], holder.get(f"{kind}Ref") or ""
    bearing = [each for each in file.root.iterchildren(bpmn(kind)) if given and each.get("id") == given]
    if len(bearing) > 1:
        return None  # Which of them is meant, nobody knows.
    declared = bearing[0] if bearing else None
    name = holder.get("name") or node.get("name") or given or element
    if declared is None:
        ident = given if re.fullmatch(r"[A-Za-z_][\w.-]*", given) and given not in file.by_id else ""
        ident = ident or file.fresh(f"{kind}_{element}")
        code = {f"{kind}Code": given or name} if kind in {"error", "escalation"} else {}

        def declare() -> None:
            file.declare(kind, ident, name=given or name, **code)
            holder.set(f"{kind}Ref", ident)

        text = f"The {kind} {(given or name)!r} is declared for {element}."
        return Repair(text, declare, given, f"{kind} {given or name}")
    if kind in {"error", "escalation"} and not declared.get(f"{kind}Code"):
        code_of = declared.get("name") or given
        text = f"The {kind} {given} of {element} gets the code {code_of!r}."
        return Repair(text, lambda: declared.set(f"{kind}Code", code_of), after=code_of)
    if not declared.get("name"):
        text = f"The {kind} {given} of {element} gets the name {given!r}."
        return Repair(text, lambda: declared.set("name", given), after=given)
    return None


def schedule(file: Opened, element: str) -> Repair | None:
    """A schedule becomes a cycle, where it is due at equal distances; before a start event nobody reads it."""
    node = file.node(element)
    definition = node.find(bpmn("timerEventDefinition")) if node is not None else None
    timer = next((each for each in definition.iterchildren(etree.Element)), None) if definition is not None else None
    written = text_of(timer) or ""
    if node is None or definition is None or timer is None or not is_schedule(written):
        return None
    starts = local(node) == "startEvent"
    cycle = cycle_of(written, phase=starts)
    if cycle is not None:

        def repeat() -> None:
            timer.tag, timer.text = bpmn("timeCycle"), cycle

        when = "" if cycle_of(written) is not None else " At which time of the day is not said by it."
        text = (
            f"The schedule `{written}` of {element} becomes the cycle `{cycle}`, counted from when it is armed.{when}"
        )
        return Repair(text, repeat, written, cycle)
    if not starts:
        return None
    text = (
        f"{element} becomes a plain start event: `{written}` is no cycle, and whoever starts cases keeps the schedule."
    )
    return Repair(text, lambda: detach(definition), written)


def plain_start(file: Opened, element: str) -> Repair | None:
    """A timer, signal or condition on a start event: the runtime starts cases."""
    node = file.node(element)
    if node is None or local(node) != "startEvent":
        return None
    found = [each for kind in _OUTSIDE for each in node.iterchildren(bpmn(f"{kind}EventDefinition"))]
    if not found:
        return None
    what = ", ".join(local(each).removesuffix("EventDefinition") for each in found)
    text = f"{element} becomes a plain start event: the runtime starts cases, and not its {what}."
    return Repair(text, lambda: file.take_out(*found), what, "a plain start event")


def zoned(file: Opened, element: str) -> Repair | None:
    """A moment without an offset is one in UTC."""
    node = file.node(element)
    timer = next(node.iter(bpmn("timeDate")), None) if node is not None else None
    written = text_of(timer) or ""
    if timer is None or not _MOMENT.fullmatch(written):
        return None

    def offset() -> None:
        timer.text = f"{written}Z"

    return Repair(f"The moment `{written}` of {element} is taken as one in UTC.", offset, written, f"{written}Z")


def interrupting(file: Opened, element: str) -> Repair | None:
    """An error always interrupts what it comes from (BPMN 2.0.2, 10.5.1)."""
    node = file.node(element)
    if node is None or node.get("cancelActivity") != "false":
        return None
    text = f"{element} interrupts the activity: an error ends it anyway."
    return Repair(text, lambda: node.set("cancelActivity", "true"), "cancelActivity='false'", "cancelActivity='true'")


def fires_once(file: Opened, element: str) -> Repair | None:
    """A cycle where an event happens only once is the duration until it does."""
    node = file.node(element)
    timer = next(node.iter(bpmn("timeCycle")), None) if node is not None else None
    found = _CYCLE.fullmatch(text_of(timer) or "")
    if timer is None or found is None:
        return None

    def wait() -> None:
        timer.tag, timer.text = bpmn("timeDuration"), found[1]

    text = f"The cycle `{found[0]}` of {element} becomes the duration `{found[1]}`: it happens once there."
    return Repair(text, wait, found[0], found[1])


def plain_end(file: Opened, element: str) -> Repair | None:
    """An error that nobody catches ends its process all the same."""
    node = file.node(element)
    definition = node.find(bpmn("errorEventDefinition")) if node is not None else None
    if node is None or definition is None or local(node) != "endEvent":
        return None

    def end() -> None:
        definition.tag = bpmn("terminateEventDefinition")
        for name in list(map(str, definition.attrib)):
            if name != "id":
                definition.attrib.pop(name)

    text = f"{element} becomes an end event that ends the whole process: nobody catches its error."
    return Repair(text, end, "an error end event", "a terminate end event")
