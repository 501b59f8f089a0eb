"""Shapes of places that no list of the city holds, and words that name none."""

import pytest

from triage.siting import is_sited

SITED = (
    "春江花园2栋",
    "春江花园2栋楼下烧烤摊油烟很大",
    "滨江壹号院12号楼3单元602室漏水",
    "我住金色家园，楼上天天装修",
    "御景湾小区物业不开门禁",
    "建设路与人民路路口红绿灯坏了",
    "解放大道十字路口堵车",
    "和平路156号门口井盖坏了",
    "翠竹路公交站站牌倒了",
    "2号线会展中心站电梯坏了",
    "火车东站地铁口黑车很多",
    "奥体中心站B口下雨积水",
    "跨湖大桥护栏断了一截",
    "东门立交桥底下有人烧垃圾",
    "凤凰农贸市场缺斤少两",
    "老南门菜市场污水横流",
    "实验小学门口每天堵车",
    "第三中学周末补课收费",
    "阳光幼儿园食堂不卫生",
    "朝阳街东段路灯不亮",
    "万达广场三楼电影院退票难",
    "桃源村三组自来水浑浊",
    "青龙巷18号违章搭建",
    "中心医院停车收费太高",
    "人民公园公厕没有水",
    "航天新村5幢楼道灯不亮",
    "工业三路和创业街交叉口没有斑马线",
)
NOWHERE = (
    "小区电梯坏了三天没人修",
    "我们小区物业不作为",
    "楼下饭店油烟很大",
    "公司拖欠工资三个月",
    "怎么办理居住证",
    "路口红绿灯坏了",
    "马路上有个坑",
    "附近的学校太吵",
    "孩子学校收费太高",
    "市场监管局什么时候上班",
    "菜市场的菜太贵",
    "咨询社保断缴怎么补",
    "隔壁邻居养狗半夜叫",
    "一条路修了三年",
    "走在路上被狗咬了",
    "医院挂号难",
    "地铁站太挤",
    "公交站没有遮雨棚",
    "过桥收费合理吗",
    "有2栋楼漏水",
    "村里的路灯不亮",
    "幼儿园怎么报名",
    "二手车市场太乱",
    "我在网上买的东西不退款",
    "老旧小区改造什么时候开始",
    "高速公路收费标准是多少",
    "这个小区的3号楼在哪里办证",
    "学校食堂的饭不好吃",
    "农村自建房要什么手续",
    "整条街都没有垃圾桶",
)


@pytest.mark.parametrize("text", SITED)
def test_a_place_is_known_by_its_shape(text: str) -> None:
    assert is_sited(text)
    assert is_sited(f"您好，我要反映一个问题，{text}，请处理。")


@pytest.mark.parametrize("text", NOWHERE)
def test_kinds_of_places_name_none(text: str) -> None:
    assert not is_sited(text)


def test_nothing_is_no_place() -> None:
    assert not is_sited("")
    assert not is_sited("a" * 20_000)
