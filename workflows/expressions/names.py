"""The names that an expression reads from outside."""

from dataclasses import dataclass, field

from workflows.expressions import tree
from workflows.expressions.tree import Node


@dataclass(slots=True)
class FreeNames:
    """Names read from outside.

    :ivar sure: certainly variables
    :ivar perhaps: inside a filter, where a name may be an entry of the element or a variable
    :ivar called: called like functions: variables only where the expression introduces them
    """

    sure: set[str] = field(default_factory=set)
    perhaps: set[str] = field(default_factory=set)
    called: set[str] = field(default_factory=set)

    @property
    def all(self) -> set[str]:
        """All that are certainly or perhaps variables."""
        return self.sure | self.perhaps


def free_names(*nodes: Node) -> FreeNames:
    """The names that the nodes read and do not introduce themselves. Names of functions called are not among them."""
    found = FreeNames()
    for node in nodes:
        _collect(node, frozenset(), False, found)
    return found


def _collect(node: Node, bound: frozenset[str], filtering: bool, found: FreeNames) -> None:
    if isinstance(node, tree.Name):
        if node.name not in bound:
            (found.perhaps if filtering else found.sure).add(node.name)
    elif isinstance(node, tree.Filter):
        _collect(node.source, bound, filtering, found)
        _collect(node.predicate, bound | {"item"}, not isinstance(node.predicate, tree.Name), found)
    elif isinstance(node, tree.For | tree.Quantified):
        for iterator in node.iterators:
            _collect(iterator.source, bound, filtering, found)
            if iterator.until:
                _collect(iterator.until, bound, filtering, found)
            bound |= {iterator.name}
        _collect(node.body, bound | {"partial"} if isinstance(node, tree.For) else bound, filtering, found)
    elif isinstance(node, tree.Context):
        for name, value in node.entries:
            _collect(value, bound, filtering, found)
            bound |= {name}
    elif isinstance(node, tree.Function):
        _collect(node.body, bound | {name for name, _ in node.parameters}, filtering, found)
    elif isinstance(node, tree.Call):
        called = node.function
        if isinstance(called, tree.Name):
            found.called |= {called.name} - bound
        else:
            _collect(called, bound, filtering, found)
        for argument in node.arguments:
            _collect(argument, bound, filtering, found)
    else:
        for child in tree.children(node):
            _collect(child, bound, filtering, found)
