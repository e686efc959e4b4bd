"""The picture of a topic, for a wide and for a narrow screen."""

from __future__ import annotations

from markupsafe import Markup

from graph.holding.bars_picture import bars_svg
from graph.holding.meanings import Meaning
from web.holding.topics import Topic
from web.site import lang


def pictured(topic: Topic, meaning: Meaning) -> tuple[Markup, Markup] | None:
    """Its bars; None where there is nothing to draw."""
    if not topic.bars:
        return None
    title = meaning.title.text(lang())

    def drawn(*, narrow: bool) -> Markup:
        prefix = "bars-narrow" if narrow else "bars"
        # Names are escaped by the drawing itself.
        return Markup(bars_svg(topic.bars, lang(), title, narrow=narrow, prefix=prefix))  # noqa: S704

    return drawn(narrow=False), drawn(narrow=True)
