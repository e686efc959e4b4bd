"""The blueprint of the actors' pages."""

from __future__ import annotations

from typing import Final

from flask import Blueprint

blueprint: Final = Blueprint("actors", __name__)
