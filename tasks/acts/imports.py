"""Bringing in the exports of the housing system."""

from collections.abc import Collection
from pathlib import Path

from cases import telling
from cases.importing import Mapping, import_folder
from cases.importing.mapping import MappingUnreadable
from cases.importing.report import Report
from cases.importing.running import Progress
from cases.permissions import Group
from tasks.acts.subjects import ORGANISATION
from tasks.acts.table import BY_OPERATOR, act, of
from tasks.assembly import House
from tasks.night.late import note_deaths
from tasks.people import Person
from workflows.errors import Malformed
from workflows.evidence.kinds import Kind

STANDARD = "organisation/mappings/standard.yaml"


class ReportNotWritable(Malformed):
    """The report cannot be written."""


def must_be_writable(report: Path) -> None:
    """Refuses a place for the report before the import begins, and leaves nothing there.

    :raises ReportNotWritable: a file cannot be written there
    """
    there = report.exists()
    try:
        report.open("a").close()
    except OSError as error:
        raise ReportNotWritable(
            f"{report} cannot be written ({error.strerror}), so nothing was imported. Give another place with --report."
        ) from error
    if not there:
        report.unlink()


@act(of(Group.RUNNING) | BY_OPERATOR, ORGANISATION, Kind.EXPORT_IMPORTED)
def bring_in(
    house: House,
    person: Person,
    *,
    folder: Path,
    mapping: Path | None = None,
    progress: Progress | None = None,
    alive: Collection[str] = (),
    unrepresented: Collection[str] = (),
) -> Report:
    """Import customers, accounts, tenancies and transactions that the housing system exported.

    :param mapping: which column is which; the standard one of ``bpmn/mappings`` where it is left out
    :param progress: told of each piece: the kind, and how many rows of it so far
    :param alive: references of customers whose recorded death was an error
    :param unrepresented: references of customers for whom nobody acts any more
    :raises FileRefused: a file cannot be read at all; what came before it is kept
    :raises MappingUnreadable: a code of the mapping is of no kind of debt that there is
    :raises OlderExport: what stands is newer; nothing was kept
    :raises ControlTotalsDiffer: the files are not what the housing system says; nothing was kept
    """
    if mapping is not None:
        read = Mapping.read(mapping)
    elif STANDARD in house.book:
        read = Mapping.of_content("standard.yaml", house.book[STANDARD])
    else:
        raise MappingUnreadable(f"The rule book has no {STANDARD}. Say which mapping is meant, with --mapping.")
    debts = house.organisation.debts
    read.must_know(mapping.name if mapping is not None else STANDARD, debts)
    try:
        return import_folder(
            house.db, folder, read, person.actor, house.runtime.clock, progress, alive, unrepresented, debts, house.law
        )
    finally:  # also where a later file broke off: what came before is kept
        note_deaths(house, person.actor)
        telling.reconcile(house.runtime)  # a tenant who came or went brought their holds, or took them along
