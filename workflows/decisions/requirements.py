"""What a decision or a function requires, of its own file and of those that it imports (DMN 1.5, 6.3)."""

from workflows.decisions.imports import Imports
from workflows.decisions.parts import key_in
from workflows.decisions.reading import Element
from workflows.decisions.refusals import NotADecisionModel
from workflows.decisions.structure import FUNCTIONS, Structure
from workflows.decisions.types import Fail

_REQUIRED = {
    "informationRequirement": ("requiredDecision", "requiredInput"),
    "knowledgeRequirement": ("requiredKnowledge",),
}
_TARGETS = {
    "requiredDecision": ("decision",),
    "requiredInput": ("inputData",),
    "requiredKnowledge": FUNCTIONS,
    "outputDecision": ("decision",),
    "encapsulatedDecision": ("decision",),
    "inputDecision": ("decision",),
    "inputData": ("inputData",),
}


class Requirements:
    """The requirements of one file."""

    def __init__(self, structure: Structure, imports: Imports, fail: Fail) -> None:
        self._structure, self._imports, self._fail = structure, imports, fail

    def of(self, each: str) -> list[str]:
        """The ids of what is required: decisions, inputs, functions; for a service, its output decisions.

        :raises NotADecisionModel: something is not there, cannot be had, or may not be required
        """
        element = self._structure.elements[each]
        if element.tag == "decisionService":
            return self.targets(each, "outputDecision")
        found = []
        for requirement in element.children(*_REQUIRED):
            reference = requirement.child(*_REQUIRED[requirement.tag])
            if reference is None:
                raise self._refusal(each, "requires nothing where it says that it requires something", requirement)
            if element.tag in FUNCTIONS and reference.tag != "requiredKnowledge":
                what = f"requires {reference.get('href').rpartition('#')[2]}: it may require functions alone"
                raise self._refusal(each, what, requirement)
            found.append(self._target(each, reference))
        return found

    def targets(self, each: str, tag: str) -> list[str]:
        """The ids of what the children of one name point to.

        :raises NotADecisionModel: something is not there, or cannot be had
        """
        return [self._target(each, child) for child in self._structure.elements[each].children(tag)]

    def _target(self, each: str, reference: Element) -> str:
        file, _, target = reference.get("href").rpartition("#")
        kinds = _TARGETS[reference.tag]
        if not file or file == self._structure.namespace:
            if self._structure.tag(target) not in kinds:
                what = f"requires {target or 'nothing'}, which is not there as what is required"
                raise self._refusal(each, what, reference)
            return target
        if file in self._imports.broken:
            raise self._imports.broken[file]
        name = self._imports.name_of(file)
        if name is None:
            what = f"requires {target} of the model {file}, which the file does not import"
            raise self._refusal(each, what, reference)
        model = self._imports.models[name]
        if model.structure.tag(target) not in kinds:
            what = f"requires {target or 'nothing'} of {model.name}, where it is not there as what is required"
            raise self._refusal(each, what, reference)
        if target in model.broken:
            raise model.broken[target]
        return key_in(name, target)

    def _refusal(self, each: str, what: str, place: Element) -> NotADecisionModel:
        return self._fail(f"{self._structure.called(each)} {what}.", place)
