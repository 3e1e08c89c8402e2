"""Which periods of law a timer waits for: those that its FEEL names."""

from functools import lru_cache

from workflows.diagrams.graph import EventDefinition
from workflows.expressions import FeelSyntaxError
from workflows.expressions.parse import parse_expression
from workflows.expressions.tree import Call, Constant, If, Name, Node

PERIOD = "period"
"""The function that looks a period up in the tables of law, by its name and the day of the act."""


def rows_of_wait(event: EventDefinition | None) -> tuple[str, ...]:
    """The rows of law one of which a timer waits for, in their order; none where it names none.

    Only a duration that is nothing but ``period("row", day)``, or a choice between such: of a sum or a product nobody
    could say how it is counted.
    """
    if event is None or event.kind != "timer" or event.timer != "duration" or not event.text:
        return ()
    return _rows_in(event.text)


@lru_cache(maxsize=10_000)
def _rows_in(text: str) -> tuple[str, ...]:
    if PERIOD not in text:
        return ()
    try:
        return tuple(sorted(set(_named(parse_expression(text, (), (PERIOD,))))))
    except FeelSyntaxError:
        return ()


def _named(node: Node) -> tuple[str, ...]:
    match node:
        case Call(function=Name(name="period"), arguments=(Constant(value=str() as row), *_), named=()):
            return (row,)
        case If():
            yes, no = _named(node.yes), _named(node.no)
            return yes + no if yes and no else ()
    return ()
