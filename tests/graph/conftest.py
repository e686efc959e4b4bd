"""The graph room is tested on rows made by hand or at random; the helpers stand in graph_rows.py beside the tests."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
