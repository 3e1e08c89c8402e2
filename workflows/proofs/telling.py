"""A path told to people: the elements on it, by id and by name."""

from collections.abc import Sequence

from workflows.proofs.net import Net

MOST_NAMES = 40
"""In a sentence; the path itself is whole."""
Move = int | str
"""The number of a transition, or the name of what happened outside of the procedure."""


def told(net: Net, moves: Sequence[Move], last: bool = False) -> tuple[str, ...]:
    """The ids of the elements on a path; those of called processes behind the ids of the calls.

    :param last: whether the last one is told even if it is only plumbing: a step that opened
    """
    return tuple(path for path, _ in _told(net, moves, last))


def told_in_words(net: Net, moves: Sequence[Move], last: bool = False) -> str:
    """The names of the elements on a path, with arrows between them."""
    names = [name for _, name in _told(net, moves, last)]
    if len(names) > MOST_NAMES:
        half = MOST_NAMES // 2
        names = [*names[:half], "…", *names[-half:]]
    return " → ".join(names) or "at once"


def _told(net: Net, moves: Sequence[Move], last: bool) -> list[tuple[str, str]]:
    found = []
    for place, move in enumerate(moves):
        if isinstance(move, str):
            found.append((move, move))
        else:
            transition = net.transitions[move]
            if transition.shown or (last and place == len(moves) - 1):
                found.append((transition.path, transition.name))
    return found
