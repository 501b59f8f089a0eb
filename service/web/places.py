"""Addresses of our own pages: where a person goes after a form was taken."""

from urllib.parse import parse_qsl, urlencode, urlsplit

from fastapi import Request, Response
from fastapi.responses import RedirectResponse


def seen_other(path: str, **query: str) -> RedirectResponse:
    """Send a browser to a page of ours after a POST, so that reloading repeats nothing."""
    return RedirectResponse(with_query(path, **query), status_code=303)


def is_part(request: Request) -> bool:
    """Tell whether a script asked, for a part of a page instead of a whole one."""
    return "hx-request" in request.headers


def gone_on(request: Request, path: str, **query: str) -> Response:
    """Go on after a form was taken: a browser follows, a script that asked goes by itself.

    A script must not get the next page as its answer, or it would put it where the form is.
    """
    way = seen_other(path, **query)
    if not is_part(request):
        return way
    return Response(status_code=204, headers={"HX-Redirect": way.headers["location"]})


def with_query(path: str, **query: str) -> str:
    """Return a path with these fields set in its query; an empty value takes the field out."""
    parts = urlsplit(path)
    fields = dict(parse_qsl(parts.query)) | query
    kept = {name: value for name, value in fields.items() if value}
    return f"{parts.path}?{urlencode(kept)}" if kept else parts.path


def own_path(given: str, *, default: str) -> str:
    """Return a path a form named as the place to go back to, if it is one of ours."""
    parts = urlsplit(given)
    is_own = not parts.scheme and not parts.netloc and given.startswith("/")
    return given if is_own and not given.startswith(("//", "/\\")) else default
