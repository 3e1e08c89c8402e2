"""The officers' pages, put into the application."""

from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles

from tasks.assembly import House
from web import (
    accounts,
    agreements,
    beginning,
    benefits,
    budgets,
    case,
    caselist,
    chasing,
    consulting,
    contacts,
    controls,
    discrepancies,
    handing_over,
    holds,
    incidents,
    instalments,
    law,
    letters,
    mending,
    moving,
    notices,
    own_password,
    people,
    persons,
    procedure,
    proposals,
    recommended,
    record,
    referred,
    refusals,
    returned_mail,
    risks,
    rule_book,
    rules,
    running,
    sample_letters,
    service,
    service_in_doubt,
    signing,
    statements,
    steps,
    tenancies,
    undone,
    wording,
    worklist,
)
from web.rendering import STATIC


def install(app: FastAPI, house: House) -> None:
    """Mounts the pages and their static files, and renders refusals below ``/`` as pages.

    :param house: the installation that they serve
    """
    app.state.house = house
    refusals.install(app)
    rooms = (
        *(signing, worklist, caselist, case, steps, controls, letters, procedure, proposals, rules, record, wording),
        *(rule_book, mending, sample_letters),
        *(law, moving, beginning, people, own_password, running, holds, incidents, accounts, undone),
        *(contacts, persons, referred, agreements, instalments, benefits, budgets, statements),
        *(consulting, discrepancies, notices, recommended, risks, service, service_in_doubt, returned_mail),
        *(tenancies, handing_over, chasing),
    )
    for room in rooms:
        app.include_router(room.router)
    app.include_router(record.verifier)
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
