"""Plain expressions of other languages as FEEL: comparisons and boolean combinations of variables and literals.

JUEL is what Camunda 7, Flowable and Activiti write (``${amount > 100 && !approved}``), Python what SpiffArena does.
Only what means the same in FEEL is translated. Where JUEL would take null for false or a text for a number, FEEL gives
null, which is told as a failure: stricter, never otherwise.
"""

import json
import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal

Language = Literal["JUEL", "Python"]
EMPTY: Mapping[str, str] = MappingProxyType({})

_WRAPPED = re.compile(r"[$#]\{(.*)\}", re.DOTALL)
_TOKEN = re.compile(
    r"""\s*(?:
        (?P<number>[0-9]+(?:\.[0-9]+)?(?![\w.]))
      | (?P<text>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')
      | (?P<name>[A-Za-z_]\w*)
      | (?P<sign>==|!=|<=|>=|&&|\|\||[-+*/!<>()?:.,\[\]])
    )""",
    re.VERBOSE | re.DOTALL,
)
_WORDS = {"eq": "==", "ne": "!=", "lt": "<", "gt": ">", "le": "<=", "ge": ">=", "div": "/"}
_LITERALS = {"JUEL": {"true", "false", "null"}, "Python": {"True", "False", "None"}}
_FEEL = {"==": "=", "!=": "!=", "<": "<", ">": ">", "<=": "<=", ">=": ">="}
_PYTHON = re.compile(r"==|\b(True|False|None)\b|\bnot\s+[A-Za-z_]|'")
_STRINGS = re.compile(r'"(?:[^"\\]|\\.)*"')
_PATH = re.compile(r"[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*")
_DEEPEST = 50
_TOO_DEEP = "it is nested too deeply"


class NotPlain(ValueError):
    """The expression is code, or means something else in FEEL; the message says what is in the way."""


def is_juel(text: str) -> bool:
    """Whether a text is written as JUEL."""
    return "${" in text or "#{" in text


def is_python(text: str) -> bool:
    """Whether a text has something in it that Python has and FEEL has not."""
    return _PYTHON.search(_STRINGS.sub('""', text)) is not None


def feel_of_juel(text: str, renamed: Mapping[str, str] = EMPTY) -> str:
    """The FEEL text of ``${…}``.

    :param renamed: variables of that engine → ours
    :raises NotPlain: it is code
    """
    found = _WRAPPED.fullmatch(text.strip())
    if found is None or is_juel(found[1]):
        raise NotPlain("it mixes text and expressions")
    return _Reader(found[1], "JUEL", renamed).whole()


def feel_of_python(text: str) -> str:
    """The FEEL text of a plain Python expression.

    :raises NotPlain: it is code
    """
    return _Reader(text, "Python", EMPTY).whole()


def feel_of_value(text: str) -> str:
    """The FEEL text of a value: of an expression, or a text literal.

    :raises NotPlain: it mixes both, or is code
    """
    return feel_of_juel(text) if is_juel(text) else json.dumps(text, ensure_ascii=False)


class _Reader:
    """Reads one expression from left to right, by precedence; each method gives the FEEL text of what it read."""

    def __init__(self, text: str, language: Language, renamed: Mapping[str, str]) -> None:
        self.language = language
        self.renamed = renamed
        self.tokens = list(_tokens(text))
        self.at = 0
        self.depth = 0

    def whole(self) -> str:
        read = self.choice()
        if self.at < len(self.tokens):
            raise NotPlain(f"{self.tokens[self.at][1]!r} is not expected there")
        return read

    def peek(self) -> tuple[str, str]:
        return self.tokens[self.at] if self.at < len(self.tokens) else ("end", "")

    def takes(self, *signs: str) -> str | None:
        kind, word = self.peek()
        word = _WORDS.get(word, word) if kind == "name" and self.language == "JUEL" else word
        if kind in {"sign", "name"} and word in signs:
            self.at += 1
            return word
        return None

    def demand(self, sign: str) -> None:
        if self.takes(sign) is None:
            raise NotPlain(f"{sign!r} is missing before {self.peek()[1] or 'the end'!r}")

    def choice(self) -> str:
        self.depth += 1
        if self.depth > _DEEPEST:
            raise NotPlain(_TOO_DEEP)
        condition = self.either()
        if self.language == "JUEL" and self.takes("?"):
            then = self.choice()
            self.demand(":")
            condition = f"(if {condition} then {then} else {self.choice()})"
        self.depth -= 1
        return condition

    def either(self) -> str:
        parts = [self.both()]
        while self.takes("or", "||"):
            parts.append(self.both())
        return parts[0] if len(parts) == 1 else f"({' or '.join(parts)})"

    def both(self) -> str:
        parts = [self.negated()]
        while self.takes("and", "&&"):
            parts.append(self.negated())
        return parts[0] if len(parts) == 1 else f"({' and '.join(parts)})"

    def negated(self) -> str:
        signs = self.before("not") if self.language == "Python" else []
        return _negations(len(signs), self.comparison())

    def comparison(self) -> str:
        left = self.sum()
        sign = self.takes(*_FEEL)
        if sign is None:
            return left
        right = self.sum()
        if self.takes(*_FEEL):
            raise NotPlain("comparisons are chained")
        return f"({left} {_FEEL[sign]} {right})"

    def sum(self) -> str:
        parts = [self.product()]
        while sign := self.takes("+", "-"):
            parts += [sign, self.product()]
        return parts[0] if len(parts) == 1 else f"({' '.join(parts)})"

    def product(self) -> str:
        parts = [self.single()]
        while sign := self.takes("*", "/"):
            parts += [sign, self.single()]
        return parts[0] if len(parts) == 1 else f"({' '.join(parts)})"

    def before(self, *signs: str) -> list[str]:
        """The signs that stand before an operand, one after another."""
        found: list[str] = []
        while sign := self.takes(*signs):
            found.append(sign)
            if len(found) > _DEEPEST:
                raise NotPlain(_TOO_DEEP)
        return found

    def single(self) -> str:
        signs = self.before("!", "not", "empty", "-") if self.language == "JUEL" else self.before("-")
        read = self.operand()
        for sign in reversed(signs):
            if sign == "empty":
                if not _PATH.fullmatch(read):
                    raise NotPlain("what is asked to be empty is no variable")
                read = (
                    f"({read} = null or ({read} instance of string and {read} = "
                    f'"") or ({read} instance of list<Any> and count({read}) = 0))'
                )
            else:
                read = f"-{read}" if sign == "-" else f"not({read})"
        return read

    def operand(self) -> str:
        if self.takes("("):
            inner = self.choice()
            self.demand(")")
            return inner
        kind, word = self.peek()
        self.at += 1
        if kind == "number":
            return word
        if kind == "text":
            return json.dumps(_unquoted(word), ensure_ascii=False)
        if kind == "name":
            return self.variable(word)
        raise NotPlain(f"{word or 'its end'!r} is not expected there")

    def variable(self, word: str) -> str:
        if word in _LITERALS[self.language]:
            return word.lower().replace("none", "null")
        if word in {"instanceof", "mod", "in", "is", "lambda", "for", "if", "else", "not"}:
            raise NotPlain(f"{word!r} has no plain counterpart")
        path = self.renamed.get(word, word)
        while True:
            if self.takes("."):
                kind, name = self.peek()
                self.at += 1
                if kind != "name":
                    raise NotPlain(f"{name!r} is no name")
                path = f"{path}.{name}"
            elif self.takes("["):
                kind, key = self.peek()
                self.at += 1
                if kind != "text" or not re.fullmatch(r"[A-Za-z_]\w*", _unquoted(key)):
                    raise NotPlain(f"the index {key} is not the name of a member (and FEEL counts from 1)")
                self.demand("]")
                path = f"{path}.{_unquoted(key)}"
            elif self.peek()[1] == "(":
                raise NotPlain(f"{path}(…) calls code")
            else:
                return path


def _negations(count: int, read: str) -> str:
    return f"{'not(' * count}{read}{')' * count}"


def _tokens(text: str) -> list[tuple[str, str]]:
    found, at = [], 0
    text = text.strip()
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            raise NotPlain(f"{text[at : at + 10]!r} is no plain comparison")
        found.append((match.lastgroup or "", match[match.lastgroup or 0]))
        at = match.end()
    return found


def _unquoted(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text[1:-1], flags=re.DOTALL)
