"""Where we answer otherwise than feelin, on purpose: our answer, and the reason with the standard's section."""

_MISSING = "feelin has not got the function; DMN 1.5, table 78"
_DURATIONS = "feelin does not calculate with durations; DMN 1.5, tables 59 to 61"
_TYPES = "feelin does not know the type; DMN 1.5, 10.3.2.3, grammar rule 66"
_ORDERED = "whatever has an order has a least and a greatest; DMN 1.5, table 74"
_DATES = "feelin takes no dates here; DMN 1.5, table 77"

EXPRESSIONS: dict[str, tuple[str, str]] = {
    "1e3": ("1000", "feelin reads no exponents; DMN 1.5, grammar rule 37"),
    "true < false": ("null", "booleans have no order: null, not an exception; DMN 1.5, 10.3.2.13, table 50"),
    "[1] = 1": ("null", "values of different types are not compared, and = converts nothing; DMN 1.5, 10.3.2.13"),
    "if 1 then 1 else 2": ("2", "only true counts as true; DMN 1.5, table 55"),
    "people[on_hold].name": (
        '["Cid"]',
        "the name on_hold is the entry of the element where it has one; DMN 1.5, 10.3.2.5",
    ),
    "for x in 5 return x": ("[5]", "one value stands for the list of it; DMN 1.5, 10.3.2.9.4"),
    '@"P1D" instance of days and time duration': ("true", _TYPES),
    '@"P1Y" instance of years and months duration': ("true", _TYPES),
    "[1..2] instance of range<number>": ("true", _TYPES),
    'substring("foobar", 10)': ("null", "a start behind the end has no meaning; DMN 1.5, table 73, 10.3.2.9 (null)"),
    'substring("foobar", 0)': ("null", "positions count from 1; DMN 1.5, table 73"),
    'min("a", "b")': ('"a"', _ORDERED),
    'max(@"2026-01-01", @"2026-02-01")': ("2026-02-01", _ORDERED),
    "remove([1, 2, 3], -1)": ("[1, 2]", "a negative position counts from the end; DMN 1.5, table 74"),
    "duplicate values([1, 2, 3, 2, 1])": (
        "[1, 2]",
        "feelin gives null; the function is an addition known from Camunda",
    ),
    'get value({a: {b: 2}}, ["a", "b"])': ("2", "a list of keys is a path; DMN 1.5, table 79"),
    'years and months duration(date("2025-01-31"), date("2026-03-15"))': ("P1Y1M", _DATES),
    'years and months duration(date("2026-03-15"), date("2025-01-31"))': ("-P1Y1M", _DATES),
    'years and months duration(date("2026-01-01"), date("2026-01-31"))': ("P0M", _DATES),
    'served + duration("PT36H")': ("2026-02-01", "a date plus a duration stays a date; DMN 1.5, table 58"),
    "days * 2": ("P28D", _DURATIONS),
    "2 * days": ("P28D", _DURATIONS),
    "days / 2": ("P7D", _DURATIONS),
    'days / duration("P7D")': ("2", _DURATIONS),
    "months * 2": ("P3Y", _DURATIONS),
    "months / 2": ("P9M", _DURATIONS),
    'months / duration("P6M")': ("3", _DURATIONS),
    "-days": ("-P14D", _DURATIONS),
    "-months": ("-P1Y6M", _DURATIONS),
    'is(1, "1")': ("false", "values of different types are not the same; DMN 1.5, table 80"),
    "overlaps before([1..5], [3..8])": ("true", _MISSING),
    "overlaps before([1..5], [1..5])": ("false", _MISSING),
    "overlaps before([1..5), [1..5])": ("false", _MISSING),
    "overlaps after([3..8], [1..5])": ("true", _MISSING),
    "overlaps after([1..5], [1..5])": ("false", _MISSING),
    "finishes(10, [1..10])": ("true", _MISSING),
    "finishes(10, [1..10))": ("false", _MISSING),
    "finishes([5..10], [1..10])": ("true", _MISSING),
    "finished by([1..10], 10)": ("true", _MISSING),
    "finished by([1..10], [5..10])": ("true", _MISSING),
    "during(5, [1..10])": ("true", _MISSING),
    "during([4..6], [1..10])": ("true", _MISSING),
    "starts(1, [1..10])": ("true", _MISSING),
    "starts(2, [1..10])": ("false", _MISSING),
    "starts([1..5], [1..10])": ("true", _MISSING),
    "starts((1..5], [1..10])": ("false", _MISSING),
    "started by([1..10], 1)": ("true", _MISSING),
    "started by([1..10], [1..5])": ("true", _MISSING),
    "coincides(5, 5)": ("true", _MISSING),
    "coincides(3, 4)": ("false", _MISSING),
    "coincides([1..5], [1..5])": ("true", _MISSING),
    "coincides((1..5), [1..5])": ("false", _MISSING),
}
UNARY_TESTS: dict[tuple[str, str], tuple[bool, str]] = {
    ("null", "not(5)"): (
        False,
        "what is not known passes only where the cell asks for null: a missing fact never widens",
    ),
}
