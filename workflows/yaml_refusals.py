"""What is said of a text that is no YAML: its line, what is wrong there, and what to do.

The parser speaks of scalars, tokens and block mappings, in a byte string; whoever writes a letter knows none of these.
"""

from collections.abc import Sequence
from typing import Any

import yaml

TAB = "it is indented with a tab, and YAML takes blanks only. Put blanks in its place"
_WORDS = (
    (
        "mapping values are not allowed",
        "a colon stands where none can. Put the text in quotation marks, or correct the indentation",
    ),
    (
        "could not find expected ':'",
        (
            "a name without its colon, or a text of several lines without quotation marks, "
            "stands here or above. Write `name: value`"
        ),
    ),
    (
        "did not find expected key",
        (
            "the indentation does not fit what stands above, or a text in quotation marks goes on "
            "behind them. Begin the line below the first letter of its neighbours"
        ),
    ),
    (
        "expected <block end>",
        "the indentation does not fit what stands above. Begin the line below the first letter of its neighbours",
    ),
    (
        "did not find expected '-' indicator",
        "a row begins without its dash, or is indented otherwise than the rows above. Begin it with `- ` below theirs",
    ),
    (
        "block sequence entries are not allowed",
        "a row with a dash stands where none can. Begin it on a line of its own",
    ),
    ("',' or ']'", "a list that begins with [ is not closed, or lacks a comma. Write ] at its end"),
    ("',' or '}'", "a set that begins with { is not closed, or lacks a comma. Write } at its end"),
    ("did not find expected node content", "a value is missing, or brackets are not closed. Write it, or close them"),
    ("expected the node content", "a value is missing, or brackets are not closed. Write it, or close them"),
    ("unexpected end of stream", "a text in quotation marks is not closed. Write the mark at its end"),
    (
        "escape",
        (
            "a backslash in double quotation marks stands before a letter that means nothing there. Write single "
            "quotation marks, or two backslashes"
        ),
    ),
    (
        "undefined alias",
        "an alias (*name) names nothing that stands above. Put the text in quotation marks, or name it",
    ),
    ("cannot start any token", "a sign stands where none can begin. Put the text in quotation marks"),
    ("could not determine a constructor", "a tag (!name) is not known here. Put the text in quotation marks"),
    ("another document", "a second text begins here (---). Make two files of it"),
    ("expected a single document", "a second text begins here (---). Make two files of it"),
    ("control characters are not allowed", "a sign that nobody sees stands in it. Take it out"),
    ("special characters are not allowed", "a sign that nobody sees stands in it. Take it out"),
    ("codec can't decode", "it is not in UTF-8. Save the file as UTF-8"),
    ("UTF-8", "it is not in UTF-8. Save the file as UTF-8"),
)
"""What the parser says → in words."""


_WHERE_IT_BEGAN = ("could not find expected ':'", "',' or '", "unexpected end of stream")
"""Of what is not closed, the place where it began is the one to look at, and not the end of the file."""


def said_of(error: Exception, content: str | bytes) -> str:
    """A sentence of what is wrong, without its beginning: ``line 3: it is indented with a tab …``.

    :param error: as the parser raised it
    :param content: what it was to read
    """
    text = content.decode("utf-8", "replace") if isinstance(content, bytes) else content
    lines, problem = text.splitlines(), _problem(error)
    line, column = _place(error, content, problem)
    line = min(line, max(len(lines), 1))
    words = TAB if _has_tab(lines, line, column) else _in_words(problem)
    return f"line {line}: {words}." if line else f"{words}."


def _problem(error: Exception) -> str:
    if isinstance(error, yaml.MarkedYAMLError):
        return str(error.problem or error.context or "it cannot be read")
    return " ".join(str(error).split())


def _in_words(problem: str) -> str:
    found = next((words for part, words in _WORDS if part in problem), None)
    return found or problem.rstrip(".")


def _place(error: Exception, content: str | bytes, problem: str) -> tuple[int, int]:
    """The line that is wrong, the first being 1, and the column, the first being 0; line 0: it cannot be told."""
    began = any(part in problem for part in _WHERE_IT_BEGAN)
    marks: list[Any] = [getattr(error, name, None) for name in ("problem_mark", "context_mark")]
    mark = next((each for each in (reversed(marks) if began else marks) if each is not None), None)
    if mark is not None:
        return int(mark.line) + 1, int(mark.column)
    position = getattr(error, "position", None)
    if isinstance(position, int):
        before = content[:position]
        return (before.count(b"\n") if isinstance(before, bytes) else before.count("\n")) + 1, 0
    return 0, 0


def _has_tab(lines: Sequence[str], line: int, column: int) -> bool:
    """Whether a line, or the one above, is indented with a tab, or one stands at the very place."""
    near = lines[max(line - 2, 0) : line] if line else []
    if near and near[-1][column : column + 1] == "\t":
        return True
    return any("\t" in each[: len(each) - len(each.lstrip())] for each in near)
