"""A hold that covers a case before it opens is known to its rules before the first step."""

from datetime import date

from cases import holds
from tests.house import Landlord
from workflows.evidence import timeline
from workflows.proofs.automata import Never
from workflows.proofs.rules import Rule, Rules

PAUSED = Never(frozenset({"decide_stage"}), frozenset({"breathing_space_began"}), frozenset({"breathing_space_ended"}))


def test_the_rules_know_of_a_hold_before_the_first_step(landlord: Landlord) -> None:
    house = landlord.house
    account = landlord.add_tenancy("5")
    holds.place(house.runtime, "breathing_space", "user:1", begins_on=date(2026, 1, 1), accounts=[account])
    house.runtime.rules = Rules((Rule("paused", "Nothing is decided meanwhile.", "Regs", PAUSED),))
    landlord.look()
    case = landlord.case_of(account)
    with house.db.read() as session:
        entries = list(timeline(session, house.runtime.chain_of(session, case)))
    kinds = [(entry["kind"], entry.get("step", "")) for entry in entries]
    assert kinds.index(("hold began", "breathing_space_began")) < kinds.index(("step completed", "read_facts"))
    assert ("step completed", "decide_stage") not in kinds
    assert ("step held", "decide_stage") in kinds
