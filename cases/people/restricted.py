"""Which kinds of vulnerability and of hold are seen by named roles only; everybody else sees neither kind nor words."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from cases.organisation_lists import FOLDER, Members, OrganisationUnreadable, Placed, lists_of
from cases.people.words import VulnerabilityKind
from workflows.yaml_reading import NOT_YAML, load

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
HOLDS_SHIPPED: Mapping[str, frozenset[str]] = MappingProxyType(
    {"mental_health_crisis": _SEEING, "safeguarding": _SEEING}
)
"""The same of holds: a crisis moratorium tells of the illness, and a safeguarding hold of the concern."""


RESTRICTED = "restricted"
"""As what an event of a restricted kind is told where everybody reads."""


@dataclass(frozen=True)
class Restricted:
    """Who sees what.

    :ivar kinds: kind of vulnerability → the roles that see its words and that it is of that kind
    :ivar holds: kind of hold → the same
    """

    kinds: Mapping[str, frozenset[str]]
    holds: Mapping[str, frozenset[str]] = field(default_factory=lambda: HOLDS_SHIPPED)

    def sees_hold(self, kind: str, roles: Collection[str]) -> bool:
        """Whether somebody with these roles sees of which kind a hold is, and why it was placed."""
        return kind not in self.holds or not self.holds[kind].isdisjoint(roles)

    def hides(self, event: str) -> bool:
        """Whether an event (``mental_health_crisis_began``) tells of a kind of hold that named roles alone see."""
        return event.removesuffix("_began").removesuffix("_ended") in self.holds

    def is_restricted(self, kind: str) -> bool:
        """Whether a kind is seen by named roles only; one that nobody knows is."""
        return kind in self.kinds or kind not in list(VulnerabilityKind)

    def seen_by(self, kind: str, roles: Collection[str]) -> bool:
        """Whether somebody with these roles sees vulnerabilities of a kind."""
        if not self.is_restricted(kind):
            return True
        return not self.kinds.get(kind, frozenset()).isdisjoint(roles)


def restricted_of(
    files: Mapping[str, bytes],
    roles: Collection[str],
    may_see_cases: Collection[str],
    kinds_of_hold: Collection[str] = frozenset(HOLDS_SHIPPED),
) -> Restricted:
    """Reads which kinds are restricted.

    :param roles: that people can have
    :param may_see_cases: those of them that may see cases at all
    :param kinds_of_hold: of the organisation
    :raises OrganisationUnreadable: with row and remedy
    """
    path = f"{FOLDER}{FILE}"
    if path not in files:
        return Restricted(SHIPPED)
    members = Members("kind", frozenset({"roles"}))
    lists = lists_of(files, FILE, {"restricted": members, **({"holds": members} if _says_holds(files[path]) else {})})
    seeing = (roles, may_see_cases)
    kinds = _seeing(lists["restricted"], list(VulnerabilityKind), *seeing)
    if "holds" not in lists:
        return Restricted(kinds)
    return Restricted(kinds, _seeing(lists["holds"], sorted(kinds_of_hold), *seeing))


def _says_holds(content: bytes) -> bool:
    """Editions of before say nothing of holds."""
    try:
        read = load(content)
    except NOT_YAML:
        return False
    return isinstance(read, Mapping) and "holds" in read


def _seeing(
    rows: Mapping[str, Placed], kinds: Collection[str], roles: Collection[str], may_see_cases: Collection[str]
) -> Mapping[str, frozenset[str]]:
    found = {}
    for kind, placed in rows.items():
        if kind not in kinds:
            raise OrganisationUnreadable(f"{placed.where}: `kind` is one of {', '.join(kinds)}. Correct {kind!r}.")
        seeing = placed.listed("roles", roles)
        if blind := sorted(seeing - set(may_see_cases)):
            raise OrganisationUnreadable(
                f"{placed.where}: the role {blind[0]} may see no case, so it can see no restricted fact. Take it out."
            )
        found[kind] = seeing
    return MappingProxyType(found)
