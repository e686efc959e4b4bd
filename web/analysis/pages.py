"""Routes of the analysis that all its pages share: its front page, and how far a computation is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit, urlunsplit

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _

from graph.desk import Answer
from web.rights import Need, fulfils, needs
from web.site import desk

blueprint = Blueprint("analysis", __name__)
_PATIENCE: Final = 5
"""How often in a row a computation is asked after that this process does not know: another one may."""


@dataclass(frozen=True)
class Question:
    """One line of the front page: what is asked, in one sentence what one gets, and the endpoint that answers."""

    endpoint: str
    title: Any
    sentence: Any
    need: Need = "public"
    """Whom it is shown to; the view itself declares the same."""


QUESTIONS: Final[tuple[tuple[Any, tuple[Question, ...]], ...]] = (
    (
        _("Partner finden"),
        (
            Question(
                "partners.index",
                _("Partner finden"),
                _("Wer zu einem Vorhaben passt, nach Thema, Ort, Art, Sprache und Zielgruppe, mit den Gründen."),
            ),
            Question(
                "partners.ways",
                _("Wege"),
                _("Wer zwei Akteure bekannt machen kann: die besten Wege über belegte Beziehungen."),
            ),
            Question(
                "partners.between",
                _("Brücken"),
                _("Wer in zwei Netzwerken sitzt oder auf beiden Seiten jemanden kennt."),
            ),
        ),
    ),
    (
        _("Lücken sehen"),
        (
            Question(
                "coverage.index",
                _("Abdeckung"),
                _("Was es in welchem Ort zu welchem Thema gibt und wo nichts ist, mit denen, die es füllen könnten."),
            ),
            Question(
                "coverage.gaps_page",
                _("Lücken"),
                _("Themen ohne Zusammenschluss, Moderation oder Angebot, was nur geplant oder lange unbestätigt ist."),
            ),
            Question(
                "coverage.rates_page",
                _("Raten"),
                _("Wie viele es für je 1.000 Menschen gibt, mit dem Bereich, den der Zufall lässt."),
            ),
            Question(
                "coverage.reach_page",
                _("Reichweite"),
                _("Welcher Anteil der Menschen in einem Ort ohne Integrationsrat lebt und wer nirgends dabei ist."),
            ),
            Question(
                "coverage.seats_page",
                _("Besetzung"),
                _("Wer in einem Zusammenschluss sitzen soll, wer dort sitzt und wer als Nächstes an der Reihe ist."),
            ),
            Question(
                "coverage.compare_page",
                _("Vergleich"),
                _("Zwei Stände oder zwei Kreise nebeneinander, Thema für Thema."),
            ),
            Question(
                "coverage.report",
                _("Bericht"),
                _("Alles zur Abdeckung eines Kreises als Seite, als PDF und als Tabelle."),
            ),
        ),
    ),
    (
        _("Wissen, woran es hängt"),
        (
            Question(
                "holding.index",
                _("Was das Netz zusammenhält"),
                _("Wer wie viel trägt, wo es reißen würde, welche Gemeinschaften es gibt und was doppelt ist."),
            ),
            Question(
                "holding.what_if",
                _("Was wäre, wenn …?"),
                _("Jemand geht, ein Zusammenschluss endet, zwei legen sich zusammen: was fehlte, wer könnte folgen."),
            ),
            Question(
                "holding.compared",
                _("Zwei Stände nebeneinander"),
                _("Welche Akteure und Beziehungen dazukamen und welche wegfielen."),
            ),
        ),
    ),
    (
        _("Selbst weiterrechnen"),
        (
            Question(
                "analysis.elsewhere",
                _("Netz mitnehmen"),
                _("Das Netz als Datei für Gephi, R, Python oder eine Tabelle, mit Zeiträumen und allen Angaben."),
                "analyst",
            ),
        ),
    ),
)
"""Groups of questions with their heading, in the order of the front page."""


@blueprint.get("/analyse")
def index() -> ResponseReturnValue:
    """What can be asked about the network."""
    groups = [(title, [one for one in group if fulfils(one.need)]) for title, group in QUESTIONS]
    return render_template("analysis/index.html", groups=[one for one in groups if one[1]])


@blueprint.get("/analyse/antwort/<id>")
def state(id: str) -> ResponseReturnValue:
    """How far a computation is, as a part of a page; when it has ended, the page is to be loaded again."""
    unknown = 0 if desk().knows(id) else request.args.get("unbekannt", 0, int) + 1
    progress = (0, 0) if unknown else desk().progress(id)
    ended = progress is None or unknown > _PATIENCE
    answer: Answer[None] = Answer(id, progress=progress or (0, 0))
    text = render_template("parts/answer_state.html", answer=answer, unknown=unknown, back=_page_around())
    return Response(text, headers={"HX-Refresh": "true"} if ended else {})


@blueprint.post("/analyse/antwort/<id>/anhalten")
@needs("account")
def stop(id: str) -> ResponseReturnValue:
    """Stop a computation."""
    desk().stop(id)
    return redirect(_local(request.form.get("zurueck", "")), code=303)


@blueprint.post("/analyse/antwort/<id>/neu")
@needs("account")
def again(id: str) -> ResponseReturnValue:
    """Let a computation that was stopped begin anew."""
    desk().again(id)
    return redirect(_local(request.form.get("zurueck", "")), code=303)


def _page_around() -> str:
    """The address of the page that asks for a part of itself, as htmx tells it."""
    address = urlsplit(request.headers.get("HX-Current-URL", ""))
    return _local(urlunsplit(("", "", address.path, address.query, "")))


def _local(address: str) -> str:
    """An address of these pages; the front page of the analysis for anything else."""
    here = address.startswith("/") and not address.startswith(("//", "/\\"))
    return address if here else url_for("analysis.index")
