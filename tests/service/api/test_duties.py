"""The duty list over HTTP: files in and out, editions, and what a change touches."""

from models.enums import Role
from service.operations.duty_files import HEADER
from tests.callers import People
from tests.conftest import START

TODAY = START.date().isoformat()


def file_of(*rows: dict[str, str]) -> str:
    lines = [",".join(row.get(name, "") for name in HEADER) for row in rows]
    return "\n".join([",".join(HEADER), *lines]) + "\n"


def duty_of(people: People, category: str) -> dict[str, object]:
    """Return the first duty of a category."""
    return people[Role.OFFICER].get(f"/duties?category={category}").json()["duties"][0]


def as_row(duty: dict[str, object], **changed: str) -> dict[str, str]:
    return {
        "代码": str(duty["code"]),
        "事项": str(duty["name"]),
        "分类": str(duty["category"]),
        "主办": str(duty["lead"]),
        "协办": ";".join(duty["assisting"]),
        "依据": str(duty["basis"]),
        "区域": str(duty["area"] or ""),
    } | changed


def single(people: People) -> dict[str, object]:
    """Return a duty that alone, city-wide, owns its category, led by a bureau."""
    rows = people[Role.OFFICER].get("/duties").json()["duties"]
    counts: dict[str, int] = {}
    for row in rows:
        counts[row["category"]] = counts.get(row["category"], 0) + 1
    return next(
        row
        for row in rows
        if counts[row["category"]] == 1
        and row["area"] is None
        and row["lead"] not in ("DISTRICT", "STREET", "CGJ")
    )


def test_an_exported_file_is_imported_again_without_a_change(people: People) -> None:
    admin = people[Role.ADMINISTRATOR]
    text = admin.get("/duties/csv").text
    seen = admin.post("/duties/preview", {"csv": text, "complete": True}).json()
    assert (seen["added"], seen["changed"], seen["ended"], seen["faults"]) == (0, 0, 0, [])
    refused = admin.post("/duties/import", {"csv": text})
    assert (refused.status_code, refused.json()["code"]) == (422, "nothing_changed")


def test_a_preview_counts_the_open_tickets_and_tries_the_past_ones(people: People) -> None:
    duty = single(people)
    dispatch = {"unit": duty["lead"], "category": duty["category"]}
    number = people.ticket(dispatch=dispatch)["number"]
    text = file_of(as_row(duty, 主办="CGJ", 协办=""))
    seen = people[Role.ADMINISTRATOR].post("/duties/preview", {"csv": text}).json()
    assert (seen["changed"], seen["open_tickets"], seen["labels"]) == (1, 1, 0)
    assert seen["touched"] == [{"number": number, "lead": duty["lead"], "owners": ["CGJ"]}]
    assert (seen["tried"], seen["moved"], seen["judged"]) == (1, 1, 0)
    assert seen["rerouted"] == [
        {"number": number, "before": duty["lead"], "after": "CGJ", "finished": None}
    ]


def test_a_finished_ticket_counts_as_a_label_and_judges_the_trial(people: People) -> None:
    duty = single(people)
    dispatch = {"unit": "CGJ", "category": duty["category"]}
    now = people[Role.OFFICER].move(people.ticket(dispatch=dispatch), "acknowledge")
    now = people[Role.OFFICER].move(now, "reply", {"public_text": "已到现场处理完毕。"})
    now = people[Role.DISPATCHER].move(now, "accept-reply")
    body = {"was_contacted": True, "is_solved": True, "satisfaction": "satisfied"}
    people[Role.REVISIT_CLERK].move(now, "revisit", body)
    text = file_of(as_row(duty, 主办="CGJ", 协办=""))
    seen = people[Role.ADMINISTRATOR].post("/duties/preview", {"csv": text}).json()
    assert (seen["open_tickets"], seen["labels"]) == (0, 0)
    assert (seen["judged"], seen["right_before"], seen["right_after"]) == (1, 0, 1)
    other = file_of(as_row(duty, 主办="GAJ", 协办=""))
    seen = people[Role.ADMINISTRATOR].post("/duties/preview", {"csv": other}).json()
    assert (seen["open_tickets"], seen["labels"]) == (0, 1)


def test_an_import_never_moves_a_ticket(people: People) -> None:
    duty = single(people)
    dispatch = {"unit": duty["lead"], "category": duty["category"]}
    before = people.ticket(dispatch=dispatch)
    text = file_of(as_row(duty, 主办="CGJ", 协办=""))
    assert people[Role.ADMINISTRATOR].post("/duties/import", {"csv": text}).status_code == 201
    after = people[Role.DISPATCHER].get(f"/tickets/{before['number']}").json()
    assert (after["version"], after["lead"]) == (before["version"], before["lead"])


def test_an_import_is_an_edition_made_once(people: People) -> None:
    duty, admin = single(people), people[Role.ADMINISTRATOR]
    body = {"csv": file_of(as_row(duty, 依据="《新条例》")), "note": "〔2026〕9号", "expected": 0}
    first = admin.post("/duties/import", body, key="once")
    again = admin.post("/duties/import", body, key="once")
    assert (first.status_code, first.json()) == (201, again.json())
    late = admin.post("/duties/import", body)
    assert (late.status_code, late.json()["code"]) == (409, "stale_list")
    (edition,) = admin.get("/duties/editions").json()["editions"]
    assert (edition["number"], edition["note"]) == (1, "〔2026〕9号")
    (one,) = admin.get("/duties/differences?before=0").json()["differences"]
    assert (one["code"], one["changed"]) == (duty["code"], ["basis", "level"])
    assert admin.get("/duties/differences?before=7").status_code == 404
    versions = admin.get(f"/duties/{duty['code']}/versions").json()["versions"]
    assert [row["code"] for row in versions] == [f"{duty['code']}.2", duty["code"]]


def test_the_next_dispatch_quotes_the_new_version(people: People) -> None:
    duty = single(people)
    text = file_of(as_row(duty, 依据="《新条例》第三条"))
    people[Role.ADMINISTRATOR].post("/duties/import", {"csv": text})
    ticket = people.ticket(dispatch={"unit": duty["lead"], "category": duty["category"]})
    events = people[Role.DISPATCHER].get(f"/tickets/{ticket['number']}/events").json()["events"]
    assert events[-1]["facts"]["duty"] == f"{duty['code']}.2"
    assert events[-1]["facts"]["basis"] == "《新条例》第三条"


def test_an_arbitration_is_an_edition_of_the_list(people: People) -> None:
    officer, dispatcher = people[Role.OFFICER], people[Role.DISPATCHER]
    objection = {"reason_code": "not_duty", "basis": "不在本单位权责清单之内"}
    now = people.ticket(category="010201", dispatch={"unit": "CGJ"})
    now = officer.move(now, "request-return", objection)
    now = dispatcher.move(now, "grant-return")
    now = dispatcher.move(now, "dispatch", {"unit": "CGJ"})
    now = officer.move(now, "request-return", objection)
    people[Role.SUPERVISOR].move(now, "arbitrate", {"unit": "HBJ", "reason": "归生态环境"})
    (edition,) = officer.get("/duties/editions").json()["editions"]
    assert now["number"] in edition["note"]
    (one,) = officer.get("/duties/differences").json()["differences"]
    assert (one["before"], one["after"]["lead"]) == (None, "HBJ")


def test_a_wrong_file_is_refused_by_line(people: People) -> None:
    duty, admin = single(people), people[Role.ADMINISTRATOR]
    body = {"csv": file_of(as_row(duty, 主办="火星局"), as_row(duty, 代码="N1"))}
    refused = admin.post("/duties/import", body)
    assert (refused.status_code, refused.json()["code"]) == (422, "bad_rows")
    assert list(refused.json()["fields"]) == ["第 2 行"]
    assert admin.post("/duties/import", body | {"skip_bad": True}).status_code == 201
    assert people[Role.DISPATCHER].post("/duties/import", body).status_code == 403
    assert admin.post("/duties/preview", {"csv": "a,b\n1,2\n"}).json()["code"] == "bad_header"
