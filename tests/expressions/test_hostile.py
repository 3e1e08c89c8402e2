"""Expressions that were made to do harm: each is refused, or bounded."""

import contextlib
import time

import pytest

from workflows.errors import Refused
from workflows.expressions import compile_expression, compile_unary_tests
from workflows.expressions.limits import STRING

SECONDS = 2.0
"""Generous, for machines that are busy; the sentence in the design is a fifth of a second."""

NESTED = "for a in 1..1000 return "
HOSTILE = {
    "tower of powers": "9 ** 9 ** 9 ** 9 ** 9",
    "power of a huge number": "99999999999999999999 ** 99999999999999999999",
    "root of a huge number": "10 ** 6000 ** 0.5 ** 0.333333333333333",
    "product of huge numbers": "*".join(["9" * 34] * 200),
    "huge literal": "9" * 5900,
    "huge exponent": "1e99999",
    "huge range": "for x in 1..1000000000 return x",
    "huge range in a filter": "count([1..1000000000][item > 3])",
    "huge range backwards": "for x in 1000000000..1 return x",
    "dates of all times": 'for d in @"0001-01-01"..@"9999-12-31" return d',
    "nested loops": NESTED + NESTED.replace("a", "b") + NESTED.replace("a", "c") + "1",
    "loop of many variables": "for a in 1..1000, b in 1..1000, c in 1..1000 return 1",
    "loop over many that yields nothing": "some a in 1..1000, b in 1..1000, c in 1..1000 satisfies false",
    "loop over empty lists": "for a in 1..40000, b in 1..40000, c in [] return 1",
    "partial results of partial results": "string(for i in 1..200 return partial)",
    "comparison of partial results": "(for i in 1..200 return partial) = (for i in 1..200 return partial)",
    "flattened partial results": "count(flatten(for i in 1..100 return partial))",
    "text that doubles": '{a: "aaaaaaaaaa", b: a+a+a+a+a+a+a+a+a+a, c: b+b+b+b+b+b+b+b+b+b, d: c+c+c+c+c+c+c+c+c+c, '
    "e: d+d+d+d+d+d+d+d+d+d, f: e+e+e+e+e+e+e+e+e+e, g: f+f+f+f+f+f+f+f+f+f}",
    "joined text": 'string join(for i in 1..10000 return "' + "a" * 100 + '", "' + "b" * 100 + '")',
    "replaced text": 'replace(string join(for i in 1..9000 return "a"), "a", "' + "b" * 200 + '")',
    "text of many": "string(for i in 1..40000 return [[[[i]]]])",
    "list that doubles": "{a: [1,2,3,4,5,6,7,8,9,10], b: concatenate(a,a,a,a,a,a,a,a,a,a), "
    "c: concatenate(b,b,b,b,b,b,b,b,b,b), d: concatenate(c,c,c,c,c,c,c,c,c,c), e: concatenate(d,d,d,d,d,d,d,d)}",
    "backtracking": 'matches("' + "a" * 60 + '", "^(a+)+$b")',
    "backtracking with alternatives": 'matches("' + "a" * 500 + '", "^(a|a|aa)*$b")',
    "many stars": 'matches("' + "a" * 3000 + '", "' + "a*" * 60 + 'b")',
    "many repetitions": 'matches("a", "((((a{1000}){1000}){1000}){1000}){1000}")',
    "deep pattern": 'matches("a", "' + "(" * 900 + "a" + ")" * 900 + '")',
    "matching in a loop": 'for i in 1..10000 return matches("' + "a" * 1000 + '", "(a*)*b")',
    "many patterns": 'for i in 1..5000 return matches("a", string(i) + "(a{900}){1}")',
    "many bad patterns": 'for i in 1..5000 return matches("a", string(i) + "((a{900}){900}){900}")',
    "range without end": "for x in 1..1e6000 return x",
    "splitting in a loop": 'for i in 1..10000 return split("' + "a," * 500 + '", ",")',
    "function that calls itself": "(function(f) f(f))(function(f) f(f))",
    "function that calls itself twice": "(function(f) f(f) and f(f))(function(f) true and f(f) and f(f))",
    "functions of functions": "{w: function(f, n) if n = 0 then 1 else f(f, n - 1) + f(f, n - 1), r: w(w, 30)}.r",
    "brackets": "(" * 2900 + "1" + ")" * 2900,
    "square brackets": "[" * 2900 + "]" * 2900,
    "contexts": "{a:" * 1400 + "1" + "}" * 1400,
    "minus signs": "-" * 5900 + "1",
    "long sum": "1" + "+1" * 2900,
    "long comparison": "1" + "=1" * 2900,
    "long conjunction": "a" + " and a" * 990,
    "nested ifs": "if a then " * 340 + "1" + " else 2" * 340,
    "filters": "a" + "[1]" * 1900,
    "paths": "a" + ".b" * 2900,
    "calls": "a" + "()" * 2900,
    "open ranges": "]" * 4000,
    "closing ranges": "[1.." + "1[" * 2000,
    "names with spaces": "{" + ",".join(f"a {i}: 1" for i in range(600)) + "}",
    "sorting badly": "sort(for i in 1..2000 return i, function(a, b) count(sort([3,1,2], function(c, d) c < d)) > 0)",
    "distinct of many": "count(distinct values(for i in 1..5000 return [i]))",
    "roots in a loop": "for i in 1..40000 return sqrt(i) ** 0.37",
    "logarithms in a loop": "for i in 1..40000 return log(exp(i))",
    "durations": 'duration("P999999999Y") * 999999999999999999',
    "days": '@"P999999999D" * 999999999',
    "after the end of time": '@"9999-12-31" + @"P1D"',
    "zone outside": '@"2026-01-01T00:00:00@../../etc/passwd"',
    "rounding far": "decimal(1, 6000) + round up(1e-6000, 6100)",
    "dunder path": "a.__class__.__mro__",
    "long name": "a" * 5999,
    "too long": "a" * 6_001,
    "nul": "\x00",
    "surrogates": '"\\ud800"',
    "right to left": "\u202e1 + 2",
    "comment without end": "1 /* " + "*" * 5900,
    "comments": "/*a*/" * 1100 + "1",
    "text without end": '"' + "\\" * 5900,
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_refused_or_bounded(text: str) -> None:
    begin = time.perf_counter()
    with contextlib.suppress(Refused):
        value = compile_expression(text).evaluate({"a": {"b": 1}})
        assert not isinstance(value, str) or len(value) <= STRING
    assert time.perf_counter() - begin < SECONDS


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_refused_or_bounded_in_a_cell(text: str) -> None:
    begin = time.perf_counter()
    with contextlib.suppress(Refused):
        compile_unary_tests(text).matches(5, {"a": 1})
    assert time.perf_counter() - begin < SECONDS


@pytest.mark.parametrize(
    "text",
    [
        "a.__class__",
        "a.keys",
        "a.get",
        "name.upper",
        "f.__globals__",
        "f.run",
        "day.__class__",
        "day.isoformat",
        "xs.append",
    ],
)
def test_a_path_reads_nothing_of_python(text: str) -> None:
    context = {"a": {"b": 1}, "name": "x", "f": len, "day": 5, "xs": []}
    try:
        value = compile_expression(text).evaluate(context)
    except Refused:
        return
    assert value in (None, [])


def test_python_functions_in_a_context_are_not_called() -> None:
    called = []
    expression = compile_expression("f(1)", names={"f"})
    assert expression.evaluate({"f": called.append}) is None
    assert not called
