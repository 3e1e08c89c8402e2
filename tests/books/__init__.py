"""Procedures as a landlord may have them in a database from before: no part of the shipped rule book any more.

``arrears`` is what ``early_intervention`` stands in place of. Its cases go on by the version with which they began, and
most tests of the engine, the doors and the pages are told on it, for it is one diagram with all that they need.
"""

from pathlib import Path

ARREARS = Path(__file__).parent / "arrears"
