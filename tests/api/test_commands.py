"""The command line: wrong inputs give a sentence, never a traceback."""

from pathlib import Path

import pytest

from api.commands import main


@pytest.mark.parametrize(
    ("arguments", "settings"),
    [
        (["deploy", "nothing"], {}),
        (["import", "no-such-folder"], {}),
        (["import", ".", "--mapping", "no-such-file.yaml"], {}),
        (["verify", "no-such-record.json"], {}),
        (["verify", "broken.json"], {}),
        (["verify", "list.json"], {}),
        (["verify", "--head", "no-such-heads.jsonl"], {}),
        (["export", "RA-1", "out"], {}),
        (["restore", "broken.json"], {}),
        (["restore", "store/duecourse.db"], {}),
        (["lint", "no-such.bpmn"], {}),
        (["clock", "+xd"], {}),
        (["add-user", "a b", "--name", "A", "--roles", "officer", "--password", "long enough indeed"], {}),
        (["deploy"], {"DUECOURSE_PORT": "many"}),
        (["deploy"], {"DUECOURSE_DATABASE": "no-database"}),
        (["deploy"], {"DUECOURSE_DATABASE": "postgresql+psycopg://127.0.0.1:1/x?connect_timeout=2"}),
    ],
)
def test_wrong_inputs_give_a_sentence(
    arguments: list[str],
    settings: dict[str, str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "broken.json").write_text("{")
    (tmp_path / "list.json").write_text("[]")
    monkeypatch.setenv("DUECOURSE_STORE", str(tmp_path / "store"))
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr("sys.argv", ["duecourse", *arguments])
    with pytest.raises(SystemExit) as left:
        main()
    assert left.value.code in {1, 2}
    said = capsys.readouterr()
    assert "Traceback" not in said.err + said.out
    assert (said.err + said.out).strip()


def test_the_database_is_not_restored_over_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DUECOURSE_STORE", str(tmp_path))
    present = tmp_path / "duecourse.db"
    for arguments, code in ((["deploy"], 0), (["restore", str(present)], 1)):
        monkeypatch.setattr("sys.argv", ["duecourse", *arguments])
        with pytest.raises(SystemExit) as left:
            main()
        assert (left.value.code or 0) == code
    assert present.exists()
