"""The law of a rule book: its steps, which of them are acts, and the rules; read together, as each names others."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from types import MappingProxyType
from typing import Any

from workflows.diagrams.acts import KINDS, Act, read_acts
from workflows.diagrams.steps import read_steps
from workflows.diagrams.vocabulary import Step
from workflows.errors import Malformed
from workflows.proofs.automata import Before
from workflows.proofs.examples import Done, ExampleUnreadable, Sequence
from workflows.proofs.rules import Rule, Rules, read_rules
from workflows.proofs.sentences import Lookups, When
from workflows.proofs.times import NotEarlier


class ActUnguarded(Malformed):
    """The rule book lets something be done to a person with nothing before it."""


@dataclass(frozen=True)
class LawBook:
    """What a rule book says of law.

    :ivar steps: step id → step; those that are acts say of which kind
    :ivar events: what happens outside of diagrams and may be spoken of in rules
    :ivar acts: step id → act
    """

    steps: Mapping[str, Step]
    events: frozenset[str]
    acts: Mapping[str, Act]
    rules: Rules


def read_law_book(
    step_files: Mapping[str, bytes],
    rule_files: Mapping[str, bytes],
    act_files: Mapping[str, bytes] = MappingProxyType({}),
    lookups: Lookups | None = None,
) -> LawBook:
    """Reads the law of a rule book.

    :param step_files: the files named ``steps.yaml``, by path
    :param rule_files: the files of rules, by path
    :param act_files: the files of acts, by path
    :param lookups: the periods and facts that rules name (:func:`workflows.proofs.rules.read_rules`)
    :raises StepsUnreadable: the vocabulary is not written so
    :raises ActsUnreadable: the acts are not written so
    :raises RuleUnreadable: a rule is not written so, or names what there is not
    :raises ExampleUnreadable: a rule has no example of what is right, or of what is wrong
    :raises ActUnguarded: no rule forbids an act until something has happened, or an act is no step
    """
    listed = read_acts(act_files)
    steps, events = read_steps(step_files, listed)
    if lost := sorted(set(listed) - set(steps)):
        raise ActUnguarded(f"{lost[0]} is an act, and no step of the rule book. Correct the name, or add the step.")
    rules = read_rules(rule_files, [*steps, *events], {act.step: act.kind for act in listed.values()}, lookups)
    for rule in rules.rules:
        if not rule.right or not rule.wrong:
            raise ExampleUnreadable(
                f"The rule {rule.id} lacks `{'wrong' if rule.right else 'right'}:`. Beside each rule stand sequences "
                "of steps that it must let happen, and sequences that it must catch."
            )
    guarded = {
        rule.sentence.target
        for rule in rules.rules
        if isinstance(rule.sentence, Before) or (isinstance(rule.sentence, NotEarlier) and not rule.sentence.where_done)
    }
    for act in listed.values():
        if KINDS[act.kind].wants and act.step not in guarded:
            raise ActUnguarded(
                f"{act.step} is an act ({act.kind}), and no rule says what must precede it. "
                f"Write a rule `before: {act.step}` with what it requires."
            )
    return LawBook(steps, events, listed, rules)


def caught_at(rule: Rule, sequence: Sequence) -> str | None:
    """Where a rule catches a sequence: its step, or ``the end`` where something is owed; ``None`` if it does not."""
    state = rule.initial
    for done in sequence:
        when = When(done.day, partial(_facts, done), _levels)
        if rule.forbids(state, done.step, done.person, when):
            return done.step
        state = rule.after(state, done.step, done.person, when)
    return "the end" if rule.owes(state) else None


def mistaken(rules: Rules) -> list[str]:
    """The examples that do not come out as they are written, a sentence each."""
    told = []
    for rule in rules.rules:
        caught = [(sequence, caught_at(rule, sequence)) for sequence in rule.right]
        told += [f"{rule.id}: it must let {_told(each)} happen, and catches it at {at}." for each, at in caught if at]
        missed = [each for each in rule.wrong if caught_at(rule, each) is None]
        told += [f"{rule.id}: it must catch {_told(each)}, and lets it happen." for each in missed]
    return told


def _told(sequence: Sequence) -> str:
    days = len({done.day for done in sequence}) > 1
    return ", ".join(
        f"{done.step}{f' by {done.person}' if done.person else ''}{f' on {done.day}' if days else ''}"
        for done in sequence
    )


def _facts(done: Done) -> Mapping[str, Any]:
    return done.facts


def _levels(person: str) -> frozenset[str]:
    """Who is called ``a_team_leader`` in an example holds that level."""
    return frozenset({person.removeprefix("a_")} if person.startswith("a_") else ())
