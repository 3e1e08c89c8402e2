"""Acts: the steps with an effect on a person's home, money or rights.

They stand in the rule book's ``law/acts.yaml``, and in ``acts.yaml`` of a procedure those that only it draws.

A row names the step, its kind, its source and how sure that is. What must precede an act say the rules: a rule book in
which no rule forbids an act until something has happened is refused (:mod:`workflows.proofs.law_book`).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from workflows.confidence import CONFIDENCES
from workflows.errors import Malformed
from workflows.yaml_reading import NOT_YAML, load


@dataclass(frozen=True)
class Kind:
    """A kind of act.

    :ivar stops: whether a hold (a breathing space, a death) forbids it
    :ivar wants: whether something must precede it
    """

    stops: bool
    wants: bool = True


KINDS: Mapping[str, Kind] = {
    "contact": Kind(stops=True),
    "send": Kind(stops=True),
    "serve": Kind(stops=True),
    "file": Kind(stops=True),
    "enforce": Kind(stops=True),
    # A decision or a draft towards one of these: it has no effect before that act, so nothing need precede it.
    "prepare": Kind(stops=True, wants=False),
    # What a court or a statute demands that a person be told, in that person's own interest.
    "disclose": Kind(stops=False),
    "decide": Kind(stops=False),
    "pay": Kind(stops=False),
    "write_off": Kind(stops=False),
    "dispose": Kind(stops=False),
}
EFFECTS: Mapping[str, frozenset[str]] = {
    "send": frozenset({"contact", "send", "serve", "disclose"}),
    **{kind: frozenset({kind}) for kind in ("contact", "serve", "file", "enforce", "prepare", "pay", "write_off")},
}
"""What an operation does → the kinds of act that a step with this operation may be."""
MEMBERS = ("step", "kind", "source", "confidence")


class ActsUnreadable(Malformed):
    """The acts of the rule book cannot be read."""


@dataclass(frozen=True)
class Act:
    """One row of ``acts.yaml``.

    :ivar confidence: ``confirmed``, ``to confirm`` or ``policy`` (the landlord's own choice)
    """

    step: str
    kind: str
    source: str
    confidence: str


def read_acts(files: Mapping[str, bytes]) -> dict[str, Act]:
    """Reads the acts; step id → act.

    :param files: path → content
    :raises ActsUnreadable: with row and remedy
    """
    acts: dict[str, Act] = {}
    for path, content in sorted(files.items()):
        for number, row in enumerate(_rows(path, content), 1):
            act = _act(row, f"{path}, row {number}")
            if act.step in acts:
                raise ActsUnreadable(f"{path}, row {number}: {act.step} stands there twice, or elsewhere; leave one.")
            acts[act.step] = act
    return acts


def _rows(path: str, content: bytes) -> list[Any]:
    try:
        read = load(content)
    except NOT_YAML as error:
        raise ActsUnreadable(f"{path} is not YAML: {error}") from error
    if isinstance(read, Mapping) and set(read) == {"acts"} and read["acts"] in (None, []):
        raise ActsUnreadable(f"{path} holds no row. Write one below `acts:`, or delete the file.")
    if not isinstance(read, Mapping) or set(read) != {"acts"} or not isinstance(read["acts"], list):
        raise ActsUnreadable(f"{path} holds `acts:` with a list of rows, and nothing beside.")
    return read["acts"]


def _act(row: Any, where: str) -> Act:
    if not isinstance(row, Mapping) or set(row) != set(MEMBERS):
        raise ActsUnreadable(f"{where}: a row has {', '.join(MEMBERS)}, each of them, and nothing else.")
    where = f"{where} ({row['step']})"
    for member in MEMBERS:
        if not isinstance(row[member], str) or not row[member].strip():
            raise ActsUnreadable(f"{where}: `{member}` is a text, and {row[member]!r} is in another form.")
    if row["kind"] not in KINDS:
        raise ActsUnreadable(f"{where}: `kind` is one of {', '.join(KINDS)}, and {row['kind']!r} is none of them.")
    if row["confidence"] not in CONFIDENCES:
        raise ActsUnreadable(f"{where}: `confidence` is one of {', '.join(CONFIDENCES)}.")
    return Act(**row)
