"""Deciding about a proposal: all of it, a part, a question, or nothing."""

from __future__ import annotations

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from registry.access import STAFF_VIEWER
from registry.model import Conflict, Erased, Invalid, Proposal
from registry.services.registering import Sending
from registry.services.reviewing import Decisions, Parts, Rest, part, rebased
from web.registering.direct import label
from web.review.pages import proposal_page
from web.review.room import blueprint
from web.review.telling import telling
from web.rights import needs
from web.site import registry, wrote
from web.texts import gettext as _


@blueprint.post("/zusendungen/<id>")
@needs("staff")
def decide(id: str) -> ResponseReturnValue:
    """Carry a decision out; who was not first sees how it stands now."""
    text = request.form.get("text", "").strip()[:5000]
    try:
        _decide(id, request.form.get("urteil", ""), text)
    except Conflict:
        return proposal_page(id, 409, _("Jemand anderes war schneller, oder es kam eine Antwort. So steht es jetzt."))
    except Invalid as error:
        return proposal_page(id, 422, _told(error, text))
    except Erased:
        return proposal_page(id, 422, _("Das betrifft eine Person, deren Angaben gelöscht wurden. Lehnen Sie es ab."))
    wrote(registry().revision())
    return redirect(url_for("review.one", id=id), code=303)


def _decide(id: str, verdict: str, text: str) -> None:
    version = request.form.get("version", "")
    number = int(version) if version.isascii() and version.isdigit() and len(version) < 9 else -1
    decisions = Decisions(registry())
    proposal, sending = decisions.case(id, number)
    tell = telling(sending, verdict, text)
    match verdict:
        case "accept":
            _accept(decisions, proposal, sending)
        case "part":
            rest: Rest = "keep" if request.form.get("rest") == "keep" else "decline"
            chosen = _parts(proposal, request.form.getlist("nehmen"))
            decisions.accept_part(proposal, sending, chosen, label(), rest=rest, reason=text, tell=tell)
        case "question":
            decisions.send_back(sending, text, tell)
        case "decline":
            decisions.decline(proposal, sending, label(), text, tell)
        case _:
            raise Invalid("nothing was decided", where="urteil", remedy="use one of the buttons")


def _accept(decisions: Decisions, proposal: Proposal, case: Sending) -> None:
    """As it was sent in; where the record has moved on since, as it was brought together with that."""
    tell = telling(case, "accept")
    with registry().reading(STAFF_VIEWER) as record:
        found = rebased(record, proposal.change_set)
    if found.unchanged:
        decisions.accept(proposal, case, label(), tell)
    else:
        parts = part(found, [one.target for one in found.operations])
        decisions.accept_part(proposal, case, parts, label(), tell=tell)


def _parts(proposal: Proposal, chosen: list[str]) -> Parts:
    with registry().reading(STAFF_VIEWER) as record:
        return part(rebased(record, proposal.change_set), chosen)


def _told(error: Invalid, text: str) -> str:
    rules = {one.rule for one in error.problems}
    if "dependency" in rules:
        return _("Davon kann etwas nicht allein übernommen werden: Eine Beziehung braucht ihren Eintrag.")
    if error.where in ("reason", "question") and not text:
        return _("Bitte schreiben Sie dazu einen Satz; die Absenderin oder der Absender liest ihn.")
    if error.where == "question":
        return _("Hier kann niemand gefragt werden: Dieser Vorschlag kam nicht über das Formular.")
    if error.where == "proposal":
        return _("Es ist nichts ausgewählt. Wählen Sie aus, was übernommen wird, oder lehnen Sie ab.")
    return _("Das widerspricht den Regeln des Registers: %(what)s", what=str(error))
