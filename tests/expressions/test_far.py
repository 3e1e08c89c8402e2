"""Dates of years before 1 and after 9999: where an expression is compiled as the standard says, and nowhere else."""

from typing import Any

import pytest

from workflows.expressions import FeelSyntaxError, NotFeel, compile_expression, from_json, to_json
from workflows.expressions.far import FarDate, FarMoment


def value(text: str) -> Any:
    return compile_expression(text, strict=False).evaluate()


LITERALS = (
    "12026-01-31",
    "-0044-03-15",
    "-2017-12-31",
    "999999999-12-31",
    "12026-01-31T09:30:00",
    "-12026-01-31T09:30:00.123456789Z",
    "99999-12-31T11:22:33@Europe/Paris",
    "10000-01-01T00:00:00+01:35",
)


@pytest.mark.parametrize("text", LITERALS)
def test_they_are_read_and_written(text: str) -> None:
    kind = "date and time" if "T" in text else "date"
    for written in (f'@"{text}"', f'{kind}("{text}")', f'{kind}(string("{text}"))', f'{kind}(from: "{text}")'):
        assert type(value(written)) in {FarDate, FarMoment}
        assert value(f"string({written})") == text
        assert value(f"{written} instance of {kind}") is True


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("date(12026, 1, 31).year", 12026),
        ("date(year: -44, month: 3, day: 15).day", 15),
        ('@"12026-01-31".weekday', 6),
        ('day of week(@"12026-01-31") = day of week(@"2026-01-31")', True),
        ('day of year(@"12024-12-31")', 366),
        ('week of year(@"12026-01-31T10:00:00") = week of year(@"2026-01-31")', True),
        ('month of year(@"-0044-03-15")', "March"),
        ('@"12026-01-31T09:30:15.5+02:00".second = 15.5', True),
        ('@"12026-01-31T09:30:15+02:00".time offset = @"PT2H"', True),
        ('@"12026-01-31T09:30:15@Europe/Paris".timezone', "Europe/Paris"),
        ('@"12026-01-31T09:30:15@Europe/Paris".time offset = @"PT1H"', True),
        ('@"12026-01-31" > @"2026-01-31"', True),
        ('@"2026-01-31" < @"12026-01-31"', True),
        ('@"-0044-03-15" < @"-0043-03-15"', True),
        ('@"-0044-03-15" >= @"2026-01-31"', False),
        ('@"12026-01-31" = @"12026-01-31"', True),
        ('@"12026-01-31" = @"2026-01-31"', False),
        ('@"12026-01-31" = @"12026-01-31T00:00:00"', None),
        ('@"10000-01-01T00:30:00+01:00" = @"9999-12-31T23:30:00Z"', True),
        ('@"9999-12-31T23:30:00Z" = @"10000-01-01T00:30:00+01:00"', True),
        ('@"10000-01-01T00:30:00+02:00" < @"9999-12-31T23:30:00Z"', True),
        ('@"12026-01-31T00:00:00" = @"12026-01-31T00:00:00Z"', False),
        ('max([@"2026-01-31", @"12026-01-31"]).year', 12026),
        ('count(distinct values([@"12026-01-31", @"12026-01-31"]))', 1),
        ('date(@"12026-01-31T10:00:00") = @"12026-01-31"', True),
        ('time(@"12026-01-31T10:00:00") = @"10:00:00"', True),
        ('date and time(@"12026-01-31", @"10:00:00") = @"12026-01-31T10:00:00"', True),
        ('years and months duration(@"-2016-01-31", @"2017-12-31") = @"P4033Y11M"', True),
        ('@"12026-01-31" in [@"2026-01-31"..@"22026-01-31"]', True),
        ('(function(x: date and time) x)(@"12026-01-31")', None),
        ('date and time(@"12026-01-31T10:00:00Z", "Europe/Paris")', None),
        ('@"12026-01-31" + @"P1D"', None),
        ('@"12026-01-31T10:00:00" - @"2026-01-31T10:00:00"', None),
        ('@"12026-01-31" - @"P1Y"', None),
        ('-@"12026-01-31"', None),
        ('for d in @"12026-01-31"..@"12026-02-02" return d', None),
        ('abs(@"12026-01-31")', None),
        *(
            (f'@"{text}"', None)
            for text in ("12026-02-30", "12026-13-01", "012026-01-01", "+12026-01-01", "9999999999-01-01", "0000-01-01",
                         "-0001-02-30", "12026-01-31T25:00:00", "12026-01-31T10:00:00@No/Where", "12026-01-31T")
        ),
    ],
)  # fmt: skip
def test_they_are_compared_and_taken_apart(text: str, expected: Any) -> None:
    assert value(text) == expected


@pytest.mark.parametrize("text", ['date("12026-01-31")', '@"-0044-03-15"', 'date and time("12026-01-31T10:00:00")'])
def test_a_procedure_knows_nothing_of_them(text: str) -> None:
    with pytest.raises(FeelSyntaxError):
        compile_expression(text)
    assert compile_expression("date(x)").evaluate({"x": "12026-01-31"}) is None
    assert compile_expression("date(12026, 1, 31)").evaluate() is None


def test_they_are_written_down_and_not_read_again() -> None:
    written = to_json(value('@"12026-01-31"'))
    assert written == {"@date": "12026-01-31"}
    with pytest.raises(NotFeel):
        from_json(written)


def test_names_that_are_none_stand_in_quotation_marks() -> None:
    assert value('string({"": 1, "a b": 2, "c+d": 3, "e!": 4, "f\\"": 5})') == (
        '{"": 1, a b: 2, c+d: 3, "e!": 4, "f\\"": 5}'
    )
