"""XML of a model → its decisions, its business knowledge models and the types of its input data."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from workflows.decisions.boxed import BoxedFunction
from workflows.decisions.logic import Reader
from workflows.decisions.parts import Decision, Knowledge
from workflows.decisions.reading import Element
from workflows.decisions.refusals import NotADecisionModel
from workflows.decisions.types import Types, ValueType

_REFUSED = {"decisionService": "decision services", "import": "imports"}
_REQUIRED = {
    "informationRequirement": ("requiredDecision", "requiredInput"),
    "knowledgeRequirement": ("requiredKnowledge",),
}


class ModelParser:
    """Reads one file.

    :param root: its ``definitions``
    :param functions: FEEL name → pure Python function of FEEL values
    :param name: the file's name, for refusals
    :raises NotADecisionModel: from here on, with the place and what is wrong there
    """

    def __init__(self, root: Element, functions: Mapping[str, Callable[..., Any]], name: str) -> None:
        self.root, self.functions, self.name = root, functions, name
        for element in root.children(*_REFUSED):
            raise self.fail(f"Duecourse does not run {_REFUSED[element.tag]} (line {element.line}).")
        self.elements: dict[str, Element] = {}
        for element in root.children("decision", "inputData", "businessKnowledgeModel"):
            each = element.get("id")
            if not each or each in self.elements:
                raise self.fail(f"The {element.tag} in line {element.line} has no id, or one that is not its own.")
            self.elements[each] = element
        self.types = Types(root, self.fail)

    def fail(self, sentence: str) -> NotADecisionModel:
        """A refusal that names the file."""
        return NotADecisionModel(f"{self.name}: {sentence}")

    def facts(self) -> dict[str, ValueType]:
        """The names of the input data → their types."""
        return {self._variable(each): self._type(each) for each in self._of("inputData")}

    def parts(self) -> dict[str, Decision | Knowledge]:
        """The decisions and business knowledge models, by id."""
        wanted = [*self._of("decision"), *self._of("businessKnowledgeModel")]
        if not self._of("decision"):
            raise self.fail("The model has no decision.")
        requires = {each: self._required(each) for each in wanted}
        self._refuse_cycle({each: [to for to in requires[each] if to in requires] for each in wanted})
        return {each: self._part(each, requires[each]) for each in wanted}

    def _of(self, tag: str) -> list[str]:
        return [each for each, element in self.elements.items() if element.tag == tag]

    def _required(self, each: str) -> list[str]:
        """Ids of the decisions, input data and business knowledge models that a decision or another requires."""
        found = []
        element = self.elements[each]
        for requirement in element.children(*_REQUIRED):
            reference = requirement.child(*_REQUIRED[requirement.tag])
            target = reference.get("href").rpartition("#")[2] if reference else ""
            kinds = {"requiredDecision": "decision", "requiredInput": "inputData"}
            kind = kinds.get(reference.tag, "businessKnowledgeModel") if reference else ""
            if target not in self.elements or self.elements[target].tag != kind:
                raise self.fail(
                    f"{self._called(each)} requires {target or 'nothing'}, which is not there as what is required."
                )
            if element.tag == "businessKnowledgeModel" and kind != "businessKnowledgeModel":
                raise self.fail(f"{self._called(each)} requires {target}: it may require its own kind alone.")
            found.append(target)
        return found

    def _refuse_cycle(self, requires: Mapping[str, list[str]]) -> None:
        remaining = {each: set(targets) for each, targets in requires.items()}
        while ready := [each for each, targets in remaining.items() if not targets]:
            for each in ready:
                del remaining[each]
            for targets in remaining.values():
                targets.difference_update(ready)
        if remaining:
            names = " and ".join(self._called(each) for each in remaining)
            raise self.fail(f"{names} require one another in a circle.")

    def _variable(self, each: str) -> str:
        element = self.elements[each]
        variable = element.child("variable")
        return (variable.get("name") if variable else "") or element.get("name") or each

    def _type(self, each: str) -> ValueType:
        variable = self.elements[each].child("variable")
        return self.types.of(variable.get("typeRef") if variable else "", f"The variable of {self._called(each)}")

    def _called(self, each: str) -> str:
        element = self.elements[each]
        kind = "business knowledge model" if element.tag == "businessKnowledgeModel" else "decision"
        return f"The {kind if element.tag != 'inputData' else 'input'} {element.get('name') or each}"

    def _part(self, each: str, requires: list[str]) -> Decision | Knowledge:
        element = self.elements[each]
        name = element.get("name") or each
        where = self._called(each)
        knowledge = {self._variable(to): self._parameters(to) for to in requires if to in self._of_knowledge}
        names = frozenset(self._variable(to) for to in requires)
        if element.tag == "decision":
            names |= {self._variable(to) for to in self._of("inputData")}
        shown = where[0].lower() + where[1:]
        reader = Reader(knowledge, each, shown, self.types, self.functions, names, self.fail)
        needed = tuple(to for to in requires if self.elements[to].tag != "inputData")
        if element.tag == "decision":
            logic = reader.logic(element, where)
            return Decision(each, name, self._variable(each), needed, logic, self._type(each))
        inside = element.child("encapsulatedLogic")
        if inside is None:
            raise self.fail(f"{where} has no logic: give it a function.")
        function: BoxedFunction = reader.function(inside, where)
        return Knowledge(each, name, self._variable(each), needed, function)

    @property
    def _of_knowledge(self) -> Iterable[str]:
        return self._of("businessKnowledgeModel")

    def _parameters(self, each: str) -> tuple[str, ...]:
        logic = self.elements[each].child("encapsulatedLogic")
        return tuple(one.get("name") for one in logic.children("formalParameter")) if logic else ()
