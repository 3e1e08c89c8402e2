"""Hit policies: from the rules that match to the table's output (DMN 1.5, 8.2.8, and table 41 for the aggregators)."""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple, TypeAlias

from workflows.decisions.refusals import HitPolicyBroken
from workflows.expressions import compile_expression, equal

POLICIES = ("UNIQUE", "ANY", "PRIORITY", "FIRST", "RULE ORDER", "OUTPUT ORDER", "COLLECT")
AGGREGATORS = ("SUM", "MIN", "MAX", "COUNT")
SINGLE = frozenset({"UNIQUE", "ANY", "PRIORITY", "FIRST"})
BY_PRIORITY = frozenset({"PRIORITY", "OUTPUT ORDER"})


class Hit(NamedTuple):
    """A rule that matches.

    :ivar number: the rule's number in the table, from 1
    :ivar value: its output: a value, or a context where the table has several outputs
    :ivar priority: for each output its place in the list of output values, leftmost output first
    """

    number: int
    value: Any
    priority: tuple[int, ...] = ()


Policy: TypeAlias = Callable[[Sequence[Hit], str], tuple[Any, Sequence[Hit]]]
"""Takes the hits, at least one, in the order of the rules, and the table's name; gives output and rules that count."""


def policy(name: str, aggregation: str = "") -> Policy:
    """The function of a hit policy.

    :param name: one of ``POLICIES``
    :param aggregation: one of ``AGGREGATORS``, or nothing; only with COLLECT
    """
    return _AGGREGATED[aggregation] if aggregation else _POLICY[name]


def numbers(hits: Sequence[Hit]) -> str:
    """``1 and 3``: the numbers of the rules, for sentences."""
    shown = [str(hit.number) for hit in hits]
    return " and ".join((", ".join(shown[:-1]), shown[-1])) if len(shown) > 1 else shown[0]


def _unique(hits: Sequence[Hit], table: str) -> tuple[Any, Sequence[Hit]]:
    if len(hits) > 1:
        raise HitPolicyBroken(
            f"Rules {numbers(hits)} of {table} match together, but its hit policy is UNIQUE: only one may.",
            rules=[hit.number for hit in hits],
        )
    return hits[0].value, hits


def _any(hits: Sequence[Hit], table: str) -> tuple[Any, Sequence[Hit]]:
    for hit in hits[1:]:
        if equal(hits[0].value, hit.value) is not True:
            raise HitPolicyBroken(
                f"Rules {numbers(hits)} of {table} match together with different outputs, but its hit policy is ANY: "
                "their outputs must be the same.",
                rules=[each.number for each in hits],
            )
    return hits[0].value, hits


def _first(hits: Sequence[Hit], _table: str) -> tuple[Any, Sequence[Hit]]:
    return hits[0].value, hits[:1]


def _priority(hits: Sequence[Hit], _table: str) -> tuple[Any, Sequence[Hit]]:
    best = min(hits, key=lambda hit: hit.priority)
    return best.value, [best]


def _rule_order(hits: Sequence[Hit], _table: str) -> tuple[Any, Sequence[Hit]]:
    return [hit.value for hit in hits], hits


def _output_order(hits: Sequence[Hit], _table: str) -> tuple[Any, Sequence[Hit]]:
    ordered = sorted(hits, key=lambda hit: hit.priority)
    return [hit.value for hit in ordered], ordered


def _count(hits: Sequence[Hit], _table: str) -> tuple[Any, Sequence[Hit]]:
    return len(hits), hits


def _aggregated(function: str) -> Policy:
    # The standard defines the aggregators by the built-ins of the same names.
    aggregate = compile_expression(f"{function}(outputs)").run

    def run(hits: Sequence[Hit], _table: str) -> tuple[Any, Sequence[Hit]]:
        return aggregate({"outputs": [hit.value for hit in hits]}), hits

    return run


_POLICY: dict[str, Policy] = {
    "UNIQUE": _unique,
    "ANY": _any,
    "PRIORITY": _priority,
    "FIRST": _first,
    "RULE ORDER": _rule_order,
    "OUTPUT ORDER": _output_order,
    "COLLECT": _rule_order,
}
_AGGREGATED: dict[str, Policy] = {
    "SUM": _aggregated("sum"),
    "MIN": _aggregated("min"),
    "MAX": _aggregated("max"),
    "COUNT": _count,
}
