"""Kinds of debt, as files of the rule book say them."""

from dataclasses import replace

import pytest

from cases.debts.kinds import BEFORE, DebtKind, DebtUnreadable, must_be_barred, read_debts
from tests.calculating import LAW
from workflows.editions import Book
from workflows.settings import HOUSE

FILES = dict(Book.of_folder(HOUSE / "bpmn"))
RENT = "organisation/debts/rent.yaml"


def test_each_shipped_kind_says_its_law_and_is_barred_by_a_row_of_the_tables() -> None:
    debts = read_debts(FILES)
    assert set(debts) == {"rent", "garage", "use_and_occupation", "service_charge", "court_costs", "recharges"}
    assert all(each.basis and each.means and each.limitation for each in debts.values())
    assert debts["rent"].priority
    assert not debts["court_costs"].priority
    assert {each.name for each in debts.values() if not each.periodic} == {"court_costs", "recharges"}
    assert all(each.agreements for each in debts.values())
    closed = FILES[RENT].replace(b"order: 1", b"order: 1\nagreements: false\nperiodic: false")
    assert read_debts({RENT: closed})["rent"] == replace(debts["rent"], agreements=False, periodic=False)
    must_be_barred(debts.values(), LAW.has_period)
    with pytest.raises(DebtUnreadable, match=r"`limitation` is 'limitation_judgment', and law/periods\.yaml has no"):
        must_be_barred(debts.values(), lambda _name: False)


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("means: Rent of a home that is let.", "means: 3", "`means` is a text"),
        ("priority: true", "priority: perhaps", "`priority` is true or false"),
        ("kind: rent", "kind: rents", "the file is called after it"),
        ("order: 1", "ordr: 1", "and nothing else"),
        ("confidence: confirmed", "confidence: sure", "`confidence` is one of"),
        ("kind: rent\n", "kind: [\n", "is not YAML"),
        ("order: 1", "order: 1\nprocedures: arrears", "`procedures` is a list"),
        ("order: 1", "order: 1\nperiodic: often", "`periodic` is true or false"),
        ("order: 1", "order: 1\nagreements: 1", "`agreements` is true or false"),
    ],
)
def test_what_is_not_written_so_is_refused_with_its_file(old: str, new: str, sentence: str) -> None:
    assert old in FILES[RENT].decode()
    with pytest.raises(DebtUnreadable) as refused:
        read_debts({RENT: FILES[RENT].decode().replace(old, new, 1).encode()})
    assert sentence in refused.value.sentence
    assert RENT in refused.value.sentence


def test_editions_of_before_had_one_file_and_said_less() -> None:
    before = b"debts:\n  - {kind: rent, means: Rent of a home that is let.}\n"
    assert read_debts({BEFORE: before}) == {"rent": DebtKind("rent", "Rent", "Rent of a home that is let.")}
    with pytest.raises(DebtUnreadable, match=r"row 1 \(rent\): `means` is a text"):
        read_debts({BEFORE: b"debts:\n  - {kind: rent, means: 3}\n"})
    with pytest.raises(DebtUnreadable, match="no other row has it"):
        read_debts({BEFORE: before + b"  - {kind: rent, means: Again.}\n"})
    with pytest.raises(DebtUnreadable, match=r"no kind of debt\. Write one"):
        read_debts({})
