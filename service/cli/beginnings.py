"""Templates (答复模板) and theme (每月一题) of the demonstration, kept by the verbs people use."""

from sqlmodel import select

from models.enums import Role
from models.reply_template import ReplyTemplate
from models.theme import MonthlyTheme
from service.installation import Services
from service.operations.acting import Acting, Actor
from service.operations.reply_templates import Wording, keep
from service.operations.themes import Naming, name_theme

_KEEPER = Actor(key="demo:admin", name="系统管理员", role=Role.ADMINISTRATOR)

_TEMPLATES: tuple[tuple[str | None, str, str], ...] = (
    (
        None,
        "已办结",
        "您好，您{受理日期}反映的【事项】，我单位于【日期】到现场核实，情况【属实／部分属实】。"
        "现已【处理措施】，处理结果为【结果】。依据是【法规或标准】。如有疑问，请拨打【办公电话】。\n{单位}\n{日期}",
    ),
    (
        None,
        "分阶段办理",
        "您好，您{受理日期}反映的【事项】，经查【查明的情况】。该事项需分步办理：第一步【内容】，"
        "于【日期】前完成；第二步【内容】，于【日期】前完成。完成后由【经办人】电话告知您。\n{单位}\n{日期}",
    ),
    (
        None,
        "政策咨询",
        "您好，您{受理日期}咨询的【事项】，按照【文件名称】第【条】规定：【内容】。"
        "办理地点【地点】，所需材料【材料】，办理时限【时限】，咨询电话【办公电话】。\n{单位}\n{日期}",
    ),
    (
        None,
        "不能支持的诉求",
        "您好，您{受理日期}提出的【诉求】，我单位于【日期】核查，【查明的情况】。根据【法规名称】第【条】，"
        "该诉求不能支持，理由是【理由】。您可以【申请复议、诉讼等途径】。\n{单位}\n{日期}",
    ),
    (
        "CGJ",
        "占道经营",
        "您好，您{受理日期}反映的【地点】占道经营问题，我局执法队员【日期】【时段】到现场检查，"
        "发现【数量】处占道摊点，已【劝离／暂扣／立案】。即日起每【日／晚】【时段】巡查，持续到【日期】。\n{单位}\n{日期}",
    ),
)


def begin(parts: Services) -> None:
    """Keep the demonstration's templates and name its theme, unless there are any."""
    with parts.database.write() as session:
        act = Acting(session=session, actor=_KEEPER, at=parts.clock(), request_id="demo")
        if session.exec(select(ReplyTemplate.id).limit(1)).first() is None:
            _keep_templates(act)
        if session.exec(select(MonthlyTheme).limit(1)).first() is None:
            named = Naming(month=act.today, title="违法停车整治", category="0501", lead="GAJ")
            name_theme(act, naming=named, version=0)


def _keep_templates(act: Acting) -> None:
    for unit, name, text in _TEMPLATES:
        keep(act, wording=Wording(unit=unit, name=name, text=text))
