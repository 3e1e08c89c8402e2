"""The command line itself: what every group of commands is added to."""

import logging

import typer
from rich.console import Console

from tasks.assembly import House, build
from workflows.runtime.queue import DbosJobs
from workflows.settings import Settings

app = typer.Typer(
    name="duecourse",
    help="Runs a landlord's debt-recovery procedures, and keeps a record that a stranger can check.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
out = Console(highlight=False, soft_wrap=True)


def open_house(queue: bool = False) -> House:
    """The house of the settings, with what it warns of."""
    house = build(Settings.from_environment())
    if queue:
        house.runtime.jobs = DbosJobs(house.db)
    for warning in house.db.warnings():
        logging.getLogger("duecourse").warning(warning)
    return house
