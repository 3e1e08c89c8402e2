"""The landlord's rule book by content: everything under ``bpmn/``, as files by their paths."""

from workflows.editions.book import Book, BookUnreadable

__all__ = ["Book", "BookUnreadable"]
