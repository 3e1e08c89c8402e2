"""A story that goes otherwise says where, and where the case stands instead; what is no story is refused."""

from pathlib import Path

import pytest

from tasks.assembly import build
from tasks.stories import Otherwise, StoryUnreadable, read_story, tell
from tests.book import BOOK
from tests.conftest import MORNING
from workflows.clock import SimulatedClock
from workflows.proofs.certificate import Examined
from workflows.runtime.examining import examine_files
from workflows.settings import HOUSE, Settings

FOLDER = "procedures/arrears/stories"
DEPUTY, AGREED, PAID, KEPT = (
    BOOK[f"{FOLDER}/{name}.yaml"].decode()
    for name in ("a_deputy", "an_agreement", "paid_in_between", "an_agreement_that_is_kept")
)

DONE, REST = AGREED.split("  - completes: check_benefits\n", 1)
REOPENED = DONE + (
    "  - sees: {steps: [check_benefits]}\n"
    "  - reopens: contact_customer\n    by: officer\n    because: The wrong customer\n    refused: role\n"
    "  - reopens: contact_customer\n    by: team leader\n    because: The wrong customer was called\n"
    "  - sees: {steps: [contact_customer], entries: [step reopened contact_customer]}\n"
)


@pytest.fixture(scope="module")
def examined(tmp_path_factory: pytest.TempPathFactory) -> Examined:
    """What is found of arrears."""
    folder = tmp_path_factory.mktemp("stories")
    house = build(Settings(f"sqlite:///{folder / 'd.db'}", folder), SimulatedClock(MORNING))
    found = examine_files(house.runtime, "arrears", BOOK.procedure("arrears"))
    house.close()
    return found


@pytest.mark.parametrize(
    ("text", "old", "new", "sentence"),
    [
        (DEPUTY, "steps: [contact_customer]", "steps: [check_data]", "should be check_data, and is contact_customer"),
        (DEPUTY, "waiting: []", "waiting: [wait_after_letter_1]", "waiting should be wait_after_letter_1, and is none"),
        (DEPUTY, "waiting: []", "closed: cleared", "closed should be cleared, and is none"),
        (DEPUTY, "waiting: []", "documents: [letter_1]", "no document letter_1 was made"),
        (DEPUTY, "waiting: []", "entries: [step completed check_data]", "the record has no entry 'step completed"),
        (DEPUTY, "waiting: []", "facts: {weeks_owed: 7}", "weeks_owed should be 7, and is 6"),
        (DEPUTY, ", represented_by: \"Helen Marsh, deputy\"", "", "letter_1 was made, which must never be"),
        (DEPUTY, "[letter_1, letter_2]", "[letter_1], steps: [contact_customer]", "contact_customer came about"),
        (AGREED, "amount_pence: 375", "amount_pence: 1", "row [0-9]+: .*not right"),
        (REOPENED, "  - reopens: contact_customer\n    by: officer\n    because: The wrong customer\n    refused: role",
         "  - reopens: contact_customer\n    by: officer\n    because: The wrong customer\n    refused: age",
         "refused otherwise than with 'age'"),
        (REOPENED, "because: The wrong customer was called\n", "because: ' '\n", "Say why this step is opened again"),
        (REOPENED, "because: The wrong customer was called\n", "because: It was another\n    refused: role\n",
         "it is done, and should be refused"),
        (REOPENED, "reopens: contact_customer\n    by: officer", "reopens: decide_notice\n    by: officer",
         "decide_notice was never open. On 17 March 2026"),
        (AGREED, "refused: amount", "refused: colour", "refused otherwise than with 'colour'"),
        (AGREED, "confirmed_in_writing: true}\n    refused: amount",
         "confirmed_in_writing: true, amount_pence: 375}\n    refused: amount",
         "it is done, and should be refused"),
        (AGREED, "completes: check_benefits", "completes: decide_notice", "is not open. On 17 March 2026"),
        (PAID, "pays: 800.00", "pays: 799.99", "closed should be cleared"),
        (PAID, "days: 15", "days: 40", "On 11 April 2026 the case is open for contact_customer"),
        (PAID, "- pays: 800.00", "- {holds: a_wish, until: 2026-09-01}", "no kind of hold called a_wish; there is ba"),
        (PAID, "- pays: 800.00", "- dies: Mr Nobody", "there is no tenant 'Mr Nobody'"),
        (PAID, "- pays: 800.00", "- {serves: Ms Ann Field, by: officer}", "No notice was drafted"),
        (PAID, "- pays: 800.00", "- {withdraws: It is wrong, by: team leader}", "No notice was drafted"),
        (PAID, "- pays: 800.00", "- {tells: no_such, by: team leader, because: She rang and said so}", "no_such"),
        (PAID, "- pays: 800.00", "- {tells: debt_cleared, by: officer, because: She rang and said so}", "eam leader"),
    ],
)  # fmt: skip
def test_it_says_where_it_went_otherwise(text: str, old: str, new: str, sentence: str, examined: Examined) -> None:
    assert old in text
    story = read_story("s.yaml", text.replace(old, new).encode())
    with pytest.raises(Otherwise, match=sentence) as told:
        tell(Settings("", HOUSE / "store"), BOOK, story, "arrears", examined)
    assert told.value.sentence.startswith("s.yaml, row ")


@pytest.mark.parametrize(
    ("stage", "sentence"),
    [
        ("letter_1", "letter_1 was made again, which must never be. On 14 April 2026"),
        ("contact", "contact_customer came about again, which must never be. On 14 April 2026"),
    ],
)
def test_from_a_row_on_nothing_more_comes_about(stage: str, sentence: str, tmp_path: Path) -> None:
    """The night's decision forgets that an agreement is kept: once it looks again, the story says so."""
    path, kept = "procedures/arrears/arrears.dmn", '<outputEntry id="r4x"><text>"no_action"'
    written = BOOK[path].decode()
    assert kept in written
    book = BOOK.with_changes({path: written.replace(kept, kept.replace("no_action", stage)).encode()})
    house = build(Settings(f"sqlite:///{tmp_path / 'd.db'}", tmp_path), SimulatedClock(MORNING), book=book)
    examined = examine_files(house.runtime, "arrears", book.procedure("arrears"))
    house.close()
    with pytest.raises(Otherwise, match=sentence):
        tell(Settings("", tmp_path), book, read_story("s.yaml", KEPT.encode()), "arrears", examined)


def test_a_step_is_reopened_by_who_may_and_refused_to_others(examined: Examined) -> None:
    tell(Settings("", HOUSE / "store"), BOOK, read_story("s.yaml", REOPENED.encode()), "arrears", examined)


def test_nothing_of_a_story_is_left(examined: Examined, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    tell(Settings("", tmp_path / "store"), BOOK, read_story("s.yaml", DEPUTY.encode()), "arrears", examined)
    assert list(tmp_path.iterdir()) == []


SMALL = "story: A story\non: 2026-03-02\nhappens:\n  - night\n"


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("story: A story\n", "", "a story has `story`, `on`, `happens`"),
        ("on: 2026-03-02", "on: '2026-03-02'", "without quotation marks"),
        ("on: 2026-03-02", "on: 2026-03-02\nmoral: none", "a story has"),
        ("  - night", "  - nightfall", "one thing happens in a row"),
        ("  - night", "  - 7", "nothing that happens"),
        ("  - night", "  - {night: 1, days: 2}", "one thing happens in a row"),
        ("  - night", "  - {days: 0}", "from 1 to 400"),
        ("  - night", "  - {days: true}", "from 1 to 400"),
        ("  - night", "  - {pays: a lot}", "no amount in pounds"),
        ("  - night", "  - {pays: 1.234}", "no amount in pounds"),
        ("  - night", "  - {pays: .nan}", "no amount in pounds"),
        ("  - night", "  - {completes: a, by: officer}", "beside `completes` stands answers, by"),
        ("  - night", "  - {completes: a, by: a king, answers: {}}", "`by` is one of officer"),
        ("  - night", "  - {reopens: a, by: a king, because: b}", "`by` is one of officer"),
        ("  - night", "  - {begins: a, by: [], because: b}", "`by` is one of officer"),
        ("  - night", "  - {completes: a, by: officer, answers: yes}", "`answers` are named values"),
        ("  - night", "  - {holds: 3, until: 2026-04-01}", "`holds` is a kind of hold"),
        ("  - night", "  - {holds: dispute, until: soon}", "`until` a date"),
        ("  - night", "  - {sees: {}}", "what is seen is out of"),
        ("  - night", "  - {sees: {stars: 1}}", "what is seen is out of"),
        ("happens:\n  - night\n", "happens: []\n", "list of what happens"),
        ("happens", "tenancy: {rent: 1}\nhappens", "`tenancy` has"),
        ("happens", "tenancy: {weeks_owed: many}\nhappens", "whole number of weeks"),
        ("happens", "tenancy: {tenants: [{}]}\nhappens", "each with a `name`"),
        ("happens", "tenancy: {tenants: [{name: A, shoe: 9}]}\nhappens", "a tenant has"),
        ("happens", "never: {days: [1]}\nhappens", "`never` has lists"),
        ("happens", "never: {steps: all}\nhappens", "`never` has lists"),
        ("  - night", "  - never: {days: [1]}", "row 1: `never` has lists"),
        ("  - night", "  - never", "row 1: `never` has lists"),
        ("- night", "- [", "is not YAML"),
    ],
)
def test_what_is_no_story_is_refused_with_its_place(old: str, new: str, sentence: str) -> None:
    read_story("s.yaml", SMALL.encode())
    assert old in SMALL
    with pytest.raises(StoryUnreadable, match=sentence) as refused:
        read_story("s.yaml", SMALL.replace(old, new).encode())
    assert refused.value.sentence.startswith("s.yaml")


def test_yes_and_no_are_words_in_a_story() -> None:
    story = read_story(
        "s.yaml", SMALL.replace("- night", "- {completes: a, by: officer, answers: {b: Yes, c: true}}").encode()
    )
    assert story.happens[0].more["answers"] == {"b": "Yes", "c": True}
    with pytest.raises(StoryUnreadable, match="64,000"):
        read_story("s.yaml", SMALL.encode() + b"#" * 64_000)
