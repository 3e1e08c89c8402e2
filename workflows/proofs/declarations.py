"""What a procedure declares: which rules do not apply to it, and why; and the facts that it is given at its start.

``rules.yaml`` in the procedure's folder::

    not_applicable:
      - reason: No claim is issued here; the procedure ends with a recommendation.
        rules: [one-claim, order-before-warrant]
    facts:
      tenure: [secure, introductory]

Every case has one of the values of a declared fact from its start; the prover then decides conditions that speak of
declared facts alone, for each combination of them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import yaml

from workflows.errors import Malformed
from workflows.proofs.facts import Facts
from workflows.proofs.rules import Rules
from workflows.yaml_reading import BADLY_TYPED, StrictLoader

FILE = "rules.yaml"
LARGEST = 64_000
"""Bytes of the file."""
_MEMBERS = {"not_applicable", "facts"}
_FORM = "`not_applicable:` with a list of entries, each with `reason` (a text) and `rules` (a list of rule ids)"


class DeclarationUnreadable(Malformed):
    """What a procedure declares of the rules is not written as that is."""


@dataclass(frozen=True)
class Declarations:
    """What a procedure declares.

    :ivar not_applicable: rule id → reason
    :ivar facts: fact → the values that it may have
    """

    not_applicable: Mapping[str, str] = field(default_factory=dict)
    facts: Facts = field(default_factory=dict)


def read_declarations(files: Mapping[str, bytes], rules: Rules | None = None) -> Declarations:
    """Reads what a procedure declares.

    :param files: the procedure's files by path
    :param rules: those that there are; a declaration of any other is refused. Not asked where they are left out
    :raises DeclarationUnreadable: it is not written so, or names a rule that there is not, or one twice
    """
    content = files.get(FILE)
    if content is None:
        return Declarations()
    if len(content) > LARGEST:
        raise DeclarationUnreadable(f"{FILE} has {len(content):,} bytes; {LARGEST:,} are the most.")
    try:
        read = yaml.load(content, StrictLoader)  # noqa: S506  # a safe loader, and stricter
    except (yaml.YAMLError, *BADLY_TYPED) as error:
        raise DeclarationUnreadable(f"{FILE} is not YAML: {error}") from error
    if not isinstance(read, Mapping) or not read or not set(read) <= _MEMBERS:
        raise DeclarationUnreadable(f"{FILE} is not written as declarations are: {_FORM}; and `facts:`.")
    return Declarations(_not_applicable(read.get("not_applicable", []), rules), _facts(read.get("facts", {})))


def _not_applicable(entries: Any, rules: Rules | None) -> dict[str, str]:
    if not isinstance(entries, list):
        raise DeclarationUnreadable(f"{FILE} is not written as declarations are: {_FORM}.")
    declared: dict[str, str] = {}
    for number, entry in enumerate(entries, 1):
        where = f"{FILE}, entry {number}"
        if not isinstance(entry, Mapping) or set(entry) != {"reason", "rules"} or not isinstance(entry["rules"], list):
            raise DeclarationUnreadable(f"{where} is not written as declarations are: {_FORM}.")
        if not isinstance(entry["reason"], str) or len(entry["reason"].split()) < 3:
            raise DeclarationUnreadable(f"{where}: the reason must say in a sentence why the rules do not apply.")
        for rule in entry["rules"]:
            if not isinstance(rule, str):
                raise DeclarationUnreadable(f"{where}: {rule!r} is not the id of a rule.")
            if rules is not None and rule not in {each.id for each in rules.rules}:
                raise DeclarationUnreadable(f"{where}: there is no rule {rule!r}; correct the name or take it out.")
            if rule in declared:
                raise DeclarationUnreadable(f"{where}: {rule} is declared twice; leave one.")
            declared[rule] = entry["reason"]
    return declared


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
