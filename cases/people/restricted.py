"""Which kinds of vulnerability are seen by named roles only; everybody else sees neither kind nor words."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from cases.organisation_lists import FOLDER, Members, OrganisationUnreadable, lists_of
from cases.people.words import VulnerabilityKind

FILE = "restricted.yaml"
ASK_FIRST = "Ask your team leader before you contact this person."
"""What whoever may not see it is told, where the row says so."""
_SEEING = frozenset({"team_leader", "compliance"})
SHIPPED: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        VulnerabilityKind.CRISIS: _SEEING,
        VulnerabilityKind.DOMESTIC_ABUSE: _SEEING,
        VulnerabilityKind.SAFEGUARDING: _SEEING,
        VulnerabilityKind.CONFIDENTIAL_ADDRESS: _SEEING,
    }
)
"""Of an edition that says nothing of it: no file that is missing opens what is restricted."""


@dataclass(frozen=True)
class Restricted:
    """Who sees what.

    :ivar kinds: kind of vulnerability → the roles that see its words and that it is of that kind
    """

    kinds: Mapping[str, frozenset[str]]

    def is_restricted(self, kind: str) -> bool:
        """Whether a kind is seen by named roles only; one that nobody knows is."""
        return kind in self.kinds or kind not in list(VulnerabilityKind)

    def seen_by(self, kind: str, roles: Collection[str]) -> bool:
        """Whether somebody with these roles sees vulnerabilities of a kind."""
        if not self.is_restricted(kind):
            return True
        return not self.kinds.get(kind, frozenset()).isdisjoint(roles)


def restricted_of(files: Mapping[str, bytes], roles: Collection[str], may_see_cases: Collection[str]) -> Restricted:
    """Reads which kinds are restricted.

    :param roles: that people can have
    :param may_see_cases: those of them that may see cases at all
    :raises OrganisationUnreadable: with row and remedy
    """
    if f"{FOLDER}{FILE}" not in files:
        return Restricted(SHIPPED)
    rows = lists_of(files, FILE, {"restricted": Members("kind", frozenset({"roles"}))})["restricted"]
    found = {}
    for kind, placed in rows.items():
        if kind not in list(VulnerabilityKind):
            raise OrganisationUnreadable(
                f"{placed.where}: `kind` is one of {', '.join(VulnerabilityKind)}. Correct {kind!r}."
            )
        seeing = placed.listed("roles", roles)
        if blind := sorted(seeing - set(may_see_cases)):
            raise OrganisationUnreadable(
                f"{placed.where}: the role {blind[0]} may see no case, so it can see no restricted fact. Take it out."
            )
        found[kind] = seeing
    return Restricted(MappingProxyType(found))
