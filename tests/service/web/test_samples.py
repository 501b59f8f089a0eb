"""The evaluator's page: a sample to read, and no way to a ticket."""


def test_an_evaluator_begins_at_the_samples_and_sees_nothing_else(browser, desk) -> None:
    number = desk.receive("我叫李大力，楼道3单元灯不亮，电话13812345678")
    evaluator = browser("evaluator")
    home = evaluator.get("/", follow_redirects=True)
    assert home.url.path == "/samples"
    assert "〔电话〕" in home.text
    assert "李大力" not in home.text
    assert number not in home.text
    assert evaluator.get(f"/tickets/{number}").status_code == 404
    assert "样本不含编号" in evaluator.get("/tickets").text
    assert 'action="/search"' not in home.text, "nothing can be found from here"
    assert "S001" in evaluator.get("/samples/csv").text


def test_what_cannot_be_drawn_is_said_beside_the_form(browser) -> None:
    evaluator = browser("evaluator")
    answer = evaluator.get("/samples?size=lots&seed=甲")
    assert answer.status_code == 422
    assert "请填数字" in answer.text
    assert 'value="甲"' in answer.text
    assert "没有可抽的工单" in evaluator.get("/samples").text
