"""What cases are about: the account as a debt and a tenancy, and each person who owes it, in all of their cases."""

from sqlalchemy import insert

from cases.subjects import KINDS, SubjectsOfCases
from cases.tables import AccountParty
from tests.house import Landlord
from workflows.db import table
from workflows.runtime.subjects import Subject


def test_cases_are_found_by_each_of_their_subjects(landlord: Landlord) -> None:
    first, second = landlord.add_tenancy("100001"), landlord.add_tenancy("100002")
    with landlord.house.db.write() as session:
        session.execute(insert(table(AccountParty)).values(account_id=second, customer_id=1))
    landlord.look()
    cases = {account: landlord.case_of(account) for account in (first, second)}
    subjects = SubjectsOfCases()
    with landlord.house.db.read() as session:
        about = {account: set(subjects.of_case(session, case)) for account, case in cases.items()}
        found = {each: set(subjects.cases_of(session, each)) for each in about[first] | about[second]}
    assert {each.kind for each in found} == KINDS
    assert Subject("person", "1") in about[first] & about[second]
    assert found[Subject("person", "1")] == set(cases.values())
    for account in (first, second):
        assert found[Subject("debt", str(account))] == found[Subject("tenancy", str(account))] == {cases[account]}
    assert found[Subject("person", "2")] == {cases[second]}
