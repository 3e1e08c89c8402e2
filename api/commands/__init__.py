"""The command line: ``duecourse``. One file for each group of commands; only the one that is asked for is loaded."""

import sys
from collections.abc import Sequence
from importlib import import_module

from rich.console import Console

from api.commands.door import app
from workflows.errors import Refused
from workflows.settings import SettingNotUnderstood

GROUPS = {
    "running": ("serve", "work", "clock"),
    "people": ("import", "add-user", "users", "acts"),
    "procedures": ("deploy", "picture"),
    "checking": ("check", "certificate", "approve"),
    "linting": ("lint",),
    "tracing": ("run",),
    "deciding": ("decide",),
    "records": ("verify", "export", "backup", "restore", "upgrade", "rotate-key", "grant"),
}
"""File → its commands; importing it adds them."""


def load(arguments: Sequence[str]) -> None:
    """Loads the commands that these arguments ask for: all of them where that is not clear."""
    wanted = arguments[0] if arguments else ""
    for group, commands in GROUPS.items():
        if wanted in commands or not any(wanted in each for each in GROUPS.values()):
            import_module(f"{__name__}.{group}")


def main() -> None:
    """Runs a command; a refusal is a sentence on the terminal, not a traceback."""
    load(sys.argv[1:])
    try:
        app()
    except Refused as refused:
        told = refused.sentence.startswith(refused.title)  # once is enough
        said = refused.sentence if told else f"{refused.title}. {refused.sentence}"
        Console(stderr=True, highlight=False).print(said, markup=False)
        for finding in getattr(refused, "findings", ())[3:]:
            Console(stderr=True, highlight=False).print(f"  {finding.text}", markup=False)
        sys.exit(1)
    except SettingNotUnderstood as wrong:
        Console(stderr=True, highlight=False).print(str(wrong), markup=False)
        sys.exit(1)
    except (OSError, UnicodeDecodeError) as error:
        Console(stderr=True, highlight=False).print(f"A file cannot be read or written. {error}", markup=False)
        sys.exit(1)
    except Exception as error:
        from sqlalchemy.exc import SQLAlchemyError

        if not isinstance(error, SQLAlchemyError):
            raise
        # The first line alone: the rest is the statement, which says nothing to who runs a command.
        said = str(error).splitlines()[0]
        Console(stderr=True, highlight=False).print(f"The database cannot be used. {said}", markup=False)
        sys.exit(1)
