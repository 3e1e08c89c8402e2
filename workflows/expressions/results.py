"""What the built-in functions give, and what the parts of dates and durations are, by their names."""

from collections.abc import Mapping
from types import MappingProxyType

from workflows.expressions.inferred import BOOLEAN, DAY, DURATION, LIST, NUMBER, TEXT, Inferred

_DATE_AND_TIME = Inferred(frozenset({"date and time"}))
_TIME = Inferred(frozenset({"time"}))

GIVES: Mapping[str, Inferred] = MappingProxyType(
    {
        **dict.fromkeys(
            ("number", "day of year", "week of year", "count", "sum", "product", "mean", "median", "stddev", "decimal"),
            NUMBER,
        ),
        **dict.fromkeys(("floor", "ceiling", "round up", "round down", "round half up", "round half down"), NUMBER),
        **dict.fromkeys(("modulo", "sqrt", "log", "exp", "string length"), NUMBER),
        **dict.fromkeys(("string", "substring", "upper case", "lower case", "substring before"), TEXT),
        **dict.fromkeys(("substring after", "replace", "string join", "day of week", "month of year"), TEXT),
        **dict.fromkeys(("not", "is", "list contains", "all", "any", "odd", "even", "contains"), BOOLEAN),
        **dict.fromkeys(("starts with", "ends with", "matches", "before", "after", "meets", "met by"), BOOLEAN),
        **dict.fromkeys(("overlaps", "includes", "during", "starts", "finishes", "coincides"), BOOLEAN),
        **dict.fromkeys(("split", "sublist", "append", "concatenate", "insert before", "remove", "list replace"), LIST),
        **dict.fromkeys(("reverse", "index of", "distinct values", "union", "duplicate values", "flatten"), LIST),
        **dict.fromkeys(("sort", "mode", "get entries"), LIST),
        "date": DAY,
        "time": _TIME,
        "date and time": _DATE_AND_TIME,
        "duration": DURATION,
        "years and months duration": Inferred(frozenset({"years and months duration"})),
    }
)
"""Built-in function → what it gives, null aside. What stands not here gives what is not known."""

_OF_DATE = dict.fromkeys(("year", "month", "day", "weekday"), NUMBER)
_OF_TIME = {
    **dict.fromkeys(("hour", "minute", "second"), NUMBER),
    "time offset": Inferred(frozenset({"days and time duration"})),
    "timezone": TEXT,
}
PARTS: Mapping[str, Mapping[str, Inferred]] = MappingProxyType(
    {
        "date": _OF_DATE,
        "time": _OF_TIME,
        "date and time": {**_OF_DATE, **_OF_TIME},
        "days and time duration": dict.fromkeys(("days", "hours", "minutes", "seconds"), NUMBER),
        "years and months duration": dict.fromkeys(("years", "months"), NUMBER),
        **{kind: {} for kind in ("string", "number", "boolean")},
    }
)
"""Type → its parts, for types of which every part is known."""
