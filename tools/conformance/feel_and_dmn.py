"""FEEL and DMN: cases of our own for each part of the standard (DMN 1.5), run as ``duecourse decide`` runs them.

The expected values are the standard's, not what we give. Where we give something else on purpose,
``differences.yaml`` says what and why.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from api.commands.does.deciding import CLOCK
from tools.conformance.kit import Case, Outcome, Row, counted
from workflows.decisions import DecisionModel
from workflows.decisions.given import read_facts
from workflows.errors import Refused
from workflows.expressions import NotFeel, compile_expression, kind_of, written
from workflows.expressions.values import equal

KIT = Path(__file__).parents[2] / "tests" / "conformance"
_LONGEST = 400
_REFUSED = object()


def categories() -> dict[str, list[Row]]:
    """Part of the standard → its categories, counted."""
    return {
        "FEEL: the language": counted(expressions(KIT / "feel.yaml")),
        "FEEL: the built-in functions": counted(expressions(KIT / "feel_functions.yaml")),
        "DMN: models, boxed expressions and tables": counted(models()),
    }


def cases() -> Iterator[Case]:
    """All cases."""
    yield from expressions(KIT / "feel.yaml")
    yield from expressions(KIT / "feel_functions.yaml")
    yield from models()


def expressions(file: Path) -> Iterator[Case]:
    """The cases of a file of expressions, run."""
    reasons = _read(KIT / "differences.yaml")
    for category, texts in _read(file).items():
        for text, expected in texts.items():
            try:
                given = compile_expression(text, CLOCK, strict=False).evaluate()
            except (Refused, NotFeel) as error:
                given, told = _REFUSED, str(error)
            else:
                told = written(given, _LONGEST)
            yield _case(category, text, expected, given, told, reasons)


def models() -> Iterator[Case]:
    """The cases of the models, run: beside each ``NAME.dmn`` stands ``NAME.yaml``."""
    reasons = _read(KIT / "differences.yaml")
    files = {each.name: each.read_bytes() for each in sorted((KIT / "dmn").glob("*.dmn"))}
    for listed in sorted((KIT / "dmn").glob("*.yaml")):
        name = f"{listed.stem}.dmn"
        model = DecisionModel.parse(files[name], CLOCK, name, whole=False, others=files)
        for category, asked in _read(listed).items():
            for each in asked:
                text = f"{name}: {each['decide']} of {each.get('given', {})}"
                given, told = _decided(model, each)
                yield _case(category, text, each["gives"], given, told, reasons)


def _decided(model: DecisionModel, asked: dict[str, Any]) -> tuple[Any, str]:
    try:
        errors: list[Refused] = []
        facts = read_facts(model, asked.get("given", {}), errors)
        result = model.decide(asked["decide"], facts, strict=False)
    except (Refused, NotFeel) as error:
        return _REFUSED, str(error)
    return result.value, written(result.value, _LONGEST)


def _case(category: str, text: str, expected: str, given: Any, told: str, reasons: dict[str, Any]) -> Case:
    wanted = compile_expression(expected).evaluate()
    if given is not _REFUSED and _same(given, wanted):
        return Case(category, text, Outcome.RIGHT)
    if given is _REFUSED and wanted is None:
        return Case(category, text, Outcome.REFUSED, told)
    return Case(category, text, Outcome.DIFFERENT, told, reasons.get(text, ""))


def _same(given: Any, wanted: Any) -> bool:
    """Whether two values are the same: of one type, equal, and in one zone."""
    if kind_of(given) != kind_of(wanted):
        return False
    if isinstance(given, list):
        return len(given) == len(wanted) and all(map(_same, given, wanted))
    if isinstance(given, dict):
        return given.keys() == wanted.keys() and all(_same(given[key], wanted[key]) for key in given)
    return equal(given, wanted) is True and written(given) == written(wanted)


def _read(file: Path) -> dict[str, Any]:
    read: dict[str, Any] = yaml.safe_load(file.read_text()) or {}
    return read
