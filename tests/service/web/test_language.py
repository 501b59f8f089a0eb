"""A page answers in the language its browser asks for; without a wish it is Chinese."""

from service.web.language import COOKIE, Language, read_language


def test_a_browser_without_a_wish_reads_chinese():
    assert read_language({}) is Language.CHINESE
    assert read_language({COOKIE: "xx"}) is Language.CHINESE
    assert read_language({COOKIE: "en"}) is Language.ENGLISH


def test_each_language_leads_to_the_other():
    assert Language.CHINESE.other is Language.ENGLISH
    assert Language.ENGLISH.other is Language.CHINESE


def test_a_page_says_which_language_it_is_in(browser):
    desk = browser("operator")
    assert '<html lang="zh-CN">' in desk.get("/intake").text
    desk.client.cookies.set(COOKIE, "en")
    assert '<html lang="en">' in desk.get("/intake").text
