"""The letters of early intervention say what is late today, and what the account shows where that is more."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import insert, select, update

from cases.tables import Account, AccountTransaction, CaseAccount
from documents.facts import NotMade
from tests.conftest import MORNING
from tests.documents.conftest import ROSA, TODAY, Tenancy, sender, text_of
from tests.house import HOUSE
from workflows.db import table
from workflows.runtime.tables import CaseFile, ProcedureVersion

SHOWS = "Your rent account shows {}, as the statement does. That is more, as it also counts rent that is not late yet."


def early(tenancy: Tenancy) -> Tenancy:
    """The installation with the rule book as it is shipped, and a case of early intervention."""
    tenancy.settings = replace(tenancy.settings, bpmn=HOUSE / "bpmn")
    tenancy.step = sender(tenancy.settings)
    with tenancy.db.write() as session:
        session.execute(update(table(ProcedureVersion)).values(name="early_intervention"))
    return tenancy


def rent_on(days: list[date], pence: int, unpaid: int) -> list[tuple[date, str, int, str]]:
    """Rent of so many pence on these days, all of it paid the day after but the last so many."""
    paid = days[: len(days) - unpaid]
    lines = [(day, "rent", pence, "Rent") for day in days]
    return sorted(lines + [(day + timedelta(days=1), "payment", -pence, "") for day in paid])


def every(weeks: int, last: date, count: int = 6) -> list[date]:
    return [last - timedelta(weeks=weeks * number) for number in reversed(range(count))]


FIRSTS = [date(2025, 10, 1), date(2025, 11, 1), date(2025, 12, 1), date(2026, 1, 1), date(2026, 2, 1), date(2026, 3, 1)]
RENTS: dict[str, tuple[dict[str, Any], list[Any], str, str]] = {
    "weekly": ({"rent_pence": 11_250}, rent_on(every(1, TODAY, 20), 11_250, 5), "£450.00", "£562.50"),
    "fortnightly": ({"rent_pence": 22_500}, rent_on(every(2, TODAY), 22_500, 3), "£450.00", "£675.00"),
    "four_weekly": ({"rent_pence": 45_000}, rent_on(every(4, TODAY), 45_000, 2), "£450.00", "£900.00"),
    "monthly": ({"rent_pence": 48_750}, rent_on(FIRSTS, 48_750, 2), "£487.50", "£975.00"),
}
"""How often rent falls due → the account, its ledger, what is late on the day, and what is owed."""


@pytest.mark.parametrize("letter", ["letter_1", "letter_2"])
@pytest.mark.parametrize("period", RENTS)
def test_what_is_late_is_asked_for_and_the_rest_is_told(on_sqlite: Tenancy, period: str, letter: str) -> None:
    account, ledger, late, owed = RENTS[period]
    tenancy = early(on_sqlite).tenants(ROSA, ledger=ledger, rent_period=period, **account)
    (made,) = tenancy.make(letter)
    text = " ".join(text_of(made))
    assert f"Late on 2 March 2026: {late}." in text
    assert SHOWS.format(owed) in text
    assert "pay what is late" in text
    assert "pay what you owe" not in text
    assert made.facts.late_pence < made.facts.arrears_pence


@pytest.mark.parametrize("letter", ["letter_1", "letter_2"])
def test_where_all_of_it_is_late_nothing_is_said_of_more(on_sqlite: Tenancy, letter: str) -> None:
    ledger = rent_on(every(1, date(2026, 2, 16)), 11_250, 3)
    (made,) = early(on_sqlite).tenants(ROSA, ledger=ledger).make(letter)
    text = " ".join(text_of(made))
    assert "Late on 2 March 2026: £337.50." in text
    assert "Your rent account shows" not in text


@pytest.mark.usefixtures("unprinted")
@pytest.mark.parametrize("letter", ["letter_1", "letter_2"])
def test_where_nothing_is_late_nobody_is_written_to(on_sqlite: Tenancy, letter: str) -> None:
    tenancy = early(on_sqlite).tenants(
        ROSA, ledger=rent_on(FIRSTS, 48_750, 1), rent_period="monthly", rent_pence=48_750
    )
    with pytest.raises(NotMade, match=r"Of the £487\.50 that account 100000 shows on 2 March 2026 nothing is late yet"):
        tenancy.make(letter)


@pytest.mark.usefixtures("unprinted")
def test_what_is_late_is_the_same_on_either_database(tenancy: Tenancy) -> None:
    account, ledger, _, _ = RENTS["monthly"]
    (made,) = early(tenancy).tenants(ROSA, ledger=ledger, rent_period="monthly", **account).make()
    assert (made.facts.late_pence, made.facts.arrears_pence) == (48_750, 97_500)
    assert made.facts.plain["late_pence"] == 48_750


@pytest.mark.parametrize("letter", ["letter_1", "letter_2"])
def test_a_letter_of_the_morning_counts_what_came_till_the_evening_before(on_sqlite: Tenancy, letter: str) -> None:
    """The export is of the same day: what is paid at noon is in no letter that was made at nine."""
    account, ledger, _, _ = RENTS["weekly"]
    (made,) = early(on_sqlite).tenants(ROSA, ledger=ledger, balance_on=TODAY, **account).make(letter)
    assert "This counts what had reached us by the end of 1 March 2026." in " ".join(text_of(made))


@pytest.mark.parametrize(
    ("exported", "words"),
    [
        (TODAY, "Total, and what is owed now"),
        (TODAY - timedelta(days=1), "Total, and what is owed now"),
        (TODAY - timedelta(days=3), "Total of what had reached us by the end of 27 February 2026"),
    ],
)
def test_the_last_line_of_a_statement_says_until_when_its_lines_are_known(
    on_sqlite: Tenancy, exported: date, words: str
) -> None:
    account, ledger, _, _ = RENTS["weekly"]
    lines = [line for line in ledger if line[0] <= exported]
    (made,) = early(on_sqlite).tenants(ROSA, ledger=lines, balance_on=exported, **account).make("letter_1")
    assert words in " ".join(text_of(made))


def with_costs(tenancy: Tenancy, *lines: tuple[int, int, str]) -> Tenancy:
    """Further lines of court costs: how many days ago, pence, kind."""
    with tenancy.db.write() as session:
        for ago, pence, kind in lines:
            values = {"account_id": 1, "reference": f"c{ago}{pence}", "posted_on": TODAY - timedelta(days=ago)}
            more = {"kind": kind, "amount_pence": pence, "debt": "court_costs", "description": kind}
            session.execute(insert(table(AccountTransaction)).values(**values, **more))
            balance = table(Account).c.balance_pence
            session.execute(update(table(Account)).values(balance_pence=balance + pence))
    return tenancy


@pytest.mark.parametrize("letter", ["letter_1", "letter_2"])
def test_what_was_paid_too_much_to_another_debt_is_taken_off_and_told(on_sqlite: Tenancy, letter: str) -> None:
    """£100 of costs, and £300 was paid to them: £200 is theirs, wherever it was posted."""
    account, ledger, _, _ = RENTS["weekly"]
    tenancy = early(on_sqlite).tenants(ROSA, ledger=ledger, **account)
    (made,) = with_costs(tenancy, (20, 10_000, "charge"), (5, -30_000, "payment")).make(letter)
    text = " ".join(text_of(made))
    assert "Late on 2 March 2026: £250.00." in text
    assert "Your rent account shows £562.50, as the statement does. £200.00 that was paid or credited" in text
    assert "in all" not in text
    assert (
        "The last payment that we counted towards this was £112.50 on 27 January 2026." in text
    )  # to the rent, as in the lines


def test_costs_that_are_owed_change_nothing_of_the_rent(on_sqlite: Tenancy) -> None:
    account, ledger, _, _ = RENTS["weekly"]
    tenancy = early(on_sqlite).tenants(ROSA, ledger=ledger, **account)
    (made,) = with_costs(tenancy, (20, 10_000, "charge")).make("letter_1")
    text = " ".join(text_of(made))
    assert "Late on 2 March 2026: £450.00." in text
    assert SHOWS.format("£562.50") in text


NOT_CONSIDERED, MAY, DECIDED = (
    "We are not considering a notice for what is late today.",
    "we may consider serving a notice on you",
    "we decided that a notice may be prepared because of this debt",
)


@pytest.mark.parametrize(
    ("unpaid", "recommended", "said"), [(4, False, NOT_CONSIDERED), (5, False, MAY), (5, True, DECIDED)]
)
def test_the_second_letter_says_of_a_notice_what_is_so(
    on_sqlite: Tenancy, unpaid: int, recommended: bool, said: str
) -> None:
    """Of a weekly rent one week is not late yet, and the landlord considers a notice from four weeks on."""
    tenancy = early(on_sqlite).tenants(ROSA, ledger=rent_on(every(1, TODAY, 20), 11_250, unpaid))
    if recommended:
        ended = {"outcome": "notice_recommended", "closed_at": MORNING - timedelta(days=7)}
        with tenancy.db.write() as session:
            case = dict(session.execute(select(table(CaseFile)).limit(1)).mappings().one())
            del case["id"]
            case |= {"reference": "EI-before", "status": "closed", **ended}
            query = insert(table(CaseFile)).values(**case).returning(table(CaseFile).c.id)
            number = session.execute(query).scalar_one()
            session.execute(insert(table(CaseAccount)).values(case_id=number, account_id=1))
    (made,) = tenancy.make("letter_2")
    text = " ".join(text_of(made))
    assert [each for each in (NOT_CONSIDERED, MAY, DECIDED) if each in text] == [said]
    assert ("We have not decided to serve one" in text) is (said == MAY)
