"""An administrator's day, second part: a colleague, a merger, a holiday, a policy."""

import re

from tests.service.web.axe import serious

CHOSEN = "river-stone-42"


def enter(page, address: str, username: str, password: str) -> None:
    page.goto(f"{address}/login")
    page.fill("[name=username]", username)
    page.fill("[name=password]", password)
    page.click("main button.primary")
    page.wait_for_url(re.compile(r"/(?!login)[^?]*$"))


def pick(page, label: str, typed: str) -> None:
    """Choose in a search box by what is typed, with keys alone."""
    box = page.get_by_role("combobox", name=label).first
    box.fill(typed)
    page.wait_for_selector(".combo-list:not([hidden]) li[role=option]")
    box.press("Enter")


def looks_right(page) -> None:
    assert serious(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def make_a_colleague(page, address) -> str:
    """A new colleague gets a password for one use."""
    page.goto(f"{address}/admin/users/new")
    page.fill("[name=username]", "officer.two")
    page.fill("[name=name]", "李四")
    page.select_option("[name=role]", "officer")
    pick(page, "单位（只有承办人员填写）", "csgl")
    looks_right(page)
    page.click("main form button.primary")
    password = page.inner_text(".secret")
    looks_right(page)
    return password


def merge_two_units(page, address, number) -> None:
    """Two units become one: found by their initials, previewed, then carried out."""
    page.goto(f"{address}/admin/reorganising?kind=merge&unit=CGJ")
    boxes = page.get_by_role("combobox", name="被调整的单位")
    assert boxes.nth(0).input_value() == "市城管局"
    boxes.nth(1).fill("hbj")
    boxes.nth(1).press("Enter")
    page.fill("[name=name-0]", "临澄市市政管理局")
    page.fill("[name=short_name-0]", "市市政局")
    page.fill("[name=reason]", "临政发〔2026〕12 号")
    page.click("button[value=preview]")
    page.wait_for_selector("#preview")
    assert page.get_attribute("#preview .inside a", "href") == f"/tickets/{number}"
    looks_right(page)
    page.click("button[value=save]")
    page.wait_for_selector("text=已完成，1 件在办工单随之调整")
    page.set_viewport_size({"width": 375, "height": 740})
    looks_right(page)
    page.click("main td >> text=市市政局 >> nth=0")
    page.wait_for_url("**/admin/departments/SSZJ")
    assert page.inner_text("h2 a") == "1"
    looks_right(page)
    page.set_viewport_size({"width": 1440, "height": 900})


def close_for_a_typhoon(page, address) -> None:
    """The test box answers differently once a day is off."""
    box = f"{address}/admin/calendar/2026?step=handling&kind=INQUIRY&start=2026-11-12T09:00"
    page.goto(box)
    assert "2026-11-16 17:30" in page.inner_text("#tried")
    page.click("td[title=上班] a[href*='day=2026-11-13']")
    page.fill("main [name=name]", "台风停工")
    page.click("#day button[value=preview]")
    page.wait_for_selector("text=只是预览")
    looks_right(page)
    page.click("#day button[value=save]")
    page.wait_for_selector("text=已改动 1 天")
    page.goto(box)
    assert "2026-11-17 17:30" in page.inner_text("#tried")
    assert "台风停工" in page.inner_text("#tried")


def write_a_policy(page, address) -> None:
    """One category, picked by its name, gets a limit of its own."""
    page.goto(f"{address}/admin/policies")
    row = page.locator(".rules tbody tr").last
    row.locator("select").nth(0).select_option("handling")
    row.get_by_label("分类").fill("城市管理›市容秩序")
    row.get_by_label("时限").fill("2")
    row.locator("select").last.select_option("working_days")
    page.click("button[value=preview]")
    page.wait_for_selector("#preview")
    assert "新增：办理（城市管理›市容秩序） 2 个工作日" in page.inner_text("#preview")
    looks_right(page)
    page.fill("[name=note]", "市容秩序两天办结")
    page.click("button[value=save]")
    page.wait_for_selector("text=第 2 版已生效")


def begin_with_an_own_password(page, address, given, number) -> None:
    """The colleague logs in and must choose a password before anything else."""
    page.context.clear_cookies()
    enter(page, address, "officer.two", given)
    page.wait_for_url("**/password")
    page.goto(f"{address}/inbox")
    page.wait_for_url("**/password")
    page.fill("[name=current]", given)
    page.fill("[name=new]", CHOSEN)
    page.fill("[name=again]", CHOSEN)
    looks_right(page)
    page.click("main form button.primary")
    page.wait_for_url("**/inbox*")
    assert number in page.content()


def test_an_administrators_day(page, address, desk):
    number = desk.receive()
    desk.dispatch(number)
    enter(page, address, "admin", "hotline-demo")
    password = make_a_colleague(page, address)
    merge_two_units(page, address, number)
    close_for_a_typhoon(page, address)
    write_a_policy(page, address)
    begin_with_an_own_password(page, address, password, number)
    assert page.complaints == []
