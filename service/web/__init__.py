"""The pages: thin edges that parse, call one verb of the operations, and render."""

from fastapi import APIRouter

router = APIRouter(include_in_schema=False)
