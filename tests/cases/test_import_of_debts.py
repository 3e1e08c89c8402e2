"""An import puts each line on the debt to which it belongs, and posts nothing that is not what was exported."""

from pathlib import Path

import pytest
from sqlalchemy import select

from cases.importing import FileRefused, Mapping, MappingUnreadable, Report, import_folder
from cases.importing.control import ControlTotalsDiffer
from cases.ledger.keeping import standing
from cases.ledger.lines import apportioned, last_payment, sums
from cases.tables import Account, AccountParty, AccountTransaction, FormerParty
from tests.calculating import STANDARDS
from tests.cases.test_importing import ACCOUNTS, STANDARD, TRANSACTIONS, count, write
from tests.conftest import MORNING
from workflows.clock import SimulatedClock, london_date
from workflows.db import Database, table

CODES = """
codes:
  RNT: {kind: rent, debt: rent}
  CCS: {kind: charge, debt: court_costs}
  DD: {kind: payment}
  CSH: {kind: payment, debt: unallocated}
  AGY: {kind: payment, payer: agency, debt: court_costs}
  UNP: {kind: reversal}
  HBC: {kind: housing_benefit}
"""
LINES = (
    "account,reference,posted_on,kind,amount,description,reverses\n"
    "A1,t1,2026-02-02,RNT,100.00,Rent,\n"
    "A1,t2,2026-02-03,CCS,355.00,Issue fee,\n"
    "A1,t3,2026-02-04,DD,-100.00,,\n"
    "A1,t4,2026-02-06,UNP,100.00,Returned,t3\n"
    "A1,t5,2026-02-09,AGY,-55.00,,\n"
)
TODAY = london_date(MORNING)


def coded(folder: Path, codes: str = CODES, **options: str) -> Path:
    path = folder / "mapping.yaml"
    text = STANDARD.read_text()
    for name, value in options.items():
        text += f"  {name}: {value}\n"
    path.write_text(text + codes)
    return path


def bring(db: Database, folder: Path, clock: SimulatedClock, mapping: Path) -> Report:
    return import_folder(db, folder, Mapping.read(mapping), "user:1", clock, debts=STANDARDS.debts)


def owed(db: Database) -> dict[str, int]:
    with db.read() as session:
        account = session.execute(select(table(Account).c.id).where(table(Account).c.reference == "A1")).scalar_one()
        return apportioned(sums(session, TODAY, account)[account], STANDARDS.order_of)


def test_codes_say_of_which_debt_a_line_is_and_who_paid(db: Database, clock: SimulatedClock, tmp_path: Path) -> None:
    folder, mapping = write(tmp_path / "e", transactions=LINES), coded(tmp_path)
    assert bring(db, folder, clock, mapping).refused == []
    assert owed(db) == {"rent": 10_000, "court_costs": 30_000}
    line = table(AccountTransaction)
    with db.read() as session:
        kept = session.execute(select(line.c.reference, line.c.kind, line.c.debt, line.c.payer).order_by(line.c.id))
        assert [tuple(row) for row in kept] == [
            ("t1", "rent", "rent", ""),
            ("t2", "charge", "court_costs", ""),
            ("t3", "payment", "rent", ""),
            ("t4", "reversal", "rent", ""),
            ("t5", "payment", "court_costs", "agency"),
        ]
        # What bounced was no payment, and the debt that it had paid is as old as it was before.
        account = session.execute(select(table(Account).c.id).where(table(Account).c.reference == "A1")).scalar_one()
        paid = last_payment(session, account, TODAY)
        assert paid is not None
        assert (paid.amount_pence, str(paid.posted_on)) == (5_500, "2026-02-09")
        assert [(str(each.on), each.pence) for each in standing(session, TODAY, None)[account].charges] == [
            ("2026-02-02", 10_000)
        ]
        assert standing(session, TODAY, None) == {account: standing(session, TODAY, account)[account]}
    again = bring(db, folder, clock, mapping)
    assert (again.tallies["transactions"].unchanged, again.refused) == (5, [])
    assert again.already == dict.fromkeys(("customers", "accounts", "transactions"), TODAY)


def test_money_for_no_debt_in_particular_goes_to_them_in_the_landlords_order(
    db: Database, clock: SimulatedClock, tmp_path: Path
) -> None:
    lines = LINES + "A1,t6,2026-02-10,CSH,-120.00,,\n"
    bring(db, write(tmp_path / "e", transactions=lines), clock, coded(tmp_path))
    assert owed(db) == {"rent": 0, "court_costs": 28_000}
    assert apportioned({"": -500_00, "rent": 100_00, "court_costs": 300_00}, STANDARDS.order_of) == {
        "rent": -100_00,
        "court_costs": 0,
    }
    assert apportioned({"": -500}, STANDARDS.order_of) == {"rent": -500}
    assert apportioned({"": 0, "recharges": 5}, STANDARDS.order_of) == {"recharges": 5}


@pytest.mark.parametrize(
    ("line", "column", "reason"),
    [
        ("A1,t9,2026-02-03,XXX,1.00,,\n", "kind", "is the code 'XXX', which the mapping does not know"),
        ("A1,t9,2026-02-03,WRG,1.00,,\n", "debt", "is empty, and a charge is of some debt"),
        ("A1,t9,2026-02-03,BAD,1.00,,\n", "debt", "is unallocated, and a line of the kind adjustment belongs to some"),
    ],
)
def test_a_line_that_belongs_nowhere_is_refused_with_its_reason(
    db: Database, clock: SimulatedClock, tmp_path: Path, line: str, column: str, reason: str
) -> None:
    more = "  WRG: {kind: charge}\n  BAD: {kind: adjustment, debt: unallocated}\n"
    report = bring(db, write(tmp_path / "e", transactions=LINES + line), clock, coded(tmp_path, CODES + more))
    assert [(each.column, each.reason[: len(reason)]) for each in report.refused] == [(column, reason)]


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("kind: rent, debt: rent", "kind: rents", "the code 'RNT': `kind` is one of rent, charge"),
        ("payer: agency", "payer: uncle", "the code 'AGY': `payer` is one of tenant"),
        ("{kind: payment}", "{debt: rent}", "the code 'DD' has a `kind`, and perhaps a `debt` and a `payer`"),
        ("kind: rent, debt: rent", "kind: rent, debt: unallocated", "what falls due falls due on some debt"),
    ],
)
def test_a_mapping_with_a_wrong_code_is_refused(tmp_path: Path, old: str, new: str, sentence: str) -> None:
    assert old in CODES
    with pytest.raises(MappingUnreadable) as refused:
        Mapping.read(coded(tmp_path, CODES.replace(old, new)))
    assert sentence in refused.value.sentence


def test_a_code_of_a_debt_that_there_is_not_is_refused_before_anything_is_read(tmp_path: Path) -> None:
    mapping = Mapping.read(coded(tmp_path, CODES.replace("court_costs", "costs")))
    with pytest.raises(MappingUnreadable, match="the code 'CCS' is of the debt 'costs', and there is no such kind"):
        mapping.must_know("mapping.yaml", STANDARDS.debts)


@pytest.mark.parametrize(
    ("control", "sentence"),
    [
        ("file,rows,total\ntransactions.csv,4,\n", r"has 3 rows, and control\.csv says 4"),
        ("file,rows,total\ntransactions.csv,3,22.51\n", r"adds up to 22\.50, and control\.csv says 22\.51"),
        ("file,rows,total\naccounts.csv,2,1.00\n", r"adds up to 12\.50, and control\.csv says 1\.00"),
        ("file,rows,total\nbalances.csv,3,\n", r"names balances\.csv, which is not there"),
        ("file,total\ntransactions.csv,3\n", "the column 'rows' is missing"),
        ("file,rows,total\ncustomers.csv,2,5.00\n", "holds nothing to add up"),
    ],
)
def test_what_is_not_as_its_control_totals_say_is_not_posted(
    db: Database, clock: SimulatedClock, tmp_path: Path, control: str, sentence: str
) -> None:
    folder = write(tmp_path / "e")
    (folder / "control.csv").write_text(control)
    with pytest.raises(FileRefused, match=sentence) as refused:
        bring(db, folder, clock, STANDARD)
    assert "Nothing was imported" in refused.value.sentence
    assert [count(db, model) for model in (Account, AccountTransaction)] == [0, 0]


def test_what_is_as_its_control_totals_say_is_posted_and_they_can_be_wanted(
    db: Database, clock: SimulatedClock, tmp_path: Path
) -> None:
    folder, mapping = write(tmp_path / "e"), coded(tmp_path, "", control="required")
    with pytest.raises(FileRefused, match=r"holds no control\.csv, and the mapping wants one"):
        bring(db, folder, clock, mapping)
    (folder / "control.csv").write_text("file,rows,total\ntransactions.csv,3,22.50\naccounts.csv,2,12.50\n")
    assert bring(db, folder, clock, mapping).tallies["transactions"].added == 3
    assert issubclass(ControlTotalsDiffer, FileRefused)


def test_whoever_leaves_a_tenancy_is_remembered_and_whoever_comes_has_a_first_day(
    db: Database, clock: SimulatedClock, tmp_path: Path
) -> None:
    bring(db, write(tmp_path / "e"), clock, STANDARD)
    bring(db, write(tmp_path / "f", accounts=ACCOUNTS.replace("C1;C2", "C2")), clock, STANDARD)
    former, party = table(FormerParty), table(AccountParty)
    with db.read() as session:
        assert session.execute(select(former.c.customer_id, former.c.from_on, former.c.until_on)).all() == [
            (1, None, TODAY)
        ]
    bring(db, write(tmp_path / "g"), clock, STANDARD)
    with db.read() as session:
        query = select(party.c.from_on).where(party.c.customer_id == 1)
        assert session.execute(query).scalar_one() == TODAY
        assert session.execute(select(party.c.from_on).where(party.c.account_id == 2)).scalar_one() is None


def test_lines_of_before_keep_the_digest_that_the_record_has_of_them() -> None:
    from cases.importing.ledger import digest

    plain = (1, "t1", "2026-02-02", "rent", 100, "Rent")
    assert digest([(*plain, "rent", "", "")]) == digest([plain])
    assert digest([(*plain, "court_costs", "", "")]) != digest([plain])
    assert TRANSACTIONS.count("\n") == 4
