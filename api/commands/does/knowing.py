"""What a diagram on the command line may name."""

from dataclasses import replace

from cases.law import Law
from workflows.diagrams import Vocabulary
from workflows.editions import Book
from workflows.settings import Settings


def house_vocabulary(assume_handlers: bool) -> Vocabulary:
    """What diagrams may name: what this house knows, or with ``assume_handlers`` anything."""
    settings = Settings.from_environment()
    law = Law.of_folder(settings.bpmn / "law")
    if assume_handlers:
        return Vocabulary.assumed(law.functions())
    # Letters, forms and tables come along with the steps; who lints a stranger's diagram need not wait for them.
    from tasks.readings import documents_of, read_vocabulary

    book = Book.of_folder(settings.bpmn)
    # Of a file alone nobody knows to which procedure it belongs: any document of the house will do.
    return replace(read_vocabulary(book, law)[0], documents=documents_of(book))
