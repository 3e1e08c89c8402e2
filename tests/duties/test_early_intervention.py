"""Early intervention as officers work it: what is said in a step stands in the record of whoever it was said with."""

from sqlalchemy import select

from cases.contacts.tables import Contact
from tests.duties.officers import SPOKEN, Officers
from workflows.db import table


def test_s1_17_what_was_said_in_a_step_is_a_contact_of_whoever_had_it(desk: Officers) -> None:
    landlord, contacts = desk.landlord, table(Contact)
    landlord.look()
    landlord.pass_days(15)
    case = landlord.case_of(1)
    landlord.complete("sam", case, "contact_customer", **SPOKEN)
    with landlord.house.db.read() as session:
        [made] = session.execute(select(contacts)).mappings()
    assert (made["recorded_by"], made["case_id"], made["outcome"]) == (landlord.person("sam").actor, case, "spoke")
    assert made["said"] == "Two jobs, and one is lost"
    assert landlord.step(case, "check_benefits")["status"] == "open"
