"""What goes wrong with an expression, told to the person who wrote it."""

from typing import Any

from workflows.errors import Malformed, Refused


class FeelSyntaxError(Malformed):
    """The expression is not FEEL.

    :param sentence: what is wrong, where, and what to write instead
    :param text: the whole expression
    :param position: characters before the place, from 0
    :ivar line: line of the place, from 1
    :ivar column: column of the place, from 1
    """

    def __init__(self, sentence: str, text: str = "", position: int = 0, **facts: Any) -> None:
        before = text[:position]
        self.text = text
        self.position = position
        self.line = before.count("\n") + 1
        self.column = position - (before.rfind("\n") + 1) + 1
        where = f"line {self.line}, column {self.column}" if "\n" in text else f"column {self.column}"
        shown = text if len(text) <= 80 else f"{text[:77]}..."
        super().__init__(
            f"{sentence} ({where} of `{shown}`)",
            position=position,
            line=self.line,
            column=self.column,
            **facts,
        )


class FeelLimit(Refused):
    """The expression asks for more work than one evaluation may do."""

    status = 422


class NotFeel(Malformed):
    """This value is not one that FEEL knows."""
