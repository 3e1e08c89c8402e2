"""What the machine does: one function an operation, by its name in the diagrams, with what it declares."""

from collections.abc import Callable
from pathlib import Path

from cases.standards import Standards
from documents.landlord import Landlords
from documents.letter import Press
from documents.library import Library
from documents.printing import print_pdf
from tasks.opening import Place
from tasks.operations import arrangements, facts, ledger
from tasks.operations.beginning import BEGIN, BeginProcedure
from tasks.operations.contacting import RECORD_CONTACTS, record_contacts_in
from tasks.operations.exporting import EXPORT_ROWS, export_rows_into
from tasks.operations.holding import END_HOLD, PLACE_HOLD, EndHold, PlaceHold
from tasks.operations.noticing import CHOOSE_NOTICE, DRAFT_NOTICE, DraftNotice, choose_notice_by
from tasks.operations.sending import LETTER, MAKE, SEND, MakeDocument, SendDocument
from tasks.operations.setting_aside import SET_NOTICE_ASIDE, set_notice_aside
from workflows.editions import Book
from workflows.runtime.handlers import Handlers

LANDLORD = "organisation/landlord.yaml"
DECLARED = (
    *(ledger.READ_FACTS, ledger.RECORD_CLEARANCE, arrangements.START_ARRANGEMENT, arrangements.RECOMMEND_NOTICE),
    RECORD_CONTACTS,
    *(
        facts.RECORD_FACT,
        facts.CALCULATE,
        EXPORT_ROWS,
        BEGIN,
        PLACE_HOLD,
        END_HOLD,
        SEND,
        MAKE,
        LETTER,
        CHOOSE_NOTICE,
        DRAFT_NOTICE,
        SET_NOTICE_ASIDE,
    ),
)
"""Every operation, by what it declares."""


def all_operations(
    book: Book,
    library: Library,
    store: Path,
    standards: Standards,
    place: Callable[[], Place],
    press: Press = print_pdf,
) -> Handlers:
    """Every operation of the house.

    :param book: what the landlord says of itself
    :param library: its documents
    :param standards: what facts are measured by
    :param store: the folder of documents and of what leaves the house
    :param place: gives the house in which they run, once it is put together
    :param press: what prints pages
    """
    law = standards.law
    parts = (store, standards, library, Landlords.of_book(book, LANDLORD), press)
    send = SendDocument(*parts)
    return Handlers(
        inline={
            "read_facts": ledger.read_facts_by(standards),
            "record_clearance": ledger.record_clearance,
            "start_arrangement": arrangements.start_arrangement_under(standards),
            "recommend_notice": arrangements.recommend_notice,
            "record_fact": facts.record_fact,
            CHOOSE_NOTICE.name: choose_notice_by(standards),
            SET_NOTICE_ASIDE.name: set_notice_aside,
            "calculate": facts.calculation_of(law),
            RECORD_CONTACTS.name: record_contacts_in(place, law),
            "export_rows": export_rows_into(store, standards),
        },
        jobs={
            SEND.name: send,
            LETTER.name: send,
            MAKE.name: MakeDocument(*parts),
            DRAFT_NOTICE.name: DraftNotice(*parts),
            BEGIN.name: BeginProcedure(place),
            PLACE_HOLD.name: PlaceHold(place),
            END_HOLD.name: EndHold(place),
        },
        declared={each.name: each for each in DECLARED},
    )
