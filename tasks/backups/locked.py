"""The signing keys in a backup: encrypted with a passphrase (scrypt, AES-256-GCM)."""

import base64
import json
import os
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from tasks.backups.manifest import BackupRefused

FORMAT = "duecourse-keys/1"
WORK = 2**17
"""scrypt's n, with r = 8 and p = 1, as OWASP advises: 128 MB and half a second for each guess. Kept beside the keys."""
FIRST_WORK = 2**15
"""That of files which do not say theirs."""
KNOWN_WORK = frozenset(2**power for power in range(15, 21))
"""What a file is believed: more would take the memory of the machine."""
SHORTEST = 12


class PassphraseTooShort(BackupRefused):
    """The passphrase is too short."""

    status = 422


class PassphraseWrong(BackupRefused):
    """The passphrase is not right."""

    status = 422


def lock(store: Path, passphrase: str) -> bytes:
    """The signing keys of a store, encrypted.

    :raises PassphraseTooShort: it could be guessed
    """
    if len(passphrase) < SHORTEST:
        raise PassphraseTooShort(
            f"The passphrase of the keys needs at least {SHORTEST} characters: whoever guesses it can sign as you."
        )
    keys = {path.name: base64.b64encode(path.read_bytes()).decode() for path in sorted(store.glob("signing*"))}
    salt, nonce = os.urandom(16), os.urandom(12)
    sealed = AESGCM(_derived(passphrase, salt, WORK)).encrypt(nonce, json.dumps(keys).encode(), FORMAT.encode())
    parts = {"salt": salt, "nonce": nonce, "content": sealed}
    written = {name: base64.b64encode(part).decode() for name, part in parts.items()}
    return json.dumps({"format": FORMAT, "work": WORK, **written}).encode()


def unlock(locked: bytes, passphrase: str) -> dict[str, bytes]:
    """The keys: name of the file → what is in it.

    :raises PassphraseWrong: it is not the one that they were encrypted with
    """
    said = json.loads(locked)
    salt, nonce, sealed = (base64.b64decode(said[name]) for name in ("salt", "nonce", "content"))
    work = said.get("work", FIRST_WORK)
    if work not in KNOWN_WORK:
        raise PassphraseWrong("The file of the keys in this backup does not say how they were encrypted.")
    try:
        opened = AESGCM(_derived(passphrase, salt, work)).decrypt(nonce, sealed, FORMAT.encode())
    except InvalidTag as error:
        raise PassphraseWrong(
            "The passphrase does not open the keys of this backup. Give the one that it was made with."
        ) from error
    return {Path(name).name: base64.b64decode(content) for name, content in json.loads(opened).items()}


def _derived(passphrase: str, salt: bytes, work: int) -> bytes:
    return Scrypt(salt=salt, length=32, n=work, r=8, p=1).derive(passphrase.encode())
