"""``import``: the other files that a model names, and what they hold (DMN 1.5, 6.3.3)."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from workflows.decisions.deciding import Home
from workflows.decisions.reading import NAMESPACES, Element, read
from workflows.decisions.refusals import NotADecisionModel
from workflows.decisions.types import Fail, Types, ValueType

if TYPE_CHECKING:
    from workflows.decisions.parser import ModelParser


class Neighbours:
    """The files that are given together with a model, found by their namespaces; each is read once, when it is asked
    for.

    :param parse: reads a file's ``definitions``: takes it and the file's name
    """

    def __init__(self, files: Mapping[str, bytes], parse: "Callable[[Element, str], ModelParser]") -> None:
        self._files, self._parse = files, parse
        self._roots: dict[str, list[tuple[Element, str]]] | None = None
        self._read: dict[str, ModelParser] = {}
        self.open: list[str] = []

    def model(self, namespace: str) -> "ModelParser":
        """The model of a namespace.

        :raises LookupError: why there is none, a phrase about the file that imports it
        """
        if namespace in self._read:
            return self._read[namespace]
        if namespace in self.open:
            raise LookupError("which imports it again, so that neither can be read first: take one import out")
        found = self._by_namespace().get(namespace, [])
        if not found:
            raise LookupError("which is not among the files beside it: add the file with that namespace")
        if len(found) > 1:
            names = " and ".join(name for _, name in found)
            raise LookupError(f"and {names} both have that namespace: give each its own")
        (root, name), *_ = found
        self._read[namespace] = self._parse(root, name)
        return self._read[namespace]

    def _by_namespace(self) -> dict[str, list[tuple[Element, str]]]:
        if self._roots is None:
            self._roots = {}
            for name, content in sorted(self._files.items()):
                try:
                    root = read(content, name)
                except NotADecisionModel:
                    continue  # is refused where it is asked for itself
                self._roots.setdefault(root.get("namespace"), []).append((root, name))
        return self._roots


class Imports:
    """What one file imports.

    :ivar models: the import's name → the model; an import without a name brings its names among the file's own
    :ivar broken: namespace → why it cannot be had
    :ivar missing: the import's name → the same
    """

    def __init__(self, root: Element, fail: Fail, neighbours: Neighbours) -> None:
        self.models: dict[str, ModelParser] = {}
        self.broken: dict[str, NotADecisionModel] = {}
        self.missing: dict[str, NotADecisionModel] = {}
        self._names: dict[str, str] = {}
        neighbours.open.append(root.get("namespace"))
        for element in root.children("import"):
            namespace, name = element.get("namespace"), element.get("name")
            called = f"The model imports {namespace or 'nothing'}{f' as {name}' if name else ''}"
            if element.get("importType") and element.get("importType") not in NAMESPACES:
                why = f"which is of the kind {element.get('importType')}: Duecourse imports DMN alone"
            elif name in self.models:
                why = "a name that another import has: give each its own"
            else:
                try:
                    self.models[name] = neighbours.model(namespace)
                    self._names[namespace] = name
                    continue
                except LookupError as error:
                    why = str(error)
            self.broken[namespace] = self.missing[name] = fail(f"{called}, {why}.", element)
        neighbours.open.pop()

    @property
    def refusals(self) -> list[NotADecisionModel]:
        """What stands against the imports, and against those of what is imported."""
        found = list(self.broken.values())
        for model in self.models.values():
            found += model.imports.refusals
        return found

    @property
    def files(self) -> list[str]:
        """The names of the files, and of those that they import."""
        files = {model.name: None for model in self.models.values()}
        for model in self.models.values():
            files.update(dict.fromkeys(model.imports.files))
        return list(files)

    def name_of(self, namespace: str) -> str | None:
        """The name under which a namespace is imported; None where it is not."""
        return self._names.get(namespace)

    @property
    def names(self) -> frozenset[str]:
        """Names that expressions may read because of the imports."""
        plain = self.models[""].variables if "" in self.models else frozenset[str]()
        return (frozenset(self.models) | plain) - {""}

    @property
    def entries(self) -> frozenset[str]:
        """Names that may stand behind an import's name and a dot."""
        found = frozenset[str]()
        for model in self.models.values():
            found |= model.variables | model.types.entries | model.imports.entries | model.imports.names
        return found

    @property
    def types(self) -> dict[str, Types]:
        """The import's name → the types that it brings."""
        return {name: model.types for name, model in self.models.items()}

    @property
    def homes(self) -> dict[Home, Mapping[str, ValueType]]:
        """The places of what is imported, outer ones first."""
        found: dict[Home, Mapping[str, ValueType]] = {}
        for name, model in self.models.items():
            for home, inputs in model.homes.items():
                found[name, *home] = inputs
        return found

    def parts(self) -> dict[str, Any]:
        """The parts of what is imported, by their ids here."""
        return {key: part for name, model in self.models.items() for key, part in model.parts_as(name).items()}
