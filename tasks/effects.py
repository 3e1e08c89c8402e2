"""What the operations do to people: a step with one of these is an act, whatever its author says of it."""

from collections.abc import Mapping

EFFECTS: Mapping[str, str] = {
    "read_facts": "",
    "record_clearance": "",
    "recommend_notice": "",
    "send_letter": "send",
    "start_arrangement": "pay",
}
"""Every operation → its effect (:data:`workflows.diagrams.acts.EFFECTS`); empty where it stays within the house."""
