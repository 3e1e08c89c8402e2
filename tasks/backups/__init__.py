"""Backups: everything an organisation needs to go on after the loss of its machine, and putting it back.

A backup is a folder: ``manifest.json`` (signed, with the hash of each file), the database, ``heads.jsonl``,
``documents/``, ``outgoing/`` and ``uploads/``, and the signing keys, encrypted with a passphrase.
"""

from tasks.backups.making import Made, make_backup
from tasks.backups.manifest import BackupRefused
from tasks.backups.restoring import Restored, restore

__all__ = ["BackupRefused", "Made", "Restored", "make_backup", "restore"]
