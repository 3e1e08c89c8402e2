"""All groups of figures."""

from collections.abc import Callable, Iterable
from dataclasses import asdict
from typing import Any

from tools.bench import (
    authoring,
    completing,
    conformance,
    durable,
    exports,
    expressions,
    letters,
    linting,
    memory,
    nights,
    pages,
    proofs,
    replaying,
)
from tools.bench.figure import Figure

GROUPS: dict[str, Callable[[], Iterable[Figure]]] = {
    "expressions": expressions.figures,
    "durable": durable.figures,
    "completing": completing.figures,
    "pages": pages.figures,
    "letters": letters.figures,
    "exports": exports.figures,
    "linting": linting.figures,
    "conformance": conformance.figures,
    "proofs": proofs.figures,
    "authoring": authoring.figures,
    "replaying": replaying.figures,
    "memory": memory.figures,
    "nights": nights.figures,
}


def run(only: str = "") -> list[dict[str, Any]]:
    """Measures; each figure as a dictionary.

    :param only: only the groups whose name holds this text
    """
    return [asdict(figure) for name, measure in GROUPS.items() if only in name for figure in measure()]
