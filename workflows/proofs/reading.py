"""A row of a file of rules → the sentence that it says. What is not written as rules are is refused, with its place.

A rule that is misread would silently forbid nothing, so nothing is guessed and nothing is passed over.
"""

from collections.abc import Callable, Mapping
from typing import Any

from workflows.diagrams.acts import KINDS
from workflows.errors import Malformed
from workflows.proofs.automata import After, AtMostOnce, Before, ByDifferentPerson, Exclusive, Never
from workflows.proofs.levels import ByLevel
from workflows.proofs.on_facts import OnlyWhile
from workflows.proofs.sentences import Choices, Sentence
from workflows.proofs.times import Lookup, NotEarlier, NotLater
from workflows.yaml_reading import NOT_YAML, load

COMMON = frozenset({"id", "text", "law", "confidence", "from", "until", "remembers", "right", "wrong"})


class RuleUnreadable(Malformed):
    """A rule is not written as rules are."""


def rows_of(name: str, content: bytes) -> list[Any]:
    """The rules of a file, unread.

    :param name: its path; what a procedure's own file (``procedures/<name>/rules.yaml``) holds beside rules is not
        asked here (:mod:`workflows.proofs.declarations`)
    :raises RuleUnreadable: it is no list of rules in YAML
    """
    try:
        read = load(content)
    except NOT_YAML as error:
        raise RuleUnreadable(f"{name} is not a list of rules in YAML: {error}") from error
    if name.startswith("procedures/") and isinstance(read, Mapping):
        read = {"rules": read.get("rules", [])}
    if not isinstance(read, Mapping) or set(read) != {"rules"} or not isinstance(read["rules"], list):
        raise RuleUnreadable(
            f"{name} is not a list of rules: begin it with `rules:` and nothing beside, or delete an empty file."
        )
    return read["rules"]


NO_KINDS: Mapping[str, str] = {}


def sentence_of(row: Mapping[str, Any], where: str, kinds: Mapping[str, str] = NO_KINDS) -> Sentence:
    """The sentence of a rule.

    :param where: file and rule, for refusals
    :param kinds: act → its kind
    :raises RuleUnreadable: what is wrong, and what to do
    """
    said = [name for name in SENTENCES if name in row]
    if len(said) != 1:
        listed = ", ".join(f"`{name}`" for name in SENTENCES)
        found = f"{' and '.join(said)} at once; make two rules of it" if said else "no sentence"
        raise RuleUnreadable(f"{where}: it says {found}. A rule says either of {listed}.")
    members, read = SENTENCES[said[0]]
    asking = [name for name in ASKING if name in row]
    if said == ["before"] and asking:
        members, read = ASKING[asking[0]]
        members = members | {asking[0]}
    if unknown := sorted(set(row) - COMMON - members - {said[0]}, key=str):
        listed = ", ".join(f"`{name}`" for name in sorted(members)) or "nothing"
        text = f"{where}: beside `{said[0]}` a rule has {listed}, but no member {unknown[0]!r}; correct its name."
        raise RuleUnreadable(text)
    return read(_Row(row, where, kinds))


class _Row:
    """The members of one rule, each read in its form."""

    def __init__(self, row: Mapping[str, Any], where: str, kinds: Mapping[str, str]) -> None:
        self.row = row
        self.where = where
        self.kinds = kinds

    def refuse(self, sentence: str) -> RuleUnreadable:
        return RuleUnreadable(f"{self.where}: {sentence}")

    def step(self, member: str) -> str:
        given = self.row[member]
        if not isinstance(given, str) or not given:
            raise self.refuse(f"`{member}` is the name of one step, and {given!r} is in another form.")
        return given

    def steps(self, member: str, given: Any = None) -> tuple[str, ...]:
        """A list of steps, none of them twice; what is not given at all is read from the row."""
        given = self._acts(self.row[member] if given is None else given)
        if not isinstance(given, list) or not given or any(not isinstance(each, str) or not each for each in given):
            raise self.refuse(f"`{member}` is a list with one step or more, and {given!r} is in another form.")
        if doubled := sorted({each for each in given if given.count(each) > 1}):
            raise self.refuse(f"`{member}` names {doubled[0]} twice; leave one.")
        return tuple(given)

    def _acts(self, given: Any) -> Any:
        """The same list with `act: kind` as all acts of that kind."""
        if not isinstance(given, list) or not any(isinstance(each, Mapping) for each in given):
            return given
        steps: list[Any] = []
        for each in given:
            if not isinstance(each, Mapping):
                steps.append(each)
            elif set(each) != {"act"} or each["act"] not in KINDS:
                raise self.refuse(f"{dict(each)!r} is no kind of act: `act:` with one of {', '.join(KINDS)}.")
            else:
                steps += sorted(step for step, kind in self.kinds.items() if kind == each["act"])
        return steps

    def some(self, member: str) -> frozenset[str]:
        """An optional list of steps."""
        return frozenset(self.steps(member)) if member in self.row else frozenset()

    def choices(self, member: str) -> Choices:
        """A list of steps; a list within it means any of these."""
        given = self.row.get(member)
        if not isinstance(given, list) or not given:
            raise self.refuse(f"`{member}` is a list with one step or more, or this rule would ask for nothing.")
        return tuple(frozenset(self.steps(member, each if isinstance(each, list) else [each])) for each in given)

    def flag(self, member: str) -> bool:
        given = self.row.get(member, False)
        if not isinstance(given, bool):
            raise self.refuse(f"`{member}` is true or false, and {given!r} is in another form.")
        return given

    def apart(self, one: frozenset[str], other: frozenset[str], sentence: str) -> None:
        """Refuses a step that stands in both places."""
        if both := sorted(one & other):
            raise self.refuse(f"{both[0]} {sentence}")


def _before(row: _Row) -> Sentence:
    read = Before(row.step("before"), row.choices("require"), row.flag("in_order"), row.some("since"))
    row.apart(read.targets, frozenset().union(*read.require), "requires itself, and so could never happen.")
    return read


def _not_earlier(row: _Row) -> Sentence:
    target, since, anew = _timed(row)
    return NotEarlier(target, since, _lookup(row, "not_earlier_than"), anew, where_done=row.flag("where_done"))


def _not_later(row: _Row) -> Sentence:
    target, since, anew = _timed(row)
    unless = row.some("unless")
    row.apart(unless, since | anew | {target}, "stands under `unless` and elsewhere in the same rule; leave one.")
    return NotLater(target, since, _lookup(row, "not_later_than"), anew, unless=unless)


def _only_while(row: _Row) -> Sentence:
    target, condition = row.step("before"), row.row["only_while"]
    unless, anew = row.some("unless"), row.some("anew")
    if not isinstance(condition, str) or not condition.strip():
        raise row.refuse(f"`only_while` is a condition in FEEL (`arrears_pence > 0`), and {condition!r} is none.")
    row.apart(frozenset([target]), unless | anew, "stands under `unless` or `anew` too, and would approve itself.")
    row.apart(unless, anew, "stands under `unless` and under `anew`; leave one.")
    return OnlyWhile(target, " ".join(condition.split()), unless, anew, row.flag("passes"))


def _timed(row: _Row) -> tuple[str, frozenset[str], frozenset[str]]:
    if "since" not in row.row:
        raise row.refuse("it lacks `since`, the steps from which the period is counted.")
    target, since, anew = row.step("before"), frozenset(row.steps("since")), row.some("anew")
    row.apart(
        frozenset([target]), since | anew, "stands under `since` or `anew` too, and would be counted from itself."
    )
    row.apart(since, anew, "stands under `since` and under `anew`; leave one.")
    return target, since, anew


def _lookup(row: _Row, member: str) -> Lookup:
    """A row of the tables of law; or ``{fact: {value: row, …}}``."""
    said = row.row[member]
    if isinstance(said, str) and said:
        return Lookup((("", said),))
    if isinstance(said, Mapping) and len(said) == 1:
        ((fact, rows),) = said.items()
        pairs = list(rows.items()) if isinstance(rows, Mapping) else []
        if isinstance(fact, str) and pairs and all(isinstance(each, str) and each for pair in pairs for each in pair):
            return Lookup(tuple(sorted(rows.items())), fact)
    raise row.refuse(
        f"`{member}` names a row of the tables of law (`eviction_notice`), or by a fact of the case one for each of "
        f"its values (`tenure: {{secure: secure_notice}}`), and {said!r} is in another form."
    )


def _after(row: _Row) -> Sentence:
    read = After(row.step("after"), row.choices("expect"), row.some("unless"))
    trigger, expected = frozenset([read.trigger]), frozenset().union(*read.expect)
    row.apart(trigger, expected, "expects itself, and so would be owed for ever.")
    row.apart(read.unless, trigger | expected, "stands under `unless` and elsewhere in the same rule; leave one.")
    return read


def _never(row: _Row) -> Sentence:
    between = row.row.get("between")
    if not isinstance(between, list) or len(between) != 2:
        raise row.refuse(f"`between` is [[opening steps], [closing steps]], and {between!r} is in another form.")
    opening, closing = (frozenset(row.steps("between", each)) for each in between)
    read = Never(frozenset(row.steps("never")), opening, closing)
    row.apart(opening, closing, "both opens and closes the window; leave one.")
    row.apart(read.targets, closing, "is forbidden in the window that it closes, which could never be closed.")
    return read


def _at_most_once(row: _Row) -> Sentence:
    read = AtMostOnce(row.step("at_most_once"), row.some("since"))
    row.apart(read.targets, read.since, "stands under `since` too, and so could always happen once more.")
    return read


def _exclusive(row: _Row) -> Sentence:
    return Exclusive(frozenset(_two(row, "exclusive")))


def _by_different_person(row: _Row) -> Sentence:
    return ByDifferentPerson(_two(row, "by_different_person"), row.some("since"))


def _two(row: _Row, member: str) -> tuple[str, ...]:
    steps = row.steps(member)
    if len(steps) < 2:
        raise row.refuse(f"`{member}` names two steps or more; one alone would forbid nothing.")
    return steps


def _by_level(row: _Row) -> Sentence:
    level = row.row.get("level")
    if not isinstance(level, str) or not level:
        raise row.refuse(f"`level` is the name of a level of authority, and {level!r} is in another form.")
    return ByLevel(row.steps("by_level"), level)


SENTENCES: Mapping[str, tuple[frozenset[str], Callable[[_Row], Sentence]]] = {
    "before": (frozenset({"require", "in_order", "since"}), _before),
    "after": (frozenset({"expect", "unless"}), _after),
    "never": (frozenset({"between"}), _never),
    "at_most_once": (frozenset({"since"}), _at_most_once),
    "exclusive": (frozenset(), _exclusive),
    "by_different_person": (frozenset({"since"}), _by_different_person),
    "by_level": (frozenset({"level"}), _by_level),
}
"""The member that says a sentence → what else belongs to it, and how it is read."""
ASKING: Mapping[str, tuple[frozenset[str], Callable[[_Row], Sentence]]] = {
    "not_earlier_than": (frozenset({"since", "anew", "where_done"}), _not_earlier),
    "not_later_than": (frozenset({"since", "anew", "unless"}), _not_later),
    "only_while": (frozenset({"anew", "unless", "passes"}), _only_while),
}
"""The members by which ``before`` says a sentence of time or of facts."""
