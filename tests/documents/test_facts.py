"""A missing or contradictory fact is refused with a sentence, and no letter is made."""

from dataclasses import asdict
from datetime import date
from typing import Any

import pytest
from sqlalchemy import update

from cases.facts import NoAccount
from cases.tables import Account
from documents.addressee import FactMissing, FactsContradict, TenantDied
from documents.facts import NotMade
from documents.library import NoSuchDocumentKind
from documents.named import NOTHING_NAMED
from documents.printing import NotPrintable
from documents.sayable import SAYABLE
from documents.values import said, values
from documents.words import balance, clean, pounds
from tests.documents.conftest import ROSA, TODAY, Tenancy
from workflows.db import table
from workflows.errors import Refused

pytestmark = pytest.mark.usefixtures("unprinted")

DEPUTY = {
    "representative_name": "Helen Marsh",
    "representative_role": "deputy",
    "representative_address": "2 Castle Street\nNewbridge\nNB1 1AA",
}

WRONG: list[tuple[list[dict[str, Any]], dict[str, Any], type[Refused], str]] = [
    ([], {}, FactMissing, "has no tenant"),
    ([{**ROSA, "family_name": " \u200e"}], {}, FactMissing, "no family name"),
    ([ROSA], {"address": " \n "}, FactMissing, "no address for Ms Rosa Whitfield"),
    ([{**ROSA, "date_of_death": date(2026, 2, 14)}], {}, TenantDied, "died on 14 February 2026"),
    (
        [{**ROSA, "date_of_death": TODAY}, {"family_name": "Other", "date_of_death": TODAY}],
        {},
        TenantDied,
        "died on 2 March 2026",
    ),
    ([ROSA, ROSA], {}, FactsContradict, "same name"),
    ([{**ROSA, **DEPUTY, "representative_role": ""}], {}, FactMissing, "without a role"),
    ([{**ROSA, **DEPUTY, "representative_name": ""}], {}, FactMissing, "without a name"),
    ([{**ROSA, **DEPUTY, "representative_role": "friend"}], {}, FactsContradict, "'friend'"),
    ([{**ROSA, **DEPUTY, "representative_address": ""}], {}, FactMissing, "no address for Helen Marsh"),
    ([ROSA], {"tenancy_end": date(2026, 3, 1)}, NotMade, "ended on 1 March 2026"),
    ([ROSA], {"tenancy_start": date(2026, 3, 9)}, FactsContradict, "begins on 9 March 2026"),
    ([ROSA], {"rent_pence": 0}, FactMissing, "no rent"),
    ([ROSA], {"rent_period": "daily"}, FactsContradict, "'daily'"),
    ([ROSA], {"balance_pence": 73000}, FactsContradict, "£730.00 as the balance"),
    ([ROSA], {"ledger": []}, NotMade, "£0.00"),
    ([ROSA], {"ledger": [(TODAY, "payment", -1200, "")]}, NotMade, "£12.00 in credit"),
    ([{**ROSA, "given_name": "羅莎"}], {}, NotPrintable, r"U\+7F85"),
]


@pytest.mark.parametrize(("tenants", "account", "error", "sentence"), WRONG)
def test_each_wrong_fact_is_refused(
    on_sqlite: Tenancy, tenants: list[dict[str, Any]], account: dict[str, Any], error: type[Refused], sentence: str
) -> None:
    on_sqlite.tenants(*tenants, **account)
    with pytest.raises(error, match=sentence):
        on_sqlite.make()


def test_facts_are_taken_from_the_ledger_of_the_day(tenancy: Tenancy) -> None:
    facts = tenancy.tenants(ROSA, ledger=None).make()[0].facts
    assert facts.arrears_pence == 7 * 11250 - 5000 == facts.statement.closing_pence
    assert (facts.last_payment_pence, facts.last_payment_on) == (5000, date(2026, 2, 4))
    assert facts.reply_by == date(2026, 3, 16), "fourteen clear days after 2 March"
    assert (facts.statement.since, facts.statement.until) == (date(2025, 12, 2), TODAY), "ninety-one days"
    opening, closing = facts.statement.opening_pence, facts.statement.closing_pence
    assert opening + facts.statement.charged_pence - facts.statement.paid_pence == closing
    left_out = {"named": asdict(NOTHING_NAMED), "spoken_on": None}
    left_out |= {"credit_elsewhere_pence": 0, "notice_recommended_on": None, "deceased": None}
    assert {**facts.plain, **left_out} == asdict(facts), (
        "what no step named, and no talk, credit or notice that was not, stand in no entry"
    )


@pytest.mark.parametrize(
    ("period", "words"),
    [
        ("weekly", "£112.50 a week"),
        ("fortnightly", "£112.50 a fortnight"),
        ("four_weekly", "£112.50 every four weeks"),
        ("monthly", "£112.50 a month"),
    ],
)
def test_a_letter_is_made_however_often_the_rent_falls_due(on_sqlite: Tenancy, period: str, words: str) -> None:
    (letter,) = on_sqlite.tenants(ROSA, ledger=None, rent_period=period).make()
    assert said(letter.facts)["rent"] == words


def test_what_may_be_said_is_declared(on_sqlite: Tenancy) -> None:
    made = on_sqlite.tenants({**ROSA, **DEPUTY}, {"family_name": "Other"}).make()
    not_here = {
        *("language", "named_day", "named_last_day", "named_sum", "named_words", "named_reason", "named_remedy"),
        "earlier_letter_on",
        "spoken_on",
        "notice_recommended_on",
        "tenancy_end",
        *("deceased", "died_on", "last_address"),
        "advice",
    }  # the last is a list, and stands in no sentence
    assert set(said(made[0].facts)) == SAYABLE.keys() - not_here
    assert set(values(made[0].facts)) == SAYABLE.keys()
    always = {name for name, fact in SAYABLE.items() if fact.always}
    assert always <= {name for name, value in values(made[1].facts).items() if value is not None}
    assert "care_of" not in said(made[1].facts)


def test_a_deputy_receives_the_tenants_letter_and_an_appointee_does_not(on_sqlite: Tenancy) -> None:
    other = {"title": "Mr", "family_name": "Bell", **DEPUTY, "representative_role": "appointee"}
    deputy, appointee = (letter.facts.addressee for letter in on_sqlite.tenants({**ROSA, **DEPUTY}, other).make())
    assert deputy.on_envelope == "Ms Rosa Whitfield, care of Helen Marsh (deputy)"
    assert deputy.address == ("2 Castle Street", "Newbridge", "NB1 1AA")
    assert (appointee.on_envelope, appointee.care_of) == ("Mr Bell", "")
    assert appointee.address == ("12 Mill Lane", "Newbridge", "NB1 2AB")


def test_father_and_son_of_one_name_each_have_a_letter(on_sqlite: Tenancy) -> None:
    born = [{**ROSA, "date_of_birth": date(year, 5, 1)} for year in (1960, 1990)]
    assert [letter.facts.addressee.customer_id for letter in on_sqlite.tenants(*born).make()] == [1, 2]


def test_a_case_without_an_account_and_a_letter_that_does_not_exist(on_sqlite: Tenancy) -> None:
    with pytest.raises(NoAccount):
        on_sqlite.make()
    with pytest.raises(NoSuchDocumentKind, match="'letter_9'"):
        on_sqlite.make("letter_9")


def test_an_export_of_another_day_is_compared_on_that_day(on_sqlite: Tenancy) -> None:
    on_sqlite.tenants(ROSA)
    with on_sqlite.db.write() as session:
        session.execute(update(table(Account)).values(balance_on=date(2026, 3, 9), balance_pence=1))
    assert on_sqlite.make(), "an export of a later day says nothing of today"


def test_amounts_and_names_as_they_are_written() -> None:
    assert [pounds(pence) for pence in (0, 5, 123456, -1200)] == ["£0.00", "£0.05", "£1,234.56", "−£12.00"]
    assert [balance(pence) for pence in (0, 100, -1200)] == ["£0.00", "£1.00", "£12.00 in credit"]
    assert clean(" Ann\u202e\u200f\tO'Bri\u0301en\u0000\n") == "Ann O'Br\u00eden".replace("\u00ed", "\u00ed")
