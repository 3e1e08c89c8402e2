"""The demo landlord's exports: 300 tenancies with 18 months of ledgers, as a housing system would write them."""

import csv
import random
from datetime import date, timedelta
from pathlib import Path

from tools.demo.cast import PARTS, cast
from tools.demo.ledgers import ledger_of
from tools.demo.tenancy import Tenancy
from tools.demo.terms import write_terms

SEED = 20260706
TENANCIES = 300
STREETS = ("Alder Court", "Mill Lane", "Quarry Road", "Fern Walk", "Dock Street", "Beacon Hill", "Orchard Way")
GIVEN = [
    "Aisha",
    "Ben",
    "Carol",
    "Dev",
    "Ewa",
    "Femi",
    "Gita",
    "Harry",
    "Ines",
    "Jack",
    "Kemi",
    "Liam",
    "Maya",
    "Noah",
    "Olga",
    "Priya",
    "Quinn",
    "Ravi",
    "Sade",
    "Tom",
    "Una",
    "Vic",
    "Wanda",
    "Yusuf",
    "Zoe",
]
MEN = frozenset({"Ben", "Dev", "Femi", "Harry", "Jack", "Liam", "Noah", "Ravi", "Tom", "Vic", "Yusuf"})
EITHER = frozenset({"Femi", "Quinn", "Vic"})
FAMILY = [
    "Abbott",
    "Bello",
    "Carter",
    "Dixon",
    "Ellis",
    "Farah",
    "Greene",
    "Hughes",
    "Iqbal",
    "Jarvis",
    "Kaur",
    "Lowe",
    "Mistry",
    "Nowak",
    "Okoro",
    "Price",
    "Quayle",
    "Reid",
    "Shah",
    "Turner",
    "Underwood",
    "Vance",
    "Walsh",
    "Young",
    "Zaman",
]
TENURES = ("secure",) * 12 + ("introductory",) * 2 + ("non_secure",)
HABITS = (
    ("steady",) * 9 + ("late",) * 3 + ("benefit",) * 4 + ("credit",) * 4 + ("slipping",) * 3 + ("stopped", "recovers")
)


def tenancies(count: int = TENANCIES) -> list[Tenancy]:
    """All tenancies with their whole ledgers; the first are the cast's.

    :param count: how many there are; the cast at least
    """
    rng = random.Random(SEED)
    made = [_tenancy(rng, number) for number in range(max(count, len(PARTS)))]
    cast(made)
    for tenancy in made:
        tenancy.lines = sorted(ledger_of(rng, tenancy))
    return made


def write_exports(folder: Path, upto: date, made: list[Tenancy], since: date = date.min) -> Path:
    """Writes the files as a housing system would on a day, with the lines since another; returns where."""
    place = folder / upto.isoformat()
    place.mkdir(parents=True, exist_ok=True)
    people = [tenant for tenancy in made for tenant in tenancy.tenants]
    with (place / "customers.csv").open("w", newline="", encoding="utf-8") as file:
        names = sorted({name for person in people for name in person})
        out = csv.DictWriter(file, names, restval="")
        out.writeheader()
        out.writerows(people)
    with (place / "accounts.csv").open("w", newline="", encoding="utf-8") as file:
        out_rows = csv.writer(file)
        out_rows.writerow(
            [
                "reference",
                "tenure",
                "address",
                "postcode",
                "tenancy_start",
                "tenancy_end",
                "rent",
                "rent_period",
                "balance",
                "balance_on",
                "patch",
                "tenants",
            ]
        )
        for t in made:
            balance = sum(line[2] for line in t.lines if line[0] <= upto)
            who = ";".join(person["reference"] for person in t.tenants)
            rent = "0" if t.habit == "no rent" else _pounds(t.rent)
            out_rows.writerow(
                [
                    t.account,
                    t.tenure,
                    t.address,
                    t.postcode,
                    t.start,
                    "",
                    rent,
                    t.period,
                    _pounds(balance),
                    upto,
                    t.patch,
                    who,
                ]
            )
    with (place / "transactions.csv").open("w", newline="", encoding="utf-8") as file:
        out_rows = csv.writer(file)
        out_rows.writerow(["account", "reference", "posted_on", "kind", "amount", "description", "debt"])
        for t in made:
            for number, (on, kind, amount, words) in enumerate(t.lines, start=1):
                if since < on <= upto:
                    debt = "court_costs" if kind == "charge" else ""
                    out_rows.writerow([t.account, f"{t.account}-{number:05d}", on, kind, _pounds(amount), words, debt])
    write_terms(place, made)
    return place


def _tenancy(rng: random.Random, number: int) -> Tenancy:
    given, family = rng.choice(GIVEN), rng.choice(FAMILY)
    street = rng.choice(STREETS)
    period = "monthly" if rng.random() < 0.3 else "weekly"
    rent = rng.randrange(9200, 14800, 25) if period == "weekly" else rng.randrange(42000, 66000, 100)
    start = date(2025, 4, 7) - timedelta(weeks=rng.randrange(4, 900))
    tenure = rng.choice(TENURES)
    if tenure == "introductory":
        start = date(2025, 11, 3) + timedelta(weeks=rng.randrange(0, 30))
    account = str(100_000 + number)
    tenants = [_person(rng, number * 2, given, family)]
    if rng.random() < 0.15:
        tenants.append(_person(rng, number * 2 + 1, rng.choice(GIVEN), family))
    return Tenancy(
        account=account,
        tenants=tenants,
        tenure=tenure,
        address=f"{rng.randrange(1, 140)} {street}\nNewbridge",
        postcode=f"NB{rng.randrange(1, 5)} {rng.randrange(1, 9)}{rng.choice('ABDEFGH')}{rng.choice('JLNPQR')}",
        start=start,
        rent=rent,
        period=period,
        habit=rng.choice(HABITS),
        costs=account.endswith("7"),
        patch=f"{'East' if number % 2 else 'West'} {1 + number % 3}",
    )


def _person(rng: random.Random, number: int, given: str, family: str) -> dict[str, str]:
    born = date(1945, 1, 1) + timedelta(days=rng.randrange(0, 21_500))
    return {
        "reference": f"C{500_000 + number}",
        "title": _title(rng.choice(("Ms", "Mr", "Mrs", "Mx")), given),
        "given_name": given,
        "family_name": family,
        "date_of_birth": born.isoformat(),
        "email": f"{given}.{family}.{number}@example.org".lower(),
        "phone": f"01632 96{number % 10000:04d}",
        "large_print": "yes" if rng.random() < 0.05 else "no",
    }


def _title(title: str, given: str) -> str:
    """A title that goes with the name, for most people."""
    if title == "Mx" and given in EITHER:
        return title
    return "Mr" if given in MEN else "Mrs" if title == "Mrs" else "Ms"


def _pounds(pence: int) -> str:
    return f"{'-' if pence < 0 else ''}{abs(pence) // 100}.{abs(pence) % 100:02d}"
