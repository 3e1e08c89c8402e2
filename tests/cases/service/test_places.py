"""A notice is served where the person may be: another place than the home or a confirmed address is checked."""

from datetime import date

import pytest

from cases.service.places import ELSEWHERE, as_to_place, is_one_of
from cases.service.rows import Counted
from cases.service.words import Delivery, ServedAs

HOME = "1 High Street\nNewbridge\nNB1 1AA"
FLAT = "Flat 2\n1 High Street\nNewbridge\nNB1 1AA"
FARM = "Rose Cottage\nMill Lane\nNB2 2BB"


@pytest.mark.parametrize(
    ("place", "home"),
    [
        (HOME, HOME),
        ("1 high st., Newbridge, nb11aa", HOME),
        ("Ms Ann Tenant, 1 High Street, NB1 1AA", HOME),
        ("1 High Street, Newbridge", HOME),
        ("Flat 2, 1 High Street, NB1 1AA", FLAT),
        ("Rose Cottage, Mill Lane, NB2 2BB", FARM),
    ],
)
def test_an_address_is_known_however_it_is_spelt(place: str, home: str) -> None:
    assert is_one_of(place, [FARM if home != FARM else HOME, home], posted=True)


@pytest.mark.parametrize(
    ("place", "home"),
    [
        ("99 Wrong Road, Otherton, ZZ9 9ZZ", HOME),
        ("1 High Street, Otherton, ZZ9 9ZZ", HOME),
        ("1 High Street, Otherton", HOME),
        ("1 High Street", HOME),
        ("11 High Street, NB1 1AA", HOME),
        ("Flat 2, 1 High Street, NB1 1AA", HOME),
        ("Flat A, 1 High Street, NB1 1AA", HOME),
        ("1 High Street, NB1 1AA", FLAT),
        ("Flat 3, 1 High Street, NB1 1AA", FLAT),
        ("Thorn Cottage, Mill Lane, NB2 2BB", FARM),
        ("", HOME),
        (HOME, "\n"),
        ("1 High Street\x00 7; NB1 1AA", HOME),
        ("1 High Street, NB1 1AA or ZZ9 9ZZ", HOME),
    ],
)
def test_what_may_be_another_home_is_another_place(place: str, home: str) -> None:
    assert not is_one_of(place, [home], posted=True)


def test_where_it_was_left_needs_no_town_but_its_door() -> None:
    assert is_one_of("Letter box of 1 High Street", [HOME], posted=False)
    for place in ("On the counter of our own office", "Letter box", "Letter box of 1 High Street, ZZ9 9ZZ", "1 High"):
        assert not is_one_of(place, [HOME], posted=False), place


def test_another_place_counts_only_as_what_must_be_checked() -> None:
    counts = Counted(date(2026, 3, 4), "s.7", "Posted.")
    elsewhere = as_to_place(counts, Delivery.POSTED, ServedAs.NOSP_S83, "9 Far Road", [HOME])
    assert (elsewhere.counts_on, elsewhere.must_check, elsewhere.why) == (
        counts.counts_on,
        True,
        f"Posted. {ELSEWHERE}",
    )
    rows = {
        as_to_place(counts, how, what, "Office", [HOME]).sources[-1].row
        for how, what in (
            (Delivery.POSTED, ServedAs.NTQ),
            (Delivery.LEFT_AT_ADDRESS, ServedAs.NTQ),
            (Delivery.POSTED, ServedAs.CLAIM_FORM),
        )
    }
    assert rows == {"Interpretation Act 1978 s.7", "LGA 1972 s.233(4)", "CPR 6.9"}
    assert as_to_place(counts, Delivery.POSTED, ServedAs.NTQ, HOME, [HOME]) == counts
    assert as_to_place(counts, Delivery.HANDED_OVER, ServedAs.NTQ, "At the office", [HOME]) == counts
    none = Counted(None, "", "No clause.")
    assert as_to_place(none, Delivery.POSTED, ServedAs.NTQ, "", [HOME]) == none
