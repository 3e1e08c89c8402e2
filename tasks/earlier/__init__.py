"""Procedures as they were shipped, before others stood in place of them.

A landlord whose cases run on one keeps it: an upgrade gives its book what was shipped then, and not what stands in
place of it now, for one debt has one of the two. What is new comes as a draft, when the landlord wants it.
"""

from pathlib import Path

from workflows.editions import Book

ARREARS = Path(__file__).parent / "arrears"
"""One diagram, in place of which ``early_intervention`` stands."""
IN_PLACE_OF = {"arrears": "early_intervention"}


def with_earlier(library: Book, published: frozenset[str]) -> Book:
    """A library as a landlord takes it who has published some procedures: with those that were shipped then.

    :param published: the procedures that were published here
    """
    changes: dict[str, bytes | None] = {}
    for name in sorted(published & IN_PLACE_OF.keys()):
        successor, folder = f"procedures/{IN_PLACE_OF[name]}/", Path(__file__).parent / name
        changes |= {path: None for path in library if path.startswith(successor)}
        changes |= {
            f"procedures/{name}/{path.relative_to(folder).as_posix()}": path.read_bytes()
            for path in sorted(folder.rglob("*"))
            if path.is_file()
        }
    return library.with_changes(changes)
