"""Characters that nobody sees: refused where a text is written, whichever way they are; other scripts stay."""

import json
from pathlib import Path

import pytest

from tasks.acts import procedures, rule_book, signing
from tasks.assembly import build, install
from tests.conftest import MORNING
from tests.house import Landlord
from workflows.clock import SimulatedClock
from workflows.editions import Book
from workflows.settings import HOUSE, Settings
from workflows.unseen import UnseenCharacter, is_unseen, must_be_seen

LETTER = "procedures/arrears/documents/letter_1.yaml"
FORM = "procedures/arrears/forms/contact_customer.json"
ARREARS = "procedures/arrears/arrears.bpmn"
OVERRIDES = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
OTHERS = "\u00ad\u200b\u2060\u2061\u2063\ufeff\u180e\ufff9\U000e0041\u2028\u2029\x00\x08\x1b\x7f\x85\u3164\u115f\u034f"
ORDINARY = (
    "Rent is £1,284.16 – “as agreed”…",
    "دفع الإيجار ١٢٣٫٤٥ £",
    "شما می\u200cتوانید",  # Persian writes with the non-joiner
    "שכר הדירה: 562.50 £\u200f",
    "क्\u200dष",  # Devanagari with the joiner
    "\u061c١٢٣\u200e",
    "\u06dd١",
    "Łódź, Yorùbá, tiếng Việt, Ελληνικά, 字",
    "a\tb\r\nc\u00a0d",
)


@pytest.mark.parametrize("letter", [*OVERRIDES, *OTHERS], ids=lambda letter: f"U+{ord(letter):04X}")
def test_what_nobody_sees_is_named_with_its_place(letter: str) -> None:
    assert is_unseen(letter)
    text = json.dumps({"properties": {"cause": {"title": f"Owed{letter}now"}}})  # escaped: the file itself is ASCII
    with pytest.raises(UnseenCharacter) as refused:
        must_be_seen("forms/a.json", text.encode())
    assert refused.value.sentence.startswith("forms/a.json, properties, cause, title: after “Owed” stands U+")
    assert f"U+{ord(letter):04X} (" in refused.value.sentence


@pytest.mark.parametrize("text", ORDINARY)
def test_ordinary_writing_of_any_script_stays(text: str) -> None:
    assert not any(map(is_unseen, text))
    must_be_seen("a.json", json.dumps({"title": text}).encode())
    must_be_seen("a.json", json.dumps({"title": text}, ensure_ascii=False).encode())
    must_be_seen("a.yaml", f"title: |\n  {text}".encode())
    must_be_seen("a.bpmn", f"<x name='{text}'/>".encode())


@pytest.mark.parametrize(
    ("path", "content", "said"),
    [
        (
            "a.yaml",
            "title: x\ntext: Owed \u202e61.4821£\n",
            "a.yaml, line 2: after “text: Owed” stands U+202E (right-to-",
        ),
        ("a.yaml", "title: x\n# a remark \u2066 here\n", "a.yaml, line 2: after “# a remark” stands U+2066"),
        ("a.yaml", r'paragraphs: [{id: owed, text: "a\u202Eb"}]', "a.yaml, paragraphs, owed, text: after “a” stands"),
        ("a.yaml", r'says: [{"when\u200b": x}]', "a.yaml, says, 1, a name: after “when” stands U+200B"),
        ("a.yaml", 'title: "\u202e', 'a.yaml, line 1: after “title: "” stands U+202E'),  # and is no YAML
        (
            "a.bpmn",
            '<a>\n<b name="Contact&#x202E; them"/></a>',
            'a.bpmn, line 2: after “<b name="Contact” stands U+202E',
        ),
        ("a.dmn", "<a>&#8238;</a>", "a.dmn, line 1: after “<a>” stands U+202E"),
    ],
)
def test_where_it_stands_is_said(path: str, content: str, said: str) -> None:
    with pytest.raises(UnseenCharacter) as refused:
        must_be_seen(path, content.encode())
    assert refused.value.sentence.startswith(said), refused.value.sentence
    assert "Take it out" in refused.value.sentence


def test_the_shipped_rule_book_holds_none_and_a_mark_at_the_beginning_of_a_file_is_none() -> None:
    for path in (HOUSE / "bpmn").rglob("*.*"):
        must_be_seen(path.name, path.read_bytes())
    must_be_seen("a.yaml", "\ufefftitle: x".encode())


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        (LETTER, "we would like to help", "we would \u202elike to help"),
        (FORM, '"title": "', '"title": "\\u2067'),
        (ARREARS, "Contact the customer", "Contact &#x202e;the customer"),
        ("law/periods.yaml", "Landlord's policy", "Landlord's\u200b policy"),
    ],
)
def test_it_is_refused_where_it_is_written_and_by_every_door(landlord: Landlord, path: str, old: str, new: str) -> None:
    house, pat = landlord.house, landlord.person("pat")
    written = house.book[path].decode().replace(old, new, 1).encode()
    assert written != house.book[path]
    draft = rule_book.begin(house, pat, title="A word")
    with pytest.raises(UnseenCharacter, match=path):
        rule_book.save(house, pat, draft.id, files={path: written})
    assert rule_book.look_at_draft(house, pat, draft.id).changed == []
    if path.startswith("procedures/arrears/"):
        files = {**house.book.procedure("arrears"), path.removeprefix("procedures/arrears/"): written}
        with pytest.raises(Exception, match=r"cannot be seen|nobody sees|hidden"):
            procedures.propose(house, pat, "arrears", files=files)


def test_the_first_edition_takes_the_whole_library_so_all_of_it_is_looked_at(tmp_path: Path) -> None:
    path = "shared/paragraphs.yaml"
    shipped = Book.of_folder(HOUSE / "bpmn")
    book = shipped.with_changes({path: shipped[path].replace(b"Each joint", "Each\u202e joint".encode())})
    clock = SimulatedClock(MORNING)
    house = build(Settings(f"sqlite:///{tmp_path / 'd.db'}", tmp_path / "store"), clock, book=book)
    install(house.db, "Test Homes", clock)
    with pytest.raises(UnseenCharacter, match=path):
        procedures.propose(house, signing.operator(house), "complaint", files=book.procedure("complaint"))
    house.close()
