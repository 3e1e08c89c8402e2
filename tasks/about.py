"""What a procedure says of itself (``procedure.yaml``): what it is, what begins it, what its cases are told."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from cases.facts import FACTS, KNOWN
from tasks.people import ROLES
from workflows.decisions import DecisionModel
from workflows.decisions.typing import complaints_of, given_by
from workflows.errors import Malformed
from workflows.expressions import Expression, FeelSyntaxError, compile_expression
from workflows.expressions.inference import mistakes
from workflows.expressions.inferred import BOOLEAN, DAY, Known, Signature
from workflows.proofs.beginnings import END, read_beginnings
from workflows.yaml_reading import NOT_YAML, load

FILE = "procedure.yaml"
_KIND = re.compile(r"[a-z][a-z0-9_]{1,39}")
_TEXTS = ("title", "means", "owner", "reference")
_MEMBERS = frozenset({*_TEXTS, "debts", "begins", "tells", "beside", "several"})
_WAYS = {
    "night": ({"decision", "where"}, {"again_after"}),
    "person": ({"roles"}, set[str]()),
    "procedure": (set[str](), set[str]()),
    "condition": ({"again_after"}, set[str]()),
    "event": ({"event"}, set[str]()),
    "date": ({"day"}, set[str]()),
    END: ({"of", "at"}, set[str]()),
}
"""What begins a procedure → the members that it must have, and those that it may."""
NO_OTHERS: Mapping[str, bytes] = {}


class ProcedureUnreadable(Malformed):
    """What a procedure says of itself is not written as that is."""


@dataclass(frozen=True)
class ByNight:
    """A decision that is asked of each debt every night.

    :ivar where: FEEL over what was decided and the facts of the case: a case is opened where it is true
    :ivar again_after: the period for which a debt is left alone after its last case ended; empty for none
    """

    decision: str
    where: Expression
    again_after: str = ""


@dataclass(frozen=True)
class Told:
    """A message that open cases are sent by night where the facts are so."""

    when: Expression
    message: str


@dataclass(frozen=True)
class About:
    """What a procedure says of itself.

    :ivar reference: with what the references of its cases begin: ``RA``
    :ivar debts: the kinds of debt that it is for
    :ivar nights: the decisions that begin it by night
    :ivar roles: who may begin it; empty where no person may
    :ivar by_another: whether a step of another procedure may begin it (``begin_procedure``)
    :ivar events: what may happen outside of procedures and begins it (``breathing_space_ended``)
    :ivar conditions: whether the condition of a start event begins it, as the night finds it true of the facts: the
        period for which a debt is left alone after its last case ended; empty where none does
    :ivar dates: FEEL over the facts of a case, each a day on which it is begun
    :ivar after: procedure → its end events at which cases go on with this one
    :ivar beside: whether its cases stand beside others about the same debt: an event or a date begins it though another
        case is open, and its own open cases keep no other procedure from beginning
    :ivar several: whether several of its cases may be open about one debt: each is begun by a person, who says that it
        is another, or by a step of another procedure
    """

    title: str
    means: str
    owner: str
    reference: str
    debts: frozenset[str]
    nights: tuple[ByNight, ...]
    roles: frozenset[str]
    tells: tuple[Told, ...]
    by_another: bool = False
    events: frozenset[str] = frozenset()
    dates: tuple[Expression, ...] = ()
    conditions: str = ""
    after: Mapping[str, frozenset[str]] = field(default_factory=dict)
    beside: bool = False
    several: bool = False


@cache
def read_about(path: str, content: bytes) -> About:
    """Reads ``procedure.yaml``.

    :param path: for refusals
    :raises ProcedureUnreadable: with member and remedy
    """
    row = _content(path, content)
    for member in _TEXTS:
        if not isinstance(row.get(member), str) or not row[member].strip():
            raise ProcedureUnreadable(f"{path} lacks `{member}`, which is a text.")
    if not row["reference"].isalnum() or not row["reference"].isascii() or len(row["reference"]) > 8:
        raise ProcedureUnreadable(f"{path}: `reference` is up to eight plain letters and digits, such as RA.")
    ways = _rows(row, "begins", path)
    if not ways:
        raise ProcedureUnreadable(f"{path}: `begins` says nothing, so no case would ever begin. Name a way.")
    nights, roles, events, dates, conditions = [], set[str](), set[str](), [], ""
    for way in ways:
        where = f"{path}, begins"
        if way.get("by") not in _WAYS:
            raise ProcedureUnreadable(f"{where}: `by` is one of {', '.join(_WAYS)}; {way.get('by')!r} is none of them.")
        wanted, allowed = _WAYS[way["by"]]
        _members(way, wanted | {"by"}, allowed, f"{where} by {way['by']}")
        if way["by"] == "night":
            expression = _expression(way["where"], None, where)
            nights.append(ByNight(_text(way, "decision", where), expression, str(way.get("again_after", ""))))
        elif way["by"] == "person":
            roles |= _names(way, "roles", ROLES, where)
        elif way["by"] == "condition":
            conditions = _text(way, "again_after", where)
        elif way["by"] == "event":
            events.add(_text(way, "event", where))
        elif way["by"] == "date":
            dates.append(_expression(way["day"], FACTS, where))
    several = _yes(row, "several", path)
    if several and (by := sorted({str(way["by"]) for way in ways} - {"person", "procedure"})):
        raise ProcedureUnreadable(
            f"{path}: `several` is for what people and steps begin, who know whether it is another; {by[0]} does not "
            "know, and would begin it again and again. Take one of them out."
        )
    return About(
        **{member: row[member] for member in _TEXTS},
        debts=_kinds(row, path),
        nights=tuple(nights),
        roles=frozenset(roles),
        tells=tuple(_told(each, path) for each in _rows(row, "tells", path)),
        by_another=any(way["by"] == "procedure" for way in ways),
        events=frozenset(events),
        dates=tuple(dates),
        conditions=conditions,
        after=read_beginnings({FILE: content}).after,
        beside=_yes(row, "beside", path),
        several=several,
    )


def examine_about(
    path: str,
    content: bytes,
    decisions: Mapping[str, DecisionModel],
    law: Mapping[str, Signature],
    debts: Collection[str],
    events: Collection[str] = (),
    others: Mapping[str, bytes] = NO_OTHERS,
) -> None:
    """Refuses what names a decision, an output, a fact or a period that there is not, or asks what never fits.

    :param decisions: each decision of the procedure → the model that holds it
    :param debts: the kinds of debt that there are
    :param law: the look-ups of law, as :meth:`cases.law.Law.signatures` gives them
    :param events: what may happen outside of procedures
    :param others: procedure → what it says of itself
    :raises ProcedureUnreadable: with the name and what there is
    """
    known = Known(KNOWN, closed=True, signatures=law)
    periods = law["period"].arguments[0].names or frozenset()
    about = read_about(path, content)
    if unknown := sorted(about.debts - set(debts)):
        raise ProcedureUnreadable(
            f"{path}: there is no kind of debt called {unknown[0]!r}; there is {', '.join(sorted(debts))}. Correct it, "
            "or write its file in organisation/debts."
        )
    _examine_causes(path, about, known, events, others)
    for told in about.tells:
        if wrong := mistakes(told.when.tree, known, BOOLEAN):
            raise ProcedureUnreadable(f"{path}, tells: in `{told.when.text}`, {wrong[0]}")
    if about.conditions and about.conditions not in periods:
        raise ProcedureUnreadable(f"{path}: the tables of law have no period {about.conditions!r}. Add the row.")
    for night in about.nights:
        if night.decision not in decisions:
            there = ", ".join(sorted(decisions)) or "none"
            raise ProcedureUnreadable(f"{path} names the decision {night.decision!r}; the procedure has {there}.")
        model = decisions[night.decision]
        if wrong := complaints_of(model, night.decision, known):
            raise ProcedureUnreadable(
                f"{path} asks {night.decision} by night, when only facts of a case are there. {wrong[0]}"
            )
        variable, given = given_by(model, night.decision, known)
        decided = given.parts if given.parts is not None else {variable: given}
        if unknown := sorted(night.where.names - FACTS.keys() - decided.keys()):
            raise ProcedureUnreadable(
                f"{path}: `{night.where.text}` names {unknown[0]!r}, which is neither a fact of a case nor decided by "
                f"{night.decision}."
            )
        if wrong := mistakes(night.where.tree, known.besides(decided), BOOLEAN):
            raise ProcedureUnreadable(f"{path}, begins: in `{night.where.text}`, {wrong[0]}")
        if night.again_after and night.again_after not in periods:
            raise ProcedureUnreadable(f"{path}: the tables of law have no period {night.again_after!r}. Add the row.")


def _examine_causes(
    path: str, about: About, known: Known, events: Collection[str], others: Mapping[str, bytes]
) -> None:
    """Refuses events that there are not, days that are none, and debts for which cases would come that are not its."""
    if unknown := sorted(about.events - set(events)):
        raise ProcedureUnreadable(
            f"{path}, begins by event: nothing outside of procedures is called {unknown[0]!r}; there is "
            f"{', '.join(sorted(events)) or 'nothing'}."
        )
    for on in about.dates:
        if "facts_on" in on.names:
            raise ProcedureUnreadable(
                f"{path}, begins by date: `{on.text}` moves with the day on which it is asked, so it would come every "
                "day. Name a day of the account."
            )
        if wrong := mistakes(on.tree, known, DAY):
            raise ProcedureUnreadable(f"{path}, begins by date: in `{on.text}`, {wrong[0]}")
    for name in about.after.keys() & others.keys():
        if more := sorted(read_about(f"procedures/{name}/{FILE}", others[name]).debts - about.debts):
            raise ProcedureUnreadable(
                f"{path}: cases come to it from {name}, which is for {more[0]} as well. Add that to `debts`."
            )


def _content(path: str, content: bytes) -> Mapping[str, Any]:
    try:
        row = load(content)
    except NOT_YAML as error:
        raise ProcedureUnreadable(f"{path} is not YAML: {error}") from error
    if not isinstance(row, Mapping):
        raise ProcedureUnreadable(f"{path} is not written as that is: `title:`, `means:`, `owner:`, `begins:` …")
    if unknown := sorted(set(row) - _MEMBERS, key=str):
        raise ProcedureUnreadable(f"{path} has no member {unknown[0]!r}. It has {', '.join(sorted(_MEMBERS))}.")
    return row


def _rows(row: Mapping[str, Any], member: str, path: str) -> list[Mapping[str, Any]]:
    rows = row.get(member, [])
    if not isinstance(rows, list) or not all(isinstance(each, Mapping) for each in rows):
        raise ProcedureUnreadable(f"{path}: `{member}` is a list of rows with named values.")
    return rows


def _members(row: Mapping[str, Any], wanted: set[str], allowed: set[str], where: str) -> None:
    if not wanted <= set(row) <= wanted | allowed:
        more = f", and perhaps {', '.join(sorted(allowed))}" if allowed else ""
        raise ProcedureUnreadable(f"{where}: a row has {', '.join(sorted(wanted))}{more}, and nothing else.")


def _text(row: Mapping[str, Any], member: str, where: str) -> str:
    if not isinstance(row[member], str) or not row[member].strip():
        raise ProcedureUnreadable(f"{where}: `{member}` is a text.")
    return str(row[member])


def _names(row: Mapping[str, Any], member: str, choices: Collection[str], where: str) -> frozenset[str]:
    names = row.get(member)
    if not isinstance(names, list) or not names or not set(map(str, names)) <= set(choices):
        raise ProcedureUnreadable(f"{where}: `{member}` is a list out of {', '.join(sorted(choices))}.")
    return frozenset(names)


def _yes(row: Mapping[str, Any], member: str, path: str) -> bool:
    if row.get(member, False) not in (True, False):
        raise ProcedureUnreadable(f"{path}: `{member}` is true or false; left out, it is false.")
    return row.get(member, False) is True


def _kinds(row: Mapping[str, Any], path: str) -> frozenset[str]:
    kinds = row.get("debts")
    if not isinstance(kinds, list) or not kinds or not all(_KIND.fullmatch(str(each)) for each in kinds):
        raise ProcedureUnreadable(f"{path}: `debts` is a list of kinds of debt (organisation/debts).")
    return frozenset(map(str, kinds))


def _expression(text: Any, names: Collection[str] | None, where: str) -> Expression:
    if not isinstance(text, str) or len(text) > 500:
        raise ProcedureUnreadable(f"{where}: a condition is a text in FEEL, and {str(text)[:60]!r} is none.")
    try:
        made = compile_expression(text)
    except FeelSyntaxError as error:
        raise ProcedureUnreadable(f"{where}: `{text}` is not FEEL: {error}") from error
    if names is not None and (unknown := sorted(made.names - set(names))):
        raise ProcedureUnreadable(f"{where}: `{text}` names {unknown[0]!r}, which is no fact. See: duecourse facts")
    return made


def _told(row: Mapping[str, Any], path: str) -> Told:
    _members(row, {"when", "message"}, set(), f"{path}, tells")
    return Told(_expression(row["when"], FACTS, f"{path}, tells"), _text(row, "message", f"{path}, tells"))
