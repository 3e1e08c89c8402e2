"""Letters lie on the sheet as the print profile says, read from where the PDF puts each line."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from io import BytesIO
from itertools import product
from typing import Any

import pytest
from fontTools.ttLib import TTFont
from pypdf import PdfReader

from cases.organisation_lists import OrganisationUnreadable
from documents.kinds import DocumentKind
from documents.letter import page_html
from documents.library import NoSuchPrintProfile
from documents.print_profiles import A4, FILE, PrintProfile, profiles_of
from documents.printing import FONTS, print_pdf
from documents.samples import SITUATIONS, sample_facts
from tests.book import BOOK
from tests.documents.test_accessible import JOINT, LANDLORD, LAW, LIBRARY, ON
from tests.documents.test_words_of_letters import LETTERS

PROFILES = profiles_of(BOOK)
MM = 25.4 / 72
SLIP = 0.5
KERNED = 1.5
"""By how much the widths of single letters come to more than a line is broad (the specification allows 2)."""


@dataclass(frozen=True)
class Line:
    """A run of letters on a page, in millimetres from the upper left corner."""

    text: str
    left: float
    top: float
    right: float
    bottom: float


def _printings() -> Iterator[Any]:
    """Each size, profile and situation: two that share none of these for every letter, the others when time is long."""
    first, last = ("standard", min(PROFILES), SITUATIONS[0]), ("large", max(PROFILES), JOINT)
    for each in product(("standard", "large"), sorted(PROFILES), (SITUATIONS[0], JOINT)):
        marks = () if each in (first, last) else (pytest.mark.long,)
        yield pytest.param(each[0], PROFILES[each[1]], each[2], marks=marks, id=f"{each[0]}-{each[1]}-{each[2].name}")


@pytest.mark.parametrize(("size", "profile", "situation"), list(_printings()))
@pytest.mark.parametrize("kind", LETTERS, ids=lambda each: str(each.place))
def test_each_letter_keeps_to_each_profile(
    kind: DocumentKind, size: str, profile: PrintProfile, situation: Any
) -> None:
    facts = sample_facts(situation, kind, LAW, replace(LANDLORD, print_profile=profile.name), ON)
    html, _ = page_html(facts, kind, LIBRARY, ("SPECIMEN",))
    pages = [list(lines(page)) for page in PdfReader(BytesIO(print_pdf(html, size, b"0123456789abcdef").content)).pages]
    person = facts.addressee
    address = {person.name, f"care of {person.care_of}", *person.address} & {each.text for each in pages[0]}
    assert len(address) == person.lines
    seen, alone = profile.address, profile.alone
    for each in pages[0]:
        if each.text in address and each.left < seen.right:
            assert each.left >= seen.left
            assert each.top >= seen.top - SLIP
            assert each.right <= seen.right
            assert each.bottom <= seen.bottom + SLIP, each
        else:
            apart = each.left > alone.right or each.bottom < alone.top or each.top > alone.bottom - SLIP
            assert apart, f"{each} stands where the address stands alone"
    (dear,) = [each for each in pages[0] if each.text.startswith("Dear ")]
    assert dear.top >= profile.body_from - SLIP
    if size == "standard":  # what stands beside the address is not torn and put under it
        assert dear.top <= profile.body_from + 6
    for each in (each for page in pages for each in page):
        assert profile.margins.left <= each.left
        assert each.right <= A4[0] - profile.margins.right + KERNED, each
        assert each.top >= profile.margins.top
        assert each.bottom <= A4[1] - profile.margins.bottom


def test_a_profile_that_is_not_there_or_not_written_as_it_must_be_is_refused() -> None:
    with pytest.raises(NoSuchPrintProfile, match="names the print profile 'pigeon'; there is dl_window, govuk_notify"):
        LIBRARY.profile("pigeon")
    path = f"organisation/{FILE}"
    for old, new, says in (
        (b"[20, 57, 100, 81]", b"[20, 57, 100]", "is .left, top, right, bottom. in millimetres"),
        (b"[20, 57, 100, 81]", b"[10, 57, 100, 81]", "stands at least 20 mm from the left"),
        (b"body_from: 92", b"body_from: low", "holds millimetres of an A4 sheet, not 'low'"),
    ):
        with pytest.raises(OrganisationUnreadable, match=says):
            profiles_of(BOOK.with_changes({path: BOOK[path].replace(old, new)}))


def lines(page: Any) -> Iterator[Line]:
    """What stands on a page, and where."""
    found: list[Line] = []

    def text(said: str, cm: list[float], tm: list[float], _font: object, size: float) -> None:
        if not said.strip():
            return
        points = size * abs(cm[0])
        left = (tm[4] * cm[0] + cm[4]) * MM
        base = A4[1] - (tm[5] * cm[3] + cm[5]) * MM
        high, wide = points * MM, sum(map(_width, said.strip())) * points * MM
        found.append(Line(" ".join(said.split()), left, base - 0.75 * high, left + wide, base + 0.25 * high))

    page.extract_text(visitor_text=text)
    yield from found


@cache
def _width(letter: str) -> float:
    """How broad a letter is, as a share of its size."""
    font = _font()
    return float(font["hmtx"][font.getBestCmap().get(ord(letter), "space")][0]) / float(font["head"].unitsPerEm)


@cache
def _font() -> TTFont:
    return TTFont(FONTS / "regular.ttf")
