"""Files sent to be saved."""

from urllib.parse import quote

from fastapi import Response

from models.document import Document


def file_response(file: Document) -> Response:
    """Return a file to be saved, never to be shown by the browser as a page."""
    return Response(
        file.content,
        media_type=file.media_type,
        headers={
            "Content-Disposition": f"attachment; filename*=UTF-8''{quote(file.name, safe='')}",
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "private, no-store",
            "Content-Security-Policy": "default-src 'none'; sandbox",
        },
    )
