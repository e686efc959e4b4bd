"""What is kept about an entry or an account, to read and to take along."""

from __future__ import annotations

import json

from flask import Response, g, render_template
from flask.typing import ResponseReturnValue

from registry.services.accounts.audit import Audit
from registry.services.privacy.report import report
from web.privacy.room import blueprint, own_account
from web.rights import needs
from web.site import registry


@blueprint.get("/auskunft/<id>")
@needs("staff")
def told(id: str) -> ResponseReturnValue:
    """Everything that is kept, to read and print."""
    found = report(registry(), id)
    _noted(id)
    return render_template("privacy/report.html", found=found, id=id)


@blueprint.get("/auskunft/<id>.json")
@needs("staff")
def taken(id: str) -> ResponseReturnValue:
    """The same as a file for other programs."""
    found = report(registry(), id)
    _noted(id)
    text = json.dumps(found, ensure_ascii=False, indent=2)
    headers = {"Content-Disposition": f'attachment; filename="auskunft-{id}.json"'}
    return Response(text, mimetype="application/json", headers=headers)


def _noted(id: str) -> None:
    """Who looked at everything about somebody is kept, too."""
    Audit(registry().workspace).note("exported", own_account(), detail=f"auskunft {id}")
    g.audited = True
