"""How sure whoever wrote a row of law, an act or a rule was of its source, and how that is said beside every use.

No file can confirm itself: that a landlord relies on a row, a person of theirs says (*Law*). This here is the other
question: whether a lawyer has confirmed wording and source. What is ``to confirm`` says so wherever it is used or
shown, by whatever door, until an edition says otherwise.
"""

TO_CONFIRM = "to confirm"
CONFIDENCES = ("confirmed", TO_CONFIRM, "policy")
MARK = f"[{TO_CONFIRM}]"


def marked(words: str, *confidences: str) -> str:
    """What is said of a row, with the mark behind it where one of the rows that it rests on is to confirm.

    :param confidences: of those rows
    """
    return f"{words} {MARK}".lstrip() if TO_CONFIRM in confidences else words
