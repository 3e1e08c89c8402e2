"""The log: JSON lines that say when, where and of which request, and nothing about anybody."""

import io
import json
import logging
import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import text

from api.app import make_app
from tasks import nightly
from tests.conftest import MORNING
from tests.house import PASSWORD, Landlord, make_landlord
from workflows import logs
from workflows.clock import SimulatedClock
from workflows.runtime.working import drain

NAME, STREET, REFERENCE = "Zephyrine", "Quillfeather", "99887766"
ABOUT_SOMEBODY = re.compile(rf"{NAME}|{STREET}|{REFERENCE}|\bAda\b|Olive", re.IGNORECASE)
"""A short name only as a word: the digits of a request's number may spell it."""


class Log:
    """What was logged."""

    def __init__(self) -> None:
        self.stream = io.StringIO()

    def lines(self) -> list[dict[str, Any]]:
        """Every line, read as JSON; that none tells of anybody is asked of all of them."""
        written = self.stream.getvalue()
        assert (told := ABOUT_SOMEBODY.search(written)) is None, f"the log tells {told[0]!r}"
        made = [json.loads(line) for line in written.splitlines()]
        for line in made:
            assert datetime.fromisoformat(line["time"]).utcoffset() == timedelta(0)
            assert {"level", "logger", "message"} <= set(line)
        return made

    def answered(self) -> dict[str, Any]:
        """The line of the last request."""
        return next(line for line in reversed(self.lines()) if line["logger"] == "api.requests")


@pytest.fixture
def log() -> Iterator[Log]:
    made = Log()
    names = ["", *logs.OURS, "uvicorn.error", "uvicorn.access", "uvicorn.asgi", "dbos"]
    before = [
        (each, each.handlers[:], each.level, each.propagate, each.disabled) for each in map(logging.getLogger, names)
    ]
    logs.set_up(made.stream)
    yield made
    for logger, handlers, level, propagate, disabled in before:
        logger.handlers[:], logger.propagate, logger.disabled = handlers, propagate, disabled
        logger.setLevel(level)


@pytest.fixture
def town(tmp_path: Any) -> Iterator[Landlord]:
    """A landlord with a tenant whose name, street and reference are told by nothing else."""
    made = make_landlord(f"sqlite:///{tmp_path / 'd.db'}", tmp_path / "store", SimulatedClock(MORNING))
    made.add_tenancy(REFERENCE, given_name=NAME, representative_name="Hal", representative_role="deputy")
    yield made
    made.house.close()


@pytest.fixture
def client(town: Landlord) -> TestClient:
    made = TestClient(make_app(town.house), raise_server_exceptions=False)
    made.post("/sign-in", data={"username": "ada", "password": PASSWORD, "next": "/"})
    return made


def test_each_request_has_a_line_and_a_number(client: TestClient, log: Log, town: Landlord) -> None:
    answer = client.get(f"/cases?search={NAME}", headers={"X-Request-ID": "from-the-proxy.7"})
    assert answer.headers["x-request-id"] == "from-the-proxy.7"
    line = log.answered()
    assert (line["request"], line["method"], line["route"], line["status"]) == (
        "from-the-proxy.7",
        "GET",
        "/cases",
        200,
    )
    assert line["user"] == town.person("ada").id
    assert 0 <= line["ms"] < 60_000


@pytest.mark.parametrize("odd", ["", "x" * 65, "Zephyrine Quillfeather", "a\\nb", "é"])
def test_a_number_that_is_not_plain_is_not_taken(client: TestClient, log: Log, odd: str) -> None:
    answer = client.get("/health/live", headers={"X-Request-ID": odd.encode("latin-1")})
    made = answer.headers["x-request-id"]
    assert made != odd
    assert len(made) == 32
    assert log.answered()["request"] == made


def test_the_route_is_told_and_not_what_it_is_about(client: TestClient, log: Log) -> None:
    client.get(f"/procedures/{NAME}")
    assert (log.answered()["route"], log.answered()["status"]) == ("/procedures/{name}", 404)
    client.get(f"/{NAME}/{REFERENCE}")
    assert (log.answered()["route"], log.answered()["status"]) == ("none", 404)
    client.get("/static/duecourse.css")
    assert log.answered()["route"] == "/static"
    client.request(NAME.upper(), "/")
    assert log.answered()["method"] == "other"


def test_a_refused_act(client: TestClient, log: Log, town: Landlord) -> None:
    town.look()
    token = client.post("/api/tokens", json={"username": "olive", "password": PASSWORD}).json()["token"]
    said = {"kind": "dispute", "begins_on": "2026-03-02", "accounts": [f"{NAME} {REFERENCE}"]}
    answer = client.post("/api/holds", json=said, headers={"Authorization": f"Bearer {token}"})
    assert NAME in answer.json()["detail"]
    line = log.answered()
    assert (line["route"], line["status"], line["user"]) == ("/api/holds", 404, town.person("olive").id)


def test_a_page_that_fails(client: TestClient, log: Log, monkeypatch: pytest.MonkeyPatch, town: Landlord) -> None:
    def fail(*_given: Any, **_named: Any) -> None:
        with town.house.db.read() as session:
            session.execute(text("SELECT :who FROM nowhere"), {"who": f"{NAME} of {STREET} Road"})

    monkeypatch.setattr("tasks.acts.case_files.search", fail)
    answer = client.get("/cases", headers={"X-Request-ID": "seven"})
    assert answer.status_code == 500
    assert "number of this request: seven" in " ".join(answer.text.split())
    failed = next(line for line in log.lines() if line["level"] == "error")
    assert failed["request"] == "seven"
    assert failed["error"][0]["type"] == "sqlalchemy.exc.OperationalError"
    assert any("tests/api/test_logs.py" in place and place.endswith(" fail") for place in failed["error"][0]["at"])
    assert log.answered()["status"] == 500


def test_a_program_whose_request_fails_is_told_its_number(
    client: TestClient, log: Log, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tasks.acts.signing.sign_in", lambda *_given: {}[f"{NAME}"])
    answer = client.post("/api/tokens", json={"username": NAME, "password": "x"})
    assert answer.status_code == 500
    assert answer.json()["request"] == answer.headers["x-request-id"] == log.answered()["request"]
    assert answer.json()["request"] in answer.json()["detail"]


def test_a_job_that_fails(log: Log, town: Landlord, monkeypatch: pytest.MonkeyPatch) -> None:
    town.add_tenancy(REFERENCE + "1", given_name=NAME)  # who gets a letter first
    town.look_without_jobs()
    with town.house.db.read() as session:
        assert session.execute(text("SELECT count(*) FROM job WHERE status = 'queued'")).scalar() == 1

    def fail(*_given: Any) -> None:
        raise ValueError(f"{NAME}, {STREET} Road: account {REFERENCE} has no sender") from KeyError(NAME)

    broken = SimpleNamespace(make=fail, keep=fail, release=fail)
    jobs: Any = town.house.runtime.handlers.jobs
    for operation in list(jobs):
        monkeypatch.setitem(jobs, operation, broken)
    drain(town.house.runtime)
    failed = next(line for line in log.lines() if line["level"] == "error")
    assert [each["type"] for each in failed["error"]] == ["ValueError", "KeyError"]
    assert failed["message"].startswith("job ")


def test_an_account_that_cannot_be_dealt_with(log: Log, town: Landlord, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_given: Any) -> None:
        raise ValueError(NAME)

    monkeypatch.setattr("tasks.nightly._act_on", fail)
    nightly.look_at_accounts(town.house)
    (failed,) = log.lines()
    assert failed["message"] == "account number 1 could not be dealt with (open)"


def test_what_a_library_says_is_not_repeated(log: Log) -> None:
    logging.getLogger("sqlalchemy.engine").error("INSERT INTO x VALUES (%s)", NAME)
    logging.getLogger("dbos").error("workflow failed for %s", STREET)
    assert ["a library spoke at test_logs:" in line["message"] for line in log.lines()] == [True, True]


def test_outside_a_request_there_is_no_number(log: Log) -> None:
    logging.getLogger("tasks.worker").warning("hello")
    (line,) = log.lines()
    assert "request" not in line
    assert line["message"] == "hello"
