"""Letters follow what is recorded of the person: where, in whose care, in which format, and whether at all."""

import json
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from sqlmodel import Session

from cases.people import details, needs, representatives, vulnerabilities
from cases.service.recording import events_of
from documents.addressee import FactMissing, FactsContradict, NoSafeAddress
from documents.posting import AskedFirst, FormatNotPrinted, NotByPost
from documents.register import documents_of_case, place_of
from documents.values import CONFIDENTIAL, DocumentFacts
from tests.documents.conftest import ROSA, TODAY, Tenancy
from tests.documents.test_facts import DEPUTY
from workflows.errors import Refused
from workflows.runtime.handlers import Kept

pytestmark = pytest.mark.usefixtures("unprinted")

BY = "user:1"
REFUGE = "5 Quiet Lane\nElsewhere\nEL1 5QQ"
LINES = ("5 Quiet Lane", "Elsewhere", "EL1 5QQ")
SAM = {"title": "Mr", "given_name": "Sam", "family_name": "Whitfield"}
LETTERS = ("discuss", "receive_letters")

Say = Callable[[Session, Tenancy], object]


def at(value: str = REFUGE, status: str = "current", how: str = "By telephone", **more: Any) -> Say:
    """Records an address of the first tenant."""
    return lambda session, tenancy: details.keep(
        session,
        1,
        BY,
        tenancy.clock.now(),
        on=TODAY,
        kind="address",
        value=value,
        status=status,
        confirmed_how=how,
        reason="They said so",
        **more,
    )


def needed(format: str = "standard", language: str = "") -> Say:  # noqa: A002 -- the word of the field
    return lambda session, tenancy: needs.say_needs(
        session,
        1,
        BY,
        tenancy.clock.now(),
        language=language,
        interpreter=False,
        format=format,
        reading_difficulty=False,
        notes="",
    )


def wished(way: str, wish: str) -> Say:
    return lambda session, tenancy: needs.prefer(
        session, 1, BY, tenancy.clock.now(), way=way, wish=wish, said_on=TODAY, source="A call"
    )


def acts(name: str = "Helen Marsh", role: str = "deputy", acts: tuple[str, ...] = LETTERS, **more: Any) -> Say:
    said = {"evidence": "The order, seen", "from_on": date(2026, 1, 1), "address": DEPUTY["representative_address"]}
    return lambda session, tenancy: representatives.appoint(
        session, 1, BY, tenancy.clock.now(), name=name, role=role, acts=acts, **{**said, **more}
    )


def vulnerable(kind: str = "confidential_address", *, warn: bool = False) -> Say:
    return lambda session, tenancy: vulnerabilities.record(
        session,
        1,
        BY,
        tenancy.clock.now(),
        kind=kind,
        detail="Said so",
        effect="",
        adjustments="",
        from_on=TODAY,
        review_on=TODAY + timedelta(days=30),
        source="A call",
        warn=warn,
    )


def recorded(tenancy: Tenancy, *said: Say) -> Tenancy:
    for each in said:
        with tenancy.db.write() as session:
            each(session, tenancy)
    return tenancy


def facts(tenancy: Tenancy) -> DocumentFacts:
    return tenancy.make()[0].facts


def test_a_letter_goes_to_the_address_that_was_recorded(on_sqlite: Tenancy) -> None:
    recorded(on_sqlite.tenants(ROSA, SAM), at())
    rosa, sam = (letter.facts.addressee.address for letter in on_sqlite.make())
    assert rosa == LINES
    assert sam == ("12 Mill Lane", "Newbridge", "NB1 2AB"), "hers is hers alone"
    recorded(on_sqlite, at("9 New Road, Newbridge, NB1 9ZZ", replaces=1))
    assert facts(on_sqlite).addressee.address == ("9 New Road", "Newbridge", "NB1 9ZZ"), "the one of before is history"


def test_an_address_of_the_export_stands_until_one_takes_its_place(on_sqlite: Tenancy) -> None:
    on_sqlite.tenants({**ROSA, "address": "1 Old Street", "postcode": "NB2 2OL"})
    assert facts(on_sqlite).addressee.address == ("1 Old Street", "NB2 2OL")
    recorded(on_sqlite, at())
    with pytest.raises(FactsContradict, match="Several addresses stand for letters to Ms Rosa Whitfield") as refused:
        on_sqlite.make()
    assert "Quiet Lane" not in refused.value.sentence
    recorded(on_sqlite, at("1 Old Street\nNB2 2OL", "former", replaces=0))
    assert facts(on_sqlite).addressee.address == LINES


@pytest.mark.parametrize(
    ("said", "error", "sentence"),
    [
        ([at(), at("8 Other Road\nNB1 1AA")], FactsContradict, "Several addresses stand"),
        ([at(status="returned_mail")], FactMissing, "came back"),
        ([at("12 Mill Lane, Newbridge NB1 2AB", "former")], FactMissing, "not theirs any more"),
        ([needed("braille")], FormatNotPrinted, "in braille.*Equality Act 2010, section 20"),
        ([needed("audio")], FormatNotPrinted, "letters in audio"),
        ([needed("easy_read")], FormatNotPrinted, "letters in easy read"),
        (
            [wished("email", "preferred"), wished("phone", "refused"), wished("post", "refused")],
            NotByPost,
            "2 March 2026 that they must not be written to by post.*They are reached by email[.]",
        ),
        ([wished("post", "refused")], NotByPost, "No other way to reach them is recorded"),
        ([vulnerable("health", warn=True)], AskedFirst, "Ask your team leader"),
        ([vulnerable("crisis", warn=True)], AskedFirst, "Ask your team leader"),
        ([acts(), acts("Other Marsh", "attorney")], FactsContradict, "Several people act"),
        ([acts(address="")], FactMissing, "no address for Helen Marsh"),
        ([vulnerable()], NoSafeAddress, "nothing is confirmed"),
        ([vulnerable(), at(how="")], NoSafeAddress, "nothing is confirmed"),
    ],
)
def test_who_cannot_be_written_to_as_is_recorded_is_written_to_by_nobody(
    on_sqlite: Tenancy, said: list[Say], error: type[Refused], sentence: str
) -> None:
    recorded(on_sqlite.tenants(ROSA, SAM), *said)
    with pytest.raises(error, match=sentence) as refused:
        on_sqlite.make()
    assert not any(word in refused.value.sentence for word in ("crisis", "confidential", "Quiet Lane", "abuse"))


def test_a_format_that_was_recorded_is_printed_and_overtakes_the_export(on_sqlite: Tenancy) -> None:
    on_sqlite.tenants(ROSA, {**SAM, "large_print": True})
    recorded(on_sqlite, needed("large_print"))
    assert [letter.format for letter in on_sqlite.make()] == ["large", "large"]
    recorded(on_sqlite, needed("standard"))
    assert [letter.format for letter in on_sqlite.make()] == ["standard", "large"]


def test_a_document_without_large_print_is_not_sent_in_small_print(on_sqlite: Tenancy) -> None:
    on_sqlite.with_wording({"formats: [standard, large]": "formats: [standard]"})
    with pytest.raises(FormatNotPrinted, match="needs letters in large print"):
        recorded(on_sqlite.tenants(ROSA), needed("large_print")).make()


def test_who_reads_another_language_is_told_that_they_can_have_it(on_sqlite: Tenancy) -> None:
    recorded(on_sqlite.tenants(ROSA), needed(language="Yoruba"))
    assert b"You can have this letter in Yoruba" in on_sqlite.make()[0].printed.content
    recorded(on_sqlite, needed(language="English"))
    assert b"Our records say that you read" not in on_sqlite.make()[0].printed.content
    recorded(on_sqlite, needed(language="Yoruba"))
    on_sqlite.with_wording({"  - {paragraph: translation, when: language != null}\n": ""})
    with pytest.raises(FormatNotPrinted, match="reads Yoruba"):
        on_sqlite.make()


def test_who_is_recorded_to_act_receives_the_letter_within_their_authority(on_sqlite: Tenancy) -> None:
    on_sqlite.tenants(ROSA)
    recorded(on_sqlite, acts("Ann Other", "adviser"), acts("Ben Efit", "appointee", ("handle_benefit",)))
    assert facts(on_sqlite).addressee.care_of == "", "who advises receives nothing in the tenant's place"
    recorded(on_sqlite, acts(acts=("discuss",)), acts("Old Order", until_on=date(2026, 3, 1)))
    assert facts(on_sqlite).addressee.care_of == "", "neither beyond an authority nor after it"
    recorded(on_sqlite, acts("Dee Puty"))
    found = facts(on_sqlite).addressee
    assert found.on_envelope == "Ms Rosa Whitfield, care of Dee Puty (deputy)"
    assert found.address == ("2 Castle Street", "Newbridge", "NB1 1AA")


def ended(session: Session, tenancy: Tenancy) -> None:
    representatives.end(session, 1, 1, BY, tenancy.clock.now(), "The order was discharged")


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ([acts("Dee Puty")], "the record names another person"),
        ([acts(role="attorney")], "they act as attorney"),
        ([acts(acts=("handle_benefit",), role="appointee")], "they act as appointee"),
        ([acts(), ended], "does not stand on that day"),
        ([acts(until_on=TODAY - timedelta(days=1))], "does not stand on that day"),
        ([acts(address="7 Castle Street\nNB1 1AA")], "another address of theirs"),
        ([acts(acts=("discuss",)), acts("Dee Puty")], "somebody else receives the letters"),
    ],
)
def test_record_and_export_that_differ_about_who_acts_are_refused(
    on_sqlite: Tenancy, said: list[Say], sentence: str
) -> None:
    recorded(on_sqlite.tenants({**ROSA, **DEPUTY}), *said)
    with pytest.raises(FactsContradict, match=f"The export names Helen Marsh as deputy.*{sentence}"):
        on_sqlite.make()


def test_record_and_export_that_agree_are_one(on_sqlite: Tenancy) -> None:
    recorded(on_sqlite.tenants({**ROSA, **DEPUTY}), acts("helen marsh", address=""))
    assert facts(on_sqlite).addressee.address == ("2 Castle Street", "Newbridge", "NB1 1AA")
    recorded(on_sqlite, ended, acts(acts=("discuss",)))
    assert facts(on_sqlite).addressee.care_of == "", "what the order covers, only the record knows"


def confidential(tenancy: Tenancy) -> Kept:
    """A joint tenant who lives at a confidential address, and her letter, kept."""
    recorded(tenancy.tenants(ROSA, SAM), vulnerable(), at())
    return tenancy.keep(tenancy.make())


def test_a_confidential_address_stands_on_its_own_letter_and_nowhere_else(on_sqlite: Tenancy) -> None:
    kept = confidential(on_sqlite)
    hers, his = (letter.printed.content for letter in on_sqlite.make())
    assert b"5 Quiet Lane" in hers
    assert b"Quiet Lane" not in his
    said = json.dumps(kept.evidence, default=str)
    assert "Quiet" not in said
    assert "EL1 5QQ" not in said
    assert CONFIDENTIAL in said
    on_sqlite.release()
    with on_sqlite.db.read() as session:
        rows = documents_of_case(session, 1)
    assert [(row.addressee, str(row.service_status)) for row in rows] == [
        ("Ms Rosa Whitfield", "given_to_print_house"),
        ("Mr Sam Whitfield", "given_to_print_house"),
    ]
    with on_sqlite.db.read() as session:
        places = [place_of(session, row.id) for row in rows]
        (event,) = events_of(session, [rows[0].id])[rows[0].id]
    assert (places[0], event.place) == ("", ""), "neither the register nor its events say where she is"
    assert "12 Mill Lane" in places[1]
    names = [path.name for path in on_sqlite.settings.store.rglob("*")]
    assert not any("Quiet" in name or "EL1" in name for name in names)


@pytest.mark.parametrize(
    "said",
    [
        [at(), lambda _session, tenancy: tenancy.clock.move_to(tenancy.clock.now() + timedelta(minutes=1))],
        [at("12 Mill Lane\nNewbridge\nNB1 2AB")],
    ],
)
def test_never_to_an_address_of_before_nor_to_where_another_tenant_is(on_sqlite: Tenancy, said: list[Say]) -> None:
    on_sqlite.tenants(ROSA, SAM)
    first, last = ([*said], [vulnerable()]) if len(said) > 1 else ([vulnerable()], [*said])
    recorded(on_sqlite, *first, *last)
    with pytest.raises(NoSafeAddress):
        on_sqlite.make()


def test_looking_again_at_it_keeps_what_was_confirmed_and_an_end_does_not(on_sqlite: Tenancy) -> None:
    def again(session: Session, tenancy: Tenancy) -> None:
        tenancy.clock.move_to(tenancy.clock.now() + timedelta(minutes=1))
        (row,) = vulnerabilities.vulnerabilities_of(session, 1)
        later = TODAY + timedelta(days=60)
        vulnerabilities.replace(session, row, BY, tenancy.clock.now(), review_on=later, detail="")

    def over(session: Session, tenancy: Tenancy) -> None:
        (row,) = vulnerabilities.vulnerabilities_of(session, 1)
        vulnerabilities.end(session, row, BY, tenancy.clock.now(), "Safe now")

    recorded(on_sqlite.tenants(ROSA), vulnerable(), at(), again)
    assert facts(on_sqlite).addressee.address == LINES
    recorded(on_sqlite, over)
    assert not facts(on_sqlite).addressee.confidential
    recorded(on_sqlite, vulnerable())
    with pytest.raises(NoSafeAddress):
        on_sqlite.make()


def test_in_whose_care_a_confidential_letter_goes_was_recorded_and_is_not_told(on_sqlite: Tenancy) -> None:
    recorded(on_sqlite.tenants({**ROSA, **DEPUTY}), vulnerable())
    with pytest.raises(NoSafeAddress):
        on_sqlite.make()
    recorded(on_sqlite, acts())
    found = facts(on_sqlite)
    assert found.addressee.care_of == "Helen Marsh"
    assert found.addressee.on_envelope == "Ms Rosa Whitfield"
    assert "Marsh" not in json.dumps(found.plain, default=str)


def test_no_care_of_at_the_home_for_who_left_it(on_sqlite: Tenancy) -> None:
    recorded(on_sqlite.tenants(ROSA), vulnerable(), acts(address="12 Mill Lane, Newbridge, NB1 2AB"))
    with pytest.raises(NoSafeAddress):
        on_sqlite.make()


@pytest.mark.parametrize("said", [vulnerable(), vulnerable("health", warn=True), at(), wished("post", "refused")])
def test_what_is_recorded_after_a_letter_was_made_keeps_it_in_the_house(on_sqlite: Tenancy, said: Say) -> None:
    on_sqlite.tenants(ROSA, SAM)
    on_sqlite.keep(on_sqlite.make())
    on_sqlite.clock.move_to(on_sqlite.clock.now() + timedelta(minutes=1))
    recorded(on_sqlite, said)
    on_sqlite.release()
    with on_sqlite.db.read() as session:
        states = [str(row.service_status) for row in documents_of_case(session, 1)]
    assert states == ["withdrawn", "given_to_print_house"]


def test_what_is_said_of_a_telephone_keeps_no_letter_in(on_sqlite: Tenancy) -> None:
    on_sqlite.tenants(ROSA)
    on_sqlite.keep(on_sqlite.make())
    on_sqlite.clock.move_to(on_sqlite.clock.now() + timedelta(minutes=1))
    recorded(on_sqlite, wished("phone", "refused"), vulnerable("health"))
    on_sqlite.release()
    with on_sqlite.db.read() as session:
        assert [str(row.service_status) for row in documents_of_case(session, 1)] == ["given_to_print_house"]
