"""The procedures of a rule book as the legs of journeys: what each may assume when it goes on where another ended."""

from collections.abc import Mapping

from workflows.editions import Book
from workflows.proofs.beginnings import Beginnings, read_beginnings
from workflows.proofs.court import Starts
from workflows.proofs.journeys import JourneyBroken, Journeys, Leg
from workflows.proofs.rules import Rules
from workflows.runtime.accepting import compile_files
from workflows.runtime.beginnings import beginnings_of
from workflows.runtime.in_force import Reading


def journeys_of(reading: Reading, book: Book, others: Mapping[str, Mapping[str, bytes]] | None = None) -> Journeys:
    """The journeys through a rule book.

    :param others: procedure → files that stand for those of the book
    """

    def leg(name: str) -> Leg | None:
        files = (others or {}).get(name) or (book.procedure(name) if name in book.procedures else None)
        if files is None:
            return None
        compiled = compile_files(files, name, reading.vocabulary)
        steps, handlers = compiled.vocabulary.steps, compiled.vocabulary.handlers
        return Leg(
            name,
            compiled.graphs,
            read_beginnings(files),
            frozenset(each for each, kind in handlers.items() if kind == "inline"),
            {step.id: step.stopped_by for step in steps.values() if step.enforcement},
            frozenset(steps),
        )

    def beginnings() -> dict[str, Beginnings]:
        return beginnings_of(book) | {name: read_beginnings(files) for name, files in (others or {}).items()}

    return Journeys(leg, beginnings)


def before(book: Book, name: str) -> list[str]:
    """The procedures from which cases may come to a procedure, at once or earlier; not that itself."""
    found = [name]
    for each in found:
        files = book.procedure(each) if each in book.procedures else {}
        found += [earlier for earlier in sorted(read_beginnings(files).after) if earlier not in found]
    return [each for each in found[1:] if each in book.procedures]


def behind(book: Book, names: frozenset[str]) -> list[str]:
    """The procedures to which cases may come from some others, at once or later; not those themselves."""
    beginnings, reached = beginnings_of(book), set(names)
    while more := {name for name, each in beginnings.items() if reached & each.after.keys()} - reached:
        reached |= more
    return sorted(reached - names)


def starts_of(journeys: Journeys, name: str, rules: Rules) -> Starts:
    """How cases may stand when a procedure begins, by rule; as if each began anew where nobody can say it."""
    try:
        return journeys.starts(name, rules.rules)
    except JourneyBroken:
        return {}
