"""De-identified samples (去标识样本): enough to judge by, nothing that leads to a person."""

import csv
import io

import pytest

from models.enums import Role
from service.operations.sampling import HEADER, without_persons
from tests.callers import People

SAID = "我叫王小明，住在锦绣花园3栋2单元501室，电话13812345678，楼下烧烤摊占道，请打12345回复我"
ANSWER = {"public_text": "王先生您好，已到锦绣花园3栋现场劝离摊贩并清理油污。"}


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ("我叫王小明，电话13812345678", "我叫〔姓名〕，电话〔电话〕"),
        ("住在锦绣花园3栋2单元501室", "住在锦绣花园〔门牌〕〔门牌〕〔门牌〕"),
        ("解放路128号门口", "解放路〔门牌〕门口"),
        ("地铁2号线口", "地铁2号线口"),
        ("本人要求退款", "本人要求退款"),
    ],
)
def test_nothing_that_leads_to_a_person_is_left(said: str, left: str) -> None:
    assert without_persons(said) == left


def test_an_evaluator_reads_samples_and_no_ticket(people: People) -> None:
    ticket = people.ticket(text=SAID, phone="13812345678", name="王小明", address="锦绣花园3栋")
    evaluator = people[Role.EVALUATOR]
    (one,) = evaluator.get("/samples").json()["samples"]
    assert one["text"] == without_persons(SAID)
    told = str(one)
    for secret in ("王小明", "13812345678", "501", ticket["number"]):
        assert secret not in told
    assert evaluator.get("/tickets").json()["tickets"] == []
    assert evaluator.get(ticket["href"]).status_code == 404
    assert evaluator.get("/figures").status_code == 403


def test_reports_and_confidential_tickets_are_never_drawn(people: People) -> None:
    people.ticket(kind="REPORT")
    people.ticket(is_confidential=True)
    drawn = people.ticket(text="路灯不亮，请修理")
    (one,) = people[Role.EVALUATOR].get("/samples").json()["samples"]
    assert (one["name"], one["text"]) == ("S001", "路灯不亮，请修理")
    assert drawn["number"] not in str(one)


def test_the_same_word_draws_the_same_sample(sqlite_people: People) -> None:
    for number in range(12):
        sqlite_people.ticket(text=f"路口第{number}个信号灯坏了，请尽快修理")
    draws = {
        seed: sqlite_people[Role.AUDITOR].get(f"/samples?size=4&seed={seed}").json()
        for seed in ("甲", "乙", "丙", "丁")
    }
    assert sqlite_people[Role.EVALUATOR].get("/samples?size=4&seed=甲").json() == draws["甲"]
    assert len({str(drawn) for drawn in draws.values()}) > 1
    assert {len(drawn["samples"]) for drawn in draws.values()} == {4}


def test_a_sample_is_taken_away_as_a_table(sqlite_people: People) -> None:
    sqlite_people[Role.OPERATOR].move(sqlite_people.ticket(text="=1+1 " + SAID), "answer", ANSWER)
    answer = sqlite_people[Role.EVALUATOR].get("/samples.csv")
    header, row = csv.reader(io.StringIO(answer.text.removeprefix("\ufeff")))
    assert tuple(header) == HEADER
    assert row[HEADER.index("诉求内容")].startswith("'=1+1 ")
    assert "3栋" not in answer.text


def test_who_does_not_evaluate_draws_nothing(sqlite_people: People) -> None:
    for role in (Role.OPERATOR, Role.OFFICER, Role.ADMINISTRATOR, Role.DISPATCHER):
        assert sqlite_people[role].get("/samples").status_code == 403


def test_bad_days_are_said_so(sqlite_people: People) -> None:
    answer = sqlite_people[Role.EVALUATOR].get("/samples?since=2026-11-02&until=2026-11-01")
    assert (answer.status_code, answer.json()["code"]) == (422, "bad_period")
    for path in ("/samples", "/samples.csv"):
        far = sqlite_people[Role.EVALUATOR].get(f"{path}?until=0001-01-01")
        assert far.status_code == 422
        assert far.json()["fields"] == {"until": "年份超出范围。"}
