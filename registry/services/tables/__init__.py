"""Tables that leave as files, CSV and XLSX, and come back unchanged; no cell of them ever starts a formula."""

from registry.services.tables.cells import harmless, joined, parted, restored
from registry.services.tables.writing import Cell, Table, csv_text, sheet_name, xlsx_bytes

__all__ = ["Cell", "Table", "csv_text", "harmless", "joined", "parted", "restored", "sheet_name", "xlsx_bytes"]
"""`harmless`/`restored` are one another's reverse, and so are `joined`/`parted`."""
