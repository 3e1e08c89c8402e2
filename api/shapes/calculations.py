"""Shapes of the calculations of law."""

from pydantic import BaseModel


class CalculationListed(BaseModel):
    """A calculation. ``takes`` and ``gives``: each input and output by its name, with its kind in words."""

    rule: str
    noun: str
    words: str
    takes: dict[str, str]
    gives: dict[str, str]
