"""When a rent statement went out, when the next is due, and from which day arrears are."""

from datetime import date, timedelta

from sqlalchemy import insert, update

from cases.facts import facts_of_accounts
from cases.ledger.lines import UNALLOCATED, in_arrears_from
from cases.statements.sent import note_sent
from cases.tables import Account, AccountParty, AccountTransaction, CaseAccount, Customer
from tasks.acts import holds
from tests.calculating import STANDARDS
from tests.house import Landlord
from workflows.db import table
from workflows.runtime.tables import CaseFile

TODAY = date(2026, 3, 2)
QUARTER = timedelta(days=91)


def due(landlord: Landlord, account: int, on: date = TODAY) -> tuple[date | None, date | None]:
    """When the last statement went to every tenant, and when the next is due."""
    with landlord.house.db.read() as session:
        facts = dict(next(facts_of_accounts(session, on, STANDARDS, account))[1])
    return facts["statement_sent_on"], facts["statement_due_on"]


def sent(landlord: Landlord, customer: int, on: date) -> None:
    """A statement of the first account went to a tenant."""
    with landlord.house.db.write() as session:
        case = session.execute(table(CaseFile).select()).first()
        assert case is not None
        note_sent(session, case.id, customer, on, 1)


def pay(landlord: Landlord, account: int, pence: int, on: date, debt: str = "rent") -> None:
    """A line of the ledger."""
    with landlord.house.db.write() as session:
        values = {"account_id": account, "reference": f"{on}{pence}", "posted_on": on, "kind": "payment", "debt": debt}
        session.execute(insert(table(AccountTransaction)).values(**values, amount_pence=pence))


def test_the_first_is_due_a_quarter_after_the_oldest_unpaid_charge_and_never_in_the_past(landlord: Landlord) -> None:
    account = landlord.add_tenancy("1", weeks_owed=4)
    oldest = TODAY - timedelta(weeks=3)
    assert due(landlord, account) == (None, oldest + QUARTER)
    late = landlord.add_tenancy("2", weeks_owed=30)
    assert due(landlord, late) == (None, TODAY)


def test_the_next_is_due_a_quarter_after_whoever_had_theirs_longest_ago(landlord: Landlord) -> None:
    account = landlord.add_tenancy("1", weeks_owed=20)
    landlord.look()
    with landlord.house.db.write() as session:
        joint = {"reference": "C9", "title": "Mr", "given_name": "Ben", "family_name": "Field"}
        session.execute(insert(table(Customer)).values(id=9, **joint))
        session.execute(insert(table(AccountParty)).values(account_id=account, customer_id=9))
    sent(landlord, 1, TODAY)
    assert due(landlord, account) == (None, TODAY), "the other tenant never had one"
    sent(landlord, 9, TODAY - timedelta(days=7))
    assert due(landlord, account) == (TODAY - timedelta(days=7), TODAY - timedelta(days=7) + QUARTER)
    sent(landlord, 9, TODAY - timedelta(days=30))
    assert due(landlord, account)[0] == TODAY - timedelta(days=7), "an earlier one changes nothing"
    with landlord.house.db.write() as session:
        session.execute(update(table(Customer)).where(table(Customer).c.id == 9).values(date_of_death=TODAY))
    assert due(landlord, account) == (TODAY, TODAY + QUARTER), "who has died is written to by nobody"


def test_nothing_is_due_where_nothing_is_owed_or_the_tenancy_is_over(landlord: Landlord) -> None:
    account = landlord.add_tenancy("1", weeks_owed=20)
    with landlord.house.db.write() as session:
        session.execute(update(table(Account)).values(tenancy_end=TODAY))
    assert due(landlord, account)[1] is None
    paid = landlord.add_tenancy("2", weeks_owed=0)
    assert due(landlord, paid)[1] is None


def test_nothing_is_due_while_a_moratorium_covers_the_debt(landlord: Landlord) -> None:
    account = landlord.add_tenancy("1", weeks_owed=20)
    assert due(landlord, account)[1] == TODAY
    olive = landlord.person("olive")
    hold = {"kind": "breathing_space", "begins_on": TODAY, "accounts": ["1"], "source": "IS", "reason": "Notice"}
    holds.place(landlord.house, olive, **hold)
    assert due(landlord, account)[1] is None
    assert due(landlord, account, TODAY + QUARTER)[1] == TODAY + QUARTER, "it is over, and it is due"


def test_a_letter_with_a_statement_counts_and_each_tenant_is_noted(landlord: Landlord) -> None:
    account = landlord.add_tenancy("1", weeks_owed=6)
    landlord.look()  # letter 1 goes out, and encloses one
    assert due(landlord, account) == (TODAY, TODAY + QUARTER)
    with landlord.house.db.read() as session:
        assert session.execute(table(CaseAccount).select()).first() is not None


def test_arrears_are_from_the_day_after_nothing_was_owed(landlord: Landlord) -> None:
    account, own = landlord.add_tenancy("1", weeks_owed=3), ("rent", UNALLOCATED)
    first = TODAY - timedelta(weeks=2)
    with landlord.house.db.read() as session:
        assert in_arrears_from(session, account, TODAY, own) == first
        assert in_arrears_from(session, account, first - timedelta(days=1), own) is None
    pay(landlord, account, -20_000, first + timedelta(days=8))
    with landlord.house.db.read() as session:
        assert in_arrears_from(session, account, TODAY, own) == TODAY, "what was paid is over"
        assert in_arrears_from(session, account, first + timedelta(days=8), own) is None
    pay(landlord, account, -10_000, TODAY, debt="court_costs")
    with landlord.house.db.read() as session:
        assert in_arrears_from(session, account, TODAY, own) == TODAY, "court costs are no rent"
