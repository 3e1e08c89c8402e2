"""The days of a broken agreement run from the letter that names them, and from nothing else."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import insert, select, update

from cases.agreements.authority import NewParty
from cases.agreements.starting import NewDebt
from cases.tables import AccountParty, Customer
from documents.register import Document
from tests.agreements.town import FIRST, Town
from tests.conftest import MORNING
from tests.duties.officers import Officers
from tests.house import make_landlord, publish_folder
from workflows.clock import SimulatedClock
from workflows.db import table
from workflows.settings import HOUSE

_document = table(Document)
WARNED, MEND_BY = date(2026, 3, 20), date(2026, 4, 3)
"""By hand: £5 due on 9 and 16 March; the second is late beyond the tolerance on the 20th; 14 days from then."""


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    """A landlord who runs the procedure of broken agreements; on SQLite."""
    url = f"sqlite:///{tmp_path / 'duecourse.db'}"
    made = make_landlord(url, tmp_path / "store", SimulatedClock(MORNING), bpmn=HOUSE / "bpmn")
    found = Town(made, made.add_tenancy("1"))
    publish_folder(made.house, "agreement_broken")
    yield found
    made.house.close()


def nights(town: Town, until: date, *, letters: bool = True) -> None:
    """Days go by; with or without the procedures of the night, which send the letters."""
    while town.today < until:
        town.pass_to(town.today + timedelta(days=1), look=not letters)
        if letters:
            town.landlord.look()


def documents(town: Town) -> list[tuple[date, datetime | None]]:
    with town.landlord.house.db.read() as session:
        query = select(_document.c.dated, _document.c.left_at).where(_document.c.kind == "breach_letter")
        return [tuple(row) for row in session.execute(query.order_by(_document.c.id))]


def test_who_was_written_to_and_did_not_put_it_right_is_broken_on_the_day_after(town: Town) -> None:
    number = town.agree()
    nights(town, MEND_BY + timedelta(days=3))
    ((dated, left),) = documents(town)
    assert left is not None
    assert town.row(number)["status"] == "breached"
    assert ("breached", dated + timedelta(days=15)) in town.events(number)


def test_a_warning_of_which_no_letter_left_breaks_nothing_and_its_days_do_not_run(town: Town) -> None:
    number = town.agree()
    nights(town, WARNED + timedelta(days=30), letters=False)
    row = town.row(number)
    assert (row["status"], row["mend_by"]) == ("live", town.today + timedelta(days=15))
    assert town.facts()["arrangement_live"] is True
    assert [kind for kind, _ in town.events(number)].count("warned") == 2, "it is said once, and not each night"
    assert "No letter of the warning has reached Ms Ann Tenant1" in town.words(number)[-1]
    nights(town, town.today + timedelta(days=3))  # the letter goes at last, and names a day that is to come
    ((dated, left),) = documents(town)
    assert left is not None
    assert town.row(number)["mend_by"] == dated + timedelta(days=15), "what the letter names"


def test_who_pays_in_the_days_of_a_late_letter_has_mended_it(town: Town) -> None:
    number = town.agree()
    nights(town, WARNED + timedelta(days=10), letters=False)
    nights(town, WARNED + timedelta(days=12))
    ((dated, _),) = documents(town)
    nights(town, dated + timedelta(days=11))
    town.pay(100_000)
    nights(town, dated + timedelta(days=20))
    assert town.row(number)["status"] == "live"
    assert town.events(number)[-1][0] == "mended"


def test_who_pays_while_no_letter_could_go_has_mended_it_and_none_goes(town: Town) -> None:
    number = town.agree()
    nights(town, WARNED + timedelta(days=20), letters=False)
    town.pay(100_000)
    nights(town, WARNED + timedelta(days=25), letters=False)
    assert (town.row(number)["status"], town.events(number)[-1][0]) == ("live", "mended")
    nights(town, WARNED + timedelta(days=27))
    assert documents(town) == []


def test_a_warning_that_came_back_breaks_nothing_and_is_written_again(town: Town) -> None:
    number = town.agree()
    nights(town, WARNED + timedelta(days=2))
    mend_by = town.row(number)["mend_by"]
    with town.landlord.house.db.read() as session:
        document = session.execute(select(_document.c.id).where(_document.c.kind == "breach_letter")).scalar_one()
    officers = Officers(town.landlord)
    where = "1 High Street, Newbridge, NB1 1AA"
    officers.post("olive", f"/documents/{document}/returned", reason="gone_away", place=where)
    nights(town, mend_by - timedelta(days=1))
    assert "No letter of the warning has reached Ms Ann Tenant1" in town.words(number)[-1]
    nights(town, mend_by + timedelta(days=2))
    row = town.row(number)
    assert (row["status"], row["mend_by"]) == ("live", town.today + timedelta(days=15))
    officers._tokens.clear()
    (incident,) = officers.get("tess", "/incidents")
    assert incident["step"] == "send_breach_letter"
    (listed,) = officers.get("olive", "/agreements")
    assert listed["ask"].startswith("No letter of the warning has reached Ms Ann Tenant1, so its days do not run.")
    why = officers.get("olive", "/accounts/1")["why"]["sentence"]
    assert f"something failed, and somebody must look at it (incident {incident['id']})" in why
    found = {
        "kind": "address",
        "value": "9 New Road\nNewbridge\nNB1 9ZZ",
        "confirmed_how": "She rang",
        "reason": "Moved",
    }
    officers.post("olive", "/persons/1/details", **found)
    nights(town, town.today + timedelta(days=5))  # the days of the letter that failed are over: it names another day
    officers._tokens.clear()
    officers.post("tess", f"/incidents/{incident['id']}/retry", reason="The address is confirmed")
    officers.work()
    assert [dated for dated, _ in documents(town)][1:] == [town.today]
    nights(town, town.today + timedelta(days=2))
    assert town.row(number)["mend_by"] == documents(town)[1][0] + timedelta(days=15)


def test_whose_debt_is_not_behind_need_not_be_warned_of_the_others(town: Town) -> None:
    """Of an agreement over the rent of two and the garage of one, only the garage falls behind."""
    with town.landlord.house.db.write() as session:
        session.execute(
            insert(table(Customer)).values(reference="C9", title="Mr", given_name="Bo", family_name="Other")
        )
        bo = session.execute(select(table(Customer).c.id).where(table(Customer).c.reference == "C9")).scalar_one()
        session.execute(insert(table(AccountParty)).values(account_id=town.account, customer_id=bo))
    garage = town.landlord.add_tenancy("2")
    with town.landlord.house.db.write() as session:
        theirs = table(AccountParty)
        session.execute(update(theirs).where(theirs.c.account_id == garage).values(customer_id=bo))
    debts = [NewDebt(town.account, 500), NewDebt(garage, 500)]
    number = town.agree(parties=[NewParty(1), NewParty(bo)], debts=debts)
    for week in range(1, 9):
        town.pay(10_500, FIRST + timedelta(weeks=week - 1, days=1))
    nights(town, MEND_BY + timedelta(days=6))
    assert len(documents(town)) >= 1
    left = [each for each in town.words(number) if "No letter" in each]
    assert left == []
    assert ("breached", documents(town)[0][0] + timedelta(days=15)) in town.events(number)


def test_a_warning_that_comes_back_after_the_breach_is_told_where_the_breach_is(town: Town) -> None:
    number = town.agree()
    nights(town, MEND_BY + timedelta(days=3))
    assert town.row(number)["status"] == "breached"
    officers = Officers(town.landlord)
    (before,) = officers.get("olive", "/agreements")
    with town.landlord.house.db.read() as session:
        document = session.execute(select(_document.c.id).where(_document.c.kind == "breach_letter")).scalar_one()
    where = "1 High Street, Newbridge, NB1 1AA"
    officers.post("olive", f"/documents/{document}/returned", reason="gone_away", place=where)
    (listed,) = officers.get("olive", "/agreements")
    assert listed["ask"].startswith("It was broken by a warning that came back from Ms Ann Tenant1")
    assert listed["ask"].endswith(before["ask"])
