"""What the command calculate does: one calculation, a file of them, or the list."""

import json
import sys
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

from api.commands.door import out
from cases.calculations import calculate, rules
from cases.law import Law
from workflows.errors import Malformed, Refused
from workflows.settings import Settings


class LineNotUnderstood(Malformed):
    """A line of the file is not a calculation."""


class InputNotJson(Malformed):
    """The input cannot be read."""


def _law() -> Law:
    return Law.of_folder(Settings.from_environment().bpmn / "law")


def answer(rule: str, inputs: str, as_json: bool) -> bool:
    """Calculates once; see the command.

    :returns: whether there is an answer; what the law refuses is one
    """
    try:
        result = calculate(rule, _input(inputs), _law())
    except Refused as refused:
        result = {"rule": rule, "error": {"kind": refused.slug, "text": refused.sentence}}
    except (OSError, UnicodeDecodeError) as error:
        result = {"rule": rule, "error": {"kind": "file-unreadable", "text": f"The file cannot be read. {error}"}}
    if as_json:
        _write(result, indent=1)
    elif "error" in result:
        out.print(_plain(result["error"]["text"]))
    else:
        for name, value in result.items():
            if name not in {"because", "sources"}:
                out.print(f"{name}: {_plain(_shown(value))}")
        for sentence in result["because"]:
            out.print(f"  {_plain(sentence)}")
        for row in result["sources"]:
            out.print(f"  [{row['confidence']}] {row['source']}")
    return "error" not in result


def answer_lines(file: Path) -> None:
    """Calculates every line of a file; what is wrong with one stops no other.

    :raises OSError: the file cannot be read
    """
    law = _law()
    with file.open("rb") as lines:
        for told in _answers(lines, law):
            _write(told)


def _answers(lines: Any, law: Law) -> Iterator[dict[str, Any]]:
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        labels = {"id": None, "line": number}
        try:
            asked = _line(line)
            labels = {"id": asked["id"]}
            yield {**labels, "result": calculate(asked["rule"], asked["input"], law)}
        except Refused as refused:
            yield {**labels, "error": refused.sentence, "kind": refused.slug}


def _line(line: bytes) -> dict[str, Any]:
    asked = _read(line.decode("utf-8", "replace"))
    if not isinstance(asked, dict):
        raise LineNotUnderstood('The line is no JSON object. Write {"id": …, "rule": …, "input": {…}}.')
    if not isinstance(asked.get("id"), str | int):
        raise LineNotUnderstood("The line has no `id`. Give it a text or a number.")
    if not isinstance(asked.get("rule"), str):
        asked["rule"] = ""
    asked.setdefault("input", {})
    return asked


def _input(text: str) -> Any:
    return _read(Path(text[1:]).read_text(encoding="utf-8") if text.startswith("@") else text)


def _read(text: str) -> Any:
    try:
        # NaN and Infinity become numbers that no kind takes, so that the sentence names the input, and a line its id.
        return json.loads(text, parse_float=Decimal, object_pairs_hook=_once)
    except (ValueError, RecursionError) as error:
        raise InputNotJson(f"That is not JSON: {error}.") from None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    read = dict(pairs)
    if len(read) < len(pairs):
        names = [name for name, _ in pairs]
        raise ValueError(f"{next(name for name in names if names.count(name) > 1)!r} stands there twice")
    return read


def list_rules(as_json: bool) -> None:
    """Prints every calculation with what it takes and gives."""
    every = rules()
    if as_json:
        told = [
            {
                "rule": rule.name,
                "noun": rule.noun,
                "words": rule.words,
                "in": {name: kind.words for name, kind in rule.takes.items()},
                "out": dict(rule.gives),
            }
            for rule in every
        ]
        _write(told, indent=1)
        return
    for rule in every:
        out.print(f"{rule.name}  ({rule.noun})")
        out.print(f"  {rule.words}.")
        out.print(f"  in:  {'; '.join(f'{name} {kind.words}' for name, kind in rule.takes.items())}")
        out.print(f"  out: {'; '.join(f'{name} {words}' for name, words in rule.gives.items())}")


def _shown(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _plain(text: str) -> str:
    # What somebody wrote may be text that no terminal takes.
    return text.encode("utf-8", "backslashreplace").decode()


def _write(told: Any, indent: int | None = None) -> None:
    sys.stdout.write(_plain(json.dumps(told, ensure_ascii=False, indent=indent, default=str)) + "\n")
