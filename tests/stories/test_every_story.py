"""Every story of the rule book is told on its procedure, as publishing tells it.

In ``make test`` ``tests/test_wheel.py`` tells them, as it publishes the whole book; here each is a test of its own.
"""

import pytest

from tasks.assembly import build
from tasks.stories import read_story, tell
from tests.book import SHIPPED as BOOK
from workflows.clock import SimulatedClock
from workflows.runtime.examining import examine_files
from workflows.settings import HOUSE, Settings

STORIES = [path for path in BOOK if path.startswith("procedures/") and "/stories/" in path]


@pytest.fixture(scope="module")
def examined(tmp_path_factory: pytest.TempPathFactory) -> dict[str, object]:
    """What is found of each procedure that has stories."""
    from tests.conftest import MORNING

    folder = tmp_path_factory.mktemp("stories")
    house = build(Settings(f"sqlite:///{folder / 'd.db'}", folder), SimulatedClock(MORNING))
    names = {path.split("/")[1] for path in STORIES}
    found = {name: examine_files(house.runtime, name, BOOK.procedure(name)) for name in names}
    house.close()
    return dict(found)


@pytest.mark.long
@pytest.mark.parametrize("path", STORIES)
def test_it_goes_as_it_is_told(path: str, examined: dict[str, object]) -> None:
    name = path.split("/")[1]
    tell(Settings("", HOUSE / "store"), BOOK, read_story(path, BOOK[path]), name, examined[name])
