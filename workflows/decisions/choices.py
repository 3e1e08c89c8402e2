"""XML of boxed conditionals, filters and iterators → what decides (DMN 1.5, 10.2.2.8 to 10.2.2.11)."""

from abc import abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager

from workflows.decisions.boxed import Logic
from workflows.decisions.choosing import BoxedConditional, BoxedFilter, BoxedFor, BoxedQuantified
from workflows.decisions.reading import Element
from workflows.decisions.tables import TableReader


class ChoiceReader(TableReader):
    """Reads what chooses and repeats."""

    @abstractmethod
    def logic(self, element: Element, where: str) -> Logic:
        """The logic inside an element."""

    @abstractmethod
    def typed(self, logic: Logic, element: Element, where: str) -> Logic:
        """The logic, checked against the ``typeRef`` of an element."""

    @contextmanager
    def within(self, names: frozenset[str]) -> Iterator[None]:
        """For what is read inside, these names are known too."""
        outer = self.names
        self._knows(outer | names)
        yield
        self._knows(outer)

    def conditional(self, element: Element, where: str) -> BoxedConditional:
        """A boxed conditional."""
        condition, yes, no = (self._inside(element, tag, where) for tag in ("if", "then", "else"))
        return BoxedConditional(condition, yes, no)

    def filter(self, element: Element, where: str) -> BoxedFilter:
        """A boxed filter."""
        source = self._inside(element, "in", where)
        entries = self.types.entries
        with self.within(entries | {"item"}):
            return BoxedFilter(source, self._inside(element, "match", where), entries)

    def iterator(self, element: Element, where: str) -> BoxedFor:
        """A boxed iterator."""
        variable, source = self._iterated(element, where)
        with self.within(frozenset({variable, "partial"})):
            return BoxedFor(variable, source, self._inside(element, "return", where))

    def quantified(self, element: Element, where: str) -> BoxedQuantified:
        """A boxed ``some`` or ``every``."""
        variable, source = self._iterated(element, where)
        with self.within(frozenset({variable})):
            condition = self._inside(element, "satisfies", where)
        return BoxedQuantified(element.tag == "every", variable, source, condition)

    def _iterated(self, element: Element, where: str) -> tuple[str, Logic]:
        variable = element.get("iteratorVariable")
        if not variable:
            raise self.fail(f"{where} repeats without a variable: name it as iteratorVariable.")
        return variable, self._inside(element, "in", where)

    def _inside(self, element: Element, tag: str, where: str) -> Logic:
        self._reads(element)
        child = element.child(tag)
        if child is None:
            raise self.fail(f"{where} has no {tag}: say what stands there.")
        place = f"{where}, {tag}"
        return self.typed(self.logic(child, place), child, place)
