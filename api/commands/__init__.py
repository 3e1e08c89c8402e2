"""The command line: ``duecourse``. One file for each group of commands; only the one that is asked for is loaded."""

import sys
from collections.abc import Sequence
from importlib import import_module
from typing import NoReturn

from rich.console import Console

from api.commands.door import app
from workflows.errors import Refused
from workflows.settings import SettingNotUnderstood

GROUPS = {
    "running": ("serve", "work", "clock"),
    "people": ("import", "add-user", "users", "acts"),
    "procedures": ("deploy", "picture"),
    "rule_book": ("editions", "edition", "propose-book", "proposal"),
    "authoring": ("facts", "mend", "new-procedure"),
    "checking": ("check", "certificate", "approve"),
    "linting": ("lint",),
    "tracing": ("run",),
    "deciding": ("decide",),
    "calculating": ("calculate",),
    "asking": ("why", "law"),
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
        _leave(refused.sentence if told else f"{refused.title}. {refused.sentence}", *_beyond(refused))
    except SettingNotUnderstood as wrong:
        _leave(str(wrong))
    except (OSError, UnicodeDecodeError) as error:
        _leave(f"A file cannot be read or written. {error}")
    except Exception as error:
        from sqlalchemy.exc import SQLAlchemyError

        if not isinstance(error, SQLAlchemyError):
            raise
        # The first line alone: the rest is the statement, which says nothing to who runs a command.
        _leave(f"The database cannot be used. {str(error).splitlines()[0]}")


def _beyond(refused: Refused) -> list[str]:
    """What stands against it besides what its sentence says: findings, or objections."""
    findings = [f"  {finding.text}" for finding in getattr(refused, "findings", ())[3:]]
    objections = refused.facts.get("findings", ())
    return findings or [f"  {each}" for each in objections if each not in refused.sentence]


def _leave(*sentences: str) -> NoReturn:
    """Ends the command as one that did not do what was asked."""
    told = Console(stderr=True, highlight=False, markup=False)
    for sentence in sentences:
        told.print(sentence)
    sys.exit(1)
