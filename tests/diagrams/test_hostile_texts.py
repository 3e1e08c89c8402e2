"""Texts that strangers write: none ends in an exception that is no refusal, and none takes long, however it is made."""

import contextlib
import gc
from collections.abc import Iterator
from random import Random
from time import process_time, sleep

import pytest
from lxml import etree

from tests.engine.drawing import Drawing
from tests.pace import stretched
from workflows.diagrams import read
from workflows.diagrams.defaults import _opposite
from workflows.diagrams.names import BPMN
from workflows.diagrams.vendors.plain import NotPlain, feel_of_juel, feel_of_python, is_juel, is_python
from workflows.errors import Refused
from workflows.expressions import compile_expression, compile_unary_tests
from workflows.expressions.limits import TEXT

SEEDS = (
    "${amount > 100 && !approved}", "${empty list || x.y['z'] eq 'a'}", "not (x == 'a' and y != None)",
    "if a then b else c", "x in [1..10], > 3, not(5)", 'not("a", "b")', "for x in [1, 2] return x + 1",
    "some x in list satisfies x.y = 3", '{a: 1, "b c": [2]}', "f(x, y: 3)[item > 2].z", "-(-(a ** 2) / 3.5e1)",
    'date("2026-01-02") + duration("P1D")', "x between 1 and 10 or x instance of list<number>", "function(a) a + 1",
    "@\"2026-01-02\"", "R3/PT1H", "P14D", "2026-01-02T09:00:00Z", "now() + duration", "cycle(3, P1D)", "a?b:c?d:e",
    "${a[0]}", "#{bean.method(x)}", "a\\\"b'c", "\u200b\ufeff\u2028", "(((((((", "))))", "]]..[[", "\"\\", "''''",
)  # fmt: skip
"""Of each language, and of what goes wrong in it."""
PIECES = ("(", ")", "[", "]", "{", "}", "${", "}", " ", "\t", '"', "'", "\\", "not", "not(", "empty ", "!", "-", "..",
          ",", ":", "?", ".", "if ", " then ", " else ", "and", "or", "=", "==", "!=", "<", "in ", "null", "x", "9",
          "é",
          "function(", "for ", "some ", "@", "//", "/*", "*", "**")  # fmt: skip
WORST = 0.05
"""Seconds of processor time that one text may take."""


@pytest.fixture(autouse=True)
def _only_its_own_garbage() -> Iterator[None]:
    """What other tests have left in the process is not gone through anew for each text, and so not counted."""
    gc.collect()
    gc.freeze()
    yield
    gc.unfreeze()


def mutated(random: Random) -> str:
    """A text that somebody may have meant, damaged; now and then a piece of it over and over."""
    text = random.choice(SEEDS)
    for _ in range(random.randrange(1, 6)):
        at = random.randrange(len(text) + 1)
        match random.randrange(5):
            case 0:
                text = text[:at] + random.choice(PIECES) + text[at:]
            case 1:
                text = text[:at] + text[at + random.randrange(1, 5) :]
            case 2:
                text += random.choice(SEEDS)[: random.randrange(1, 20)]
            case 3:
                text = text[:at] + text[at:] * 2
            case _:
                times = random.choice((2, 3, 9, 60, 400)) if random.random() < 0.2 else 2
                text = text[:at] + random.choice(PIECES) * times + text[at:]
    return text[:TEXT]


def flow(text: str) -> etree._Element:
    element = etree.Element(f"{{{BPMN}}}sequenceFlow")
    etree.SubElement(element, f"{{{BPMN}}}conditionExpression").text = "".join(filter(str.isprintable, text))
    return element


READERS = {
    "juel": lambda text: feel_of_juel(f"${{{text}}}"),
    "python": feel_of_python,
    "is": lambda text: (is_juel(text), is_python(text)),
    "expression": compile_expression,
    "cell": compile_unary_tests,
    "expression of the standard": lambda text: compile_expression(text, strict=False),
    "cell of the standard": lambda text: compile_unary_tests(text, strict=False),
    "opposite": lambda text: _opposite(flow(text), flow(f"not({text})")),
}


def read_by_all(text: str) -> None:
    for name, reader in READERS.items():
        began = process_time()
        try:
            reader(text)
        except (NotPlain, Refused):
            pass
        except Exception as error:
            raise AssertionError(f"{name}: {text!r} gives {type(error).__name__}: {error}") from error
        took = process_time() - began
        for _ in range(25):  # once more, as another process may have been at work meanwhile, on the same core
            if took <= WORST or took <= stretched(WORST):
                break
            sleep(0.05)
            began = process_time()
            with contextlib.suppress(NotPlain, Refused):
                reader(text)
            took = min(took, process_time() - began)
        assert took <= WORST or took <= stretched(WORST), (
            f"{name}: {text[:200]!r} ({len(text)} characters) takes {took:.3f} s"
        )


@pytest.mark.parametrize("block", range(2))
def test_no_text_ends_in_an_exception_or_takes_long(block: int) -> None:
    random = Random(block)
    for _ in range(2_000):
        read_by_all(mutated(random))


@pytest.mark.long
@pytest.mark.parametrize("block", range(100, 120))
def test_a_million_of_them(block: int) -> None:
    random = Random(block)
    for _ in range(50_000):
        read_by_all(mutated(random))


MANY = TEXT - 20
HOSTILE = {
    "blanks behind not": "not(" + " " * MANY,
    "blanks before the end": "x" + " " * MANY + "!",
    "empty": "empty " * (MANY // 6) + "x",
    "exclamations": "!" * MANY + "x",
    "nots": "not " * (MANY // 4) + "x",
    "signs": "-" * MANY + "x",
    "brackets": "(" * MANY,
    "pairs of brackets": "(" * (MANY // 2) + "x" + ")" * (MANY // 2),
    "lists": "[" * MANY,
    "choices": "a ? " * (MANY // 4) + "b",
    "sums": "x + " * (MANY // 4) + "x",
    "products": "x * " * (MANY // 4) + "x",
    "members": "x." * (MANY // 2) + "y",
    "quotes": '"' * MANY,
    "backslashes": '"' + "\\" * MANY,
    "filters": "x" + "[1]" * (MANY // 3),
    "calls": "f(" * (MANY // 2),
    "ifs": "if a then " * (MANY // 10),
    "comparisons": "a = " * (MANY // 4) + "a",
    "texts": "'a' " * (MANY // 4),
}


@pytest.mark.parametrize("what", HOSTILE)
def test_a_text_that_was_made_to_hurt_does_not(what: str) -> None:
    read_by_all(HOSTILE[what])


@pytest.mark.parametrize("what", HOSTILE)
def test_nor_in_a_diagram(what: str) -> None:
    drawn = Drawing("p").user("ask").xor("g", default="no").user("yes", "other")
    drawn.chain("start", "ask", "g").flow("g", "yes", condition=HOSTILE[what]).flow("g", "other", "no")
    drawn.end("end_1").end("end_2").flow("yes", "end_1").flow("other", "end_2")
    began = process_time()
    with contextlib.suppress(Refused):
        read(drawn.xml(), "p.bpmn")
    took = process_time() - began
    assert took < stretched(1)
