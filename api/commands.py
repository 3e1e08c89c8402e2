"""The command line: ``duecourse``."""

import json
import logging
import sys
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from api import demo as demo_door
from api import serving
from cases.importing import Mapping, import_folder
from cases.law import Law
from tasks import nightly
from tasks.assembly import House, build, install, installation, keep_simulated_time, read_vocabulary
from tasks.people import add_user
from tasks.steps import all_steps
from tasks.worker import Worker
from workflows import diagrams
from workflows.clock import LONDON, MachineClock, SimulatedClock
from workflows.db import table
from workflows.diagrams.picture import draw_alone
from workflows.engine import LintFailed
from workflows.errors import Malformed, Refused
from workflows.evidence import NewEntry, append, check_database, export_chain
from workflows.evidence.export import write_export
from workflows.evidence.verify import verify_record
from workflows.runtime.house import NoSuchCase
from workflows.runtime.procedures import compile_files, read_folder
from workflows.runtime.queue import DbosJobs
from workflows.runtime.tables import CaseFile
from workflows.settings import SettingNotUnderstood, Settings


class RecordUnreadable(Malformed):
    """This is no record."""


app = typer.Typer(
    name="duecourse",
    help="Runs a landlord's debt-recovery procedures, and keeps a record that a stranger can check.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
out = Console(highlight=False, soft_wrap=True)


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


def _house(queue: bool = False) -> House:
    house = build(Settings.from_environment())
    if queue:
        house.runtime.jobs = DbosJobs(house.db)
    for warning in house.db.warnings():
        logging.getLogger("duecourse").warning(warning)
    return house


@app.command()
def serve(
    with_worker: Annotated[bool, typer.Option(help="Also do the worker's share in this process.")] = False,
) -> None:
    """Serves the pages and the API."""
    serving.serve(_house(queue=True), with_worker=with_worker)


@app.command()
def work(
    name: Annotated[str, typer.Option(help="This worker's name: stable, and borne by one live process.")] = "worker-0",
) -> None:
    """Does the machine's share: letters, timers, the nightly look, sealing. Stop it with Ctrl-C."""
    house = _house(queue=True)
    worker = Worker(house, name)
    serving.stop_on_sigterm()
    try:
        worker.start()
        out.print(f"Worker {name} is at work. Stop it with Ctrl-C.")
        worker.wait()
    except KeyboardInterrupt:
        out.print("Stopping, within ten seconds.")
    finally:
        worker.stop()
        house.close()


@app.command("import")
def import_(
    folder: Annotated[Path, typer.Argument(help="Holds customers.csv, accounts.csv, transactions.csv, or some.")],
    mapping: Annotated[Path | None, typer.Option(help="Which column is which: see bpmn/mappings.")] = None,
    report: Annotated[Path, typer.Option(help="Where refused rows and disagreeing balances are listed.")] = Path(
        "import-report.csv"
    ),
) -> None:
    """Imports exports of the housing system. Every good row is kept; importing again changes nothing."""
    house = _house()
    read = Mapping.read(mapping or house.settings.bpmn / "mappings" / "standard.yaml")
    with Progress(TextColumn("{task.description}"), MofNCompleteColumn(), TimeElapsedColumn(), console=out) as progress:
        bars: dict[str, Any] = {}

        def told(kind: str, rows: int) -> None:
            if kind not in bars:
                bars[kind] = progress.add_task(kind, total=None)
            progress.update(bars[kind], completed=rows)

        done = import_folder(house.db, folder, read, "system", house.runtime.clock, told)
    shown = Table("", "rows", "added", "changed", "as they were", "refused")
    for kind, tally in done.tallies.items():
        numbers = (tally.rows, tally.added, tally.changed, tally.unchanged, tally.refused)
        shown.add_row(kind, *(f"{number:,}" for number in numbers))
    out.print(shown)
    if done.refused or done.disagreeing:
        done.write(report)
        out.print(
            f"{len(done.refused):,} refused rows and {len(done.disagreeing):,} balances that disagree with their "
            f"ledger are listed in {report}."
        )


@app.command()
def deploy(
    name: Annotated[str, typer.Argument(help="A folder of bpmn/procedures; all of them if left out.")] = "",
    organisation: Annotated[str, typer.Option(help="Whose database this is (first time only).")] = "Our organisation",
) -> None:
    """Publishes procedures: a changed one becomes a new version; running cases stay on theirs."""
    house = _house()
    install(house.db, organisation, house.runtime.clock)
    folder = house.settings.bpmn / "procedures"
    for each in [name] if name else sorted(path.name for path in folder.iterdir() if path.is_dir()):
        files = read_folder(folder / each)
        with house.db.write() as session:
            published = house.runtime.procedures.publish(session, each, files, "system", house.runtime.clock)
        state = "published" if published.new else "is published already"
        out.print(f"{each}: version {published.number} {state} ({published.sha256[:12]}).")


@app.command()
def lint(
    paths: Annotated[list[Path], typer.Argument(help="Diagrams, decision tables, or folders of procedures.")],
    as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
) -> None:
    """Says what would not run as it is drawn, and why. Publishes nothing."""
    settings = Settings.from_environment()
    law = Law(settings.bpmn / "law")
    vocabulary, _rules = read_vocabulary(settings.bpmn, law, all_steps(settings, law))
    results: list[dict[str, Any]] = []
    for path in paths:
        folders = sorted({file.parent for file in path.rglob("*.bpmn")}) if path.is_dir() else []
        for target in folders or [path]:
            findings: list[dict[str, Any]] = []
            try:
                if target.is_dir():
                    compile_files(read_folder(target), target.name, vocabulary)
                else:
                    drawn = diagrams.read(target.read_bytes(), target.name)
                    findings = [_finding(found) for found in diagrams.lint([drawn], vocabulary, {})]
            except LintFailed as failed:
                findings = [_finding(found) for found in failed.findings]
            except Refused as refused:
                findings = [{"element": "", "line": 0, "rule": refused.slug, "text": refused.sentence}]
            except OSError as error:
                findings = [{"element": "", "line": 0, "rule": "unreadable", "text": str(error)}]
            verdict = "refused" if findings else "accepted"
            results.append({"file": str(target), "verdict": verdict, "findings": findings})
    if as_json:
        sys.stdout.write(json.dumps(results, indent=1) + "\n")
    else:
        for result in results:
            out.print(f"{result['file']}: {result['verdict']}", markup=False)
            for found in result["findings"]:
                out.print(f"  {found['text']}", markup=False)
    if any(result["findings"] for result in results):
        raise typer.Exit(1)


@app.command()
def picture(
    name: Annotated[str, typer.Argument(help="A folder of bpmn/procedures.")],
    to: Annotated[Path, typer.Argument(help="The SVG file to write.")],
) -> None:
    """Draws a procedure as an SVG file."""
    folder = Settings.from_environment().bpmn / "procedures" / name
    path = folder / f"{name}.bpmn"
    drawn = diagrams.read(read_folder(folder)[path.name], path.name)
    to.write_text(draw_alone(drawn, name, f"The procedure {name}"), encoding="utf-8")
    out.print(f"{to} is written.")


@app.command()
def clock(
    move: Annotated[str, typer.Argument(help="How far: +1d, +2w, +3h; nothing: say where it stands.")] = "",
) -> None:
    """Says where the simulated clock stands, or moves it. Only for databases that were made with one."""
    house = _house()
    simulated = house.runtime.clock
    if not isinstance(simulated, SimulatedClock):
        out.print(f"This database lives by the machine's clock: {MachineClock().now().astimezone(LONDON):%c}.")
        raise typer.Exit(1 if move else 0)
    if move:
        units = {"h": "hours", "d": "days", "w": "weeks"}
        amount, unit = move.removeprefix("+")[:-1], units.get(move[-1:])
        if not amount.isdigit() or unit is None or int(amount) > 1000:
            raise typer.BadParameter("say how far like this: +1d, +2w or +3h")
        goal = simulated.now() + timedelta(**{unit: int(amount)})
        while simulated.now() < goal:
            simulated.move_to(min(goal, simulated.now() + timedelta(days=1)))
            nightly.do_what_is_due(house)
            nightly.look_at_accounts(house)
            with house.db.write() as session:
                keep_simulated_time(session, simulated)
        nightly.do_what_is_due(house)
        nightly.seal(house)
    out.print(f"The simulated clock stands at {simulated.now().astimezone(LONDON):%A %-d %B %Y, %H:%M}.")


@app.command()
def verify(
    record: Annotated[Path | None, typer.Argument(help="An exported record.json; none: the whole database.")] = None,
    head: Annotated[Path | None, typer.Option(help="Signed heads kept outside the database (heads.jsonl).")] = None,
    key: Annotated[str | None, typer.Option(help="The organisation's public key (for an exported record).")] = None,
) -> None:
    """Checks that no entry of the record was changed, removed, added or moved."""
    if record is not None:
        try:
            content = json.loads(record.read_text(encoding="utf-8"))
            lines = head.read_text(encoding="utf-8").splitlines() if head else []
            heads = [json.loads(line) for line in lines if line.strip()] if head else None
            problems, notes = verify_record(content, key, heads)
            counted = f"{content['statement']['length']} entries" if not problems else ""
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise RecordUnreadable(f"{record} cannot be read as an exported record: {error!r}.") from error
        sentences = [problem.sentence for problem in problems]
    else:
        house = _house()
        with house.db.read() as session:
            report = check_database(session, head)
        sentences, notes = [finding.sentence for finding in report.findings], report.notes
        counted = f"{report.entries:,} entries in {report.chains:,} chains"
    for sentence in sentences[:50]:
        out.print(f"NOT IN ORDER: {sentence}.", markup=False)
    if not sentences:
        out.print(f"In order: {counted}.")
    for note in notes:
        out.print(f"Note: {note}", markup=False)
    if sentences:
        raise typer.Exit(1)


@app.command()
def export(
    reference: Annotated[str, typer.Argument(help="The case's reference, RA-100042-1.")],
    folder: Annotated[Path, typer.Argument(help="Where record.json and verify.py are put.")],
) -> None:
    """Exports a case's record with the program that checks it; needs nothing of ours to be checked."""
    house, cases = _house(), table(CaseFile)
    with house.db.write() as session:
        found = session.execute(select(cases.c.chain_id).where(cases.c.reference == reference)).scalar()
        if found is None:
            raise NoSuchCase(f"There is no case with the reference {reference}.")
        append(session, found, [NewEntry("record exported", "system")], house.runtime.clock)
        made = export_chain(session, found, house.sealer)
    with house.db.read() as session:
        house.sealer.publish_heads(session)
    path = write_export(folder, made)
    out.print(f"{path} is written. Check it with: python {folder / 'verify.py'} {path}")


@app.command()
def backup(path: Annotated[Path, typer.Argument(help="The copy; must not exist yet.")]) -> None:
    """Copies the database (SQLite) while it is in use, complete to the last commit."""
    serving.backup(_house(), path)
    out.print(f"{path} is a complete copy. Keep {Settings.from_environment().store} with it: documents, key and heads.")


@app.command()
def restore(path: Annotated[Path, typer.Argument(help="A copy made by backup.")]) -> None:
    """Puts a copy in the place of the database; the present one is kept beside it. Stop every process first."""
    kept = serving.restore(Settings.from_environment(), path)
    out.print(f"The copy is in place. What was there before is {kept}.")


@app.command("add-user")
def add_user_(
    username: str,
    name: Annotated[str, typer.Option(prompt=True)],
    roles: Annotated[str, typer.Option(prompt=True, help="Joined by commas: officer, team_leader, …")],
    password: Annotated[str, typer.Option(prompt=True, hide_input=True, confirmation_prompt=True)],
) -> None:
    """Adds somebody who may sign in."""
    house = _house()
    with house.db.write() as session:
        installation(session)
        add_user(session, username, name, password, [r.strip() for r in roles.split(",")], house.runtime.clock)
    out.print(f"{username} may sign in.")


@app.command()
def demo(
    reset: Annotated[bool, typer.Option(help="Begin again.")] = False,
    folder: Annotated[Path, typer.Option(help="Where the demo lives.")] = Path("demo"),
    serve_it: Annotated[bool, typer.Option("--serve/--no-serve", help="Serve pages and API afterwards.")] = True,
) -> None:
    """Makes a demo landlord, works its cases, tells three of them, and serves it all on this machine."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=out) as progress:
        house = demo_door.prepare(folder.resolve(), reset=reset, progress=progress)
    demo_door.tell(house, out)
    if serve_it:
        demo_door.log_ins(house, out)
        house.runtime.jobs = DbosJobs(house.db)
        serving.serve(house, with_worker=True)
    house.close()


@app.command()
def bench(
    to: Annotated[Path, typer.Option("--json", help="Where the figures are written.")] = Path("bench.json"),
    only: Annotated[str, typer.Option(help="Only figures whose name holds this.")] = "",
) -> None:
    """Measures what this machine does, side by side with stock SpiffWorkflow and bare WeasyPrint."""
    from api.benchmark.groups import run  # noqa: PLC0415 -- loads stock SpiffWorkflow and more, which nobody else needs

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


def _finding(found: Any) -> dict[str, Any]:
    return {"element": found.element, "line": found.line, "rule": found.rule, "text": found.text}
