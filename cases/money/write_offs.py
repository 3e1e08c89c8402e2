"""Who may approve a write-off."""

from cases.calculating.declared import TEXT as A_TEXT
from cases.calculating.declared import YES, Outputs, rule
from cases.calculating.kinds import PENCE, TEXT, list_of, map_of
from cases.calculating.money import pounds
from cases.calculating.working import Working


@rule(
    {"approver": A_TEXT, "refused": YES, "total_pence": "pence"},
    debts_of_one_person_pence=list_of(PENCE),
    limits=map_of(PENCE),
    proposer=TEXT,
    approver=TEXT,
)
def write_off_approval(working: Working) -> Outputs:
    """Who may approve a write-off: by the sum of all debts of one person, and never who proposes it."""
    debts, limits = working.many("debts_of_one_person_pence"), working.values.get("limits")
    total = sum(debts)
    working.say(f"All debts of the person together are {pounds(total)}; the sum decides, not each debt.")
    proposer = working.word("proposer") if working.has("proposer") else None
    approver = working.word("approver") if working.has("approver") else None
    if approver is not None and approver == proposer:
        working.refuse(f"{approver} proposed it, so another must approve it.", total_pence=total)
    if limits is None:
        working.need("limits")
    enough = sorted((limit, role) for role, limit in limits.items() if limit >= total and role != proposer)
    if approver is not None and approver in limits and limits[approver] < total:
        working.refuse(f"{approver} approves up to {pounds(limits[approver])}, which is less.", total_pence=total)
    if approver is not None and approver not in limits:
        working.refuse(f"No limit is said for {approver}, so they approve nothing.", total_pence=total)
    if not enough:
        working.refuse("Nobody's limit is high enough.", total_pence=total)
    named = approver if approver is not None else enough[0][1]
    working.say(f"{named} may approve up to {pounds(limits[named])}.")
    return {"approver": named, "refused": False, "total_pence": total}
