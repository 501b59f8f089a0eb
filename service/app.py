"""`create_app(settings)`: the parts put together, the routes hung up."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles
from sqlalchemy.exc import SQLAlchemyError

from models.clock import Clock, system_clock, to_city
from models.errors import HotlineError
from models.settings import Settings
from service import errors
from service.api import router as api
from service.api.document import Documented
from service.body_limit import BodyLimit
from service.envelope import Envelope
from service.installation import Services, create_services
from service.queries import runs
from service.web import router as web
from service.web.language import Speaking
from triage.suggester import Query

STATIC = Path(__file__).parent / "web" / "static"
_ANY = Query(text="小区门口的路灯杆漏电，有人被电倒了")


def create_app(settings: Settings, *, clock: Clock = system_clock) -> FastAPI:
    """Make the application; tests hand in a clock that stands still."""
    parts = create_services(settings, clock=clock)

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        _warm(parts)
        _take_up(parts)
        yield
        parts.database.dispose()

    largest = settings.upload_megabytes * 1024 * 1024
    # The documentation page of the framework loads scripts from elsewhere; ours must not.
    app = Documented(
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/v1/openapi.json",
    )
    app.state.services = parts
    errors.install(app)
    app.include_router(api)
    app.include_router(web)
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    app.add_middleware(BodyLimit, largest=largest)
    app.add_middleware(Envelope)
    app.add_middleware(Speaking)
    return app


def _warm(parts: Services) -> None:
    """Load the classifier, or begin to make one of rules, before the first request asks for it.

    It is asked once: the danger words and the places are indexed with the first text.
    """
    # A database that is away now may be back by then: the server starts without it.
    with suppress(HotlineError, SQLAlchemyError), parts.database.read() as session:
        suggester = parts.engine.suggester(session)
        if suggester is not None:
            suggester.suggest_matters(_ANY, on=to_city(parts.clock()).date())
            suggester.facts(_ANY.text)


def _take_up(parts: Services) -> None:
    """Go on with what was being done when the machine stopped; whose worker lives is left alone."""
    with suppress(HotlineError, SQLAlchemyError), parts.database.read() as session:
        for run_id in runs.unfinished(session):
            parts.launch(run_id)


def from_environment() -> FastAPI:
    """Make the application from the environment; each worker process of the server calls it."""
    return create_app(Settings())
