"""One thing that is wrong in a diagram."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """Something that would not run as it is drawn.

    :ivar element: the id of the element, or of the process
    :ivar line: its line in the file; 0 if it has none
    :ivar rule: the rule's name, in kebab case
    :ivar text: a sentence that names the element, says what is wrong and what to do
    """

    element: str
    line: int
    rule: str
    text: str
