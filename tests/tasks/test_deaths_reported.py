"""A death that is reported here: who died is named, a joint tenant goes on, and a mistake is taken back."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import insert, select, update

from cases import holds as placing
from cases.people.deaths import DiedAlready, WhoDied
from cases.tables import AccountParty, Customer, Hold
from documents.register import documents_of_case
from tasks.acts import deaths, holds
from tasks.acts.deaths import NoDeathOfOurs
from tasks.deaths import DeathToCome
from tasks.night.late import note_deaths
from tests.house import BENEFITS, CONTACTED, Landlord
from tests.tasks.test_known_late import acts, to_second_letter, today
from workflows.db import table

_hold, _customer = table(Hold), table(Customer)


def join(landlord: Landlord, account: int = 1, reference: str = "C9") -> int:
    """A joint tenant comes to an account."""
    words = ("email", "phone", "address", "postcode", "representative_name", "representative_role")
    empty = dict.fromkeys((*words, "representative_address", "representative_evidence"), "")
    values = {"reference": reference, "title": "Mr", "given_name": "Bo", "family_name": "Alder", "large_print": False}
    with landlord.house.db.write() as session:
        other = session.execute(insert(_customer).values(**values, **empty).returning(_customer.c.id)).scalar_one()
        session.execute(insert(table(AccountParty)).values(account_id=account, customer_id=other))
    return int(other)


def placed(landlord: Landlord, case: int, customer: int | None = None, days: int = 0) -> int:
    began = today(landlord) - timedelta(days=days)
    said = {"kind": "death", "begins_on": began, "customer": customer, "reason": "His sister called"}
    return holds.place_on_case(landlord.house, landlord.person("olive"), case, **said)


def died(landlord: Landlord, customer: int) -> Any:
    with landlord.house.db.read() as session:
        return session.execute(select(_customer.c.date_of_death).where(_customer.c.id == customer)).scalar_one()


def standing(landlord: Landlord) -> list[Any]:
    with landlord.house.db.read() as session:
        return list(session.execute(select(_hold).where(_hold.c.released_at.is_(None)).order_by(_hold.c.id)).all())


def test_where_a_joint_tenant_survives_the_case_goes_on_with_them_alone(landlord: Landlord) -> None:
    landlord.add_tenancy("1")
    bo = join(landlord)
    landlord.look()
    case = landlord.case_of(1)
    with pytest.raises(WhoDied, match=r"Ms Ann Tenant1 and Mr Bo Alder are tenants of 1. Name who died"):
        placed(landlord, case)
    assert placed(landlord, case, bo) == 0
    assert (standing(landlord), died(landlord, bo), died(landlord, 1)) == ([], today(landlord), None)
    landlord.pass_days(15)
    landlord.complete("olive", case, "contact_customer", **CONTACTED)
    landlord.complete("sam", case, "check_benefits", **BENEFITS)
    landlord.look()
    with landlord.house.db.read() as session:
        letters = [(each.kind, each.addressee) for each in documents_of_case(session, case)]
    assert [name.split(",")[0] for kind, name in letters if kind == "letter_2"] == ["Ms Ann Tenant1"]
    with pytest.raises(DiedAlready, match="joint tenant survives"):
        placed(landlord, case, bo)


def test_when_the_survivor_dies_too_everything_stops(landlord: Landlord) -> None:
    case = to_second_letter(landlord)
    bo = join(landlord)
    assert placed(landlord, case, bo) == 0
    number = placed(landlord, case, 1)
    assert number != 0
    assert [each.kind for each in standing(landlord)] == ["death"]
    assert [effect for _step, effect, _letters in acts(landlord)] == ["wrong", "wrong"]
    assert note_deaths(landlord.house) == 0


@pytest.mark.parametrize("covers", [{"accounts": [1]}, {"customers": [2]}])
def test_a_hold_of_an_earlier_death_that_ended_says_nothing_of_a_later_one(landlord: Landlord, covers: Any) -> None:
    """As holds were placed before: on the account, or on the one who died, and ended for the survivor."""
    to_second_letter(landlord)
    bo = join(landlord)
    runtime, day = landlord.house.runtime, today(landlord)
    with landlord.house.db.write() as session:
        session.execute(update(_customer).where(_customer.c.id == bo).values(date_of_death=day - timedelta(days=3)))
    first = placing.place(runtime, "death", "user:1", begins_on=day - timedelta(days=3), **covers)
    placing.release(runtime, first, "user:3", "Ann survives")
    assert note_deaths(landlord.house) == 0
    with landlord.house.db.write() as session:
        session.execute(update(_customer).where(_customer.c.id == 1).values(date_of_death=day))
    assert note_deaths(landlord.house) == 1
    (hold,) = standing(landlord)
    placing.release(runtime, hold.id, "user:3", "Executors are named")
    assert note_deaths(landlord.house) == 0, "what was ended for that very death stays ended"


def test_a_death_of_the_only_tenant_stops_all_their_accounts(landlord: Landlord) -> None:
    landlord.add_tenancy("1")
    other = landlord.add_tenancy("2")
    with landlord.house.db.write() as session:
        session.execute(
            update(table(AccountParty)).where(table(AccountParty).c.account_id == other).values(customer_id=1)
        )
    landlord.look()
    olive = landlord.person("olive")
    began = today(landlord) + timedelta(days=1)
    with pytest.raises(DeathToCome):
        holds.place(landlord.house, olive, kind="death", begins_on=began, accounts=["1"], reason="x")
    made = holds.place(
        landlord.house, olive, kind="death", begins_on=today(landlord), accounts=["1"], reason="Told by a neighbour"
    )
    assert len(made.cases) == 2


def test_what_was_a_mistake_is_taken_back(landlord: Landlord) -> None:
    landlord.add_tenancy("1")
    landlord.look()
    case, tess = landlord.case_of(1), landlord.person("tess")
    number = placed(landlord, case)
    assert died(landlord, 1) is not None
    holds.release(landlord.house, tess, number, reason="Another Ann", placed_in_error=True)
    assert died(landlord, 1) is None
    assert note_deaths(landlord.house) == 0
    bo = join(landlord)
    placed(landlord, case, bo)
    deaths.take_back(landlord.house, tess, bo, reason="He called")
    assert died(landlord, bo) is None
    with landlord.house.db.write() as session:
        session.execute(update(_customer).where(_customer.c.id == bo).values(date_of_death=today(landlord)))
    with pytest.raises(NoDeathOfOurs, match="corrected there"):  # an export brought this one
        deaths.take_back(landlord.house, tess, bo, reason="He called")


def test_the_night_places_the_hold_of_a_death_though_nothing_else_is_new(landlord: Landlord) -> None:
    account = landlord.add_tenancy("1")
    landlord.look()
    with landlord.house.db.write() as session:
        session.execute(update(table(Customer)).values(date_of_death=today(landlord)))
    landlord.look()
    with landlord.house.db.read() as session:
        assert account
        assert list(session.execute(select(table(Hold).c.kind)).scalars()) == ["death"]
