"""Texts in the reader's language; German texts are the keys.

`make translations` finds them by the names `_` and `ngettext`.
"""

from __future__ import annotations

from typing import Any

import flask_babel


def gettext(text: str, /, **values: Any) -> str:
    """The text in the reader's language, with `%(name)s` filled in."""
    return str(flask_babel.gettext(text, **values))


def ngettext(one: str, many: str, num: int, /, **values: Any) -> str:
    """The text for this number, with `%(num)s` and others filled in."""
    return str(flask_babel.ngettext(one, many, num, **values))
