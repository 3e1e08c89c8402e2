"""The records that leave the house, and the check of everything against what was recorded."""

import json
import shutil
from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlmodel import Session

from cases.chains import person_chain
from documents.register import documents_of_sha256
from tasks.assembly import House, installation
from tasks.elsewhere import Elsewhere
from tasks.reconciling import reconcile, reconcile_case
from tasks.tables import User
from tasks.withholding import Sight, sees_document
from workflows.db import table
from workflows.errors import Refused
from workflows.evidence import (
    NewEntry,
    Report,
    append,
    check_database,
    entries_of,
    export,
    export_chain,
    timeline,
    verify,
)
from workflows.evidence.export import Withheld
from workflows.evidence.kinds import Kind
from workflows.evidence.tables import Chain
from workflows.evidence.verify import UNREADABLE, Heads, Notes, parse, verify_record, why_unreadable
from workflows.proofs import recheck

__all__ = [
    "UNREADABLE",
    "Heads",
    "Notes",
    "chains_of_people",
    "check_everything",
    "check_record",
    "export_record",
    "parse",
    "rotate_key",
    "verifier_source",
    "verify_record",
    "why_unreadable",
    "write_export",
]
_user, _chain = table(User), table(Chain)
PERSONS = person_chain(0).removesuffix("0")


class RecordRestricted(Refused):
    """The record says what named roles alone may see."""


def export_record(
    house: House,
    chain_id: int,
    act: Kind,
    actor: str,
    roles: Collection[str] | None = None,
    of_others: Callable[[Session], Elsewhere] | None = None,
) -> dict[str, Any]:
    """The record of a chain with its documents and with who acted in it; that it was taken is recorded.

    :param act: ``record exported`` or ``record checked``
    :param roles: of whoever gets it: what they may not see is withheld; ``None``: nobody does, it is only checked
    :param of_others: says what lies in patches of others, which is withheld, too
    """
    with house.db.write() as session:
        sight = None if roles is None else _sight(house, session, chain_id, roles)
        others = of_others(session) if of_others is not None else None
        withheld = _withheld(session, sight, others) if sight is not None else None
        append(session, chain_id, [NewEntry(act, actor)], house.runtime.clock)
        made = export_chain(
            session,
            chain_id,
            house.sealer,
            content_of=house.store.bytes_of,
            people=chains_of_people(session),
            withheld=withheld,
        )
    with house.db.read() as session:
        house.sealer.publish_heads(session)
    return made


def _withheld(session: Session, sight: Sight, of_others: Elsewhere | None) -> Withheld:
    """Whether an entry comes along without what it says."""

    def is_withheld(kind: str, said: Mapping[str, Any]) -> bool:
        if sight.withholds(kind, said) or (of_others is not None and of_others(said)):
            return True
        # A file that did not come along would be found missing: the entry says nothing of it, and keeps its hash.
        named = [each["sha256"] for each in verify.documents_in(said)]
        return any(
            not sees_document(session, sight.restricted, sight.roles, row)
            for sha256 in named
            for row in documents_of_sha256(session, sha256)
        )

    return is_withheld


def _sight(house: House, session: Session, chain_id: int, roles: Collection[str]) -> Sight:
    """What whoever takes a record away may see of it.

    :raises RecordRestricted: it says in the clear what they may not see, where nothing can be left out
    """
    name = str(session.execute(select(_chain.c.name).where(_chain.c.id == chain_id)).scalar_one())
    customer = int(name.removeprefix(PERSONS)) if name.startswith(PERSONS) else None
    sight = Sight.of(session, house.organisation.restricted, roles, customer)
    if any(sight.step_hidden(entry.step) for entry in entries_of(session, chain_id)):
        raise RecordRestricted(
            "This record names in the clear what named roles alone see, and its hashes would not hold without it. Ask "
            "somebody of compliance for it."
        )
    return sight


def check_record(house: House, case_id: int, actor: str) -> tuple[list[str], Notes]:
    """Checks a case: its entries and documents, and its rows against them.

    :returns: what is not in order, and what else the check says, in sentences
    """
    with house.db.read() as session:
        chain_id = house.runtime.chain_of(session, case_id)
    problems, notes = verify_record(export_record(house, chain_id, Kind.RECORD_CHECKED, actor))
    said = [problem.sentence for problem in problems]
    with house.db.read() as session:
        more, further = reconcile_case(session, house.store, case_id)
    said += [finding.sentence for finding in more if finding.sentence not in said]
    notes.unseen += further
    return said, notes


def check_everything(house: House, heads_file: Path | None) -> Report:
    """Checks the whole record, and every row that it speaks of against it."""
    with house.db.read() as session:
        report = check_database(session, heads_file)
        findings, notes = reconcile(session, house.store, house.runtime.rules)
    report.findings += findings
    report.notes += notes
    return report


def write_export(folder: Path, record: dict[str, Any]) -> Path:
    """Writes a record with its documents and the program that checks it; returns the path of ``record.json``.

    Where entries hold certificates, these lie beside it, each with the program that checks its proofs by other means.
    """
    path = export.write_export(folder, record)
    for entry in record["entries"]:
        said = json.loads(entry["content"]) if entry["content"] else {}
        certificate = said.get("certificate") if isinstance(said, dict) else None
        if isinstance(certificate, dict):
            number = json.loads(entry["body"])["seq"]
            (folder / f"certificate-{number}.json").write_text(json.dumps(certificate, ensure_ascii=False), "utf-8")
            shutil.copyfile(recheck.__file__, folder / "recheck.py")
    return path


def rotate_key(house: House, actor: str) -> tuple[str, str]:
    """Puts a new signing key in force; returns the old one and the new one (base64).

    What a crash broke off is ended by running it again.
    """
    before, following = house.sealer.public_key, house.sealer.next_key()
    with house.db.write() as session:
        chain_id = installation(session).chain_id
        told = (entry.get("next") for entry in timeline(session, chain_id) if entry["kind"] == Kind.SIGNING_KEY_CHANGED)
        if following not in told:
            clear = {"key": before, "next": following}
            append(session, chain_id, [NewEntry(Kind.SIGNING_KEY_CHANGED, actor, clear=clear)], house.runtime.clock)
    with house.db.write() as session:
        house.sealer.change_key(session)
    return before, house.sealer.public_key


def verifier_source() -> bytes:
    """The program that checks an exported record, byte for byte as an export brings it."""
    return Path(verify.__file__).read_bytes()


def chains_of_people(session: Session) -> dict[str, int]:
    """The chain of each user by the name that entries give them (``user:7``)."""
    return {f"user:{row.id}": row.chain_id for row in session.execute(select(_user.c.id, _user.c.chain_id))}
