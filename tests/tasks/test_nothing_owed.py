"""A letter that states a debt goes to nobody who owes nothing, whatever its author left out of it."""

from sqlalchemy import insert, update

from cases.tables import Account, AccountTransaction
from documents.register import documents_of_case
from tasks.acts import beginning, incidents
from tests.house import Landlord
from tests.tasks.test_journeys import folder_with_letter
from tests.tasks.test_rule_book import published
from workflows.clock import london_date
from workflows.db import table
from workflows.runtime.incidents import open_incidents


def _paid(landlord: Landlord, account: int, pence: int, stands_at: int) -> None:
    with landlord.house.db.write() as session:
        on = london_date(landlord.clock.now())
        paid = {"kind": "payment" if pence < 0 else "rent", "amount_pence": pence, "description": ""}
        reference = f"paid-{pence}"
        row = {"account_id": account, "reference": reference, "posted_on": on, **paid}
        session.execute(insert(table(AccountTransaction)).values(**row))
        stands = update(table(Account)).where(table(Account).c.id == account)
        session.execute(stands.values(balance_pence=stands_at, balance_on=on))


def test_a_demand_waits_as_an_incident_where_nothing_is_owed_and_goes_on_once_it_is(landlord: Landlord) -> None:
    published(landlord, folder_with_letter("Your rent account is behind. Owed: {{ arrears }}."))
    account = landlord.add_tenancy("1")
    case = beginning.begin(landlord.house, landlord.person("olive"), "follow_up", account="1", reason="They asked")
    _paid(landlord, account, -85_000, -25_000)
    landlord.complete("olive", case, "follow_up_look", what_was_found="Something", write_to_them=True)
    landlord.look()
    with landlord.house.db.read() as session:
        assert documents_of_case(session, case) == []
        (incident,) = open_incidents(session, case)
    assert "stands at £250.00 in credit on 2 March 2026: nothing is owed" in incident.sentence
    tess = landlord.person("tess")
    assert [each.id for each in incidents.list_(landlord.house, tess)] == [incident.id]
    _paid(landlord, account, 25_001, 1)
    incidents.retry(landlord.house, tess, incident.id, reason="The payment was another's")
    landlord.look()
    with landlord.house.db.read() as session:
        assert [each.kind for each in documents_of_case(session, case)] == ["follow_up_letter"]
