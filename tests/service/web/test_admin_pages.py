"""Tokens are shown once; registers are shown whole."""

import re

from sqlmodel import select

from models.ids import digest
from models.token import ApiToken


def test_a_tokens_secret_is_shown_once(browser, store):
    admin = browser("administrator")
    answer = admin.post("/admin/tokens", name="城管局<系统>", department="CGJ", days="30")
    assert answer.status_code == 200
    secret = re.search(r"htk_[\w-]+", re.search(r'class="secret">([^<]+)', answer.text)[1])[0]
    assert "城管局&lt;系统&gt;" in answer.text
    with store.read() as session:
        token = session.exec(select(ApiToken)).one()
    assert token.digest == digest(secret)
    later = admin.get("/admin/tokens").text
    assert secret not in later
    assert "有效" in later
    admin.post(f"/admin/tokens/{token.id}/revoke")
    assert "已吊销" in admin.get("/admin/tokens").text


def test_without_a_number_of_days_the_installations_own_holds(browser, store, clock):
    answer = browser("administrator").post(
        "/admin/tokens", name="业务系统", department="CGJ", days=""
    )
    assert answer.status_code == 200
    with store.read() as session:
        token = session.exec(select(ApiToken)).one()
    assert (token.expires_at - clock()).days == 180


def test_a_refused_token_keeps_what_was_typed(browser):
    answer = browser("administrator").post(
        "/admin/tokens", name="城管局系统", department="CGJ", days="many"
    )
    assert answer.status_code == 422
    assert 'value="城管局系统"' in answer.text
    assert 'value="many"' in answer.text


def test_the_registers_are_read_only_lists(browser):
    admin = browser("administrator")
    units = admin.get("/admin/departments").text
    assert "临澄市城市管理局" in units
    duties = admin.get("/admin/duties").text
    assert "D01020101" in duties
    assert "DISTRICT" not in duties
    assert "属地区县" in duties


def test_what_cannot_be_promoted_is_said(browser):
    admin = browser("administrator")
    answer = admin.post("/admin/artifacts/promote", artifact="nothing", expected="")
    assert answer.status_code == 404
    assert "没有切换" in answer.text
    assert admin.post("/admin/artifacts/rollback").status_code == 409


def test_a_units_automatic_routes_are_listed_and_its_terms_fill_the_form(browser):
    admin = browser("administrator")
    assert admin.get("/admin/automatic/CGJ").status_code == 404
    terms = {"unit": "CGJ", "is_on": "true", "target_precision": "98.5", "sample_share": "10",
             "minimum_checks": "30"}  # fmt: skip
    saved = admin.post("/admin/automatic", follow=True, **terms).text
    assert "还没有结论" in saved
    assert 'href="/admin/automatic/CGJ">0</a>' in saved
    assert "还没有自动派出的工单" in browser("auditor").get("/admin/automatic/CGJ").text
    again = admin.get("/admin/automatic?unit=CGJ").text
    assert 'value="98.5"' in again
    assert 'value="30"' in again
    refused = admin.post("/admin/automatic", **(terms | {"target_precision": "12"}))
    assert refused.status_code == 422
    assert 'value="12"' in refused.text
