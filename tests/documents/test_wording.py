"""Wording is data: by date, only words and facts, and confirmed before it is used in earnest."""

from dataclasses import replace
from datetime import date

import pytest
import yaml
from sqlalchemy import func, select

from documents.landlord import LandlordIsSample, Landlords, LandlordUnreadable
from documents.library import Library
from documents.paragraphs import NoSuchWording, Paragraph, WordingUnreadable
from documents.wording import WordingConfirmation, WordingNotConfirmed, confirm
from tests.book import BOOK
from tests.documents.conftest import ROSA, Tenancy
from workflows.db import table
from workflows.editions import Book
from workflows.evidence import timeline
from workflows.runtime.tables import Installation

pytestmark = pytest.mark.usefixtures("unprinted")

ROW = {
    "id": "one",
    "text": "You owe {{ arrears }}.",
    "source": "s",
    "edition": 1,
    "from": date(2020, 1, 1),
}


class Wording:
    """The shared paragraphs of a rule book that holds these rows."""

    def __init__(self, *rows: dict[str, object]) -> None:
        content = yaml.safe_dump({"paragraphs": [{**ROW, **row} for row in rows]}).encode()
        self.library = Library(Book({"shared/paragraphs.yaml": content}))

    def on(self, name: str, day: date) -> Paragraph:
        """The paragraph that holds on a day."""
        return self.library.on(f"shared.{name}", day)


@pytest.mark.parametrize(
    "text",
    [
        "{{ arrears.__class__ }}",
        "{{ arrears | upper }}",
        "{{ arrears['a'] }}",
        "{{ range(9) }}",
        "{% for x in arrears %}{{ x }}{% endfor %}",
        "{% include 'letter.html' %}",
        "{{ 7 * 7 }}",
        "{{ rent_account }}",
        "{{ arrears",
    ],
)
def test_a_paragraph_holds_words_and_declared_facts_only(text: str) -> None:
    with pytest.raises(WordingUnreadable, match="'one'"):
        Wording({"text": text})
    with pytest.raises(WordingUnreadable, match="'one'"):
        Wording({"heading": text})


def test_a_paragraph_is_looked_up_by_the_date_of_the_letter() -> None:
    found = Wording(
        {"until": date(2026, 3, 31)}, {"from": date(2026, 4, 1), "text": "New: {{ arrears }}.", "edition": 2}
    )
    old, new = found.on("one", date(2026, 3, 31)), found.on("one", date(2026, 4, 1))
    assert (old.edition, new.edition) == ("1", "2")
    assert old.sha256 != new.sha256
    with pytest.raises(NoSuchWording, match="31 December 2019"):
        found.on("one", date(2019, 12, 31))
    with pytest.raises(NoSuchWording, match=r"shared\.two"):
        found.on("two", date(2026, 1, 1))
    with pytest.raises(WordingUnreadable, match="hold on one day"):
        Wording({}, {"edition": 2})
    with pytest.raises(WordingUnreadable, match="hold on one day"):  # the last day of one is the first of the other
        Wording({"until": date(2026, 3, 31)}, {"from": date(2026, 3, 31), "edition": 2})


def test_wording_that_lacks_something_is_refused() -> None:
    for row, sentence in (
        ({"text": ""}, "lacks `text`"),
        ({"source": None}, "lacks `source`"),
        ({"sauce": "s"}, "no member 'sauce'"),
        ({"from": "2020-01-01"}, "without quotation marks"),
        ({"until": date(2019, 1, 1)}, "before it begins"),
        ({"style": "loud"}, "`style` is plain or key"),
    ):
        with pytest.raises(WordingUnreadable, match=sentence):
            Wording(row)
    with pytest.raises(WordingUnreadable, match="is not YAML"):
        Library(Book({"shared/paragraphs.yaml": b"a: [b"}))
    with pytest.raises(LandlordUnreadable, match="cannot be read"):
        Landlords.of_book(Book({}), "organisation/landlord.yaml")
    path = "organisation/landlord.yaml"
    said = Book({path: BOOK[path].replace(b"kind: local authority", b"kind: castle")})
    with pytest.raises(
        LandlordUnreadable, match="`kind` is housing association or local authority, or left out; 'castle'"
    ):
        Landlords.of_book(said, path)
    assert Landlords.of_book(BOOK, path).on(date(2026, 3, 2), "A").kind == "local authority"
    with pytest.raises(LandlordUnreadable, match="1 January 2001"):
        Landlords.of_book(BOOK, "organisation/landlord.yaml").on(date(2001, 1, 1), "A")


def test_text_becomes_paragraphs_and_lists_and_never_markup() -> None:
    text = "One <b>\nline.\n\n- {{ arrears }}\n- two\n\nEnd."
    html = Wording({"text": text, "heading": "By {{ reply_by }}"}).on("one", date(2026, 1, 1))
    said = html.html({"arrears": "<i>£1</i>", "reply_by": "1 May 2026"})
    assert said == (
        "<h2>By 1 May 2026</h2><p>One &lt;b&gt; line.</p><ul><li>&lt;i&gt;£1&lt;/i&gt;</li><li>two</li></ul><p>End.</p>"
    )
    with pytest.raises(WordingUnreadable, match="cannot be filled in"):
        html.html({"reply_by": "1 May 2026"})


def test_no_file_can_confirm_itself() -> None:
    with pytest.raises(WordingUnreadable, match="No file can confirm itself"):
        Wording({"confidence": "confirmed"})


def test_the_words_decide_what_was_confirmed_and_not_where_they_stand() -> None:
    one = Wording({}).on("one", date(2026, 1, 1))
    for change in ({"text": "Pay."}, {"heading": "Now"}, {"source": "t"}, {"edition": 2}, {"style": "key"}):
        assert Wording(change).on("one", date(2026, 1, 1)).sha256 != one.sha256
    assert replace(one, place="elsewhere").sha256 == one.sha256


def test_a_box_shows_what_follows_the_last_colon_in_bold() -> None:
    box = Wording({"style": "key", "text": "By: {{ reply_by }}\n\nNow"}).on("one", date(2026, 1, 1))
    said = box.html({"reply_by": "<1 May>"})
    assert said == ('<div class="key">\n<p>By: <strong>&lt;1 May&gt;</strong></p>\n<p><strong>Now</strong></p>\n</div>')


def test_in_earnest_only_confirmed_wording_is_used(tenancy: Tenancy) -> None:
    tenancy.tenants(ROSA).with_wording({"sample: true": "sample: false"}, "organisation/landlord.yaml")
    tenancy.installation(demo=False)
    with pytest.raises(WordingNotConfirmed, match="first_opening") as refused:
        tenancy.make()
    open_ones = refused.value.facts["paragraphs"]
    found = Library(BOOK)
    with tenancy.db.write() as session:
        for name in open_ones:
            confirm(session, name, found.on(name, date(2026, 3, 2)).sha256, "user:5", tenancy.clock)
            confirm(session, name, found.on(name, date(2026, 3, 2)).sha256, "user:6", tenancy.clock)
    with tenancy.db.read() as session:
        assert session.execute(select(func.count()).select_from(table(WordingConfirmation))).scalar() == len(open_ones)
        chain_id = session.execute(select(table(Installation).c.chain_id)).scalar_one()
        told = [entry for entry in timeline(session, chain_id) if entry["kind"] == "wording confirmed"]
    assert [entry["actor"] for entry in told] == ["user:5"] * len(open_ones)
    made = tenancy.make()[0]
    assert not made.specimen
    assert b"SPECIMEN" not in made.printed.content
    tenancy.with_wording({"The sooner we talk": "The sooner you call"})
    with pytest.raises(WordingNotConfirmed) as again:
        tenancy.make()
    assert again.value.facts["paragraphs"] == ["arrears.letter_1.first_opening"]


def test_in_earnest_the_sample_landlord_writes_to_nobody(on_sqlite: Tenancy) -> None:
    on_sqlite.tenants(ROSA).installation(demo=False)
    with pytest.raises(LandlordIsSample):
        on_sqlite.make()
