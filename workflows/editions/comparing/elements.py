"""The elements of a file, and how what changed in one is said."""

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

Said = Mapping[str, Any]
"""What an element says, by the words for it: a plain value, or a text."""
LONG = 100
"""Characters from which on a text is shown below the sentence, before and after."""


@dataclass(frozen=True)
class Element:
    """One thing that a file says.

    :ivar label: what people call it
    """

    label: str
    said: Said


Elements = dict[str, Element]
"""The elements of a file by what they are found again by, in their order."""


@dataclass(frozen=True)
class Changed:
    """One thing that is otherwise.

    :ivar path: the file
    :ivar element: what in it; empty for the file as a whole
    :ivar sentence: what became of it
    :ivar before: the text that it was, where that is too long for a sentence; ``after`` what it is
    """

    path: str
    element: str
    sentence: str
    before: str = ""
    after: str = ""


def compare_elements(path: str, before: Elements, after: Elements) -> list[Changed]:
    """What became of the elements of a file: first those that there are, then those that are gone."""
    found: list[Changed] = []
    for name, element in after.items():
        if name not in before:
            found.append(Changed(path, element.label, f"is new{_whole(element.said)}", "", _longest(element.said)))
        elif not _same(before[name].said, element.said):
            found += _members(path, element.label, before[name].said, element.said)
    gone = (element for name, element in before.items() if name not in after)
    found += [Changed(path, element.label, "is gone", _longest(element.said), "") for element in gone]
    stayed = [name for name in before if name in after]
    goes = [name for name in after if name in before]
    if stayed != goes and not path.endswith(".bpmn"):  # of a diagram each choice says in which order it asks
        moved = next(after[name].label for was, name in zip(stayed, goes, strict=True) if was != name)
        found.append(Changed(path, "", f"has its rows in another order, from {moved} on"))
    return found


def _members(path: str, element: str, before: Said, after: Said) -> Iterator[Changed]:
    for word in dict.fromkeys([*before, *after]):
        was, became = before.get(word), after.get(word)
        if _same(was, became):
            continue
        old, new = text_of(was), text_of(became)
        about = f"{word}: " if word else ""
        if len(old) > LONG or len(new) > LONG:
            yield Changed(path, element, f"{about}the text is another", old, new)
        elif was is None:
            yield Changed(path, element, f"{about}now {new}")
        elif became is None:
            yield Changed(path, element, f"{about}no longer {old}")
        else:
            yield Changed(path, element, f"{about}was {old}, is {new}")


def _same(one: Any, other: Any) -> bool:
    """Whether two values are one, of the same kinds: 0 is not No, and 1 is not 1.0."""
    return repr(one) == repr(other)


def _whole(said: Said) -> str:
    short = {word: text for word, value in said.items() if value is not None and len(text := text_of(value)) <= LONG}
    told = "; ".join(f"{word} {text}" if word else text for word, text in short.items())
    return f": {told}" if told else ""


def _longest(said: Said) -> str:
    long = [text for value in said.values() if len(text := text_of(value)) > LONG]
    return "\n\n".join(long)


def text_of(value: Any) -> str:
    """A value as it is read in a sentence."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if value is None:
        return "nothing"
    if isinstance(value, list | tuple):
        return ", ".join(text_of(each) for each in value) or "nothing"
    if isinstance(value, Mapping):
        return "; ".join(f"{word} {text_of(each)}" for word, each in value.items()) or "nothing"
    return "".join(map(_seen, str(value).strip())) or "nothing"


def _seen(letter: str) -> str:
    """A letter, or where it cannot be seen, or turns the line round, its number."""
    hidden = unicodedata.category(letter) in {"Cf", "Cc", "Cs", "Co"} and letter not in "\n\t"
    return f"⟨U+{ord(letter):04X}⟩" if hidden else letter
