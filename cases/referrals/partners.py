"""The landlord's directory of partners: who helps with what, and whom a referral may reach only with consent."""

from collections.abc import Mapping
from dataclasses import dataclass

from cases.organisation_lists import Members, OrganisationUnreadable, lists_of
from cases.people.words import VulnerabilityKind

FILE = "partners.yaml"
REPAIRS = "repairs"
"""The partner to which a hazard goes; every directory has it."""
_ROW = Members(
    "code",
    frozenset({"name", "helps_with", "outside", "contact"}),
    frozenset({"link", "sample", "concerns", "safeguards", "address"}),
)


@dataclass(frozen=True)
class Partner:
    """Somebody to whom people are referred.

    :ivar outside: whether they are not the landlord: then nothing is passed on without consent
    :ivar safeguards: whether they protect people at risk: where the law allows they are told without consent
    :ivar address: where letters go, its lines divided by commas; empty: they are told in another way
    :ivar link: where a form of theirs is; empty: none
    :ivar sample: whether the contact is made up, to be replaced by the landlord's own
    :ivar concerns: the kind of vulnerability that a referral to them tells of; where that is restricted, the referral
        is seen by the same roles alone; empty: none
    """

    code: str
    name: str
    helps_with: str
    outside: bool
    contact: str
    link: str
    sample: bool
    concerns: str
    safeguards: bool = False
    address: str = ""


def partners_of(files: Mapping[str, bytes]) -> dict[str, Partner]:
    """Reads the directory of a rule book.

    :raises OrganisationUnreadable: with row and remedy
    """
    found = {
        code: Partner(
            code=code,
            name=placed.text("name"),
            helps_with=placed.text("helps_with"),
            outside=placed.yes("outside"),
            contact=placed.text("contact"),
            link=_link(placed.row.get("link", ""), placed.where),
            sample=placed.yes("sample"),
            concerns=_concerns(placed.row.get("concerns", ""), placed.where),
            safeguards=placed.yes("safeguards"),
            address=_address(placed.row.get("address", ""), placed.where),
        )
        for code, placed in lists_of(files, FILE, {"partners": _ROW})["partners"].items()
    }
    if REPAIRS not in found or found[REPAIRS].outside:
        raise OrganisationUnreadable(
            f"organisation/{FILE}: hazards that are reported go to the partner {REPAIRS!r}, the landlord's own. Write "
            "its row, with `outside: false`."
        )
    return found


def _concerns(said: object, where: str) -> str:
    if said and said not in list(VulnerabilityKind):
        raise OrganisationUnreadable(f"{where}: `concerns` is one of {', '.join(VulnerabilityKind)}, or left out.")
    return str(said)


def _address(said: object, where: str) -> str:
    if not isinstance(said, str) or (said and said.count(",") < 1):
        raise OrganisationUnreadable(
            f"{where}: `address` is where letters go, its lines divided by commas (3 Market Row, Newbridge, NB1 3CD), "
            "or left out."
        )
    return said


def _link(said: object, where: str) -> str:
    if not isinstance(said, str) or (said and not said.startswith("https://")):
        raise OrganisationUnreadable(f"{where}: `link` is an address that begins with https://.")
    return said
