"""How large a file that is imported may be."""

from typing import Final

MAX_BYTES: Final = 20_000_000
"""Of the file as it comes."""
MAX_UNPACKED: Final = 200_000_000
"""Bytes of all parts of a workbook together, unpacked."""
MAX_RATIO: Final = 300
"""How many times larger a large part of a workbook may become when it is unpacked."""
MAX_ROWS: Final = 20_000
MAX_COLUMNS: Final = 200
SLACK: Final = 100
"""Rows above the table and blank rows within it that are not counted."""
MAX_CELL: Final = 32_767
"""Letters of a cell, as in spreadsheets."""
MAX_SHEETS: Final = 50
