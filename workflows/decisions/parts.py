"""What a model is made of: decisions, and the functions that they call."""

from dataclasses import dataclass

from workflows.decisions.boxed import BoxedFunction, Logic
from workflows.decisions.types import ValueType


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision of a model.

    :ivar variable: the name under which decisions that require it read its result
    :ivar requires: ids of the decisions and the business knowledge models that it requires
    :ivar type: of its result
    """

    id: str
    name: str
    variable: str
    requires: tuple[str, ...]
    logic: Logic
    type: ValueType


@dataclass(frozen=True, slots=True)
class Knowledge:
    """A business knowledge model: a function that decisions and others of its kind call.

    :ivar variable: the name under which it is called
    :ivar requires: ids of the business knowledge models that it requires
    """

    id: str
    name: str
    variable: str
    requires: tuple[str, ...]
    logic: BoxedFunction
