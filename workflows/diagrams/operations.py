"""What an automated step can be asked for, declared: so that lint checks it and an editor can offer it.

An operation that a published version names keeps its contract: a parameter is added only where it may be left out, and
none is taken away or changes its type. What must change gets another name.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

TypeName = Literal["string", "number", "boolean", "date", "list", "context", "Any"]
"""A FEEL type."""


@dataclass(frozen=True)
class Parameter:
    """A parameter of an operation.

    :ivar of: what its values name, if they name something: ``document`` (a kind of document of the procedure),
        ``procedure`` (one of the rule book) or ``column`` (a variable of the case, or a member of some rows)
    :ivar choices: the only texts that it may be; empty for any. Of columns: what may be named beside variables
    :ivar members_of: of columns: the parameter that gives the rows whose members they name, where it is said
    """

    name: str
    type: TypeName
    means: str
    required: bool = True
    of: Literal["", "document", "procedure", "column"] = ""
    choices: tuple[str, ...] = ()
    members_of: str = ""


@dataclass(frozen=True)
class Operation:
    """An operation.

    :ivar how: ``inline`` in the transaction that reaches the step, or ``job`` after it
    :ivar means: one sentence for people
    :ivar results: the members of its result → their types
    :ivar results_by: where they depend on what it is asked for: the parameter that says so, and for each of its values
        the members; empty where they do not
    :ivar effect: what it does to a person (:data:`workflows.diagrams.acts.EFFECTS`): a step that asks for it is an act,
        whatever its author says; empty where it stays within the house
    :ivar instead: the operation that new diagrams use instead; empty where this is the one
    """

    name: str
    how: Literal["inline", "job"]
    means: str
    parameters: tuple[Parameter, ...] = ()
    results: dict[str, TypeName] = field(default_factory=dict)
    results_by: tuple[str, Mapping[str, Mapping[str, TypeName]]] = ("", MappingProxyType({}))
    effect: Literal["", "send", "contact", "serve", "file", "enforce", "prepare", "pay", "write_off"] = ""
    instead: str = ""

    def parameter(self, name: str) -> Parameter | None:
        """The parameter of a name, if it has one."""
        return next((each for each in self.parameters if each.name == name), None)
