"""Finding anybody, on either database, with slips forgiven and patches kept to."""

from datetime import date

import pytest
from sqlalchemy import insert, update

from cases.people.details import digits_of, keep
from cases.people.finding import MOST, find, plain, similarity
from cases.tables import Account, Customer
from tests.house import Landlord
from workflows.db import table


@pytest.fixture
def town(landlord: Landlord) -> Landlord:
    landlord.add_tenancy("100", given_name="Kathryn", family_name="O'Neill", phone="01632 960 001")
    landlord.add_tenancy("200", given_name="José", family_name="Rodríguez-Smith", email="Jose@Example.com")
    landlord.add_tenancy(
        "300", given_name="Ann", family_name="Smith", address="9 Weaver Row\nOld Town", postcode="OT9 9ZZ"
    )
    accounts = table(Account)
    with landlord.house.db.write() as session:
        session.execute(update(accounts).where(accounts.c.id == 3).values(patch="West 2"))
    return landlord


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("Smith Ann", ["C300"]),
        ("ann SMITH", ["C300"]),
        ("smith", ["C300"]),
        ("jose rodriguez", ["C200"]),
        ("Rodrigues", ["C200"]),
        ("Kathrin O'Neil", ["C100"]),
        ("C200", ["C200"]),
        ("c200", ["C200"]),
        ("100", ["C100"]),
        ("weaver row", ["C300"]),
        ("OT9 9ZZ", ["C300"]),
        ("ot99zz", ["C300"]),
        ("nb1 1aa", ["C100", "C200", "C300"]),
        ("kathryn 100 high", ["C100"]),
        ("+44 1632 960001", ["C100"]),
        ("01632960001", ["C100"]),
        ("jose@example.com", ["C200"]),
        ("100% of _", []),
        ("'; drop table customer; --", []),
        ("", []),
        ("zzzz qqqq", []),
    ],
)
def test_words_find_whom_they_mean(town: Landlord, words: str, found: list[str]) -> None:
    with town.house.db.read() as session:
        assert sorted(each.reference for each in find(session, words)) == found


def test_only_those_of_ones_patches_are_found(town: Landlord) -> None:
    with town.house.db.read() as session:
        for words in ("smith", "Smith Ann", "weaver row", "OT9 9ZZ", "300", "Smyth"):
            assert all(each.reference != "C300" for each in find(session, words, ["East 1"])), words
        (only,) = find(session, "ann smith", ["West 2"])
        assert only.accounts == ("300",)


def test_what_is_recorded_here_is_found_and_what_it_replaced_is_not(town: Landlord) -> None:
    now = town.clock.now()
    with town.house.db.write() as session:
        first = keep(session, 1, "user:1", now, on=date(2026, 3, 2), kind="phone", value="07700 900123")
        assert [each.id for each in find(session, "07700900123")] == [1]
        keep(
            session,
            1,
            "user:1",
            now,
            on=date(2026, 3, 2),
            kind="phone",
            value="07700 900999",
            reason="x",
            replaces=first,
        )
        assert find(session, "07700900123") == []
        assert [each.id for each in find(session, "900999")] == [1]


def test_one_answer_is_bounded(town: Landlord) -> None:
    customers = table(Customer)
    with town.house.db.write() as session:
        rows = [{"reference": f"X{number}", "family_name": "Okafor", "given_name": "A"} for number in range(60)]
        blank = dict.fromkeys(("title", "email", "phone", "address", "postcode", "representative_name"), "")
        blank |= dict.fromkeys(("representative_role", "representative_address", "representative_evidence"), "")
        session.execute(insert(customers), [{**blank, "large_print": False, **row} for row in rows])
        assert len(find(session, "okafor")) == MOST


def test_names_are_compared_as_people_write_them() -> None:
    assert plain("  José,  RODRÍGUEZ ") == "jose rodriguez"
    assert similarity("smith", "smith") == 1
    assert similarity("smyth", "smith") > similarity("smart", "smith") > similarity("okafor", "smith") == 0
    assert (
        digits_of("+44 (0)1632 960001") == digits_of("0044 1632 960001") == digits_of("01632-960001") == "01632960001"
    )
    assert digits_of("4412345") == "4412345", "without a sign it is no country"
