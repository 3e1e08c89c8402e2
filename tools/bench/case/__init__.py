"""The case by which the engine is measured: two years of a payment plan, in three processes.

Two called processes, a decision table, two boundary timers, a parallel block of three, and a loop that is drawn and
goes round once a month, 24 times. About 3 KB of process data.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent
PROCESS = "arrears_case"
OPERATIONS: dict[str, Callable[..., Any]] = {
    "load_account": lambda ref: {"ref": ref, "open": True},
    "begin": lambda: {"month": 0, "missed": 0},
    "prepare": lambda mobile: {"channel": "sms" if mobile else "letter"},
    "send": lambda to: {"sent": True, "to": to},
    "instalment": lambda pence: {"instalment_pence": pence // 24},
    "check": lambda ref: {"ok": True, "ref": ref},
    "priority": lambda pence, weeks: {"priority": pence * weeks},
    "next_month": lambda month: {"month": month + 1},
    "outcome": lambda text: {"outcome": text},
}
SCRIPTS = {
    "begin": "month = 0\nmissed = 0",
    "prepare": "channel = 'sms' if has_mobile else 'letter'",
    "instalment": "instalment_pence = arrears_pence // 24",
    "priority": "priority = arrears_pence * weeks",
    "next_month": "month = month + 1",
    "outcome": "outcome = {text}",
}
DATA: dict[str, Any] = {
    "account_ref": "ACC-000123",
    "arrears_pence": 120_000,
    "weeks": 9,
    "has_mobile": True,
    "plan_agreed": True,
    "tenant": {
        "name": "A Tenant",
        "mobile": "07000000000",
        "address": {"line": "1 High Street", "flat": "Flat 2", "postcode": "AB1 2CD"},
        "household": [{"name": f"p{i}", "age": 20 + i} for i in range(4)],
    },
    "ledger": [
        {"on": f"2025-{i % 12 + 1:02d}-01", "type": "rent", "amount_pence": 12050 + i, "balance_pence": 100_000 + i}
        for i in range(20)
    ],
}


def files(months: int = 24) -> dict[str, bytes]:
    """The drawn case, going round so many times."""
    read = {path.name: path.read_bytes() for path in sorted(FOLDER.iterdir()) if path.suffix in {".bpmn", ".dmn"}}
    read["arrears_case.bpmn"] = read["arrears_case.bpmn"].replace(b"month &lt; 24", f"month &lt; {months}".encode())
    return read
