"""Traces of small diagrams, in one line for each event."""

from datetime import timedelta
from typing import Any

from tests.engine.drawing import Drawing
from workflows.diagrams import Vocabulary
from workflows.engine import compile_procedure
from workflows.engine.trial import BEGIN, Script, Trial

ASSUMED = Vocabulary.assumed({})
OPEN = {"$open": True}


class Trace:
    """What became of a diagram that was run.

    :ivar lines: ``kind element``, in order
    :ivar data: at the end
    :ivar ends: the end events of the process itself
    """

    def __init__(self, drawing: Drawing | bytes, *others: Drawing, days: float | None = None, **given: Any) -> None:
        xml = drawing.xml(*others) if isinstance(drawing, Drawing) else drawing
        files = {"p.bpmn": xml, **given.pop("files", {})}
        until = BEGIN + timedelta(days=days) if days is not None else None
        told = Trial(compile_procedure(files, "p", ASSUMED), Script(until=until, **given)).told()
        self.lines = [f"{event['kind']} {event['element']}" for event in told["events"]]
        self.data = told["data"]
        self.ends = told["ends"]
        self.ended = told["ended"]
        self.waits = told["waits"]
        self.undelivered = told["undelivered"]

    def of(self, *elements: str) -> list[str]:
        """The lines of some elements only."""
        return [line for line in self.lines if line.split(" ")[1] in elements]

    def but(self, *kinds: str) -> list[str]:
        """The lines without those of some kinds."""
        return [line for line in self.lines if line.split(" ")[0] not in kinds]


def p() -> Drawing:
    """The process that is run."""
    return Drawing("p")
