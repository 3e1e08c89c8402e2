"""A rule that two steps are done by different people, asked when somebody completes the second."""

import pytest

from tasks.refusals import StepHeld
from tests.house import BENEFITS, CONTACTED, Landlord
from workflows.evidence import timeline
from workflows.proofs.automata import ByDifferentPerson
from workflows.proofs.rules import Rule, Rules

PAIR = ByDifferentPerson(("contact_customer", "check_benefits"))


def test_who_did_the_one_may_not_do_the_other(landlord: Landlord) -> None:
    account = landlord.add_tenancy("5", representative_name="Helen Marsh", representative_role="deputy")
    landlord.look()
    case = landlord.case_of(account)
    landlord.house.runtime.rules = Rules((Rule("pair", "Two people look at it.", "Policy 7", PAIR),))
    landlord.complete("olive", case, "contact_customer", **CONTACTED)
    with pytest.raises(StepHeld, match=r"Two people look at it\. \(Policy 7 \[to confirm\]\)"):
        landlord.complete("olive", case, "check_benefits", **BENEFITS)
    landlord.complete("sam", case, "check_benefits", **BENEFITS)
    with landlord.house.db.read() as session:
        chain = landlord.house.runtime.chain_of(session, case)
        kinds = [(entry["kind"], entry["actor"], entry.get("step")) for entry in timeline(session, chain)]
    assert ("act refused", landlord.person("olive").actor, "check_benefits") in kinds
    assert ("step completed", landlord.person("sam").actor, "check_benefits") in kinds
