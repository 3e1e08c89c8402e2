"""Terms, tenants' days, parts of rents and rent years come in whole or not at all; the same again changes nothing."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from cases.importing import FileRefused, Mapping, MappingUnreadable, Report, import_folder
from cases.importing.control import ControlTotalsDiffer
from cases.tables import Account, AccountParty, Customer, FormerParty
from cases.tenancies.parts import Parts, parts
from cases.tenancies.reading import rent_years, terms, terms_of, years_of
from cases.tenancies.rows import Terms
from cases.tenancies.tables import RentPart, RentYear, TenancyTerms
from cases.words import Tenure
from tasks.assembly import install
from tests.calculating import LAW
from tests.cases.test_importing import ACCOUNTS, STANDARD, count, write
from tests.conftest import MORNING
from workflows.clock import SimulatedClock, london_date
from workflows.db import Database, table
from workflows.evidence import timeline
from workflows.runtime.tables import Installation

TODAY = london_date(MORNING)
CALENDARS = (
    "calendar,year,begins_on,weeks,rent_free\n"
    "houses,2025,2025-04-07,52,2025-12-22;2025-12-29\n"
    "houses,2026,2026-04-06,52,\n"
)
TENANCIES = (
    "account,tenure,from_on,until_on,fixed_until,trial_extended,demoted_on,rent_begins,rent_calendar\n"
    "A1,introductory,2020-04-06,2021-04-05,,no,,2020-04-06,houses\n"
    "A1,secure,2021-04-06,,,,,2020-04-06,houses\n"
    "A2,assured_social,2021-01-01,,,,,2021-01-01,\n"
)
TENANTS = (
    "account,customer,from_on,until_on\n"
    "A1,C1,2020-04-06,\nA1,C2,2024-07-01,\nA1,C3,2020-04-06,2023-12-31\nA2,C2,2021-01-01,\n"
)
CHARGES = (
    "account,part,code,from_on,until_on,amount,period\n"
    "A1,net_rent,NR,2025-04-07,,97.50,\n"
    "A1,eligible_service_charge,CARE,2025-04-07,,5.00,\n"
    "A1,eligible_service_charge,GRND,2025-04-07,,2.00,\n"
    "A1,water,WTR,2025-04-07,,34.67,monthly\n"
    "A1,water,WTR,2024-04-01,2025-04-06,7.00,\n"
    "A2,net_rent,,2021-01-01,,1234.00,monthly\n"
)
PEOPLE = "reference,title,given_name,family_name\nC1,Ms,Ann,Ash\nC2,,,Birch\nC3,,,Cole\n"
FILES = {"rent_calendars": CALENDARS, "tenancies": TENANCIES, "tenants": TENANTS, "charges": CHARGES}


def bring(db: Database, folder: Path, clock: SimulatedClock, mapping: Path = STANDARD, **changed: str) -> Report:
    write(folder, customers=PEOPLE, **{**FILES, **changed})
    return import_folder(db, folder, Mapping.read(mapping), "user:1", clock)


def refused(report: Report, kind: str) -> list[tuple[int, str, str]]:
    return [(each.row, each.column, each.reason) for each in report.refused if each.file == kind]


def number_of(db: Database, reference: str, model: type = Account) -> int:
    rows = table(model)
    with db.read() as session:
        return int(session.execute(select(rows.c.id).where(rows.c.reference == reference)).scalar_one())


def made_of(db: Database, reference: str, on: date = TODAY) -> Parts | None:
    account = number_of(db, reference)
    with db.read() as session:
        assert parts(session, on, None).get(account) == parts(session, on, account).get(account)
        return parts(session, on, account).get(account)


def test_what_a_tenancy_is_comes_in_and_again_changes_nothing(
    db: Database, clock: SimulatedClock, tmp_path: Path
) -> None:
    report = bring(db, tmp_path / "e", clock)
    assert (report.refused, report.left_out) == ([], [])
    # £97.50 + £5 + £2, and of £34.67 a month 12/52 a week: £8.00
    assert made_of(db, "A1") == Parts(11_250, 10_450)
    assert made_of(db, "A1", date(2025, 4, 6)) == Parts(700, 0)
    assert made_of(db, "A2") == Parts(123_400, 123_400)
    account = number_of(db, "A1")
    with db.read() as session:
        for one in (None, account):
            assert terms(session, TODAY, one)[account].terms.tenure is Tenure.SECURE
            assert terms(session, date(2021, 4, 5), one)[account].terms.tenure is Tenure.INTRODUCTORY
            assert [year.year for year in rent_years(session, TODAY, one)[account]] == [2025, 2026]
        assert [each.said.from_on.year for each in terms_of(session, account)] == [2020, 2021]
        (first, _) = years_of(session, "houses")
        assert first.said.rent_free == (date(2025, 12, 22), date(2025, 12, 29))
        party, gone = table(AccountParty), table(FormerParty)
        since = session.execute(select(party.c.from_on).where(party.c.account_id == account).order_by(party.c.from_on))
        assert since.scalars().all() == [date(2020, 4, 6), date(2024, 7, 1)]
        before = session.execute(select(gone.c.customer_id, gone.c.until_on))
        assert [tuple(row) for row in before] == [(number_of(db, "C3", Customer), date(2023, 12, 31))]
    again = bring(db, tmp_path / "e", clock)
    assert {kind: again.tallies[kind].changed for kind in FILES} == dict.fromkeys(FILES, 0)
    assert {kind: again.tallies[kind].unchanged for kind in FILES} == {
        "rent_calendars": 2,
        "tenancies": 3,
        "tenants": 4,
        "charges": 6,
    }
    assert set(FILES) <= set(again.already)
    assert [count(db, model) for model in (RentYear, TenancyTerms, FormerParty, RentPart)] == [2, 3, 1, 6]


def test_a_newer_export_takes_the_place_of_all_that_an_account_was_made_of(
    db: Database, clock: SimulatedClock, tmp_path: Path
) -> None:
    bring(db, tmp_path / "e", clock)
    less = CHARGES.replace("A1,eligible_service_charge,GRND,2025-04-07,,2.00,\n", "")
    less = less.replace("A2,net_rent,,2021-01-01,,1234.00,monthly\n", "")
    report = bring(db, tmp_path / "e", clock, charges=less)
    assert (report.tallies["charges"].changed, report.tallies["charges"].unchanged) == (4, 0)
    assert made_of(db, "A1") == Parts(11_050, 10_250)
    assert made_of(db, "A2") == Parts(123_400, 123_400)  # of whom nothing is said, nothing is changed
    assert count(db, RentPart) == 6 + 4  # what was known stays, and says since when it was replaced


@pytest.mark.parametrize(
    ("kind", "line", "row", "column", "reason"),
    [
        (
            "rent_calendars",
            "flats,2026,2027-04-05,52,\n",
            4,
            "begins_on",
            "is Monday 5 April 2027, which is not in 2026",
        ),
        ("rent_calendars", "flats,2026,2026-04-06,51,\n", 4, "weeks", "is 51, and a rent year has 52 weeks or 53"),
        (
            "rent_calendars",
            "flats,2026,2026-04-06,99,\n",
            4,
            "weeks",
            "is '99'; it must be a whole number from 1 to 53",
        ),
        (
            "rent_calendars",
            "flats,2026,2026-04-06,52,2026-12-22\n",
            4,
            "rent_free",
            "names Tuesday 22 December 2026, on",
        ),
        (
            "rent_calendars",
            "flats,2026,2026-04-06,52,2027-04-05\n",
            4,
            "rent_free",
            "names Monday 5 April 2027, on which",
        ),
        ("rent_calendars", "flats,2026,2026-04-06,52,soon\n", 4, "rent_free", "is 'soon', which is not a date"),
        ("rent_calendars", "houses,2026,2026-04-06,53,\n", 4, "year", "2026 is there twice"),
        (
            "rent_calendars",
            "houses,2027,2027-04-12,52,\n",
            4,
            "begins_on",
            "is Monday 12 April 2027, and the year before has 52 weeks and ends on Sunday 4 April 2027.",
        ),
        (
            "rent_calendars",
            f"flats,2026,2026-04-06,52,{';'.join(str(date(2026, 4, 6) + timedelta(days=7 * n)) for n in range(52))}\n",
            4,
            "rent_free",
            "names every week of the year",
        ),
        ("tenancies", "A9,secure,2020-04-06,,,,,,\n", 5, "account", "is A9, which is not known"),
        ("tenancies", "A2,council,2020-04-06,,,,,,\n", 5, "tenure", "is 'council'; it must be one of secure"),
        ("tenancies", "A2,starter,2020-01-01,,,,,,\n", 4, "from_on", "is Friday 1 January 2021, and what stands from"),
        ("tenancies", "A2,starter,2020-01-01,2019-12-31,,,,,\n", 5, "until_on", "is Tuesday 31 December 2019, before"),
        (
            "tenancies",
            "A2,secure,2019-01-01,2019-12-31,2019-06-30,,,,\n",
            5,
            "fixed_until",
            "is Sunday 30 June 2019, and",
        ),
        ("tenancies", "A2,secure,2019-01-01,2019-12-31,,yes,,,\n", 5, "trial_extended", "is yes, and only an introd"),
        ("tenancies", "A2,secure,2019-01-01,2019-12-31,,,2019-02-01,,\n", 5, "demoted_on", "is said of a tenancy that"),
        ("tenancies", "A2,secure,2019-01-01,2019-12-31,,,,,boats\n", 5, "rent_calendar", "is 'boats', and there is no"),
        ("tenancies", "A2,secure,2090-01-01,,,,,,\n", 5, "from_on", "is Sunday 1 January 2090, more than a year ahead"),
        ("tenancies", "A2,secure,1850-01-01,1850-12-31,,,,,\n", 5, "from_on", "is Tuesday 1 January 1850, before 1900"),
        ("tenancies", "A2,leasehold,1499-01-01,,,,,,\n", 5, "from_on", "is '1499-01-01', which cannot be meant"),
        (
            "tenancies",
            "A2,starter,2019-01-01,2019-12-31,2018-06-30,,,,\n",
            5,
            "fixed_until",
            "lies before the terms begin",
        ),
        (
            "tenancies",
            "A2,demoted,2019-01-01,2019-12-31,,,2018-12-31,,\n",
            5,
            "demoted_on",
            "is Monday 31 December 2018, before the tenancy began on Tuesday 1 January 2019",
        ),
        ("tenancies", "A2,secure,2019-01-01,2019-12-31,,,,2090-01-02,\n", 5, "rent_begins", "is Monday 2 January 2090"),
        (
            "tenancies",
            "A2,flexible,2019-01-01,2019-12-31,2119-01-01,,,,\n",
            5,
            "fixed_until",
            "is Sunday 1 January 2119, 100 years after these terms begin",
        ),
        ("tenants", "A2,C9,2021-04-06,\n", 6, "customer", "is C9, who is not known"),
        (
            "tenants",
            "A2,C1,2021-04-06,\n",
            5,
            "customer",
            "makes C1, C2 the tenant today, and by the accounts that is C2",
        ),
        ("tenants", "A2,C3,2021-04-06,2021-04-05\n", 6, "until_on", "is Monday 5 April 2021, before"),
        (
            "tenants",
            "A2,C3,2020-12-31,2021-04-05\n",
            6,
            "from_on",
            "is Thursday 31 December 2020, before the tenancy began on Friday 1 January 2021",
        ),
        ("tenants", "A2,C2,2021-01-01,2021-06-30\n", 6, "from_on", "is Friday 1 January 2021, and what stands from"),
        (
            "charges",
            "A2,net_rent,,2022-01-01,,1.00,\n",
            8,
            "from_on",
            "is Saturday 1 January 2022, and what stands from",
        ),
        ("charges", "A2,water,,2022-01-01,,-1.00,\n", 8, "amount", "is less than nothing"),
        ("charges", "A2,water,,2090-01-01,,1.00,\n", 8, "from_on", "is Sunday 1 January 2090, more than a year ahead"),
        ("charges", "A2,parking,,2022-01-01,,1.00,\n", 8, "part", "is 'parking'; it must be one of net_rent"),
        ("charges", "A2,water,,2022-01-01,,lots,\n", 8, "amount", "is 'lots', which is not an amount of money"),
        ("charges", "A2,water,,2022-01-01,,1.00,daily\n", 8, "period", "is 'daily'; it must be one of weekly"),
        ("charges", 'A2,water,"a\x00b",2022-01-01,,1.00,\n', 8, "code", "holds control characters"),
    ],
)
def test_one_line_that_cannot_be_so_keeps_its_whole_file_out(
    db: Database, clock: SimulatedClock, tmp_path: Path, kind: str, line: str, row: int, column: str, reason: str
) -> None:
    report = bring(db, tmp_path / "e", clock, **{kind: FILES[kind] + line})
    assert [each[:2] for each in refused(report, kind)] == [(row, column)]
    assert refused(report, kind)[0][2].startswith(reason)
    assert kind in report.left_out
    tally = report.tallies[kind]
    assert (tally.added, tally.changed, tally.unchanged) == (0, 0, 0)
    # It was not there: the very same file may come again, and is no file that was posted.
    assert kind not in bring(db, tmp_path / "e", clock, **{kind: FILES[kind] + line}).already
    model = {"rent_calendars": RentYear, "tenancies": TenancyTerms, "tenants": FormerParty, "charges": RentPart}[kind]
    assert count(db, model) == 0
    # Without calendars the terms that name them are refused too, and nothing else is.
    assert set(report.left_out) == ({kind, "tenancies"} if kind == "rent_calendars" else {kind})
    right = bring(db, tmp_path / "e", clock)
    assert (right.refused, right.left_out) == ([], [])


def test_each_line_that_is_wrong_is_told(db: Database, clock: SimulatedClock, tmp_path: Path) -> None:
    lines = "A2,water,,2022-01-01,,-1.00,\nA8,water,,2022-01-01,,1.00,\nA2,water,W,2022-01-01,2021-01-01,1.00,\n"
    report = bring(db, tmp_path / "e", clock, charges=CHARGES + lines)
    assert [each[:2] for each in refused(report, "charges")] == [(9, "account"), (8, "amount"), (10, "until_on")]
    report.write(tmp_path / "report.csv")
    assert '"charges","8","amount","is less than nothing' in (tmp_path / "report.csv").read_text()


def test_what_the_record_says_of_a_file_that_was_kept_out(db: Database, clock: SimulatedClock, tmp_path: Path) -> None:
    install(db, "Newbridge Homes", clock, demo=True)
    bring(db, tmp_path / "e", clock, charges=CHARGES + "A8,water,,2022-01-01,,1.00,\n")
    with db.read() as session:
        chain = session.execute(select(table(Installation).c.chain_id)).scalar_one()
        said = {entry["file"]: entry for entry in timeline(session, chain) if "file" in entry}
    out = said["charges.csv"]
    assert (out["left_out"], out["refused"], out["changed"]) == (True, 1, 0)
    assert "left_out" not in said["tenancies.csv"]


def test_control_totals_of_charges(db: Database, clock: SimulatedClock, tmp_path: Path) -> None:
    control = "file,rows,total\ncharges,6,1380.17\ntenancies,3,\n"
    assert bring(db, tmp_path / "e", clock, control=control).left_out == []
    for wrong, said in (("1380.18", "adds up to 1,380.17"), ("1380.17\ntenants,5,", "tenants.csv has 4 rows")):
        with pytest.raises(ControlTotalsDiffer, match=said):
            bring(db, tmp_path / "e", clock, control=control.replace("1380.17", wrong))
    with pytest.raises(FileRefused, match=r"tenancies\.csv holds nothing to add up"):
        bring(db, tmp_path / "e", clock, control="file,rows,total\ntenancies,3,5.00\n")


def test_a_file_that_cannot_be_read_keeps_nothing_of_itself(
    db: Database, clock: SimulatedClock, tmp_path: Path
) -> None:
    with pytest.raises(FileRefused, match=r"charges\.csv has no column 'amount'"):
        bring(db, tmp_path / "e", clock, charges=CHARGES.replace("amount", "sum"))
    with pytest.raises(FileRefused, match="a quotation mark is opened"):
        bring(db, tmp_path / "e", clock, charges=CHARGES + 'A1,"water,,2022-01-01,,1.00,\n')
    assert count(db, RentPart) == 0


def test_a_mapping_may_name_their_columns_and_one_of_before_need_not(
    db: Database, clock: SimulatedClock, tmp_path: Path
) -> None:
    start, end = STANDARD.read_text().index("# The four that follow"), STANDARD.read_text().index("transactions:\n")
    before = STANDARD.read_text()[:start] + STANDARD.read_text()[end:]
    (tmp_path / "before.yaml").write_text(before)
    assert bring(db, tmp_path / "e", clock, tmp_path / "before.yaml").left_out == []
    (tmp_path / "theirs.yaml").write_text(
        STANDARD.read_text().replace("  amount: amount\n  period", "  amount: sum\n  period")
    )
    changed = CHARGES.replace("amount", "sum").replace("97.50", "98.50")
    assert bring(db, tmp_path / "e", clock, tmp_path / "theirs.yaml", charges=changed).left_out == []
    assert made_of(db, "A1") == Parts(11_350, 10_550)
    (tmp_path / "odd.yaml").write_text(before + "charges: {account: account, flavour: x}\n")
    with pytest.raises(MappingUnreadable, match="charges: we have no column 'flavour'"):
        Mapping.read(tmp_path / "odd.yaml")


def test_numbers_that_no_year_has(db: Database, clock: SimulatedClock, tmp_path: Path) -> None:
    """A rent year of 53 weeks lets the next one begin a week later, and no other."""
    longer = CALENDARS.replace("2025-04-07,52", "2025-04-07,53")
    report = bring(db, tmp_path / "e", clock, rent_calendars=longer)
    assert refused(report, "rent_calendars")[0][2].startswith(
        "is Monday 6 April 2026, and the year before has 53 weeks"
    )
    report = bring(db, tmp_path / "e", clock, rent_calendars=longer.replace("2026-04-06", "2026-04-13"))
    assert report.left_out == []


@pytest.mark.parametrize(
    ("change", "column", "reason"),
    [
        (
            ("2020-04-06,112.50", "2090-04-06,112.50"),
            "tenancy_start",
            "is Thursday 6 April 2090, more than a year ahead",
        ),
        (("2020-04-06,112.50", "1850-04-06,112.50"), "tenancy_start", "is Saturday 6 April 1850, before 1900"),
        (("2020-04-06,112.50", "2020-04-06,-112.50"), "rent", "is £-112.50, less than nothing"),
    ],
)
def test_an_account_that_cannot_be_is_refused(
    db: Database, clock: SimulatedClock, tmp_path: Path, change: tuple[str, str], column: str, reason: str
) -> None:
    report = bring(db, tmp_path / "e", clock, accounts=ACCOUNTS.replace(*change))
    ((row, where, why),) = refused(report, "accounts")
    assert (row, where) == (2, column)
    assert why.startswith(reason)


def test_an_account_that_ended_before_it_began_is_refused(db: Database, clock: SimulatedClock, tmp_path: Path) -> None:
    header, first, second = ACCOUNTS.split("\nA", 2)
    lines = f"{header},tenancy_end\nA{first},2020-04-05\nA{second.rstrip()},\n"
    ((row, where, why),) = refused(bring(db, tmp_path / "e", clock, accounts=lines), "accounts")
    assert (row, where) == (2, "tenancy_end")
    assert why.startswith("is 5 April 2020, before 6 April 2020, the first day.")


def test_tenants_after_the_tenancy_ended_are_refused(db: Database, clock: SimulatedClock, tmp_path: Path) -> None:
    header, first, second = ACCOUNTS.split("\nA", 2)
    lines = f"{header},tenancy_end\nA{first},2025-12-31\nA{second.rstrip()},\n"
    late = TENANTS.replace("A1,C3,2020-04-06,2023-12-31", "A1,C3,2020-04-06,2026-01-15")
    report = bring(db, tmp_path / "e", clock, accounts=lines, tenants=late)
    assert [each[:2] for each in refused(report, "tenants")] == [(4, "until_on")]
    assert "after the tenancy ended on Wednesday 31 December 2025" in refused(report, "tenants")[0][2]


def test_what_is_unusual_is_kept_and_told(db: Database, clock: SimulatedClock, tmp_path: Path) -> None:
    """An introductory tenancy of ten years, and parts that do not come to the rent."""
    ten = "A1,introductory,2011-04-06,2021-04-05,,no,,2020-04-06,houses"
    changed = TENANCIES.replace("A1,introductory,2020-04-06,2021-04-05,,no,,2020-04-06,houses", ten)
    write(
        tmp_path / "e", customers=PEOPLE, **{**FILES, "tenancies": changed, "charges": CHARGES.replace("97.50", "9.75")}
    )
    report = import_folder(db, tmp_path / "e", Mapping.read(STANDARD), "user:1", clock, law=LAW)
    assert (report.refused, report.left_out) == ([], [])
    told = {each.file: each for each in report.unusual}
    assert (told["tenancies"].row, told["tenancies"].column) == (2, "until_on")
    assert told["tenancies"].reason.startswith(
        "is Monday 5 April 2021, and the trial of an introductory tenancy that began on Wednesday 6 April 2011 ended "
        "on Thursday 5 April 2012 (Housing Act 1996 s.125, and no extension is said)."
    )
    assert (told["charges"].row, told["charges"].column) == (2, "amount")
    assert told["charges"].reason == "makes the parts £24.75, and the rent of the account is £112.50"
    report.write(tmp_path / "report.csv")
    assert '"tenancies","2","until_on","kept, and unusual: is Monday' in (tmp_path / "report.csv").read_text()
    assert [each.reason for each in bring(db, tmp_path / "f", clock).unusual] == []


def test_terms_that_are_seldom_so_are_kept_and_told(db: Database, clock: SimulatedClock, tmp_path: Path) -> None:
    """Demoted without a day or beyond it, a rent that began years before, and a fixed term of thirty years."""
    lines = (
        "A2,demoted,2017-01-01,2017-12-31,,,,,\n"
        "A2,demoted,2018-01-01,2019-12-31,,,2018-01-01,,\n"
        "A2,flexible,2020-01-01,2020-12-31,2050-01-01,,,2014-01-06,\n"
    )
    write(tmp_path / "e", customers=PEOPLE, **{**FILES, "tenancies": TENANCIES + lines})
    report = import_folder(db, tmp_path / "e", Mapping.read(STANDARD), "user:1", clock, law=LAW)
    assert (report.refused, report.left_out) == ([], [])
    told = {(each.row, each.column): each.reason for each in report.unusual if each.file == "tenancies"}
    assert set(told) == {(5, "demoted_on"), (6, "until_on"), (7, "fixed_until"), (7, "rent_begins")}
    assert "the demotion of Monday 1 January 2018 ended on Monday 31 December 2018" in told[6, "until_on"]
    assert told[7, "rent_begins"].startswith(
        "is Monday 6 January 2014, more than two years before the tenancy began on"
    )
    assert count(db, TenancyTerms) == 6


def test_a_flexible_term_of_a_day_and_a_demotion_within_its_terms_are_kept_and_told(
    db: Database, clock: SimulatedClock, tmp_path: Path
) -> None:
    lines = "A2,flexible,2018-01-01,2018-12-31,2018-01-01,,,,\nA2,demoted,2019-01-01,2019-06-30,,,2019-03-01,,\n"
    write(tmp_path / "e", customers=PEOPLE, **{**FILES, "tenancies": TENANCIES + lines})
    report = import_folder(db, tmp_path / "e", Mapping.read(STANDARD), "user:1", clock, law=LAW)
    assert (report.refused, report.left_out) == ([], [])
    told = {(each.row, each.column): each.reason for each in report.unusual if each.file == "tenancies"}
    assert set(told) == {(5, "fixed_until"), (6, "demoted_on")}
    assert "is granted until Tuesday 31 December 2019 at least" in told[5, "fixed_until"]
    assert "until then it was not demoted" in told[6, "demoted_on"]


def test_a_lease_of_long_ago_comes_in(db: Database, clock: SimulatedClock, tmp_path: Path) -> None:
    lease = TENANCIES.replace("A2,assured_social,2021-01-01,,,", "A2,leasehold,1850-06-24,,2849-06-23,")
    accounts = "\n".join(
        line.replace("Assured Social", "leasehold").replace("2021-01-01", "1850-06-24")
        if line.startswith("A2,")
        else line
        for line in ACCOUNTS.splitlines()
    )
    assert "leasehold" in accounts
    assert "1850-06-24" in accounts
    report = bring(db, tmp_path / "e", clock, accounts=f"{accounts}\n", tenancies=lease)
    assert (report.refused, report.left_out) == ([], [])
    (_, said) = terms_of_reference(db, "A2")[-1]
    assert (said.from_on, said.fixed_until) == (date(1850, 6, 24), date(2849, 6, 23))


def test_terms_of_no_lease_end_on_no_day_centuries_on(db: Database, clock: SimulatedClock, tmp_path: Path) -> None:
    long = TENANCIES.replace("A2,assured_social,2021-01-01,,", "A2,assured_social,2021-01-01,2900-01-01,")
    ((row, column, why),) = refused(bring(db, tmp_path / "e", clock, tenancies=long), "tenancies")
    assert (row, column) == (4, "until_on")
    assert "is Friday 1 January 2900, 879 years after these terms begin. Check the year" in why


def terms_of_reference(db: Database, reference: str) -> list[tuple[int, Terms]]:
    account = number_of(db, reference)
    with db.read() as session:
        return [(each.id, each.said) for each in terms_of(session, account)]
