"""What the operations do to people: a step with one of these is an act, whatever its author says of it."""

from collections.abc import Mapping

EFFECTS: Mapping[str, str] = {"send_letter": "send", "start_arrangement": "pay"}
"""Operation → effect (:data:`workflows.diagrams.acts.EFFECTS`)."""
