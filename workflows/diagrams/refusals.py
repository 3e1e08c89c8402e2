"""What a diagram is refused for: each refusal is a sentence that names the file, the element and what to do."""

from workflows.errors import Malformed


class BadDiagram(Malformed):
    """The diagram cannot be used."""


class NotReadable(BadDiagram):
    """The file is not XML that can be read."""


class HasDoctype(BadDiagram):
    """The file declares a document type."""


class TooLarge(BadDiagram):
    """The file is larger than a diagram may be."""


class TooDeep(BadDiagram):
    """The file nests elements deeper than a diagram may."""


class TooManyElements(BadDiagram):
    """The file has more elements than a diagram may."""


class NotBpmn(BadDiagram):
    """The file is XML but not a BPMN diagram."""
