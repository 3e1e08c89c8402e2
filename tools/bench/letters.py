"""A letter with its rent statement, against WeasyPrint alone on the same page."""

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import select

from cases.tables import CaseAccount
from documents.bare import bare_pdf, marked_html
from documents.printing import print_pdf
from tasks.operations.sending import SEND
from tools.bench.completing import make_house
from tools.bench.figure import Figure, median_of
from workflows.db import table
from workflows.runtime.handlers import StepWork

ROUNDS = 15


def figures() -> Iterator[Figure]:
    """Milliseconds of processor time of one letter: facts, wording, page and PDF/UA."""
    with tempfile.TemporaryDirectory() as folder:
        house = make_house(Path(folder))
        try:
            sender = house.runtime.handlers.jobs[SEND.name]
            with house.db.read() as session:
                case = session.execute(select(table(CaseAccount).c.case_id).limit(1)).scalar_one()
                work = StepWork(
                    case, 1, "send_letter_1", 1, {"document": "letter_1"}, {}, house.runtime.clock.now(), True
                )

                def ours() -> Any:
                    return sender.make(session, work)

                letter = ours()[0]
                html = marked_html(letter, house.library)
                if print_pdf(html, letter.format, b"x" * 16).pages != letter.printed.pages:
                    raise AssertionError("the page that is measured is not the letter's")
                pairs = [
                    (median_of(ours, 1, cpu=True), median_of(lambda: bare_pdf(html, letter.format), 1, cpu=True))
                    for _ in range(ROUNDS)
                ]
        finally:
            house.close()
    mine = sorted(pair[0] for pair in pairs)[ROUNDS // 2]
    bare = sorted(pair[1] for pair in pairs)[ROUNDS // 2]
    ratio = mine / bare
    name = f"letter with rent statement, {letter.printed.pages} pages, PDF/UA-1"
    against = f"bare WeasyPrint, the same page: {bare * 1000:.0f} ms"
    yield Figure(name, round(mine * 1000), "ms CPU", against, ratio, "≤ 1.15 ×", ratio <= 1.15)
