"""``typeRef``: the types of inputs and outputs, and the item definitions they name (DMN 1.5, 7.3.2, 7.3.3)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cached_property
from types import MappingProxyType
from typing import Any, TypeAlias

from workflows.decisions.reading import FEEL, Element
from workflows.decisions.refusals import NotADecisionModel
from workflows.expressions import FeelSyntaxError, Type, UnaryTests, compile_unary_tests, instances, kind_of

Fail: TypeAlias = Callable[[str, Element | None], NotADecisionModel]
"""Makes a refusal of a sentence that names the file, and the line of an element."""
_BUILT_IN = {
    "number": "number",
    "string": "string",
    "boolean": "boolean",
    "date": "date",
    "time": "time",
    "date and time": "date and time",
    "dateTime": "date and time",
    "days and time duration": "days and time duration",
    "dayTimeDuration": "days and time duration",
    "years and months duration": "years and months duration",
    "yearMonthDuration": "years and months duration",
    "context": "context",
    "list": "list",
    "function": "function",
    "range": "range",
    "integer": "number",
    "long": "number",
    "double": "number",
    "Any": "",
    "": "",
}
_PLAIN = {"number": frozenset({int, Decimal}), "string": frozenset({str}), "boolean": frozenset({bool})}
_WHOLE = frozenset({"integer", "long"})


@dataclass(frozen=True, slots=True)
class ValueType:
    """What values may stand in a place.

    :ivar name: as it is written in the model
    :ivar kind: the FEEL type; empty for any
    :ivar whole: a number without digits after the point
    :ivar many: a list of such values
    :ivar item: what the items of a list of lists must be
    :ivar constraint: unary tests that a list passes as a whole
    :ivar base: the type that this one restricts, where that has tests of its own
    :ivar signature: of a function, what it takes and gives
    :ivar result: of a function, what it gives
    :ivar allowed: unary tests that a value passes
    :ivar parts: the entries that a context must have, each with its type
    """

    name: str
    kind: str = ""
    whole: bool = False
    many: bool = False
    allowed: UnaryTests | None = None
    parts: tuple[tuple[str, "ValueType"], ...] = ()
    item: "ValueType | None" = None
    constraint: UnaryTests | None = None
    base: "ValueType | None" = None
    signature: Type | None = None
    result: "ValueType | None" = None

    def fits(self, value: Any) -> bool:
        """Whether a value may stand there. Null may stand anywhere: it says that a value is missing."""
        if value is None:
            return True
        if self.base and not self.base.fits(value):
            return False
        if self.many:
            if type(value) is not list or (self.item and not all(map(self.item.fits, value))):
                return False
            if self.constraint and self.constraint.test(value, {}) is not True:
                return False
            return all(map(replace(self, many=False, base=None).fits, value))
        if self.kind and kind_of(value) != self.kind:
            return False
        if self.signature and not instances.fits(value, self.signature):
            return False
        if self.whole and value != int(value):
            return False
        if not all(name in value and kind.fits(value[name]) for name, kind in self.parts):
            return False
        return self.allowed is None or self.allowed.test(value, {}) is True

    def conform(self, value: Any) -> tuple[bool, Any]:
        """Whether a value fits, and the value; of a list of one its item, and the other way round, and of a date its
        midnight in UTC, where that is asked for (DMN 1.5, 10.3.2.9.4).
        """
        if self.fits(value):
            return True, value
        if self.many and type(value) is not list and self.fits([value]):
            return True, [value]
        if not self.many and type(value) is list and len(value) == 1 and self.fits(value[0]):
            return True, value[0]
        if self.kind == "date and time" and type(value) is date:
            midnight = datetime(value.year, value.month, value.day, tzinfo=UTC)
            return self.fits(midnight), midnight
        return False, value

    @property
    def feel(self) -> Type:
        """The type as FEEL has it: without the values that are allowed."""
        parts, keys = tuple(of.feel for _, of in self.parts), tuple(name for name, _ in self.parts)
        inner = self.signature or Type(self.kind or "Any", parts, keys)
        return Type("list", (self.item.feel if self.item else inner,)) if self.many else inner

    @property
    def plain(self) -> frozenset[type]:
        """Python types whose values all fit: the fast path."""
        easy = not (self.whole or self.many or self.allowed)
        return _PLAIN.get(self.kind, frozenset()) if easy else frozenset()

    @property
    def anything(self) -> bool:
        """Whether every value fits."""
        return not self.kind and self.allowed is None and not self.many

    @property
    def given(self) -> "ValueType":
        """What a function of this type gives. A type that is none of functions is itself that of the result: so some
        tools write it.
        """
        return (self.result or ValueType("")) if self.kind == "function" and not self.many else self

    def __str__(self) -> str:
        name = f"list of {self.name or 'any'}" if self.many else self.name or "any value"
        tests = [each.text for each in (self.allowed, self.constraint) if each]
        return f"{name} among {' and '.join(tests)}" if tests else name


class Types:
    """The types that a model may name.

    :param imported: an import's name → the types that it brings
    :param entries: names of entries that imports bring
    :param strict: refuses values that there cannot be, and types that are not defined; otherwise the ones are null, and
        where the others are named stands any value
    :ivar doubts: the types that are named and not defined, where that is not refused
    """

    def __init__(
        self,
        definitions: Element,
        fail: Fail,
        imported: "Mapping[str, Types]" = MappingProxyType({}),
        entries: frozenset[str] = frozenset(),
        strict: bool = True,
    ) -> None:
        self._strict = strict
        self.doubts: list[NotADecisionModel] = []
        self._items = {item.get("name"): item for item in definitions.children("itemDefinition")}
        # DMN 1.1 writes qualified names; the prefixes are the file's to choose.
        self._own = definitions.prefixes(definitions.get("namespace"))
        self._foreign = definitions.prefixes() | {each.get("name") for each in definitions.children("import")}
        self._qualified = definitions.version == "1.1"
        # What may stand behind a dot: FEEL reads a name with blanks or signs only where it is known.
        named = [*definitions.below("itemComponent", "column", "output")]
        named += [variable for entry in definitions.below("contextEntry") for variable in entry.children("variable")]
        self.entries = (frozenset(each.get("name") for each in named) | entries) - {""}
        self._imported = imported
        self._gone = {each.get("name") for each in definitions.children("import")} - imported.keys()
        self._spaces = {
            prefix: each.get("name")
            for each in definitions.children("import")
            for prefix in definitions.prefixes(each.get("namespace"))
        }
        self._feel = definitions.prefixes(*FEEL) | {"feel"}
        self._fail = fail

    @cached_property
    def named(self) -> Mapping[str, Type]:
        """The types that FEEL may name in this model. Those that cannot be checked are not among them."""
        found, told = {}, len(self.doubts)
        for name, item in self._items.items():
            try:
                found[name] = self._of(name, name, (), item).feel
            except NotADecisionModel:
                continue
        for name, types in self._imported.items():
            for each, kind in types.named.items():
                found.setdefault(f"{name}.{each}" if name else each, kind)
        del self.doubts[told:]  # they are told where something is of such a type
        return found

    def of(self, element: Element | None, where: str) -> ValueType:
        """The type that the ``typeRef`` of an element names; any where there is no element, or it names none.

        :param where: the place that names it, for refusals
        :raises NotADecisionModel: there is no such type, or it is defined by itself
        """
        return self._of(element.get("typeRef"), where, (), element) if element else ValueType("")

    def _of(self, reference: str, where: str, seen: tuple[str, ...], place: Element) -> ValueType:
        prefix, _, local = reference.rpartition(":")
        # Later versions have none, but files that were of 1.1 still write prefixes that stand for nothing now.
        ours = prefix in self._own or (prefix and prefix not in self._foreign and not self._qualified)
        if reference not in self._items and ours and local in self._items:
            reference = local
        item = self._items.get(reference)
        if item is None:
            name = local if prefix in self._feel else reference
            if name in _BUILT_IN:
                return ValueType(name, _BUILT_IN[name], name in _WHOLE)
            foreign = self._foreign_type(reference, where, place)
            if foreign is None:
                gone = prefix in self._gone or any(reference.startswith(f"{name}.") for name in self._gone if name)
                why = "which stands in an import that cannot be had" if gone else "which the model does not define"
                wrong = self._fail(f"{where} has the type {reference}, {why}.", place)
                if self._strict or gone:
                    raise wrong
                self.doubts.append(wrong)
            return foreign or ValueType("")
        if reference in seen:
            raise self._fail(f"The type {reference} is defined by itself.", item)
        if function := item.child("functionItem"):
            kind = self._function(function, reference, (*seen, reference))
        elif item.child("itemComponent"):
            parts = tuple(self._part(each, reference, (*seen, reference)) for each in item.children("itemComponent"))
            kind = ValueType(reference, "context", parts=parts)
        else:
            base = item.child("typeRef")
            named = base.content() if base else ""
            kind = self._of(named, f"The type {reference}", (*seen, reference), item)
        return replace(self._restricted(_listed(kind, item, reference), item, f"the type {reference}"), name=reference)

    def _foreign_type(self, reference: str, where: str, place: Element) -> ValueType | None:
        """A type that an import brings: ``imported.name``, ``prefix:name`` in DMN 1.1, or without a name of its own."""
        prefix, _, local = reference.rpartition(":")
        for name, types in self._imported.items():
            own = reference.removeprefix(f"{name}.") if name else reference
            if self._spaces.get(prefix) == name:
                own = local
            elif own == reference and name:
                continue
            if types.has(own):
                return replace(types._of(own, where, (), place), name=reference)
        return None

    def has(self, name: str) -> bool:
        """Whether the model defines a type of this name, or imports one."""
        return name in self._items or any(
            types.has(name.removeprefix(f"{of}.")) for of, types in self._imported.items() if name.startswith(f"{of}.")
        )

    def _function(self, item: Element, name: str, seen: tuple[str, ...]) -> ValueType:
        """The type of functions that a ``functionItem`` describes."""
        takes = [
            self._of(each.get("typeRef"), f"The parameter {each.get('name')} of the type {name}", seen, each)
            for each in item.children("parameters")
        ]
        result = self._of(item.get("outputTypeRef"), f"The result of the type {name}", seen, item)
        signature = Type("function", (*(each.feel for each in takes), result.feel))
        return ValueType(name, "function", signature=signature, result=result)

    def _part(self, component: Element, owner: str, seen: tuple[str, ...]) -> tuple[str, ValueType]:
        name = component.get("name")
        where = f"The entry {name} of the type {owner}"
        if component.child("itemComponent"):
            inner = tuple(self._part(each, f"{owner}.{name}", seen) for each in component.children("itemComponent"))
            kind = ValueType(name, "context", parts=inner)
        else:
            base = component.child("typeRef")
            kind = self._of(base.content() if base else "", where, seen, component)
        return name, self._restricted(_listed(kind, component, name), component, where)

    def _restricted(self, kind: ValueType, element: Element, where: str) -> ValueType:
        """The type with the tests of its definition. Those of ``allowedValues`` are for the items of a list, those of
        ``typeConstraint`` (DMN 1.5) for the list.
        """
        for tag in ("allowedValues", "typeConstraint"):
            child = element.child(tag)
            if child is not None:
                tests = self.tests(child, f"The allowed values of {where}")
                if kind.allowed or kind.constraint:
                    kind = replace(kind, base=kind)
                listed = kind.many and tag == "typeConstraint"
                kind = replace(kind, constraint=tests) if listed else replace(kind, allowed=tests)
        return kind

    def tests(self, element: Element, where: str) -> UnaryTests | None:
        """Unary tests that say which values are allowed; None when the text is empty."""
        text = element.text()
        try:
            return compile_unary_tests(text, strict=self._strict) if text else None
        except FeelSyntaxError as error:
            raise self._fail(f"{where}: {error.sentence}.", element.line_of_text(error.line)) from None


def _listed(kind: ValueType, element: Element, name: str) -> ValueType:
    """The type of an item definition that says it is a collection; of what is one already, a list of lists."""
    if element.get("isCollection") != "true":
        return kind
    return ValueType(name, many=True, item=kind) if kind.many else replace(kind, many=True)
