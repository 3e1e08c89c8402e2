"""Shapes of the calculations of law."""

from pydantic import BaseModel, ConfigDict


class CalculationInput(BaseModel):
    """The input of a calculation: each value by its name, as the list of calculations has them."""

    # The calculation itself knows its inputs, and says in a sentence what is wrong with one.
    model_config = ConfigDict(extra="allow")


class CalculationListed(BaseModel):
    """A calculation. ``takes`` and ``gives``: each input and output by its name, with its kind in words."""

    rule: str
    noun: str
    words: str
    takes: dict[str, str]
    gives: dict[str, str]
