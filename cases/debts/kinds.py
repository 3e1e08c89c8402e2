"""Kinds of debt, from the rule book: what each is, by what law, when it is barred, in which order money goes to them.

Each has a file in ``bpmn/organisation/debts``. Editions before had one file, ``organisation/debts.yaml``, which said of
each what it means and nothing else.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from workflows.confidence import CONFIDENCES
from workflows.errors import Malformed
from workflows.yaml_reading import NOT_YAML, load

FOLDER = "organisation/debts/"
BEFORE = "organisation/debts.yaml"
_NAME = re.compile(r"[a-z][a-z0-9_]{1,39}")
_TEXTS = ("kind", "title", "means", "basis", "limitation", "confidence")
_MEMBERS = frozenset({*_TEXTS, "priority", "order"})
_PERHAPS = frozenset({"procedures", "periodic", "agreements"})


class DebtUnreadable(Malformed):
    """A kind of debt is not written as it must be."""


@dataclass(frozen=True)
class DebtKind:
    """A kind of debt.

    :ivar basis: the law by which it is owed
    :ivar limitation: the row of ``law/periods.yaml`` after which it is barred; empty: the book does not say
    :ivar priority: whether not paying it puts the home, liberty or essential supplies at risk
    :ivar order: in which order money for no debt in particular goes to an account's debts; the lowest first
    :ivar procedures: those that may act on it; empty: each that says so of itself
    :ivar periodic: whether more of it falls due again and again, so that what is agreed about it is paid on top of that
    :ivar agreements: whether people may agree to pay it by instalments
    """

    name: str
    title: str
    means: str
    basis: str = ""
    limitation: str = ""
    priority: bool = False
    order: int = 1
    procedures: frozenset[str] = field(default_factory=frozenset)
    periodic: bool = True
    agreements: bool = True


def read_debts(files: Mapping[str, bytes]) -> dict[str, DebtKind]:
    """Every kind of debt of a rule book, by its name.

    :param files: the files of the book, by path
    :raises DebtUnreadable: with file and remedy
    """
    own = sorted(path for path in files if path.startswith(FOLDER) and path.endswith(".yaml"))
    if not own and BEFORE in files:
        return _as_before(files[BEFORE])
    if not own:
        raise DebtUnreadable(f"The rule book has no kind of debt. Write one, {FOLDER}rent.yaml.")
    return {kind.name: kind for kind in (_kind(path, files[path]) for path in own)}


def must_be_barred(debts: Iterable[DebtKind], has_period: Callable[[str], bool]) -> None:
    """Refuses a kind of debt whose limitation is no row of law.

    :param has_period: whether ``law/periods.yaml`` has a row of that name
    :raises DebtUnreadable: with the kind
    """
    for kind in debts:
        if kind.limitation and not has_period(kind.limitation):
            raise DebtUnreadable(
                f"{FOLDER}{kind.name}.yaml: `limitation` is {kind.limitation!r}, and law/periods.yaml has no such row. "
                "Add the row, or correct the name."
            )


def _kind(path: str, content: bytes) -> DebtKind:
    row = _read(path, content)
    if not isinstance(row, Mapping) or not _MEMBERS <= set(row) <= _MEMBERS | _PERHAPS:
        raise DebtUnreadable(
            f"{path} says {', '.join(sorted(_MEMBERS))}, and perhaps {', '.join(sorted(_PERHAPS))}, and nothing else."
        )
    for member in _TEXTS:
        if not isinstance(row[member], str) or not row[member].strip():
            raise DebtUnreadable(f"{path}: `{member}` is a text.")
    name = row["kind"]
    if not _NAME.fullmatch(name) or path != f"{FOLDER}{name}.yaml":
        raise DebtUnreadable(f"{path}: `kind` is small letters, digits and _, and the file is called after it.")
    if row["confidence"] not in CONFIDENCES:
        raise DebtUnreadable(f"{path}: `confidence` is one of {', '.join(CONFIDENCES)}.")
    if type(row["priority"]) is not bool or type(row["order"]) is not int:
        raise DebtUnreadable(f"{path}: `priority` is true or false, and `order` a whole number.")
    flags = {member: row.get(member, True) for member in ("periodic", "agreements")}
    if wrong := [member for member, value in flags.items() if type(value) is not bool]:
        raise DebtUnreadable(f"{path}: `{wrong[0]}` is true or false.")
    procedures = row.get("procedures", [])
    if not isinstance(procedures, list) or not all(isinstance(each, str) for each in procedures):
        raise DebtUnreadable(f"{path}: `procedures` is a list of names of procedures.")
    texts = {member: str(row[member]).strip() for member in ("title", "means", "basis", "limitation")}
    return DebtKind(
        **{"name": name, **texts, **flags},
        priority=row["priority"],
        order=row["order"],
        procedures=frozenset(procedures),
    )


def _as_before(content: bytes) -> dict[str, DebtKind]:
    read = _read(BEFORE, content)
    rows = read.get("debts") if isinstance(read, Mapping) and set(read) == {"debts"} else None
    if not isinstance(rows, list) or not rows:
        raise DebtUnreadable(f"{BEFORE} holds `debts:` with a list of rows, and nothing beside.")
    found: dict[str, DebtKind] = {}
    for number, row in enumerate(rows, 1):
        where = f"{BEFORE}, row {number}"
        if not isinstance(row, Mapping) or set(row) != {"kind", "means"}:
            raise DebtUnreadable(f"{where}: a row has kind, means, and nothing else.")
        name, means = row["kind"], row["means"]
        if not isinstance(name, str) or not _NAME.fullmatch(name) or name in found:
            raise DebtUnreadable(f"{where}: `kind` is small letters, digits and _, and no other row has it.")
        if not isinstance(means, str) or not means.strip():
            raise DebtUnreadable(f"{where} ({name}): `means` is a text.")
        found[name] = DebtKind(name, name.replace("_", " ").capitalize(), means.strip())
    return found


def _read(path: str, content: bytes) -> Any:
    try:
        return load(content)
    except NOT_YAML as error:
        raise DebtUnreadable(f"{path} is not YAML: {error}") from error
