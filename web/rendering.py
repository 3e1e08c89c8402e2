"""Templates → pages, with what every page carries: its headers, who is signed in, whose house this is."""

import hashlib
from pathlib import Path
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse
from govuk_frontend_jinja import __name__ as govuk
from jinja2 import ChoiceLoader, Environment, FileSystemLoader, PackageLoader, PrefixLoader

from tasks.acts import signing
from tasks.acts.agreements import AgreementStatus
from tasks.acts.table import may
from tasks.assembly import House
from tasks.people import Person
from web import words
from workflows.clock import LONDON
from workflows.confidence import marked
from workflows.editions.tables import ProposalStatus
from workflows.runtime.words import CaseStatus, ItemStatus, TimerStatus

HERE = Path(__file__).parent
STATIC = HERE / "static"
POLICY = "; ".join(
    (
        "default-src 'self'",
        "img-src 'self' data:",
        "style-src 'self'",
        "script-src 'self'",
        "object-src 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    )
)
HEADERS = {"Content-Security-Policy": POLICY, "Cache-Control": "no-store"}


def _version(*files: str) -> str:
    digest = hashlib.sha256()
    for name in files:
        digest.update((STATIC / name).read_bytes())
    return digest.hexdigest()[:12]


def _environment() -> Environment:
    made = Environment(
        loader=ChoiceLoader(
            [FileSystemLoader(HERE / "templates"), PrefixLoader({govuk: PackageLoader("govuk_frontend_jinja")})]
        ),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    for filtering in (
        words.pounds,
        words.balance,
        words.in_pounds,
        words.errors_with_places,
        words.day,
        words.short_day,
        words.moment,
        words.plain,
        words.capital,
        words.count,
        words.roles,
        marked,
    ):
        made.filters[filtering.__name__] = filtering
    for status in (AgreementStatus, CaseStatus, ItemStatus, ProposalStatus, TimerStatus):
        made.globals[status.__name__] = status
    made.globals["version"] = _version("vendor/govuk-frontend.css", "duecourse.css", "duecourse.js")
    return made


_templates = _environment()


def page(
    request: Request, template: str, *, title: str, status: int = 200, error: bool = False, **context: Any
) -> HTMLResponse:
    """A page.

    :param template: its name under ``templates``
    :param title: in the browser's title, before the organisation's name
    :param error: whether the title says that something must be put right
    """
    person: Person | None = getattr(request.state, "person", None)
    house: House = request.app.state.house
    organisation, banner = _whose(house)
    html = _templates.get_template(template).render(
        title=f"Error: {title}" if error else title,
        person=person,
        csrf=person.csrf if person else "",
        may=lambda name: person is not None and may(house, person, name),
        path=request.url.path,
        organisation=organisation,
        banner=banner,
        **context,
    )
    return HTMLResponse(html, status, HEADERS)


def _whose(house: House) -> tuple[str, str]:
    """The organisation's name, and the banner of a database that is not about real events."""
    organisation, demo = signing.whose(house)
    now = house.runtime.clock.now().astimezone(LONDON)
    if house.runtime.clock.simulated:
        return organisation, f"Simulated clock: {now:%A %-d %B %Y}"
    return organisation, "Demonstration: nothing here is about real people" if demo else ""
