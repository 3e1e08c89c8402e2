"""What should have begun a procedure and has not: nothing passes in silence."""

from datetime import date, timedelta

from sqlalchemy import update

from cases import holds
from cases.tables import Account
from tasks.acts import running
from tasks.causes import STANDS
from tasks.people import add_user
from tasks.unbegun import TOLD, Unbegun
from tests.house import PASSWORD, Landlord
from tests.tasks.test_causes import RULES, begun, today
from tests.tasks.test_journeys import folder
from tests.tasks.test_rule_book import published
from workflows.db import table


def listed(landlord: Landlord, who: str = "tess") -> list[Unbegun]:
    return running.list_unbegun(landlord.house, landlord.person(who))


def told(landlord: Landlord) -> list[tuple[str, str, date, bool]]:
    return [(each.account, each.what, each.day, each.lapsed) for each in listed(landlord)]


def dispute(landlord: Landlord, account: int) -> date:
    """A dispute of one day; gives the day on which it was over."""
    now = today(landlord)
    holds.place(landlord.house.runtime, "dispute", "system", begins_on=now, ends_on=now, accounts=[account])
    return now + timedelta(days=1)


def test_what_waits_for_an_open_case_is_listed_until_it_begins_or_lapses(landlord: Landlord) -> None:
    published(landlord, folder([{"by": "event", "event": "dispute_ended"}], RULES))
    account = landlord.add_tenancy("1")
    landlord.look()
    assert [name for _, name in begun(landlord)] == ["arrears"]
    day = dispute(landlord, account)
    assert listed(landlord) == []
    landlord.pass_days(2)
    (waits,) = listed(landlord)
    assert (waits.account, waits.procedure, waits.title) == ("1", "follow_up", "Follow up")
    assert (waits.what, waits.day, waits.until, waits.lapsed) == ("dispute_ended", day, day + STANDS, False)
    assert waits.why == "A case about the debt is open; it waits for that to end."
    landlord.pass_days(STANDS.days - 1)
    assert told(landlord) == [("1", "dispute_ended", day, False)], "its last day"
    landlord.pass_days(1)
    assert told(landlord) == [("1", "dispute_ended", day, True)]
    assert "by hand" in listed(landlord)[0].why
    landlord.pass_days(TOLD.days - STANDS.days)
    assert listed(landlord) == [], "for how long it is told"


def test_a_late_ledger_is_what_it_waits_for(landlord: Landlord) -> None:
    published(landlord, folder([{"by": "event", "event": "dispute_ended"}], RULES))
    account = landlord.add_tenancy("1", weeks_owed=0)
    day = dispute(landlord, account)
    landlord.clock.move_to(landlord.clock.now() + timedelta(days=20))
    landlord.look()
    assert begun(landlord) == []
    (waits,) = listed(landlord)
    assert (waits.day, waits.why) == (day, "The ledger is late; it waits for the next export.")
    landlord.bring_in()
    assert listed(landlord)[0].why == "The next night begins it."
    landlord.look()
    assert [name for _, name in begun(landlord)] == ["follow_up"]
    assert listed(landlord) == []


def test_nobody_sees_accounts_of_other_patches(landlord: Landlord) -> None:
    published(landlord, folder([{"by": "event", "event": "dispute_ended"}], RULES))
    mine, other = landlord.add_tenancy("1"), landlord.add_tenancy("2")
    landlord.look()
    with landlord.house.db.write() as session:
        session.execute(update(table(Account)).where(table(Account).c.id == other).values(patch="West 2"))
        add_user(session, "east", "East", PASSWORD, ["team_leader"], landlord.clock, patches=["East 1"])
    for account in (mine, other):
        dispute(landlord, account)
    landlord.pass_days(2)
    assert {each.account for each in listed(landlord)} == {"1", "2"}
    assert {each.account for each in listed(landlord, "east")} == {"1"}
