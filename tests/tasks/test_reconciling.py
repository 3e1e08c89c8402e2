"""Rows against the record: whatever is changed in a row, or is gone, is found and named."""

import csv
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import text
from sqlmodel import Session

from cases import holds
from cases.importing import Mapping, import_folder
from cases.tables import AccountTransaction
from documents.library import Library
from documents.wording import confirm, unconfirmed
from tasks import records
from tasks.acts import users
from tasks.people import add_user
from tasks.reconciling import NOT_COMPARED, reconcile
from tasks.reconciling.case_rows import _status
from tasks.signing import sign_in
from tests.book import BOOK
from tests.house import BENEFITS, CHECKLIST, CONTACTED, PASSWORD, PREPARE, Landlord, make_landlord
from workflows.clock import SimulatedClock, london_date
from workflows.db import table
from workflows.evidence import Finding, check_database, timeline
from workflows.evidence.chain import erase_payloads
from workflows.evidence.kinds import Kind
from workflows.settings import HOUSE

WORDING = Library(BOOK)


def differences(landlord: Landlord) -> list[str]:
    with landlord.house.db.read() as session:
        findings, _notes = reconcile(session, landlord.house.store, landlord.house.runtime.rules)
        assert check_database(session).findings == []  # the record itself holds: that is not enough
    return [finding.sentence for finding in findings]


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Landlord]:
    """A landlord on SQLite with a closed case and an open one, a hold, a confirmed paragraph and an imported ledger."""
    from tests.conftest import MORNING

    folder = tmp_path_factory.mktemp("lived")
    clock = SimulatedClock(MORNING)
    made = make_landlord(f"sqlite:///{folder / 'store' / 'd.db'}", folder / "store", clock)
    _import(made, folder / "exports", 6)
    made.look()
    case = made.case_of(1)
    made.pass_days(15)
    made.complete("olive", case, "contact_customer", **CONTACTED)
    item = made.step(case, "contact_customer")
    with made.house.db.write() as session:
        made.house.work.reopen(session, made.person("tess"), item["task_id"], "Wrong tenant")
    clock.move_to(clock.now() + timedelta(minutes=10))
    made.complete("olive", case, "contact_customer", **CONTACTED)
    made.complete("olive", case, "check_benefits", **BENEFITS)
    made.look()
    made.pass_days(15)
    made.complete("olive", case, "complete_pre_action_checklist", **CHECKLIST)
    made.complete("tess", case, "decide_notice", **PREPARE)
    today = london_date(clock.now())
    runtime = made.house.runtime
    first = holds.place(runtime, "dispute", "user:1", begins_on=today, accounts=[2], reason="Repairs")
    holds.place(runtime, "death", "user:3", begins_on=today + timedelta(days=9), customers=[1, 2])
    holds.release(runtime, first, "user:3", "Settled")
    with made.house.db.write() as session:
        paragraph = WORDING.on("arrears.letter_1.first_opening", today)
        confirm(session, paragraph.key, paragraph.sha256, "user:5", clock)
    yield made
    made.house.close()


def _import(landlord: Landlord, folder: Path, weeks: int) -> None:
    """Two tenancies whose rent was not paid for so many weeks, as a housing system exports them."""
    folder.mkdir(exist_ok=True)
    today = london_date(landlord.clock.now())
    tables: dict[str, list[dict[str, object]]] = {"customers": [], "accounts": [], "transactions": []}
    for number in ("1", "2"):
        who = {"reference": f"C{number}", "title": "Ms", "given_name": "Ann", "family_name": f"Tenant{number}"}
        tables["customers"].append(who)
        tables["accounts"].append(
            {
                "reference": number, "tenants": f"C{number}", "kind": "rent", "tenure": "secure",
                "address": f"{number} High Street", "postcode": "NB1 1AA", "tenancy_start": "2020-04-06",
                "rent": "100.00", "rent_period": "weekly", "balance": f"{weeks * 100}.00", "balance_on": str(today),
            }
        )  # fmt: skip
        for week in range(weeks):
            on = today - timedelta(days=today.weekday(), weeks=week)
            line = {"account": number, "reference": f"r{on}", "posted_on": str(on), "kind": "rent", "amount": "100.00"}
            tables["transactions"].append({**line, "description": "Rent"})
    for name, rows in tables.items():
        with (folder / f"{name}.csv").open("w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)
    mapping = Mapping.read(HOUSE / "bpmn" / "organisation" / "mappings" / "standard.yaml")
    report = import_folder(landlord.house.db, folder, mapping, "user:6", landlord.clock)
    assert report.refused == []


def test_what_was_lived_is_in_order(lived: Landlord) -> None:
    assert differences(lived) == []
    report = records.check_everything(lived.house, None)
    assert report.findings == []
    assert not any("not compared" in note for note in report.notes if note != NOT_COMPARED)


HOLD = (
    "kind, begins_on, source, reason, placed_by, placed_at, released_by, released_reason, placed_in_error, begun, ended"
)
LETTER = "WHERE id = (SELECT min(id) FROM document WHERE case_id = 1)"  # which of two was made first is chance
# What is changed → each chain with the entry that is named (0: none), and words of one sentence.
CHANGES = {
    "UPDATE case_file SET status = 'open' WHERE id = 1": (
        "case/RA-1-1 41",
        "the row of case/RA-1-1 says that it is open, and its record",
    ),
    "UPDATE case_file SET status = 'closed' WHERE id = 2": (
        "case/RA-2-1 0",
        "says that it is closed, and its record says open",
    ),
    "UPDATE case_file SET outcome = 'paid' WHERE id = 1": (
        "case/RA-1-1 41",
        "says that it ended with 'paid', and its record says",
    ),
    "UPDATE work_item SET completed_by = 'user:2' WHERE step = 'check_benefits'": (
        "case/RA-1-1 26, case/RA-1-1 20",
        "says that user:2 completed it",
    ),
    "UPDATE work_item SET completed_at = '2026-02-01 10:00:00' WHERE step = 'decide_notice'": (
        "case/RA-1-1 41, case/RA-1-1 36",
        "1 February 2026, 10:00",
    ),
    "UPDATE work_item SET completed_by = 'user:2', completed_seq = NULL WHERE step = 'check_benefits'": (
        "case/RA-1-1 0, case/RA-1-1 20",
        "says that user:2 completed it",
    ),
    "DELETE FROM work_item WHERE step = 'decide_notice'": ("case/RA-1-1 36", "no row of a step says so any more"),
    "UPDATE work_item SET status = 'cancelled' WHERE step = 'decide_notice'": (
        "case/RA-1-1 36",
        "no row of a step says so any more",
    ),
    "UPDATE hold SET ends_on = '2026-03-05' WHERE id = 2": ("organisation 7", "hold 2 has another ends_on than entry"),
    "UPDATE hold SET begins_on = '2025-03-05' WHERE id = 1": (
        "organisation 6",
        "hold 1 has another begins_on than entry",
    ),
    "UPDATE hold SET kind = 'dispute' WHERE id = 2": ("organisation 7", "hold 2 has another kind"),
    "UPDATE hold SET placed_by = 'user:2' WHERE id = 2": ("organisation 7", "placed by user:2, and entry"),
    "UPDATE hold SET released_by = 'user:5', released_at = placed_at WHERE id = 2": (
        "organisation 0",
        "no entry tells of a release",
    ),
    "UPDATE hold SET released_at = placed_at WHERE id = 2": (
        "organisation 0",
        "hold 2 was released by its row, by nobody, and no entry tells of a release",
    ),
    "UPDATE hold SET released_by = '', released_at = NULL WHERE id = 1": (
        "organisation 8",
        "hold 1 was not released by its row",
    ),
    "UPDATE hold_scope SET account_id = 1 WHERE hold_id = 1": ("organisation 6", "hold 1 has another accounts"),
    f"INSERT INTO hold ({HOLD}) SELECT {HOLD} FROM hold WHERE id = 2": (
        "organisation 0",
        "there is a hold 3 (death), and no entry",
    ),
    "UPDATE procedure_version SET sha256 = 'x'": ("procedure/arrears 2", "version 1 of arrears has another sha256"),
    "UPDATE procedure_version SET published_by = 'user:1'": ("procedure/arrears 2", "has another published_by"),
    "UPDATE procedure_version SET proposed_by = 'user:4'": ("procedure/arrears 2", "has another proposed_by"),
    "UPDATE procedure_version SET certificate = '{}'": (
        "procedure/arrears 2",
        "the certificate of version 1 of arrears was changed",
    ),
    "UPDATE procedure_file SET content = CAST('<x/>' AS BLOB) WHERE path = 'arrears.bpmn'": (
        "procedure/arrears 2",
        "the files of version 1",
    ),
    "UPDATE app_user SET roles = 'officer administrator' WHERE username = 'olive'": (
        "user/olive 1",
        "the row of olive says roles",
    ),
    "UPDATE app_user SET name = 'Oliver' WHERE username = 'olive'": (
        "user/olive 1",
        "the row of olive says name Oliver",
    ),
    "UPDATE wording_confirmation SET by = 'user:1'": (
        "organisation 0",
        "user:1 confirmed the wording of arrears.letter_1.first_opening, and the record",
    ),
    "DELETE FROM wording_confirmation": ("organisation 0", "was confirmed, and there is no row of it"),
    "INSERT INTO wording_confirmation VALUES ('ab', 'x', 'user:5', '2026-03-02 09:00:00')": (
        "organisation 0",
        "so it counts for nothing",
    ),
    f"UPDATE document SET sha256 = 'ab' {LETTER}": ("case/RA-1-1 11, case/RA-1-1 11", "another sha256 than entry"),
    f"UPDATE document SET addressee = 'Mx Else' {LETTER}": ("case/RA-1-1 11", "another addressee"),
    f"UPDATE document SET dated = '2026-01-05' {LETTER}": ("case/RA-1-1 11", "another dated"),
    f"UPDATE document SET pages = 1 {LETTER}": ("case/RA-1-1 11", "another pages"),
    f"UPDATE document SET enclosures = '[]' {LETTER}": ("case/RA-1-1 11", "another enclosures"),
    f"UPDATE document SET service_method = 'by hand' {LETTER}": ("case/RA-1-1 11", "another service_method"),
    f"UPDATE document SET service_status = 'kept' {LETTER}": ("case/RA-1-1 12", "was kept, and entry"),
    f"UPDATE document SET service_status = 'withdrawn', left_at = NULL {LETTER}": (
        "case/RA-1-1 12",
        "was withdrawn, and entry",
    ),
    f"UPDATE document SET left_at = '2026-03-03 09:00:00' {LETTER}": (
        "case/RA-1-1 12",
        "left at 2026-03-03T09:00:00",
    ),
    f"UPDATE document SET enclosures = 'zz' {LETTER}": (
        "case/RA-1-1 0",
        "a row of case/RA-1-1 cannot be read (JSONDecodeError)",
    ),
    "UPDATE case_file SET guard = '{' WHERE id = 2": (
        "case/RA-2-1 0, organisation 0",
        "a row of case/RA-2-1 cannot be read",
    ),
    "UPDATE hold SET begins_on = 'soon' WHERE id = 2": (
        "organisation 0",
        "the rows of holds, wording, procedures and users cannot be",
    ),
    "UPDATE case_file SET guard = json_set(guard, '$.p01-contact-before-notice', 1) WHERE id = 2": (
        "case/RA-2-1 0",
        "what the rules rem",
    ),
    "UPDATE case_file SET subject = 'account/1' WHERE id = 2": (
        "case/RA-2-1 1",
        "says that it is about account/1, and its record says",
    ),
    "UPDATE case_account SET account_id = 1 WHERE case_id = 2": (
        "case/RA-2-1 1",
        "about account 2, and its rows say 1",
    ),
    "DELETE FROM case_account WHERE case_id = 2": ("case/RA-2-1 1", "about account 2, and its rows say none"),
    "UPDATE installation SET demo = 1 - demo": ("organisation 1", "the installation says demo"),
    "UPDATE installation SET organisation = 'Another'": (
        "organisation 1",
        "the installation says organisation Another, and entry",
    ),
    "UPDATE installation SET chain_id = 2": (
        "organisation 0, organisation 0",  # and what was confirmed is not found there
        "leads to another record than the organisation's",
    ),
    "UPDATE app_user SET username = 'olivia' WHERE username = 'olive'": (
        "user/olivia 0",
        "olivia leads to the record of user/olive",
    ),
    "UPDATE case_file SET reference = 'RA-9-9' WHERE id = 2": (
        "case/RA-9-9 0",
        "RA-9-9 leads to the record of case/RA-2-1",
    ),
    "DELETE FROM app_user WHERE username = 'sam'": ("user/sam 0", "there is no such user any more"),
    "DROP TRIGGER evidence_entry_update": (
        "organisation 0",
        "the database does not refuse changes of the record any more",
    ),
    f"UPDATE document SET id = 99 {LETTER}": (
        "case/RA-1-1 0, case/RA-1-1 11",
        "the register holds document 99 (Your rent account) of case/RA-1-1, and no entry tells of it",
    ),
    f"UPDATE document SET id = 99, sha256 = 'ab' {LETTER}": (
        "case/RA-1-1 0, case/RA-1-1 0, case/RA-1-1 11",
        "is missing from the store; restore it from a backup",
    ),
    f"DELETE FROM document {LETTER}": ("case/RA-1-1 11", "and the register holds it no more"),
    "UPDATE account_transaction SET amount_pence = 1 WHERE id = 3": (
        "organisation 4",
        "at least one was changed since",
    ),
    "UPDATE account_transaction SET posted_on = '2026-01-01' WHERE id = 3": (
        "organisation 4",
        "at least one was changed since",
    ),
    "UPDATE account_transaction SET account_id = 3 - account_id, reference = 'q' WHERE id = 3": (
        "organisation 4",
        "one was changed",
    ),
    "DELETE FROM account_transaction WHERE id = 3": ("organisation 4", "there are 11 now"),
    "INSERT INTO account_transaction (account_id, reference, posted_on, kind, amount_pence, description) "
    "VALUES (1, 'z', '2026-03-01', 'payment', -5, '')": (
        "organisation 0",
        "the ledger holds 1 lines that no import added",
    ),
}


class Undone(Exception):
    """Takes the change back."""


def found_after(landlord: Landlord, change: Callable[[Session], object]) -> list[Finding]:
    """What is found after a change that is taken back again."""
    found: list[Finding] = []
    with suppress(Undone), landlord.house.db.write() as session:
        change(session)
        found += reconcile(session, landlord.house.store, landlord.house.runtime.rules)[0]
        assert check_database(session).findings == []
        raise Undone
    return found


def differing_after(landlord: Landlord, change: Callable[[Session], object]) -> list[str]:
    """The sentences of it."""
    return [finding.sentence for finding in found_after(landlord, change)]


@pytest.mark.parametrize("statement", CHANGES)
def test_a_row_that_says_something_else_is_named(lived: Landlord, statement: str) -> None:
    found = found_after(lived, lambda session: session.execute(text(statement.replace(" SET by", ' SET "by"'))))
    places, words = CHANGES[statement]
    assert ", ".join(f"{each.chain} {each.entry}" for each in found) == places
    assert any(words in each.sentence for each in found), found


def test_a_case_or_a_hold_that_is_gone_is_named(lived: Landlord) -> None:
    def delete(session: Session) -> None:
        session.execute(text("DELETE FROM hold_scope WHERE hold_id = 2"))
        session.execute(text("DELETE FROM hold WHERE id = 2"))

    assert any("placed hold 2, and there is no such hold any more" in each for each in differing_after(lived, delete))

    def forget(session: Session) -> None:
        session.execute(text("UPDATE case_file SET chain_id = -1 WHERE id = 2"))

    found = [each for each in found_after(lived, forget) if each.sentence.startswith("the record tells of case/")]
    assert found == [
        Finding("case/RA-2-1", 0, "the record tells of case/RA-2-1, and no row of a case belongs to it any more")
    ]


def test_a_kept_file_that_was_altered_or_lost_is_named(lived: Landlord) -> None:
    case = lived.case_of(1)
    pdf = min((lived.house.settings.store / "documents").rglob("*.pdf"))
    whole = pdf.read_bytes()
    assert records.check_record(lived.house, case, "user:5")[0] + differences(lived) == []
    try:
        pdf.write_bytes(whole + b"%")
        (finding,) = differences(lived)
        assert "was changed after it was made" in finding
        said = []
        for number in (1, 2):
            said += records.check_record(lived.house, number, "user:5")[0]
        assert any("is not the one that entry" in sentence for sentence in said)
        pdf.unlink()
        (finding,) = differences(lived)
        assert "is missing from the store" in finding
    finally:
        pdf.write_bytes(whole)


def test_a_confirmation_without_its_entry_counts_for_nothing(landlord: Landlord) -> None:
    today = london_date(landlord.clock.now())
    paragraph = WORDING.on("arrears.letter_1.first_opening", today)
    forged = {"sha": paragraph.sha256, "name": paragraph.id, "at": "2026-03-02 09:00:00"}
    with landlord.house.db.write() as session:
        statement = (
            "INSERT INTO wording_confirmation (sha256, paragraph, \"by\", at) VALUES (:sha, :name, 'user:5', :at)"
        )
        session.execute(text(statement), forged)
        assert unconfirmed(session, [paragraph]) == [paragraph]
        confirm(session, paragraph.key, paragraph.sha256, "user:5", landlord.clock)
        assert unconfirmed(session, [paragraph]) == []
    assert differences(landlord) == []


def test_lines_that_stood_there_before_are_told_in_a_note(landlord: Landlord, tmp_path: Path) -> None:
    account = landlord.add_tenancy("9", weeks_owed=2)
    with landlord.house.db.read() as session:
        findings, notes = reconcile(session, landlord.house.store, landlord.house.runtime.rules)
    assert findings == []
    assert "The record does not tell of the 38 lines of the ledger; they are not compared." in notes
    _import(landlord, tmp_path / "exports", 4)
    _import(landlord, tmp_path / "exports", 4)  # again changes nothing
    landlord.clock.move_to(landlord.clock.now() + timedelta(weeks=1))
    _import(landlord, tmp_path / "exports", 5)  # four known lines of each, and one that is new
    with landlord.house.db.read() as session:
        findings, notes = reconcile(session, landlord.house.store, landlord.house.runtime.rules)
    assert findings == []
    assert any(note.startswith("38 lines of the ledger stood there before") for note in notes)
    line = table(AccountTransaction)
    with landlord.house.db.write() as session:
        session.execute(line.update().where(line.c.account_id == account, line.c.reference == "r3").values(kind="x"))
    assert ["at least one was changed since" in sentence for sentence in differences(landlord)] == [True]


def test_who_is_who_goes_with_every_export(landlord: Landlord) -> None:
    landlord.add_tenancy("1")
    landlord.look()
    case = landlord.case_of(1)
    with landlord.house.db.write() as session:
        add_user(session, "zed", "Zed Unseen", "a long enough password", ["officer"], landlord.clock)
    landlord.pass_days(15)
    landlord.complete("olive", case, "contact_customer", **CONTACTED)
    with landlord.house.db.read() as session:
        chain_id = landlord.house.runtime.chain_of(session, case)
    record = records.export_record(landlord.house, chain_id, "record exported", "user:5")
    assert [person["actor"] for person in record["people"]] == ["user:1", "user:5"]
    assert [file["name"] for file in record["files"]] == ["00000001-letter_1.pdf"]


def test_the_entry_that_told_of_somebody_is_named_and_not_a_later_sign_in(landlord: Landlord) -> None:
    sign_in(landlord.house.db, landlord.clock, "olive", PASSWORD, "here", "cookie")
    with landlord.house.db.write() as session:
        session.execute(text("UPDATE app_user SET roles = 'officer administrator' WHERE username = 'olive'"))
    (sentence,) = differences(landlord)
    assert "entry 1 of user/olive says ['officer']" in sentence


def erase(landlord: Landlord, chain: str, kind: str) -> int:
    """Erases what the first entry of a kind said; returns its number."""
    with landlord.house.db.write() as session:
        (chain_id,) = session.execute(text("SELECT id FROM chain WHERE name = :name"), {"name": chain}).one()
        seq = next(each["seq"] for each in timeline(session, chain_id) if each["kind"] == kind)
        erase_payloads(session, chain_id, [seq], "user:5", "asked for", landlord.clock)
    return int(seq)


def test_an_erased_entry_stands_for_one_thing_and_hides_no_other(landlord: Landlord) -> None:
    landlord.add_tenancy("1")
    landlord.add_tenancy("2")
    landlord.look()
    runtime, today = landlord.house.runtime, london_date(landlord.clock.now())
    for account in (1, 2):
        holds.place(runtime, "dispute", "user:1", begins_on=today, accounts=[account], reason="Repairs")
    erased = erase(landlord, "organisation", "hold placed")
    assert differences(landlord) == []
    with landlord.house.db.read() as session:
        _findings, notes = reconcile(session, landlord.house.store, runtime.rules)
        told = check_database(session).notes
    assert f"Hold 1 is not compared: entry {erased} may have placed it, and is erased." in notes
    assert f"What entries {erased} of organisation said was erased by user:5." in told
    with landlord.house.db.write() as session:
        session.execute(text("UPDATE hold SET ends_on = '2026-03-01'"))
    assert any("hold 2 has another ends_on" in each for each in differences(landlord))
    with landlord.house.db.write() as session:
        session.execute(text("UPDATE hold SET ends_on = NULL"))
        session.execute(text("UPDATE hold SET released_at = placed_at"))
    assert sorted(each[:22] for each in differences(landlord)) == ["hold 1 was released by", "hold 2 was released by"]


def test_whoever_may_sign_in_has_an_entry_that_says_what_they_may(landlord: Landlord) -> None:
    erase(landlord, "user/sam", "user added")
    (sentence,) = differences(landlord)
    assert sentence == "no entry of user/sam says who that is and what they may do"
    users.end(landlord.house, landlord.person("ada"), "sam", reason="left")
    assert differences(landlord) == []


def told(*kinds: Kind) -> list[Any]:
    """Entries of these kinds, numbered from 1; each end is at one of its own."""
    made = enumerate(kinds, start=1)
    return [
        SimpleNamespace(seq=n, kind=kind, content={"ends": [f"end_{n}"]}, body={"outcome": "shut"}) for n, kind in made
    ]


BEGUN, OVER = Kind.PROCEDURE_STARTED, Kind.PROCEDURE_ENDED


@pytest.mark.parametrize(
    ("kinds", "status", "outcome", "place"),
    [
        ((), "open", "", 0),
        ((BEGUN,), "open", "", 0),
        ((BEGUN, OVER), "closed", "end_2", 2),
        ((BEGUN, BEGUN, OVER), "open", "", 0),  # another one of it goes on
        ((BEGUN, BEGUN, OVER, OVER), "closed", "end_4", 4),
        ((BEGUN, Kind.CASE_CLOSED), "closed", "shut", 2),
    ],
)
def test_a_case_is_closed_with_its_last_procedure(
    kinds: tuple[Kind, ...], status: str, outcome: str, place: int
) -> None:
    entries = told(*kinds)
    assert list(_status("case/x", {"status": status, "outcome": outcome}, entries)) == []
    (found,) = _status("case/x", {"status": status, "outcome": "other"}, entries)
    assert (found.chain, found.entry) == ("case/x", place)
    (found,) = _status("case/x", {"status": "open" if status == "closed" else "closed", "outcome": outcome}, entries)
    assert (found.chain, found.entry) == ("case/x", place)
    assert found.sentence.endswith(f"and its record says {status}")


def test_without_an_end_a_case_was_cancelled_and_what_was_erased_is_not_compared() -> None:
    cancelled = told(BEGUN, OVER)
    cancelled[-1].content = {}
    assert list(_status("case/x", {"status": "closed", "outcome": "cancelled"}, cancelled)) == []
    cancelled[-1].content = None
    assert list(_status("case/x", {"status": "closed", "outcome": "whatever"}, cancelled)) == []
