"""What the commands about the rule book do: editions, edition, propose-book, proposal."""

from collections.abc import Callable
from pathlib import Path

from api.commands.does.opening import open_house, who
from api.commands.does.procedures import how_to_publish
from api.commands.door import counted, out
from tasks.acts import procedures, rule_book, sample_letters, signing
from tasks.acts.sample_letters import SIDES, LettersSeen, Sample
from workflows.confidence import TO_CONFIRM, marked
from workflows.editions import Book
from workflows.editions.changes import changes_between
from workflows.editions.comparing import Changed
from workflows.errors import Malformed
from workflows.runtime.publishing import SEEN


class FolderNotEmpty(Malformed):
    """The folder is not empty."""


def editions() -> None:
    """Lists them; see the command."""
    house = open_house()
    seen = rule_book.list_(house, signing.operator(house))
    for each in seen.editions:
        by = seen.names.get(each.published_by, each.published_by)
        out.print(f"{each.number:>4}  {each.published_at:%Y-%m-%d %H:%M}  {each.sha256[:12]}  {each.title} ({by})")
    if not seen.editions:
        out.print(f"No edition is published yet; the rule book of {house.settings.bpmn} is in force.")
    for proposal in [*seen.drafts, *seen.proposals]:
        out.print(f"   {proposal.status} {proposal.id}: {proposal.title or proposal.name}")


def edition(number: int, to: Path | None, against: int | None, letters: Path | None) -> None:
    """Shows or writes one; see the command.

    :raises FolderNotEmpty: something is in the folder already
    """
    house = open_house()
    seen = rule_book.look(house, signing.operator(house), number, against=against)
    if to is not None:
        _must_be_empty(to)
        for path, content in seen.book.items():
            file = to / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content)
        out.print(f"Edition {seen.edition.number} is in {to}: {counted(len(seen.book), 'file')}.")
        return
    out.print(f"Edition {seen.edition.number}: {seen.edition.title}")
    _tell(seen.changed, seen.against)
    person = signing.operator(house)
    compared = sample_letters.of_edition(house, person, number, against=against)
    tell_letters(compared)
    if letters is not None:

        def printed(wanted: Sample) -> bytes:
            return sample_letters.print_edition(house, person, number, wanted=wanted, against=against)

        _write_letters(compared, letters, printed)


def propose(folder: Path, title: str, user: str, password: str) -> None:
    """Proposes a folder; see the command."""
    house = open_house()
    person = who(house, user, password)
    changes = changes_between(house.book, Book.of_folder(folder))
    draft = rule_book.begin(house, person, title=title)
    rule_book.save(house, person, draft.id, files=changes, whole=True)
    _tell(rule_book.look_at_draft(house, person, draft.id).changed, draft.parent)
    tell_letters(sample_letters.of_draft(house, person, draft.id))
    try:
        proposal = rule_book.propose(house, person, draft.id)
    except Exception:
        rule_book.discard(house, person, draft.id, reason="It was refused when it was proposed.")
        raise
    out.print("It is proved and proposed. Another person publishes it, in the pages or:")
    how_to_publish(proposal.id)


def _tell(changed: list[Changed], against: int) -> None:
    if not against:
        out.print("There is no edition before it.")
        return
    for each in changed:
        about = f"{each.path}, {each.element}" if each.element else each.path
        out.print(f"  {about}: {each.sentence}.")
        for words, content in (("before", each.before), ("after", each.after)):
            if content:
                out.print(f"      {words}: {content}")
    if not changed:
        out.print(f"  Nothing changed since edition {against}.")


def proposal(number: int, user: str, password: str, letters: Path | None) -> None:
    """Shows a proposal; see the command."""
    house = open_house()
    person = who(house, user, password)
    seen = procedures.examine(house, person, number)
    made = seen.examined
    out.print(f"Proposal {number}: {seen.proposal.title or seen.proposal.name} ({seen.proposal.status})")
    out.print(f"  proposed by {seen.names.get(seen.proposal.proposed_by, 'the system')}")
    _tell(seen.told, house.runtime.edition)
    compared = sample_letters.of_draft(house, person, number)
    tell_letters(compared)
    if letters is not None:
        _write_letters(
            compared, letters, lambda wanted: sample_letters.print_draft(house, person, number, wanted=wanted)
        )
    for name, each in made.procedures.items():
        for verdict in each.proof.verdicts:
            confidence = seen.rules[verdict.rule].confidence if verdict.rule in seen.rules else ""
            out.print(f"  {name}, {marked(verdict.rule, confidence)}: {verdict.outcome.lower()}")
    for place in seen.to_confirm:
        out.print(f"  it rests on {place}, which is {TO_CONFIRM}")
    for sentence in made.objections:
        out.print(f"  against it: {sentence}")
    for sentence in made.of_law:
        out.print(f"  cases would be held to otherwise: {sentence}")
    for sentence in made.told:
        out.print(f"  it means for others: {sentence}")
    out.print(f"Certificate, as the law stands today: {made.sha256}")
    out.print(
        "It may not be published."
        if made.objections
        else f"It may be published by {'compliance' if made.of_law else 'somebody else'}, and by none of its authors:"
    )
    if not made.objections:
        out.print(f"  duecourse approve {number} --user NAME --certificate {made.sha256[:SEEN]}")


def _write_letters(seen: LettersSeen, folder: Path, printed: Callable[[Sample], bytes]) -> None:
    _must_be_empty(folder)
    folder.mkdir(parents=True, exist_ok=True)
    written = 0
    for each in seen.letters:
        for name, side in zip(SIDES, (each.before, each.after), strict=True):
            if side.html:
                wanted = Sample(each.place, each.situation.name, each.on, name)
                file = folder / f"{each.place}-{each.situation.name}-{each.on}-{name}.pdf"
                file.write_bytes(printed(wanted))
                written += 1
    out.print(f"{counted(written, 'letter')} on made-up tenants in {folder}.")


def _must_be_empty(folder: Path) -> None:
    if folder.exists() and any(folder.iterdir()):
        raise FolderNotEmpty(f"{folder} is not empty, so nothing was written. Give an empty folder.")


def tell_letters(seen: LettersSeen) -> None:
    """The letters that become otherwise, in words."""
    if seen.against:
        out.print(f"  The letters cannot be compared: {seen.against}")
    for each in seen.letters:
        out.print(f"  letter {each.place}, {each.title}. {each.situation.words} (made up); dated {each.on:%-d %B %Y}:")
        for words, side in (("before", each.before), ("after", each.after)):
            if side.sentence:
                out.print(f"      {words}, it is not made: {side.sentence}")
        if each.after.counted_by:
            out.print(f"      its days are counted by {', '.join(each.after.counted_by)}")
        for before, after in each.told:
            out.print(f"      before: {before or 'nothing'}")
            out.print(f"      after: {after or 'nothing'}")
