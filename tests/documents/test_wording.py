"""Wording is data: by date, only words and facts, and confirmed before it is used in earnest."""

from datetime import date
from pathlib import Path

import pytest
import yaml
from sqlalchemy import func, select

from documents.landlord import LandlordIsSample, Landlords, LandlordUnreadable
from documents.wording import (
    NoSuchWording,
    Wording,
    WordingConfirmation,
    WordingNotConfirmed,
    WordingUnreadable,
    confirm,
)
from tests.documents.conftest import ROSA, Tenancy
from workflows.db import table
from workflows.evidence import timeline
from workflows.runtime.tables import Installation
from workflows.settings import HOUSE

pytestmark = pytest.mark.usefixtures("unprinted")

LETTERS = HOUSE / "bpmn" / "law" / "wording" / "letters.yaml"
ROW = {
    "id": "one",
    "text": "You owe {{ arrears }}.",
    "source": "s",
    "edition": 1,
    "from": date(2020, 1, 1),
    "confidence": "to confirm",
}


def wording(folder: Path, *rows: dict[str, object]) -> Wording:
    """Wording made of these rows."""
    path = folder / "letters.yaml"
    path.write_text(yaml.safe_dump({"paragraphs": [{**ROW, **row} for row in rows]}), encoding="utf-8")
    return Wording(path)


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
        "{{ account }}",
        "{{ arrears",
    ],
)
def test_a_paragraph_holds_words_and_declared_facts_only(tmp_path: Path, text: str) -> None:
    with pytest.raises(WordingUnreadable, match="'one'"):
        wording(tmp_path, {"text": text})
    with pytest.raises(WordingUnreadable, match="'one'"):
        wording(tmp_path, {"heading": text})


def test_a_paragraph_is_looked_up_by_the_date_of_the_letter(tmp_path: Path) -> None:
    found = wording(
        tmp_path, {"until": date(2026, 3, 31)}, {"from": date(2026, 4, 1), "text": "New: {{ arrears }}.", "edition": 2}
    )
    old, new = found.on("one", date(2026, 3, 31)), found.on("one", date(2026, 4, 1))
    assert (old.edition, new.edition) == ("1", "2")
    assert old.sha256 != new.sha256
    with pytest.raises(NoSuchWording, match="31 December 2019"):
        found.on("one", date(2019, 12, 31))
    with pytest.raises(NoSuchWording, match="'two'"):
        found.on("two", date(2026, 1, 1))
    with pytest.raises(WordingUnreadable, match="hold on one day"):
        wording(tmp_path, {}, {"edition": 2})
    with pytest.raises(WordingUnreadable, match="hold on one day"):  # the last day of one is the first of the other
        wording(tmp_path, {"until": date(2026, 3, 31)}, {"from": date(2026, 3, 31), "edition": 2})


def test_wording_that_lacks_something_is_refused(tmp_path: Path) -> None:
    with pytest.raises(WordingUnreadable, match="'sure'"):
        wording(tmp_path, {"confidence": "sure"})
    with pytest.raises(WordingUnreadable, match="cannot be read"):
        Wording(tmp_path / "missing.yaml")
    with pytest.raises(LandlordUnreadable, match="cannot be read"):
        Landlords(tmp_path / "missing.yaml")
    with pytest.raises(LandlordUnreadable, match="1 January 2001"):
        Landlords(LETTERS.with_name("landlord.yaml")).on(date(2001, 1, 1), "A")


def test_text_becomes_paragraphs_and_lists_and_never_markup(tmp_path: Path) -> None:
    text = "One <b>\nline.\n\n- {{ arrears }}\n- two\n\nEnd."
    html = wording(tmp_path, {"text": text, "heading": "By {{ reply_by }}"}).on("one", date(2026, 1, 1))
    said = html.html({"arrears": "<i>£1</i>", "reply_by": "1 May 2026"})
    assert said == (
        "<h2>By 1 May 2026</h2><p>One &lt;b&gt; line.</p><ul><li>&lt;i&gt;£1&lt;/i&gt;</li><li>two</li></ul><p>End.</p>"
    )
    with pytest.raises(WordingUnreadable, match="cannot be filled in"):
        html.html({"reply_by": "1 May 2026"})


def test_what_states_more_than_the_landlords_own_facts_is_not_confirmed() -> None:
    for paragraph in Wording(LETTERS).all_on(date(2026, 3, 2)):
        assert (paragraph.confidence == "confirmed") == paragraph.source.startswith("Landlord's own facts")


def test_in_earnest_only_confirmed_wording_is_used(tenancy: Tenancy) -> None:
    tenancy.tenants(ROSA).with_wording({"sample: true": "sample: false"}, "landlord.yaml")
    tenancy.installation(demo=False)
    with pytest.raises(WordingNotConfirmed, match="first_opening") as refused:
        tenancy.make()
    open_ones = refused.value.facts["paragraphs"]
    found = Wording(LETTERS)
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
    assert again.value.facts["paragraphs"] == ["first_opening"]


def test_in_earnest_the_sample_landlord_writes_to_nobody(on_sqlite: Tenancy) -> None:
    on_sqlite.tenants(ROSA).installation(demo=False)
    with pytest.raises(LandlordIsSample):
        on_sqlite.make()
