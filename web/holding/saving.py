"""Pictures as files: the same SVG as on the page, with links that work from anywhere."""

from __future__ import annotations

from flask import Response, make_response, request

from web.site import here


def svg_file(name: str, svg: str) -> Response:
    """A picture to be saved. `name` is without its ending; the Stand is added."""
    # On its own the file has no page to take the face and the addresses from.
    alone = svg.replace('font-family="inherit"', 'font-family="Fira Sans, Arial, sans-serif"', 1)
    alone = alone.replace(' href="/', f' href="{request.host_url}')
    response = make_response(alone)
    response.mimetype = "image/svg+xml"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}-{here().stand.isoformat()}.svg"'
    return response
