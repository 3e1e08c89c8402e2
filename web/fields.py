"""Plain forms that a page asks beside the procedures' own: their fields, what was typed, and what is wrong with it."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from web.visitors import Posted, text
from workflows.errors import Malformed, Refused

LARGEST_NUMBER = 2**31 - 1
_POUNDS = re.compile(r"£?\s*([0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,7})(?:\.([0-9]{2}))?")


class Asks(StrEnum):
    """What a field asks for."""

    LINE = "line"
    AREA = "area"
    DAY = "day"
    CHOICE = "choice"
    BOXES = "boxes"
    YES = "yes"
    NUMBER = "number"
    POUNDS = "pounds"
    FILE = "file"
    """A file comes beside what is typed; its page brings it."""


class FieldsNotRead(Malformed):
    """Some of the fields are missing or not right."""

    def __init__(self, errors: dict[str, str]) -> None:
        super().__init__("; ".join(errors.values()) + ".", errors=errors)
        self.errors = errors


@dataclass(frozen=True)
class Field:
    """A field.

    :ivar wanted: whether it must be filled in; else only where the act wants it
    :ivar options: of a choice or of boxes: value → words; what the page knows comes with it when it is shown
    """

    name: str
    label: str
    asks: Asks = Asks.LINE
    hint: str = ""
    wanted: bool = False
    options: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Form:
    """A form.

    :ivar name: which of the page's
    :ivar to: where it goes, below the address of what it is about
    """

    name: str
    to: str
    heading: str
    button: str
    fields: tuple[Field, ...]


@dataclass(frozen=True)
class Sent:
    """A form that was sent and refused: what was typed is shown again, with what is wrong."""

    form: str
    about: str
    posted: Posted
    refused: Refused

    @property
    def errors(self) -> dict[str, str]:
        """Field → what is wrong with it."""
        if isinstance(self.refused, FieldsNotRead):
            return self.refused.errors
        name = str(self.refused.facts.get("field", ""))
        return {name: self.refused.sentence} if name else {}


@dataclass(frozen=True)
class FieldShown:
    """A field as a page shows it: with what was typed, and what is wrong with it."""

    id: str
    name: str
    label: str
    asks: Asks
    hint: str
    options: Mapping[str, str]
    value: str
    chosen: tuple[str, ...]
    parts: tuple[tuple[str, str, str], ...]
    error: str


@dataclass(frozen=True)
class FormShown:
    """A form as a page shows it.

    :ivar open: whether it was sent and refused
    """

    form: Form
    about: str
    fields: list[FieldShown]
    open: bool

    @property
    def errors(self) -> list[tuple[str, str]]:
        """What is wrong, each with the address of its field."""
        return [
            (each.error, f"#{each.id}-day" if each.asks is Asks.DAY else f"#{each.id}")
            for each in self.fields
            if each.error
        ]


def shown(
    form: Form,
    sent: Sent | None = None,
    *,
    about: str = "",
    options: Mapping[str, Mapping[str, str]] | None = None,
    values: Mapping[str, str] | None = None,
) -> FormShown:
    """A form with what was typed into it.

    :param about: which of several forms of this kind on one page
    :param options: field → what may be chosen, where the page knows it
    :param values: field → what stands in it at first
    """
    typed = sent if sent is not None and (sent.form, sent.about) == (form.name, about) else None
    fields = [_shown(form, about, each, typed, options or {}, values or {}) for each in form.fields]
    return FormShown(form, about, fields, typed is not None)


def _shown(
    form: Form,
    about: str,
    asked: Field,
    sent: Sent | None,
    options: Mapping[str, Mapping[str, str]],
    values: Mapping[str, str],
) -> FieldShown:
    parts = tuple(
        (part, words, text(sent.posted, f"{asked.name}-{part}") if sent else values.get(f"{asked.name}-{part}", ""))
        for part, words in (("day", "Day"), ("month", "Month"), ("year", "Year"))
    )
    value = text(sent.posted, asked.name) if sent else values.get(asked.name, "")
    return FieldShown(
        id="-".join(part for part in (form.name, about, asked.name) if part),
        name=asked.name,
        label=asked.label,
        asks=asked.asks,
        hint=asked.hint,
        options=options.get(asked.name, asked.options),
        value=value,
        chosen=tuple(sent.posted.getlist(asked.name)) if sent else (),
        parts=parts,
        error=sent.errors.get(asked.name, "") if sent else "",
    )


def read(form: Form, posted: Posted) -> dict[str, Any]:
    """What was typed, each as its act takes it: a text, a day, a number, pence, a list, yes or no.

    :raises FieldsNotRead: with a sentence for each field that is none of what it asks for
    """
    found: dict[str, Any] = {}
    errors: dict[str, str] = {}
    for each in form.fields:
        try:
            value = _READ[each.asks](posted, each)
        except ValueError as error:
            errors[each.name] = str(error)
            continue
        if each.wanted and value in (None, ""):
            errors[each.name] = f"Fill in: {each.label[:1].lower()}{each.label[1:]}"
        found[each.name] = value
    if errors:
        raise FieldsNotRead(errors)
    return found


def _line(posted: Posted, asked: Field) -> str:
    return text(posted, asked.name).strip()


def _day(posted: Posted, asked: Field) -> date | None:
    parts = [text(posted, f"{asked.name}-{part}").strip() for part in ("year", "month", "day")]
    if not any(parts):
        return None
    try:
        year, month, day = (int(part) if part.isascii() and len(part) <= 4 else 0 for part in parts)
        return date(year, month, day)
    except (ValueError, OverflowError) as error:
        raise ValueError(f"Enter a real date, or leave it empty: {asked.label[:1].lower()}{asked.label[1:]}") from error


def _number(posted: Posted, asked: Field) -> int | None:
    said = text(posted, asked.name).strip()
    if not said:
        return None
    if not (said.isascii() and said.isdecimal()) or int(said[:12]) > LARGEST_NUMBER:
        raise ValueError(f"Enter a whole number, or leave it empty: {asked.label[:1].lower()}{asked.label[1:]}")
    return int(said)


def _pounds(posted: Posted, asked: Field) -> int | None:
    said = text(posted, asked.name).strip()
    if not said:
        return None
    found = _POUNDS.fullmatch(said)
    if found is None:
        raise ValueError("Enter an amount in pounds, such as 50 or 12.50")
    return int(Decimal(f"{found[1].replace(',', '')}.{found[2] or '00'}") * 100)


def _boxes(posted: Posted, asked: Field) -> list[str]:
    return [each for each in posted.getlist(asked.name) if each]


def _yes(posted: Posted, asked: Field) -> bool:
    return text(posted, asked.name) == "yes"


_READ: Mapping[Asks, Callable[[Posted, Field], Any]] = {
    Asks.LINE: _line,
    Asks.AREA: _line,
    Asks.CHOICE: _line,
    Asks.DAY: _day,
    Asks.NUMBER: _number,
    Asks.POUNDS: _pounds,
    Asks.BOXES: _boxes,
    Asks.YES: _yes,
    Asks.FILE: lambda _posted, _asked: None,
}
