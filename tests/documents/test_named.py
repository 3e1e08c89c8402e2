"""What a step names for its document: a day, a sum, words, and to whom it goes."""

from dataclasses import replace
from datetime import date

import pytest

from documents.acting import FactMissing, FactsContradict
from documents.kinds import NAMED, DocumentUnreadable, read_document
from documents.letter import page_html, print_size
from documents.named import LONGEST, NOTHING_NAMED, Named
from documents.samples import SITUATIONS, sample_facts
from tests.documents.test_accessible import LANDLORD, LAW, LIBRARY, ON


def test_a_day_that_waited_for_the_worker_is_a_day_again() -> None:
    assert Named.by({"day": "2026-03-09", "sum": 1500, "words": " It was agreed. "}) == Named(
        date(2026, 3, 9), 1500, "It was agreed."
    )
    assert Named.by({"document": "letter_1"}) == NOTHING_NAMED


@pytest.mark.parametrize(
    ("parameters", "sentence"),
    [
        ({"sum": 0}, "no number of whole pence above 0"),
        ({"sum": -5}, "no number of whole pence above 0"),
        ({"sum": 12.5}, "no number of whole pence above 0"),
        ({"words": "x" * (LONGEST + 1)}, "4,001 characters of words; a letter holds 4,000"),
    ],
)
def test_what_cannot_be_meant_is_refused(parameters: dict[str, object], sentence: str) -> None:
    with pytest.raises(FactsContradict, match=sentence):
        Named.by(parameters)


@pytest.mark.parametrize(
    ("name", "address", "missing"), [("", "1 Low Road", "to whom"), ("Mr Field", " , \n", "at which address")]
)
def test_to_nobody_and_nowhere_nothing_goes(name: str, address: str, missing: str) -> None:
    with pytest.raises(FactMissing, match=missing):
        Named(to_name=name, to_address=address).addressee(1)


def test_it_goes_to_who_is_named_and_names_no_tenant_as_addressee() -> None:
    kind = LIBRARY.kind("death", "condolence")
    assert kind.to == NAMED
    facts = sample_facts(SITUATIONS[0], kind, LAW, LANDLORD, ON)
    assert facts.addressee.name == "Ms Robin Sample"
    assert facts.addressee.address == ("4 Hill Road", "Newbridge", "NB1 4EF")
    html, _ = page_html(facts, kind, LIBRARY, ())
    assert "Dear Ms Robin Sample" in html


def test_what_was_named_stands_in_the_record_of_the_letter() -> None:
    kind = LIBRARY.kind("visit", "appointment")
    facts = sample_facts(SITUATIONS[0], kind, LAW, LANDLORD, ON)
    assert facts.plain["named"]["day"] == date(2026, 11, 26)
    assert facts.plain["named"]["last_day"] == date(2027, 11, 25)
    without = replace(facts, named=replace(facts.named, last_day=None))
    assert "last_day" not in without.plain["named"], "what no step named stands in no entry"
    html, _ = page_html(facts, kind, LIBRARY, ())
    assert "We plan to come on 26 November 2026" in html


def test_a_paragraph_that_names_a_day_that_no_step_named_cannot_be_printed() -> None:
    kind = LIBRARY.kind("agreement_broken", "breach_letter")
    facts = sample_facts(SITUATIONS[0], kind, LAW, LANDLORD, ON)
    refusing = [each.sentence for each in kind.unless if each.when.names & {"named_day", "named_sum"}]
    assert len(refusing) == 2, "a warning without a day or a sum is refused before it is printed"
    assert facts.named.sum_pence == 1500


def test_to_whom_a_document_goes_is_one_of_two() -> None:
    with pytest.raises(DocumentUnreadable, match="`to` is one of each tenant, somebody named in the step"):
        read_document(
            "procedures/x/documents/y.yaml", b"title: T\nlayout: letter\nto: everybody\nsays: [{paragraph: a}]\n", "x"
        )


def test_what_was_typed_in_several_lines_is_printed_in_several_and_stays_text() -> None:
    kind = LIBRARY.kind("complaint", "complaint_answer")
    facts = sample_facts(SITUATIONS[0], kind, LAW, LANDLORD, ON)
    named = replace(facts.named, reason="1. The call: <b>missed</b>.\r\n2. The letter: late.", remedy="")
    html, _ = page_html(replace(facts, named=named), kind, LIBRARY, ())
    assert "1. The call: &lt;b&gt;missed&lt;/b&gt;.<br>2. The letter: late." in html
    assert "There is nothing that we must put right" in html


def test_whoever_is_named_reads_as_they_need() -> None:
    kind = LIBRARY.kind("complaint", "complaint_answer")
    facts = sample_facts(SITUATIONS[0], kind, LAW, LANDLORD, ON)
    assert print_size(facts, kind) == "standard"
    large = Named.by({"to_name": "Ms Field", "to_address": "1 Low Road", "large": True}).addressee(1)
    assert print_size(replace(facts, addressee=large), kind) == "large"
