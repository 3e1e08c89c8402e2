"""Examples beside each rule: sequences of steps that it must let happen (``right``), and such that it must catch.

A sequence is one text, ``check_benefits, decide_notice by tess``: steps and events in their order, with a person where
it matters who did it. It is caught where the rule forbids one of its steps, or where it ends owing something.
"""

from collections.abc import Collection, Mapping
from typing import Any, NamedTuple

from workflows.errors import Malformed

MEMBERS = ("right", "wrong")


class ExampleUnreadable(Malformed):
    """The examples of a rule are not written as examples are, or are missing."""


class Done(NamedTuple):
    """A step of an example, and who did it; empty where it does not matter."""

    step: str
    person: str = ""


Sequence = tuple[Done, ...]


def sequences_of(row: Mapping[str, Any], member: str, where: str, known: Collection[str]) -> tuple[Sequence, ...]:
    """The sequences that a rule's row gives under ``right`` or ``wrong``; none where it has no such member.

    :param where: file and rule, for refusals
    :param known: the names of steps and events
    :raises ExampleUnreadable: it is in another form, or names a step that there is not
    """
    listed = row.get(member, [])
    if not isinstance(listed, list) or not all(isinstance(each, str) and each.strip() for each in listed):
        raise ExampleUnreadable(f"{where}: `{member}` is a list of sequences, each a text: `one_step, another by ann`.")
    read = []
    for text in listed:
        sequence = []
        for part in text.split(","):
            words = part.split()
            if len(words) not in {1, 3} or (len(words) == 3 and words[1] != "by"):
                raise ExampleUnreadable(
                    f"{where}: in `{member}`, {part.strip()!r} is neither `step` nor `step by ann`."
                )
            if words[0] not in known:
                raise ExampleUnreadable(f"{where}: in `{member}`, there is no step {words[0]!r}. Correct its name.")
            sequence.append(Done(words[0], words[2] if len(words) == 3 else ""))
        read.append(tuple(sequence))
    return tuple(read)
