"""Log-ins, tokens, artefacts and the state of the service."""

from models.token import TokenScope
from service.api.representations.base import Moment, Shown


class SessionOut(Shown):
    """A session; the secret is used as bearer token."""

    token: str
    expires_at: Moment


class MeOut(Shown):
    """Who is asking."""

    name: str
    role: str
    role_label: str
    department: str | None


class TokenOut(Shown):
    """A department's token; `secret` is there once, when it has just been made."""

    id: int
    name: str
    hint: str
    department: str
    created_by: str
    created_at: Moment
    expires_at: Moment
    revoked_at: Moment | None
    scope: TokenScope
    last_used_at: Moment | None
    secret: str | None = None


class TokenList(Shown):
    """Every token."""

    tokens: tuple[TokenOut, ...]


class EvaluationOut(Shown):
    """How an artefact did on rows it had not seen; shares from 0 to 1."""

    rows: int
    accuracy: float
    macro_f1: float
    top_3: float
    ece: float
    coverage_97: float
    coverage_99: float


class ArtifactOut(Shown):
    """An artefact (模型制品); `trouble` says why it cannot be used."""

    version: str
    live: bool
    trouble: str
    created_at: Moment | None
    rows: int | None
    labels: int | None
    trained_on: str | None
    parent: str | None
    evaluation: EvaluationOut | None


class ArtifactList(Shown):
    """Every artefact, and which is live."""

    live: str | None
    artifacts: tuple[ArtifactOut, ...]


class LiveOut(Shown):
    """The version that is live now."""

    live: str


class HealthOut(Shown):
    """Whether the service can work; `degraded` means without suggestions.

    `origin` tells whether they rest on history or, on the first day, on the city's rules alone.
    """

    status: str
    database: str
    artifact: str | None
    origin: str | None
    origin_label: str | None
    trouble: str
