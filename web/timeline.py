"""A case's record in words, for people: what happened, who did it, and what they answered."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from tasks.form_answers import words_for
from tasks.form_files import is_files
from tasks.forms import Form
from tasks.views import TimelineEntry
from web.words import capital, day, moment, plain, pounds
from workflows.clock import london_date
from workflows.confidence import marked
from workflows.diagrams import Graph
from workflows.evidence.kinds import Kind

LEFT_OUT = {
    Kind.CASE_LOOKED_AT,
    Kind.DOCUMENT_LOOKED_AT,
    Kind.STEP_STARTED,
    Kind.STEP_CANCELLED,
    Kind.RECORD_EXPORTED,
    Kind.RECORD_CHECKED,
}
HEADINGS = {
    Kind.STEP_OPENED: "Opened: {step}",
    Kind.STEP_COMPLETED: "Done: {step}",
    Kind.STEP_HELD: "Held: {step}",
    Kind.STEP_FAILED: "Failed: {step}",
    Kind.STEP_CLAIMED: "Taken: {step}",
    Kind.STEP_RELEASED: "Given back: {step}",
    Kind.STEP_HANDED_OVER: "Handed over: {step}",
    Kind.STEP_REOPENED: "Opened again: {step}",
    Kind.CASE_SENT_BACK: "Sent back, to do anew: {step}",
    Kind.DECISION_TAKEN: "Decided: {step}",
    Kind.WAY_CHOSEN: "{step}",
    Kind.TIME_CAME: "Time is up: {step}",
    Kind.MESSAGE_RECEIVED: "Message came: {step}",
    Kind.END_REACHED: "Ended: {step}",
    Kind.DOCUMENT_SENT: "Given to the print house: {step}",
    Kind.DOCUMENT_WITHDRAWN: "Not sent: {step}",
    Kind.INCIDENT_OPENED: "Something needs a person: {step}",
    Kind.INCIDENT_RESOLVED: "Tried again: {step}",
}
MONEY = "_pence"
FormOf = Callable[[str], Form | None]


@dataclass
class Line:
    """One entry.

    :ivar said: sentences
    :ivar answers: of a completed form: question and answer in words
    :ivar facts: name and value in words
    :ivar erased: whether what it said was erased
    """

    seq: int
    kind: str
    step: str
    heading: str
    at: str
    who: str
    said: list[str] = field(default_factory=list)
    answers: list[tuple[str, str]] = field(default_factory=list)
    facts: list[tuple[str, str]] = field(default_factory=list)
    erased: bool = False


def lines(
    record: Iterable[TimelineEntry], graph: Graph | None, names: Mapping[str, str], form_of: FormOf
) -> list[Line]:
    """The entries that tell the case's story, the newest first.

    :param names: who is who (``user:7``)
    :param form_of: gives the form of that name, as the case's version of the procedure has it
    """
    made = []
    for entry in record:
        node = graph.node(entry.step) if graph is not None else None
        automatic = node is not None and node.kind not in {"userTask", "manualTask"}
        decided = node is not None and node.kind == "businessRuleTask"
        unnamed = entry.kind == Kind.WAY_CHOSEN and (node is None or not node.name)
        if entry.kind in LEFT_OUT or unnamed or (entry.kind == Kind.STEP_OPENED and automatic):
            continue
        if entry.kind == Kind.STEP_COMPLETED and decided:
            continue  # the decision was noted just before
        made.append(_line(entry, node.name if node is not None else "", graph, names, form_of))
    return made[::-1]


def _line(entry: TimelineEntry, name: str, graph: Graph | None, names: Mapping[str, str], form_of: FormOf) -> Line:
    step = entry.step
    title = name or capital(plain(step))
    heading = HEADINGS.get(entry.kind, capital(entry.kind) + (": {step}" if step else "")).format(step=title)
    line = Line(entry.seq, entry.kind, step, heading, entry.at, names.get(entry.actor, "the system"))
    content = entry.content
    if content is None:
        line.erased = True
        return line
    if entry.kind in {Kind.SERVICE_RECORDED, Kind.MAIL_RETURNED}:
        line.said = _served(content)
    else:
        _say(line, entry, content, graph, names)
    if "answers" in content:
        _answers(line, content, form_of(str(content.get("form", ""))))
    return line


def _say(
    line: Line, entry: TimelineEntry, content: Mapping[str, Any], graph: Graph | None, names: Mapping[str, str]
) -> None:
    match entry.kind:
        case Kind.DECISION_TAKEN:
            for matched in content.get("matched", []):
                rules = ", ".join(
                    f"{plain(r)} (row {n})" for r, n in zip(matched["rules"], matched["numbers"], strict=False)
                )
                line.said.append(f"Rule that matched: {rules or 'none'}.")
            value = content.get("value")
            line.facts = facts(value) if isinstance(value, Mapping) else [("Decided", written(value))]
        case Kind.WAY_CHOSEN:
            line.said = [f"Way taken: {_way(flow, graph)}." for flow in content.get("flows", [])]
        case Kind.HOLD_BEGAN | Kind.HOLD_ENDED:
            last = content.get("ends_on")
            if entry.kind == Kind.HOLD_ENDED:  # on its last day, or before it
                ended = london_date(datetime.fromisoformat(entry.at)).isoformat()
                last = min(str(last), ended) if last else ended
            until = f" until {day(last)}" if last else ""
            line.said = [f"{capital(plain(content.get('kind', '')))} from {day(content.get('begins_on'))}{until}."]
            line.said += [f"{text}." for text in (content.get("source"), content.get("reason")) if text]
            if content.get("released_on"):
                line.said.append(f"Ended on {day(content['released_on'])}: {content.get('released_because', '')}")
        case Kind.STEP_HANDED_OVER:
            line.said = [f"To {names.get(content.get('to', ''), 'a colleague')}. Reason: {content.get('reason', '')}"]
        case Kind.STEP_RELEASED if "of" in content:
            line.said = [f"{names.get(content['of'], 'A colleague')}, who had it, can sign in no more."]
        case Kind.DOCUMENT_SENT:
            left = moment(str(content.get("left_at", content.get("served_at", ""))))  # as it was called before
            line.said = [f"Document {content.get('document')}, for {content.get('method')}, {left}."]
        case Kind.CASE_OPENED:
            why = content.get("why")
            line.facts = [f for f in facts(why) if f[0] != "Matched"] if isinstance(why, Mapping) else []
        case Kind.PROCEDURE_STARTED | Kind.CASE_GOES_ON:
            line.said = [_begun(entry.kept)]
        case Kind.VERSION_MOVED:
            before, after = entry.kept["before"], entry.kept["after"]
            again = " again" if content.get("taken_back") else ""
            line.said = [f"From version {before} to version {after}{again}. Reason: {content.get('reason', '')}"]
        case Kind.PROCEDURE_ENDED:
            line.said = [f"Ended at: {', '.join(_name(graph, end) for end in content.get('ends', []))}."]
        case _:
            _more(line, content)


def _served(content: Mapping[str, Any]) -> list[str]:
    """What happened to a document, and what follows by law."""
    which, on = f"Document {content.get('document')}", day(content.get("on"))
    if "delivery" not in content:
        said = [f"{which} came back on {on}: {plain(content.get('reason', ''))}."]
    else:
        proof = f" (proof: {content['proof']})" if content.get("proof") else ""
        said = [f"{which}: {plain(content['delivery'])}, {on}{proof}."]
    if content.get("counts_on"):
        said.append(f"Counts as served on {day(content['counts_on'])} by {_rule(content)}.")
    return [*said, *filter(None, [content.get("why"), content.get("note")])]


def _rule(content: Mapping[str, Any]) -> str:
    return marked(str(content.get("rule", "")), *(each["confidence"] for each in content.get("sources", ())))


def _begun(kept: Mapping[str, Any]) -> str:
    """Which procedure began, or goes on where another has ended."""
    name = capital(plain(kept["procedure"]))
    return f"{name}, version {kept['version']}." if "version" in kept else f"{name}, after {plain(kept['after'])}."


_NUMBERS = {"Documents", "Document"}
"""Results that say numbers of the register, which nobody reads."""


def _more(line: Line, content: Mapping[str, Any]) -> None:
    for made in content.get("documents", []):
        if made.get("media"):  # no letter: a sheet of data, or a file that somebody brought
            line.said.append(f"File: {made.get('title', '')}.")
            continue
        also = " with " + ", ".join(made["enclosures"]) if made.get("enclosures") else ""
        line.said.append(f"Letter to {made.get('addressee', '')}{also}.")
    line.said += [str(content[key]) for key in ("reason", "sentence") if content.get(key)]
    if isinstance(content.get("result"), Mapping):
        line.facts = [(name, value) for name, value in facts(content["result"]) if name not in _NUMBERS]


def facts(values: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Names and values in words; money by its name's ending."""
    made = []
    for name, value in values.items():
        money = name.endswith(MONEY) and isinstance(value, int)
        made.append((capital(plain(name.removesuffix(MONEY))), pounds(value) if money else written(value)))
    return made


def written(value: Any) -> str:
    """A recorded value in words."""
    if isinstance(value, bool) or value is None:
        return {True: "yes", False: "no"}.get(value, "—") if value is not None else "—"
    if isinstance(value, list):
        return ", ".join(written(item) for item in value) or "—"
    if isinstance(value, Mapping):
        return "; ".join(f"{name}: {text}" for name, text in facts(value))
    text = str(value)
    if re.fullmatch(r"[a-z][a-z0-9]*(_[a-z0-9]+)+", text):
        return plain(text)
    if re.fullmatch(r"\d{4}-\d\d-\d\d(T\d\d:\d\d.*)?", text):
        try:
            return moment(text) if "T" in text else day(text)
        except ValueError:
            return text
    return text


def _answers(line: Line, content: Mapping[str, Any], form: Form | None) -> None:
    answers = content["answers"] if isinstance(content["answers"], Mapping) else {}
    asked = form.fields if form is not None else {}
    for name in [*(n for n in asked if n in answers), *(n for n in answers if n not in asked)]:
        described = asked.get(name, {})
        answer = _files(answers[name], content) if is_files(described) else answers[name]
        chosen = content.get("chosen", {}).get(name)
        said = (chosen or words_for(described, answer)) + _recorded(described, content.get("from_record", {}).get(name))
        line.answers.append((str(described.get("title", capital(plain(name)))), said))


def _files(answer: Any, content: Mapping[str, Any]) -> list[str]:
    """What the files are called that an answer names by their hashes."""
    called = {made.get("sha256"): str(made.get("title", "")) for made in content.get("documents", [])}
    return [called.get(each) or str(each)[:12] for each in (answer if isinstance(answer, list) else [answer])]


def _recorded(described: Mapping[str, Any], already: Mapping[str, Any] | None) -> str:
    """That the record gave an answer, or gave another one that was corrected."""
    if not already:
        return ""
    on = f"{date.fromisoformat(already['as_of']):%-d %B %Y}"
    if not already["corrected"]:
        return f" (as the record said on {on})"
    return f" (corrected; the record said {words_for(described, already['value'])} on {on})"


def _way(flow: Mapping[str, Any], graph: Graph | None) -> str:
    for each in graph.graphs() if graph is not None else ():
        for drawn in each.flows:
            if drawn.id == flow.get("id"):
                return drawn.name or _name(graph, drawn.target)
    return str(flow.get("target", ""))


def _name(graph: Graph | None, element: str) -> str:
    node = graph.node(element) if graph is not None else None
    return (node.name if node is not None else "") or capital(plain(element))
