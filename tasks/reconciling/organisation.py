"""Holds, confirmed wording, published procedures and users, against the entries that tell of them."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from sqlalchemy import select
from sqlmodel import Session

from cases.tables import Hold, HoldScope
from documents.wording import WordingConfirmation, recorded_confirmations
from tasks.reconciling.entries import Told, entries
from tasks.tables import User
from workflows.db import table
from workflows.evidence import Finding, timeline
from workflows.evidence.canonical import plain
from workflows.evidence.kinds import Kind
from workflows.evidence.protection import is_protected
from workflows.evidence.tables import Chain
from workflows.proofs.certificate import certificate_sha256
from workflows.runtime.procedures import bundle_hash
from workflows.runtime.tables import Installation, ProcedureFile, ProcedureVersion

_hold, _scope, _user, _chain = table(Hold), table(HoldScope), table(User), table(Chain)
_version, _file, _confirmation = table(ProcedureVersion), table(ProcedureFile), table(WordingConfirmation)
_OF_A_HOLD = ("kind", "begins_on", "ends_on", "source", "reason")
HOUSE = "organisation"


def reconcile(session: Session) -> tuple[list[Finding], list[str]]:
    """Compares them all."""
    notes: list[str] = []
    findings = [
        *_holds(session, notes),
        *_wording(session),
        *_procedures(session),
        *_users(session),
        *_house(session),
    ]
    return findings, notes


def _holds(session: Session, notes: list[str]) -> Iterator[Finding]:
    chain_id = session.execute(select(table(Installation).c.chain_id)).scalar()
    placed: dict[int, Told] = {}
    released: dict[int, Told] = {}
    erased = False
    for one in entries(session, [chain_id] if chain_id else [], ("hold placed", "hold released")):
        erased = erased or one.content is None
        if one.content is not None:
            (placed if one.kind == Kind.HOLD_PLACED else released)[one.content["hold"]] = one
    scopes: dict[int, dict[str, list[int]]] = defaultdict(lambda: {"accounts": [], "customers": []})
    for scope in session.execute(select(_scope).order_by(_scope.c.id)).mappings():
        kind = "accounts" if scope["account_id"] is not None else "customers"
        scopes[scope["hold_id"]][kind].append(scope["account_id"] or scope["customer_id"])
    older, first = 0, min(placed, default=0)
    for hold in session.execute(select(_hold).order_by(_hold.c.id)).mappings():
        told = placed.pop(hold["id"], None)
        if told is None or told.content is None:
            if first and hold["id"] > first and not erased:
                yield Finding(HOUSE, 0, f"there is a hold {hold['id']} ({hold['kind']}), and no entry tells of it")
            else:
                older += 1
            continue
        row = {**{name: plain(hold[name]) for name in _OF_A_HOLD}, **_sorted(scopes[hold["id"]])}
        if differing := [name for name, value in row.items() if told.content.get(name) != value]:
            sentence = f"hold {hold['id']} has another {differing[0]} than entry {told.seq} says, which placed it"
            yield Finding(HOUSE, told.seq, sentence)
        if hold["placed_by"] != told.actor:
            sentence = (
                f"hold {hold['id']} is said to be placed by {hold['placed_by']}, and entry {told.seq} says {told.actor}"
            )
            yield Finding(HOUSE, told.seq, sentence)
        end = released.pop(hold["id"], None)
        if (end.actor if end else "") != hold["released_by"] and not (end is None and erased):
            said = f"entry {end.seq} says that {end.actor} released it" if end else "no entry tells of a release"
            row_says = f"was released by {hold['released_by']}" if hold["released_by"] else "was not released"
            yield Finding(HOUSE, end.seq if end else 0, f"hold {hold['id']} {row_says} by its row, and {said}")
        if end is None and hold["released_at"] is not None and not hold["released_by"] and not erased:
            sentence = f"hold {hold['id']} was released by its row, by nobody, and no entry tells of a release"
            yield Finding(HOUSE, 0, sentence)
    for number, told in placed.items():
        yield Finding(HOUSE, told.seq, f"entry {told.seq} placed hold {number}, and there is no such hold any more")
    if older:
        notes.append(f"{older} holds were placed before the organisation's record told of each; they are not compared.")


def _sorted(scope: dict[str, list[int]]) -> dict[str, list[int]]:
    return {name: sorted(numbers) for name, numbers in scope.items()}


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
    for one in entries(session, [row["chain_id"]] if row else [], (Kind.INSTALLATION_SET_UP,)):
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
    for user in session.execute(select(_user).order_by(_user.c.id)).mappings():
        name, told, last = f"user/{user['username']}", dict[str, Any](), 0
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
        if not told and not erased:
            yield Finding(name, 0, f"no entry of {name} says who that is and what they may do")
        for key, value in told.items():
            if (sorted(value) if isinstance(value, list) else value) != (
                sorted(row[key]) if isinstance(row[key], list) else row[key]
            ):
                sentence = (
                    f"the row of {user['username']} says {key} {row[key]}, and entry {last} of {name} says {value}"
                )
                yield Finding(name, last, sentence)
