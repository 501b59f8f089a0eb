"""The city loads, and a wrong row is named by file and line."""

import shutil
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from models.enums import AreaLevel, Role
from training.sample.city import FOLDER, City, CityError, load_city

TODAY = date(2026, 10, 31)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(FOLDER, tmp_path / "city"))


def append(path: Path, line: str) -> int:
    text = path.read_text(encoding="utf-8")
    path.write_text(text.rstrip("\n") + "\n" + line + "\n", encoding="utf-8")
    return text.rstrip("\n").count("\n") + 2


def test_is_a_whole_city(city: City) -> None:
    assert sum(unit.valid_on(TODAY) for unit in city.units) >= 55
    places = [area for area in city.areas if area.level is AreaLevel.PLACE]
    assert len(places) >= 350
    assert len({place.name for place in places}) == len(places)
    assert {user.role for user in city.users} == set(Role) - {Role.SYSTEM, Role.CITIZEN}


def test_duty_codes_run_within_their_category(city: City) -> None:
    assert len({duty.code for duty in city.duties}) == len(city.duties)
    first = Counter(duty.code[:7] for duty in city.duties if duty.code.endswith("01"))
    assert set(first) == {"D" + duty.category for duty in city.duties}


def test_two_loads_are_equal(city: City) -> None:
    assert load_city() == city


@pytest.mark.parametrize(
    ("file", "line", "reason"),
    [
        ("units.csv", "CGJ,甲,乙,,bureau,,,2010-01-01,", "单位代码重复"),
        ("units.csv", "NEW,甲,乙,,bureau,,,昨天,", "不是日期"),
        ("units.csv", "NEW,甲,乙,,castle,,,2010-01-01,", "只能是"),
        ("areas.csv", "A0999,新街道,street,A99,,", "上级区域不对"),
        ("areas.csv", "P9999,新小区,place,A01,,estate", "上级区域不对"),
        ("successions.csv", "CGJ,NOBODY,merge,2026-01-01,", "单位不存在"),
        ("catalogue/01.csv", "9901,没有上级", "上级类别不存在"),
        ("duties/01.csv", "某事,999999,CGJ,,《某法》,,市级", "类别不对"),
        ("duties/01.csv", "某事,010101,OLD_YLJ,,《某法》,,市级", "已撤销"),
        ("duties/01.csv", "某事,010101,CGJ,,《某法》,A0101,市级", "区域不对"),
        ("kernels/01.csv", "010101,HELP,TYJ,normal,某某事", "不是类别"),
        ("users.csv", "someone,某人,officer,", "须有单位"),
        ("shares.csv", "CGJ,-1", "不能为负"),
        ("shares.csv", "CGJ", "应有 2 列"),
    ],
)
def test_names_file_and_line(folder: Path, file: str, line: str, reason: str) -> None:
    number = append(folder / file, line)
    with pytest.raises(CityError, match=reason) as caught:
        load_city(folder=folder)
    assert caught.value.file.endswith(Path(file).name)
    assert caught.value.line == number


@pytest.mark.parametrize("text", ["在{planet}上", "多一个{括号", "|没有第一句"])
def test_refuses_a_kernel_that_cannot_be_filled(folder: Path, text: str) -> None:
    first = (folder / "kernels" / "01.csv").read_text(encoding="utf-8").splitlines()[1]
    number = append(folder / "kernels" / "01.csv", ",".join([*first.split(",")[:4], text]))
    with pytest.raises(CityError) as caught:
        load_city(folder=folder)
    assert (caught.value.file, caught.value.line) == ("kernels/01.csv", number)


def test_missing_file_and_wrong_header(folder: Path) -> None:
    (folder / "users.csv").write_text("name\nx\n", encoding="utf-8")
    with pytest.raises(CityError, match="表头"):
        load_city(folder=folder)
    (folder / "users.csv").unlink()
    with pytest.raises(CityError, match="不存在"):
        load_city(folder=folder)
