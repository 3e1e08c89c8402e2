"""The JSON API over HTTP, on either database: doors, refusals, the main path, and garbage."""

import asyncio
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from pydantic import ValidationError
from sqlalchemy import update

from api.app import LARGEST_BODY, Envelope, make_app
from api.shapes import Answers
from tasks import signing
from tasks.people import add_user
from tasks.signing import sign_in
from tasks.tables import UserSession
from tests.house import BENEFITS, CONTACTED, PASSWORD, Landlord, make_landlord
from workflows.clock import SimulatedClock, london_date, machine_now
from workflows.db import table
from workflows.evidence.export import write_export
from workflows.evidence.verify import verify_record


class Door:
    """The API as somebody who signed in uses it."""

    def __init__(self, landlord: Landlord) -> None:
        self.landlord = landlord
        self.client = TestClient(make_app(landlord.house), raise_server_exceptions=False)
        self._tokens: dict[str, str] = {}

    def ask(self, who: str, method: str, path: str, **more: Any) -> Any:
        """An answer to somebody; to nobody where ``who`` is empty."""
        headers = more.pop("headers", {})
        if who:
            if who not in self._tokens:
                house = self.landlord.house
                secret, _ = sign_in(house.db, house.runtime.clock, who, PASSWORD, "test", "token")
                self._tokens[who] = secret
            headers["Authorization"] = f"Bearer {self._tokens[who]}"
        return self.client.request(method, f"/api{path}", headers=headers, **more)


@pytest.fixture
def door(landlord: Landlord) -> Door:
    return Door(landlord)


def problem(answer: Any, status: int) -> dict[str, Any]:
    """The problem document of a refusal."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    said: dict[str, Any] = answer.json()
    assert said["status"] == status
    assert said["type"].startswith("urn:duecourse:")
    assert said["title"]
    assert said["detail"]
    return said


def deputys_case(door: Door) -> tuple[int, int, str]:
    """A case that begins with a person's step: account, case, task."""
    account = door.landlord.add_tenancy("5", representative_name="Helen Marsh", representative_role="deputy")
    door.landlord.look()
    (step,) = door.ask("olive", "GET", "/steps").json()["steps"]
    return account, step["case_id"], step["task_id"]


def test_signing_in_and_out(door: Door, landlord: Landlord) -> None:
    good = door.ask("", "POST", "/tokens", json={"username": "Olive", "password": PASSWORD})
    assert good.status_code == 201
    token = {"Authorization": f"Bearer {good.json()['token']}"}
    assert door.ask("", "GET", "/procedures", headers=dict(token)).status_code == 200
    wrong = problem(door.ask("", "POST", "/tokens", json={"username": "olive", "password": "x"}), 401)
    unknown = problem(door.ask("", "POST", "/tokens", json={"username": "nobody", "password": "x"}), 401)
    assert wrong == unknown
    for _ in range(signing.TRIES_FROM_ONE_PLACE - 1):
        problem(door.ask("", "POST", "/tokens", json={"username": "olive", "password": "x"}), 401)
    said = problem(door.ask("", "POST", "/tokens", json={"username": "olive", "password": PASSWORD}), 429)
    assert "Wait 15 minutes" in said["detail"]
    assert door.ask("", "DELETE", "/tokens/current", headers=dict(token)).status_code == 204
    problem(door.ask("", "GET", "/procedures", headers=dict(token)), 401)
    secret, _ = sign_in(landlord.house.db, landlord.clock, "sam", PASSWORD, "test", "cookie")
    problem(door.ask("", "GET", "/procedures", headers={"Authorization": f"Bearer {secret}"}), 401)
    assert door.ask("tess", "GET", "/procedures").status_code == 200
    door.client.cookies.set("duecourse", door._tokens["tess"])
    assert door.client.get("/", follow_redirects=False).status_code == 303
    with landlord.house.db.write() as session:
        session.execute(update(table(UserSession)).values(ends_at=machine_now() - timedelta(seconds=1)))
    problem(door.ask("tess", "GET", "/procedures"), 401)


def test_a_demo_log_in_opens_a_demo_alone(database_url: str, tmp_path: Path, clock: SimulatedClock) -> None:
    made = make_landlord(database_url, tmp_path / "store", clock, demo=False)
    with made.house.db.write() as session:
        add_user(session, "guest", "Guest", PASSWORD, ["officer"], clock, demo=True)
    problem(Door(made).ask("", "POST", "/tokens", json={"username": "guest", "password": PASSWORD}), 401)
    made.house.close()


def operations(door: Door) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Every operation: method, path below /api, and its description."""
    for path, methods in door.ask("olive", "GET", "/openapi.json").json()["paths"].items():
        if path.startswith("/api"):
            for method, described in methods.items():
                yield method.upper(), path.removeprefix("/api"), described


def test_every_operation_wants_a_token_and_is_described(door: Door) -> None:
    document = door.ask("olive", "GET", "/openapi.json").json()
    assert document["openapi"].startswith("3.")
    open_doors = set()
    for method, path, described in operations(door):
        assert described["summary"]
        assert described["responses"]["4XX"]
        answer = door.ask("", method, re.sub(r"{\w+}", "1", path), json={} if method in {"POST", "PUT"} else None)
        if answer.status_code == 401:
            problem(answer, 401)
            foreign = {"Authorization": "Bearer of-nobody"}
            said = door.ask("", method, re.sub(r"{\w+}", "x" * 300, path), content=b"[", headers=foreign)
            problem(said, 401)  # a stranger is not told what else is wrong
        else:
            open_doors.add(f"{method} {path}")
    assert open_doors == {"POST /tokens", "GET /health"}
    examples = [f for s in document["components"]["schemas"].values() for f in s.get("properties", {}).values()]
    assert any("examples" in field for field in examples)


def test_roles(door: Door) -> None:
    for who, method, path, body in (
        ("olive", "GET", "/cases/1/export", None),
        ("pat", "POST", "/holds", {"kind": "dispute", "begins_on": "2026-03-02", "accounts": ["1"], "reason": "x"}),
        ("olive", "POST", "/holds/1/release", {"reason": "x"}),
        ("olive", "GET", "/incidents", None),
        ("cora", "POST", "/incidents/1/retry", {"reason": "x"}),
        ("olive", "POST", "/steps/1/reopen", {"reason": "x"}),
    ):
        assert "role" in problem(door.ask(who, method, path, json=body), 403)["detail"]


def test_the_main_path(door: Door, tmp_path: Path) -> None:
    _account, case, task = deputys_case(door)
    step = door.ask("olive", "GET", f"/steps/{task}").json()
    assert step["form"]["properties"]["channel"]
    answers = {"channel": "Phone"}
    saved = door.ask("olive", "PUT", f"/steps/{task}/draft", json={"answers": answers, "revision": 0}).json()
    assert saved["revision"] == 1
    assert door.ask("olive", "GET", f"/steps/{task}").json()["draft"] == answers
    stale = {"answers": CONTACTED, "revision": 0}
    assert "changed" in problem(door.ask("olive", "POST", f"/steps/{task}/complete", json=stale), 409)["detail"]
    assert "Olive has" in problem(door.ask("sam", "POST", f"/steps/{task}/complete", json=stale), 409)["detail"]
    lacking = problem(door.ask("olive", "POST", f"/steps/{task}/complete", json={"answers": answers}), 422)
    assert "reached" in lacking["errors"]
    problem(door.ask("pat", "POST", f"/steps/{task}/claim"), 403)
    problem(door.ask("olive", "POST", f"/steps/{task}/hand-over", json={"to": "sam", "reason": " "}), 422)
    problem(door.ask("olive", "POST", f"/steps/{task}/hand-over", json={"to": "pat", "reason": "x"}), 403)
    given = door.ask("olive", "POST", f"/steps/{task}/hand-over", json={"to": "sam", "reason": "On leave"})
    assert given.status_code == 200
    assert door.ask("sam", "POST", f"/steps/{task}/complete", json={"answers": CONTACTED}).status_code == 200
    again = problem(door.ask("sam", "POST", f"/steps/{task}/complete", json={"answers": CONTACTED}), 409)
    assert again["already"]
    assert "Sam completed" in problem(door.ask("olive", "POST", f"/steps/{task}/claim"), 409)["detail"]
    (following,) = door.ask("olive", "GET", "/steps").json()["steps"]
    assert following["step"] == "check_benefits"
    reopened = door.ask("tess", "POST", f"/steps/{task}/reopen", json={"reason": "Wrong tenant"})
    assert reopened.status_code == 200
    assert door.ask("sam", "POST", f"/steps/{task}/complete", json={"answers": CONTACTED}).status_code == 200
    (following,) = door.ask("olive", "GET", "/steps").json()["steps"]
    done = door.ask("olive", "POST", f"/steps/{following['task_id']}/complete", json={"answers": BENEFITS})
    assert done.status_code == 200
    record = door.ask("cora", "GET", f"/cases/{case}/export").json()
    heads = [json.loads(line) for line in door.landlord.house.sealer.heads_file.read_text().splitlines()]
    assert verify_record(record, door.landlord.house.sealer.public_key, heads)[0] == []
    path = write_export(tmp_path / "out", record)
    command = [sys.executable, "-I", str(path.with_name("verify.py")), str(path)]
    assert subprocess.run(command, capture_output=True, check=False).returncode == 0
    assert "step reopened" in [entry["kind"] for entry in door.ask("cora", "GET", f"/cases/{case}/record").json()]


def test_a_hold_stops_and_its_release_frees(door: Door) -> None:
    _account, case, task = deputys_case(door)
    today = london_date(door.landlord.clock.now())
    body = {"kind": "breathing_space", "begins_on": str(today), "accounts": ["5"], "source": "BS-1", "reason": "x"}
    placed = door.ask("olive", "POST", "/holds", json=body)
    assert placed.json()["cases"] == [case]
    held = problem(door.ask("olive", "POST", f"/steps/{task}/complete", json={"answers": CONTACTED}), 409)
    assert "breathing space" in held["detail"]
    hold = placed.json()["hold"]
    problem(door.ask("tess", "POST", f"/holds/{hold}/release", json={"reason": " "}), 422)
    assert door.ask("tess", "POST", f"/holds/{hold}/release", json={"reason": "Ended"}).status_code == 200
    problem(door.ask("tess", "POST", f"/holds/{hold}/release", json={"reason": "Ended"}), 409)
    assert door.ask("olive", "POST", f"/steps/{task}/complete", json={"answers": CONTACTED}).status_code == 200


def test_a_hold_is_in_force_from_its_day_whether_or_not_a_worker_runs(door: Door) -> None:
    _account, _case, task = deputys_case(door)
    tomorrow = london_date(door.landlord.clock.now()) + timedelta(days=1)
    body = {"kind": "breathing_space", "begins_on": str(tomorrow), "accounts": ["5"], "reason": "x"}
    assert door.ask("olive", "POST", "/holds", json=body).status_code == 201
    door.landlord.clock.move_to(door.landlord.clock.now() + timedelta(days=1))
    held = problem(door.ask("olive", "POST", f"/steps/{task}/complete", json={"answers": CONTACTED}), 409)
    assert "breathing space" in held["detail"]


def test_an_incident_is_tried_again(door: Door) -> None:
    door.landlord.add_tenancy("7", family_name="")
    door.landlord.look()
    (incident,) = door.ask("tess", "GET", "/incidents").json()
    problem(door.ask("tess", "POST", f"/incidents/{incident['id']}/retry", json={"reason": ""}), 422)
    retried = door.ask("tess", "POST", f"/incidents/{incident['id']}/retry", json={"reason": "Mended"})
    assert retried.status_code == 200
    problem(door.ask("tess", "POST", f"/incidents/{incident['id']}/retry", json={"reason": "Mended"}), 409)


def test_what_is_too_large_or_malformed(door: Door) -> None:
    problem(door.ask("olive", "POST", "/holds", content=b"x" * (LARGEST_BODY + 1)), 413)
    problem(door.ask("olive", "POST", "/holds", content=iter([b"x" * 600_000] * 2)), 413)
    as_json = {"Content-Type": "application/json"}
    problem(door.ask("olive", "POST", "/holds", content=b"{", headers=dict(as_json)), 422)
    problem(door.ask("olive", "POST", "/holds", json={"kind": "dispute", "begins_on": "2026-03-02", "odd": 1}), 422)
    problem(door.ask("olive", "GET", "/nothing"), 404)
    problem(door.ask("olive", "PATCH", "/holds"), 405)


HOSTILE = (
    '"a\\u0000b"',
    '"\\ud800"',
    "1" + "0" * 30,
    "-1",
    "1e400",
    "NaN",
    "3.0",
    "null",
    "[]",
    "{}",
    '{"\\u0000": 1}',
    '{"\\udfff": 1}',
    "[" * 500 + "]" * 500,
    '"\'; drop table case_file; --"',
)


NUMBERS = ("0", str(2**31), str(2**63), "a%00b", "%ff", "x" * 3000)


def test_garbage_is_refused_and_nothing_breaks(door: Door) -> None:
    _account, case, task = deputys_case(door)
    as_json = {"Content-Type": "application/json"}
    schemas = door.ask("olive", "GET", "/openapi.json").json()["components"]["schemas"]
    for method, path, described in list(operations(door)):
        for value in NUMBERS if "{" in path else ():
            body = {"reason": "x"} if method != "GET" else None
            answer = door.ask("tess", method, re.sub(r"{\w+}", value, path), json=body)
            assert answer.status_code < 500, (method, path, value, answer.text)
        if "requestBody" not in described:
            continue
        if "application/json" not in described["requestBody"]["content"]:  # a file
            for value in HOSTILE:
                sent = door.ask("tess", method, f"{path.replace('{task_id}', task)}?question=x", content=value.encode())
                assert 400 <= sent.status_code < 500, (path, value, sent.text)
            continue
        schema = described["requestBody"]["content"]["application/json"]["schema"]
        wanted = next(iter(schema.get("anyOf", [schema])))["$ref"].rpartition("/")[2]
        place = re.sub(r"{\w+}", "1", path.replace("{task_id}", task))
        good = {"reason": "x", "to": "sam", "kind": "dispute", "begins_on": "2026-03-02", "accounts": ["5"]}
        good |= {"username": "sam", "password": "x", "revision": 0, "answers": {}}
        good = {key: value for key, value in good.items() if key in schemas[wanted]["properties"]}
        for value in HOSTILE:
            bodies = [value, f'{{"answers": {{"circumstances": {value}}}, "revision": 0}}']
            for key in schemas[wanted]["properties"]:
                others = {name: other for name, other in good.items() if name != key}
                bodies += [json.dumps(others)[:-1] + (", " if others else "") + f'"{key}": {value}}}']
            bodies += [f'{{"kind": "dispute", "begins_on": "2026-03-02", "accounts": [{value}]}}']
            for body in bodies:
                answer = door.ask("tess", method, place, content=body.encode(), headers=dict(as_json))
                assert answer.status_code < 500, (method, place, body, answer.text)
    for query in ("search=%00", "search=%25", "search=%5C", "step=%00", "patch=%ED%A0%80", "page=100000", "whose=%27"):
        assert door.ask("olive", "GET", f"/steps?{query}").status_code < 500, query
    answers = {**CONTACTED, "circumstances": "a\0b"}
    problem(door.ask("tess", "POST", f"/steps/{task}/complete", json={"answers": answers}), 422)
    assert door.ask("olive", "GET", f"/cases/{case}").status_code == 200


@pytest.mark.parametrize(
    ("length", "body", "status"),
    [
        ("abc", b"", 413),
        ("-1", b"", 413),
        ("1e3", b"", 413),
        (str(LARGEST_BODY + 1), b"", 413),  # refused before it is read
        (str(LARGEST_BODY), b"{}", 401),
        ("2", b"{}", 401),
    ],
)
def test_a_length_that_is_none_or_too_large_is_refused_unread(
    door: Door, length: str, body: bytes, status: int
) -> None:
    said = problem(door.ask("", "POST", "/holds", content=body, headers={"Content-Length": length}), status)
    assert (said["title"] == "The request is too large") is (status == 413)


def test_who_is_not_signed_in_is_told_just_that(door: Door) -> None:
    wrong: dict[str, Any] = {"json": {"odd": 1}}
    for headers in ({}, {"Authorization": "Bearer nothing"}, {"Authorization": "Basic b2xpdmU6eA=="}):
        for method, path, sent in (("POST", "/holds", wrong), ("GET", "/cases/none", {}), ("GET", "/steps?page=x", {})):
            assert "errors" not in problem(door.ask("", method, path, headers=dict(headers), **sent), 401)
    problem(door.ask("olive", "POST", "/holds", **wrong), 422)
    problem(door.ask("", "POST", "/tokens", json={"username": "olive"}), 422)


@pytest.mark.parametrize("kept", ["a", 2**63 - 1, -(2**63), 1.5, True, None, [1, ["x"]], {"a": {"b": [2**63 - 1]}}])
def test_what_can_be_kept_comes_in(kept: Any) -> None:
    assert Answers(answers={"a": kept}).answers == {"a": kept}


@pytest.mark.parametrize(
    ("lost", "why"),
    [
        ("a\0b", "a character that cannot be kept"),
        ("\ud800", "a character that cannot be kept"),
        (2**63, "a number that is too large"),
        (-(2**63) - 1, "a number that is too large"),
        (float("inf"), "a number that is none"),
        (float("nan"), "a number that is none"),
    ],
)
def test_what_no_database_keeps_is_refused_however_deep(lost: Any, why: str) -> None:
    for answers in ({"a": lost}, {"a": [1, [lost]]}, {"a": {"b": {"c": lost}}}, {"a": {lost: 1}}):
        with pytest.raises(ValidationError, match=why):
            Answers(answers=answers)


def test_headers_stand_at_the_beginning_of_an_answer_alone(door: Door) -> None:
    """As ASGI asks it: a server may refuse them on what follows."""
    sent: list[dict[str, Any]] = []

    async def app(_scope: Any, receive: Any, send: Any) -> None:
        assert await receive() == {"type": "http.request", "body": b"", "more_body": False}
        await send({"type": "http.response.start", "status": 200, "headers": [(b"cache-control", b"private")]})
        await send({"type": "http.response.body", "body": b"x"})

    async def receive() -> Any:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {"type": "http", "method": "GET", "path": "/", "query_string": b"", "headers": [(b"x-request-id", b"abc")]}
    asyncio.run(Envelope(app, make_app(door.landlord.house))(scope, receive, send))
    begun, body = sent
    assert body == {"type": "http.response.body", "body": b"x"}
    names = [name for name, _value in begun["headers"]]
    assert len(names) == len(set(names))
    assert dict(begun["headers"])[b"cache-control"] == b"private"
    assert {b"x-request-id", b"content-security-policy", b"x-content-type-options"} <= set(names)
