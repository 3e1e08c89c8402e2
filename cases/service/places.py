"""Whether a document went where the person may be served: to their home, or to an address that was confirmed. Pure.

Addresses are typed by people, so they are compared by what tells homes apart: number, street, flat and postcode.
What is written so that nobody can tell counts as another place, which a person checks.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import replace

from cases.service.rows import Counted, LawSource
from cases.service.words import OF_COURT, Delivery, ServedAs
from workflows.confidence import TO_CONFIRM

_POSTCODE = re.compile(r"\b([a-z]{1,2}[0-9][a-z0-9]?) ?([0-9][a-z]{2})\b")
_STREET = re.compile(r"\b\d+[a-z]? [a-z]{3,}")
"""Up to here at least an address must agree: "Flat 2" alone is half of one."""
_SHORT = {"st": "street", "rd": "road", "ave": "avenue", "ln": "lane", "cl": "close", "dr": "drive", "apt": "flat"}
_PARTS = frozenset({"flat", "apartment", "unit", "room"})
_POSTED = LawSource("Interpretation Act 1978 s.7", "Interpretation Act 1978 s.7 (properly addressed)", TO_CONFIRM)
_LEFT = LawSource("LGA 1972 s.233(4)", "Local Government Act 1972 s.233(4) (the proper address)", TO_CONFIRM)
_COURT = LawSource("CPR 6.9", "CPR 6.9 (usual or last known residence)", TO_CONFIRM)
AT_PLACES = frozenset({Delivery.POSTED, Delivery.LEFT_AT_ADDRESS})
"""The steps that serve by the place to which they went."""
ELSEWHERE = (
    "Where it went must be checked: as it is written it is not the home nor an address that was confirmed, and what is "
    "wrongly addressed serves nobody."
)


def as_to_place(
    found: Counted, delivery: Delivery, served_as: ServedAs | None, place: str, known: list[str]
) -> Counted:
    """What follows from the place to which a step went; where it counts on no day nothing does.

    :param place: as it stands on the envelope, or where it was left
    :param known: the home, and the addresses that were confirmed
    """
    if found.counts_on is None or delivery not in AT_PLACES or is_one_of(place, known, posted=_is_posted(delivery)):
        return found
    source = _COURT if served_as in OF_COURT else _POSTED if _is_posted(delivery) else _LEFT
    return replace(found, must_check=True, why=f"{found.why} {ELSEWHERE}", sources=(*found.sources, source))


def is_one_of(place: str, known: Iterable[str], *, posted: bool) -> bool:
    """Whether a place is one of some addresses; of what was posted the postcode or the town must agree, too."""
    return any(_same(place, each, posted=posted) for each in known)


def _same(place: str, address: str, *, posted: bool) -> bool:
    said, home = _plain(place), _plain(address)
    codes, wanted = set(_POSTCODE.findall(said)), set(_POSTCODE.findall(home))
    if not home or (codes and wanted and codes != wanted):
        return False
    words, street = _POSTCODE.sub(" ", said).split(), _to_the_street(address).split()
    if not street or not f" {' '.join(words)} ".count(f" {' '.join(street)} "):
        return False
    rest = _POSTCODE.sub(" ", home).split()
    if _telling(words) != _telling(rest):
        return False
    return not posted or bool(codes & wanted) or set(rest) <= set(words)


def _to_the_street(address: str) -> str:
    """The lines of an address up to its street; all where no line has a numbered one."""
    taken = ""
    for line in re.split(r"[\n,]", address):
        taken = f"{taken} {_POSTCODE.sub(' ', _plain(line))}".strip()
        if _STREET.search(taken):
            break
    return " ".join(taken.split())


def _telling(words: Iterable[str]) -> set[str]:
    """The words that tell one home in a street from another: its numbers, and that it is a flat."""
    return {each for each in words if any(sign.isdigit() for sign in each) or each in _PARTS}


def _plain(text: str) -> str:
    letters = re.sub(r"[^\w]+", " ", unicodedata.normalize("NFKD", text).casefold().replace("'", ""))
    return " ".join(_SHORT.get(each, each) for each in letters.split())


def _is_posted(delivery: Delivery) -> bool:
    return delivery is Delivery.POSTED
