"""The facts that an event keeps, in the words of its line on the page."""

from collections.abc import Mapping

from models.enums import Satisfaction
from models.revisit import RatingWay
from service.web.language import say
from service.web.names import Names

#: Facts shown as they are, each behind its word.
_PLAIN_FACTS = (
    ("into", "并入"),
    ("line", "移交"),
    ("occurred", "发生时间"),
    ("ruled_out", "不是险情"),
    ("days", "延期"),
    ("who", "联系人"),
    ("task", "任务"),
    ("result", "结果"),
    ("handler", "分管领导"),
    ("milestone", "阶段目标"),
    ("milestones", "阶段目标"),
    ("review_on", "下次复核"),
    ("linked", "关联工单"),
    ("out_of", "原并入"),
    ("children", "拆出"),
    ("split_from", "拆自"),
    ("recurs", "不久前办结"),
    ("recurred", "又来的工单"),
    ("repeat", "并入的工单"),
    ("relation", "代办人是诉求人的"),
    ("count", "次数"),
    ("level", "级别"),
)

#: Facts whose value is a word of ours too.
_SPOKEN_FACTS = (("way", "方式"), ("part", "承担"))

#: Facts that name units, each behind its word.
_UNIT_FACTS = (
    ("unit", "主办"),
    ("assisting", "协办"),
    ("task_unit", "交办"),
    ("withdrawn", "收回"),
    ("counter_unit", "建议改派"),
    ("returned_by", "退单单位"),
)


def told_facts(facts: Mapping[str, str], known: Names) -> list[str]:
    """Return the facts of an event in words; what the page shows elsewhere is left out."""
    told = [
        f"{say(label)} {_units(facts[name], known)}"
        for name, label in _UNIT_FACTS
        if facts.get(name)
    ]
    if facts.get("duty"):
        told.append(f"{say('权责')} {facts['duty']} {facts.get('basis', '')}".strip())
    elif facts.get("basis"):
        told.append(f"{say('依据')} {facts['basis']}")
    if facts.get("satisfaction"):
        told.append(f"{say('满意度')} {say(Satisfaction(facts['satisfaction']).label)}")
    if facts.get("declined"):
        told.append(say("不愿评价"))
    if facts.get("solved"):
        told.append(say("已解决") if facts["solved"] == "true" else say("未解决"))
    if facts.get("via"):
        told.append(say(RatingWay(facts["via"]).label))
    if facts.get("from_name"):
        told.append(f"{say('原单位')} {facts['from_name']}")
    elif facts.get("from"):
        told.append(f"{say('答复来自')} {facts['from']}")
    told += [f"{say(label)} {say(facts[name])}" for name, label in _SPOKEN_FACTS if facts.get(name)]
    told += [f"{say(label)} {facts[name]}" for name, label in _PLAIN_FACTS if facts.get(name)]
    return told


def _units(joined: str, known: Names) -> str:
    return say("、").join(known.unit(code) for code in joined.split(";"))
