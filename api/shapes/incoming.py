"""What comes in: anything unknown is refused, and what no database keeps."""

import math
from typing import Annotated, Any

from fastapi import Path
from pydantic import BaseModel, ConfigDict, Field, model_validator

from tasks.form_answers import is_plain


def _refuse_what_cannot_be_kept(value: Any) -> None:
    """Refuses text and numbers that no database and no record takes: the same on every database."""
    if isinstance(value, str):
        if not is_plain(value):
            raise ValueError("it holds a character that cannot be kept (NUL, or half of a surrogate pair)")
    elif isinstance(value, float):
        if not math.isfinite(value):
            raise ValueError("it holds a number that is none")
    elif isinstance(value, int):
        if not -(2**63) <= value < 2**63:
            raise ValueError("it holds a number that is too large")
    elif isinstance(value, dict):
        for key, item in value.items():
            _refuse_what_cannot_be_kept(key)
            _refuse_what_cannot_be_kept(item)
    elif isinstance(value, list):
        for item in value:
            _refuse_what_cannot_be_kept(item)


Row = Annotated[int, Path(ge=1, le=2**31 - 1)]
"""The number of a row in an address."""


class Strict(BaseModel):
    """What comes in: anything unknown is refused."""

    model_config = ConfigDict(extra="forbid")

    @model_validator(mode="after")
    def _can_be_kept(self) -> "Strict":
        _refuse_what_cannot_be_kept(self.__dict__)
        return self


class Reason(Strict):
    """Why."""

    reason: str = Field(max_length=2000, examples=["Clicked the wrong button"])


class EndOfHold(Reason):
    """Why a hold ends, and whether it should never have been placed: then what it undid counts again."""

    placed_in_error: bool = False


class Told(Reason):
    """What has come about, by the message's name in the diagram, and how one knows."""

    message: str = Field(max_length=200, examples=["claim_given_up"])


class Done(BaseModel):
    """It was done."""

    done: bool = True
    revision: int | None = None
    steps: int | None = None
