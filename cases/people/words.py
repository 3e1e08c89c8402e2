"""The words of people: who acts for them and in what, what they need, and how they are reached."""

from enum import StrEnum


class RepresentativeRole(StrEnum):
    """As what somebody acts for a customer."""

    APPOINTEE = "appointee"
    DEPUTY = "deputy"
    ATTORNEY = "attorney"
    LITIGATION_FRIEND = "litigation_friend"
    ADVISER = "adviser"
    FRIEND = "friend"
    ADVOCATE = "advocate"
    COUNCILLOR_OR_MP = "councillor_or_mp"


class Authority(StrEnum):
    """What somebody may do for a customer."""

    DISCUSS = "discuss"
    AGREE_TO_PAY = "agree_to_pay"
    RECEIVE_LETTERS = "receive_letters"
    HANDLE_BENEFIT = "handle_benefit"
    ACCEPT_SERVICE = "accept_service"
    CONDUCT_DEFENCE = "conduct_defence"


class DetailKind(StrEnum):
    """By what a person is reached."""

    PHONE = "phone"
    EMAIL = "email"
    ADDRESS = "address"


class DetailStatus(StrEnum):
    """How a telephone number, an e-mail address or an address stands."""

    CURRENT = "current"
    FORMER = "former"
    WRONG_NUMBER = "wrong_number"
    RETURNED_MAIL = "returned_mail"


class Way(StrEnum):
    """A way of reaching a person, about which they say what they want."""

    POST = "post"
    PHONE = "phone"
    TEXT = "text"
    EMAIL = "email"
    VISIT = "visit"


class Wish(StrEnum):
    """What a person says of a way of reaching them."""

    PREFERRED = "preferred"
    ALLOWED = "allowed"
    REFUSED = "refused"


class LetterFormat(StrEnum):
    """In which format a person reads letters."""

    STANDARD = "standard"
    LARGE_PRINT = "large_print"
    AUDIO = "audio"
    BRAILLE = "braille"
    EASY_READ = "easy_read"


class VulnerabilityKind(StrEnum):
    """What makes a person vulnerable."""

    HEALTH = "health"
    DISABILITY = "disability"
    MENTAL_HEALTH = "mental_health"
    LEARNING = "learning"
    AGE = "age"
    BEREAVEMENT = "bereavement"
    DOMESTIC_ABUSE = "domestic_abuse"
    CARE_LEAVER = "care_leaver"
    LANGUAGE = "language"
    ADDICTION = "addiction"
    CRISIS = "crisis"
    SAFEGUARDING = "safeguarding"
    CONFIDENTIAL_ADDRESS = "confidential_address"
    OTHER = "other"
