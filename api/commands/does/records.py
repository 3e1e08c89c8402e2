"""What the commands about the record do, and about what keeps it."""

from collections.abc import Callable
from pathlib import Path

from api.commands.does.opening import open_house, who
from api.commands.door import out
from tasks import backups, upgrading
from tasks.acts import records, signing
from tasks.assembly import must_be_there
from tasks.records import UNREADABLE, Heads, parse, verify_record, why_unreadable, write_export
from workflows.errors import Malformed
from workflows.runtime.house import NoSuchCase
from workflows.settings import Settings


class RecordUnreadable(Malformed):
    """This is no record."""


def verify(record: Path | None, head: Path | None, key: str | None) -> bool:
    """Checks an exported record, or everything; see the command.

    :returns: whether all is in order
    """
    if record is not None:
        try:
            content = parse(record.read_text(encoding="utf-8"))
            heads = Heads.read(head.read_text(encoding="utf-8")) if head else None
            problems, said_besides = verify_record(content, key, heads)
            notes = list(said_besides)
            counted = f"{content['statement']['length']} entries" if not problems else ""
        except UNREADABLE as error:
            said = why_unreadable(error)
            raise RecordUnreadable(f"{record} cannot be read as an exported record: {said}.") from error
        sentences = [problem.sentence for problem in problems]
    else:
        must_be_there(Settings.from_environment())
        house = open_house()
        report = records.check_everything(house, signing.operator(house), heads_file=head)
        sentences, notes = [finding.sentence for finding in report.findings], report.notes
        counted = f"{report.entries:,} entries in {report.chains:,} chains"
    for sentence in sentences[:50]:
        out.print(f"NOT IN ORDER: {sentence}.")
    if not sentences:
        out.print(f"In order: {counted}.")
    for note in notes:
        out.print(f"Note: {note}")
    return not sentences


def export(reference: str, folder: Path, user: str) -> Path:
    """Writes a case's record, its documents and the verifier; returns the record's path."""
    house = open_house()
    case_id = records.case_of_reference(house, reference)
    try:
        return write_export(folder, records.export(house, who(house, user), case_id))
    except NoSuchCase as none:
        raise NoSuchCase(f"There is no case with the reference {reference}.") from none


def backup(folder: Path, passphrase: Callable[[], str]) -> backups.Made:
    """Copies everything; see the command."""
    return backups.make_backup(open_house(), folder, passphrase())


def restore(folder: Path, passphrase: Callable[[], str], head: Path | None, *, database_restored: bool) -> None:
    """Puts a backup in place; see the command."""
    settings = Settings.from_environment()
    done = backups.restore(settings, folder, passphrase, head, database_restored=database_restored)
    out.print(f"The backup is in place, with {done.sealed:,} sealed entries.")
    if done.kept is not None:
        out.print(f"The database that was there before is {done.kept}.")
    chains = {one["chain"] for one in done.lost or []}
    if users := sorted(chain.removeprefix("user/") for chain in chains if chain.startswith("user/")):
        out.print(
            f"What was changed of {', '.join(users)} after the backup is lost: who was ended may sign in again, and an "
            f"earlier password may open again. Look at them before you let anybody in: duecourse users list.",
            markup=False,
        )
    for one in done.lost or []:
        out.print(f"Lost: {one['chain']}, entries {one['first']} to {one['last']}.")
    if done.lost is None and done.newest > done.sealed:
        out.print(f"Lost: what was sealed as numbers {done.sealed} to {done.newest - 1}; which entries is not known.")
    out.print(
        "Everybody signs in anew. Letters that left after the backup was made are made once more where the list in "
        "outgoing/ does not know them; what lay in outgoing/ when it was made is put aside (outgoing-of-backup-…): "
        "compare both with the print house before a worker runs."
    )


def upgrade(backup_to: Path | None, *, no_backup: bool, passphrase: Callable[[], str]) -> None:
    """Brings a database here; see the command."""
    done = upgrading.upgrade(Settings.from_environment(), backup_to, no_backup=no_backup, passphrase=passphrase)
    if done.before == done.after:
        out.print(f"The database is of version {done.after}, as this program wants it; nothing was to be done.")
        return
    out.print(f"The database was of version {done.before} and is of {done.after} now.")
    for kept, closed in done.second_cases:
        out.print(f"Two cases of one debt were open: {kept} goes on, {closed} is closed with an entry.")


def rotate_key(user: str) -> tuple[str, str]:
    """Puts a new signing key in force; returns the old one and the new one."""
    house = open_house()
    return records.rotate_key(house, who(house, user))


def grant(role: str) -> None:
    """Grants a PostgreSQL role what the application needs."""
    upgrading.grant(open_house(), role)
