"""What a procedure declares of the rules: which do not apply to it, and why.

``rules.yaml`` in the procedure's folder::

    not_applicable:
      - reason: No claim is issued here; the procedure ends with a recommendation.
        rules: [one-claim, order-before-warrant]
"""

from collections.abc import Mapping

import yaml

from workflows.errors import Malformed
from workflows.proofs.reading import StrictLoader
from workflows.proofs.rules import Rules

FILE = "rules.yaml"
_FORM = "`not_applicable:` with a list of entries, each with `reason` (a text) and `rules` (a list of rule ids)"


class DeclarationUnreadable(Malformed):
    """What a procedure declares of the rules is not written as that is."""


def read_declarations(files: Mapping[str, bytes], rules: Rules) -> dict[str, str]:
    """The rules that a procedure declares not applicable: rule id → reason.

    :param files: the procedure's files by path
    :raises DeclarationUnreadable: it is not written so, or names a rule that there is not, or one twice
    """
    content = files.get(FILE)
    if content is None:
        return {}
    try:
        read = yaml.load(content, StrictLoader)  # noqa: S506  # a safe loader, and stricter
    except (ValueError, yaml.YAMLError, RecursionError) as error:
        raise DeclarationUnreadable(f"{FILE} is not YAML: {error}") from error
    if not isinstance(read, Mapping) or set(read) != {"not_applicable"} or not isinstance(read["not_applicable"], list):
        raise DeclarationUnreadable(f"{FILE} is not written as declarations are: {_FORM}.")
    known = {rule.id for rule in rules.rules}
    declared: dict[str, str] = {}
    for number, entry in enumerate(read["not_applicable"], 1):
        where = f"{FILE}, entry {number}"
        if not isinstance(entry, Mapping) or set(entry) != {"reason", "rules"} or not isinstance(entry["rules"], list):
            raise DeclarationUnreadable(f"{where} is not written as declarations are: {_FORM}.")
        if not isinstance(entry["reason"], str) or len(entry["reason"].split()) < 3:
            raise DeclarationUnreadable(f"{where}: the reason must say in a sentence why the rules do not apply.")
        for rule in entry["rules"]:
            if rule not in known:
                raise DeclarationUnreadable(f"{where}: there is no rule {rule!r}; correct the name or take it out.")
            if rule in declared:
                raise DeclarationUnreadable(f"{where}: {rule} is declared twice; leave one.")
            declared[rule] = entry["reason"]
    return declared
