"""XML of a model → its decisions, its functions and the types of its input data."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from workflows.decisions import vendors
from workflows.decisions.deciding import Home
from workflows.decisions.imports import Imports, Neighbours
from workflows.decisions.parts import Decision, Part, imported
from workflows.decisions.reading import Element
from workflows.decisions.refusals import NotADecisionModel, together
from workflows.decisions.requirements import Requirements
from workflows.decisions.structure import FUNCTIONS, Structure
from workflows.decisions.types import Types, ValueType
from workflows.decisions.wholes import PartReader

Functions = Mapping[str, Callable[..., object]]
"""FEEL name → pure Python function of FEEL values."""


class ModelParser:
    """Reads one file, and those that it imports.

    :param root: its ``definitions``
    :param name: the file's name, for refusals
    :param neighbours: the files that it may import
    :param strict: refuses expressions that can have no value; otherwise they are null
    :ivar parts: the decisions and functions by id, with those of what it imports
    :ivar inputs: the names of its input data → their types
    :ivar broken: id → why a decision or a function cannot be run
    :ivar dropped: what of vendors is left aside, a sentence each
    :ivar refusals: all that is wrong in the file, and stands not only in somebody else's way
    """

    def __init__(self, root: Element, functions: Functions, name: str, neighbours: Neighbours, strict: bool) -> None:
        self.name = name
        self.broken: dict[str, NotADecisionModel] = {}
        self.structure = Structure(root, self.fail)
        self.imports = Imports(root, self.fail, neighbours)
        self.types = Types(root, self.fail, self.imports.types, self.imports.entries, strict)
        self.dropped = vendors.dropped(root)
        self.refusals = [*self.structure.refusals, *self.imports.refusals]
        for element in root.children():
            if element.tag != "decision" and element.tag not in FUNCTIONS:
                self.refusals += [self.fail(sentence, place) for sentence, place in vendors.foreign(element)]
        self._doubts: dict[str, tuple[NotADecisionModel, ...]] = {}
        self.inputs = self._inputs()
        reader = PartReader(self.structure, self.types, functions, self.imports, self.fail, strict)
        self.parts = self._parts(Requirements(self.structure, self.imports, self.fail), reader)

    def fail(self, sentence: str, place: Element | None = None) -> NotADecisionModel:
        """A refusal that names the file, and the line of an element."""
        line, element = (place.line, place.id) if place else (0, "")
        where = f"{self.name}, line {line}" if line else self.name
        return NotADecisionModel(f"{where}: {sentence}", file=self.name, line=line, element=element)

    @property
    def variables(self) -> frozenset[str]:
        """The names under which what is in the file is read."""
        return frozenset(self.structure.variable(each) for each in self.structure.elements)

    @property
    def homes(self) -> dict[Home, Mapping[str, ValueType]]:
        """Its place, and those of what it imports."""
        return {(): self.inputs, **self.imports.homes}

    def parts_as(self, name: str) -> dict[str, Part]:
        """Its parts as they stand in a model that imports it under a name."""
        moved = [imported(part, name) for part in self.parts.values()]
        return {part.id: part for part in moved}

    def _inputs(self) -> dict[str, ValueType]:
        """A type that cannot be checked breaks what requires the input."""
        found = {}
        for each in self.structure.of("inputData"):
            variable, told = self.structure.variable(each), len(self.types.doubts)
            found[variable] = ValueType("")
            try:
                found[variable] = self.structure.type(each, self.types)
            except NotADecisionModel as error:
                self._breaks(each, error)
            self._doubts[each] = tuple(self.types.doubts[told:])
        return found

    def _parts(self, requirements: Requirements, reader: PartReader) -> dict[str, Part]:
        wanted = self.structure.of("decision", *FUNCTIONS)
        requires = {}
        for each in wanted:
            try:
                requires[each] = requirements.of(each)
            except NotADecisionModel as error:
                self._breaks(each, error)
        found: dict[str, Part] = self.imports.parts()
        for each in self._in_order(requires):
            try:
                found[each] = self._part(each, requires[each], found, reader)
            except NotADecisionModel as error:
                self._breaks(each, error)
        own = {each: found.pop(each) for each in wanted if each in found}
        return {**own, **found}

    def _part(self, each: str, requires: list[str], found: Mapping[str, Part], reader: PartReader) -> Part:
        """A part, read. Where only an input of it is broken it is read all the same, so that all that is wrong is told.

        :raises NotADecisionModel: it, or something that it requires, cannot be run
        """
        broken = {to: self.broken[to] for to in requires if to in self.broken}
        for to, why in broken.items():
            if self.structure.tag(to) != "inputData":
                raise why
        try:
            part = reader.part(each, requires, found, self.homes)
        except NotADecisionModel as error:
            raise together([*broken.values(), error]) from None
        for why in broken.values():
            raise why
        doubts = tuple(doubt for to in requires for doubt in self._doubts.get(to, ()))
        return replace(part, doubts=(*doubts, *part.doubts)) if isinstance(part, Decision) else part

    def _breaks(self, each: str, error: NotADecisionModel) -> None:
        self.refusals.append(error)
        self.broken[each] = error

    def _in_order(self, requires: Mapping[str, list[str]]) -> Iterator[str]:
        """The parts, each after those that it requires. A circle breaks all that stand in it or require it."""
        remaining = {each: {to for to in targets if to in requires} for each, targets in requires.items()}
        while ready := [each for each, targets in remaining.items() if not targets]:
            for each in ready:
                del remaining[each]
            for targets in remaining.values():
                targets.difference_update(ready)
            yield from ready
        names = " and ".join(self.structure.called(each) for each in remaining)
        for each in remaining:
            error = self.fail(f"{names} require one another in a circle.", self.structure.elements[each])
            self._breaks(each, error)
