"""A tenant died and none survives: a notice to the personal representatives, and what the Public Trustee is told."""

from dataclasses import replace
from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any

import pytest

from cases.people.correspondence import Correspondence
from cases.people.details import sought
from cases.people.rows import DetailRow
from cases.people.words import DetailKind, DetailStatus
from cases.rows import CustomerRow
from documents.addressee import FactsContradict, NoSafeAddress
from documents.estate import Deceased, TenantSurvives, estate_of, last_to_die
from documents.facts import NotMade
from documents.letter import Letter
from tests.documents.conftest import EMPTY, ROSA, Tenancy, text_of

DIED = date(2026, 1, 19)
TENANT: dict[str, Any] = {**EMPTY, **ROSA, "id": 7, "reference": "C7", "date_of_birth": None, "date_of_death": DIED}
TENANT |= {"large_print": True}
ACCOUNT: Any = SimpleNamespace(reference="100000", address="1 High Street\nNewbridge", postcode="NB1 1AA")
MARSH = {
    "representative_name": "Helen Marsh",
    "representative_address": "2 Castle Street",
    "representative_role": "deputy",
}
QUIT = {"document": "ntq_representatives", "day": date(2026, 4, 12)}
NL1 = {
    "document": "nl1_data",
    "day": date(2026, 4, 12),
    "words": "Notice to quit",
    "sum": 4_000,
    "to_name": "The Public Trustee",
    "to_address": "1 Made Up Street, Sampleton",
}


def tenant(**values: Any) -> CustomerRow:
    return CustomerRow(**{**TENANT, **values})


def at(number: int, value: str, status: DetailStatus) -> DetailRow:
    when = datetime(2026, 1, number, tzinfo=UTC)
    where = (number, 7, DetailKind.ADDRESS, value, sought(DetailKind.ADDRESS, value), status)
    return DetailRow(*where, None, "", "", "user:1", when, None)


def test_it_is_addressed_by_the_words_of_the_act_where_the_tenant_lived() -> None:
    found = estate_of(tenant(), ACCOUNT)
    home = ("1 High Street", "Newbridge", "NB1 1AA")
    assert found.deceased == Deceased("Ms Rosa Whitfield", DIED, home)
    assert found.addressee.name == found.addressee.on_envelope == "The Personal Representatives of Ms Rosa Whitfield"
    assert (found.addressee.customer_id, found.addressee.address) == (7, home)
    assert not found.addressee.large_print, "that was how the tenant read"


def test_who_acted_for_the_tenant_acts_for_nobody_any_more() -> None:
    assert estate_of(tenant(**MARSH), ACCOUNT) == estate_of(tenant(), ACCOUNT)


@pytest.mark.parametrize(
    ("addresses", "where"),
    [
        ((at(1, "9 Low Road, NB9 9ZZ", DetailStatus.CURRENT),), "9 Low Road"),
        ((at(1, "9 Low Road, NB9 9ZZ", DetailStatus.FORMER),), "1 High Street"),
        # Post that came back changes nothing: no later place is known.
        ((at(1, "9 Low Road, NB9 9ZZ", DetailStatus.RETURNED_MAIL),), "9 Low Road"),
        (
            (at(1, "8 Low Road, NB9 9ZZ", DetailStatus.RETURNED_MAIL), at(2, "9 Low Road", DetailStatus.RETURNED_MAIL)),
            "9 Low Road",
        ),
        (
            (at(1, "9 Low Road, NB9 9ZZ", DetailStatus.CURRENT), at(2, "8 Low Road", DetailStatus.RETURNED_MAIL)),
            "9 Low Road",
        ),
    ],
    ids=["recorded", "former", "came back", "both came back", "one came back"],
)
def test_it_goes_to_the_last_place_that_is_known(addresses: tuple[DetailRow, ...], where: str) -> None:
    known = Correspondence(addresses=addresses, export_stands=False)
    assert estate_of(tenant(), ACCOUNT, known).addressee.address[0] == where


def test_where_somebody_hid_it_goes_nowhere_unconfirmed_and_is_told_to_nobody() -> None:
    hidden = Correspondence(confidential_since=datetime(2025, 12, 1, tzinfo=UTC))
    with pytest.raises(NoSafeAddress):
        estate_of(tenant(), ACCOUNT, hidden)
    confirmed = replace(at(1, "9 Low Road, NB9 9ZZ", DetailStatus.CURRENT), confirmed_on=date(2026, 1, 1))
    found = estate_of(tenant(), ACCOUNT, replace(hidden, addresses=(confirmed,)))
    assert found.addressee.address[0] == "9 Low Road"
    assert found.addressee.confidential
    assert found.deceased.address == ()


def test_the_tenancy_is_in_the_estate_of_who_died_last() -> None:
    earlier = tenant(id=8, reference="C8", date_of_death=date(2024, 5, 5))
    assert last_to_die([tenant(), earlier], ACCOUNT).id == 7
    with pytest.raises(FactsContradict, match="died on one day"):
        last_to_die([tenant(), tenant(id=8)], ACCOUNT)
    with pytest.raises(TenantSurvives, match=r"C8\) lives and is a tenant"):
        last_to_die([tenant(), tenant(id=8, reference="C8", date_of_death=None)], ACCOUNT)
    with pytest.raises(TenantSurvives, match="not recorded as dead"):
        estate_of(tenant(date_of_death=None), ACCOUNT)


def made(tenancy: Tenancy, parameters: dict[str, Any]) -> list[Letter]:
    """The documents of a step, made and not kept."""
    with tenancy.db.read() as session:
        return tenancy.step.make(session, replace(tenancy.work(), parameters=parameters))


def test_the_notice_names_who_died_and_nobody_else(on_sqlite: Tenancy) -> None:
    (notice,) = made(on_sqlite.tenants({**ROSA, "date_of_death": DIED, **MARSH}), QUIT)
    text = " ".join(text_of(notice))
    for words in (
        "To: The Personal Representatives of Ms Rosa Whitfield Of: 12 Mill Lane",
        "gives the Personal Representatives of Ms Rosa Whitfield, who died on 19 January 2026, notice to quit",
        "on 12 April 2026, or at the end of the period of the tenancy which will end next",
        "must get an order for possession from the court",
        "A tenant or licensee who does not know if he has any right",
        "It asks nobody for money",
    ):
        assert words in text, words
    assert "Helen Marsh" not in text
    kept = on_sqlite.keep([notice]).evidence["documents"][0]
    assert kept["addressee"] == "The Personal Representatives of Ms Rosa Whitfield"
    assert kept["facts"]["deceased"]["died_on"] == DIED


def test_the_public_trustee_is_told_what_form_nl1_asks(on_sqlite: Tenancy) -> None:
    (sheet,) = made(on_sqlite.tenants({**ROSA, "date_of_death": DIED}), NL1)
    text = " ".join(text_of(sheet))
    for words in (
        "Data for form NL1",
        "Deceased: Ms Rosa Whitfield",
        "Died on: 19 January 2026",
        "Last address: 12 Mill Lane, Newbridge, NB1 2AB",
        "Kind of notice: Notice to quit. It names 12 April 2026",
        "Property address: 12 Mill Lane",
        "£40.00 to register the notice",
        "and the fee to The Public Trustee",
        "before the notice runs out",
    ):
        assert words in text, words


def test_while_a_tenant_lives_neither_is_made(on_sqlite: Tenancy) -> None:
    other = {"given_name": "Tom", "family_name": "Whitfield"}
    on_sqlite.tenants({**ROSA, "date_of_death": DIED}, other)
    with pytest.raises(TenantSurvives, match="Tom Whitfield"):
        made(on_sqlite, QUIT)
    with pytest.raises(NotMade, match="Fill in form NL1 by hand"):
        made(on_sqlite, NL1)


def test_what_goes_to_somebody_named_is_made_whoever_died_first(on_sqlite: Tenancy) -> None:
    """Condolences wait for nobody to find out in whose estate the tenancy is."""
    both = [{**ROSA, "date_of_death": DIED}, {"given_name": "Tom", "family_name": "Whitfield", "date_of_death": DIED}]
    on_sqlite.tenants(*both)
    with pytest.raises(NotMade, match="not known whose estate"):
        made(on_sqlite, NL1)
    with pytest.raises(FactsContradict, match="died on one day"):
        made(on_sqlite, QUIT)
