"""Letters are kept once, let out once, and a changed file is found."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from cases.service.recording import events_of
from documents.kinds import DocumentUnreadable
from documents.register import DocumentAltered, NoSuchDocument, Store, documents_of_case
from tests.documents.conftest import ROSA, TODAY, Tenancy
from workflows.evidence.canonical import canonical

pytestmark = pytest.mark.usefixtures("unprinted")

AMIRA = {"title": "Mrs", "given_name": "Amira", "family_name": "Novák"}


def test_making_writes_nothing(on_sqlite: Tenancy) -> None:
    on_sqlite.tenants(ROSA).make()
    assert not on_sqlite.settings.store.exists()


def test_the_same_key_keeps_the_same_documents(tenancy: Tenancy) -> None:
    made = tenancy.tenants(ROSA, AMIRA).make()
    kept, again = tenancy.keep(made), tenancy.keep(made)
    assert kept == again
    assert kept.result == {"sent_on": TODAY, "documents": [1, 2], "statement_until": TODAY}
    with tenancy.db.read() as session:
        rows = documents_of_case(session, 1)
        store = Store(tenancy.settings.store / "documents")
        assert [store.read(session, row.id) for row in rows] == [(1, letter.printed.content) for letter in made]
    assert [row.addressee for row in rows] == ["Ms Rosa Whitfield", "Mrs Amira Novák"]
    assert [row.service_status for row in rows] == ["kept", "kept"]
    assert all(row.specimen and row.enclosures == ["statement"] and row.approval == "" for row in rows)
    assert len(list((tenancy.settings.store / "documents").rglob("*.pdf"))) == 2


def test_the_evidence_says_what_was_sent_to_whom_and_why(tenancy: Tenancy) -> None:
    made = tenancy.tenants(ROSA).make()
    said = tenancy.keep(made).evidence
    (document,) = said["documents"]
    assert document["sha256"] == made[0].printed.sha256
    assert document["facts"]["arrears_pence"] == 73750
    assert document["wording_sha256"] == made[0].wording_sha256
    assert document["wording"][0]["id"] == "first_opening"
    assert document["addressee"] == "Ms Rosa Whitfield"
    assert document["service_method"]
    assert canonical(said), "it can be written into the record"


def test_a_later_try_with_other_facts_claims_nothing_that_was_not_kept(on_sqlite: Tenancy) -> None:
    kept = on_sqlite.tenants(ROSA).keep(on_sqlite.make())
    on_sqlite.clock.move_to(on_sqlite.clock.now() + timedelta(days=1))
    again = on_sqlite.keep(on_sqlite.make())
    assert again.result == kept.result
    (first,), (second,) = kept.evidence["documents"], again.evidence["documents"]
    assert second["sha256"] == first["sha256"]
    assert "facts" not in second


def test_a_transaction_that_fails_keeps_nothing(tenancy: Tenancy) -> None:
    made = tenancy.tenants(ROSA).make()

    def lose_power() -> None:
        with tenancy.db.write() as session:
            tenancy.step.keep(session, tenancy.work(), made)
            raise RuntimeError("power cut")

    with pytest.raises(RuntimeError, match="power cut"):
        lose_power()
    with tenancy.db.read() as session:
        assert documents_of_case(session, 1) == []
    assert tenancy.keep(made).evidence["documents"][0]["sha256"] == made[0].printed.sha256
    assert len(list(tenancy.settings.store.rglob("*.pdf"))) == 1
    assert not list(tenancy.settings.store.rglob("*.part"))


def test_another_round_of_the_step_is_another_letter(on_sqlite: Tenancy) -> None:
    made = on_sqlite.tenants(ROSA).make()
    on_sqlite.keep(made)
    with on_sqlite.db.write() as session:
        again = on_sqlite.step.keep(session, on_sqlite.work(number=2), made)
    assert again.result["documents"] == [2]


def test_letters_leave_the_house_once(tenancy: Tenancy) -> None:
    tenancy.tenants(ROSA, AMIRA)
    tenancy.keep(tenancy.make())
    tenancy.release()
    folder = tenancy.settings.store / "outgoing" / "2026-03-02"
    names = sorted(path.name for path in folder.iterdir())
    assert names == ["00000001-letter_1.pdf", "00000002-letter_1.pdf"]
    left_at = tenancy.clock.now()
    tenancy.clock.move_to(left_at + timedelta(days=1))
    tenancy.release()
    with tenancy.db.read() as session:
        rows = documents_of_case(session, 1)
    assert {(row.service_status, row.left_at) for row in rows} == {("given_to_print_house", left_at)}
    assert sorted(path.name for path in folder.iterdir()) == names


def test_a_letter_that_a_hold_kept_in_past_its_dates_never_leaves(on_sqlite: Tenancy) -> None:
    on_sqlite.tenants(ROSA).keep(on_sqlite.make())
    on_sqlite.clock.move_to(on_sqlite.clock.now() + timedelta(days=60))
    on_sqlite.release()
    assert not (on_sqlite.settings.store / "outgoing").exists()
    with on_sqlite.db.read() as session:
        (row,) = documents_of_case(session, 1)
    assert (row.service_status, row.left_at) == ("withdrawn", None)
    assert row.dated == date(2026, 3, 2)


def test_a_changed_or_missing_file_is_refused(tenancy: Tenancy) -> None:
    tenancy.tenants(ROSA).keep(tenancy.make())
    store = Store(tenancy.settings.store / "documents")
    with tenancy.db.read() as session:
        path = store.folder / documents_of_case(session, 1)[0].path
        path.write_bytes(path.read_bytes().replace(b"%PDF-1.7", b"%PDF-1.6"))
        with pytest.raises(DocumentAltered, match="changed after it was made"):
            store.read(session, 1)
        path.unlink()
        with pytest.raises(NoSuchDocument, match="missing from the store"):
            store.read(session, 1)
        with pytest.raises(NoSuchDocument, match="no document 99"):
            store.read(session, 99)


def test_what_was_changed_does_not_leave_the_house(on_sqlite: Tenancy) -> None:
    on_sqlite.tenants(ROSA).keep(on_sqlite.make())
    (path,) = (on_sqlite.settings.store / "documents").rglob("*.pdf")
    path.write_bytes(b"%PDF-1.7")
    with pytest.raises(DocumentAltered):
        on_sqlite.release()
    assert not (on_sqlite.settings.store / "outgoing").exists()


def test_what_the_print_house_has_is_not_withdrawn_however_late_it_is_noted(on_sqlite: Tenancy) -> None:
    """A crash between handing over and noting it; a hold then keeps the step until the dates are stale."""
    on_sqlite.tenants(ROSA).keep(on_sqlite.make())
    left_at = on_sqlite.clock.now()

    def power_goes(*_given: object) -> None:
        raise OSError("the power went")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("tasks.operations.sending.set_service", power_goes)
        with pytest.raises(OSError, match="power"):
            on_sqlite.release()
    on_sqlite.clock.move_to(left_at + timedelta(days=60))
    with on_sqlite.db.write() as session:
        released = on_sqlite.step.release(session, on_sqlite.work(), lambda: True)
    with on_sqlite.db.read() as session:
        (row,) = documents_of_case(session, 1)
    assert (row.service_status, row.left_at) == ("given_to_print_house", left_at)
    assert ([entry.kind for entry in released.entries], released.withheld) == (["document sent"], "")


def test_a_hold_that_begins_on_the_way_to_the_door_keeps_the_letter_in(on_sqlite: Tenancy) -> None:
    on_sqlite.tenants(ROSA, AMIRA).keep(on_sqlite.make())
    asked = iter([True, False])
    with on_sqlite.db.write() as session:
        released = on_sqlite.step.release(session, on_sqlite.work(), lambda: next(asked))
    assert released.held
    assert [entry.kind for entry in released.entries] == ["document sent"]
    folder = on_sqlite.settings.store / "outgoing"
    assert [path.name for path in folder.rglob("*.pdf")] == ["00000001-letter_1.pdf"]
    assert not list(folder.rglob("*.part"))
    assert len((folder / "manifest.jsonl").read_text().splitlines()) == 1
    on_sqlite.release()
    assert sorted(path.name for path in folder.rglob("*.pdf")) == ["00000001-letter_1.pdf", "00000002-letter_1.pdf"]


def test_what_a_document_is_in_law_goes_with_it_and_the_print_house_serves_nothing(on_sqlite: Tenancy) -> None:
    as_notice = on_sqlite.with_wording({"encloses: [statement]\n": "encloses: [statement]\nserved_as: nosp_s83\n"})
    as_notice.tenants(ROSA).keep(as_notice.make())
    as_notice.release()
    with on_sqlite.db.read() as session:
        (row,) = documents_of_case(session, 1)
        (event,) = events_of(session, [row.id])[row.id]
    assert (row.served_as, event.served_as, event.delivery) == ("nosp_s83", "nosp_s83", "given_to_print_house")
    assert (event.happened_on, event.happened_at, event.counts_on) == (row.dated, row.left_at, None)
    assert event.place.startswith("12 Mill Lane\nNewbridge\n"), "the address on the envelope"


def test_what_no_document_is_in_law_is_refused(on_sqlite: Tenancy) -> None:
    with pytest.raises(DocumentUnreadable, match="`served_as` is one of letter, nosp_s83"):
        on_sqlite.with_wording({"encloses: [statement]\n": "encloses: [statement]\nserved_as: a love letter\n"})


@pytest.mark.parametrize(("name", "another"), [("Bo Marsh MP", True), ("ms rosa whitfield", False)])
def test_a_letter_to_somebody_named_is_served_on_the_tenant_only_where_they_are_named(
    on_sqlite: Tenancy, name: str, another: bool
) -> None:
    named = on_sqlite.with_wording({"to: each tenant": "to: somebody named in the step"}).tenants(ROSA)
    said = {"document": "letter_1", "to_name": name, "to_address": "1 Long Row, Newbridge, NB1 1AA"}
    work = replace(named.work(), parameters=said)
    with on_sqlite.db.write() as session:
        named.step.keep(session, work, named.step.make(session, work))
        named.step.release(session, work, lambda: True)
    with on_sqlite.db.read() as session:
        (row,) = documents_of_case(session, 1)
        (event,) = events_of(session, [row.id])[row.id]
    assert (row.to_named, row.served_on, event.customer_id) == (another, None if another else 1, row.served_on)
    assert event.place == "1 Long Row\nNewbridge\nNB1 1AA"
