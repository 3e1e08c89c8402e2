"""The cast: tenancies that stand for a difficulty, each with its account. Nobody of them is real.

What happens to them is told in :mod:`tools.demo.lives`; how they pay stands here.
"""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from tools.demo.tenancy import FIRST_DAY, Tenancy

ROSA, NOVAK, DANIEL, EDITH, HAROLD, NO_RENT, GRACE = (str(100_000 + number) for number in range(7))
LEON, RITA, OMAR, TILLY, HUGHES, COLIN, PAULA, SEAN = (str(100_007 + number) for number in range(8))
KEMI, RAVI, CAROL, BEN, ZOE, LIAM, VIC, HARRY = (str(100_015 + number) for number in range(8))
UNA, FEMI, GITA, TOM, INES, NOAH, MAYA = (str(100_023 + number) for number in range(7))
JANUARY_2025 = date(2025, 1, 6)
"""Tilly's ledger begins here: in it lies 31 March 2025, the 53rd Monday of the rent year that began on 1 April 2024, of
whose rent Universal Credit pays nothing."""


@dataclass(frozen=True)
class Part:
    """One of the cast.

    :ivar names: title, given name and family name of each tenant
    :ivar plan: from when on so much is paid after each rent, in pence; empty: as ``habit`` says
    :ivar more: of the tenancy, as :class:`Tenancy` has it
    :ivar of_first: of the first tenant, as the export has it; ``of_second``: of the second
    """

    names: tuple[str, ...]
    rent: int
    plan: tuple[tuple[date, int], ...] = ()
    habit: str = "plan"
    tenure: str = "secure"
    more: dict[str, Any] = field(default_factory=dict)
    of_first: dict[str, str] = field(default_factory=dict)
    of_second: dict[str, str] = field(default_factory=dict)


def _stops(month: int, day: int, pays: int = 0) -> tuple[tuple[date, int], ...]:
    """They pay their rent until a day of 2026, and then so much."""
    return ((date(2026, month, day), pays),)


_DEPUTY = {
    "representative_name": "Helen Marsh",
    "representative_role": "deputy",
    "representative_address": "Marsh & Lowe Solicitors\n2 Castle Street\nNewbridge\nNB1 1AA",
    "representative_evidence": "Court of Protection order, sealed copy seen 12 May 2025",
}
_APPOINTEE = {
    "representative_name": "Alan Reid",
    "representative_role": "appointee",
    "representative_address": "19 Dock Street\nNewbridge\nNB2 4HJ",
    "representative_evidence": "Letter BF57 of the Department for Work and Pensions, seen 3 February 2026",
}
_LARGE = {"large_print": "yes"}


def _born(year: int, **more: str) -> dict[str, str]:
    """The year of somebody's birth, where their story needs one."""
    return {"date_of_birth": f"{year}-04-12", **more}


_IN_ADVANCE = ((FIRST_DAY, "payment", -11900, "A week's rent in advance"),)
_THAT_WEEK = ((date(2026, 8, 5), "payment", -9600, "Debit card"),)
_DIRECT = tuple((date(2026, month, 16), "universal_credit", -46000, "Universal Credit") for month in (8, 9))
_MONTHLY = {"period": "monthly"}
PARTS: dict[str, Part] = {
    ROSA: Part(("Ms Rosa Whitfield",), 11250, (*_stops(5, 18), (date(2026, 9, 21), 12750)), of_first=_born(1986)),
    NOVAK: Part(
        ("Mr Josef Novak", "Mrs Amira Novak"),
        12475,
        _stops(5, 18, 6000),
        of_first=_born(1978),
        of_second=_born(1981, **_LARGE),
    ),
    DANIEL: Part(("Mr Daniel Mensah",), 52000, habit="pays off", more=_MONTHLY),
    EDITH: Part(
        ("Ms Edith Rowe",), 10800, (*_stops(6, 1), (date(2026, 7, 13), 11800)), of_first=_born(1952, **_DEPUTY)
    ),
    HAROLD: Part(("Mr Harold Pike",), 9850, _stops(6, 15), of_first=_born(1941)),
    NO_RENT: Part(("Mx Robin Quayle",), 10500, habit="no rent"),
    GRACE: Part(("Ms Grace Bello",), 11240, _stops(5, 25, 4000), of_first=_born(1991)),
    LEON: Part(("Mr Leon Carter",), 10975, ((FIRST_DAY, 10975),)),
    RITA: Part(("Mrs Rita Kaur",), 10150, habit="all benefit"),
    OMAR: Part(("Mr Omar Farah",), 11900, habit="credit", more={"extra": _IN_ADVANCE}),
    TILLY: Part(("Ms Tilly Vance",), 9600, habit="credit", more={"since": JANUARY_2025, "extra": _THAT_WEEK}),
    HUGHES: Part(
        ("Mr Walter Hughes", "Mrs Joan Hughes"),
        10325,
        ((FIRST_DAY, 10325),),
        of_first=_born(1944),
        of_second=_born(1947),
    ),
    COLIN: Part(("Mr Colin Reid",), 9900, habit="all benefit", of_first=_APPOINTEE),
    PAULA: Part(("Ms Paula Lowe",), 11600, _stops(7, 27, 3000)),
    SEAN: Part(("Mr Sean Doyle",), 10450, _stops(8, 10)),
    KEMI: Part(("Ms Kemi Young",), 11050, (*_stops(6, 15), (date(2026, 7, 20), 11550), (date(2026, 8, 17), 0))),
    RAVI: Part(("Mr Ravi Shah",), 10700, (*_stops(6, 15), (date(2026, 7, 20), 11450))),
    CAROL: Part(("Mrs Carol Jarvis",), 10250, _stops(9, 14)),
    BEN: Part(("Mr Ben Iqbal",), 12100, _stops(8, 3, 6000)),
    ZOE: Part(("Ms Zoe Price",), 10600, (*_stops(6, 22), (date(2026, 7, 27), 11100))),
    LIAM: Part(("Mr Liam Nowak",), 9725, ((FIRST_DAY, 9725),), more={"start": date(2026, 6, 15)}),
    VIC: Part(("Mr Vic Underwood",), 11150, (*_stops(6, 8), (date(2026, 8, 3), 12150))),
    HARRY: Part(("Mr Harry Greene",), 10990, _stops(9, 14)),
    UNA: Part(
        ("Ms Una Ellis",), 9550, (*_stops(8, 17, 4500), (date(2026, 9, 7), 9950)), of_first=_born(1969, **_LARGE)
    ),
    FEMI: Part(("Mr Femi Okoro",), 12300, _stops(7, 27)),
    GITA: Part(("Mrs Gita Mistry",), 11700, _stops(6, 29, 2000), more={"extra": _DIRECT}),
    TOM: Part(("Mr Tom Abbott",), 10850, _stops(8, 17)),
    INES: Part(("Ms Ines Greene",), 11300, (*_stops(8, 31), (date(2026, 9, 14), 11300))),
    NOAH: Part(("Mr Noah Dixon",), 10050, ((FIRST_DAY, 10050),)),
    MAYA: Part(("Ms Maya Walsh",), 10400, (*_stops(8, 3, 5000), (date(2026, 8, 24), 10700))),
}


def cast(made: list[Tenancy]) -> None:
    """Gives the first tenancies to the cast."""
    of_account = {tenancy.account: tenancy for tenancy in made}
    for account, part in PARTS.items():
        tenancy = of_account[account]
        whole = {"period": "weekly", "start": date(2019, 4, 1), **part.more}
        tenancy.tenants = _tenants(tenancy, part)
        tenancy.habit, tenancy.rent, tenancy.plan, tenancy.tenure = part.habit, part.rent, part.plan, part.tenure
        tenancy.period, tenancy.start = whole["period"], whole["start"]
        tenancy.extra, tenancy.costs = whole.get("extra", ()), account == LEON
        tenancy.since = whole.get("since", FIRST_DAY)


def _tenants(tenancy: Tenancy, part: Part) -> list[dict[str, str]]:
    """Their rows of the export; what is not said of them stays as it was made up."""
    first = tenancy.tenants[0]
    rows = []
    for number, (name, more) in enumerate(zip(part.names, (part.of_first, part.of_second), strict=False)):
        title, given, family = name.split()
        reference = f"C{int(first['reference'][1:]) + number}"
        row = {**first, "reference": reference, "title": title, "given_name": given, "family_name": family}
        row |= {"email": f"{given}.{family}@example.org".lower(), "large_print": "no"}
        row["phone"] = f"01632 96{int(reference[1:]) % 10000:04d}"
        rows.append(row | more)
    return rows
