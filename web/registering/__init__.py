"""Registering: the form that everyone can fill in, drafts, following what was sent in, and editing by those who may."""

from web.registering import direct, ending, following, helping, related, sending, ties
from web.registering.room import blueprint

__all__ = ["blueprint", "direct", "ending", "following", "helping", "related", "sending", "ties"]
