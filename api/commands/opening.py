"""The house that most commands work in."""

import logging

from tasks.assembly import House, build
from workflows.runtime.queue import DbosJobs
from workflows.settings import Settings


def open_house(queue: bool = False) -> House:
    """The house of the settings, with what it warns of."""
    house = build(Settings.from_environment())
    if queue:
        house.runtime.jobs = DbosJobs(house.db)
    for warning in house.db.warnings():
        logging.getLogger("duecourse").warning(warning)
    return house
