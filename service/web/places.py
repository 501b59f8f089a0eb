"""Addresses of our own pages: where a person goes after a form was taken."""

from urllib.parse import parse_qsl, urlencode, urlsplit

from fastapi.responses import RedirectResponse


def seen_other(path: str, **query: str) -> RedirectResponse:
    """Send a browser to a page of ours after a POST, so that reloading repeats nothing."""
    return RedirectResponse(with_query(path, **query), status_code=303)


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
