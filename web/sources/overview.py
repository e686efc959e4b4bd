"""The list of sources: documents that statements cite, with how many, by whom, and of which Stand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from graph.names import sort_key
from graph.snapshot import Snapshot
from registry.model import Tie
from registry.services import Record
from registry.vocabulary import Vocabulary
from web.belonging import kreise
from web.presenting.dates import date_text
from web.presenting.references import Ref, ref
from web.site import Here
from web.sources.citing import Citations

_PUBLISHER: Final = "verantwortet"
_OBJECT: Final[Literal["object"]] = "object"


@dataclass(frozen=True)
class SourceLine:
    """One source. `publishers`: who the record says is responsible; `as_of`: the dates for which it is cited."""

    ref: Ref
    publishers: tuple[Ref, ...]
    areas: tuple[str, ...]
    """Kreise or areas that it belongs to."""
    as_of: tuple[str, ...]
    cited: Citations

    @property
    def doubts(self) -> int:
        """How many of the statements carry a doubt."""
        return len(self.cited.doubtful)


def source_lines(record: Record, snapshot: Snapshot, here: Here, found: Mapping[str, Citations]) -> list[SourceLine]:
    """Every source that is cited, the most cited first."""
    known = record.entities(found)
    vocabulary, belongs = snapshot.vocabulary, kreise(snapshot)
    responsible = publishers(record, list(known), vocabulary, here.lang)
    lines = [
        SourceLine(
            ref(known[id], vocabulary, here.lang),
            responsible.get(id, ()),
            tuple(snapshot.names[one] for one in belongs.get(snapshot.index.get(id, -1), ())),
            tuple(date_text(one, here.lang) for one in sorted(cited.as_of)),
            cited,
        )
        for id, cited in found.items()
        if id in known
    ]
    return sorted(lines, key=lambda one: (-one.cited.total, sort_key(one.ref.name)))


def publishers(record: Record, documents: list[str], vocabulary: Vocabulary, lang: str) -> dict[str, tuple[Ref, ...]]:
    """Who is responsible for each document, by name."""
    ties = [
        one for one in record.about(documents, places=(_OBJECT,)) if isinstance(one, Tie) and one.role == _PUBLISHER
    ]
    known = record.entities({one.subject for one in ties})
    found: dict[str, list[Ref]] = {}
    for tie in ties:
        if tie.subject in known:
            found.setdefault(tie.object, []).append(ref(known[tie.subject], vocabulary, lang))
    return {id: tuple(sorted(refs, key=lambda one: sort_key(one.name))) for id, refs in found.items()}
