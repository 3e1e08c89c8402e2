"""What states a debt is not made for somebody who owes nothing, unless its file says that it is meant for this."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import insert

from cases.tables import AccountTransaction
from documents.facts import NotMade
from documents.kinds import DocumentUnreadable
from documents.sayable import MOVED, OWED, SAYABLE, Kind
from documents.stated import LedgerLate, NothingOwed
from tests.documents.conftest import ROSA, TODAY, Tenancy
from workflows.db import table

pytestmark = pytest.mark.usefixtures("unprinted")
OWES = "  - when: balance <= 0\n"
NO_REASON = {
    OWES + '    sentence: "Account {{ account }} stands at {{ balance }} on {{ date }}: there are no arrears to write '
    'about."\n': ""
}
"""The first letter, which does not say by itself that it is not made where nothing is owed."""
SHARED = "shared/paragraphs.yaml"
DEMAND = "  - id: demand\n    text: You owe {{ arrears }}.\n    source: S\n    from: 2020-01-13\n\n  - id: care_of\n"


def stands_at(tenancy: Tenancy, pence: int, **account: Any) -> Tenancy:
    """A tenant whose account stands at so many pence."""
    return tenancy.tenants(ROSA, ledger=[(TODAY, "rent" if pence > 0 else "payment", pence, "")], **account)


def silent(tenancy: Tenancy, *says: str) -> Tenancy:
    """The first letter with these passages and nothing that names a sum."""
    rows = "".join(f"  - {each}\n" for each in says)
    text = (tenancy.settings.bpmn / "procedures/arrears/documents/letter_1.yaml").read_text()
    old = text[text.index("says:\n") : text.index("paragraphs:\n")]
    tenancy.with_wording({"  - id: care_of\n": DEMAND}, SHARED)
    return tenancy.with_wording({**NO_REASON, old: f"says:\n{rows}  - paragraph: contact\n"})


@pytest.mark.parametrize("pence", [0, -1, -25_000])
def test_a_letter_that_states_a_debt_is_not_made_where_nothing_is_owed(on_sqlite: Tenancy, pence: int) -> None:
    stands_at(on_sqlite, pence).with_wording(NO_REASON)
    with pytest.raises(NothingOwed, match=r"Your rent account states what is owed.* on 2 March 2026: nothing is owed"):
        on_sqlite.make()
    on_sqlite.with_wording({"encloses: [statement]\n": "encloses: [statement]\nnothing_owed: true\n"})
    assert on_sqlite.make(), "its file says that it is meant for this"


def test_a_former_tenant_who_owes_nothing_is_sent_no_demand(on_sqlite: Tenancy) -> None:
    text = "  - when: tenancy_end != null and tenancy_end <= date\n"
    stands_at(on_sqlite, 0, tenancy_end=date(2026, 2, 1)).with_wording(NO_REASON)
    on_sqlite.with_wording({text: "  - when: tenancy_end != null and tenancy_end > date\n"})
    with pytest.raises(NothingOwed, match=r"£0\.00"):
        on_sqlite.make()


def test_a_penny_is_owed(on_sqlite: Tenancy) -> None:
    assert stands_at(on_sqlite, 1).with_wording(NO_REASON).make()


def test_its_own_reason_is_told_first(on_sqlite: Tenancy) -> None:
    with pytest.raises(NotMade, match="there are no arrears to write about"):
        stands_at(on_sqlite, 0).make()


@pytest.mark.parametrize("passage", ["fact: arrears", "fact: balance", "paragraph: first_key", "paragraph: demand"])
def test_a_debt_is_stated_by_a_fact_and_by_a_shared_paragraph_too(on_sqlite: Tenancy, passage: str) -> None:
    silent(stands_at(on_sqlite, 0, balance_on=date(2026, 1, 1)), passage, "{fact: arrears, when: arrears > 0}")
    with pytest.raises(LedgerLate, match="what was paid since is not known"):
        on_sqlite.make()


@pytest.mark.parametrize("passage", ["fact: arrears", "fact: balance", "paragraph: first_key", "paragraph: demand"])
def test_none_of_them_states_a_debt_of_nothing(on_sqlite: Tenancy, passage: str) -> None:
    silent(stands_at(on_sqlite, 0), passage)
    with pytest.raises(NothingOwed):
        on_sqlite.make()


@pytest.mark.parametrize("passage", ["fact: paid", "fact: rent", "{fact: arrears, when: arrears > 0}"])
def test_what_states_no_debt_on_its_day_is_made(on_sqlite: Tenancy, passage: str) -> None:
    assert silent(stands_at(on_sqlite, 0), passage).make()


def test_any_sum_says_what_is_owed_unless_it_is_of_what_moved() -> None:
    assert {"arrears", "balance", "late", "named_sum", "other_debts"} == OWED
    assert {SAYABLE[name].kind for name in MOVED} == {Kind.MONEY}


def test_whether_it_is_meant_for_this_is_true_or_false(on_sqlite: Tenancy) -> None:
    with pytest.raises(DocumentUnreadable, match="`nothing_owed` is true or false"):
        on_sqlite.with_wording({"encloses: [statement]\n": "encloses: [statement]\nnothing_owed: perhaps\n"})


@pytest.mark.parametrize(("passage", "made"), [("fact: other_debts", True), ("fact: arrears", False)])
def test_what_speaks_of_another_debt_is_made_while_that_is_owed(on_sqlite: Tenancy, passage: str, made: bool) -> None:
    """An agreement about court costs is confirmed to whoever owes no rent."""
    silent(stands_at(on_sqlite, 0, balance_pence=30_000), passage)
    costs = {"posted_on": TODAY, "kind": "charge", "amount_pence": 30_000, "debt": "court_costs", "description": ""}
    with on_sqlite.db.write() as session:
        session.execute(insert(table(AccountTransaction)).values(account_id=1, reference="costs", **costs))
    if made:
        assert on_sqlite.make()
    else:
        with pytest.raises(NothingOwed):
            on_sqlite.make()
