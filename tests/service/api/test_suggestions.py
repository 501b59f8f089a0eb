"""Suggestions over the API: everything the classifier knows, stored and read again as shown."""

from datetime import timedelta
from pathlib import Path

import pytest

from models.enums import Role
from models.settings import Settings
from models.suggestion import Suggestion
from service.app import create_app
from tests.callers import API, SMOKE, People
from tests.conftest import StandingClock

TWO = (
    "你好，我住在东湖区解放路街道锦绣家园，昨晚十一点多楼下烧烤摊占道经营油烟呛人，联系电话13812340000。"
    "另外，小区自来水停水两天了，供水公司也没有通知，请问什么时候恢复供水。"
)


@pytest.fixture
def routed(sqlite_settings: Settings, artifact: Path, clock: StandingClock) -> People:
    return People(create_app(sqlite_settings, clock=clock))


def _ask(people: People, text: str, **more):
    answer = people[Role.OPERATOR].post("/suggestions", {"text": text} | more)
    assert answer.status_code == 201, answer.text
    return answer.json()


def test_it_says_what_it_rests_on_and_who_may_be_right(routed: People) -> None:
    shown = _ask(routed, SMOKE)
    assert (shown["origin"], shown["origin_label"]) == ("HISTORY", "依据历史工单")
    assert shown["plausible"]
    assert all(one["name"] != one["unit"] for one in shown["plausible"])
    assert all(one["name"] and one["name"] != one["code"] for one in shown["kinds"])
    assert shown["matters"] == []


def test_facts_have_places_and_private_numbers_are_masked(routed: People) -> None:
    shown = _ask(routed, TWO)
    facts = {one["kind"]: one for one in shown["facts"]}
    assert facts["PHONE"]["value"] == facts["PHONE"]["span"]["text"] == "138****0000"
    assert facts["PHONE"]["kind_label"] == "电话"
    place = facts["PLACE"]
    assert TWO[place["span"]["start"] : place["span"]["end"]] == place["span"]["text"]
    assert "13812340000" not in str(shown["facts"])
    with routed.parts.database.read() as session:
        row = session.get(Suggestion, shown["id"])
        assert row is not None
        assert "13812340000" not in str([row.prediction["facts"], row.prediction["matters"]])


def test_several_matters_have_a_suggestion_each(routed: People) -> None:
    shown = _ask(routed, TWO)
    smoke, water = shown["matters"]
    assert smoke["span"]["end"] == water["span"]["start"]
    assert water["candidates"][0]["unit"] == "GSJT"
    assert {"origin_label", "plausible", "abstained", "area_name", "flags"} <= set(smoke)
    piece = TWO[water["span"]["start"] : water["span"]["end"]]
    for word in water["candidates"][0]["evidence"]:
        span = word["span"]
        assert piece[span["start"] : span["end"]] == span["text"]


@pytest.mark.parametrize("text", [SMOKE, TWO, "", "断"])
def test_what_was_shown_is_read_again(routed: People, text: str) -> None:
    shown = _ask(routed, text)
    assert routed[Role.AUDITOR].get(f"/suggestions/{shown['id']}").json() == shown


def test_what_is_missing_is_asked_for_at_once(routed: People) -> None:
    bare = _ask(routed, "投诉楼下烧烤摊占道经营，油烟扰民，要求查处")
    assert [one["code"] for one in bare["missing"]] == ["PLACE", "TIME"]
    assert bare["missing"][0]["label"] == "具体地点"
    assert _ask(routed, "投诉锦绣家园南门烧烤摊昨晚占道经营，油烟扰民")["missing"] == []


def test_an_open_ticket_nearby_is_a_likely_repeat(
    settings: Settings, artifact: Path, clock: StandingClock
) -> None:
    routed = People(create_app(settings, clock=clock))
    ticket = routed.ticket(area="P0001", category="010101")
    shown = _ask(routed, f"我又来反映：{SMOKE}", address="锦绣家园3栋")
    (found,) = shown["duplicates"]
    assert (found["ticket"], found["can_merge"]) == (ticket["number"], True)
    assert found["status_label"] == "待派单"
    assert found["similarity"] > 0.5
    elsewhere = _ask(routed, f"我又来反映：{SMOKE}", address="高新区科创街道")
    assert elsewhere["duplicates"] == []
    clock.forward(days=31)
    assert _ask(routed, f"我又来反映：{SMOKE}", address="锦绣家园3栋")["duplicates"] == []


def test_a_closed_ticket_is_no_repeat_to_merge_into(routed: People) -> None:
    ticket = routed.ticket(area="P0001")
    routed[Role.OPERATOR].move(ticket, "answer", {"public_text": "请联系物业。"})
    assert _ask(routed, SMOKE, address="锦绣家园3栋")["duplicates"] == []


def test_rows_of_an_earlier_version_are_still_read(routed: People, clock: StandingClock) -> None:
    shown = _ask(routed, SMOKE)
    with routed.parts.database.write() as session:
        row = session.get(Suggestion, shown["id"])
        assert row is not None
        old = ("candidates", "categories", "kinds", "area", "flags", "similar", "abstained")
        row.prediction = {name: row.prediction[name] for name in old}
        row.created_at = clock() - timedelta(days=90)
        session.add(row)
    again = routed[Role.AUDITOR].get(f"/suggestions/{shown['id']}").json()
    assert again["candidates"] == shown["candidates"]
    assert (again["facts"], again["matters"], again["plausible"]) == ([], [], [])


def test_the_schema_tells_of_every_part(routed: People) -> None:
    schemas = routed.client.get(f"{API}/openapi.json").json()["components"]["schemas"]
    parts = schemas["SuggestionOut"]["properties"]
    told = {"origin", "plausible", "facts", "duplicates", "missing", "matters", "flags"}
    assert told <= set(parts)
    assert "可能单位" in parts["plausible"]["description"]
