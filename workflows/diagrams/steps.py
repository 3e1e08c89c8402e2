"""The steps of the house, from the rule book: ``steps.yaml`` of what is shared, and of each procedure."""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

import yaml

from workflows.diagrams.acts import KINDS, Act
from workflows.diagrams.vocabulary import Step
from workflows.errors import Malformed
from workflows.yaml_reading import load

MEMBERS = ("id", "who", "means", "law", "document")
WANTED = ("id", "who", "means")
NO_ACTS: Mapping[str, Act] = MappingProxyType({})


class StepsUnreadable(Malformed):
    """The vocabulary of steps cannot be read."""


def read_steps(files: Mapping[str, bytes], acts: Mapping[str, Act] = NO_ACTS) -> tuple[dict[str, Step], frozenset[str]]:
    """Reads the steps and the events of a rule book.

    :param files: the files named ``steps.yaml``, by their paths in the book
    :param acts: step id → act; a step that is an act says of which kind, and whether a hold forbids it
    :returns: step id → step; and the ids of what happens outside of a diagram and may be spoken of in rules
    :raises StepsUnreadable: with file, row and remedy: it is not written so, or an id stands twice in the whole book
    """
    steps: dict[str, Step] = {}
    events: set[str] = set()
    places: dict[str, str] = {}
    for path, content in sorted(files.items()):
        read = _content(path, content)
        for member in ("steps", "events"):
            for number, row in enumerate(read.get(member) or [], 1):
                step = _step(row, f"{path}, {member} row {number}", WANTED if member == "steps" else ("id", "means"))
                if member == "events" and step.who:
                    raise StepsUnreadable(
                        f"{path}, events row {number} ({step.id}) says `who` does it, so it is a step and no event: "
                        "nothing that somebody does happens outside of every diagram. Move it to `steps:`."
                    )
                if step.id in places:
                    raise StepsUnreadable(
                        f"{path}: {step.id} stands in {places[step.id]} already. Give one another id."
                    )
                places[step.id] = path
                if member == "steps":
                    steps[step.id] = _acting(step, acts.get(step.id))
                else:
                    events.add(step.id)
    return steps, frozenset(events)


def _content(path: str, content: bytes) -> Mapping[str, Any]:
    try:
        read = load(content)
    except (yaml.YAMLError, UnicodeDecodeError, ValueError, TypeError, AttributeError, LookupError) as error:
        raise StepsUnreadable(f"{path} is not YAML: {error}") from error
    lists = isinstance(read, Mapping) and all(isinstance(rows, list | None) for rows in read.values())
    if not lists or not read or not set(read) <= {"steps", "events"}:
        raise StepsUnreadable(
            f"{path} cannot be read: it holds `steps:` and perhaps `events:`, each with a list of rows."
        )
    return dict(read)


def _step(row: Any, where: str, wanted: tuple[str, ...]) -> Step:
    if not isinstance(row, Mapping):
        raise StepsUnreadable(f"{where}: a row is a set of named values, and {row!r} is none.")
    where = f"{where} ({row.get('id', 'without id')})"
    for member in wanted:
        if not isinstance(row.get(member), str) or not row[member].strip():
            raise StepsUnreadable(f"{where} lacks `{member}`, which is a text.")
    for member, value in row.items():
        if member == "enforcement":
            raise StepsUnreadable(
                f"{where}: whether a hold forbids a step follows from its kind of act. Take `enforcement` out, and "
                "give the step a row in acts.yaml."
            )
        if member not in MEMBERS:
            raise StepsUnreadable(f"{where}: there is no member {member!r}; a row has {', '.join(MEMBERS)}.")
        if not isinstance(value, str):
            raise StepsUnreadable(f"{where}: `{member}` is a text, and {value!r} is in another form.")
    return Step(**{"who": "", **row})


def _acting(step: Step, act: Act | None) -> Step:
    return replace(step, act=act.kind, enforcement=KINDS[act.kind].stops) if act is not None else step
