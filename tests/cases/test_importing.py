"""Exports: good rows kept, bad ones named, the same twice changes nothing, hostile files refused in a sentence."""

import csv
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import func, select

from cases.importing import FileRefused, Mapping, MappingUnreadable, Report, import_folder
from cases.importing.running import OlderExport
from cases.tables import Account, AccountParty, AccountTransaction, Customer, Hold, HoldScope, ImportRun
from tasks.assembly import install
from workflows.clock import SimulatedClock, days_after, london_date
from workflows.db import Database, table
from workflows.evidence import timeline
from workflows.runtime.tables import Installation
from workflows.settings import HOUSE

STANDARD = HOUSE / "bpmn" / "organisation" / "mappings" / "standard.yaml"
CUSTOMERS = (
    "reference,title,given_name,family_name,date_of_birth,large_print\nC1,Ms,Ann,Ash,1980-02-29,yes\nC2,,,Birch,,\n"
)
ACCOUNTS = (
    "reference,tenure,address,tenancy_start,rent,rent_period,balance,balance_on,tenants\n"
    'A1,secure,"1 High Street\nNewbridge",2020-04-06,112.50,weekly,12.50,2026-03-01,C1;C2\n'
    'A2,Assured Social,2 High Street,2021-01-01,"1,234.00",monthly,0.00,2026-03-01,C2\n'
)
TRANSACTIONS = (
    "account,reference,posted_on,kind,amount,description\n"
    "A1,t1,2026-02-23,rent,112.50,Rent\nA1,t2,2026-02-24,payment,-100.00,Card\nA2,t1,2026-02-01,rent,10.00,\n"
)


def write(folder: Path, **files: str) -> Path:
    folder.mkdir(exist_ok=True)
    for kind, content in {"customers": CUSTOMERS, "accounts": ACCOUNTS, "transactions": TRANSACTIONS, **files}.items():
        (folder / f"{kind}.csv").write_text(content, encoding="utf-8")
    return folder


def run(db: Database, folder: Path, clock: SimulatedClock, mapping: Path = STANDARD) -> Report:
    return import_folder(db, folder, Mapping.read(mapping), "user:1", clock)


def count(db: Database, model: type) -> int:
    with db.read() as session:
        return session.execute(select(func.count()).select_from(table(model))).scalar_one()


def test_what_is_good_is_kept_and_again_changes_nothing(db: Database, clock: SimulatedClock, tmp_path: Path) -> None:
    folder = write(tmp_path / "e")
    report = run(db, folder, clock)
    assert report.refused == []
    assert [count(db, model) for model in (Customer, Account, AccountParty, AccountTransaction)] == [2, 2, 3, 3]
    assert report.disagreeing == {"A2": (0, 1000)}
    with db.read() as session:
        account = session.execute(select(table(Account)).where(table(Account).c.reference == "A2")).mappings().one()
        assert (account["rent_pence"], account["tenure"]) == (123_400, "assured_social")
        assert session.execute(select(table(Customer).c.large_print)).scalars().all() == [True, False]
    again = run(db, folder, clock)
    assert [(t.added, t.changed, t.unchanged) for t in again.tallies.values()] == [(0, 0, 2), (0, 0, 2), (0, 0, 3)]
    assert count(db, AccountTransaction) == 3
    assert count(db, ImportRun) == 6


def test_a_changed_record_changes_and_a_changed_line_of_the_ledger_is_refused(
    db: Database, clock: SimulatedClock, tmp_path: Path
) -> None:
    run(db, write(tmp_path / "e"), clock)
    changed = write(
        tmp_path / "f",
        customers=CUSTOMERS.replace("Birch", "Beech"),
        accounts=ACCOUNTS.replace("C1;C2", "C1"),
        transactions=TRANSACTIONS.replace("-100.00", "-90.00") + "A2,t2,2026-02-02,payment,-10.00,\n",
    )
    report = run(db, changed, clock)
    assert report.tallies["customers"].changed == 1
    assert count(db, AccountParty) == 2
    tally = report.tallies["transactions"]
    assert (tally.rows, tally.added, tally.changed, tally.unchanged, tally.refused) == (4, 1, 0, 2, 1)
    assert [(t.rows, t.added, t.changed, t.unchanged, t.refused) for t in report.tallies.values()][:2] == [
        (2, 0, 1, 1, 0),
        (2, 0, 0, 2, 0),
    ]
    (refused,) = report.refused
    assert (refused.file, refused.row, refused.column) == ("transactions", 3, "reference")
    assert "imported before with other particulars" in refused.reason
    with db.read() as session:
        amounts = session.execute(select(table(AccountTransaction).c.amount_pence)).scalars().all()
    assert -10_000 in amounts
    assert -9_000 not in amounts


@pytest.mark.parametrize(
    ("kind", "row", "column", "reason"),
    [
        ("customers", "C9,Ms,A,B,31/12/1980,no", "date_of_birth", "not a date"),
        ("customers", "C9,Ms,A,B,1066-10-14,no", "date_of_birth", "cannot be meant"),
        ("customers", "C9,Ms,A,,,", "family_name", "is empty"),
        ("customers", "C9,Ms,A,B\x00,,", "family_name", "control characters"),
        ("customers", "C9,Ms,A,B\u202ex,,", "family_name", "control characters"),
        ("customers", "C9,Ms,A,B,,maybe", "large_print", "yes or no"),
        ("customers", f"C9,Ms,A,{'x' * 300},,", "family_name", "longer than"),
        ("customers", "C1,Ms,A,B,,", "reference", "twice"),
        ("customers", "C9,Ms", "", "2 cells where the header has 6"),
        ("accounts", "A9,freehold,1 Road,2020-01-01,1.00,weekly,0,2026-01-01,C1", "tenure", "must be one of"),
        ("accounts", "A9,secure,1 Road,2020-01-01,1.234,weekly,0,2026-01-01,C1", "rent", "amount of money"),
        ("accounts", "A9,secure,1 Road,2020-01-01,1e9,weekly,0,2026-01-01,C1", "rent", "amount of money"),
        ("accounts", "A9,secure,1 Road,2020-01-01,999999999999,weekly,0,2026-01-01,C1", "rent", "cannot be meant"),
        ("accounts", "A9,secure,1 Road,2020-01-01,1.00,weekly,0,2026-01-01,C404", "tenants", "not known"),
        ("transactions", "A404,t9,2026-01-01,rent,1.00,", "account", "not known"),
        ("transactions", "A1,t9,2026-01-01,gift,1.00,", "kind", "must be one of"),
        ("transactions", "A1,t1,2026-02-23,rent,999.00,Rent", "reference", "twice"),
        ("transactions", "A1,t9,2026-02-30,rent,1.00,", "posted_on", "not a date"),
    ],
)
def test_a_bad_row_is_named_and_every_good_one_kept(
    db: Database, clock: SimulatedClock, tmp_path: Path, kind: str, row: str, column: str, reason: str
) -> None:
    files = {"customers": CUSTOMERS, "accounts": ACCOUNTS, "transactions": TRANSACTIONS}
    folder = write(tmp_path / "e", **{kind: files[kind] + row + "\n"})
    report = run(db, folder, clock)
    (refused,) = report.refused
    assert (refused.file, refused.column) == (kind, column)
    tally = report.tallies[kind]
    good = 3 if kind == "transactions" else 2
    assert (tally.rows, tally.refused) == (good + 1, 1)
    assert (tally.added, tally.changed, tally.unchanged) == (good, 0, 0)
    assert refused.row == 5 if kind == "transactions" else refused.row == 4
    assert reason in refused.reason
    assert [count(db, model) for model in (Customer, Account, AccountTransaction)] == [2, 2, 3]


def test_pence_other_names_and_dates_by_a_mapping(db: Database, clock: SimulatedClock, tmp_path: Path) -> None:
    mapping = tmp_path / "m.yaml"
    mapping.write_text(
        STANDARD.read_text().replace("date_format: \"%Y-%m-%d\"", 'date_format: "%d/%m/%Y"')
        .replace("money: pounds", "money: pence").replace('delimiter: ","', 'delimiter: "|"')
        .replace("family_name: family_name", "family_name: Surname")
    )  # fmt: skip
    folder = tmp_path / "e"
    folder.mkdir()
    (folder / "customers.csv").write_text(
        "\ufeffreference|Surname|date_of_birth\nC1|Ash|29/02/1980\n", encoding="utf-8"
    )
    assert run(db, folder, clock, mapping).tallies["customers"].added == 1


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "is empty"),
        (b"reference,title\nC1,Ms\n", "has no column 'family_name'"),
        (b"reference,family_name,reference\n", "two columns"),
        (b"reference,family_name\nC1,Ash\nC2,\xff\xfe\n", "not in UTF-8"),
        (b'reference,family_name\nC1,"Ash\n', "From line 2 on nothing was read"),
        (b"reference,family_name\nC1," + b"x" * 20_000 + b"\n", "From line 2 on nothing was read"),
    ],
)
def test_a_file_that_is_no_export_is_refused(
    db: Database, clock: SimulatedClock, tmp_path: Path, content: bytes, says: str
) -> None:
    (tmp_path / "customers.csv").write_bytes(content)
    with pytest.raises(FileRefused, match=says):
        run(db, tmp_path, clock)


def test_rows_before_a_broken_place_are_kept(db: Database, clock: SimulatedClock, tmp_path: Path) -> None:
    (tmp_path / "customers.csv").write_bytes(b"reference,family_name\nC1,Ash\nC2,\xff\n")
    with pytest.raises(FileRefused):
        run(db, tmp_path, clock)
    assert count(db, Customer) in {0, 1}  # text is decoded in blocks; what was read whole is kept
    (tmp_path / "customers.csv").write_bytes(b"reference,family_name\nC1,Ash\n" + b'C2,"x\n')
    with pytest.raises(FileRefused):
        run(db, tmp_path, clock)
    assert count(db, Customer) == 1


def test_the_report_is_inert_in_a_spreadsheet(db: Database, clock: SimulatedClock, tmp_path: Path) -> None:
    folder = write(tmp_path / "e", customers=CUSTOMERS.replace("date_of_birth", "date_of_birth") + "C9,Ms,A,B,=1+1,\n")
    report = run(db, folder, clock)
    report.write(tmp_path / "report.csv")
    with (tmp_path / "report.csv").open(newline="") as file:
        rows = list(csv.reader(file))
    assert ["customers", "4", "date_of_birth"] in [row[:3] for row in rows]
    assert "account A2: the export says 0.00, the ledger adds up to 10.00" in [row[3] for row in rows]
    assert not any(cell.startswith(("=", "+", "@")) for row in rows for cell in row)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("customers: [", "YAML"),
        ("customers: {reference: r, family_name: f, shoe_size: s}", "no column 'shoe_size'"),
        ("customers: {reference: r}", "'family_name' is needed"),
        ("options: {money: euros}", "money is pounds or pence"),
        ("options: {colour: red}", "no option 'colour'"),
        ("- a\n- b", "cannot be read"),
    ],
)
def test_a_mapping_that_is_not_right_is_refused(tmp_path: Path, content: str, says: str) -> None:
    path = tmp_path / "m.yaml"
    path.write_text(content)
    with pytest.raises(MappingUnreadable, match=says):
        Mapping.read(path)


def test_an_empty_folder_is_refused(db: Database, clock: SimulatedClock, tmp_path: Path) -> None:
    with pytest.raises(FileRefused, match="nothing to import"):
        run(db, tmp_path, clock)


def later(accounts: str) -> str:
    return accounts.replace("2026-03-01", "2026-03-02")


def test_an_older_export_changes_nothing(db: Database, clock: SimulatedClock, tmp_path: Path) -> None:
    run(db, write(tmp_path / "new", customers=CUSTOMERS.replace("Birch", "Beech"), accounts=later(ACCOUNTS)), clock)
    with pytest.raises(OlderExport, match=r"of 1 March 2026, and what stands here is of 2 March 2026\. Nothing was"):
        run(db, write(tmp_path / "old"), clock)
    with db.read() as session:
        assert session.execute(select(table(Account).c.balance_on)).scalars().all() == [date(2026, 3, 2)] * 2
        assert "Beech" in session.execute(select(table(Customer).c.family_name)).scalars().all()
    assert count(db, ImportRun) == 3


def test_an_older_account_among_newer_ones_is_refused_by_itself(
    db: Database, clock: SimulatedClock, tmp_path: Path
) -> None:
    run(db, write(tmp_path / "e"), clock)
    first, second = later(ACCOUNTS).replace("C1;C2", "C1"), ACCOUNTS.replace("2026-03-01,C2", "2026-02-22,C1")
    mixed = "\n".join([*first.splitlines()[:3], second.splitlines()[3]]) + "\n"
    report = run(db, write(tmp_path / "f", accounts=mixed), clock)
    assert [(each.file, each.column) for each in report.refused] == [("accounts", "balance_on")]
    assert "is 22 February 2026, and what stands is of 1 March 2026" in report.refused[0].reason
    tally = report.tallies["accounts"]
    assert (tally.rows, tally.added, tally.changed, tally.unchanged, tally.refused) == (2, 0, 1, 0, 1)
    account, customer, party = table(Account), table(Customer), table(AccountParty)
    query = (
        select(account.c.reference, customer.c.reference)
        .join(party, party.c.account_id == account.c.id)
        .join(customer, customer.c.id == party.c.customer_id)
    )
    with db.read() as session:
        assert sorted(map(tuple, session.execute(query))) == [("A1", "C1"), ("A2", "C2")]


def test_a_death_is_not_taken_back_in_silence(db: Database, clock: SimulatedClock, tmp_path: Path) -> None:
    died = CUSTOMERS.replace("large_print\n", "large_print,date_of_death\n").replace("yes\n", "yes,2026-02-20\n")
    died = died.replace("Birch,,\n", "Birch,,,\n")
    run(db, write(tmp_path / "e", customers=died), clock)
    customer = table(Customer)
    query = select(customer.c.date_of_death, customer.c.family_name).where(customer.c.reference == "C1")
    undone = write(tmp_path / "f", customers=CUSTOMERS.replace("Ash", "Oak"))
    report = run(db, undone, clock)
    (refused,) = report.refused
    assert refused.column == "date_of_death"
    assert "C1 died on 20 February 2026 by what is known here" in refused.reason
    assert "--alive C1" in refused.reason
    with db.read() as session:
        assert tuple(session.execute(query).one()) == (date(2026, 2, 20), "Ash")
    assert import_folder(db, undone, Mapping.read(STANDARD), "user:1", clock, alive=["C1"]).refused == []
    with db.read() as session:
        assert tuple(session.execute(query).one()) == (None, "Oak")


def test_a_bad_byte_is_named_by_its_line_and_what_stands_before_it_is_kept_and_told(
    db: Database, clock: SimulatedClock, tmp_path: Path
) -> None:
    install(db, "Test Homes", clock)
    folder = tmp_path / "e"
    folder.mkdir()
    good = "reference,family_name\n" + "".join(f"C{number},Tenänt\n" for number in range(5))
    (folder / "customers.csv").write_bytes(good.encode() + b"C6,Andr\xe9\nC7,Last\n")
    with pytest.raises(FileRefused) as refused:
        run(db, folder, clock)
    assert refused.value.sentence.startswith("customers.csv, line 7: the file is not in UTF-8 (it holds the byte 0xe9")
    assert count(db, Customer) == 5
    runs = table(ImportRun)
    with db.read() as session:
        (row,) = session.execute(select(runs)).mappings()
        chain = session.execute(select(table(Installation).c.chain_id)).scalar_one()
        told = [entry for entry in timeline(session, chain) if entry["kind"] == "export imported"]
    assert (row["rows"], row["added"], row["kind"]) == (5, 5, "customers")
    assert [(entry["rows"], entry["added"], entry["broken_off"]) for entry in told] == [(5, 5, True)]


def test_a_folder_that_is_not_there_is_said_not_to_be(db: Database, clock: SimulatedClock, tmp_path: Path) -> None:
    with pytest.raises(FileRefused, match=r"There is no folder .*nowhere, so there is nothing to import\."):
        run(db, tmp_path / "nowhere", clock)


def test_a_day_that_lies_ahead_is_refused_row_by_row(db: Database, clock: SimulatedClock, tmp_path: Path) -> None:
    died = CUSTOMERS.replace("large_print\n", "large_print,date_of_death\n").replace("yes\n", "yes,\n")
    slips = {
        "customers": died.replace("Birch,,\n", "Birch,,,\n") + "C3,,,Cole,,,2062-01-01\n",
        "accounts": ACCOUNTS + "A3,secure,3 High Street,2021-01-01,1.00,weekly,0,2062-03-01,C2\n",
        "transactions": TRANSACTIONS + "A2,t9,2062-02-02,payment,-10.00,\n",
    }
    report = run(db, write(tmp_path / "e", **slips), clock)
    assert [each.column for each in report.refused] == ["date_of_death", "balance_on", "posted_on"]
    today = f"{london_date(clock.now()):%-d %B %Y}"
    assert all(f"in the future; today is {today}" in each.reason for each in report.refused)
    assert run(db, write(tmp_path / "f"), clock).refused == []


def test_one_newer_row_makes_no_export_a_newer_one(db: Database, clock: SimulatedClock, tmp_path: Path) -> None:
    three = ACCOUNTS + "A3,secure,3 High Street,2021-01-01,1.00,weekly,0,2026-03-01,C2\n"
    run(db, write(tmp_path / "new", accounts=three), clock)
    old = three.replace("2026-03-01", "2026-02-22").replace("2026-02-22,C1;C2", "2026-03-01,C1;C2")
    head, *rows = old.splitlines(keepends=True)
    unknown = "".join(f"N{n},secure,1 Road,2021-01-01,1.00,weekly,0,2026-03-01,C2\n" for n in range(600))
    for accounts in (old, head + unknown + "".join(rows)):
        with pytest.raises(OlderExport, match=r"of 22 February 2026, and what stands here is of 1 March 2026"):
            run(db, write(tmp_path / "old", customers=CUSTOMERS.replace("Birch", "Beech"), accounts=accounts), clock)
    with pytest.raises(FileRefused, match="Nothing was imported"):
        run(db, write(tmp_path / "old", accounts="nothing,here\n1,2\n"), clock)
    with db.read() as session:
        assert "Beech" not in session.execute(select(table(Customer).c.family_name)).scalars().all()
    assert count(db, ImportRun) == 3


def test_a_representative_is_not_lost_in_silence(db: Database, clock: SimulatedClock, tmp_path: Path) -> None:
    acts = CUSTOMERS.replace("large_print\n", "large_print,representative_name\n").replace("yes\n", "yes,Helen Marsh\n")
    run(db, write(tmp_path / "e", customers=acts.replace("Birch,,\n", "Birch,,,\n")), clock)
    without = write(tmp_path / "f")
    (refused,) = run(db, without, clock).refused
    assert refused.column == "representative_name"
    assert "Helen Marsh acts for C1 by an earlier export" in refused.reason
    assert "--unrepresented C1" in refused.reason
    again = import_folder(db, without, Mapping.read(STANDARD), "user:1", clock, unrepresented=["C1"])
    assert again.refused == []


@pytest.mark.parametrize(("begins", "says"), [(-1, "is in force"), (5, "is planned"), (-9, "")])
def test_a_tenant_whom_a_hold_covers_is_not_left_out(
    db: Database, clock: SimulatedClock, tmp_path: Path, begins: int, says: str
) -> None:
    run(db, write(tmp_path / "e"), clock)
    first = days_after(london_date(clock.now()), begins)
    with db.write() as session:
        until, at = days_after(first, 4), clock.now()
        hold = Hold(kind="breathing_space", begins_on=first, ends_on=until, placed_by="user:1", placed_at=at)
        session.add(hold)
        session.flush()
        customer = session.execute(select(table(Customer).c.id).where(table(Customer).c.reference == "C1")).scalar()
        session.add(HoldScope(hold_id=hold.id or 0, customer_id=customer))
    report = run(db, write(tmp_path / "f", accounts=ACCOUNTS.replace("C1;C2", "C2")), clock)
    reasons = [each.reason for each in report.refused]
    expected = f"leaves out C1, for whom hold 1 (breathing space) {says}; end or move the hold first"
    assert reasons == ([expected] if says else [])
    assert count(db, AccountParty) == (3 if says else 2)
