"""Why something about a benefit is not recorded."""

from workflows.errors import Malformed, NotFound, Refused


class NoSuchClaim(NotFound):
    """There is no such claim."""


class NoSuchRequest(NotFound):
    """There is no such request."""


class ClaimNotUnderstood(Malformed):
    """What is said of the claim cannot be so."""


class ClaimReplaced(Refused):
    """Something newer is known of the claim."""


class TenantNotAsked(Refused):
    """The tenant was not asked."""


class AffordabilityUnknown(Refused):
    """Nobody has looked whether they can afford it."""


class FormerTenancy(Refused):
    """The tenancy has ended."""


class NotForThisBenefit(Refused):
    """It cannot be asked for this benefit."""


class AskedAlready(Refused):
    """It was asked already."""


class AnsweredAlready(Refused):
    """It was answered already."""
