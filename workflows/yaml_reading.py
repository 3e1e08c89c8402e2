"""Reading YAML: the files of the rule book. Strict, and with the parser of libyaml where it is there."""

from collections import Counter
from typing import Any

import yaml

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
                raise yaml.constructor.ConstructorError(problem=f"{name!r} stands twice", problem_mark=node.start_mark)
        return super().construct_mapping(node, deep)


def load(content: str | bytes) -> Any:
    """What a YAML text holds.

    :raises yaml.YAMLError: it is not YAML, or a member stands twice; see :data:`NOT_YAML`
    """
    return yaml.load(content, StrictLoader)  # noqa: S506  # a safe loader, and stricter
