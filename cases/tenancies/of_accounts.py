"""What a tenancy cannot be beside the account that it is of. Pure."""

from collections.abc import Iterator, Sequence

from cases.tenancies.objections import Objection
from cases.tenancies.rows import Terms
from cases.words import RENT, Tenure

_GARAGE = "garage"
"""The kind of debt of an account of a garage."""


def contradicts(kind: str, exported: str, tenure: Tenure) -> str:
    """That a tenure is none that an account can be of; empty: it may be.

    A garage with a home is let with the home; one by itself has an account of its own.

    :param kind: the kind of debt of the account; :param exported: the tenure that its export says
    """
    if tenure is Tenure.GARAGE and kind == RENT and exported != Tenure.GARAGE:
        return f"says a garage, and the account is of rent of a home that is {exported.replace('_', ' ')} by its export"
    if tenure is not Tenure.GARAGE and kind == _GARAGE:
        return f"says a home that is {tenure.replace('_', ' ')}, and the account is of a garage"
    return ""


def account_objections(rows: Sequence[Terms], kind: str, exported: str) -> Iterator[Objection]:
    """Terms of which the account's kind says otherwise: unusual, for one of the two is wrong, and here nobody knows
    which.
    """
    for place, row in enumerate(rows):
        if wrong := contradicts(kind, exported, row.tenure):
            yield Objection(place, "tenure", wrong, unusual=True)
