"""A story brings made-up files, and says what must be seen when one is not taken."""

import json

import pytest

from documents.arriving import recognised
from documents.media import Media
from tasks.assembly import build
from tasks.stories import Otherwise, read_story, tell
from tasks.stories.files import made_up
from tests.book import BOOK
from tests.conftest import MORNING
from workflows.clock import SimulatedClock
from workflows.proofs.certificate import Examined
from workflows.runtime.examining import examine_files
from workflows.settings import HOUSE, Settings

PATH = "procedures/arrears/forms/contact_customer.json"
FORM = json.loads(BOOK[PATH])
PHOTO = {"type": "string", "format": "x-file", "title": "A photograph", "x-accepts": ["jpeg"]}
SCANS = {"type": "array", "title": "Scans", "items": {"type": "string", "format": "x-file"}}
CHANGED = BOOK.with_changes(
    {PATH: json.dumps({**FORM, "properties": {**FORM["properties"], "photo": PHOTO, "scans": SCANS}}).encode()}
)
STORY = """
story: The tenant shows the damp
on: 2026-03-02
tenancy: {weekly_rent: 100, weeks_owed: 6, tenants: [{name: Ms Ann Field, represented_by: "Helen Marsh, deputy"}]}
happens:
  - night
  - completes: contact_customer
    by: officer
    answers: {channel: Phone, reached: true, cause: Other debts, circumstances: Two jobs, difficulty_reading: false,
              vulnerable: false, agreement_reached: false, photo: damp.jpg, scans: [a.pdf, b.png]}
  - sees: {documents: {brought_file: [damp.jpg]}, entries: [step completed contact_customer]}
"""


@pytest.fixture(scope="module")
def examined(tmp_path_factory: pytest.TempPathFactory) -> Examined:
    folder = tmp_path_factory.mktemp("stories")
    house = build(Settings(f"sqlite:///{folder / 'd.db'}", folder), SimulatedClock(MORNING), book=CHANGED)
    found = examine_files(house.runtime, "arrears", CHANGED.procedure("arrears"))
    house.close()
    return found


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("", "", ""),
        ("photo: damp.jpg", "photo: damp.png", "A photograph: The file is no JPEG picture, whatever its name says"),
        ("photo: damp.jpg", "photo: damp.heic", "A story cannot bring 'damp.heic'"),
        ("brought_file: [damp.jpg]", "brought_file: [wall.jpg]", "no brought_file says 'wall.jpg'"),
    ],
)
def test_a_story_brings_made_up_files(old: str, new: str, sentence: str, examined: Examined) -> None:
    story = read_story("s.yaml", STORY.replace(old, new).encode())
    if not sentence:
        tell(Settings("", HOUSE / "store"), CHANGED, story, "arrears", examined)
        return
    with pytest.raises(Otherwise, match=sentence):
        tell(Settings("", HOUSE / "store"), CHANGED, story, "arrears", examined)


def test_made_up_files_are_of_the_kind_that_they_say() -> None:
    for name, media in (("a.pdf", Media.PDF), ("b.JPG", Media.JPEG), ("c.jpeg", Media.JPEG), ("d.png", Media.PNG)):
        content = made_up(name)
        assert content is not None
        assert recognised(content, [media]) is media
        assert content != made_up(f"other {name}")
    assert made_up("e.exe") is None
