"""The style guide is there for developers and switched off elsewhere."""

from starlette.testclient import TestClient

from service.app import create_app
from tests.service.web.conftest import Browser


def test_it_shows_every_part(browser):
    shown = browser("operator").get("/styleguide")
    assert shown.status_code == 200
    assert shown.text.count('class="lamp ') == 7
    assert shown.text.count('class="face ') == 5


def test_it_is_switched_off_unless_it_is_wanted(sqlite_settings, clock):
    quiet = sqlite_settings.model_copy(update={"styleguide": False})
    with TestClient(create_app(quiet, clock=clock)) as client:
        person = Browser(client)
        person.login("operator.lin")
        assert person.get("/styleguide").status_code == 404
