"""Communities as discs with their sizes, and the contacts between them as bands."""

from __future__ import annotations

import numpy as np

from graph.holding.groups import Communities, Community
from graph.pictures.forces import place_discs
from graph.pictures.overview import LABEL_ROOM, Group, GroupTie, Overview
from registry.vocabulary import Vocabulary

MOST = 40
"""Smaller communities are not drawn; the table has all."""


def community_name(one: Community, vocabulary: Vocabulary, lang: str) -> str:
    """What a community is called: its themes, and the most connected body in it, which tells it from others."""
    themes = ", ".join(vocabulary.themes[key].label(lang) for key, _ in one.themes if key in vocabulary.themes)
    return f"{themes} ({one.centre})" if themes else one.centre


def community_overview(found: Communities, vocabulary: Vocabulary, lang: str) -> Overview:
    """The largest communities with places, for `graph.pictures.drawing.overview_svg`."""
    groups = found.groups[:MOST]
    pairs = [one for one in found.between if one[0] < len(groups) and one[1] < len(groups)]
    radius = 14 + 5.5 * np.sqrt(np.array([one.size for one in groups], dtype=np.float64))
    places = place_discs(radius + LABEL_ROOM, [(one, other) for one, other, _ in pairs]) if groups else np.zeros((0, 2))
    drawn = tuple(
        Group(str(one.number), community_name(one, vocabulary, lang), one.size, one.inner, x, y, r)
        for one, (x, y), r in zip(groups, places.tolist(), radius.tolist(), strict=True)
    )
    ties = tuple(GroupTie(one, other, count, ()) for one, other, count in pairs)
    return Overview("community", drawn, ties, sum(one.size for one in groups))
