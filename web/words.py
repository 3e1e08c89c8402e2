"""Values as people read them: money, days, moments, how long until a thing is due."""

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime

from tasks.people import ROLES
from workflows.clock import LONDON, london_date


def balance(pence: int) -> str:
    """What is owed, or by how much it is in credit."""
    return f"{pounds(-pence)} in credit" if pence < 0 else pounds(pence)


def pounds(pence: int | None) -> str:
    """``£1,284.16``; ``£12.50 in credit`` for a negative balance."""
    if pence is None:
        return "—"
    amount = f"£{abs(pence) // 100:,}.{abs(pence) % 100:02d}"
    return f"{amount} in credit" if pence < 0 else amount


def in_pounds(pence: int) -> str:
    """``3.75``: an amount as it is typed into a field."""
    return f"{pence // 100}.{pence % 100:02d}"


def errors_with_places(errors: Mapping[str, str]) -> list[tuple[str, str]]:
    """What is wrong, each with where on the page its field stands; with the whole, nowhere."""
    return [(sentence, f"#{name}" if name else "") for name, sentence in errors.items()]


def day(value: date | datetime | str | None) -> str:
    """``5 October 2026``, in England; a dash for nothing."""
    found = _date(value)
    return f"{found:%-d %B %Y}" if found else "—"


def short_day(value: date | datetime | str | None) -> str:
    """``5 Oct``."""
    found = _date(value)
    return f"{found:%-d %b}" if found else ""


def moment(value: datetime | str | None) -> str:
    """``5 October 2026 at 09:12``, in England."""
    if value is None:
        return "—"
    at = (datetime.fromisoformat(value) if isinstance(value, str) else value).astimezone(LONDON)
    return f"{at:%-d %B %Y at %H:%M}"


def due(at: datetime | None, now: datetime, *, held: bool = False) -> str:
    """How long until a step is due: ``today``, ``in 3 days``, ``overdue by 2 days``; empty without a date.

    :param held: whether a hold keeps it from being done: then it is not overdue, however old its date
    """
    if at is None or (held and at < now):
        return ""
    days = (london_date(at) - london_date(now)).days
    if at < now and days >= 0:
        return "overdue since today"
    if days < 0:
        return f"overdue by {count(-days, 'day')}"
    return {0: "today", 1: "tomorrow"}.get(days, f"in {count(days, 'day')}")


def duration(text: str) -> str:
    """A length of days in words: ``P5D`` → ``within 5 days``; anything else as it is written."""
    found = re.fullmatch(r"P(\d{1,4})D", text)
    return f"within {count(int(found[1]), 'day')}" if found else text


def count(number: int, thing: str) -> str:
    """``1 day``, ``2 days``."""
    return f"{number:,} {thing}{'' if number == 1 else 's'}"


def plain(name: str) -> str:
    """A name of the house in words: ``breathing_space`` → ``breathing space``."""
    return name.replace("_", " ")


def capital(text: str) -> str:
    """The same with a capital letter; the rest is left as it is."""
    return text[:1].upper() + text[1:]


def roles(names: Iterable[str]) -> str:
    """Roles in words: ``income officer, team leader``."""
    return ", ".join(ROLES.get(name, name).lower() for name in sorted(names))


def _date(value: date | datetime | str | None) -> date | None:
    if isinstance(value, str):
        value = datetime.fromisoformat(value) if "T" in value else date.fromisoformat(value)
    return london_date(value) if isinstance(value, datetime) else value
