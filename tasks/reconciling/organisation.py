"""Holds, confirmed wording, published procedures and users, against the entries that tell of them."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import select
from sqlmodel import Session

from documents.wording import WordingConfirmation, recorded_confirmations
from tasks.reconciling.entries import HOUSE, chain_of_house, entries
from tasks.reconciling.holds import holds
from tasks.tables import User
from workflows.db import table
from workflows.editions.book import bundle_hash
from workflows.evidence import Finding, timeline
from workflows.evidence.kinds import Kind
from workflows.evidence.protection import is_protected
from workflows.evidence.tables import Chain
from workflows.proofs.certificate import certificate_sha256
from workflows.runtime.tables import Installation, ProcedureFile, ProcedureVersion

_user, _chain = table(User), table(Chain)
_version, _file, _confirmation = table(ProcedureVersion), table(ProcedureFile), table(WordingConfirmation)


def reconcile(session: Session) -> tuple[list[Finding], list[str]]:
    """Compares them all."""
    notes: list[str] = []
    findings = [
        *holds(session, notes),
        *_wording(session),
        *_procedures(session),
        *_users(session),
        *_house(session),
    ]
    return findings, notes


def _wording(session: Session) -> Iterator[Finding]:
    told = recorded_confirmations(session)
    for row in session.execute(select(_confirmation)).mappings():
        actor = told.pop(row["sha256"], None)
        if actor != row["by"]:
            said = f"the record says that {actor} did" if actor else "no entry tells of it, so it counts for nothing"
            sentence = f"the row says that {row['by']} confirmed the wording of {row['paragraph']}, and {said}"
            yield Finding(HOUSE, 0, sentence)
    for sha256 in told:
        yield Finding(HOUSE, 0, f"the record tells that wording {sha256[:12]} was confirmed, and there is no row of it")


def _procedures(session: Session) -> Iterator[Finding]:
    named = session.execute(select(_chain.c.id, _chain.c.name).where(_chain.c.name.startswith("procedure/")))
    chains = {row.id: row.name for row in named}
    told = {
        (chains[one.chain_id], one.body["version"]): one for one in entries(session, chains, ("procedure published",))
    }
    for row in session.execute(select(_version).order_by(_version.c.id)).mappings():
        name = f"procedure/{row['name']}"
        one = told.pop((name, row["number"]), None)
        which = f"version {row['number']} of {row['name']}"
        if one is None:
            yield Finding(name, 0, f"{which} is in force, and no entry tells that it was published")
            continue
        proposed = (one.content or {}).get("proposed_by", row["proposed_by"])
        certificate = one.body.get("certificate", "")  # version 0.1.0 published without one
        said = (one.body["sha256"], certificate, one.actor, proposed)
        columns = ("sha256", "certificate_sha256", "published_by", "proposed_by")
        differing = [c for c, value in zip(columns, said, strict=True) if row[c] != value]
        if differing:
            yield Finding(name, one.seq, f"{which} has another {differing[0]} than entry {one.seq} says")
        if certificate and certificate_sha256(row["certificate"]) != certificate:
            yield Finding(name, one.seq, f"the certificate of {which} was changed since it was published")
        files = session.execute(select(_file.c.path, _file.c.content).where(_file.c.version_id == row["id"]))
        if bundle_hash({row.path: row.content for row in files}) != one.body["sha256"]:
            yield Finding(name, one.seq, f"the files of {which} were changed since it was published")
    for (name, number), one in told.items():
        yield Finding(name, one.seq, f"version {number} of {name.removeprefix('procedure/')} was published and is gone")


def _house(session: Session) -> Iterator[Finding]:
    """What the installation's own row says of itself, and whether the database still refuses changes of the record."""
    row = session.execute(select(table(Installation))).mappings().one_or_none()
    chains = chain_of_house(session)
    if row is not None and chains and row["chain_id"] not in chains:
        yield Finding(HOUSE, 0, "the installation's row leads to another record than the organisation's")
    for one in entries(session, chains, (Kind.INSTALLATION_SET_UP,)):
        for column in ("organisation", "demo"):
            if row is not None and column in one.body and one.body[column] != row[column]:
                sentence = f"the installation says {column} {row[column]}, and entry {one.seq} says {one.body[column]}"
                yield Finding(HOUSE, one.seq, sentence)
    if not is_protected(session.connection()):
        yield Finding(
            HOUSE,
            0,
            "the database does not refuse changes of the record any more: its triggers were taken out or changed. Find "
            "out who did it; `duecourse upgrade` puts them back",
        )


def _users(session: Session) -> Iterator[Finding]:
    theirs = _chain.c.name.startswith("user/") & _user.c.id.is_(None)
    gone = select(_chain.c.name).outerjoin(_user, _user.c.chain_id == _chain.c.id).where(theirs)
    for name in session.execute(gone.order_by(_chain.c.id)).scalars():
        yield Finding(name, 0, f"the record tells of {name}, and there is no such user any more")
    names = {row.id: row.name for row in session.execute(select(_chain.c.id, _chain.c.name))}
    for user in session.execute(select(_user).order_by(_user.c.id)).mappings():
        name, told, last = f"user/{user['username']}", dict[str, Any](), 0
        if names.get(user["chain_id"]) != name:
            yield Finding(
                name, 0, f"the row of {user['username']} leads to the record of {names.get(user['chain_id'])}"
            )
        erased = False
        for entry in timeline(session, user["chain_id"]):
            if "user" not in entry and not entry["kind"].startswith("user "):
                continue
            erased = erased or entry["content"] is None
            said = entry["content"] or {}
            told |= {key: said[key] for key in ("name", "roles", "patches", "active") if key in said}
            if entry["kind"] in {Kind.USER_ENDED, Kind.USER_RESTORED}:
                told["active"] = entry["kind"] == Kind.USER_RESTORED
            if "user" in entry and entry["user"] != user["id"]:
                sentence = (
                    f"the row of {user['username']} bears the number {user['id']}, and {name} says {entry['user']}"
                )
                yield Finding(name, entry["seq"], sentence)
            last = entry["seq"]
        patches = [patch for patch in user["patches"].split("\n") if patch]
        row = {"name": user["name"], "roles": user["roles"].split(), "patches": patches, "active": user["active"]}
        told = {"active": True, **told} if told else told  # who was added may sign in until an entry ends that
        if "roles" not in told and (user["active"] or not erased):  # erased of whoever left is as it should be
            yield Finding(name, 0, f"no entry of {name} says who that is and what they may do")
        for key, value in told.items():
            if (sorted(value) if isinstance(value, list) else value) != (
                sorted(row[key]) if isinstance(row[key], list) else row[key]
            ):
                sentence = (
                    f"the row of {user['username']} says {key} {row[key]}, and entry {last} of {name} says {value}"
                )
                yield Finding(name, last, sentence)
