"""The house that most commands work in."""

import logging
from dataclasses import replace

import typer

from tasks.acts import signing
from tasks.assembly import House, build
from tasks.people import Person
from workflows.editions import Book
from workflows.runtime.queue import DbosJobs
from workflows.settings import Settings


def open_house(queue: bool = False, *, folder: bool = False) -> House:
    """The house of the settings, with what it warns of.

    :param folder: of the rule book as it lies in its folder, whichever edition is in force: for who writes it there
    """
    settings = Settings.from_environment()
    house = build(settings, book=Book.of_folder(settings.bpmn) if folder else None)
    if queue:
        house.runtime.jobs = DbosJobs(house.db)
    for warning in house.db.warnings():
        logging.getLogger("duecourse").warning(warning)
    return house


def who(house: House, user: str, password: str = "") -> Person:
    """Who acts: somebody who signs in for this one act, or, without a name, whoever runs this machine.

    :param password: asked for where it is left out
    :raises SignInRefused: the name or the password is wrong
    """
    if not user:
        return signing.operator(house)
    given = password or asked()
    secret, person = signing.sign_in(house, user, given, "command line", "token")
    signing.sign_out(house, person, secret)  # the act is done in this very process; nothing is left open
    return replace(person, csrf="")  # of no session any more


def asked() -> str:
    """The password, as it is typed."""
    return str(typer.prompt("Password", hide_input=True))
