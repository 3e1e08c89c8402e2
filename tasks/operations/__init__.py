"""What the machine does: one function an operation, by its name in the diagrams, with what it declares."""

from pathlib import Path

from cases.law import Law
from documents.landlord import Landlords
from documents.letter import Press
from documents.library import Library
from documents.printing import print_pdf
from tasks.operations import arrangements, ledger
from tasks.operations.sending import LETTER, SEND, SendDocument
from workflows.editions import Book
from workflows.runtime.handlers import Handlers

LANDLORD = "organisation/landlord.yaml"
DECLARED = (
    *(ledger.READ_FACTS, ledger.RECORD_CLEARANCE, arrangements.START_ARRANGEMENT, arrangements.RECOMMEND_NOTICE),
    *(SEND, LETTER),
)
"""Every operation, by what it declares."""


def all_operations(book: Book, library: Library, store: Path, law: Law, press: Press = print_pdf) -> Handlers:
    """Every operation of the house.

    :param book: what the landlord says of itself
    :param library: its documents
    :param store: the folder of documents and of what leaves the house
    :param press: what prints pages
    """
    send = SendDocument(store, law, library, Landlords.of_book(book, LANDLORD), press)
    return Handlers(
        inline={
            "read_facts": ledger.read_facts,
            "record_clearance": ledger.record_clearance,
            "start_arrangement": arrangements.start_arrangement,
            "recommend_notice": arrangements.recommend_notice,
        },
        jobs={SEND.name: send, LETTER.name: send},
        declared={each.name: each for each in DECLARED},
    )
