"""The case by which the engine is measured: two years of a payment plan, in three processes.

Two called processes, a decision table, two boundary timers, a parallel block of three, and a loop that is drawn and
goes round once a month, 24 times. About 3 KB of process data.
"""

from typing import Any

from tests.engine.drawing import Drawing
from tests.engine.driving import Recorder
from workflows.diagrams.vocabulary import Vocabulary

PROCESS = "arrears_case"
HANDLERS: dict[str, Any] = {
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
VOCABULARY = Vocabulary(handlers=dict.fromkeys(HANDLERS, "inline"))
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

_ROWS = [
    ("< 10000", "-", '"watch"', '"s0"'),
    ("< 50000", "< 4", '"early"', '"s1"'),
    ("< 50000", ">= 4", '"early"', '"s2"'),
    ("< 200000", "< 8", '"mid"', '"s2"'),
    ("< 200000", ">= 8", '"mid"', '"s3"'),
    (">= 200000", "-", '"late"', '"s4"'),
]


def _entries(tag: str, rule: int, cells: tuple[str, ...]) -> str:
    return "".join(
        f'<{tag} id="{tag}_{rule}_{i}"><text>{cell.replace("<", "&lt;").replace(">", "&gt;")}</text></{tag}>'
        for i, cell in enumerate(cells)
    )


def decision() -> bytes:
    """The table that puts an account into a segment."""
    rules = "".join(
        f'<rule id="rule_{i}">{_entries("inputEntry", i, row[:2])}{_entries("outputEntry", i, row[2:])}</rule>'
        for i, row in enumerate(_ROWS)
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="d" namespace="http://example.org/d">'
        '<decision id="segment" name="segment"><decisionTable id="table" hitPolicy="FIRST">'
        '<input id="i1"><inputExpression id="e1" typeRef="number"><text>arrears_pence</text></inputExpression></input>'
        '<input id="i2"><inputExpression id="e2" typeRef="number"><text>weeks</text></inputExpression></input>'
        '<output id="o1" name="segment" typeRef="string"/><output id="o2" name="stage" typeRef="string"/>'
        f"{rules}</decisionTable></decision></definitions>"
    ).encode()


def contact() -> Drawing:
    p = Drawing("contact_tenant").service("c_prepare", "prepare", mobile="has_mobile")
    p.xor("c_choice", "c_to_letter").service("c_sms", "send", "sms", to="tenant.mobile")
    p.service("c_letter", "send", "letter", to="tenant.address.postcode").xor("c_merge")
    p.chain("start_contact", "c_prepare", "c_choice").flow("c_choice", "c_sms", 'channel = "sms"')
    p.flow("c_choice", "c_letter", ident="c_to_letter").chain("c_sms", "c_merge").chain("c_letter", "c_merge")
    return p.chain("c_merge", "c_log", "end_contact")


def plan() -> Drawing:
    p = Drawing("payment_plan").service("pp_calculate", "instalment", pence="arrears_pence")
    p.user("pp_agree").service("pp_set_up", "check", "debit", ref="account_ref")
    return p.chain("start_plan", "pp_calculate", "pp_agree", "pp_set_up", "end_plan")


def case() -> Drawing:
    p = Drawing(PROCESS).service("load", "load_account", "account", ref="account_ref").service("begin", "begin")
    p.decision("segment_it", "segment").xor("by_segment", "to_contact").service("watch", "outcome", text='"watch"')
    p.call("contact", "contact_tenant").user("review_contact")
    p.on_timer("remind_at", "review_contact", "P7D", interrupting=False)
    p.service("remind", "check", "reminded", ref="account_ref")
    p.parallel("split", "join").user("affordability").service("credit", "check", "credit_checked", ref="account_ref")
    p.service("rank", "priority", pence="arrears_pence", weeks="weeks").xor("by_plan", "to_legal")
    p.call("plan", "payment_plan").xor("month_merge").timer("month_wait", "P30D")
    p.service("month_check", "check", "payment", ref="account_ref").service("month_count", "next_month", month="month")
    p.user("month_review").xor("month_end", "to_close").service("close", "outcome", text='"cleared"')
    p.user("draft_notice").on_timer("draft_late", "draft_notice", "P28D")
    p.service("serve_notice", "check", "served", ref="account_ref").timer("notice_period", "P28D")
    p.user("court").xor("legal_merge").service("legal", "outcome", text='"legal"')
    p.chain("start", "load", "begin", "segment_it", "by_segment").flow("by_segment", "watch", 'segment = "watch"')
    p.flow("by_segment", "contact", ident="to_contact").chain("watch", "end_watch")
    p.chain("contact", "review_contact", "split").chain("remind_at", "remind", "end_reminded")
    for branch in ("affordability", "credit", "rank"):
        p.chain("split", branch, "join")
    p.chain("join", "by_plan").flow("by_plan", "plan", "plan_agreed")
    p.flow("by_plan", "draft_notice", ident="to_legal")
    p.chain("plan", "month_merge", "month_wait", "month_check", "month_count", "month_review", "month_end")
    p.flow("month_end", "month_merge", "month < 24").flow("month_end", "close", ident="to_close").chain(
        "close", "end_ok"
    )
    p.chain("draft_notice", "serve_notice", "notice_period", "court", "legal_merge", "legal", "end_legal")
    return p.chain("draft_late", "legal_merge")


def files() -> dict[str, bytes]:
    """File name → bytes."""
    return {
        "arrears_case.bpmn": case().xml(),
        "contact_tenant.bpmn": contact().xml(),
        "payment_plan.bpmn": plan().xml(),
        "segment.dmn": decision(),
    }


def host() -> Recorder:
    """A host that does all the case's operations."""
    return Recorder(HANDLERS)
