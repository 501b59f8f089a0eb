"""Files that a browser sends and is sent."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request
from starlette.datastructures import UploadFile

from service.operations.documents import LARGEST


@dataclass(frozen=True, kw_only=True)
class SentFile:
    """A file of a form; without a name where none was chosen."""

    name: str
    content: bytes


async def file_of(request: Request) -> SentFile:
    """Read the form's file, one byte more than is allowed at most."""
    sent = (await request.form()).get("file")
    if not isinstance(sent, UploadFile):
        return SentFile(name="", content=b"")
    return SentFile(name=sent.filename or "", content=await sent.read(LARGEST + 1))


FileDep = Annotated[SentFile, Depends(file_of)]
