"""The elements of a model that others name: by id, with what people call them."""

from workflows.decisions.reading import Element
from workflows.decisions.refusals import NotADecisionModel
from workflows.decisions.types import Fail, Types, ValueType

FUNCTIONS = ("businessKnowledgeModel", "decisionService")
"""What is called with arguments."""
_CALLED = {
    "decision": "decision",
    "inputData": "input",
    "businessKnowledgeModel": "business knowledge model",
    "decisionService": "decision service",
}


class Structure:
    """The decisions, inputs and functions of a file.

    :ivar elements: id → element; one without an id, which the standard allows, is known by its name and its place
    :ivar refusals: what stands against them
    """

    def __init__(self, root: Element, fail: Fail) -> None:
        self.root = root
        self.namespace = root.get("namespace")
        self.elements: dict[str, Element] = {}
        self.refusals: list[NotADecisionModel] = []
        for number, element in enumerate(root.children(*_CALLED), 1):
            each = element.get("id") or f"{element.get('name') or element.tag} {number}"
            if each in self.elements:
                what = f"The {element.tag} {element.get('name')} has the id {each}, which another has too"
                self.refusals.append(fail(f"{what}: give each its own.", element))
                continue
            self.elements[each] = element
        if not self.of("decision", *FUNCTIONS) and not root.child("itemDefinition"):
            self.refusals.append(fail("The model has no decision, and nothing that another could import.", None))

    def of(self, *tags: str) -> list[str]:
        """The ids of the elements of some kinds, kind by kind."""
        return [each for tag in tags for each, element in self.elements.items() if element.tag == tag]

    def tag(self, each: str) -> str:
        """Of which kind something is; empty where it is not there."""
        return self.elements[each].tag if each in self.elements else ""

    def name(self, each: str) -> str:
        """What people call something."""
        return self.elements[each].get("name") or each

    def called(self, each: str) -> str:
        """How a sentence that begins with it calls something."""
        return f"The {_CALLED[self.elements[each].tag]} {self.name(each)}"

    def variable(self, each: str) -> str:
        """The name under which it is read."""
        variable = self.elements[each].child("variable")
        return (variable.get("name") if variable else "") or self.name(each)

    def type(self, each: str, types: Types) -> ValueType:
        """The type of its variable.

        :raises NotADecisionModel: there is no such type
        """
        called = self.called(each)
        return types.of(self.elements[each].child("variable"), f"The variable of {called[0].lower()}{called[1:]}")

    def parameters(self, each: str) -> tuple[str, ...]:
        """The names of a business knowledge model's parameters."""
        logic = self.elements[each].child("encapsulatedLogic")
        return tuple(one.get("name") for one in logic.children("formalParameter")) if logic else ()
