"""Why a case is closed by hand: a short list, so that it can be counted, beside words that say it."""

from enum import StrEnum


class CloseReason(StrEnum):
    """Why a case is closed otherwise than by the end of its procedure; it becomes the case's outcome."""

    ACTS_VOID = "acts_void"
    """What was done in it has no effect in law, or should not have been done: the account is looked at anew."""
    OPENED_IN_ERROR = "opened_in_error"
    PAID = "paid"
    TENANCY_ENDED = "tenancy_ended"
    DEALT_WITH_ELSEWHERE = "dealt_with_elsewhere"
    NOT_PURSUED = "not_pursued"
    """The landlord decided not to go on: it would not be right, or not worth it."""


CLOSE_WORDS: dict[CloseReason, str] = {
    CloseReason.ACTS_VOID: "What was done in it is void or wrong; the account is looked at anew",
    CloseReason.OPENED_IN_ERROR: "It was opened in error",
    CloseReason.PAID: "It is paid, or will be by an arrangement outside the case",
    CloseReason.TENANCY_ENDED: "The tenancy has ended",
    CloseReason.DEALT_WITH_ELSEWHERE: "It is dealt with elsewhere",
    CloseReason.NOT_PURSUED: "The landlord does not go on with it",
}
