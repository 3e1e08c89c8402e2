"""What contacts and promises come to as facts of accounts, on either database."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import insert

from cases.contacts.promises import judged, take
from cases.contacts.recording import Counterpart, record
from cases.contacts.rows import ContactSaid, PromiseRow
from cases.contacts.words import PromiseStatus
from cases.facts import facts_of_accounts
from cases.rows import Payment
from cases.tables import AccountParty
from tests.calculating import STANDARDS
from tests.house import Landlord
from workflows.db import table

TODAY = date(2026, 3, 2)
CALL = ContactSaid("out", "phone", "Rang", "spoke", True)
TENANT = Counterpart(None, "", None)
MORNING = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def facts(landlord: Landlord, account: int = 1, on: date = TODAY) -> dict[str, Any]:
    with landlord.house.db.read() as session:
        ((_, one),) = facts_of_accounts(session, on, STANDARDS, account)
        together = {row.id: found for row, found in facts_of_accounts(session, on, STANDARDS)}
    assert together[account] == one, "one account and all of them are read alike"
    return one


def say(
    landlord: Landlord, customer: int, said: ContactSaid, at: datetime = MORNING, whom: Counterpart = TENANT
) -> int:
    with landlord.house.db.write() as session:
        return record(session, customer, "user:1", at, said, whom)


def joint(landlord: Landlord) -> None:
    landlord.add_tenancy("1")
    landlord.add_tenancy("2")
    with landlord.house.db.write() as session:
        session.execute(insert(table(AccountParty)).values(account_id=1, customer_id=2))


def test_without_contacts_nothing_is_known(landlord: Landlord) -> None:
    landlord.add_tenancy("1")
    found = facts(landlord)
    assert (found["last_contact_on"], found["last_inbound_contact_on"]) == (None, None)
    assert (found["tenants_spoken_to_in_13_weeks"], found["number_of_tenants"]) == (0, 1)
    assert found["each_tenant_contacted"] is False
    assert not any(found[name] for name in ("promise_open", "hazard_reported_open", "vulnerability_recorded"))


def test_each_tenant_is_contacted_when_each_was_reached(landlord: Landlord) -> None:
    joint(landlord)
    say(landlord, 1, CALL)
    say(landlord, 1, CALL)
    found = facts(landlord)
    assert (found["tenants_spoken_to_in_13_weeks"], found["number_of_tenants"]) == (1, 2)
    assert found["each_tenant_contacted"] is False
    say(landlord, 2, replace(CALL, reached=False))
    assert facts(landlord)["each_tenant_contacted"] is False
    say(landlord, 2, replace(CALL, with_whom="representative"), whom=Counterpart(None, "X", False))
    assert facts(landlord)["each_tenant_contacted"] is False, "who may not speak for them is not them"
    say(landlord, 2, replace(CALL, with_whom="representative"), whom=Counterpart(None, "X", True))
    assert facts(landlord)["each_tenant_contacted"] is True
    assert facts(landlord, 2)["tenants_spoken_to_in_13_weeks"] == 1


def test_thirteen_weeks_end_to_the_day(landlord: Landlord) -> None:
    landlord.add_tenancy("1")
    say(landlord, 1, CALL)
    last = TODAY + timedelta(weeks=13)
    assert facts(landlord, on=last)["each_tenant_contacted"] is True
    assert facts(landlord, on=last + timedelta(days=1))["each_tenant_contacted"] is False
    assert facts(landlord, on=last + timedelta(days=1))["last_contact_on"] == TODAY
    assert facts(landlord, on=TODAY - timedelta(days=1))["last_contact_on"] is None, "it was not known then"


def test_a_contact_of_summer_nights_is_of_the_day_in_england(landlord: Landlord) -> None:
    landlord.add_tenancy("1")
    say(landlord, 1, replace(CALL, direction="in"), at=datetime(2026, 6, 1, 23, 30, tzinfo=UTC))
    assert facts(landlord, on=date(2026, 6, 1))["last_contact_on"] is None
    assert facts(landlord, on=date(2026, 6, 2))["last_inbound_contact_on"] == date(2026, 6, 2)


def test_what_was_corrected_and_what_is_of_another_account_does_not_count(landlord: Landlord) -> None:
    joint(landlord)
    say(landlord, 2, replace(CALL, account=2))
    assert facts(landlord, 1)["last_contact_on"] is None
    assert facts(landlord, 2)["last_contact_on"] == TODAY
    first = say(landlord, 1, CALL)
    later = MORNING + timedelta(days=1)
    say(landlord, 1, replace(CALL, reached=False, corrects=first, at=MORNING - timedelta(days=4)), at=later)
    found = facts(landlord, on=TODAY + timedelta(days=1))
    assert found["last_contact_on"] == date(2026, 2, 26)
    assert found["tenants_spoken_to_in_13_weeks"] == 0


def test_a_promise_is_open_until_its_day_is_over(landlord: Landlord) -> None:
    landlord.add_tenancy("1")
    with landlord.house.db.write() as session:
        given = {"account_id": 1, "amount_pence": 5000, "today": TODAY, "due_on": date(2026, 3, 6)}
        take(session, 1, "user:1", MORNING, **given)
    assert facts(landlord, on=date(2026, 3, 6))["promise_open"] is True
    assert facts(landlord, on=date(2026, 3, 7))["promise_open"] is False


@pytest.mark.parametrize(
    ("payments", "known_until", "stands"),
    [
        ([], date(2026, 3, 6), PromiseStatus.OPEN),
        ([], date(2026, 3, 7), PromiseStatus.BROKEN),
        ([(date(2026, 3, 6), 5000)], date(2026, 3, 6), PromiseStatus.KEPT),
        ([(date(2026, 3, 7), 5000)], date(2026, 3, 9), PromiseStatus.BROKEN),
        ([(date(2026, 3, 1), 5000)], date(2026, 3, 9), PromiseStatus.BROKEN),
        ([(date(2026, 3, 2), 2500), (date(2026, 3, 4), 2500)], date(2026, 3, 9), PromiseStatus.KEPT),
        ([(date(2026, 3, 2), 4999)], date(2026, 3, 7), PromiseStatus.BROKEN),
    ],
)
def test_a_promise_is_judged_by_what_was_paid_by_its_day(
    payments: list[tuple[date, int]], known_until: date, stands: PromiseStatus
) -> None:
    promise = PromiseRow(1, 1, 1, None, 5000, TODAY, date(2026, 3, 6), PromiseStatus.OPEN, None)
    assert judged(promise, [Payment(*each) for each in payments], known_until) is stands
