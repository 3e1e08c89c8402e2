"""Files that are on the disk whole, or not at all."""

import os
from pathlib import Path


def write_once(path: Path, content: bytes) -> None:
    """Writes a file so that it is either there whole, and on the disk, or not at all; an equal one is left alone."""
    if path.exists() and path.read_bytes() == content:
        return
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        write_part(part, content)
        part.replace(path)
    except OSError:
        part.unlink(missing_ok=True)  # nobody would ever look for it again
        raise
    sync_folder(path.parent)


def write_part(part: Path, content: bytes) -> None:
    """Writes a file that nobody looks at yet, to the disk; makes its folder where it is missing."""
    part.parent.mkdir(parents=True, exist_ok=True)
    with part.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    """Brings the names in a folder to the disk: what was renamed stays renamed after a power cut."""
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
