"""Which days a hold covers: its first and its last with all between, and none besides."""

from datetime import date, timedelta
from typing import Any

import pytest

from cases import holds
from cases.covering import covering, why_held
from tests.house import Landlord
from workflows.clock import london_date

REPRESENTED = {"representative_name": "Helen Marsh", "representative_role": "deputy"}


def why(landlord: Landlord, case: int, on: date) -> str | None:
    with landlord.house.db.read() as session:
        return why_held(session, case, on, landlord.house.organisation.holds)


def test_a_hold_covers_its_first_day_and_its_last(landlord: Landlord) -> None:
    account = landlord.add_tenancy("1", **REPRESENTED)
    landlord.look()
    case, today = landlord.case_of(account), london_date(landlord.clock.now())
    first, last = today + timedelta(days=2), today + timedelta(days=4)
    holds.place(landlord.house.runtime, "dispute", "user:3", begins_on=first, ends_on=last, accounts=[account])
    days = [today + timedelta(days=number) for number in range(1, 6)]
    assert [why(landlord, case, day) is not None for day in days] == [False, True, True, True, False]
    assert why(landlord, case, first) == f"This step must wait: the debt is disputed until {last:%-d %B %Y}."


@pytest.mark.parametrize("scope", ["accounts", "customers"])
def test_a_hold_without_an_end_lasts_until_it_is_released(landlord: Landlord, scope: str) -> None:
    one, other = landlord.add_tenancy("1", **REPRESENTED), landlord.add_tenancy("2", **REPRESENTED)
    landlord.look()
    today, runtime = london_date(landlord.clock.now()), landlord.house.runtime
    covers: dict[str, Any] = {scope: [one]}
    hold = holds.place(runtime, "death", "user:3", begins_on=today, **covers)
    years = today + timedelta(days=4000)
    assert why(landlord, landlord.case_of(one), years) == (
        "This step must wait: the tenant has died; write to the personal representatives instead."
    )
    assert why(landlord, landlord.case_of(other), today) is None
    holds.release(runtime, hold, "user:3", "a mistake")
    with landlord.house.db.read() as session:
        assert covering(session, landlord.case_of(one), today) == []
        assert holds.cases_of(session, hold) == [landlord.case_of(one)]
