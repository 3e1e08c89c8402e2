"""Why an agreement is not made, varied or ended."""

from workflows.errors import Malformed, NotFound, Refused


class NoSuchAgreement(NotFound):
    """There is no such agreement."""


class AgreementIncomplete(Malformed):
    """What was agreed is not complete."""


class AgreementNotUnderstood(Malformed):
    """What was agreed cannot be so."""


class NobodyAgreed(Malformed):
    """Nobody with authority agreed."""


class NothingAgreedAboutIt(Refused):
    """Nothing is agreed about this kind of debt."""


class AllocationWrong(Malformed):
    """What is paid of each debt does not come to the instalment."""


class FirstDayPassed(Refused):
    """The day of the first instalment has passed."""


class NothingOwed(Refused):
    """There is nothing to agree about."""


class AgreedAlready(Refused):
    """An agreement about this debt stands."""


class AgreementOver(Refused):
    """The agreement does not stand any more."""


class CourtTerms(Refused):
    """The terms are a court's."""


class StillToBeMended(Refused):
    """It was written that it stands if it is put right by a day that has not passed."""


class MoreThanAffordable(Refused):
    """It is more than the budget leaves."""


class ChangedTooOften(Refused):
    """What was agreed was changed too often."""


class UnusualTerms(Refused):
    """It pays less or lasts longer than is usual."""


class NobodyApproved(Refused):
    """Somebody else must approve it."""


class BudgetNotValid(Refused):
    """The budget is not valid for this."""


class ReasonMissing(Malformed):
    """It was not said why."""
