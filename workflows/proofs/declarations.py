"""What a procedure declares beside its rules: the facts that it is given at its start.

``rules.yaml`` in the procedure's folder::

    rules:
      - ...
    facts:
      tenure: [secure, introductory]

Every case has one of the values of a declared fact from its start; the prover then decides conditions that speak of
declared facts alone, for each combination of them. The rules are read with those of the whole rule book.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from workflows.errors import Malformed
from workflows.proofs.facts import Facts
from workflows.yaml_reading import NOT_YAML, load

FILE = "rules.yaml"
LARGEST = 64_000
"""Bytes of the file."""
_MEMBERS = {"rules", "facts"}
_FORMER = "not_applicable"
"""Until the checker's third version, rules that say nothing of a procedure had to be declared so."""


class DeclarationUnreadable(Malformed):
    """What a procedure declares is not written as that is."""


@dataclass(frozen=True)
class Declarations:
    """What a procedure declares.

    :ivar facts: fact → the values that it may have
    """

    facts: Facts = field(default_factory=dict)


def read_declarations(files: Mapping[str, bytes], *, published: bool = False) -> Declarations:
    """Reads what a procedure declares.

    :param files: the procedure's files by path
    :param published: whether they are of a version that runs already: what was written then is let pass
    :raises DeclarationUnreadable: it is not written so, or rules are declared not to apply
    """
    content = files.get(FILE)
    if content is None:
        return Declarations()
    if len(content) > LARGEST:
        raise DeclarationUnreadable(f"{FILE} has {len(content):,} bytes; {LARGEST:,} are the most.")
    try:
        read = load(content)
    except NOT_YAML as error:
        raise DeclarationUnreadable(f"{FILE} is not YAML: {error}") from error
    if isinstance(read, Mapping) and _FORMER in read:
        if not published:
            raise DeclarationUnreadable(
                f"{FILE}: `{_FORMER}` is not needed any more, and declares nothing: a rule concerns a procedure "
                "that draws the act which it forbids, and no other. Take it out."
            )
        read = {name: value for name, value in read.items() if name != _FORMER} or {"rules": []}
    if not isinstance(read, Mapping) or not read or not set(read) <= _MEMBERS:
        raise DeclarationUnreadable(f"{FILE} holds `rules:` with a list of rules, perhaps `facts:`, and nothing else.")
    if not isinstance(read.get("rules", []), list):
        raise DeclarationUnreadable(f"{FILE}: `rules` is a list of rules.")
    return Declarations(_facts(read.get("facts", {})))


def _facts(given: Any) -> dict[str, tuple[Any, ...]]:
    if not isinstance(given, Mapping):
        raise DeclarationUnreadable(f"{FILE}: `facts` is a mapping from each fact to the list of its values.")
    for name, values in given.items():
        plain = isinstance(values, list) and values and all(isinstance(each, (bool, int, str)) for each in values)
        if not isinstance(name, str) or not plain:
            raise DeclarationUnreadable(
                f"{FILE}: the fact {name!r} needs a list of its values: texts, whole numbers, true or false."
            )
    return {name: tuple(values) for name, values in given.items()}
