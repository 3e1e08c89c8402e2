"""The doors of the calculations: command, batch, API; all give the same answer."""

import json
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.app import make_app
from api.commands import main
from cases.calculations import rules
from tests.calculating import explained
from tests.house import PASSWORD, Landlord


def _run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, *arguments: str) -> tuple[int, str]:
    monkeypatch.setattr("sys.argv", ["duecourse", "calculate", *arguments])
    with pytest.raises(SystemExit) as left:
        main()
    read = capsys.readouterr()
    assert "Traceback" not in read.out + read.err
    return int(left.value.code or 0), read.out + read.err


def test_one_calculation(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    given = '{"notice_delivered": "2026-03-02"}'
    code, said = _run(capsys, monkeypatch, "eviction_notice", "--input", given, "--json")
    assert code == 0
    assert json.loads(said) == explained("eviction_notice", notice_delivered="2026-03-02")
    (tmp_path / "in.json").write_text(given)
    code, said = _run(capsys, monkeypatch, "eviction_notice", "--input", f"@{tmp_path / 'in.json'}")
    assert code == 0
    assert "eviction_earliest: 2026-03-17" in said
    assert "clear days" in said
    assert "CPR 83.8A" in said


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("eviction_notice",), "lacks `notice_delivered`"),
        (("eviction_notice", "--input", "{"), "not JSON"),
        (("eviction_notice", "--input", "[]"), "must be an object"),
        (("eviction_notice", "--input", "@nowhere.json"), "cannot be read"),
        (("eviction_notice", "--input", '{"notice_delivered": NaN}'), "`notice_delivered` is nan"),
        (("eviction_notice", "--input", '{"a": 1, "a": 2}'), "twice"),
        (("eviction_notice", "--input", '{"notice_delivered": "\\ud800"}'), "must be a date"),
        (("nothing",), "no calculation"),
        ((), "Name a calculation"),
        (("--batch", "nowhere.jsonl"), "cannot be read"),
    ],
)
def test_what_cannot_be_calculated(
    arguments: tuple[str, ...], sentence: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    code, said = _run(capsys, monkeypatch, *arguments)
    assert code != 0
    assert sentence in said
    if arguments and arguments[0] != "--batch":
        code, said = _run(capsys, monkeypatch, *arguments, "--json")
        assert code == 1
        assert sentence in json.loads(said)["error"]["text"]


def test_a_refusal_by_the_law_is_an_answer(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    code, said = _run(capsys, monkeypatch, "eviction_notice", "--input", '{"notice_delivered": "2020-08-22"}', "--json")
    assert code == 0
    assert json.loads(said)["refused"] is True


def test_a_batch_goes_on_after_what_is_wrong(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    lines = [
        b'{"id": "a", "rule": "business_day", "input": {"date": "2026-03-02"}}',
        b"not json",
        b"",
        b"[1]",
        b'{"rule": "business_day"}',
        b'{"id": 2, "rule": "nothing", "input": {}}',
        b'{"id": 3, "rule": 7}',
        b'{"id": 4, "rule": "business_day", "input": 7}',
        b'{"id": 5, "rule": "business_day", "input": {"date": NaN}}',
        b"\xff\xfe",
        b"[" * 100_000,
        b'{"id": 6, "rule": "sfs_offer", "input": {"surplus_pence": ' + b"9" * 5_000 + b"}}",
        b'{"id": "\\ud800", "rule": "business_day", "input": {"date": "2026-12-25"}, "expect": 1}',
    ]
    (tmp_path / "in.jsonl").write_bytes(b"\n".join(lines))
    code, said = _run(capsys, monkeypatch, "--batch", str(tmp_path / "in.jsonl"))
    assert code == 0
    told = [json.loads(line) for line in said.splitlines()]
    assert [each["id"] for each in told] == ["a", None, None, None, 2, 3, 4, 5, None, None, None, "\ud800"]
    assert told[0]["result"]["business_day"] is True
    assert told[-1]["result"]["business_day"] is False
    assert all(each["error"].endswith(".") for each in told[1:-1])


def test_the_list(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    _, said = _run(capsys, monkeypatch, "--list", "--json")
    listed = json.loads(said)
    assert [each["rule"] for each in listed] == [rule.name for rule in rules()]
    assert listed[0].keys() == {"rule", "noun", "words", "in", "out"}
    _, said = _run(capsys, monkeypatch, "--list")
    assert all(rule.name in said for rule in rules())


def _headers(client: TestClient, name: str) -> dict[str, str]:
    token = client.post("/api/tokens", json={"username": name, "password": PASSWORD}).json()["token"]
    return {"Authorization": f"Bearer {token}"}


def test_the_api_gives_the_same_answer_to_everybody_who_is_signed_in(landlord: Landlord) -> None:
    client = TestClient(make_app(landlord.house))
    given: dict[str, Any] = {"net_pence": 38_500, "pay": "weekly", "rate": "standard"}
    assert client.post("/api/calculations/dea", json=given).status_code == 401
    for name in ("olive", "pat", "cora"):
        answer = client.post("/api/calculations/dea", json=given, headers=_headers(client, name))
        assert answer.status_code == 200
        assert answer.json() == explained("dea", **given)
    headers = _headers(client, "olive")
    assert {each["rule"] for each in client.get("/api/calculations", headers=headers).json()} >= {"dea", "clock"}
    wrong = client.post("/api/calculations/dea", json={"net_pence": "much"}, headers=headers)
    assert (wrong.status_code, wrong.json()["type"]) == (422, "urn:duecourse:input-not-understood")
    assert client.post("/api/calculations/nothing", json={}, headers=headers).status_code == 404
    assert client.post("/api/calculations/dea", json=[1], headers=headers).status_code == 422
    as_json = {**headers, "Content-Type": "application/json"}
    nan = client.post("/api/calculations/dea", content='{"net_pence": NaN}', headers=as_json)
    assert nan.status_code == 422
    assert "net_pence" in nan.json()["detail"]
