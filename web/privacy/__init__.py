"""Personal data: consents of an entry, what is kept about somebody, erasure, settings, the register of processing."""

from web.privacy import consents, erasing, governing, reporting
from web.privacy.room import blueprint

__all__ = ["blueprint", "consents", "erasing", "governing", "reporting"]
