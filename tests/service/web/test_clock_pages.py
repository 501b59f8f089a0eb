"""The pages of the calendar and the policies: seen by three roles, changed by one."""

import re

import pytest

POLICIES = "/admin/policies"
YEAR = "/admin/calendar/2026"


@pytest.mark.parametrize("path", [YEAR, POLICIES])
@pytest.mark.parametrize(
    ("role", "status", "may_change"),
    [
        ("administrator", 200, True),
        ("supervisor", 200, False),
        ("auditor", 200, False),
        ("operator", 403, False),
        ("officer", 403, False),
    ],
)
def test_who_sees_and_who_changes(browser, path, role, status, may_change) -> None:
    answer = browser(role).get(path)
    assert answer.status_code == status
    assert ('method="post" action="/admin' in answer.text) == may_change


def test_the_navigation_leads_to_both(browser) -> None:
    body = browser("auditor").get("/tickets").text
    assert 'href="/admin/calendar"' in body
    assert 'href="/admin/policies"' in body
    gone = browser("auditor").get("/admin/calendar", follow_redirects=False)
    assert gone.headers["location"] == YEAR


def test_a_year_at_a_glance(browser) -> None:
    body = browser("auditor").get(YEAR).text
    assert body.count('<table class="month">') == 12
    assert 'class="day-makeup" title="调休上班">14<span class="mark">班</span>' in body
    assert 'class="day-holiday" title="春节放假">15<span class="mark">休</span>' in body
    assert "2 月 <span" in body
    # February 2026: 20 weekdays less 6 of the holiday (16 to 20 and 23) and two Saturdays made up.
    february = body.split("2 月 <span")[1]
    assert february.startswith(' class="quiet small">16 个工作日')
    assert (
        '2026-02-15（周日）至 2026-02-23（周一）</td><td class="code" data-label="天数">9</td>'
        in body
    )


def test_a_year_that_is_missing_says_so(browser) -> None:
    body = browser("auditor").get("/admin/calendar/2035").text
    assert "2035 年还没有录入" in body


def test_the_test_box_shows_the_arithmetic(browser) -> None:
    query = {"start": "2026-02-13T09:00", "amount": "5", "measure": "working_days", "unit": ""}
    body = browser("supervisor").get(YEAR, params=query).text
    assert "14 日（周六调休上班）、24 日、25 日、26 日；15 至 23 日春节放假不计" in body
    wrong = browser("supervisor").get(YEAR, params=query | {"amount": "many"})
    assert wrong.status_code == 422
    far = browser("supervisor").get(YEAR, params=query | {"start": "2035-01-01T09:00"})
    assert far.status_code == 503
    assert "2035" in far.text
    for start in ("0001-01-01T09:00", "9999-12-31T09:00", "soon"):
        wrong = browser("supervisor").get(YEAR, params=query | {"start": start})
        assert "起算时间不正确" in wrong.text


def test_the_test_box_takes_a_case_and_says_which_version_answers(browser) -> None:
    case = {"start": "2026-02-13T09:00", "step": "handling", "kind": "INQUIRY"}
    body = browser("supervisor").get(YEAR, params=case).text
    assert "按时限政策第 1 版：3 个工作日" in body
    assert "13 日、14 日（周六调休上班）、24 日" in body
    urgent = browser("supervisor").get(YEAR, params=case | {"urgency": "emergency"}).text
    assert "按时限政策第 1 版：30 分钟（自然时间）" in urgent
    supply = browser("supervisor").get(YEAR, params=case | {"category": "070101"}).text
    assert "24 小时（自然时间）" in supply
    wrong = browser("supervisor").get(YEAR, params=case | {"unit": "NOSUCH"})
    assert wrong.status_code == 404


def test_a_day_of_the_year_leads_to_its_form(browser) -> None:
    body = browser("administrator").get(YEAR).text
    assert 'href="/admin/calendar/2026?day=2026-02-16#day"' in body
    picked = browser("administrator").get(YEAR, params={"day": "2026-02-16"}).text
    assert 'name="day" required value="2026-02-16"' in picked
    assert '<option value="true" selected>' in picked
    assert "现在 放假 春节放假" in picked


def test_a_day_is_previewed_then_saved_then_open_tickets_are_recalculated(browser, desk) -> None:
    number = desk.receive()
    desk.dispatch(number)
    admin = browser("administrator")
    day = {"day": "2026-11-13", "is_working": "false", "name": "台风停工"}
    seen = admin.post(f"{YEAR}/day", intent="preview", **day)
    assert seen.status_code == 200
    assert "会有 <b>1</b> 件在办工单" in seen.text
    assert "<li>2026-11-13（周五） 放假 台风停工</li>" in seen.text
    assert "无须重算" in admin.get(YEAR).text
    saved = admin.post(f"{YEAR}/day", follow=True, intent="save", **day)
    assert "已改动 1 天；已给出的时限不变。" in saved.text
    assert "重算这 1 件" in saved.text
    moved = admin.post(f"{YEAR}/recalculate", follow=True)
    assert "已重算 1 件工单的时限。" in moved.text
    trail = admin.get(f"/tickets/{number}").text
    assert "重算时限" in trail
    assert "台风停工" in trail


def test_a_wrong_day_keeps_what_was_typed(browser) -> None:
    admin = browser("administrator")
    refused = admin.post(f"{YEAR}/day", intent="save", day="2026-11-13", is_working="false")
    assert refused.status_code == 422
    assert "缘由" in refused.text
    assert 'name="day" required value="2026-11-13"' in refused.text
    assert admin.post(f"{YEAR}/day", intent="save", day="soon").status_code == 422


def upload(admin, content: bytes, **more: str):
    return admin.client.post(
        f"{YEAR}/import",
        data={"csrf_token": admin.csrf, "intent": "save", "expected": "0"} | more,
        files={"file": ("rili.csv", content, "text/csv")},
        follow_redirects=True,
    )


def test_a_year_goes_out_and_comes_in_as_a_file(browser) -> None:
    admin = browser("administrator")
    told = admin.get(f"{YEAR}/csv")
    assert "attachment" in told.headers["content-disposition"]
    assert "已改动 0 天" in upload(admin, told.content).text
    changed = told.text.replace("2026-11-13,是,,否", "2026-11-13,否,台风停工,否").lstrip("\ufeff")
    assert "会有 <b>0</b> 件" in upload(admin, changed.encode("gb18030"), intent="preview").text
    seen = upload(admin, changed.encode("gb18030"), intent="preview").text
    assert seen.count("<li>2026-") == 1, "one day of the year would differ"
    (kept,) = re.findall(r'name="kept" value="([^"]*)"', seen)
    (edition,) = set(re.findall(r'name="expected" value="(\d+)"', seen))
    sent = {"kept": kept, "expected": edition, "intent": "save"}
    assert "已改动 1 天" in admin.post(f"{YEAR}/import", follow=True, **sent).text
    nothing = admin.post(f"{YEAR}/import", intent="save", expected=edition)
    assert (nothing.status_code, "请选择 CSV 文件" in nothing.text) == (422, True)
    assert upload(admin, told.content).status_code == 412


def test_wrong_rows_of_a_file_are_told_by_their_line(browser) -> None:
    admin = browser("administrator")
    wrong = upload(admin, "日期,上班,说明\n2026-02-30,否,x\n".encode())
    assert wrong.status_code == 422
    assert "第 2 行" in wrong.text
    assert upload(admin, b"\xff\xfe\xff").status_code == 422


def test_the_announced_year_is_loaded(browser) -> None:
    admin = browser("administrator")
    assert "已改动 0 天" in admin.post(f"{YEAR}/announced", follow=True).text
    unknown = admin.post("/admin/calendar/2040/announced")
    assert unknown.status_code == 422
    assert "2040" in unknown.text


def test_a_units_weekend_is_entered(browser) -> None:
    admin = browser("administrator")
    body = admin.post(
        f"{YEAR}/workdays", follow=True, department="CGJ", since="", **{"weekday-5": "1"}
    ).text
    assert "已保存单位的 5+X 上班日" in body
    assert "周六" in body.split("单位 5+X 上班日")[1]


def test_the_page_warns_from_october_while_next_year_is_provisional(browser, clock) -> None:
    assert "2027 年的" in browser("auditor").get(YEAR).text
    clock.at = clock.at.replace(month=9)
    assert "2027 年的" not in browser("auditor").get(YEAR).text


def form_of(body: str) -> dict[str, str]:
    """What the policy's form would send: its inputs and chosen options."""
    form = re.search(
        r'<form method="post" action="/admin/policies" class="section">.*?</form>', body, re.S
    )[0]
    sent = dict(re.findall(r'<input[^>]*name="([^"]+)"[^>]*value="([^"]*)"', form))
    for name, options in re.findall(r'<select name="([^"]+)".*?>(.*?)</select>', form, re.S):
        chosen = re.search(r'value="([^"]*)" selected', options)
        sent[name] = chosen[1] if chosen else ""
    return sent


def test_the_next_version_is_made_from_the_page(browser) -> None:
    admin = browser("administrator")
    sent = form_of(admin.get(POLICIES).text)
    handling = next(
        name.split("-")[1]
        for name, value in sent.items()
        if value == "handling" and sent[f"amount-{name.split('-')[1]}"] == "5"
    )
    sent |= {f"amount-{handling}": "7", "number-yellow_days": "2", "note": "按新规改为七天"}
    made = admin.post(POLICIES, follow=True, **sent)
    assert "第 2 版已生效" in made.text
    assert "办理：5 个工作日 → 7 个工作日" in made.text
    assert "黄灯提前的工作日：1 → 2" in made.text
    old = admin.get(POLICIES, params={"version": "1"}).text
    assert "第 1 版" in old
    assert 'method="post" action="/admin/policies"' not in old


def test_a_policy_that_lacks_a_step_is_refused_and_the_typing_kept(browser) -> None:
    admin = browser("administrator")
    sent = form_of(admin.get(POLICIES).text)
    place = next(name.split("-")[1] for name, value in sent.items() if value == "revisit")
    sent |= {f"amount-{place}": "", "note": "去掉回访"}
    refused = admin.post(POLICIES, **sent)
    assert refused.status_code == 422
    assert "缺少适用于所有工单的时限：回访" in refused.text
    assert "去掉回访" in refused.text
    sent |= {f"amount-{place}": "x"}
    assert admin.post(POLICIES, **sent).status_code == 422
    broken = admin.post(POLICIES, **(sent | {"amount-0": "1", "step-0": "nothing"}))
    assert "第 1 行不完整" in broken.text


def test_a_version_is_previewed_on_tickets_and_begins_on_its_day(browser, desk, clock) -> None:
    desk.receive(kind="INQUIRY", category="010201")
    admin = browser("administrator")
    sent = form_of(admin.get(POLICIES).text)
    empty = next(name.split("-")[1] for name, value in sent.items()
                 if name.startswith("step-") and not value)  # fmt: skip
    rule = {"step": "handling", "prefix": "城市管理›市容环境", "amount": "2",
            "measure": "working_days"}  # fmt: skip
    path = re.search(r'<option value="([^"›]+›[^"›]+)">', admin.get(POLICIES).text)[1]
    rule["prefix"] = path
    sent |= {f"{name}-{empty}": value for name, value in rule.items()}
    seen = admin.post(POLICIES, intent="preview", **sent)
    assert seen.status_code == 200
    assert "只是预览" in seen.text
    assert f"新增：办理（{path}） 2 个工作日" in seen.text
    assert f'value="{path}"' in seen.text
    sent |= {"note": "试行", "valid_from": "2026-12-01"}
    made = admin.post(POLICIES, follow=True, **sent)
    assert "第 2 版已保存，自 2026-12-01 起" in made.text
    case = {"step": "handling"}
    assert "政策第 1 版" in admin.get(YEAR, params=case).text
    # What begins on a later day is counted as it will be then.
    assert "政策第 2 版" in admin.get(YEAR, params=case | {"start": "2026-12-01T09:00"}).text
    clock.at = clock.at.replace(month=12, day=1)
    admin = browser("administrator")  # the session of November has ended
    assert "政策第 2 版" in admin.get(YEAR, params=case).text
    draft = form_of(admin.get(POLICIES, params={"version": "1", "copy": "1"}).text)
    assert draft["base"] == "2"
    back = admin.post(POLICIES, follow=True, **(draft | {"note": "撤回试行"})).text
    assert f"撤销：办理（{path}） 2 个工作日" in back or "第 3 版已生效" in back
    assert "第 3 版" in back
    late = {"base": "3", "valid_from": "2026-11-01", "csrf_token": admin.csrf}
    early = admin.post(POLICIES, **(sent | late))
    assert early.status_code == 422
    assert "不能早于今天" in early.text


def test_a_category_nobody_knows_is_named_and_the_typing_kept(browser) -> None:
    admin = browser("administrator")
    sent = form_of(admin.get(POLICIES).text) | {"prefix-0": "火星事务", "note": "试"}
    refused = admin.post(POLICIES, **sent)
    assert refused.status_code == 422
    assert "没有叫“火星事务”的分类" in refused.text
    assert 'value="火星事务"' in refused.text
