"""The landlord's organisation, from the files of rows in ``bpmn/organisation``."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from cases.contacts.codes import ContactCodes, codes_of
from cases.debts.kinds import DebtKind, read_debts
from cases.endings import Ending, ending_of
from cases.held import settled_by_agreement
from cases.landlord_kinds import KindFrom, landlord_kinds
from cases.late import Late, late_of
from cases.organisation_lists import FOLDER, NAME, OrganisationUnreadable
from cases.people.restricted import Restricted, restricted_of
from cases.permissions import Group, Permissions, permissions_of
from cases.referrals.partners import Partner, partners_of
from workflows.confidence import CONFIDENCES
from workflows.diagrams.acts import KINDS
from workflows.errors import Refused
from workflows.expressions import written
from workflows.expressions.inferred import Argument, Inferred, Signature
from workflows.yaml_reading import NOT_YAML, load

_FILES = {
    "roles.yaml": ("lanes", {"lane", "roles"}, set[str]()),
    "holds.yaml": (
        "holds",
        {"kind", "words"},
        {"stops", "lasts", "ends", "late", "because", "tells", "settled_by_agreement"},
    ),
    "levels.yaml": ("levels", {"level", "means", "roles", "acts", "source", "confidence"}, {"up_to_pence"}),
}
"""File → the list that it holds; the members that a row must have, and those that it may."""
ROLES_FILE = "roles.yaml"
_BESIDE = {ROLES_FILE: {"roles"}}
"""What may stand in a file beside its list: who may do what (``cases.permissions``)."""
LEVELS = "levels.yaml"
SPEAKING = frozenset({"contact", "send"})
"""The kinds of act by which somebody speaks about a debt."""
SYSTEM = "System"


class NoSuchLevel(Refused):
    """No approval level decides that."""


@dataclass(frozen=True)
class Level:
    """A level of authority.

    :ivar roles: those that hold it; none: nobody here does
    :ivar acts: the kinds of act that it decides
    :ivar up_to_pence: up to which amount; ``None``: whatever is above the others
    """

    name: str
    roles: frozenset[str]
    acts: frozenset[str]
    up_to_pence: int | None


@dataclass(frozen=True)
class Levels:
    """The levels of authority.

    :ivar rows: the lowest first
    """

    rows: tuple[Level, ...]

    @property
    def holders(self) -> dict[str, frozenset[str]]:
        """Level → the roles that hold it."""
        return {level.name: level.roles for level in self.rows}

    def of(self, act: str, pence: Any) -> str:
        """The lowest level that decides an act of a kind about an amount.

        :raises NoSuchLevel: none does, or the amount is none
        """
        if isinstance(pence, bool) or not isinstance(pence, int | Decimal):
            raise NoSuchLevel(f"An approval level is looked up for an amount in pence, and {written(pence)} is none.")
        for level in self.rows:
            if act in level.acts and (level.up_to_pence is None or pence <= level.up_to_pence):
                return level.name
        raise NoSuchLevel(
            f"No approval level decides an act of the kind {str(act)[:60]!r} about {int(pence):,} pence. Add it to "
            f"{FOLDER}levels.yaml."
        )

    def functions(self) -> dict[str, Any]:
        """What its look-ups are called in FEEL."""
        return {"approval level": self.of}

    def signatures(self) -> dict[str, Signature]:
        """What each look-up takes and gives."""
        decided = frozenset(act for level in self.rows for act in level.acts)
        names = tuple(level.name for level in self.rows)
        act = Argument("act", frozenset({"string"}), "kind of act with an approval level", decided)
        amount = Argument("pence", frozenset({"number"}))
        return {"approval level": Signature((act, amount), Inferred(frozenset({"string"}), values=names))}


@dataclass(frozen=True)
class Organisation:
    """What the rule book says of the landlord's organisation.

    :ivar lanes: lane → the roles that do its steps
    :ivar holds: kind of hold → why a step waits for it
    :ivar stops: kind of hold → the kinds of act that it stops
    :ivar lets_agree: the kinds of hold while which it may still be agreed what is paid, for that settles the matter
    :ivar endings: kind of hold → how it ends
    :ivar late: kind of hold → what follows where it is known only after its first day
    :ivar debts: the kinds of debt, by name
    :ivar permissions: which role may do which acts
    :ivar restricted: which kinds of vulnerability are seen by named roles only
    :ivar contact_codes: what contacts are told apart by
    :ivar partners: code → somebody to whom people are referred
    :ivar landlord: what the landlord is in law, by date
    """

    lanes: Mapping[str, frozenset[str]]
    holds: Mapping[str, str]
    stops: Mapping[str, frozenset[str]]
    endings: Mapping[str, Ending]
    late: Mapping[str, Late]
    debts: Mapping[str, DebtKind]
    levels: Levels
    permissions: Permissions
    restricted: Restricted
    contact_codes: ContactCodes
    partners: Mapping[str, Partner]
    lets_agree: frozenset[str] = frozenset()
    landlord: tuple[KindFrom, ...] = ()

    def landlord_on(self, day: date) -> str:
        """What the landlord is in law on a day (``cases.landlord_kinds``); empty: that is not said."""
        return next((each.kind for each in self.landlord if each.from_on <= day <= each.until_on), "")

    def stopping(self, act: str) -> frozenset[str]:
        """The kinds of hold that stop an act of a kind."""
        return frozenset(kind for kind, acts in self.stops.items() if act in acts)

    @property
    def silencing(self) -> frozenset[str]:
        """The kinds of hold while which nobody speaks about the debt."""
        return frozenset(kind for kind, acts in self.stops.items() if not acts.isdisjoint(SPEAKING))

    def lanes_of(self, roles: Collection[str]) -> list[str]:
        """The lanes of which somebody with these roles may do the steps."""
        return [lane for lane, able in self.lanes.items() if not able.isdisjoint(roles)]

    def may_do(self, roles: Collection[str], lane: str) -> bool:
        """Whether somebody with these roles may do the steps of a lane."""
        return not self.lanes.get(lane, frozenset()).isdisjoint(roles)


def read_organisation(files: Mapping[str, bytes], roles: Collection[str]) -> Organisation:
    """Reads the organisation of a rule book.

    :param files: the files of the book, by path
    :param roles: the roles that people can have
    :raises OrganisationUnreadable: with file, row and remedy
    :raises DebtUnreadable: a kind of debt is not written as it must be
    :raises RolesUnreadable: the roles are not written as they must be, or undo what keeps people apart
    """
    read = {name: _rows(name, files) for name in _FILES if name != LEVELS}
    lanes = {str(row["lane"]): _listed(row, "roles", roles, where) for where, row in read["roles.yaml"]}
    if SYSTEM in lanes:
        raise OrganisationUnreadable(f"{FOLDER}roles.yaml: {SYSTEM} is the machine's own lane. Take the row out.")
    permissions = permissions_of(_content(ROLES_FILE, files).get("roles"), lanes, f"{FOLDER}{ROLES_FILE}")
    return Organisation(
        lanes,
        _named(read["holds.yaml"], "words"),
        {str(row["kind"]): _stopped(row, where) for where, row in read["holds.yaml"]},
        {str(row["kind"]): _ending(row, where) for where, row in read["holds.yaml"]},
        {str(row["kind"]): late_of(row, where) for where, row in read["holds.yaml"]},
        read_debts(files),
        read_levels(files, roles),
        permissions,
        restricted_of(
            files, roles, permissions.groups[Group.CASES], {str(row["kind"]) for _, row in read["holds.yaml"]}
        ),
        codes_of(files),
        partners_of(files),
        frozenset(str(row["kind"]) for where, row in read["holds.yaml"] if settled_by_agreement(row, where)),
        landlord_kinds(files),
    )


def read_levels(files: Mapping[str, bytes], roles: Collection[str]) -> Levels:
    """Reads the levels of authority of a rule book.

    :param files: the files of the book, by path
    :param roles: the roles that people can have
    :raises OrganisationUnreadable: with file, row and remedy
    """
    levels = tuple(
        Level(_level(row, where), _held(row, roles, where), _listed(row, "acts", KINDS, where), _amount(row, where))
        for where, row in _rows(LEVELS, files)
    )
    for act in KINDS:
        amounts = [level.up_to_pence for level in levels if act in level.acts]
        bounded = [amount for amount in amounts if amount is not None]
        if amounts[: len(bounded)] != bounded or len(amounts) > len(bounded) + 1 or bounded != sorted(set(bounded)):
            raise OrganisationUnreadable(
                f"{FOLDER}levels.yaml: the amounts for {act} must rise from level to level, and only the last has no "
                "`up_to_pence`. Put the levels in order."
            )
    return Levels(levels)


def must_be_told(organisation: Organisation, events: Collection[str]) -> None:
    """Refuses a kind of hold of which rules could not speak.

    :param events: what happens outside of diagrams and may be spoken of in rules
    :raises OrganisationUnreadable: that it began, or that it ended, is no event
    """
    for kind in organisation.holds:
        for event in (f"{kind}_began", f"{kind}_ended"):
            if event not in events:
                raise OrganisationUnreadable(
                    f"{FOLDER}holds.yaml: rules could not speak of the hold {kind}: add the event {event} to `events:` "
                    "of shared/steps.yaml."
                )


def must_last(organisation: Organisation, lengths: Callable[[str], bool]) -> None:
    """Refuses a kind of hold that would last a period of which the tables of law do not say how long it is.

    :param lengths: whether they hold a period of that name, with a length of its own
    :raises OrganisationUnreadable: with the kind
    """
    for kind, ending in organisation.endings.items():
        if ending.lasts and not lengths(ending.lasts):
            raise OrganisationUnreadable(
                f"{FOLDER}holds.yaml: the hold {kind} lasts {ending.lasts!r}, and law/periods.yaml has no period of "
                "that name with a length. Add the row, or correct the name."
            )


def _rows(name: str, files: Mapping[str, bytes]) -> list[tuple[str, Mapping[str, Any]]]:
    """The rows of a file, each with its place."""
    path = f"{FOLDER}{name}"
    listed, wanted, allowed = _FILES[name]
    read = _content(name, files)
    found: list[tuple[str, Mapping[str, Any]]] = []
    first = next(iter(sorted(wanted & {"lane", "kind", "level"})))
    names = set[str]()
    for number, row in enumerate(read[listed], 1):
        where = f"{path}, row {number}"
        if not isinstance(row, Mapping) or not wanted <= set(row) <= wanted | allowed:
            more = f", and perhaps {', '.join(sorted(allowed))}" if allowed else ""
            raise OrganisationUnreadable(f"{where}: a row has {', '.join(sorted(wanted))}{more}, and nothing else.")
        if not isinstance(row[first], str) or not row[first].strip() or row[first] in names:
            raise OrganisationUnreadable(f"{where}: `{first}` is a text that no other row has. Correct {row[first]!r}.")
        names.add(row[first])
        found.append((f"{where} ({row[first]})", row))
    return found


def _content(name: str, files: Mapping[str, bytes]) -> Mapping[str, Any]:
    """What stands in a file: its list of rows, and what may stand beside."""
    path, listed, beside = f"{FOLDER}{name}", _FILES[name][0], _BESIDE.get(name, set())
    if path not in files:
        raise OrganisationUnreadable(f"The rule book has no {path}. Write it: `{listed}:` with a list of rows.")
    try:
        read = load(files[path])
    except NOT_YAML as error:
        raise OrganisationUnreadable(f"{path} is not YAML: {error}") from error
    rows = read.get(listed) if isinstance(read, Mapping) else None
    if not isinstance(read, Mapping) or not set(read) <= {listed} | beside or not isinstance(rows, list) or not rows:
        more = f" but perhaps `{', '.join(beside)}:`" if beside else ""
        raise OrganisationUnreadable(f"{path} holds `{listed}:` with a list of rows, and nothing beside{more}.")
    return read


def _named(rows: list[tuple[str, Mapping[str, Any]]], member: str) -> dict[str, str]:
    for where, row in rows:
        if not NAME.fullmatch(row["kind"]):
            raise OrganisationUnreadable(f"{where}: a kind is small letters, digits and _. Rename it.")
        if not isinstance(row[member], str) or not row[member].strip():
            raise OrganisationUnreadable(f"{where}: `{member}` is a text.")
    return {row["kind"]: row[member].strip() for _, row in rows}


def _listed(row: Mapping[str, Any], member: str, choices: Collection[str], where: str) -> frozenset[str]:
    given = row[member]
    if not isinstance(given, list) or not given or not set(map(str, given)) <= set(choices):
        raise OrganisationUnreadable(f"{where}: `{member}` is a list out of {', '.join(sorted(choices))}.")
    return frozenset(given)


def _stopped(row: Mapping[str, Any], where: str) -> frozenset[str]:
    """The kinds of act that a hold stops; of a row that says none, as of editions before, every one that a hold may."""
    if "stops" not in row:
        return frozenset(kind for kind, each in KINDS.items() if each.stops)
    return _listed(row, "stops", KINDS, where)


def _ending(row: Mapping[str, Any], where: str) -> Ending:
    """How a hold ends; of a row that says nothing, as of editions before, on the day that is said, if any."""
    try:
        return ending_of(row)
    except ValueError as error:
        raise OrganisationUnreadable(f"{where}: {error}") from error


def _level(row: Mapping[str, Any], where: str) -> str:
    """The name of a level, whose row says what it means, whence it is and how sure that is."""
    if not NAME.fullmatch(row["level"]):
        raise OrganisationUnreadable(f"{where}: a level is small letters, digits and _. Rename it.")
    for member in ("means", "source"):
        if not isinstance(row[member], str) or not row[member].strip():
            raise OrganisationUnreadable(f"{where}: `{member}` is a text.")
    if row["confidence"] not in CONFIDENCES:
        raise OrganisationUnreadable(f"{where}: `confidence` is one of {', '.join(CONFIDENCES)}.")
    return str(row["level"])


def _held(row: Mapping[str, Any], roles: Collection[str], where: str) -> frozenset[str]:
    return frozenset() if row["roles"] == [] else _listed(row, "roles", roles, where)


def _amount(row: Mapping[str, Any], where: str) -> int | None:
    given = row.get("up_to_pence")
    if given is not None and (type(given) is not int or given < 1):
        raise OrganisationUnreadable(f"{where}: `up_to_pence` is a whole number of pence, and {given!r} is none.")
    return given
