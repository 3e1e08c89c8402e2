"""How a calculation of law is declared: its name, what it takes and what it gives."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from inspect import getdoc
from typing import Any

from cases.calculating.kinds import Kind
from cases.calculating.working import Working

Outputs = dict[str, Any]
Function = Callable[[Working], Outputs]


@dataclass(frozen=True)
class Rule:
    """One calculation.

    :ivar noun: the file that holds it, ``dates.service``
    :ivar takes: each input and its kind; any may be absent
    :ivar gives: each output and what it is; an answer holds those that the input determines
    """

    name: str
    noun: str
    words: str
    takes: Mapping[str, Kind]
    gives: Mapping[str, str]
    function: Function


RULES: dict[str, Rule] = {}
"""Every calculation by its name, once the rooms of rules are imported."""


def rule(gives: Mapping[str, str], **takes: Kind) -> Callable[[Function], Function]:
    """Declares a function as the calculation of its own name; the first line of its docstring says what it is.

    The function takes its :class:`Working` and gives those outputs that the input determines, as Python values.
    """

    def declare(function: Function) -> Function:
        name = function.__name__
        if name in RULES:
            raise ValueError(f"two calculations are called {name}")
        noun = ".".join(function.__module__.split(".")[-2:])
        words = (getdoc(function) or name).splitlines()[0].rstrip(".")
        RULES[name] = Rule(name, noun, words, takes, gives, function)
        return function

    return declare


DATE, TEXT, YES, PENCE, INTEGER = "date", "text", "true/false", "pence", "integer"
STAMP, DATES, INTEGERS = "time stamp", "list of dates", "list of integers"
"""What outputs are, for :func:`rule`."""
