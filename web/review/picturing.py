"""The surroundings of an entity before and after a proposal, as two small pictures; the lines say the same in words."""

from __future__ import annotations

from markupsafe import Markup

from graph.pictures.ego import ego_svg
from graph.snapshot import take_snapshot
from registry.services import Record
from registry.services.reviewing import Review, Surroundings, around
from web.presenting.references import entity_address
from web.site import here, lang, vocabulary

_MOST = 20


def before_and_after(record: Record, found: Review, about: str) -> tuple[Markup, Markup] | None:
    """Two pictures, the first empty for a new entry; None where nothing stands around."""
    if not about:
        return None
    before, after = around(record, found.rebased, about)
    if not before.ties and not after.ties:
        return None
    new = {line.target for line in found.lines if line.change == "new"}
    return _drawn(before, about, new, "vorher"), _drawn(after, about, new, "nachher")


def _drawn(rows: Surroundings, about: str, new: set[str], prefix: str) -> Markup:
    snapshot = take_snapshot(rows, here().stand, vocabulary())
    if about not in snapshot.index:
        return Markup()

    def address(id: str) -> str:
        return f"#l-{id}" if id in new else entity_address(id, snapshot.family_of(snapshot.index[id]))

    # Names are escaped by the drawing itself.
    return Markup(ego_svg(snapshot, about, address, lang(), most=_MOST, narrow=True, prefix=prefix))  # noqa: S704
