"""One request to the application as a server hands it over, without a server or a client between."""

from collections.abc import Mapping
from typing import Any


async def ask(app: Any, method: str, path: str, headers: Mapping[str, str], body: bytes = b"") -> tuple[int, int]:
    """Asks the application; gives the status, and how many bytes came back."""
    status = received = 0
    named = {"host": "127.0.0.1", "content-length": str(len(body)), **headers}
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "root_path": "",
        "headers": [(name.encode(), value.encode()) for name, value in named.items()],
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 8000),
        "state": {},
    }

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: Any) -> None:
        nonlocal status, received
        if message["type"] == "http.response.start":
            status = message["status"]
        received += len(message.get("body", b""))

    await app(scope, receive, send)
    return status, received
