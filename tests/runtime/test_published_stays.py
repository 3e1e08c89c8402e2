"""A published version that somebody changed in the database is not run, whatever of it was changed."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlmodel import Session

from tests.runtime.conftest import LINEAR, Small
from tests.tampering import without_triggers
from workflows.db import table
from workflows.editions.book import bundle_hash
from workflows.evidence.tables import Entry
from workflows.proofs.certificate import certificate_sha256
from workflows.runtime.procedures import Procedures, PublishedVersionAltered
from workflows.runtime.tables import ProcedureFile, ProcedureVersion

_file, _version, _entry = table(ProcedureFile), table(ProcedureVersion), table(Entry)
DRAWN = LINEAR.replace(b'name="decide"', b'name="decided by whoever comes first"')


def change_the_diagram(session: Session) -> None:
    session.execute(update(_file).values(content=DRAWN))


def change_the_diagram_and_its_hash(session: Session) -> None:
    change_the_diagram(session)
    session.execute(update(_version).values(sha256=bundle_hash({"linear.bpmn": DRAWN})))


def change_the_diagram_and_the_certificate(session: Session) -> None:
    change_the_diagram_and_its_hash(session)
    import hashlib

    said = dict(session.execute(select(_version.c.certificate)).scalar_one())
    said["files"] = {"linear.bpmn": hashlib.sha256(DRAWN).hexdigest()}
    session.execute(update(_version).values(certificate=said, certificate_sha256=certificate_sha256(said)))


def change_all_of_it_and_the_entry(session: Session) -> None:
    without_triggers(session)
    change_the_diagram_and_the_certificate(session)
    version = session.execute(select(_version)).one()
    for row in session.execute(select(_entry)).all():
        body = json.loads(row.body)
        if body["kind"] == "procedure published":
            body |= {"sha256": version.sha256, "certificate": version.certificate_sha256}
            where = (_entry.c.chain_id == row.chain_id) & (_entry.c.seq == row.seq)
            session.execute(update(_entry).where(where).values(body=json.dumps(body)))


def change_the_certificate(session: Session) -> None:
    said = dict(session.execute(select(_version.c.certificate)).scalar_one())
    session.execute(update(_version).values(certificate={**said, "lawful": "very"}))


def add_a_form(session: Session) -> None:
    session.execute(_file.insert().values(version_id=1, path="forms/decide.json", content=b"{}"))


CHANGES: tuple[Callable[[Session], None], ...] = (
    *(change_the_diagram, change_the_diagram_and_its_hash, change_the_diagram_and_the_certificate),
    *(change_all_of_it_and_the_entry, change_the_certificate, add_a_form),
)


def asks(small: Small, session: Session) -> tuple[Callable[[], Any], ...]:
    procedures = small.runtime.procedures
    return (
        lambda: procedures.compiled(session, 1),
        lambda: procedures.files(session, 1),
        lambda: procedures.facts(session, 1),
        lambda: small.runtime.running(session, 1),
    )


@pytest.mark.parametrize("change", CHANGES)
def test_it_is_refused_by_whoever_asks_for_it(small: Small, change: Callable[[Session], None]) -> None:
    small.start()
    with small.runtime.db.write() as session:
        change(session)
    small.runtime.procedures = Procedures(small.runtime.vocabulary)  # a process that begins now
    with small.runtime.db.read() as session:
        for ask in asks(small, session)[:3]:
            with pytest.raises(PublishedVersionAltered, match="Version 1 of linear is not what was published"):
                ask()
    with small.runtime.db.write() as session, pytest.raises(PublishedVersionAltered, match="nothing of it is run"):
        asks(small, session)[3]()


def test_a_process_keeps_what_it_has_proved(small: Small) -> None:
    case_id = small.start()
    small.act(case_id, "ask")
    with small.runtime.db.write() as session:
        change_the_diagram(session)
    with small.runtime.db.read() as session:
        assert small.runtime.procedures.files(session, 1) == {"linear.bpmn": LINEAR}


def test_what_nobody_changed_is_run_by_a_process_that_begins_now(small: Small) -> None:
    case_id = small.start()
    small.runtime.procedures = Procedures(small.runtime.vocabulary)
    small.act(case_id, "ask")
