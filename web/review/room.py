"""The blueprint of the pages on which proposals are decided."""

from __future__ import annotations

from typing import Final

from flask import Blueprint

blueprint: Final = Blueprint("review", __name__)
