"""What diagrams may speak of: steps, roles, forms, functions and handlers, as the rooms above define them.

Built once at the door and passed down, so that ``workflows`` knows nothing of debt.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Generic, Literal, TypeVar

from workflows.decisions import DecisionModel
from workflows.diagrams.operations import Operation
from workflows.expressions.inferred import Inferred, Signature

Value = TypeVar("Value")


@dataclass(frozen=True)
class Step:
    """One row of a ``steps.yaml``: what a step is, who does it and what it means in law.

    :ivar id: the id of the BPMN element, the name in the rules and in the evidence
    :ivar who: the role that does it, or ``system``
    :ivar means: one sentence for people
    :ivar law: legal or policy basis
    :ivar document: the document that it sends, of what the machine sends; empty where it is not said
    :ivar enforcement: whether a hold (a breathing space, for example) forbids it
    :ivar stopped_by: which kinds of hold do; ``None``: every one
    :ivar act: which kind of act it is (:data:`workflows.diagrams.acts.KINDS`); empty where it is none
    """

    id: str
    who: str
    means: str
    law: str = ""
    document: str = ""
    enforcement: bool = False
    act: str = ""
    stopped_by: frozenset[str] | None = None


@dataclass(frozen=True)
class Vocabulary:
    """Everything a diagram may name.

    :ivar steps: step id → step
    :ivar roles: role names; lanes bear them
    :ivar forms: form name → what its answers leave in a case: variable → what is known of it
    :ivar functions: FEEL function name → pure Python function of FEEL values
    :ivar handlers: operation name → how it runs: ``inline`` in the transaction, or ``job`` after it
    :ivar operations: operation name → what it declares; where it declares nothing, its parameters are not looked at
    :ivar documents: the kinds of document that a service task may name; ``None``: not known, so any
    :ivar procedures: the procedures that a service task may name; ``None``: not known, so any
    :ivar effects: operation name → what it does to a person (:data:`workflows.diagrams.acts.EFFECTS`), empty for
        nothing; a step with such an operation is an act, whatever its author says
    :ivar signatures: FEEL function name → what it takes and gives, where that is known
    :ivar facts: the declared facts of a case, which the runtime looks up: fact → what is known of it. Conditional
        events speak of them, and of nothing else; ``None``: not known, so that they speak of the data of the process
        (a trial)
    :ivar begins: what every case begins with: variable → what is known of it; ``None``: not known, so that no name can
        be told to be a mistake
    :ivar read_form: reads a form that a procedure brings along (name, bytes) → as in ``forms``; where there is one, a
        procedure knows the forms that it brings and no others
    :ivar examine_beside: refuses what a procedure brings along beside its diagrams, tables and forms (path → bytes)
        where it is not written as it must be, given its decisions, each with the model that holds it, and the messages
        by which it begins at a start event of their own, and the variables that take results
    :ivar strict: whether the house's own rules hold, not only those of BPMN: choices have a default, ids do not look
        alike, processes are marked as executable, and only the runtime or a message starts a case
    """

    steps: Mapping[str, Step] = field(default_factory=lambda: MappingProxyType({}))
    roles: frozenset[str] = frozenset()
    forms: Mapping[str, Mapping[str, Inferred]] = field(default_factory=lambda: MappingProxyType({}))
    functions: Mapping[str, Callable[..., Any]] = field(default_factory=lambda: MappingProxyType({}))
    handlers: Mapping[str, Literal["inline", "job"]] = field(default_factory=lambda: MappingProxyType({}))
    operations: Mapping[str, Operation] = field(default_factory=lambda: MappingProxyType({}))
    documents: frozenset[str] | None = None
    procedures: frozenset[str] | None = None
    effects: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    signatures: Mapping[str, Signature] = field(default_factory=lambda: MappingProxyType({}))
    facts: Mapping[str, Inferred] | None = None
    begins: Mapping[str, Inferred] | None = None
    read_form: Callable[[str, bytes], Mapping[str, Inferred]] | None = None
    examine_beside: (
        Callable[[Mapping[str, bytes], Mapping[str, DecisionModel], Collection[str], Collection[str]], None] | None
    ) = None
    strict: bool = True

    @classmethod
    def assumed(cls, functions: Mapping[str, Callable[..., Any]]) -> "Vocabulary":
        """For diagrams from outside: each operation has a handler (a job), each form is there, any role may be.

        What BPMN demands is demanded as ever; what it lets a drawing leave out is put there (see ``normalise``).
        """
        return cls(functions=functions, forms=_Each({}), handlers=_Each("job"), strict=False)


class _Each(Mapping[str, Value], Generic[Value]):
    """Has every name, each with the same value."""

    def __init__(self, value: Value) -> None:
        self._value = value

    def __getitem__(self, _name: str) -> Value:
        return self._value

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0
