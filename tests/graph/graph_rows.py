"""Rows for the tests of the graph room: small hand-made records, and random ones for properties."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from registry.access import PUBLIC_VIEWER, Viewer
from registry.services import EntityRow, TieRow
from registry.vocabulary import load_vocabulary

VOCABULARY = load_vocabulary()


@dataclass
class Rows:
    """The part of a record that a snapshot reads."""

    entities: Sequence[EntityRow]
    ties: Sequence[TieRow]
    revision: int = 1
    viewer: Viewer = PUBLIC_VIEWER
    read: int = field(default=0)

    def entity_rows(self) -> Iterator[EntityRow]:
        self.read += 1
        return iter(self.entities)

    def tie_rows(self) -> Iterator[TieRow]:
        return iter(self.ties)


def entity(
    id_: str,
    kind: str = "verein",
    name: str | None = None,
    *,
    themes: tuple[str, ...] = (),
    status: str = "existing",
    start: str | None = None,
    end: str | None = None,
    attested: str | None = "2012-10",
) -> EntityRow:
    """One entity; its name is its id where none is given."""
    family = VOCABULARY.family(kind)
    dates = (attested,) if attested else ()
    return EntityRow(id_, family, kind, (name or id_,), themes, status, start, end, dates, "public")


_COUNT = iter(range(10**9))


def tie(
    subject: str,
    role: str,
    object_: str,
    *,
    id_: str | None = None,
    theme: str | None = None,
    status: str = "existing",
    start: str | None = None,
    end: str | None = None,
    attested: str | None = "2012-10",
) -> TieRow:
    """One tie; ids count up where none is given."""
    id_ = id_ or f"t{next(_COUNT):06d}"
    dates = (attested,) if attested else ()
    return TieRow(id_, subject, role, object_, theme, status, start, end, dates, "public")


def region(actors: int, seed: int = 7) -> Rows:
    """A made-up region: a Kreis with towns, a tenth of the actors are bodies, five ties an actor, mostly
    memberships.
    """
    rng = np.random.default_rng(seed)
    towns = max(3, actors // 150)
    bodies = max(2, actors // 10)
    entities = [entity("e-area", "kreis", "Musterkreis", attested=None)]
    ties = []
    for town in range(towns):
        entities.append(entity(f"e-town{town:05d}", "stadt", f"Beispielstadt {town}", attested=None))
        ties.append(tie(f"e-town{town:05d}", "teil_von", "e-area", id_=f"tp{town:06d}"))
    kinds = ["verein", "schule", "kita", "migrantenorganisation", "verwaltungseinheit", "person"]
    body_kinds = ["netzwerk", "arbeitskreis", "integrationsrat", "ausschuss"]
    themes = ["gemeinsam:bildung", "gemeinsam:sprache", "un-ki:schule", "gemeinsam:arbeit"]
    home = rng.integers(0, towns, actors)
    for number in range(actors):
        is_body = number < bodies
        kind = (body_kinds if is_body else kinds)[int(rng.integers(0, 4 if is_body else 6))]
        theme = (themes[int(rng.integers(0, 4))],) if rng.random() < 0.4 else ()
        name = f"{VOCABULARY.kinds[kind].label('de')} Musterort {number}"
        entities.append(entity(f"e{number:07d}", kind, name, themes=theme))
        ties.append(tie(f"e{number:07d}", "sitz", f"e-town{home[number]:05d}", id_=f"ts{number:07d}"))
    popular = 1 / np.arange(1, bodies + 1) ** 0.8
    popular /= popular.sum()
    subjects, chosen = rng.integers(0, actors, 4 * actors), rng.choice(bodies, 4 * actors, p=popular)
    roles = rng.choice(["mitglied", "moderation", "vorsitz", "beratend"], 4 * actors, p=[0.9, 0.05, 0.02, 0.03])
    for number, (subject, popular_body, role) in enumerate(zip(subjects, chosen, roles, strict=True)):
        near = rng.random() < 0.5  # half of the ties go to bodies of the same town
        body = (int(home[subject]) * 7 + int(popular_body)) % bodies if near else int(popular_body)
        if subject != body:
            ties.append(tie(f"e{subject:07d}", str(role), f"e{body:07d}", id_=f"tm{number:08d}"))
    return Rows(entities, ties)
