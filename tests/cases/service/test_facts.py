"""What conditions and tables may ask of post that came back: of all accounts at once as of one alone."""

from datetime import date
from typing import Any

from sqlalchemy import insert, update

from cases.facts import facts_of_accounts
from cases.people import details
from cases.service.effects import Effect
from cases.service.recording import record_return
from cases.service.returned import doubt, open_returns
from cases.tables import AccountParty, Customer
from tests.calculating import STANDARDS
from tests.house import Landlord
from workflows.db import table

MONDAY, FRIDAY = date(2026, 3, 2), date(2026, 3, 6)
HOME = "1 High Street\nNewbridge\nNB1 1AA"


def told(landlord: Landlord, account: int, on: date = FRIDAY) -> tuple[bool, date | None, str | None]:
    with landlord.house.db.read() as session:
        every = {found.id: facts for found, facts in facts_of_accounts(session, on, STANDARDS)}
        ((_, one),) = facts_of_accounts(session, on, STANDARDS, account)
    names = ("mail_returned_open", "mail_returned_on", "mail_returned_because")
    assert [every[account][name] for name in names] == [one[name] for name in names]
    return tuple(one[name] for name in names)  # type: ignore[return-value]


def came_back(
    landlord: Landlord, customer: int, on: date = MONDAY, reason: str = "gone_away", document: int = 1
) -> int:
    now, place = landlord.clock.now(), HOME
    with landlord.house.db.write() as session:
        doubted = doubt(session, customer, place, "user:1", now, on, "Came back")
        said: dict[str, Any] = {"day": on, "reason": reason, "place": place, "note": "", "step": None}
        effect = Effect("")
        return record_return(
            session, document, customer, "user:1", now, **said, effect=effect, confirmed_after=doubted.confirmed_after
        )


def confirm(landlord: Landlord, customer: int, value: str, how: str = "She rang", status: str = "current") -> None:
    with landlord.house.db.write() as session:
        details.keep(
            session,
            customer,
            "user:1",
            landlord.clock.now(),
            on=MONDAY,
            kind="address",
            value=value,
            status=status,
            confirmed_how=how,
            reason="Said so",
        )


def test_it_is_of_the_accounts_of_who_did_not_get_it_from_its_day_on(landlord: Landlord) -> None:
    first, second = landlord.add_tenancy("1"), landlord.add_tenancy("2")
    assert told(landlord, first) == (False, None, None)
    came_back(landlord, 1, FRIDAY, "refused")
    assert told(landlord, first) == (True, FRIDAY, "refused")
    assert told(landlord, first, MONDAY) == (False, None, None)
    assert told(landlord, second) == (False, None, None)
    came_back(landlord, 1, MONDAY, document=2)
    assert told(landlord, first) == (True, FRIDAY, "refused"), "the last that came back"


def test_each_joint_tenant_is_asked_after_by_themselves_and_nobody_who_died(landlord: Landlord) -> None:
    account = landlord.add_tenancy("1")
    landlord.add_tenancy("2")
    with landlord.house.db.write() as session:
        session.execute(insert(table(AccountParty)).values(account_id=account, customer_id=2))
    came_back(landlord, 1)
    came_back(landlord, 2)
    confirm(landlord, 1, "9 New Road")
    assert told(landlord, account)[0] is True, "of the second tenant nothing is settled"
    with landlord.house.db.write() as session:
        session.execute(update(table(Customer)).where(table(Customer).c.id == 2).values(date_of_death=MONDAY))
    assert told(landlord, account)[0] is False


def test_what_settles_it_is_a_confirmed_address_that_stands(landlord: Landlord) -> None:
    account = landlord.add_tenancy("1")
    confirm(landlord, 1, HOME)
    came_back(landlord, 1)
    assert told(landlord, account)[0] is True, "that very address was confirmed before"
    confirm(landlord, 1, "9 New Road", how="")
    assert told(landlord, account)[0] is True
    confirm(landlord, 1, "9 New Road")
    assert told(landlord, account)[0] is False
    confirm(landlord, 1, "9 New Road", status="former")
    assert told(landlord, account)[0] is True, "what was confirmed stands no more"


def test_possible_deaths_stand_first_and_then_the_oldest(landlord: Landlord) -> None:
    for number in ("1", "2", "3"):
        landlord.add_tenancy(number)
    made = [came_back(landlord, 1, MONDAY), came_back(landlord, 2, FRIDAY, "deceased"), came_back(landlord, 3, FRIDAY)]
    with landlord.house.db.read() as session:
        assert [each.id for each in open_returns(session)] == [made[1], made[0], made[2]]
