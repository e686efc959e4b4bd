"""Keeping the record true: seats and whose turn it is, rounds of confirmation, reorganisations, settings.

Items of the kinds `confirmation` (a round: who is asked about what, until when) and `setting`.
"""

from registry.services.keeping.rota import Rota, Turn, rota
from registry.services.keeping.seats import SeatStanding, fill, seat_standings
from registry.services.keeping.turning import turn

__all__ = ["Rota", "SeatStanding", "Turn", "fill", "rota", "seat_standings", "turn"]
