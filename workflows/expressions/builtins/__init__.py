"""The standard's built-in functions (DMN 1.5, 10.3.4). ``now`` and ``today`` are left out: they would make an
evaluation depend on when it is done; whoever needs them registers functions of that name."""

from workflows.expressions.builtins import contexts, conversion, lists, numeric, ranges, strings, temporal
from workflows.expressions.builtins.conversion import FAR
from workflows.expressions.signature import BUILTINS

__all__ = ["BUILTINS", "FAR", "contexts", "conversion", "lists", "numeric", "ranges", "strings", "temporal"]
