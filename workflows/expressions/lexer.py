"""Text → tokens.

FEEL names may hold spaces (``date and time``, ``string length``), so a word is read as the longest name that is known
at that place: a keyword, a built-in, a function or variable that the caller declared, or a name that the expression
itself introduced before. A few tokens are decided here so that the grammar stays LALR(1): names that are being
introduced, the turned brackets of ranges, types.
"""

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal

from lark import Token

from workflows.expressions.errors import FeelSyntaxError
from workflows.expressions.escapes import unescape
from workflows.expressions.far_texts import far_from
from workflows.expressions.hints import hint
from workflows.expressions.limits import DEPTH, TEXT, TOKENS
from workflows.expressions.numbers import Number, number_from
from workflows.expressions.temporal import PROPERTIES, temporal_from
from workflows.expressions.types import Type, read_type
from workflows.expressions.words import BINDING, KEY, PARAMETER, WORD, Names

KEYWORDS = frozenset(
    {
        *("for", "in", "return", "if", "then", "else", "some", "every", "satisfies"),
        *("and", "or", "between", "instance", "function", "true", "false", "null"),
    }
)
_SKIP = re.compile(r"(?:\s|//[^\n]*|/\*(?:[^*]|\*(?!/))*\*/)+")
_NUMBER = re.compile(r"(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,5})?")
_STRING = re.compile(r'"((?:[^"\\]|\\.)*)"', re.DOTALL)
_OF = re.compile(r"\s+of\b")
_SYMBOLS = (
    ("..", "DOTS"), ("**", "POWER"), ("<=", "SIGN"), (">=", "SIGN"), ("!=", "SIGN"), ("=", "SIGN"), ("<", "SIGN"),
    (">", "SIGN"), ("+", "PLUS"), ("-", "MINUS"), ("*", "STAR"), ("/", "SLASH"), ("(", "LPAR"), (")", "RPAR"),
    ("[", "LSQB"), ("]", "RSQB"), ("{", "LBRACE"), ("}", "RBRACE"), (",", "COMMA"), (".", "DOT"), (":", "COLON"),
)  # fmt: skip
_SYMBOL = re.compile("|".join(re.escape(symbol) for symbol, _ in _SYMBOLS))
_KINDS = dict(_SYMBOLS)
_OPERANDS = frozenset(
    {"TRUE", "FALSE", "NULL", "NUMBER", "STRING", "LITERAL", "NAME", "RPAR", "RSQB", "RBRACE", "RANGE_END", "TYPE"}
)
_STARTS = re.compile(r"[\w\"@(\[{?-]|\.[0-9]")
_PLAIN = re.compile(r"[\w\"@]")
"""What can begin a value and never goes on from one: behind it, ``[]`` is no empty list but opens ``[]1..2[]``."""
_NO_START = re.compile(r"(?:and|or|then|else|return|satisfies|in|between|instance)\b")
_OPENING = frozenset({"LPAR", "LSQB", "LBRACE", "RANGE_START"})
_CLOSING = frozenset({"RPAR", "RSQB", "RBRACE", "RANGE_END"})
_OPEN = {"LPAR": "RPAR", "LSQB": "RSQB", "LBRACE": "RBRACE"}


class Lexer:
    """Reads one text.

    :param text: the expression
    :param names: variables that the caller knows
    :param functions: names that count only before a bracket
    :param unary: the text is a list of unary tests
    :param types: the types of the caller's model, by their names
    :param entries: names that count only behind a dot and in a filter
    :param doubts: takes what the standard gives null for; without it that is refused
    """

    def __init__(
        self,
        text: str,
        names: Names,
        functions: Names,
        types: Mapping[str, Type],
        entries: Names,
        *,
        unary: bool = False,
        doubts: list[FeelSyntaxError] | None = None,
    ) -> None:
        self.doubts = doubts
        if len(text) > TEXT:
            raise FeelSyntaxError(f"The expression is {len(text):,} characters long; {TEXT:,} are the most", text)
        self.text = text
        self.names = names
        self.functions = functions
        self.types = types
        self.entries = entries
        self.unary = unary
        self.at = 0
        self.last = ""
        self.brackets: list[str] = []
        self.head = -1
        self.found: list[Token] = []

    def tokens(self) -> list[Token]:
        """All tokens.

        :raises FeelSyntaxError: there is something that FEEL does not have
        """
        while True:
            self._skip()
            if self.at >= len(self.text):
                break
            for token in self._next():
                self.last = token.type
                self.found.append(token)
            if len(self.found) > TOKENS:
                raise FeelSyntaxError(
                    f"The expression has more than {TOKENS:,} words and signs: split it up", self.text
                )
        return self._negated(self.found) if self.unary else self.found

    def _skip(self) -> None:
        found = _SKIP.match(self.text, self.at)
        if found:
            self.at = found.end()

    def _token(self, kind: str, value: object, end: int) -> Token:
        token = Token(kind, value, start_pos=self.at, end_pos=end)
        self.at = end
        return token

    def fail(self, sentence: str, position: int) -> FeelSyntaxError:
        """A refusal that shows where in the text."""
        return FeelSyntaxError(sentence, self.text, position)

    def _next(self) -> Iterator[Token]:
        text, at = self.text, self.at
        introduced = self._introduced()
        if introduced:
            yield from introduced
        elif found := _NUMBER.match(text, at):
            yield self._token("NUMBER", self._number(found.group()), found.end())
        elif text[at] == '"' or text.startswith('@"', at):
            token = self._string(at)
            if self.last in {"LBRACE", "COMMA"} and self.brackets[-1:] == ["RBRACE"] and token.type == "STRING":
                self.entries.add(token.value)  # an entry's name in quotes is a name behind a dot
            yield token
        elif found := WORD.match(text, at):
            yield from self._word(found)
        else:
            yield self._symbol()

    def _number(self, digits: str) -> Number:
        try:
            return number_from(Decimal(digits))
        except ArithmeticError:
            raise self.fail(f"{digits} is larger than any number that FEEL has", self.at) from None

    def _string(self, at: int) -> Token:
        special = self.text[at] == "@"
        found = _STRING.match(self.text, at + special)
        if not found:
            raise self.fail('This text has no closing "', at)
        value = unescape(found.group(1))
        if not special:
            return self._token("STRING", value, found.end())
        literal: object = temporal_from(value)
        if literal is None and self.doubts is not None:
            literal = far_from(value)
        if literal is None:
            wrong = self.fail(
                f'@"{value}" is neither a date, a time, a date and time nor a duration: write for example '
                '@"2026-01-31", @"09:30:00", @"2026-01-31T09:30:00Z", @"P14D" or @"P1Y6M"',
                at,
            )
            if self.doubts is None:
                raise wrong
            self.doubts.append(wrong)
        return self._token("LITERAL", literal, found.end())

    def _introduced(self) -> list[Token]:
        """Tokens of a name that is being introduced here: an entry's key, a loop's variable, a parameter."""
        text, at, inside = self.text, self.at, self.brackets[-1] if self.brackets else ""
        if self.last in {"FOR", "SOME", "EVERY"} or (self.last == "COMMA" and inside == "loop"):
            if found := BINDING.match(text, at):
                return [self._name("BINDING", found)]
            if self.last != "COMMA":  # at once: in a row of them each would be looked at to its end
                word = self.last.lower()
                raise self.fail(f"Behind `{word}` comes a name and `in`: write for example `{word} x in list`", at)
        if self.last in {"LPAR", "COMMA"} and inside == "parameters":
            if found := PARAMETER.match(text, at):
                binding = self._name("BINDING", found)
                if not found.group(2):
                    return [binding]
                self.at = found.end()
                return [binding, self._type()]
        elif (
            self.last in {"LBRACE", "LPAR", "COMMA"} and inside in {"RBRACE", "RPAR"} and (found := KEY.match(text, at))
        ):
            key = self._name("KEY", found)
            self.at = found.end()
            return [key]
        return []

    def _name(self, kind: str, found: re.Match[str]) -> Token:
        name = " ".join(found.group(1).split())
        if kind != "KEY" or self.brackets[-1] == "RBRACE":
            self.names.add(name)
        return self._token(kind, name, found.end(1))

    def _type(self) -> Token:
        try:
            kind, end = read_type(self.text, self.at, self.types)
        except ValueError:
            raise self.fail(
                "Expected a type such as number, string, boolean, date, date and time, list<number>", self.at
            ) from None
        return self._token("TYPE", kind, end)

    def _word(self, found: re.Match[str]) -> Iterator[Token]:
        text, at, word = self.text, self.at, found.group()
        longest = self.names.longest(word, text, at)
        called = self.functions.longest(word, text, at)
        if called and (not longest or called[1] > longest[1]) and text[called[1] :].lstrip()[:1] == "(":
            longest = called
        if self.last == "DOT":
            entry = self.entries.longest(word, text, at)
            longest = PROPERTIES_WITH_SPACES.longest(word, text, at) or entry or longest
        elif "filter" in self.brackets and (entry := self.entries.longest(word, text, at)):
            longest = entry if not longest or entry[1] > longest[1] else longest
        if longest:
            yield self._token("NAME", *longest)
        elif word not in KEYWORDS or self.last == "DOT":
            yield self._token("NAME", word, found.end())
        elif word == "instance" and (of := _OF.match(text, found.end())):
            yield self._token("INSTANCE", "instance of", of.end())
            yield self._type()
        else:
            if word in {"for", "some", "every"}:
                self.brackets.append("loop")
            elif word in {"return", "satisfies"} and self.brackets and self.brackets[-1] == "loop":
                self.brackets.pop()
            yield self._token(word.upper(), word, found.end())

    def _symbol(self) -> Token:
        text, at = self.text, self.at
        if wrong := hint(text, at):
            raise self.fail(wrong, at)
        found = _SYMBOL.match(text, at)
        if not found:
            raise self.fail(f"FEEL has no sign {text[at]!r}", at)
        symbol, end = found.group(), found.end()
        return self._token(self._bracket(_KINDS[symbol], end), symbol, end)

    def _bracket(self, kind: str, end: int) -> str:
        """The kind of a bracket at this place: ranges turn them round."""
        operand = self.last in _OPERANDS and self.head != len(self.found) - 1
        if kind == "LSQB" and operand and self._closes_range(end):
            self._close()
            return "RANGE_END"
        if kind == "RSQB" and not operand and (self.last != "LSQB" or self._begins(end, _PLAIN)):
            self.brackets.append("RSQB")
            return "RANGE_START"
        if kind in _OPEN:
            if sum(bracket != "loop" for bracket in self.brackets) >= DEPTH:
                raise self.fail(f"More than {DEPTH} brackets stand inside one another", self.at)
            self.brackets.append(
                "parameters" if self.last == "FUNCTION" else "filter" if operand and kind == "LSQB" else _OPEN[kind]
            )
        elif kind in _OPEN.values():
            self._close()
        return kind

    def _closes_range(self, end: int) -> bool:
        """Whether ``[`` behind an operand ends a range: two dots were open, and nothing to filter by follows."""
        if self._begins(end, _STARTS):
            return False
        depth = 0
        for token in reversed(self.found):
            depth += (token.type in _CLOSING) - (token.type in _OPENING)
            if depth < 0:
                return False
            if depth == 0 and token.type == "DOTS":
                return True
        return False

    def _begins(self, at: int, value: re.Pattern[str]) -> bool:
        """Whether a value begins behind a place."""
        skipped = _SKIP.match(self.text, at)
        after = skipped.end() if skipped else at
        return bool(value.match(self.text, after) and not _NO_START.match(self.text, after))

    def _close(self) -> None:
        while self.brackets and (closed := self.brackets.pop()) in {"loop", "parameters"}:
            if closed == "parameters":  # a value follows, as behind no other closing bracket
                self.head = len(self.found)
                break

    def _negated(self, found: list[Token]) -> list[Token]:
        """``not`` that negates all the unary tests becomes a token of its own."""
        if len(found) < 3 or found[0] != "not" or found[0].type != "NAME" or found[1].type != "LPAR":
            return found
        depth = 0
        for index, token in enumerate(found):
            # A range may open with one kind of bracket and close with another.
            depth += (token.type in _OPENING) - (token.type in _CLOSING)
            if depth == 0 and index and index < len(found) - 1:
                return found
        return [Token("NOT", "not", start_pos=found[0].start_pos, end_pos=found[0].end_pos), *found[1:]]


PROPERTIES_WITH_SPACES = Names(PROPERTIES)
