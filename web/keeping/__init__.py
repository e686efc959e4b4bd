"""Keeping the record true: calendars of seats, rounds of confirmation, what is due, reorganisations."""

from web.keeping import answering, due, posts, reorganising, rounds, seats, turning
from web.keeping.room import blueprint

__all__ = ["answering", "blueprint", "due", "posts", "reorganising", "rounds", "seats", "turning"]
