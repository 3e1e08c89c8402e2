"""Which role may do which acts: the landlord's to say in ``bpmn/organisation/roles.yaml``, within what never changes.

Acts stand in groups, and a row of ``roles`` names the groups that a role may do. What the product stands on is no row
of a file: whoever owns procedures works no case and reads none, whoever checks does no casework, users are managed by
administrators alone, and whoever works cases writes no rules (``docs/decisions/0019``). What a person may do to their
own proposal is asked of the person, not of the role, and can be configured nowhere.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from workflows.errors import Malformed


class Group(StrEnum):
    """A group of acts that are given together."""

    CASES = "cases"
    """See cases, their records and their letters."""
    CASEWORK = "casework"
    """Begin procedures and do their steps; which step is for whom the lane says."""
    LEADING = "leading"
    """Open a completed step again, and give back or hand over what another has."""
    ANSWERING = "answering"
    """See what failed, and what rules stop."""
    MENDING = "mending"
    """Have a failed step tried again."""
    MOVING = "moving"
    """Move a case to another version of its procedure."""
    PLACING_HOLDS = "placing_holds"
    RELEASING_HOLDS = "releasing_holds"
    """End a hold before its time."""
    EVIDENCE = "evidence"
    """Check records and export them."""
    DRAFTING = "drafting"
    """Draft changes of the rule book, and propose them."""
    PROPOSING = "proposing"
    """Propose a version of a procedure."""
    PUBLISHING = "publishing"
    """Publish what another person proposed."""
    CONFIRMING = "confirming"
    """Confirm rows of law and paragraphs of wording, word for word."""
    RUNNING = "running"
    """Import exports, and see how the installation runs."""
    USERS = "users"
    """Add people and end them, and say what each may do."""


class RolesUnreadable(Malformed):
    """The roles are not written as they must be, or undo what keeps people apart."""


@dataclass(frozen=True)
class Permissions:
    """Who may do what.

    :ivar groups: group → the roles that may do its acts; each has one at least
    :ivar means: role → what it is, in a sentence
    """

    groups: Mapping[Group, frozenset[str]]
    means: Mapping[str, str]

    def roles(self, groups: Collection[Group]) -> frozenset[str]:
        """The roles that may do the acts of some of these groups."""
        return frozenset(role for group in groups for role in self.groups[group])

    def may(self, roles: Collection[str], group: Group) -> bool:
        """Whether somebody with these roles may do the acts of a group."""
        return not self.groups[group].isdisjoint(roles)


_SHIPPED: dict[str, tuple[str, tuple[Group, ...]]] = {
    "officer": ("Works cases.", (Group.CASES, Group.CASEWORK, Group.PLACING_HOLDS)),
    "team_leader": (
        "Works cases, and answers for those of the team.",
        (
            *(Group.CASES, Group.CASEWORK, Group.LEADING, Group.ANSWERING, Group.MENDING, Group.MOVING),
            *(Group.PLACING_HOLDS, Group.RELEASING_HOLDS),
        ),
    ),
    "process_owner": (
        "Writes procedures and rules, and sees no case.",
        (Group.DRAFTING, Group.PROPOSING, Group.PUBLISHING),
    ),
    "compliance": (
        "Checks cases and rules, and does no casework.",
        (
            *(Group.CASES, Group.ANSWERING, Group.PLACING_HOLDS, Group.RELEASING_HOLDS, Group.EVIDENCE),
            *(Group.DRAFTING, Group.PUBLISHING, Group.CONFIRMING),
        ),
    ),
    "administrator": (
        "Runs the installation, and says who may do what.",
        (
            *(Group.CASES, Group.ANSWERING, Group.MENDING, Group.MOVING, Group.EVIDENCE),
            *(Group.PUBLISHING, Group.RUNNING, Group.USERS),
        ),
    ),
}
_CASES_ARE_THEIRS = frozenset({"officer", "team_leader", "compliance", "administrator"})
_WHO_OWNS = "whoever owns procedures works no case and reads none, so that no rule is written for one case"
_WHO_CHECKS = "whoever checks does no casework, for nobody checks what they did themselves"
_WHO_WORKS = "whoever works cases writes and publishes no rules, so that no rule is bent to a case"
_ONLY_ADMINISTRATORS = "users are managed by administrators alone, who work no case"
_ONLY_COMPLIANCE = "law and wording are confirmed by compliance alone, as somebody other than who wrote them"
EVER: Mapping[Group, tuple[frozenset[str], str]] = MappingProxyType(
    {
        Group.CASES: (_CASES_ARE_THEIRS, _WHO_OWNS),
        Group.CASEWORK: (frozenset({"officer", "team_leader"}), f"{_WHO_OWNS}; {_WHO_CHECKS}"),
        Group.LEADING: (frozenset({"officer", "team_leader"}), f"{_WHO_OWNS}; {_WHO_CHECKS}"),
        Group.ANSWERING: (_CASES_ARE_THEIRS, _WHO_OWNS),
        Group.MENDING: (frozenset({"officer", "team_leader", "administrator"}), f"{_WHO_OWNS}; {_WHO_CHECKS}"),
        Group.MOVING: (frozenset({"officer", "team_leader", "administrator"}), f"{_WHO_OWNS}; {_WHO_CHECKS}"),
        Group.PLACING_HOLDS: (_CASES_ARE_THEIRS, _WHO_OWNS),
        Group.RELEASING_HOLDS: (
            _CASES_ARE_THEIRS - {"officer"},
            "a hold protects a debtor from whoever works the case, so another ends it",
        ),
        Group.EVIDENCE: (_CASES_ARE_THEIRS, _WHO_OWNS),
        Group.DRAFTING: (frozenset({"process_owner", "compliance"}), _WHO_WORKS),
        Group.PROPOSING: (frozenset({"process_owner", "compliance"}), _WHO_WORKS),
        Group.PUBLISHING: (frozenset({"process_owner", "compliance", "administrator"}), _WHO_WORKS),
        Group.CONFIRMING: (frozenset({"compliance"}), _ONLY_COMPLIANCE),
        Group.RUNNING: (
            frozenset({"compliance", "administrator"}),
            "whoever works cases does not bring in their facts",
        ),
        Group.USERS: (frozenset({"administrator"}), _ONLY_ADMINISTRATORS),
    }
)
"""Group → the roles that may ever have it, and why no other: no file of a rule book widens this."""
ALWAYS: Mapping[str, tuple[frozenset[Group], str]] = MappingProxyType(
    {
        "compliance": (
            frozenset({Group.CASES, Group.EVIDENCE, Group.CONFIRMING, Group.PUBLISHING}),
            "what cases are held to is published, confirmed and evidenced by compliance, and by nobody else",
        ),
        "administrator": (frozenset({Group.USERS}), "somebody must be able to let others in"),
    }
)
"""Role → the groups that it has whatever a file says, and why: no file of a rule book takes them away."""
WITHIN_CASES = frozenset(
    {
        *(Group.CASEWORK, Group.LEADING, Group.ANSWERING, Group.MENDING, Group.MOVING),
        *(Group.PLACING_HOLDS, Group.RELEASING_HOLDS, Group.EVIDENCE),
    }
)
"""What nobody can do who may not see cases."""


def _made(rows: Mapping[str, tuple[str, Collection[Group]]]) -> Permissions:
    groups = {group: frozenset(role for role, (_, does) in rows.items() if group in does) for group in Group}
    return Permissions(MappingProxyType(groups), MappingProxyType({role: means for role, (means, _) in rows.items()}))


AS_SHIPPED = _made(_SHIPPED)
"""Of a rule book that says nothing of it, as those before this could be said."""


def permissions_of(rows: Any, lanes: Mapping[str, frozenset[str]], path: str) -> Permissions:
    """Reads the rows of roles.

    :param rows: ``roles:`` of the file; ``None``: it says nothing, as books before
    :param lanes: lane → the roles that do its steps
    :param path: of the file, for refusals
    :raises RolesUnreadable: with the row, why, and what to do
    """
    permissions = AS_SHIPPED if rows is None else _made(_read(rows, path))
    _keeps_apart(permissions, path)
    for lane, able in lanes.items():
        if idle := sorted(able - permissions.groups[Group.CASEWORK]):
            raise RolesUnreadable(
                f"{path}: the lane {lane} is for the role {idle[0]}, which may do no {Group.CASEWORK}, so it could do "
                f"none of its steps. Take the role out of the lane."
            )
    return permissions


def _read(rows: Any, path: str) -> dict[str, tuple[str, frozenset[Group]]]:
    found: dict[str, tuple[str, frozenset[Group]]] = {}
    if not isinstance(rows, list):
        raise RolesUnreadable(f"{path}: `roles` is a list of rows, one for each of {', '.join(_SHIPPED)}.")
    for number, row in enumerate(rows, 1):
        where = f"{path}, roles, row {number}"
        if not isinstance(row, Mapping) or set(row) != {"role", "means", "does"}:
            raise RolesUnreadable(f"{where}: a row has role, means and does, and nothing else.")
        role, means, does = row["role"], row["means"], row["does"]
        if role not in _SHIPPED or role in found:
            raise RolesUnreadable(
                f"{where}: `role` is one of {', '.join(_SHIPPED)}, each once; {str(role)[:60]!r} is none or a second."
            )
        if not isinstance(means, str) or not means.strip():
            raise RolesUnreadable(f"{where} ({role}): `means` is a text. Say what the role is.")
        if not isinstance(does, list) or (odd := [each for each in does if each not in list(Group)]):
            said = f"{str(odd[0])[:60]!r} is none" if isinstance(does, list) else "this is no list"
            raise RolesUnreadable(f"{where} ({role}): `does` is a list out of {', '.join(Group)}; {said}.")
        found[role] = (means.strip(), frozenset(map(Group, does)))
    if missing := [role for role in _SHIPPED if role not in found]:
        raise RolesUnreadable(
            f"{path}: `roles` says nothing of {missing[0]}. Write its row; `does: []` gives it nothing."
        )
    return found


def _keeps_apart(permissions: Permissions, path: str) -> None:
    for role, (groups, why) in ALWAYS.items():
        if lost := sorted(group for group in groups if role not in permissions.groups[group]):
            raise RolesUnreadable(
                f"{path}: the role {role} always does {lost[0]}: {why}. Add {lost[0]} to what it does."
            )
    for group, (ever, why) in EVER.items():
        able = permissions.groups[group]
        if never := sorted(able - ever):
            raise RolesUnreadable(
                f"{path}: the role {never[0]} can never do {group}: {why}. Take {group} out of what it does."
            )
        if not able:
            raise RolesUnreadable(
                f"{path}: no role does {group}, so nobody could. Give it to {' or '.join(sorted(ever))}."
            )
        if group in WITHIN_CASES and (blind := sorted(able - permissions.groups[Group.CASES])):
            raise RolesUnreadable(
                f"{path}: the role {blind[0]} does {group} and may see no case. Add {Group.CASES} to what it does."
            )
