"""What a person says of a tenancy stands beside what the housing system says, and facts tell where they contradict."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
from sqlalchemy import func, select

from cases.catalogue import About, Looked
from cases.facts import facts_of_accounts
from cases.tenancies.correcting import CorrectedAlready, TenancyNotUnderstood, correct_part, correct_terms
from cases.tenancies.parts import Part, Parts
from cases.tenancies.reading import parts_of, terms, terms_of
from cases.tenancies.rows import PartOfRent, Terms
from cases.tenancies.tables import TenancyTerms
from cases.words import RentPeriod, Tenure
from tests.calculating import STANDARDS
from tests.cases.test_import_of_tenancies import CHARGES, TENANCIES, TODAY, bring, made_of, number_of
from workflows.clock import SimulatedClock
from workflows.db import Database, table


def test_a_correction_stands_until_the_housing_system_says_something_else(
    db: Database, clock: SimulatedClock, tmp_path: Path
) -> None:
    bring(db, tmp_path / "e", clock)
    account, by = number_of(db, "A1"), {"reason": "The notice of increase", "by": "user:3", "at": clock.now()}
    with db.write() as session:
        rent = next(each for each in parts_of(session, account) if each.said.part is Part.NET_RENT)
        right = PartOfRent(Part.NET_RENT, 99_50, RentPeriod.WEEKLY, date(2025, 4, 7), code="NR")
        correct_part(session, account, right, replaces=rent.id, **by)
    assert made_of(db, "A1") == Parts(11_450, 10_650)
    assert bring(db, tmp_path / "e", clock).tallies["charges"].changed == 0  # what it said before, it says again
    assert made_of(db, "A1") == Parts(11_450, 10_650)
    with db.write() as session, pytest.raises(CorrectedAlready, match=f"Nothing with the number {rent.id}"):
        correct_part(session, account, right, replaces=rent.id, **by)
    bring(db, tmp_path / "e", clock, charges=CHARGES.replace("97.50", "98.00"))
    assert made_of(db, "A1") == Parts(11_300, 10_500)
    assert (
        bring(db, tmp_path / "e", clock).tallies["charges"].changed == 5
    )  # an older word is another word than the last


@pytest.mark.parametrize(
    ("change", "field", "sentence"),
    [
        ({"fixed_until": date(2026, 1, 1)}, "fixed_until", "The last day of the fixed term is Thursday 1 January 2026"),
        ({"from_on": date(2021, 4, 5)}, "from_on", "The first day is Monday 5 April 2021, and what stands from"),
        ({"until_on": date(2020, 1, 1)}, "until_on", "The last day is Wednesday 1 January 2020, before"),
        ({"rent_calendar": "boats"}, "rent_calendar", "The rent calendar is 'boats', and there is no such calendar."),
    ],
)
def test_a_correction_is_checked_with_all_that_stands(
    db: Database, clock: SimulatedClock, tmp_path: Path, change: dict[str, Any], field: str, sentence: str
) -> None:
    bring(db, tmp_path / "e", clock)
    account = number_of(db, "A1")
    with db.write() as session:
        last = terms_of(session, account)[-1]
        said = Terms(**{"tenure": Tenure.SECURE, "from_on": date(2021, 4, 6), **change})
        given = {"replaces": last.id, "reason": "x", "by": "user:3", "at": clock.now()}
        with pytest.raises(TenancyNotUnderstood) as raised:
            correct_terms(session, account, said, **given)  # type: ignore[arg-type]
    assert raised.value.facts["field"] == field
    assert raised.value.sentence.startswith(sentence)
    with db.read() as session:
        assert terms_of(session, account)[-1] == last


def test_terms_that_contradict_the_account_leave_the_facts_incomplete(
    db: Database, clock: SimulatedClock, tmp_path: Path
) -> None:
    bring(
        db,
        tmp_path / "e",
        clock,
        tenancies=TENANCIES.replace("A2,assured_social,2021-01-01,,", "A2,starter,2021-01-01,2026-12-31,"),
    )
    with db.read() as session:
        found = {account.reference: facts for account, facts in facts_of_accounts(session, TODAY, STANDARDS)}
    assert (found["A1"]["facts_complete"], found["A1"]["facts_missing"]) == (True, [])
    assert found["A2"]["facts_missing"] == [
        "the tenancy is starter by its terms and assured social by the account",
        "the tenancy ends on Thursday 31 December 2026 by its terms and goes on by the account",
    ]


def test_terms_that_others_follow_end_no_tenancy(db: Database, clock: SimulatedClock, tmp_path: Path) -> None:
    trial = "A2,starter,2021-01-01,2026-12-31,,,,,\nA2,assured_social,2027-01-01,,,,,,\n"
    told = TENANCIES.replace("A2,assured_social,2021-01-01,,,,,2021-01-01,\n", trial)
    assert bring(db, tmp_path / "e", clock, tenancies=told).left_out == []
    with db.read() as session:
        found = {account.reference: facts for account, facts in facts_of_accounts(session, TODAY, STANDARDS)}
        account = number_of(db, "A2")
        assert terms(session, TODAY, account)[account].ends is None
        assert terms(session, date(2020, 12, 31), account) == {}  # what is to come does not stand yet
    assert found["A2"]["facts_missing"] == ["the tenancy is starter by its terms and assured social by the account"]


def test_nothing_is_asked_of_an_account_that_was_not_looked_at(
    db: Database, clock: SimulatedClock, tmp_path: Path
) -> None:
    bring(db, tmp_path / "e", clock)
    with db.read() as session:
        (account, _), (other, _) = facts_of_accounts(session, TODAY, STANDARDS)
        about = About(other, TODAY, Looked(session, TODAY, account.id), STANDARDS)
        assert about.of(terms) is None
        assert session.execute(select(func.count()).select_from(table(TenancyTerms))).scalar_one() == 3


def test_two_who_correct_the_same_part_at_once_and_one_of_them_is_told(
    db: Database, clock: SimulatedClock, tmp_path: Path
) -> None:
    bring(db, tmp_path / "e", clock)
    account = number_of(db, "A2")
    with db.read() as session:
        (rent,) = parts_of(session, account)
    both = Barrier(2)

    def one(pence: int) -> bool:
        right = PartOfRent(Part.NET_RENT, pence, RentPeriod.MONTHLY, date(2021, 1, 1))
        both.wait(timeout=30)
        try:
            with db.write() as session:
                correct_part(session, account, right, replaces=rent.id, reason="x", by=f"user:{pence}", at=clock.now())
        except CorrectedAlready:
            return False
        return True

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(one, (100, 200))) == [False, True]
    with db.read() as session:
        (kept,) = parts_of(session, account)
    assert kept.recorded_by == f"user:{kept.said.pence}"
