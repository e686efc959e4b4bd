"""The graph room's tests take snapshots of rows made by hand or at random; the helpers stand in graph_rows.py beside them."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
