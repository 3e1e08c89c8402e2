"""Publishing procedures and finding the compiled version that an instance is pinned to."""

import hashlib
import json
import threading
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import bindparam, func, insert, select
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from workflows.clock import Clock
from workflows.db import table
from workflows.diagrams import Node
from workflows.diagrams.vocabulary import Vocabulary
from workflows.editions.book import SUFFIXES, bundle_hash
from workflows.engine import Procedure
from workflows.errors import NotFound, Refused
from workflows.evidence import NewEntry, append, new_chain
from workflows.evidence.kinds import Kind
from workflows.evidence.tables import Chain, Entry
from workflows.prepared import Prepared
from workflows.proofs.certificate import Examined, certificate_sha256, hashes_of
from workflows.proofs.declarations import read_declarations
from workflows.proofs.facts import Facts
from workflows.runtime.accepting import compile_files
from workflows.runtime.tables import Instance, ProcedureFile, ProcedureVersion

_version, _file, _chain, _entry = table(ProcedureVersion), table(ProcedureFile), table(Chain), table(Entry)
_instance = table(Instance)


class NoSuchProcedure(NotFound):
    """There is no such procedure."""


class PublishedVersionAltered(Refused):
    """A published version is not what was published."""

    status = 500


@dataclass(frozen=True)
class Published:
    """A version of a procedure."""

    id: int
    name: str
    number: int
    sha256: str
    published_at: datetime
    published_by: str
    proposed_by: str
    certificate_sha256: str


def read_folder(folder: Path) -> dict[str, bytes]:
    """The files of one procedure: diagrams, decisions, forms and declarations, by path within the folder.

    :raises NoSuchProcedure: there is no such folder, or no diagram in it
    """
    files = {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.suffix in SUFFIXES
    }
    if not any(name.endswith(".bpmn") for name in files):
        raise NoSuchProcedure(f"{folder} holds no diagram (*.bpmn), so there is no procedure {folder.name} to read.")
    return files


_versions = Prepared(
    select(*(_version.c[each.name] for each in fields(Published)))
    .where(_version.c.name == bindparam("b_name"))
    .order_by(_version.c.number.desc())
)
_later = _version.alias("later")
_newest = Prepared(
    select(*(_version.c[each.name] for each in fields(Published)))
    .where(~select(_later.c.id).where(_later.c.name == _version.c.name, _later.c.number > _version.c.number).exists())
    .order_by(func.lower(_version.c.name))
)
_names = Prepared(select(_version.c.name).group_by(_version.c.name).order_by(func.lower(_version.c.name)))


class Procedures:
    """The published procedures, compiled once for each version and shared by all threads."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self._compiled: dict[int, Procedure] = {}
        self._files: dict[int, Mapping[str, bytes]] = {}
        self._lock = threading.Lock()

    def under(self, vocabulary: Vocabulary) -> "Procedures":
        """The same procedures under another vocabulary; what was read and proved unaltered is not read again."""
        others = Procedures(vocabulary)
        others._files = dict(self._files)
        return others

    def add(
        self,
        session: Session,
        name: str,
        files: Mapping[str, bytes],
        examined: Examined,
        clock: Clock,
        *,
        proposed_by: str,
        published_by: str,
    ) -> Published:
        """Makes these files the newest version. Who may do that, and when: ``workflows.runtime.publishing``."""
        newest = self.newest(session, name)
        number = newest.number + 1 if newest else 1
        sha256 = bundle_hash(files)
        values: dict[str, Any] = {
            "name": name,
            "number": number,
            "sha256": sha256,
            "published_at": clock.now(),
            "published_by": published_by,
            "proposed_by": proposed_by,
            "certificate": examined.certificate,
            "certificate_sha256": examined.sha256,
        }
        version_id = session.execute(insert(_version).values(**values).returning(_version.c.id)).scalar_one()
        session.execute(insert(_file), [{"version_id": version_id, "path": p, "content": c} for p, c in files.items()])
        compiled = compile_files(files, name, self.vocabulary).sha256
        clear = {"procedure": name, "version": number, "sha256": sha256, "compiled": compiled}
        said = {"certificate": examined.certificate, "proposed_by": proposed_by}
        entry = NewEntry(Kind.PROCEDURE_PUBLISHED, published_by, "", said, {**clear, "certificate": examined.sha256})
        append(session, self.chain(session, name), [entry], clock)
        return next(each for each in self.versions(session, name) if each.id == version_id)

    def chain(self, session: Session, name: str) -> int:
        """The chain of a procedure's record, begun if there is none yet."""
        named = select(_chain.c.id).where(_chain.c.name == f"procedure/{name}")
        chain_id = session.execute(named).scalar()
        if chain_id is None:
            try:
                with session.begin_nested():
                    return new_chain(session, f"procedure/{name}")
            except IntegrityError:  # somebody else has begun it in the same moment
                chain_id = session.execute(named).scalar_one()
        return int(chain_id)

    def lock(self, session: Session, name: str) -> None:
        """Keeps others from proposing or publishing this procedure until the unit of work ends."""
        session.execute(select(_chain.c.id).where(_chain.c.id == self.chain(session, name)).with_for_update())

    def newest(self, session: Session, name: str) -> Published | None:
        """The newest version of a procedure, if there is one."""
        versions = self.versions(session, name)
        return versions[0] if versions else None

    def newest_of_all(self, session: Session) -> list[Published]:
        """The newest version of every published procedure, in the order of their names."""
        return [Published(*row) for row in _newest.all(session, {})]

    def versions(self, session: Session, name: str) -> list[Published]:
        """All versions of a procedure, the newest first."""
        return [Published(*row) for row in _versions.all(session, {"b_name": name})]

    def certificate(self, session: Session, version_id: int) -> dict[str, Any]:
        """The certificate under which a version was published."""
        found = session.execute(select(_version.c.certificate).where(_version.c.id == version_id)).scalar_one()
        return dict(found)

    def names(self, session: Session) -> list[str]:
        """The names of all published procedures."""
        return [row.name for row in _names.all(session, {})]

    def files(self, session: Session, version_id: int) -> dict[str, bytes]:
        """The files of a version, by path, as they were published.

        :raises PublishedVersionAltered: somebody has changed the version since, in the database itself
        """
        files = self._files.get(version_id)
        if files is None:
            files = self._proved(session, version_id)
            with self._lock:
                self._files[version_id] = files
        return dict(files)

    def _proved(self, session: Session, version_id: int) -> dict[str, bytes]:
        """Reads a version's files and compares them with its certificate, and both with the procedure's record.

        Once for each process and version: what was proved is kept, and the rows are not read again.
        """
        rows = session.execute(select(_file.c.path, _file.c.content).where(_file.c.version_id == version_id))
        files = {row.path: row.content for row in rows}
        version = session.execute(select(_version).where(_version.c.id == version_id)).one()
        certificate = dict(version.certificate)
        published = self._published_entry(session, version.name, version.number)
        # Version 0.1.0 published without a certificate: its record says so by naming none.
        uncertified = published is not None and "certificate" not in published
        wrong = [
            what
            for what, differs in (
                ("its entry in the procedure's record", published is None),
                ("its files", bundle_hash(files) != version.sha256),
                ("its hash", published is not None and published.get("sha256") != version.sha256),
                (
                    "its certificate's hash",
                    published is not None and published.get("certificate", "") != version.certificate_sha256,
                ),
                ("its certificate", not uncertified and certificate_sha256(certificate) != version.certificate_sha256),
                (
                    "what its certificate says",
                    not uncertified
                    and (certificate.get("procedure") != version.name or hashes_of(files) != certificate.get("files")),
                ),
            )
            if differs
        ]
        if wrong:
            raise PublishedVersionAltered(
                f"Version {version.number} of {version.name} is not what was published: {' and '.join(wrong)} differ "
                f"or are missing, so nothing of it is run. Somebody changed the database: run `duecourse verify`, "
                f"restore the version from a backup, and find out who it was."
            )
        return files

    def _published_entry(self, session: Session, name: str, number: int) -> dict[str, Any] | None:
        """What the procedure's record says of a version's publication; ``None`` where it says nothing that holds."""
        query = select(_entry.c.body, _entry.c.hash).join(_chain, _chain.c.id == _entry.c.chain_id)
        for row in session.execute(query.where(_chain.c.name == f"procedure/{name}").order_by(_entry.c.seq)):
            body = json.loads(row.body)
            if body.get("kind") == "procedure published" and body.get("version") == number:
                whole = hashlib.sha256(b"\x00" + row.body.encode()).hexdigest() == row.hash
                return dict(body) if whole else None
        return None

    def node(self, session: Session, version_id: int, element: str) -> Node:
        """An element of a version's diagram.

        :raises LookupError: the version's diagram has no such element
        """
        node = self.compiled(session, version_id).node(element)
        if node is None:
            raise LookupError(f"version {version_id} has no element {element}")
        return node

    def facts(self, session: Session, version_id: int) -> Facts:
        """The facts that a version declares, with the values for which it was proved."""
        return read_declarations(self.files(session, version_id), published=True).facts

    def compiled(self, session: Session, version_id: int) -> Procedure:
        """The compiled procedure of a version.

        :raises PublishedVersionAltered: it is not what was published, so it is not run
        """
        procedure = self._compiled.get(version_id)
        if procedure is None:
            name = session.execute(select(_version.c.name).where(_version.c.id == version_id)).scalar_one()
            procedure = compile_files(self.files(session, version_id), name, self.vocabulary, published=True)
            with self._lock:
                self._compiled[version_id] = procedure
        return procedure


def procedure_of(session: Session, instance_id: int) -> str:
    """The name of the procedure that an instance runs."""
    query = select(_version.c.name).join(_instance, _instance.c.version_id == _version.c.id)
    return str(session.execute(query.where(_instance.c.id == instance_id)).scalar_one())
