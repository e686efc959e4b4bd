"""`analyse measures`: the full set of measures, as highest values of each or for everyone."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Any, Final

import click
import numpy as np

from graph.columns import FloatArray
from graph.command.asking import Asked, asked, question_options
from graph.command.places import printed
from graph.measures.definitions import DEFINITIONS
from graph.measures.sampling import Estimate
from graph.measures.whole import Effort, Whole, whole
from graph.networks import Network

_SHOWN: Final = 10
Named = dict[str, Any]


@click.command("measures")
@question_options
@click.option("--top", default=20, show_default=True, help="How many actors of each measure; 0: everyone.")
@click.option("--sources", type=click.IntRange(min=2), help="Betweenness from that many actors.  [default: 1024]")
@click.option("--exact", is_flag=True, help="Everything exactly, however long it takes.")
def measures_command(
    store: str | None, stand: datetime | None, viewer: str, as_json: bool, top: int, sources: int | None, exact: bool
) -> None:
    """Betweenness, closeness, PageRank, cores, what is lost without each, structural holes, likely partners.

    \b
    Examples:
      integrationsnetz analyse measures --stand 2012-11-01
      integrationsnetz analyse measures --top 0 --json
    """
    with asked(store, stand, viewer) as found:
        made = whole(found.snapshot, _effort(len(found.snapshot), sources, exact))
        answer = _answer(made, top)
        printed(found, as_json, answer, lambda: _lines(found, answer))


def _effort(size: int, sources: int | None, exact: bool) -> Effort:
    usual = Effort.for_size(size)
    if exact:
        return Effort(betweenness_sources=None)
    return Effort(sources or usual.betweenness_sources, usual.harmonic_sources)


def _answer(made: Whole, top: int) -> Named:
    contacts, meetings = made.contacts, made.meetings
    lists = {
        "betweenness": _estimated(contacts, made.betweenness, top),
        "harmonic": _estimated(contacts, made.harmonic, top),
        "pagerank": _highest(contacts, made.pagerank, top),
        "core_number": _highest(contacts, made.cores, top),
        "lost": _highest(contacts, made.cuts.lost, top),
        "constraint": _highest(meetings, -made.holes.constraint, top, sign=-1),
        "effective_size": _highest(meetings, made.holes.effective_size, top),
    }
    return {
        "actors": len(contacts),
        "contacts": contacts.edge_count,
        "pairs_who_meet": meetings.edge_count,
        "components": made.cuts.sizes.tolist(),
        "cut_actors": int(made.cuts.articulation.sum()),
        "bridges": len(made.cuts.bridges[0]),
        "communities": np.bincount(made.community[made.community >= 0]).tolist(),
        "betweenness_sources": made.betweenness.sources,
        "harmonic_sources": made.harmonic.sources,
        "measures": lists,
        "partners": _partners(made, top),
        "definitions": {key: asdict(one) for key, one in DEFINITIONS.items()},
    }


def _named(network: Network, place: int) -> Named:
    number = network.entities[place]
    return {"id": network.snapshot.ids[number], "name": network.snapshot.names[number]}


def _places(values: FloatArray | Any, top: int) -> list[int]:
    """The highest, of equal ones the first; what has no value is left out."""
    known = np.flatnonzero(~np.isnan(values))
    order = known[np.argsort(-values[known], kind="stable")]
    found: list[int] = (order[:top] if top > 0 else order).tolist()
    return found


def _highest(network: Network, values: FloatArray | Any, top: int, sign: int = 1) -> list[Named]:
    return [{**_named(network, one), "value": sign * values[one].item()} for one in _places(values, top)]


def _estimated(network: Network, found: Estimate, top: int) -> list[Named]:
    return [
        {
            **_named(network, one),
            "value": found.values[one].item(),
            "error": found.error[one].item(),
            "bound": found.bound[one].item(),
        }
        for one in _places(found.values, top)
    ]


def _partners(made: Whole, top: int) -> list[Named]:
    """The likely partners of those with the highest effective sizes."""
    meetings, found = made.meetings, []
    for place in _places(made.holes.effective_size, top):
        likely = made.partners.of(place)
        pairs = zip(likely.places.tolist(), likely.scores.tolist(), strict=True)
        found.append({**_named(meetings, place), "likely": [{**_named(meetings, one), "score": s} for one, s in pairs]})
    return found


def _lines(found: Asked, answer: Named) -> list[str]:
    parts = {
        "components": len(answer["components"]),
        "cut actors": answer["cut_actors"],
        "bridges": answer["bridges"],
        "communities": len(answer["communities"]),
    }
    lines = [
        f"Stand {found.stand.isoformat()}, revision {found.record.revision}",
        f"{answer['actors']} actors, {answer['contacts']} contacts, {answer['pairs_who_meet']} pairs meet in bodies",
        ", ".join(f"{count} {what}" for what, count in parts.items()),
    ]
    for key, rows in answer["measures"].items():
        lines += ["", f"{key}: {DEFINITIONS[key].means}", *(_line(row) for row in rows[:_SHOWN])]
    return lines


def _line(row: Named) -> str:
    value = row["value"]
    error = f" ± {row['error']:.4f}" if row.get("error") else ""
    return f"  {value:>9.4f}{error}  {row['name']}" if isinstance(value, float) else f"  {value:>9}  {row['name']}"
