"""Checks a certificate again, by other means than those that made it: nothing is searched for here.

For each rule it holds a set of states. Worked out here is what can follow each, and that the set holds the start,
that no step leads out of it, and that none in it breaks the rule. Run `python3 recheck.py certificate.json` (3.9).
"""

import hashlib
import json
import pathlib
import sys
from typing import Any

Row = dict[str, Any]
CHECKER = 5
NOT_RECHECKED = (
    "Not rechecked: that the net is the diagram's (each transition names its element), soundness, conditions,"
    " what holds stop, smaller nets, what waits name, how procedures before it leave cases, and that the guard refuses."
)
INITIAL = {"Before": "[]", "After": "[]", "Never": "false", "AtMostOnce": "0", "Exclusive": '""', "Waited": "{}"}


def forbids(says: Row, state: Any, step: str | None, who: str) -> bool:
    """Whether a rule forbids a step in a state."""
    kind, aimed = says["sentence"], step == says.get("target")
    if kind == "Waited":
        return aimed and (any(row[0] not in state["over"] for row in says["rows"]) if state else not says["where_done"])
    if kind == "ByDifferentPerson" and who and step in says["steps"] and step not in says["since"]:
        return any(who in people for other, people in state.items() if other != step)
    return bool(
        (kind == "Before" and aimed and len(state) < len(says["require"]))
        or (kind == "AtMostOnce" and aimed and state == 1)
        or (kind == "Never" and state is True and step in says["targets"])
        or (kind == "Exclusive" and step in says["targets"] and state not in ("", step))
    )


def after(says: Row, state: Any, step: str, who: str) -> Any:
    """The state of a rule once a step has happened."""
    kind = says["sentence"]
    if kind == "Before":
        met = [] if step in says["since"] else state
        fits = [at for at, wanted in enumerate(says["require"]) if step in wanted and at not in met]
        return sorted([*met, *[at for at in fits if not says["in_order"] or at == len(met)][:1]])
    if kind == "After":
        left = [] if step in says["unless"] else [each for each in state if step not in says["expect"][each]]
        return list(range(len(says["expect"]))) if step == says["trigger"] else left
    if kind == "Never":
        return True if step in says["opening"] else False if step in says["closing"] else state
    if kind == "AtMostOnce":
        return 1 if step == says["target"] else 0 if step in says["since"] else state
    if kind == "Exclusive":
        return state or (step if step in says["targets"] else "")
    if kind == "Waited":
        return {"begun": [], "over": []} if step in says["since"] else {} if step in says["anew"] else state
    done = {} if step in says["since"] else state
    return {**done, step: sorted({*done.get(step, ()), who})} if who and step in says["steps"] else done


def waited(says: Row, state: Any, row: Row) -> Any:
    """The state once a transition ended or began waits; one that ran before the count began does not count."""
    begun, ends = set(state.get("begun", [])), {row.get("over")}
    over = {name for name, paths in says["rows"] if ends & begun & set(paths)}
    begun = (begun - ends) | {each for each in row.get("begins", []) if each in texts([row[1] for row in says["rows"]])}
    return {"begun": sorted(begun), "over": sorted({*state["over"], *over})} if state else state


def texts(value: Any) -> list[str]:
    """Every text in a value."""
    inner = value if isinstance(value, list) else []
    return [value] if isinstance(value, str) else [text for each in inner for text in texts(each)]


class Net:
    """Places with tokens (two bits each of a whole number: none, one, two or more), and what moves them."""

    def __init__(self, data: Row) -> None:
        self.start, self.done, self.lasting = (int(data[name], 16) for name in ("start", "done", "lasting"))
        masks = ("consume", "produce", "empty", "reset")
        self.rows = [{**row, **{name: int(row.get(name, "0"), 16) for name in masks}} for row in data["transitions"]]
        self.labels = {row["label"] for row in self.rows if "label" in row}
        self.free = [(n, row) for n, row in enumerate(self.rows) if row["consume"] and "catches" not in row]
        self.then: dict[int, list[tuple[int, int]]] = {}
        if not all(isinstance(row["path"], str) and row["path"] for row in self.rows):
            raise ValueError("a transition names no element")

    def following(self, marking: int) -> list[tuple[int, int]]:
        """What can happen in a marking: (number of the transition, marking that follows)."""
        if marking not in self.then:
            able = [(n, row) for n, row in self.free if not row["consume"] & ~marking and not marking & row["empty"]]
            self.then[marking] = [(number, then) for number, row in able for then in self.fire(row, marking)]
        return self.then[marking]

    def fire(self, row: Row, marking: int) -> set[int]:
        """The markings that may follow; a signal reaches all that waited for it when it was thrown, in their order."""
        markings = self.moved(row, marking)
        for each in self.rows if "throws" in row else ():
            wants, reached = each["consume"], set()
            if each.get("catches") == row["throws"] and marking & wants == wants:
                for now in [now for now in markings if now & wants == wants]:
                    markings.discard(now)
                    todo, seen = [now], set[int]()
                    while todo:  # each of several that wait there
                        one = todo.pop()
                        fresh = self.moved(each, one) - seen
                        seen |= fresh
                        todo += [then for then in fresh if one & wants << 1 and then & wants == wants]
                    reached |= seen
            markings |= reached
        return markings

    def moved(self, row: Row, marking: int) -> set[int]:
        """Takes, clears and puts tokens; of "two or more", one is left, or still two or more."""
        consume, produce = row["consume"] & ~self.lasting, row["produce"]
        several = marking & consume << 1
        left = [marking & ~consume | several >> 1]
        while several:
            more = several & -several
            several ^= more
            left = [then for each in left for then in (each & ~more, each)]
        left = [then & ~(row["reset"] * 3) for then in left]
        if "last" in row:
            over, gone = (int(mask, 16) for mask in row["last"])
            left = [then if then & over else then & ~(gone * 3) for then in left]
        return {then | produce | (then & produce & ~self.lasting) << 1 for then in left}


def against(net: Net, rule: Row, way: Row, markings: list[int], anew: bool) -> str:
    """Why a set does not prove a rule; empty if it does."""
    says, halted, never, states = rule["says"], rule["halted"], set(way["never"]), rule["states"]
    persons = says["sentence"] == "ByDifferentPerson"
    people = net.labels - {row.get("label") for row in net.rows if "by_person" not in row}
    if persons and says["steps"][-1] in net.labels and not set(says["steps"]) <= people:
        return "a step that another person must do is not drawn as a person's"
    names = set(texts([each for member, each in says.items() if member not in ("sentence", "rows")]))
    kinds = sorted({name[:-6] for name in names - net.labels if name.endswith(("_began", "_ended"))})
    keys = [json.dumps(state, sort_keys=True) for state in states]
    held = set()
    for where, text in way["set"].items():
        state, holds = (int(part) for part in where.split("/"))
        for first, _, last in (part.partition("-") for part in text.split(",")):
            held |= {(markings[at], keys[state], holds) for at in range(int(first), int(last or first) + 1)}
    starts = {(net.start, keys[state], holds) for state, holds in rule["starts"]}
    if not starts or not starts | ({(net.start, INITIAL.get(says["sentence"], "{}"), 0)} if anew else set()) <= held:
        return "the set does not hold the start"
    if says["sentence"] == "After" and any(marking & net.done and json.loads(key) for marking, key, _ in held):
        return "a case can end owing something"
    for marking, key, holds in [each for each in held if not each[0] & net.done]:
        state, happens = json.loads(key), []
        for number, then in net.following(marking):
            row, opens, label = net.rows[number], *map(net.rows[number].get, ("opens", "label"))
            if number in never or opens in halted[holds] or (label in halted[holds] and "unasked" not in row):
                continue
            who, apart = "anybody" if "by_person" in row else "", row.get("apart_from", "").split(",")
            now = {one: said for one, said in state.items() if one not in apart} if persons else state
            if forbids(says, state, opens, "") or (label and forbids(says, now, label, who)):
                return f"{row['path']} breaks it"
            follows = after(says, state, label, who) if label in names else state
            happens.append((then, waited(says, follows, row) if "rows" in says else follows, holds))
        for bit, kind in enumerate(kinds):
            for name, on in ((f"{kind}_began", holds | 1 << bit), (f"{kind}_ended", holds & ~(1 << bit))):
                if name.endswith("_began") or on != holds:
                    happens.append((marking, after(says, state, name, "") if name in names else state, on))
        if not all((then, json.dumps(follows, sort_keys=True), on) in held for then, follows, on in happens):
            return "a step leads out of the set"
    return ""


def recheck(certificate: Row) -> tuple[list[str], list[str]]:
    """What the sets of a certificate prove, and what is wrong with it: ([rule, …], [sentence, …])."""
    proved: list[str] = []
    try:
        net, rules = Net(certificate["closed"]["net"]), certificate["closed"]["rules"]
        markings = [int(text, 16) for text in certificate["closed"]["markings"]]
        anew, verdicts = certificate.get("begins", {"anew": True})["anew"], certificate["proof"]["verdicts"]
        if certificate["proof"]["checker"] != CHECKER:
            return [], [f"This program knows certificates of checker {CHECKER} alone: take the one that came with it."]
        for name in [row["rule"] for row in verdicts if row["outcome"] == "PROVED" or row["rule"] in rules]:
            for way in rules[name]["ways"] or [{"never": [], "set": {}}]:
                if why := against(net, rules[name], way, markings, anew):
                    return proved, [f"{name} is not proved: {why}."]
            proved.append(name)
    except (LookupError, ValueError, TypeError, AttributeError, OverflowError, MemoryError, RecursionError) as error:
        return proved, [f"The certificate holds no sets that can be read: {error!r}."]
    return proved, []


def main(path: str) -> int:
    """Prints what is found out; 0 if all is in order."""
    certificate = (read := json.loads(pathlib.Path(path).read_text(encoding="utf-8"))).get("certificate", read)
    said = {name: value for name, value in certificate.items() if name != "unconcerned"}  # not in the hash
    text = json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    proved, wrong = recheck(certificate)
    if "sha256" in read and hashlib.sha256(text.encode()).hexdigest() != read["sha256"]:
        wrong.append("The certificate is not the one whose hash is given.")
    print("\n".join([*wrong, f"{len(proved)} rules rechecked. {NOT_RECHECKED}"]))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
