"""Fractions of a second to nine digits: read, compared, worked with, written and stored."""

import copy
import pickle
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from workflows.engine.packing import decode, encode, pack
from workflows.expressions import compile_expression, from_json, kind_of, to_json
from workflows.expressions.nanoseconds import FineDuration, FineMoment, FineTime, lasting, nanoseconds_in

LITERALS = (
    "09:30:00.123456789",
    "09:30:00.000000001Z",
    "09:30:00.999999999+01:00",
    "2026-01-31T09:30:00.100000001",
    "2026-01-31T09:30:00.123456789@Europe/London",
    "2026-01-31T09:30:00.000000999Z",
    "PT0.000000001S",
    "-P1DT2H3M4.123456789S",
)


def value(text: str) -> Any:
    return compile_expression(text).evaluate()


@pytest.mark.parametrize("text", LITERALS)
def test_they_are_read_written_and_stored_whole(text: str) -> None:
    read = value(f'@"{text}"')
    assert type(read) in {FineTime, FineMoment, FineDuration}
    assert value(f'string(@"{text}")') == text
    assert from_json(to_json([read])) == [read]
    kept = decode(encode(pack({"x": read}, "the test")))["x"]
    assert (kept, type(kept)) == (read, type(read))
    for other in (copy.copy(read), copy.deepcopy(read), pickle.loads(pickle.dumps(read))):
        assert (other, type(other), hash(other)) == (read, type(read), hash(read))
    assert kind_of(read) in {"time", "date and time", "days and time duration"}


def test_what_is_exact_to_the_microsecond_stays_plain() -> None:
    assert type(value('@"2026-01-31T09:30:00.123456000"')) is datetime
    assert type(value('@"PT0.000000600S" + @"PT0.0000004S"')) is timedelta
    assert type(value('@"2026-01-31T09:30:00.000000001" - @"PT0.000000001S"')) is datetime


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('@"09:30:00.123456789" = @"09:30:00.123456789"', True),
        ('@"09:30:00.123456789" = @"09:30:00.123456"', False),
        ('@"09:30:00.123456" != @"09:30:00.123456789"', True),
        ('@"09:30:00.123456" < @"09:30:00.123456789"', True),
        ('@"09:30:00.123456789" > @"09:30:00.123456"', True),
        ('@"09:30:00.123456789" < @"09:30:00.123457"', True),
        ('@"09:30:00.123456789" <= @"09:30:00.123456789"', True),
        ('@"PT0.000000001S" > @"PT0S"', True),
        ('@"-PT0.000000001S" < @"PT0S"', True),
        ('@"2026-01-31T09:30:00.000000001Z" > @"2026-01-31T09:30:00Z"', True),
        ('@"2026-01-31T10:30:00.000000001+01:00" = @"2026-01-31T09:30:00.000000001Z"', True),
        ('@"2026-01-31T09:30:00.000000001" = @"2026-01-31T09:30:00.000000001Z"', False),
        ('@"09:30:00.000000001" in [@"09:30:00"..@"09:30:01"]', True),
        ('@"PT0.000000001S" in [@"PT1S", @"PT0.000000001S"]', True),
        ('list contains([@"09:30:00.000000001"], @"09:30:00.000000002")', False),
        ('distinct values([@"PT0.000000001S", @"PT0S", @"PT0.000000001S"])[2] = @"PT0S"', True),
        ('max([@"PT0.000000002S", @"PT0.000000003S", @"PT0S"]) = @"PT0.000000003S"', True),
        ('@"09:30:00.000000001" instance of time', True),
        ('@"09:30:00.000000001" = null', False),
        ('@"09:30:00.000000001@Europe/Paris" = @"08:30:00.000000001Z"', True),
        ('@"09:30:00@Europe/Paris" < @"09:30:00.000000001@Europe/Paris"', True),
        ('@"09:30:00@Europe/Paris" < @"09:30:00Z"', None),
        ('@"09:30:00@Europe/Paris" < @"09:30:00@Asia/Dhaka"', None),
        ('@"09:30:00@Australia/Sydney" = @"09:30:00+10:00"', True),
        ('@"09:30:00@Europe/Paris" < @"09:30:00"', None),
        ('@"09:30:00@Europe/Paris" - @"08:30:00Z" = @"PT0S"', True),
    ],
)
def test_they_are_compared(text: str, expected: Any) -> None:
    assert value(text) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('@"09:30:00.000000001" + @"PT0.999999999S"', "09:30:01"),
        ('@"23:59:59.999999999" + @"PT0.000000001S"', "00:00:00"),
        ('@"09:30:00" - @"PT0.000000001S"', "09:29:59.999999999"),
        ('@"2026-12-31T23:59:59.999999999Z" + @"PT0.000000002S"', "2027-01-01T00:00:00.000000001Z"),
        ('@"2026-01-31T09:30:00.000000001" + @"P1M"', "2026-02-28T09:30:00.000000001"),
        ('@"2026-01-31T09:30:00.000000003Z" - @"2026-01-31T09:30:00.000000001Z"', "PT0.000000002S"),
        ('@"2026-01-31T09:30:00Z" - @"2026-01-31T09:30:00.000000001Z"', "-PT0.000000001S"),
        ('@"09:30:00.000000003" - @"09:30:00"', "PT0.000000003S"),
        ('@"PT1S" / 3', "PT0.333333333S"),
        ('@"PT0.000000003S" * 2', "PT0.000000006S"),
        ('-@"PT0.000000001S"', "-PT0.000000001S"),
        ('abs(@"-PT0.000000001S")', "PT0.000000001S"),
        ('@"2026-01-31" + @"PT0.000000001S"', "2026-01-31"),
        ("time(9, 30, 1.123456789)", "09:30:01.123456789"),
        ('time(9, 30, 1.123456789, @"PT1H")', "09:30:01.123456789+01:00"),
        ('date and time(@"2026-01-31", @"09:30:00.000000001")', "2026-01-31T09:30:00.000000001"),
        ('time(@"2026-01-31T09:30:00.000000001Z")', "09:30:00.000000001Z"),
        ('date(@"2026-01-31T09:30:00.000000001Z")', "2026-01-31"),
        (
            'date and time(@"2026-01-31T09:30:00.000000001Z", "Europe/Paris")',
            "2026-01-31T10:30:00.000000001@Europe/Paris",
        ),
    ],
)
def test_they_are_worked_with(text: str, expected: str) -> None:
    assert value(f"string({text})") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('@"09:30:01.123456789".second', Decimal("1.123456789")),
        ('@"-PT61.000000001S".seconds', Decimal("-1.000000001")),
        ('@"PT1.000000001S".minutes', 0),
        ('@"2026-01-31T09:30:00.000000001Z".hour', 9),
        ('@"PT0.000000001S" / @"PT0.000000002S"', Decimal("0.5")),
    ],
)
def test_their_parts(text: str, expected: Any) -> None:
    assert value(text) == expected


def test_more_than_nine_digits_are_no_literal() -> None:
    assert value('time(string("09:30:00.1234567891"))') is None


def test_a_duration_of_nanoseconds_and_back() -> None:
    for nanoseconds in (0, 1, -1, 999, 1000, -1001, 10**18 + 7):
        assert nanoseconds_in(lasting(nanoseconds)) == nanoseconds
