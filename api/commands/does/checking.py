"""What the commands about the law do: check, certificate, approve."""

import json
import re
import sys
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

import typer
from rich.table import Table

from api.commands.does.opening import open_house, who
from api.commands.door import out
from tasks.acts import procedures, rules, signing
from tasks.acts.rules import CaseBreach, CaseThreatened
from tasks.assembly import House
from tasks.rehearsing import STORIES, Rehearsed, rehearsed
from tasks.to_confirm import resting_on
from workflows.clock import london_date
from workflows.confidence import TO_CONFIRM, marked
from workflows.errors import Malformed, Refused
from workflows.proofs.certificate import Examined, certificate_sha256, differences
from workflows.proofs.law_book import mistaken
from workflows.proofs.recheck import NOT_RECHECKED, recheck
from workflows.runtime.examining import examine_files
from workflows.runtime.procedures import NoSuchProcedure
from workflows.runtime.publishing import objections_in

SHORT = {"PROVED": "proved", "GUARDED": "guarded", "BROKEN": "BROKEN", "NOT SETTLED": "NOT SETTLED"}


class CertificateUnreadable(Malformed):
    """This is no certificate."""


def check(names: list[str], on: str, cases: bool, certificate: Path | None, as_json: bool) -> bool:
    """Checks; see the command.

    :returns: whether all is in order
    """
    house = open_house(folder=not cases)
    day = _day(on) if on else london_date(house.runtime.clock.now())
    try:
        if cases:
            fine = _check_cases(house, day, as_json)
        elif certificate is not None:
            fine = _compare(house, certificate)
        else:
            fine = _check_procedures(house, names or _all(house), day, as_json)
    finally:
        house.close()
    return bool(fine)


def print_certificate(name: str, version: int) -> None:
    """Prints a certificate; see the command."""
    house = open_house()
    seen = procedures.look(house, signing.operator(house), name, number=version or None)
    said = {"sha256": seen.version.certificate_sha256, "certificate": seen.certificate, "to_confirm": seen.to_confirm}
    sys.stdout.write(json.dumps(said, indent=1) + "\n")


def approve(name: str, user: str, password: str, seen: str) -> None:
    """Publishes a proposed procedure; see the command."""
    house = open_house()
    person = who(house, user, password)
    number = int(name) if name.isdecimal() and len(name) < 10 else procedures.newest_proposal(house, name).id
    made = procedures.publish(house, person, number, seen=seen)
    for published in made.versions.values():
        certificate = published.certificate_sha256[:12]
        out.print(f"{published.name}: version {published.number} is published (certificate {certificate}).")
    out.print(f"Edition {made.edition.number} of the rule book is in force.")


def _check_procedures(house: House, names: list[str], day: date, as_json: bool) -> bool:
    examined: dict[str, Examined] = {}
    tried: dict[str, Rehearsed] = {}
    refused: dict[str, tuple[str, ...]] = {}
    for name in names:
        try:
            files = _files(house, name)
            each = examine_files(house.runtime, name, files, day)
            # What is unlawful is told first; a story of it would only say so again.
            tried[name] = Rehearsed((), ()) if each.objections else rehearsed(house, name, house.book, each)
            examined[name] = each
        except Refused as cannot:
            refused[name] = objections_in(cannot)
    if as_json:
        told: list[dict[str, Any]] = [
            {
                "procedure": name,
                "sha256": each.sha256,
                "objections": [*each.objections, *tried[name].against],
                "untold": list(tried[name].untold),
                "to_confirm": resting_on(each.certificate["basis"], house.book, house.runtime.rules),
                **each.certificate,
            }
            for name, each in examined.items()
        ]
        told += [{"procedure": name, "objections": sentences} for name, sentences in refused.items()]
        sys.stdout.write(json.dumps(told, indent=1, ensure_ascii=False) + "\n")
    else:
        _print_matrix(house, examined)
        for name, each in examined.items():
            for sentence in each.objections:
                out.print(f"{name}: {sentence}")
            for sentence in tried[name].against:
                out.print(f"{name}: {sentence}")
            for sentence in each.announced:
                out.print(f"{name}, once the rule is in force: {sentence}")
            stories = len([path for path in _files(house, name) if path.startswith(STORIES)])
            if stories and not each.objections and not tried[name].against:
                out.print(f"{name}: {stories} stories go as they are told.")
            if tried[name].untold:
                acts = ", ".join(tried[name].untold)
                out.print(f"{name}: no story comes to {acts}, so nobody has seen what it does. Write one that does.")
            if resting := resting_on(each.certificate["basis"], house.book, house.runtime.rules):
                out.print(f"{name} rests on what is {TO_CONFIRM}: {', '.join(resting)}.")
            verdict = "may not be published" if each.objections or tried[name].against else "may be published"
            out.print(f"{name} {verdict} on {day:%-d %B %Y}; certificate {each.sha256[:12]}.")
        for name, sentences in refused.items():
            for sentence in sentences:
                out.print(f"{name}: {sentence}")
    wrong = mistaken(house.runtime.rules)
    for sentence in wrong:
        typer.echo(sentence, err=as_json)
    return not (refused or wrong or any(each.objections or tried[name].against for name, each in examined.items()))


def _print_matrix(house: House, examined: dict[str, Examined]) -> None:
    if not examined:
        return
    shown = Table("rule", *examined)
    verdicts = {name: {each.rule: each for each in found.proof.verdicts} for name, found in examined.items()}
    for rule in house.runtime.rules.rules:
        cells = []
        for name, found in examined.items():
            verdict = verdicts[name].get(rule.id)
            elsewhere = any(each.rule == rule.id for each in found.proof.unconcerned)
            cells.append(SHORT[verdict.outcome] if verdict else "not drawn" if elsewhere else "ended")
        shown.add_row(marked(rule.id, rule.confidence), *cells)
    out.print(shown)


def _check_cases(house: House, day: date, as_json: bool) -> bool:
    checked = rules.check_cases(house, signing.operator(house), on=day)
    breaches, stopped, count = checked.breaches, checked.stopped, checked.count
    if as_json:
        told = {
            "cases": count,
            "breaches": [asdict(each) for each in breaches],
            "threatened": [asdict(each) for each in stopped],
        }
        sys.stdout.write(json.dumps(told, indent=1) + "\n")
        return not breaches
    for one in breaches:
        what = f"{one.step} (entry {one.entry})" if one.step else "the end of the case"
        out.print(f"{one.case}: {what} went against {marked(one.rule, one.confidence)}; lacking: {_listed(one)}.")
    for each in stopped:
        what = f"{each.step} would be refused" if each.step else "it would end too early"
        out.print(f"{each.case}: {what} by {marked(each.rule, each.confidence)}; lacking: {_listed(each)}.")
    known = len(house.runtime.rules.rules)
    out.print(
        f"{count:,} cases under {known} rules: {len(breaches):,} breaches; {len(stopped):,} steps of open "
        f"cases that a rule would stop on {day:%-d %B %Y}."
    )
    return not breaches


def _compare(house: House, path: Path) -> bool:
    try:
        read = json.loads(path.read_text(encoding="utf-8"))
        theirs = read.get("certificate", read)
        name, day, sha256 = str(theirs["procedure"]), _day(theirs["on"]), certificate_sha256(theirs)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise CertificateUnreadable(f"{path} cannot be read as a certificate: {error!r}.") from error
    proved, wrong = recheck(theirs)
    for sentence in wrong:
        out.print(sentence)
    out.print(f"{len(proved)} rules rechecked. {NOT_RECHECKED}")
    examined = examine_files(house.runtime, name, _files(house, name), day)
    if sha256 == examined.sha256:
        out.print(f"The same certificate: {sha256}.")
        return not wrong
    out.print(f"Another certificate: {examined.sha256} here, {sha256} in {path}.")
    for place in differences(theirs, examined.certificate):
        out.print(f"  {place} differs")
    return False


def _listed(found: CaseBreach | CaseThreatened) -> str:
    return ", ".join(found.lacking) or "nothing can help"


def _files(house: House, name: str) -> dict[str, bytes]:
    if not re.fullmatch(r"[a-z][a-z0-9_]{0,59}", name):
        raise NoSuchProcedure(f"{name[:60]!r} is not the name of a procedure: small letters, digits and _.")
    return house.book.procedure(name)


def _all(house: House) -> list[str]:
    return house.book.procedures


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"{text!r} is no day; write it like 2026-11-22.") from None
