"""Codes with their Chinese labels beside them, times in the city's zone."""

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, PlainSerializer, WithJsonSchema

from models.clock import to_city

#: An instant, shown as ISO 8601 in the city's zone (+08:00).
Moment = Annotated[
    datetime,
    PlainSerializer(lambda at: to_city(at).isoformat(), return_type=str),
    WithJsonSchema({"type": "string", "format": "date-time"}, mode="serialization"),
]


class Shown(BaseModel):
    """A representation; built from keywords, never changed."""

    model_config = ConfigDict(frozen=True)
