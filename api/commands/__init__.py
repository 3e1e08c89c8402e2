"""The command line: ``duecourse``. One file for each group of commands."""

import sys

from rich.console import Console
from sqlalchemy.exc import SQLAlchemyError

from api.commands import checking, deciding, linting, people, procedures, records, running, tracing
from api.commands.door import app
from workflows.errors import Refused
from workflows.settings import SettingNotUnderstood

GROUPS = (running, people, procedures, checking, linting, tracing, deciding, records)
"""Importing them adds their commands."""


def main() -> None:
    """Runs a command; a refusal is a sentence on the terminal, not a traceback."""
    try:
        app()
    except Refused as refused:
        Console(stderr=True, highlight=False).print(f"{refused.title}. {refused.sentence}", markup=False)
        for finding in getattr(refused, "findings", ())[3:]:
            Console(stderr=True, highlight=False).print(f"  {finding.text}", markup=False)
        sys.exit(1)
    except SettingNotUnderstood as wrong:
        Console(stderr=True, highlight=False).print(str(wrong), markup=False)
        sys.exit(1)
    except (OSError, UnicodeDecodeError) as error:
        Console(stderr=True, highlight=False).print(f"A file cannot be read or written. {error}", markup=False)
        sys.exit(1)
    except SQLAlchemyError as error:
        # The first line alone: the rest is the statement, which says nothing to who runs a command.
        said = str(error).splitlines()[0]
        Console(stderr=True, highlight=False).print(f"The database cannot be used. {said}", markup=False)
        sys.exit(1)
