"""The queue, and one proposal."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from flask import make_response, render_template, request
from flask.typing import ResponseReturnValue

from registry.model import Conflict, NotFound, Proposal
from registry.services.judgements import Judgements
from registry.services.registering import Sending
from registry.services.reviewing import Decisions, case_of, diff, queue
from web.review.picturing import before_and_after
from web.review.presenting import review_view
from web.review.room import blueprint
from web.review.telling import telling
from web.rights import needs
from web.site import reading, registry
from web.texts import gettext as _


@blueprint.get("/zusendungen")
@needs("staff")
def index() -> ResponseReturnValue:
    """What waits for a decision."""
    return render_template("review/index.html", waiting=queue(registry()))


@blueprint.get("/zusendungen/<id>")
@needs("staff")
def one(id: str) -> ResponseReturnValue:
    """One proposal as a diff on the network; a decided one says what became of it."""
    return proposal_page(id)


def proposal_page(id: str, status: int = 200, error: str = "") -> ResponseReturnValue:
    """The page of a proposal. What was typed in the present request stays in it. Raises NotFound."""
    proposal = registry().proposal(id)
    if proposal is None:
        raise NotFound(_("Diese Zusendung gibt es nicht."), where=id)
    case = case_of(registry(), proposal.change_set)
    if case.state == "deciding" or proposal.state != "open":
        proposal, case = _resumed(proposal, case)
    view, pictures = None, None
    if proposal.state == "open":
        with reading() as record:
            found = diff(registry(), record, proposal.change_set, Judgements(registry().workspace).pairs())
            view = review_view(record, found)
            pictures = before_and_after(record, found, case.about)
    return make_response(_rendered(proposal, case, (view, pictures), error), status)


def _rendered(proposal: Proposal, case: Sending, shown: tuple[Any, Any], error: str) -> str:
    chosen = request.form.getlist("nehmen") if request.method == "POST" else None
    return render_template(
        "review/one.html",
        proposal=proposal,
        case=case,
        view=shown[0],
        pictures=shown[1],
        error=error,
        chosen=chosen,
        typed=request.form.get("text", ""),
        rest=request.form.get("rest", "decline"),
    )


def _resumed(proposal: Proposal, case: Sending) -> tuple[Proposal, Sending]:
    """Whoever looks brings a decision to its end whose process was lost."""
    verdict = str(case.deciding.get("verdict", "")) or {"accepted": "accept"}.get(proposal.state, "")
    with suppress(Conflict):  # it has come on by itself
        Decisions(registry()).resume(case, telling(case, verdict))
    found = registry().proposal(proposal.change_set.id) or proposal
    return found, case_of(registry(), found.change_set)
