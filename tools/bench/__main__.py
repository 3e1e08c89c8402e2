"""Measures what this machine does, side by side with stock SpiffWorkflow and bare WeasyPrint."""

import json
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from tools.bench.groups import run

out = Console(highlight=False, soft_wrap=True)


def bench(
    to: Annotated[Path, typer.Option("--json", help="Where the figures are written.")] = Path("bench.json"),
    only: Annotated[str, typer.Option(help="Only figures whose name holds this.")] = "",
) -> None:
    """Measures what this machine does, side by side with stock SpiffWorkflow and bare WeasyPrint."""
    figures = run(only)
    to.write_text(json.dumps({"figures": figures}, indent=1) + "\n")
    shown = Table("figure", "value", "against", "ratio", "target", "met")
    for figure in figures:
        ratio = f"{figure['ratio']:.2f}" if figure["ratio"] is not None else ""
        value = f"{figure['value']:,} {figure['unit']}"
        shown.add_row(
            figure["name"], value, figure["against"] or "", ratio, figure["target"], "yes" if figure["met"] else "NO"
        )
    out.print(shown)
    if not all(figure["met"] for figure in figures):
        raise typer.Exit(1)


if __name__ == "__main__":
    typer.run(bench)
