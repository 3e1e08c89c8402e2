"""Why an act of an officer on a step is refused; the sentence says what to do instead."""

from workflows.errors import Forbidden, Malformed, NotFound, Refused


class NoSuchStep(NotFound):
    """There is no such step."""


class StepNotOpen(Refused):
    """The step is no longer open."""


class StepHeld(Refused):
    """The step is held."""


class StepTaken(Refused):
    """Somebody else has this step."""


class PageStale(Refused):
    """The step has changed since your page was made."""


class FourEyes(Forbidden):
    """Somebody else must do this step."""


class NotYourLane(Forbidden):
    """This step belongs to another role."""


class ReasonMissing(Malformed):
    """A reason is needed."""
