"""Reading YAML: the files of the rule book. Strict, and with the parser of libyaml where it is there.

What is no YAML is told by :mod:`workflows.yaml_refusals`, with its line and in words.
"""

import re
from collections import Counter
from typing import Any

import yaml

from workflows.yaml_refusals import said_of

try:
    from yaml import CSafeLoader as _Loader
except ImportError:  # PyYAML was built without libyaml: slower, and the same
    from yaml import SafeLoader as _Loader  # type: ignore[assignment]

BADLY_TYPED = (ValueError, TypeError, AttributeError, LookupError, RecursionError)
"""What PyYAML raises beside its own errors, for tags like ``!!int ''``."""
NOT_YAML = (yaml.YAMLError, *BADLY_TYPED)
"""All that it raises for a text that is none."""


class StrictLoader(_Loader):
    """YAML without doubled members: of two, the first would be lost without a word."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        times = Counter(str(key.value) for key, _ in node.value)
        for name, often in times.items():
            if often > 1:
                mark = [key.start_mark for key, _ in node.value if str(key.value) == name][1]
                problem = f"{name!r} stands twice. Take one of the two out"
                raise yaml.constructor.ConstructorError(problem=problem, problem_mark=mark)
        return super().construct_mapping(node, deep)


LARGEST = 200_000
"""Values of one file, what stands in it by an alias counted each time: a few lines of aliases can mean billions."""


class NotYaml(yaml.YAMLError):
    """A text that is no YAML: in which line, what is wrong there, and what to do, in words."""


def load(content: str | bytes, kind: type[StrictLoader] = StrictLoader) -> Any:
    """What a YAML text holds.

    :param kind: how plain words are read

    :raises NotYaml: it is not YAML, a member stands twice, or it holds too much
    """
    try:
        return _load(content, kind)
    except NOT_YAML as error:
        raise NotYaml(said_of(error, content)) from error


def _load(content: str | bytes, kind: type[StrictLoader]) -> Any:
    _refuse_deep(content)
    loader = kind(content)
    try:
        node = loader.get_single_node()
        if node is None:
            return None
        if _size(node, {}) > LARGEST:
            raise yaml.constructor.ConstructorError(
                problem=f"it holds more than {LARGEST:,} values, or one that holds itself", problem_mark=node.start_mark
            )
        try:
            return loader.construct_document(node)
        except BADLY_TYPED as error:
            raise _at_its_value(loader, node, error) from error
    finally:
        loader.dispose()


def _at_its_value(loader: StrictLoader, node: yaml.Node, error: Exception) -> Exception:
    """The same, with the line of the value that cannot be read: a day of no calendar, a tag that does not fit."""
    todo = [node]
    while todo:
        each = todo.pop()
        if isinstance(each, yaml.ScalarNode):
            loader.recursive_objects.clear()  # of the value at which it broke off
            try:
                loader.construct_object(each)
            except BADLY_TYPED:
                problem = f"{str(each.value)[:60]!r} is no value of its kind ({error}). Correct it"
                return yaml.constructor.ConstructorError(problem=problem, problem_mark=each.start_mark)
        else:
            inside = (part for pair in each.value for part in (pair if isinstance(pair, tuple) else (pair,)))
            todo.extend(reversed(list(inside)))
    return error


DEEPEST = 200
"""Levels of brackets, or of dashes in one line: libyaml goes down with each, and the whole program with it."""
_DASHES = re.compile(rf"(?m)^[ ]*(?:[-?:][ ]+){{{DEEPEST}}}")


def _refuse_deep(content: str | bytes) -> None:
    text = content.decode("utf-8", "replace") if isinstance(content, bytes) else content
    depth = 0
    for letter in _BRACKETS.findall(text):
        depth += 1 if letter in "[{" else -1
        if depth > DEEPEST:
            raise yaml.constructor.ConstructorError(problem=f"it has more than {DEEPEST} levels inside one another")
        depth = max(depth, 0)
    if _DASHES.search(text):
        raise yaml.constructor.ConstructorError(problem=f"it has more than {DEEPEST} levels in one line")


_BRACKETS = re.compile(r"[\[\]{}]")


def _size(node: yaml.Node, known: dict[int, int]) -> int:
    """How many values a node holds, whatever stands in it by an alias counted each time."""
    if isinstance(node, yaml.ScalarNode):
        return 1
    if id(node) not in known:
        known[id(node)] = LARGEST + 1  # until it is counted: a node that holds itself is endless
        inside = (each for pair in node.value for each in (pair if isinstance(pair, tuple) else (pair,)))
        known[id(node)] = 1 + sum(_size(each, known) for each in inside)
    return known[id(node)]
