"""The long lists: sent once under an address of their own, and written out where no script runs."""

import json
import re

from models.department import Department


def lists_of(answer):
    return json.loads(re.fullmatch(r"window\.hotline\.offer\((.*)\);\n", answer.text)[1])


def address_on(page: str) -> str:
    return re.search(r'src="(/choices/[0-9a-f]+\.js)"', page)[1]


def test_the_lists_come_once_and_are_kept(browser, desk):
    person, number = browser("dispatcher"), desk.receive(category="010305")
    pages = ["/intake", f"/tickets/{number}", "/dispatch", f"/dispatch?open={number}"]
    (address,) = {address_on(person.get(path).text) for path in pages}
    answer = person.get(address)
    assert answer.headers["content-type"].startswith("text/javascript")
    assert answer.headers["cache-control"] == "private, max-age=31536000, immutable"
    found = lists_of(answer)
    units = {value: (label, search.split()) for value, label, search in found["units"]}
    assert units["CGJ"][0] == "市城管局"
    assert "cgj" in units["CGJ"][1]
    assert "010305" in {value for value, _, _ in found["categories"]}
    assert "东湖区·文庙街道" in {label for _, label, _ in found["areas"]}


def test_pages_carry_what_is_chosen_and_nothing_else(browser, desk):
    person, number = browser("dispatcher"), desk.receive(category="010305")
    page = person.get("/dispatch", params={"open": number}).text
    boxes = re.findall(r'<select name="(\w+)"[^>]* data-list=.*?</select>', page, re.S)
    assert boxes[:3] == ["unit", "category", "assisting"]
    assert page.count('<option value="010305" selected>') >= 1
    assert len(page) < 40_000
    assert len(person.get("/intake").text) < 40_000


def test_a_changed_name_changes_the_address(browser, store):
    person = browser("operator")
    before = address_on(person.get("/intake").text)
    with store.write() as session:
        row = session.get(Department, "CGJ")
        row.short_name = "市城管委"
        session.add(row)
    after = address_on(person.get("/intake").text)
    assert after != before
    # Whoever still has the old page gets what is right now, and does not keep it.
    late = person.get(before)
    assert late.headers["cache-control"] == "no-store"
    assert "市城管委" in {label for _, label, _ in lists_of(late)["units"]}


def test_without_scripts_the_whole_lists_are_written_into_the_page(browser, desk):
    person, number = browser("dispatcher"), desk.receive()
    for path in ("/intake", f"/tickets/{number}"):
        assert f'<a href="{path}?lists=whole">' in person.get(path).text
        page = person.get(path, params={"lists": "whole"}).text
        assert '<option value="HBJ" data-search=' in page
        assert "<noscript>" not in page


def test_the_lists_are_for_those_who_work_here(anonymous):
    answer = anonymous.get("/choices/0.js", follow_redirects=False)
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/login?")
