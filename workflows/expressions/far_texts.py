"""Texts that name dates of years that Python does not have."""

import re

from workflows.expressions.far import FarDate, FarMoment, far_date
from workflows.expressions.temporal import datetime_from, time_from

_DATE = re.compile(r"(-?(?:[1-9][0-9]{4,8}|[0-9]{4}))-([0-9]{2})-([0-9]{2})(?:T(.+))?")


def far_from(text: str) -> FarDate | FarMoment | None:
    """The date, or date and time, of such a year that a text names; None where it names none."""
    found = _DATE.fullmatch(text)
    try:
        day = far_date(int(found.group(1)), int(found.group(2)), int(found.group(3))) if found else None
    except ValueError:
        return None
    if day is None or found is None or found.group(4) is None:
        return day
    # Through a year that Python has, so that a zone is looked up as it always is.
    at = time_from(found.group(4)) if datetime_from(f"{day.near.isoformat()}T{found.group(4)}") else None
    return None if at is None else FarMoment(day, at)
