"""Reading a housing system's exports: CSV by a mapping, streamed, idempotent, every good row kept.

Files of tenancies (terms, tenants' days, parts of rents, rent calendars) are kept whole or not at all (``whole.py``).

One report says of each refused row the row, the column and the reason, and of each account whose balance disagrees
with its ledger how much both are.
"""

from cases.importing.mapping import Mapping, MappingUnreadable
from cases.importing.reading import FileRefused
from cases.importing.report import Report
from cases.importing.running import import_folder

__all__ = ["FileRefused", "Mapping", "MappingUnreadable", "Report", "import_folder"]
