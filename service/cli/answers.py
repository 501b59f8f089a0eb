"""What the demonstration's units and desks write to citizens, by the kind of matter."""

from collections.abc import Mapping

from models.enums import Kind

_WORK = (
    "您好，您反映的“{matter}”问题收悉。我单位已派人到{place}核实，情况属实，"
    "已责令责任方三个工作日内整改，整改期满由经办人员复查。",
    "您好，关于{place}的“{matter}”问题，经办人员已与您通话核对，并联系责任方处理，"
    "处理结果已当面告知您。",
    "您好，您反映的“{matter}”问题已核实，责任单位承诺五个工作日内处理完毕，"
    "完成当日由经办人员电话告知您。",
    "您好，经与您电话核实，“{matter}”一事已协调相关单位处理完毕，处理情况存档备查，"
    "如再次出现请直接来电。",
    "您好，“{matter}”一事经查部分属实：属于我单位管理的部分已处理完毕，"
    "其余部分已书面告知责任单位限期处理。",
)
#: What was found and done; a matter that ends with words is answered with words.
_TEXTS: Mapping[Kind, tuple[str, ...]] = {
    Kind.INQUIRY: (
        "您好，您咨询的“{matter}”，工作人员已电话说明办理条件、所需材料和办理地点，"
        "您可持身份证到政务服务大厅综合窗口办理，也可在网上提交。",
        "您好，关于“{matter}”的现行规定已逐条向您说明，相关文件名称和查询网址已发短信，请查收。",
    ),
    Kind.PROPOSAL: (
        "您好，您对“{matter}”的建议已交业务科室研究，将在下一年度计划中一并考虑，结果由经办人员电话告知。",
        "您好，您的建议收悉。{place}一带的“{matter}”已纳入近期调研点位，感谢您的关心。",
    ),
    Kind.PRAISE: ("您好，您的表扬已转达当事人员和所在单位，并写入月度通报，感谢您的认可。",),
}
_AT_ONCE = (
    "您好，您咨询的“{matter}”，已按知识库说明办理条件、所需材料、办理地点和时限，办事指南已发短信。",
    "您好，关于“{matter}”，已向您说明现行规定和网上办理入口，如办理中遇到问题请随时来电。",
)

_AGAIN_DONE = (
    "您好，我单位负责人已带队复查，重新安排处置并已完成，后续由专人每周巡查，请您监督。",
    "您好，经复查，首次处置未到位的部分已返工，完工后由分管负责人与您电话核对，您确认已解决。",
)
_AGAIN_SAID = (
    "您好，上次答复不够具体，业务科室负责人已与您通话，逐条说明“{matter}”的办理依据和步骤，并把书面说明寄送给您。",
)
_UNDONE = (
    "答复说已处理，第二天又恢复原样",
    "只打了电话，没有人到现场",
    "没有说什么时候能解决",
    "问题只解决了一半",
    "对处理结果不认可，要求书面说明依据",
)
_UNSAID = (
    "答复太笼统，没有说清该怎么办",
    "答非所问，问的是条件，答的是材料",
    "电话里说的和网上的规定对不上",
)
#: Matters that end with words, where nobody need come.
_WORDS = frozenset({Kind.INQUIRY, Kind.PROPOSAL, Kind.PRAISE})


def reply_texts(kind: Kind) -> tuple[str, ...]:
    """Return what a unit may write; `{matter}` and `{place}` stand for the ticket's own."""
    return _TEXTS.get(kind, _WORK)


def desk_texts() -> tuple[str, ...]:
    """Return what an operator may answer on the phone."""
    return _AT_ONCE


def again_texts(kind: Kind) -> tuple[str, ...]:
    """Return what a unit may write in a later round."""
    return _AGAIN_SAID if kind in _WORDS else _AGAIN_DONE


def complaints(kind: Kind) -> tuple[str, ...]:
    """Return why a citizen may not be content."""
    return _UNSAID if kind in _WORDS else _UNDONE
