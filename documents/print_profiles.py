"""Where on a sheet the address, the margins and the letter's own words may stand: rows of the landlord's rule book."""

from collections.abc import Mapping
from dataclasses import dataclass

from cases.organisation_lists import Members, OrganisationUnreadable, Placed, lists_of
from workflows.editions import Book

FILE = "print_profiles.yaml"
USUAL = "dl_window"
HEAD, LEFT, RIGHT, PADDING, WINDOW = 10.0, 20.0, 18.0, 2.0, 78.0
"""How ``styles/page.css`` lays out a first sheet: its margins, what stands before an address, how broad that is."""
A4 = (210.0, 297.0)
_MEMBERS = frozenset({"words", "address", "alone", "margins", "body_from", "source", "confidence"})


@dataclass(frozen=True)
class Area:
    """A part of a sheet, in millimetres from its upper left corner; of margins, from each edge."""

    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True)
class PrintProfile:
    """Where what may stand on the first sheet of a letter.

    :ivar address: where the address stands; :ivar alone: where nothing else may
    :ivar margins: what stays white on every sheet
    :ivar body_from: above it the letter's own words do not begin
    """

    name: str
    address: Area
    alone: Area
    margins: Area
    body_from: float

    @property
    def head(self) -> float:
        """How high what stands above the address is."""
        return self.address.top - HEAD

    @property
    def indent(self) -> float:
        """How far the address stands from the left edge of the text."""
        return self.address.left - LEFT + PADDING

    @property
    def window(self) -> float:
        """How high what stands beside and under the address is, before the letter's own words."""
        return self.body_from - self.address.top

    @property
    def about(self) -> float:
        """How broad what stands beside the address is, at the right edge of the text."""
        return A4[0] - RIGHT - LEFT - max(self.indent + WINDOW, self.alone.right - LEFT) - 5

    @property
    def low_head(self) -> bool:
        """Whether there is no room for the sender's address above, so that it stands beside."""
        return self.head < 40


def profiles_of(book: Book) -> Mapping[str, PrintProfile]:
    """The profiles of a rule book, by name; one that says nothing of them has those that are shipped.

    :raises OrganisationUnreadable: with row and remedy
    """
    rows = lists_of(book, FILE, {"profiles": Members("profile", _MEMBERS)})["profiles"]
    return {name: _profile(name, placed) for name, placed in rows.items()}


def _profile(name: str, placed: Placed) -> PrintProfile:
    made = PrintProfile(
        name=name,
        address=_area(placed, "address"),
        alone=_area(placed, "alone"),
        margins=_area(placed, "margins"),
        body_from=_number(placed, "body_from", placed.row["body_from"]),
    )
    if made.indent < PADDING or made.head <= 0 or made.window <= 0:
        raise OrganisationUnreadable(
            f"{placed.where}: the address stands at least {LEFT:g} mm from the left and {HEAD:g} mm from above, and "
            "the letter's own words under where it begins. Correct `address` or `body_from`."
        )
    return made


def _area(placed: Placed, member: str) -> Area:
    said = placed.row[member]
    if not isinstance(said, list) or len(said) != 4:
        raise OrganisationUnreadable(f"{placed.where}: `{member}` is [left, top, right, bottom] in millimetres.")
    return Area(*(_number(placed, member, each) for each in said))


def _number(placed: Placed, member: str, said: object) -> float:
    if isinstance(said, bool) or not isinstance(said, int | float) or not 0 <= said <= A4[1]:
        raise OrganisationUnreadable(f"{placed.where}: `{member}` holds millimetres of an A4 sheet, not {said!r}.")
    return float(said)
