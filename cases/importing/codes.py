"""What a housing system's transaction codes are: kind of line, debt, payer."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cases.words import Payer, TransactionKind

UNALLOCATED = "unallocated"
"""As a mapping or a row says that money came in without a word for which debt."""
_PAYERS = {
    TransactionKind.PAYMENT: Payer.TENANT,
    TransactionKind.HOUSING_BENEFIT: Payer.HOUSING_BENEFIT,
    TransactionKind.UNIVERSAL_CREDIT: Payer.UNIVERSAL_CREDIT,
    TransactionKind.THIRD_PARTY_DEDUCTION: Payer.THIRD_PARTY_DEDUCTION,
}


@dataclass(frozen=True, slots=True)
class Code:
    """What lines with a code are.

    :ivar debt: the kind of debt; empty: money for no debt in particular; ``None``: the account's own kind
    :ivar payer: empty: as the kind of line says
    """

    kind: TransactionKind
    debt: str | None = None
    payer: str = ""


def payer_of(kind: TransactionKind) -> str:
    """Who pays lines of a kind, where nothing else is said; empty: nobody, or it cannot be told."""
    return _PAYERS.get(kind, "")


def read_codes(rows: Any) -> dict[str, Code]:
    """Reads ``codes:`` of a mapping: code → ``{kind, debt, payer}``.

    :raises ValueError: with the code, and what to mend
    """
    if rows is None:
        return {}
    if not isinstance(rows, Mapping):
        raise ValueError("`codes` names each transaction code with its kind, perhaps debt and payer.")
    return {str(code): _code(str(code), row) for code, row in rows.items()}


def _code(code: str, row: Any) -> Code:
    if not isinstance(row, Mapping) or "kind" not in row or set(row) - {"kind", "debt", "payer"}:
        raise ValueError(f"the code {code!r} has a `kind`, and perhaps a `debt` and a `payer`, and nothing else.")
    kind, debt, payer = row["kind"], row.get("debt"), row.get("payer", "")
    if kind not in list(TransactionKind):
        raise ValueError(f"the code {code!r}: `kind` is one of {', '.join(TransactionKind)}, not {str(kind)[:40]!r}.")
    if payer and payer not in list(Payer):
        raise ValueError(f"the code {code!r}: `payer` is one of {', '.join(Payer)}, not {str(payer)[:40]!r}.")
    if kind == TransactionKind.RENT and debt == UNALLOCATED:
        raise ValueError(f"the code {code!r}: what falls due falls due on some debt. Name it.")
    return Code(TransactionKind(kind), "" if debt == UNALLOCATED else debt, str(payer))
