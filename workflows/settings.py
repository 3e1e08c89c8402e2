"""What an installation chooses: read from the environment once, at the door, and passed down."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path


class SettingNotUnderstood(ValueError):
    """A setting is not right."""


HOUSE = Path(__file__).resolve().parent.parent
"""The folder that holds ``bpmn/``: the checkout, or the site-packages of an installed wheel."""


@dataclass(frozen=True)
class Settings:
    """The choices of one installation (one organisation: one database).

    :ivar database_url: SQLAlchemy URL; ``sqlite:////abs/path`` or ``postgresql+psycopg://…``
    :ivar store: folder for documents and signed heads
    :ivar bpmn: the process owners' room
    :ivar host: address to serve on
    :ivar port: port to serve on
    :ivar trusted_proxy: the address of the TLS proxy whose word for where a request came from is taken; none: nobody's
    :ivar secure_cookies: whether session cookies are marked ``Secure`` (behind TLS, always)
    """

    database_url: str
    store: Path
    bpmn: Path = HOUSE / "bpmn"
    host: str = "127.0.0.1"
    port: int = 8000
    secure_cookies: bool = True
    trusted_proxy: str = ""

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> "Settings":
        """Reads ``DUECOURSE_DATABASE``, ``_STORE``, ``_BPMN``, ``_HOST``, ``_PORT``, ``_TRUSTED_PROXY``.

        And ``_INSECURE_COOKIES``.
        """
        store = Path(environment.get("DUECOURSE_STORE", "store")).resolve()
        return cls(
            database_url=environment.get("DUECOURSE_DATABASE", f"sqlite:///{store / 'duecourse.db'}"),
            store=store,
            bpmn=Path(environment.get("DUECOURSE_BPMN", str(HOUSE / "bpmn"))).resolve(),
            host=environment.get("DUECOURSE_HOST", "127.0.0.1"),
            port=_port(environment.get("DUECOURSE_PORT", "8000")),
            secure_cookies=environment.get("DUECOURSE_INSECURE_COOKIES", "") == "",
            trusted_proxy=environment.get("DUECOURSE_TRUSTED_PROXY", ""),
        )


def _port(text: str) -> int:
    if not text.isdecimal() or int(text) > 65535:
        raise SettingNotUnderstood(f"DUECOURSE_PORT is {text!r}, and a port is a number up to 65535.")
    return int(text)
