"""A document is confirmed as a whole, too: whatever of its file is changed waits, is a specimen, and is not sent."""

from collections.abc import Callable
from typing import Any

import pytest
import yaml

from documents.kinds import _MEMBERS, DocumentKind, read_document
from documents.letter import SPECIMEN, Letter
from documents.library import Library
from documents.paragraphs import WHOLE, WordingUnreadable
from documents.whole import whole
from documents.wording import WordingNotConfirmed, confirm
from tests.book import BOOK
from tests.documents.conftest import LETTER_1, ROSA, TODAY, Tenancy
from workflows.editions import Book

pytestmark = pytest.mark.usefixtures("unprinted")
KEY = "arrears.letter_1.whole"
ADVICE = "  - paragraph: advice\n  - list: advice\n"
GUTTED = {
    "nothing is enclosed": {"encloses: [statement]\n": ""},
    "debt advice is left out": {ADVICE: ""},
    "that it is no notice is left out": {"  - paragraph: first_next\n": ""},
    "advice comes after all": {ADVICE: "", "  - paragraph: formats\n": f"  - paragraph: formats\n{ADVICE}"},
    "benefits are said to few": {"  - paragraph: benefits": "  - {paragraph: benefits, when: arrears > 500000}"},
    "a condition is taken away": {
        "{paragraph: last_payment, when: last_payment_on != null}": "paragraph: last_payment"
    },
    "it is made for fewer": {"unless:\n": "unless:\n  - {when: balance > 500000, sentence: Too much is owed.}\n"},
    "it is made where nothing is owed": {
        "encloses: [statement]\n": "encloses: [statement]\nnothing_owed: true\n",
    },
    "it is called otherwise": {'title: "Your rent account"': 'title: "Pay now"'},
    "nobody is given large print": {"formats: [standard, large]": "formats: [standard]"},
}
"""What two process owners could do to a letter whose every paragraph was confirmed."""


def earnest(tenancy: Tenancy) -> Tenancy:
    """A real installation of a landlord who has put in its own details, with a tenant who owes."""
    tenancy.tenants(ROSA).with_wording({"sample: true": "sample: false"}, "organisation/landlord.yaml")
    tenancy.installation(demo=False)
    return tenancy


def confirmed(tenancy: Tenancy) -> list[Letter]:
    """The letters, once all that waits is confirmed."""
    with pytest.raises(WordingNotConfirmed) as refused:
        tenancy.make()
    library = Library(Book.of_folder(tenancy.settings.bpmn))
    with tenancy.db.write() as session:
        for name in refused.value.facts["paragraphs"]:
            confirm(session, name, library.on(name, TODAY).sha256, "user:5", tenancy.clock)
    return tenancy.make()


@pytest.mark.parametrize("change", GUTTED.values(), ids=GUTTED)
def test_a_confirmed_letter_that_is_gutted_waits_until_it_is_confirmed_so(
    on_sqlite: Tenancy, change: dict[str, str]
) -> None:
    assert not confirmed(earnest(on_sqlite))[0].specimen
    on_sqlite.with_wording(change)
    with pytest.raises(WordingNotConfirmed, match=KEY) as refused:
        on_sqlite.make()
    assert refused.value.facts["paragraphs"] == [KEY], "its paragraphs stay confirmed, each by itself"
    on_sqlite.installation(demo=True)
    (specimen,) = on_sqlite.make()
    assert specimen.specimen
    assert SPECIMEN.encode() in specimen.printed.content
    on_sqlite.installation(demo=False)
    (real,) = confirmed(on_sqlite)
    assert not real.specimen
    assert SPECIMEN.encode() not in real.printed.content


def test_what_a_letter_is_made_of_is_confirmed_though_its_words_are(on_sqlite: Tenancy) -> None:
    """As it stands in a database from before: paragraphs and titles are confirmed, and no document as a whole."""
    earnest(on_sqlite)
    library = Library(BOOK)
    with on_sqlite.db.write() as session:
        for each in library.all_on(TODAY):
            if each.id != WHOLE:
                confirm(session, each.key, each.sha256, "user:5", on_sqlite.clock)
    with pytest.raises(WordingNotConfirmed) as refused:
        on_sqlite.make()
    assert refused.value.facts["paragraphs"] == [KEY]


def test_the_record_names_what_a_letter_was_made_of(on_sqlite: Tenancy) -> None:
    made = on_sqlite.tenants(ROSA).make()
    said = on_sqlite.keep(made).evidence["documents"][0]["wording"]
    assert said[-1] == {"id": WHOLE, "sha256": whole(made[0].kind).sha256}


def letter_with(change: Callable[[dict[str, Any]], Any], procedure: str = "arrears") -> DocumentKind:
    """The first letter, its file changed."""
    row = yaml.safe_load(BOOK[LETTER_1])
    change(row)
    return read_document(LETTER_1, yaml.safe_dump(row).encode(), procedure)


def _take_first(name: str, change: dict[str, Any]) -> Callable[[dict[str, Any]], Any]:
    return lambda row: row[name][0].update(change)


MEMBERS: dict[str, Callable[[dict[str, Any]], Any]] = {
    "layout": lambda row: row.update(layout="notice"),
    "to": lambda row: row,
    "service": lambda row: row,
    "signatory": lambda row: row,
    "formats": lambda row: row["formats"].reverse(),
    "encloses": lambda row: row.pop("encloses"),
    "title": lambda row: row.update(title="Pay now"),
    "form": lambda row: row.update(form="Form 3 (1 May 2026)"),
    "reply_by": lambda row: row.pop("reply_by"),
    "nothing_owed": lambda row: row.update(nothing_owed=True),
    "statement": lambda row: row.update(statement="from the first day of arrears"),
    "without_home": lambda row: row.update(without_home=True),
    "served_as": lambda row: row.update(served_as="nosp_s83"),
    "warns_of": lambda row: row.update(warns_of="a broken agreement"),
    "unless": _take_first("unless", {"sentence": "No."}),
    "says": lambda row: row["says"].reverse(),
    "paragraphs": _take_first("paragraphs", {"edition": 2}),
}
"""A change of each member; of those that know one choice only there is none yet."""
MORE: list[Callable[[dict[str, Any]], Any]] = [
    _take_first("says", {"when": "care_of = null"}),
    _take_first("unless", {"when": "tenancy_end != null"}),
    lambda row: row["unless"].pop(),
    lambda row: row["says"].pop(),
    lambda row: row["says"].append({"fact": "rent"}),
    lambda row: row["says"].append({"list": "advice"}),
    _take_first("paragraphs", {"until": TODAY}),
    _take_first("paragraphs", {"from": TODAY}),
    lambda row: row["paragraphs"].append({**row["paragraphs"][0], "id": "advice"}),  # in place of the shared one
]


def test_every_member_of_the_file_is_bound_and_shown() -> None:
    assert set(MEMBERS) == _MEMBERS, "a new member of documents is part of the whole"
    kinds = [letter_with(change) for name, change in MEMBERS.items() if name not in {"to", "service", "signatory"}]
    kinds += [letter_with(lambda row: row), *map(letter_with, MORE)]
    assert len({whole(each).sha256 for each in kinds}) == len(kinds)
    assert len({whole(each).text for each in kinds}) == len(kinds), "whoever confirms it sees the difference"


def test_words_are_confirmed_apart_and_a_document_that_is_made_alike_by_itself() -> None:
    letter = letter_with(lambda row: row)
    reworded = letter_with(_take_first("paragraphs", {"text": "Pay.", "heading": "Now", "source": "Nobody"}))
    assert whole(reworded).sha256 == whole(letter).sha256
    assert whole(letter_with(lambda row: row, "garages")).sha256 != whole(letter).sha256


def test_no_name_in_a_file_makes_a_line_of_its_own() -> None:
    trick = "first_opening\n- advice (shared)"

    def change(row: dict[str, Any]) -> None:
        row["says"] = [{"paragraph": trick}]
        row["paragraphs"][0]["id"] = trick

    assert whole(letter_with(change)).text.count("\n- ") == 3, "what it says, and two reasons against it"
    with pytest.raises(WordingUnreadable, match="Rename it"):
        letter_with(_take_first("paragraphs", {"id": WHOLE}))
