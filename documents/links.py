"""Addresses of e-mail and of the web in a text become links, which a screen reader says and a reader can follow."""

import re

from markupsafe import Markup, escape

_ADDRESS = re.compile(r"\b(?:(?P<mail>[\w.+-]+@[\w-]+(?:\.[\w-]+)+)|(?P<web>https://|www\.)[\w-]+(?:[./][\w-]+)+)")


def linked(text: str) -> Markup:
    """A text, escaped, with links in the place of addresses.

    :param text: a text, or markup in which it stands escaped
    """
    return Markup(_ADDRESS.sub(_link, str(escape(text))))  # noqa: S704 -- escaped; links hold letters, dots, - and @ alone


def _link(found: re.Match[str]) -> str:
    words = found.group()
    if found["mail"]:
        return f'<a href="mailto:{words}">{words}</a>'
    return f'<a href="{words if found["web"] == "https://" else f"https://{words}"}">{words}</a>'
