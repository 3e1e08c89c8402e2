"""The officers' pages, put into the application."""

from pathlib import Path

from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles

from tasks.assembly import House

STATIC = Path(__file__).parent / "static"


def install(app: FastAPI, house: House) -> None:
    """Mounts the pages and their static files.

    :param house: the installation that they serve
    """
    app.state.house = house
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
