"""The command line itself: what every group of commands is added to."""

import typer
from rich.console import Console

app = typer.Typer(
    name="duecourse",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
out = Console(highlight=False, soft_wrap=True, markup=False)  # what people wrote is shown as they wrote it


@app.callback()
def duecourse() -> None:
    """Runs a landlord's debt-recovery procedures, and keeps a record that a stranger can check."""


def counted(number: int, thing: str) -> str:
    """``1 step``, ``2 steps``."""
    return f"{number:,} {thing}{'' if number == 1 else 's'}"
