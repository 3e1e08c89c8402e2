"""Several decisions, one after another: where each reads what it reads, and leaves what it gives.

Every model that is imported has a place of its own, a context that stands under the import's name in the place of the
model that imports it. A fact of an imported model is given in that context, or, where the importing model has none
of its name, under its name alone.
"""

from collections.abc import Iterable, Mapping
from typing import Any, Protocol, TypeAlias

from workflows.decisions.trace import Trace
from workflows.decisions.types import ValueType

Home: TypeAlias = tuple[str, ...]
"""The names of the imports through which something comes, the outermost first."""
Homes: TypeAlias = Mapping[Home, Mapping[str, ValueType]]
"""The places of a model, outer ones first → the names and types of the input data there."""


class Decided(Protocol):
    """A part of a model, as far as deciding knows it.

    ``closed``: it sees functions alone, never facts, so that the same arguments give the same result whoever calls.
    """

    @property
    def closed(self) -> bool: ...
    @property
    def home(self) -> Home: ...
    @property
    def variable(self) -> str: ...
    def value(self, scope: Mapping[str, Any], trace: Trace) -> Any: ...


class Places:
    """The places of one evaluation."""

    def __init__(self, homes: Homes, facts: Mapping[str, Any]) -> None:
        self._at: dict[Home, dict[str, Any]] = {(): dict(facts)}
        own = homes.get((), {})
        for home, names in homes.items():
            if home:
                plain = {name: facts[name] for name in names if name in facts and name not in own}
                self._at[home] = self._inside(home, plain)

    def _inside(self, home: Home, plain: dict[str, Any]) -> dict[str, Any]:
        outer, name = self._at[home[:-1]], home[-1]
        if not name:  # an import without a name: what it brings stands among what is the model's own
            return outer
        given = outer.get(name)
        inner = {**plain, **(given if isinstance(given, Mapping) else {})}
        outer[name] = inner
        return inner

    def at(self, home: Home) -> dict[str, Any]:
        """What is known at a place: name → FEEL value."""
        return self._at[home]


def decide_all(order: Iterable[Decided], homes: Homes, facts: Mapping[str, Any], trace: Trace) -> Places:
    """Decides, and leaves each result at its place.

    :param order: each after those that it requires
    """
    places, known = Places(homes, facts), Places(homes, {})
    for part in order:
        if part.closed:
            value = part.value(known.at(part.home), trace)
            known.at(part.home)[part.variable] = value
        else:
            value = part.value(places.at(part.home), trace)
        places.at(part.home)[part.variable] = value
    return places
