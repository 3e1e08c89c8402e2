"""XML of a model → its decisions, its business knowledge models and the types of its input data."""

from collections.abc import Callable, Iterator, Mapping

from workflows.decisions import vendors
from workflows.decisions.logic import Reader
from workflows.decisions.parts import Decision, Knowledge
from workflows.decisions.reading import Element
from workflows.decisions.refusals import NotADecisionModel, together
from workflows.decisions.types import Types, ValueType

_REFUSED = {"decisionService": "decision services", "import": "imports"}
_CALLED = {
    "decision": "decision",
    "inputData": "input",
    "businessKnowledgeModel": "business knowledge model",
    "decisionService": "decision service",
}
_REQUIRED = {
    "informationRequirement": ("requiredDecision", "requiredInput"),
    "knowledgeRequirement": ("requiredKnowledge",),
}
_TARGETS = {"requiredDecision": "decision", "requiredInput": "inputData", "requiredKnowledge": "businessKnowledgeModel"}


class ModelParser:
    """Reads one file.

    :param root: its ``definitions``
    :param functions: FEEL name → pure Python function of FEEL values
    :param name: the file's name, for refusals
    :ivar broken: id → why a decision or a business knowledge model cannot be run
    :ivar dropped: what of vendors is left aside, a sentence each
    :ivar refusals: all that is wrong in the file, and stands not only in somebody else's way
    """

    def __init__(self, root: Element, functions: Mapping[str, Callable[..., object]], name: str) -> None:
        self.root, self.functions, self.name = root, functions, name
        self.broken: dict[str, NotADecisionModel] = {}
        self.refusals = [
            self.fail(f"Duecourse does not run {_REFUSED[element.tag]}.", element)
            for element in root.children(*_REFUSED)
        ]
        self.elements: dict[str, Element] = {}
        for number, element in enumerate(root.children(*_CALLED), 1):
            each = element.get("id") or f"{element.get('name') or element.tag} {number}"
            if each in self.elements:
                what = f"The {element.tag} {element.get('name')} has the id {each}, which another has too"
                self.refusals.append(self.fail(f"{what}: give each its own.", element))
                continue
            self.elements[each] = element
        if not self._of("decision"):
            self.refusals.append(self.fail("The model has no decision."))
        self.types = Types(root, self.fail)
        self.dropped = vendors.dropped(root)
        for element in root.children():
            if element.tag not in {"decision", "businessKnowledgeModel"}:
                self.refusals += self._foreign(element)

    def fail(self, sentence: str, place: Element | None = None) -> NotADecisionModel:
        """A refusal that names the file, and the line of an element."""
        line, element = (place.line, place.id) if place else (0, "")
        where = f"{self.name}, line {line}" if line else self.name
        return NotADecisionModel(f"{where}: {sentence}", file=self.name, line=line, element=element)

    def name_of(self, each: str) -> str:
        """What people call a decision, or another thing."""
        return self.elements[each].get("name") or each

    def facts(self) -> dict[str, ValueType]:
        """The names of the input data → their types. A type that cannot be checked breaks what requires the input."""
        found = {}
        for each in self._of("inputData"):
            try:
                found[self._variable(each)] = self._type(each)
            except NotADecisionModel as error:
                self._breaks(each, error)
                found[self._variable(each)] = ValueType("")
        return found

    def parts(self) -> dict[str, Decision | Knowledge]:
        """The decisions and business knowledge models, by id; those that cannot be run are in ``broken``."""
        for each in self._of("decisionService"):
            self._breaks(each, self._refusal(each, "is a decision service"))
        wanted = [*self._of("decision"), *self._of("businessKnowledgeModel")]
        requires = {}
        for each in wanted:
            try:
                requires[each] = self._required(each)
            except NotADecisionModel as error:
                self._breaks(each, error)
        found: dict[str, Decision | Knowledge] = {}
        for each in self._in_order(requires):
            try:
                for required in requires[each]:
                    if required in self.broken:
                        raise self.broken[required]
                found[each] = self._part(each, requires[each])
            except NotADecisionModel as error:
                self._breaks(each, error)
        return {each: found[each] for each in wanted if each in found}

    def _foreign(self, element: Element) -> list[NotADecisionModel]:
        return [self.fail(sentence, place) for sentence, place in vendors.foreign(element)]

    def _breaks(self, each: str, error: NotADecisionModel) -> None:
        self.refusals.append(error)
        self.broken[each] = error

    def _refusal(self, each: str, what: str) -> NotADecisionModel:
        return self.fail(f"{self._called(each)} {what}, which Duecourse does not run.", self.elements[each])

    def _of(self, tag: str) -> list[str]:
        return [each for each, element in self.elements.items() if element.tag == tag]

    def _required(self, each: str) -> list[str]:
        """Ids of the decisions, input data and business knowledge models that a decision or another requires."""
        found = []
        element = self.elements[each]
        for requirement in element.children(*_REQUIRED):
            reference = requirement.child(*_REQUIRED[requirement.tag])
            file, _, target = reference.get("href").rpartition("#") if reference else ("", "", "")
            if file and file != self.root.get("namespace"):
                what = f"requires {target} of the model {file}: Duecourse does not run imports"
                raise self.fail(f"{self._called(each)} {what}.", requirement)
            if target in self.elements and self.elements[target].tag == "decisionService":
                raise self._refusal(each, f"requires {self.name_of(target)}, a decision service")
            kind = _TARGETS[reference.tag] if reference else ""
            if target not in self.elements or self.elements[target].tag != kind:
                what = f"requires {target or 'nothing'}, which is not there as what is required"
                raise self.fail(f"{self._called(each)} {what}.", requirement)
            if element.tag == "businessKnowledgeModel" and kind != "businessKnowledgeModel":
                what = f"requires {target}: it may require its own kind alone"
                raise self.fail(f"{self._called(each)} {what}.", requirement)
            found.append(target)
        return found

    def _in_order(self, requires: Mapping[str, list[str]]) -> Iterator[str]:
        """The parts, each after those that it requires. A circle breaks all that stand in it or require it."""
        remaining = {each: {to for to in targets if to in requires} for each, targets in requires.items()}
        while ready := [each for each, targets in remaining.items() if not targets]:
            for each in ready:
                del remaining[each]
            for targets in remaining.values():
                targets.difference_update(ready)
            yield from ready
        names = " and ".join(self._called(each) for each in remaining)
        for each in remaining:
            self._breaks(each, self.fail(f"{names} require one another in a circle.", self.elements[each]))

    def _variable(self, each: str) -> str:
        variable = self.elements[each].child("variable")
        return (variable.get("name") if variable else "") or self.name_of(each)

    def _type(self, each: str) -> ValueType:
        return self.types.of(self.elements[each].child("variable"), f"The variable of {self._called(each)}")

    def _called(self, each: str) -> str:
        return f"The {_CALLED[self.elements[each].tag]} {self.name_of(each)}"

    def _part(self, each: str, requires: list[str]) -> Decision | Knowledge:
        element = self.elements[each]
        where = self._called(each)
        functions = self._of("businessKnowledgeModel")
        knowledge = {self._variable(to): self._parameters(to) for to in requires if to in functions}
        names = frozenset(self._variable(to) for to in requires)
        if element.tag == "decision":
            names |= {self._variable(to) for to in self._of("inputData")}
        shown = where[0].lower() + where[1:]
        reader = Reader(knowledge, each, shown, self.types, self.functions, names, self.fail)
        needed = tuple(to for to in requires if self.elements[to].tag != "inputData")
        part = self._read(each, reader, needed)
        if reader.refusals:
            raise together(reader.refusals)
        return part

    def _read(self, each: str, reader: Reader, needed: tuple[str, ...]) -> Decision | Knowledge:
        element, name, where = self.elements[each], self.name_of(each), self._called(each)
        try:
            if wrong := self._foreign(element):
                raise together(wrong)
            if element.tag == "decision":
                logic = reader.logic(element, where)
                return Decision(each, name, self._variable(each), needed, logic, self._type(each))
            inside = element.child("encapsulatedLogic")
            if inside is None:
                raise self.fail(f"{where} has no logic: give it a function.", element)
            return Knowledge(each, name, self._variable(each), needed, reader.function(inside, where))
        except NotADecisionModel as error:
            raise together([*reader.refusals, error]) from None

    def _parameters(self, each: str) -> tuple[str, ...]:
        logic = self.elements[each].child("encapsulatedLogic")
        return tuple(one.get("name") for one in logic.children("formalParameter")) if logic else ()
