"""All stories of the earlier arrears procedure, in which cases may still stand, told as publishing tells them."""

import pytest

from tasks.assembly import build
from tasks.stories import read_story, tell
from tests.book import BOOK
from tests.conftest import MORNING
from tests.house import SHORT_STORIES
from workflows.clock import SimulatedClock
from workflows.proofs.certificate import Examined
from workflows.runtime.examining import examine_files
from workflows.settings import HOUSE, Settings

STORIES = [path for path in BOOK.procedure("arrears") if path.startswith("stories/")]


@pytest.fixture(scope="module")
def examined(tmp_path_factory: pytest.TempPathFactory) -> Examined:
    folder = tmp_path_factory.mktemp("stories")
    house = build(Settings(f"sqlite:///{folder / 'd.db'}", folder), SimulatedClock(MORNING), book=BOOK)
    found = examine_files(house.runtime, "arrears", BOOK.procedure("arrears"))
    house.close()
    return found


@pytest.mark.parametrize("path", STORIES)
def test_it_goes_as_it_is_told(path: str, examined: Examined) -> None:
    story = read_story(path, BOOK.procedure("arrears")[path])
    tell(Settings("", HOUSE / "store"), BOOK, story, "arrears", examined)


def test_the_short_ones_are_among_them() -> None:
    assert {f"stories/{name}.yaml" for name in SHORT_STORIES} < set(STORIES)
