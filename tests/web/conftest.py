"""A landlord with two tenancies whose next step is a call, and browsers for the people who work there."""

import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from lxml import html
from sqlalchemy import select

from api.app import make_app
from tasks.assembly import build
from tests.conftest import MORNING
from tests.house import PASSWORD, Landlord, make_landlord
from workflows.clock import SimulatedClock
from workflows.db import table
from workflows.evidence import timeline
from workflows.runtime.tables import CaseFile
from workflows.settings import Settings

REPRESENTED = {
    "representative_name": "Rae Solis",
    "representative_role": "attorney",
    "representative_address": "1 Mill Lane\nNewbridge\nNB1 2BB",
    "representative_evidence": "Lasting power of attorney, seen on 3 February 2025",
}
HOSTILE = '<script>alert("x")</script>\u202egnp.exe'


@dataclass
class Browser:
    """Somebody's browser: keeps cookies, follows redirects, fills in forms as they stand on the page."""

    client: TestClient
    page: Any = None

    def get(self, address: str) -> Any:
        """Opens a page."""
        self.page = self.client.get(address)
        return self.page

    def sign_in(self, username: str, password: str = PASSWORD, wanted: str = "/") -> Any:
        """Signs in."""
        sent = {"username": username, "password": password, "next": wanted}
        self.page = self.client.post("/sign-in", data=sent)
        return self.page

    def send(self, address: str, **fields: Any) -> Any:
        """Sends a form of the page that is open: its hidden fields, and what is typed into the others."""
        forms = [form for form in self.tree().iter("form") if address in (form.get("action"), *self._others(form))]
        assert forms, f"no form leads to {address}"
        hidden = {i.get("name"): i.get("value") for i in forms[0].iter("input") if i.get("type") == "hidden"}
        self.page = self.client.post(address, data={**hidden, **fields})
        return self.page

    def tree(self) -> Any:
        """The page as a tree."""
        return html.fromstring(self.page.text)

    def words(self) -> str:
        """The page's text."""
        return unescape(re.sub(r"\s+", " ", self.tree().text_content()))

    @property
    def title(self) -> str:
        """The page's title."""
        return str(self.tree().findtext(".//title"))

    @staticmethod
    def _others(form: Any) -> list[str]:
        return [button.get("formaction") for button in form.iter("button") if button.get("formaction")]


@dataclass
class Office:
    """The landlord, and what the tests ask for."""

    landlord: Landlord
    app: Any
    case: int
    other: int

    def browser(self, username: str = "") -> Browser:
        """A new browser, signed in if a name is given."""
        browser = Browser(TestClient(self.app))
        if username:
            assert browser.sign_in(username).status_code == 200
        return browser

    def task(self, step: str, case: int | None = None) -> str:
        """The id of a case's newest step of that name."""
        return str(self.landlord.step(case or self.case, step)["task_id"])

    def kinds(self, case: int | None = None) -> list[tuple[str, str]]:
        """What the record of a case says: kind and actor of each entry."""
        with self.landlord.house.db.read() as session:
            chain = self.landlord.house.runtime.chain_of(session, case or self.case)
            return [(entry["kind"], entry["actor"]) for entry in timeline(session, chain)]


def fill(landlord: Landlord) -> None:
    """Two cases: one of somebody with an ordinary name, one of somebody with a hostile one."""
    landlord.add_tenancy("100001", **REPRESENTED)
    landlord.add_tenancy("100002", given_name=HOSTILE, family_name="", **REPRESENTED)
    landlord.look()


def office_of(landlord: Landlord) -> Office:
    """The office on a landlord that was filled."""
    cases = table(CaseFile)
    with landlord.house.db.read() as session:
        first, second = session.execute(select(cases.c.id).order_by(cases.c.reference)).scalars()
    return Office(landlord, make_app(landlord.house), first, second)


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a filled SQLite house, made once."""
    folder = tmp_path_factory.mktemp("office")
    landlord = make_landlord(f"sqlite:///{folder / 'duecourse.db'}", folder / "store", SimulatedClock(MORNING))
    fill(landlord)
    landlord.house.close()
    return folder


@pytest.fixture
def open_office(filled: Path, tmp_path: Path) -> Iterator[Callable[..., Office]]:
    """Opens a copy of the filled house; keyword arguments are settings."""
    opened: list[Office] = []

    def opener(**settings: Any) -> Office:
        folder = tmp_path / f"office{len(opened)}"
        shutil.copytree(filled, folder)
        chosen = {"secure_cookies": False, **settings}
        made = Settings(database_url=f"sqlite:///{folder / 'duecourse.db'}", store=folder / "store", **chosen)
        clock = SimulatedClock(MORNING)
        opened.append(office_of(Landlord(build(made, clock), clock)))
        return opened[-1]

    yield opener
    for office in opened:
        office.landlord.house.close()


@pytest.fixture
def office(open_office: Callable[..., Office]) -> Office:
    """A copy of the filled house."""
    return open_office()
