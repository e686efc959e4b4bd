"""An area: who works there, its figures, its parts."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, redirect, render_template
from flask.typing import ResponseReturnValue

from graph.listing import Page, list_actors
from graph.names import sort_key
from graph.snapshot import Snapshot
from registry.model import Entity, Observation, Tie
from registry.services import Record
from web.actors.profile import Head, head
from web.presenting.observations import Figure, figures
from web.presenting.references import Ref, entity_address
from web.presenting.ties import View
from web.site import here, lang, reading, snapshot, vocabulary

blueprint = Blueprint("areas", __name__)
_SHOWN = 20


@dataclass(frozen=True)
class AreaPage:
    """Everything on the page of an area. `actors` and `bodies` are the first few, with the number of all."""

    head: Head
    parts: tuple[Ref, ...]
    wholes: tuple[Ref, ...]
    actors: Page
    figures: tuple[Figure, ...]


@blueprint.get("/gebiete/<id>")
def one(id: str) -> ResponseReturnValue:
    """One area; what is none has its own page."""
    with reading() as record:
        entity = record.entity(id)
        if entity.family != "area":
            return redirect(entity_address(entity.id, entity.family), code=301)
        return render_template("areas/one.html", page=_page(record, snapshot(record), entity))


def _page(record: Record, current: Snapshot, entity: Entity) -> AreaPage:
    parts, wholes = _parts(current, entity.id)
    statements = record.about([entity.id], places=["subject"])
    ties = [one for one in statements if isinstance(one, Tie)]
    observations = [one for one in statements if isinstance(one, Observation)]
    sources = {source.document for one in (entity, *observations) for source in one.sources}
    ends = {one.object for one in ties}
    known = {**record.entities({*parts, *wholes, *sources, *ends}), entity.id: entity}
    view = View(known, vocabulary(), lang(), here().stand)
    return AreaPage(
        head=head(entity, (), view),
        parts=_refs(parts, view),
        wholes=_refs(wholes, view),
        actors=list_actors(current, area=entity.id, size=_SHOWN, lang=lang(), sort="-ties"),
        figures=figures(observations, view),
    )


def _parts(current: Snapshot, id: str) -> tuple[list[str], list[str]]:
    """Ids of the areas directly inside this one, and of those that it lies in."""
    number = current.index.get(id)
    if number is None:
        return [], []
    inside: list[str] = []
    outside: list[str] = []
    for tie in current.ties_of(number).tolist():
        if current.roles[current.ties.role[tie]] == "teil_von" and current.tie_shown[tie]:
            subject, object_ = int(current.ties.subject[tie]), int(current.ties.object[tie])
            (inside if object_ == number else outside).append(current.ids[subject if object_ == number else object_])
    return inside, outside


def _refs(ids: list[str], view: View) -> tuple[Ref, ...]:
    return tuple(sorted((view.ref(one) for one in ids if one in view.known), key=lambda one: sort_key(one.name)))
