"""XML of one decision, business knowledge model or decision service → the part of the model."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from workflows.decisions import vendors
from workflows.decisions.deciding import Homes
from workflows.decisions.imports import Imports
from workflows.decisions.logic import Reader
from workflows.decisions.parts import Decision, Knowledge, Part, Service, in_order
from workflows.decisions.refusals import NotADecisionModel, together
from workflows.decisions.requirements import Requirements
from workflows.decisions.services import BoxedService, Taken
from workflows.decisions.structure import Structure
from workflows.decisions.types import Fail, Types


class PartReader:
    """Reads the parts of one file.

    :param strict: as of a ``TableReader``
    """

    def __init__(
        self,
        structure: Structure,
        types: Types,
        functions: Mapping[str, Callable[..., Any]],
        imports: Imports,
        fail: Fail,
        strict: bool,
    ) -> None:
        self._strict = strict
        self._structure, self._types, self._functions, self._imports = structure, types, functions, imports
        self._fail = fail
        self._requirements = Requirements(structure, imports, fail)

    def part(self, each: str, requires: list[str], parts: Mapping[str, Part], homes: Homes) -> Part:
        """A part of the file.

        :param requires: the ids of what it requires
        :param parts: the parts that are read, those that it requires among them
        :raises NotADecisionModel: with all that is wrong in it
        """
        if wrong := [self._fail(*found) for found in vendors.foreign(self._structure.elements[each])]:
            raise together(wrong)
        if self._structure.tag(each) == "decisionService":
            return self._service(each, parts, homes)
        needed, told = tuple(to for to in requires if to in parts), len(self._types.doubts)
        reader = self._reader(each, requires, parts)
        try:
            part = self._read(each, reader, needed)
        except NotADecisionModel as error:
            raise together([*reader.refusals, error]) from None
        if reader.refusals:
            raise together(reader.refusals)
        return replace(part, doubts=(*reader.doubts, *self._types.doubts[told:]))

    def _reader(self, each: str, requires: list[str], parts: Mapping[str, Part]) -> Reader:
        where = self._structure.called(each)
        known = {to: self._read_as(parts[to]) for to in requires if to in parts}
        functions = {known[to]: self._takes(parts[to]) for to in known if not isinstance(parts[to], Decision)}
        names = frozenset(known[to] for to in known if not any(parts[to].home)) | self._imports.names
        if self._structure.tag(each) == "decision":
            names |= {self._structure.variable(to) for to in self._structure.of("inputData")}
        shown = where[0].lower() + where[1:]
        return Reader(functions, each, shown, self._types, self._functions, names, self._fail, self._strict)

    @staticmethod
    def _read_as(part: Part) -> str:
        """The name under which a part is read here: behind the import's name, where it has one."""
        return ".".join([*filter(None, part.home), part.variable])

    @staticmethod
    def _takes(part: Part) -> tuple[str, ...]:
        if isinstance(part, Knowledge):
            return tuple(name for name, _ in part.logic.parameters)
        return tuple(taken.name for taken in part.logic.takes) if isinstance(part, Service) else ()

    def _read(self, each: str, reader: Reader, needed: tuple[str, ...]) -> Decision | Knowledge:
        structure = self._structure
        element, name, where = structure.elements[each], structure.name(each), structure.called(each)
        variable, kind = structure.variable(each), structure.type(each, self._types)
        if element.tag == "decision":
            return Decision(each, name, variable, needed, reader.logic(element, where), kind)
        inside = element.child("encapsulatedLogic")
        if inside is None:
            raise self._fail(f"{where} has no logic: give it a function.", element)
        function = reader.function(inside, where)
        return Knowledge(each, name, variable, needed, replace(function, result=kind.given, where=where))

    def _service(self, each: str, parts: Mapping[str, Part], homes: Homes) -> Service:
        structure, where = self._structure, self._structure.called(each)
        outputs = tuple(self._requirements.targets(each, "outputDecision"))
        if not outputs:
            raise self._fail(f"{where} has no output decision: say what it gives.", structure.elements[each])
        given = self._requirements.targets(each, "inputDecision")
        order = in_order(parts, outputs, frozenset(given))
        takes = [self._input(to) for to in self._requirements.targets(each, "inputData")]
        decisions = (part for to in given if isinstance(part := parts[to], Decision))
        takes += [Taken(each.variable, each.type, each.home) for each in decisions]
        gives = tuple(parts[to] for to in outputs)
        result = structure.type(each, self._types).given
        logic = BoxedService(where, tuple(takes), order, gives, homes, result)
        return Service(each, structure.name(each), structure.variable(each), logic)

    def _input(self, each: str) -> Taken:
        if each in self._structure.elements:
            return Taken(self._structure.variable(each), self._structure.type(each, self._types))
        name, _, target = each.partition(":")
        model = self._imports.models[name]
        variable = model.structure.variable(target)
        return Taken(variable, model.inputs[variable], (name,))
