"""What Camunda 8 writes in timers beyond FEEL and ISO 8601, where it means the same as something plain."""

import re

from lxml import etree

from workflows.diagrams.names import bpmn, text_of
from workflows.diagrams.notes import Notes

_FROM_NOW = re.compile(r"=?\s*now\(\s*\)\s*\+\s*(?P<wait>.+)", re.DOTALL)
_CYCLE = re.compile(r"=?\s*cycle\(\s*(?:(?P<times>[0-9]+|[A-Za-z_]\w*)\s*,\s*)?(?P<interval>.+)\)", re.DOTALL)
_CLOCK = re.compile(r"\b(now|today|cycle)\s*\(")
_ZONED = re.compile(r"(?P<moment>[0-9-]+T[0-9:.]+(?:Z|[+-][0-9]{2}:[0-9]{2}))\[[A-Za-z_/+-]+\]")


def translate(root: etree._Element, notes: Notes) -> None:
    """Bring the timers into the form that the engine reads.

    * a date that is counted from now is the duration until then, since a timer is read when its wait opens;
    * ``cycle`` is the repetition that it stands for;
    * a zone that is named behind an offset says nothing more.
    """
    for element in root.iter(bpmn("timeDate")):
        text = text_of(element) or ""
        from_now, zoned = _FROM_NOW.fullmatch(text), _ZONED.fullmatch(text)
        if from_now is not None and _CLOCK.search(from_now["wait"]) is None:
            element.tag, element.text = bpmn("timeDuration"), f"={from_now['wait']}"
            notes.changed(element, f"the date {text!r} is the duration {from_now['wait']} from when the wait opens.")
        elif zoned is not None:
            element.text = zoned["moment"]
            notes.changed(element, f"the zone behind the date {text!r} was dropped: its offset says the same.")
    for element in root.iter(bpmn("timeCycle")):
        text = text_of(element) or ""
        cycle = _CYCLE.fullmatch(text)
        if cycle is None or _CLOCK.search(cycle["interval"]) is not None:
            continue
        times, interval = cycle["times"], cycle["interval"].strip()
        element.text = f'="R" + string({times}) + "/" + string({interval})' if times else f"={interval}"
        notes.changed(element, f"the cycle {text!r} became {element.text[1:]}.")
