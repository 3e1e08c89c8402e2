"""Schedules as Quartz and cron write them, where they say nothing but how often."""

import re

_STEPS = re.compile(r"(?:\*|[0-9]+)/([0-9]+)")
_LISTED = re.compile(r"[0-9]+(?:,[0-9]+)*")
_ANY = {"*", "?"}


def is_schedule(text: str) -> bool:
    """Whether a text is written as a schedule: five to seven fields."""
    fields = text.split()
    return len(fields) in (5, 6, 7) and all(re.fullmatch(r"[0-9A-Za-z*/?,#-]+", each) for each in fields)


def cycle_of(text: str, *, phase: bool = False) -> str | None:
    """The cycle of a schedule that is due at equal distances: ``0 0/5 * * * ?`` is ``R/PT5M``.

    :param phase: whether a time of the day may be given too, which a cycle does not say
    :returns: ``None`` where it is not due at equal distances
    """
    fields = text.split()
    if not is_schedule(text):
        return None
    if len(fields) == 5:
        fields = ["0", *fields]
    seconds, minutes, hours, *days = fields
    if not all(each in _ANY for each in days) or not seconds.isdecimal() or (seconds != "0" and not phase):
        return None
    every_minute = _distance(minutes, 60, phase)
    if every_minute is not None and hours in _ANY:
        return "R/PT1H" if every_minute == 60 else f"R/PT{every_minute}M"
    every_hour = _distance(hours, 24, phase)
    if every_hour is None or not minutes.isdecimal() or (minutes != "0" and not phase):
        return None
    return "R/P1D" if every_hour == 24 else f"R/PT{every_hour}H"


def _distance(field: str, width: int, phase: bool) -> int | None:
    """How far apart the times of a field are, where they divide the whole evenly."""
    if field in _ANY:
        return 1
    if (steps := _STEPS.fullmatch(field)) is not None:
        step = int(steps[1])
        return step if step and width % step == 0 else None
    if _LISTED.fullmatch(field) is None:
        return None
    times = sorted({int(each) for each in field.split(",")})
    if len(times) == 1:
        return width if phase or times == [0] else None
    apart = {(after - before) % width for before, after in zip(times, (*times[1:], times[0]), strict=True)}
    return apart.pop() if len(apart) == 1 and (phase or times[0] == 0) else None
