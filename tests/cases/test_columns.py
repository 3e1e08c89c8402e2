"""What each column of an export may hold: cells and their values, and the reason for which one is not taken."""

from datetime import date
from typing import Any

import pytest

from cases.importing.columns import Column, Reader, columns, day, money, one_of, several, text, yes_or_no

ISO = "%Y-%m-%d"
CUSTOMERS = {
    "reference": (60, True, None),
    "family_name": (200, True, None),
    "title": (200, False, ""),
    "given_name": (200, False, ""),
    "email": (200, False, ""),
    "phone": (200, False, ""),
    "postcode": (200, False, ""),
    "representative_name": (200, False, ""),
    "address": (500, False, ""),
    "representative_address": (500, False, ""),
    "representative_evidence": (500, False, ""),
}
ACCOUNTS = {
    "reference": (60, True, None),
    "address": (500, True, None),
    "postcode": (20, False, ""),
    "patch": (60, False, ""),
    "debt": (40, False, None),
}
LINES = {
    "account": (60, True, None),
    "reference": (60, True, None),
    "description": (200, False, ""),
    "debt": (40, False, None),
    "reverses": (60, False, ""),
}
OTHERS = {
    "customers": {
        "date_of_birth": (False, None),
        "date_of_death": (False, None),
        "large_print": (False, False),
        "representative_role": (False, ""),
    },
    "accounts": {
        "tenure": (True, None),
        "tenancy_start": (True, None),
        "tenancy_end": (False, None),
        "rent": (True, None),
        "rent_period": (True, None),
        "balance": (True, None),
        "balance_on": (True, None),
        "tenants": (True, None),
    },
    "transactions": {
        "posted_on": (True, None),
        "kind": (True, None),
        "amount": (True, None),
        "payer": (False, None),
    },
}


def of(kind: str) -> dict[str, Column]:
    return columns(kind, ISO, "pounds", ";")


@pytest.mark.parametrize(("kind", "texts"), [("customers", CUSTOMERS), ("accounts", ACCOUNTS), ("transactions", LINES)])
def test_every_column_has_its_length_and_what_an_empty_cell_means(
    kind: str, texts: dict[str, tuple[int, bool, Any]]
) -> None:
    found = of(kind)
    assert set(found) == {*texts, *OTHERS[kind]}
    for name, (longest, needed, empty) in texts.items():
        column = found[name]
        assert (column.needed, column.empty) == (needed, empty), name
        assert column.read("x" * longest) == "x" * longest
        with pytest.raises(ValueError, match=f"^is longer than {longest} characters$"):
            column.read("x" * (longest + 1))
    for name, (needed, empty) in OTHERS[kind].items():
        assert (found[name].needed, found[name].empty) == (needed, empty), name


@pytest.mark.parametrize(
    ("reader", "cell", "value"),
    [
        (text(), "1 High Street\nNewbridge", "1 High Street\nNewbridge"),
        (text(), "Zoë", "Zoë"),
        (one_of(("", "deputy", "assured_social")), "Deputy", "deputy"),
        (one_of(("", "deputy", "assured_social")), "Assured-Social", "assured_social"),
        (one_of(("assured_social",)), "assured social", "assured_social"),
        *((yes_or_no, cell, True) for cell in ("y", "Yes", "TRUE", "1")),
        *((yes_or_no, cell, False) for cell in ("n", "No", "FALSE", "0")),
        (day(ISO), "2024-02-29", date(2024, 2, 29)),
        (day(ISO), "1900-01-01", date(1900, 1, 1)),
        (day(ISO), "2200-01-01", date(2200, 1, 1)),
        (day(ISO), "2024-2-9", date(2024, 2, 9)),
        (day("%d/%m/%Y"), "29/02/2024", date(2024, 2, 29)),
        (day("%d.%m.%y"), "01.03.26", date(2026, 3, 1)),
        (money("pounds"), "0", 0),
        (money("pounds"), "5", 500),
        (money("pounds"), "5.5", 550),
        (money("pounds"), "5.05", 505),
        (money("pounds"), "£1,234.50", 123_450),
        (money("pounds"), "-12.34", -1234),
        (money("pounds"), "£-12.34", -1234),
        (money("pounds"), "-£12.34", -1234),
        (money("pounds"), "1,000,000", 100_000_000),
        (money("pounds"), "100000000.00", 10_000_000_000),
        (money("pounds"), "-100000000", -10_000_000_000),
        (money("pence"), "1234", 1234),
        (money("pence"), "-5", -5),
        (money("pence"), "10000000000", 10_000_000_000),
        (several(";"), "C1", ["C1"]),
        (several(";"), " C1 ; C2;; ", ["C1", "C2"]),
        (several("|"), "C1;x|C2", ["C1;x", "C2"]),
        (several(";"), "x" * 60 + ";y", ["x" * 60, "y"]),
    ],
)
def test_a_cell_is_read(reader: Reader, cell: str, value: Any) -> None:
    for _ in range(2):  # dates are remembered
        found = reader(cell)
        assert (found, type(found)) == (value, type(value))


@pytest.mark.parametrize(
    ("reader", "cell", "reason"),
    [
        *((text(), f"a{char}b", "holds control characters") for char in "\0\t\r\x1f\x7f\u202a\u202e\u2066\u2069"),
        (one_of(("", "deputy", "attorney")), "king", "is 'king'; it must be one of deputy, attorney"),
        (one_of(("deputy",)), "x" * 50, f"is '{'x' * 40}'; it must be one of deputy"),
        (yes_or_no, "maybe", "is 'maybe'; it must be yes or no"),
        (day(ISO), "31/12/1980", "is '31/12/1980', which is not a date like %Y-%m-%d"),
        (day(ISO), "2023-02-29", "is '2023-02-29', which is not a date like %Y-%m-%d"),
        (day(ISO), "20240229", "is '20240229', which is not a date like %Y-%m-%d"),
        (day(ISO), "1899-12-31", "is '1899-12-31', which cannot be meant"),
        (day(ISO), "2200-01-02", "is '2200-01-02', which cannot be meant"),
        (money("pounds"), "1.234", "is '1.234', which is not an amount of money like 12.34"),
        (money("pounds"), "1e9", "is '1e9', which is not an amount of money like 12.34"),
        (money("pounds"), "12,34", "is '12,34', which is not an amount of money like 12.34"),
        (money("pounds"), "-£-5", "is '-£-5', which is not an amount of money like 12.34"),
        (money("pounds"), "1" * 41 + "x", f"is '{'1' * 40}', which is not an amount of money like 12.34"),
        (money("pounds"), "100000000.01", "is '100000000.01', which cannot be meant"),
        (money("pounds"), "-100000000.01", "is '-100000000.01', which cannot be meant"),
        (money("pence"), "12.5", "is '12.5', which is not a whole number of pence"),
        (money("pence"), "--5", "is '--5', which is not a whole number of pence"),
        (money("pence"), "1" * 13, f"is '{'1' * 13}', which is not a whole number of pence"),
        (money("pence"), "10000000001", "is '10000000001', which cannot be meant"),
        (several(";"), "C1;" + "x" * 61, "is longer than 60 characters"),
    ],
)
def test_a_cell_is_refused_with_the_reason(reader: Reader, cell: str, reason: str) -> None:
    for _ in range(2):
        with pytest.raises(ValueError) as refused:  # noqa: PT011 -- the whole sentence is compared
            reader(cell)
        assert str(refused.value) == reason


def test_the_options_reach_the_columns() -> None:
    lines = columns("transactions", "%d/%m/%Y", "pence", "|")
    assert (lines["posted_on"].read("02/03/2026"), lines["amount"].read("1250")) == (date(2026, 3, 2), 1250)
    accounts = columns("accounts", "%d/%m/%Y", "pence", "|")
    assert (accounts["rent"].read("1250"), accounts["tenants"].read("C1|C2")) == (1250, ["C1", "C2"])
    assert [of("accounts")[name].read("1.50") for name in ("rent", "balance")] == [150, 150]
    assert [of("accounts")["tenure"].read(word) for word in ("Secure", "Assured Non-Social")] == [
        "secure",
        "assured_non_social",
    ]
    assert of("accounts")["rent_period"].read("Weekly") == "weekly"
    assert of("transactions")["kind"].read("Universal Credit") == "universal_credit"
    assert of("customers")["representative_role"].read("Appointee") == "appointee"
