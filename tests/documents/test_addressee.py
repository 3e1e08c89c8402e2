"""To whom a letter goes, and where."""

from types import SimpleNamespace
from typing import Any

import pytest

from documents.addressee import Addressee, FactMissing, addressee
from documents.words import listed
from tests.documents.conftest import EMPTY, ROSA, TODAY

TENANT: dict[str, Any] = {**EMPTY, **ROSA, "id": 7, "reference": "C7", "date_of_death": None, "large_print": False}
ACCOUNT = {"address": "1 High Street\n\n Newbridge ", "postcode": "NB1 1AA"}
MARSH = {"representative_name": "Helen Marsh", "representative_address": "2 Castle Street\nNewbridge\nNB1 2BB"}


def of(**values: Any) -> Addressee:
    return addressee(SimpleNamespace(**{**TENANT, **values}), SimpleNamespace(**ACCOUNT), TODAY)


def test_a_letter_goes_to_the_tenancy_unless_the_tenant_has_another_address() -> None:
    assert of() == Addressee(
        7, "Ms Rosa Whitfield", "Ms Whitfield", "", "", ("1 High Street", "Newbridge", "NB1 1AA"), large_print=False
    )
    assert of(address="9 Low Road", postcode="NB9 9ZZ").address == ("9 Low Road", "NB9 9ZZ")
    assert of(address="  ", postcode="NB9 9ZZ").address == of().address
    assert of(large_print=True).large_print


@pytest.mark.parametrize("role", ["deputy", "attorney", " Attorney "])
def test_who_runs_the_tenants_money_reads_the_letter(role: str) -> None:
    found = of(**MARSH, representative_role=role)
    word = role.strip().lower()
    assert (found.name, found.care_of, found.care_of_role) == ("Ms Rosa Whitfield", "Helen Marsh", word)
    assert found.address == ("2 Castle Street", "Newbridge", "NB1 2BB")
    assert found.on_envelope == f"Ms Rosa Whitfield, care of Helen Marsh ({word})"
    assert found.lines == 5


def test_an_appointee_gets_no_letter() -> None:
    assert of(**MARSH, representative_role="appointee") == of()
    assert (of().on_envelope, of().lines) == ("Ms Rosa Whitfield", 4)


def test_without_a_title_the_whole_name_is_the_salutation() -> None:
    assert of(title=" ").salutation == "Rosa Whitfield"
    assert of(given_name="").name == "Ms Whitfield"


@pytest.mark.parametrize("values", [{"representative_name": "Helen Marsh"}, {"representative_role": "deputy"}])
def test_half_a_representative_is_refused(values: dict[str, str]) -> None:
    with pytest.raises(FactMissing, match=r"representative of Ms Rosa Whitfield \(C7\) is recorded without"):
        of(**values)


@pytest.mark.parametrize(
    ("words", "said"),
    [([], ""), (["Ann"], "Ann"), (["Ann", "Ben"], "Ann and Ben"), (["Ann", "Ben", "Cy"], "Ann, Ben and Cy")],
)
def test_names_in_a_row(words: list[str], said: str) -> None:
    assert listed(words) == said
