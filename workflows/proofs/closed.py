"""The sets of states that prove the rules, as data for a second checker (``recheck.py``), which searches for nothing.

The whole net is written down as long as it is small; where branches side by side make it large, the smaller net that
can do the same. Where even that is too large nothing is written, and nothing can be rechecked.
"""

from collections.abc import Iterable, Mapping
from dataclasses import fields
from itertools import groupby
from typing import Any

from workflows.proofs.automata import Never
from workflows.proofs.facts import Decided, ruled_out
from workflows.proofs.net import Net, Transition
from workflows.proofs.reduction import reduced
from workflows.proofs.rules import Rule
from workflows.proofs.search import Automaton, Halted, Search, Start
from workflows.proofs.sentences import Sentence
from workflows.proofs.states import States, explore

MOST_MARKINGS, MOST_PAIRS, MOST_DIGITS = 5_000, 250_000, 1_500_000
"""Of the net, of all rules together, of hexadecimal digits: so that it is rechecked within seconds and below 2 MB."""
_MASKS = ("consume", "produce", "empty", "reset")
_WORDS = ("opens", "label", "apart_from", "throws", "catches", "over")


def closed_sets(
    net: Net, rules: Iterable[Rule], halted: Halted, decided: Decided, starts: Mapping[str, tuple[Start, ...]]
) -> dict[str, Any]:
    """The net, and for each rule that holds on it the closed set that shows it; none where it is too large.

    :param net: with the end at once
    :param halted: step → the kinds of hold that do not let it happen
    :param starts: how cases may stand at the start, by rule
    """
    halts = {step: kinds for step, kinds in halted.items() if step in net.steps}
    automata = [Automaton(rule, net, halts, facts=decided.stable, starts=starts.get(rule.id)) for rule in rules]
    states, small = explore(net, MOST_MARKINGS), False
    if not _fits(states):
        states, small = explore(reduced(net, lambda each: any(a.sees(each) for a in automata)), MOST_MARKINGS), True
    too_large: dict[str, Any] = {"net": _net(net, small=False), "markings": [], "rules": {}}
    if not _fits(states):
        return too_large
    budget, sets = MOST_PAIRS, {}
    for automaton in automata:
        ways = _ways(automaton, states, decided)
        budget -= sum(len(each["pairs"]) for each in ways)
        if budget < 0:
            return too_large
        sets[automaton.rule.id] = _rule(automaton, ways, states)
    return {"net": _net(states.net, small), "markings": [f"{each:x}" for each in states.markings], "rules": sets}


def _fits(states: States) -> bool:
    return states.complete and len(states.markings) * len(states.net.places) // 2 <= MOST_DIGITS


def _ways(automaton: Automaton, states: States, decided: Decided) -> list[dict[str, Any]]:
    """The states that are reached: whatever the facts are, or else under each combination of them."""
    alone = _reached(automaton, states, frozenset())
    if alone is not None:
        return [{"facts": {}, "never": [], "pairs": alone}]
    ways = []
    for facts, answers in decided.combinations():
        never = ruled_out(states.net, answers)
        pairs = _reached(automaton, states, never)
        if pairs is None:
            return []
        ways.append({"facts": facts, "never": sorted(never), "pairs": pairs})
    return ways


def _reached(automaton: Automaton, states: States, never: frozenset[int]) -> list[tuple[int, int, int]] | None:
    """The pairs of a state of the net and one of the rule that are reached, with holds; ``None`` if one breaks it."""
    done, markings = states.net.done, states.markings
    search = Search(automaton, states.net, never)
    broken = search.run(0, states.edges.__getitem__, lambda state: markings[state] & done, MOST_PAIRS)
    return sorted(search.came) if broken is None and search.settled else None


def _rule(automaton: Automaton, ways: list[dict[str, Any]], states: States) -> dict[str, Any]:
    present = frozenset(states.net.steps)
    return {
        "says": sentence_data(automaton.sentence, present),
        "halted": [
            sorted(step for step, mask in automaton.halted.items() if mask & holds)
            for holds in range(1 << len(automaton.kinds))
        ],
        "states": list(automaton.states),
        "starts": [list(each) for each in automaton.starts],
        "ways": [{"facts": each["facts"], "never": each["never"], "set": _packed(each["pairs"])} for each in ways],
    }


def _packed(pairs: list[tuple[int, int, int]]) -> dict[str, str]:
    """``{"state/holds": "0-12,14"}``, the numbers of the markings."""
    by_state: dict[str, list[int]] = {}
    for marking, state, holds in pairs:
        by_state.setdefault(f"{state}/{holds}", []).append(marking)
    packed = {}
    for where, numbers in sorted(by_state.items()):
        runs = [
            [n for _, n in run] for _, run in groupby(enumerate(sorted(numbers)), key=lambda each: each[1] - each[0])
        ]
        packed[where] = ",".join(f"{run[0]}-{run[-1]}" if len(run) > 1 else f"{run[0]}" for run in runs)
    return packed


def sentence_data(sentence: Sentence, present: frozenset[str]) -> dict[str, Any]:
    """A sentence as JSON; of what a window forbids, only what is drawn, as the rest can never happen."""
    said: dict[str, Any] = {"sentence": type(sentence).__name__}
    for each in fields(sentence):  # type: ignore[arg-type]  # every sentence is a dataclass
        said[each.name] = _plain(getattr(sentence, each.name))
    if isinstance(sentence, Never):
        said["targets"] = sorted(sentence.targets & present)
    return said


def _plain(value: Any) -> Any:
    if isinstance(value, frozenset):
        return sorted(value)
    return [_plain(each) for each in value] if isinstance(value, tuple) else value


def _net(net: Net, small: bool) -> dict[str, Any]:
    return {
        "reduced": small,
        "places": list(net.places),
        "start": f"{net.start:x}",
        "done": f"{net.done:x}",
        "lasting": f"{net.lasting:x}",
        "transitions": [_transition(each) for each in net.transitions],
    }


def _transition(each: Transition) -> Mapping[str, Any]:
    row: dict[str, Any] = {"path": each.path}
    row |= {name: f"{getattr(each, name):x}" for name in _MASKS if getattr(each, name)}
    row |= {name: getattr(each, name) for name in _WORDS if getattr(each, name) is not None}
    row |= {"begins": list(each.begins)} if each.begins else {}
    row |= {"by_person": True} if each.by_person else {}
    row |= {} if each.asked else {"unasked": True}
    row |= {"last": [f"{mask:x}" for mask in each.last]} if each.last is not None else {}
    return row
