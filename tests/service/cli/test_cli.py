"""The command line as people use it: real processes, real files, one sentence for each trouble."""

import csv
import os
import resource
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from alembic import command

from models import schema
from models.database import Database
from training.sample.city import City
from training.sample.generator import generate
from training.sample.writing import write_history

HOTLINE = Path(sys.executable).parent / "hotline"
ROOT = Path(__file__).parents[3]
#: Longer than any command takes on a machine that does ten other things.
PATIENCE = 600
Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="module")
def var(tmp_path_factory: pytest.TempPathFactory, city: City) -> Path:
    """An installation with schema and one artefact, made by the command line itself."""
    folder = tmp_path_factory.mktemp("cli")
    history = folder / "history.csv"
    day = date(2026, 10, 31)
    tickets = generate(city, rows=1200, seed=5, start=date(2026, 1, 1), end=day)
    write_history(tickets, path=history)
    assert call(folder / "var", "db", "upgrade").returncode == 0
    done = call(folder / "var", "train", "--history", str(history), "--yes")
    assert done.returncode == 0, done.stdout + done.stderr
    return folder / "var"


def call(var: Path, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    clean = {key: value for key, value in os.environ.items() if not key.startswith("HOTLINE_")}
    wide = {"HOTLINE_VAR": str(var), "COLUMNS": "200", "PYTHONWARNINGS": "ignore"}
    here = {"PYTHONPATH": str(ROOT)}  # the installed command may belong to another checkout
    return subprocess.run(
        [HOTLINE, *words],
        env=clean | wide | here | environment,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        stdin=subprocess.DEVNULL,
        check=False,
    )


def refused(done: subprocess.CompletedProcess[str]) -> str:
    """Return the one sentence of a refusal; a traceback or a second line is a failure."""
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    sentence = done.stderr.strip()
    assert "\n" not in sentence
    return sentence


def test_one_message_is_routed_with_reasons(var: Path) -> None:
    done = call(var, "triage", "小区门口烧烤摊油烟扰民")
    assert done.returncode == 0
    assert "市城市管理局" in done.stdout or "CGJ" in done.stdout
    assert "油烟" in done.stdout
    assert "%" in done.stdout


@pytest.mark.parametrize("text", ["", "😀😀😀"])
def test_a_message_that_says_nothing_gets_a_sane_answer(var: Path, text: str) -> None:
    done = call(var, "triage", text)
    assert done.returncode == 0, done.stderr
    assert "不确定" in done.stdout


_ODD = [
    "路灯不亮",
    "",
    "自来水,停水\n两天了",
    "水",
    "'; DROP TABLE ticket; --",
    "<script>",
    "噪" * 20_000,
]


def test_a_table_is_routed_in_bulk(var: Path, tmp_path: Path) -> None:
    source, target = tmp_path / "in.csv", tmp_path / "out.csv"
    with source.open("w", encoding="gb18030", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["编号", "诉求"])
        writer.writerows([[str(number), text] for number, text in enumerate(_ODD)])
    done = call(var, "triage", "--file", str(source), "--map", "text=诉求", "--out", str(target))
    assert done.returncode == 0, done.stderr
    with target.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert list(rows[0]) == [
        "编号", "诉求", "unit_1", "probability_1", "unit_2", "probability_2", "unit_3",
        "probability_3", "abstained",
    ]  # fmt: skip
    assert [row["诉求"] for row in rows] == _ODD
    assert rows[0]["unit_1"] and 0 < float(rows[0]["probability_1"]) <= 1
    assert rows[1]["unit_1"] == "" and rows[1]["abstained"]


def test_a_wrong_column_names_those_there_are(var: Path, tmp_path: Path) -> None:
    source = tmp_path / "in.csv"
    source.write_text("甲,乙\n1,2\n", encoding="utf-8")
    done = call(
        var, "triage", "--file", str(source), "--map", "text=没有", "--out", str(tmp_path / "o.csv")
    )
    assert "没有" in refused(done)
    assert not (tmp_path / "o.csv").exists()


def test_a_result_in_no_folder_is_refused_before_the_work(var: Path, tmp_path: Path) -> None:
    source = tmp_path / "in.csv"
    source.write_text("诉求\n路灯坏了\n", encoding="utf-8")
    target = tmp_path / "nowhere" / "o.csv"
    done = call(var, "triage", "--file", str(source), "--map", "text=诉求", "--out", str(target))
    assert "nowhere 不存在" in refused(done)


def test_artifacts_are_listed_evaluated_and_rolled_back(var: Path) -> None:
    assert "已启用" in call(var, "artifacts").stdout
    assert "宏平均 F1" in call(var, "evaluate").stdout
    assert "没有" in refused(call(var, "rollback"))
    assert refused(call(var, "promote", "nosuch"))
    assert "请写明为什么" in refused(call(var, "train", "--from-db", "--force"))


def test_the_jobs_run_once(var: Path) -> None:
    done = call(var, "jobs", "--once")
    assert done.returncode == 0, done.stderr
    assert "归档：0" in done.stdout


def test_nothing_live_is_said(tmp_path: Path) -> None:
    assert "hotline train" in refused(call(tmp_path / "var", "triage", "路灯不亮"))


@pytest.fixture
def city_var(sqlite_template: Path, tmp_path: Path) -> Path:
    """An installation with a city's rules and no artefact."""
    (tmp_path / "var").mkdir()
    shutil.copy(sqlite_template, tmp_path / "var" / "hotline.sqlite3")
    return tmp_path / "var"


def test_on_the_first_day_rules_route_and_it_is_said(city_var: Path) -> None:
    done = call(city_var, "triage", "公积金怎么提取")
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("尚无历史：仅据分类目录与权责清单") == 1
    assert "临澄市住房公积金管理中心" in done.stdout
    listed = call(city_var, "artifacts")
    assert "还没有制品" in listed.stdout
    assert "尚无历史：仅据分类目录与权责清单" in listed.stdout


def test_tables_of_an_older_version_are_said(tmp_path: Path) -> None:
    var = tmp_path / "var"
    var.mkdir()
    database = Database(f"sqlite:///{var / 'hotline.sqlite3'}")
    with database.engine.execution_options(hotline_write=True).begin() as connection:
        command.upgrade(schema._config(connection), "0001")
    database.dispose()
    assert "hotline db upgrade" in refused(call(var, "triage", "路灯不亮"))
    assert call(var, "db", "upgrade").returncode == 0


def test_serving_without_a_schema_is_said(tmp_path: Path) -> None:
    assert "hotline db upgrade" in refused(call(tmp_path / "var", "serve"))


def test_a_taken_port_is_said_before_any_work(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        done = call(tmp_path / "var", "demo", "--port", str(taken.getsockname()[1]))
    assert "端口" in refused(done)
    assert not (tmp_path / "var" / "hotline.sqlite3").exists()


def test_a_var_that_is_a_file_is_said(tmp_path: Path) -> None:
    (tmp_path / "var").write_text("in the way")
    assert "不可写" in refused(call(tmp_path / "var", "db", "upgrade"))


def test_an_unwritable_var_is_said() -> None:
    # The kernel's own folder takes no files from anybody, root included.
    assert "不可写" in refused(call(Path("/sys/hotline"), "db", "upgrade"))


def test_a_full_disk_is_said(tmp_path: Path) -> None:
    def narrow() -> None:
        # The kernel refuses to let any file grow beyond this, as a full disk would.
        resource.setrlimit(resource.RLIMIT_FSIZE, (60_000, 60_000))

    done = subprocess.run(
        [HOTLINE, "db", "upgrade"],
        env=os.environ | {"HOTLINE_VAR": str(tmp_path / "var"), "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=narrow,
    )
    assert "磁盘" in refused(done)


def test_a_bad_setting_is_named(tmp_path: Path) -> None:
    assert "HOTLINE_PORT" in refused(call(tmp_path / "var", "db", "current", HOTLINE_PORT="x"))


@pytest.mark.parametrize("words", [(), ("--history", "x.csv", "--from-db")])
def test_training_needs_exactly_one_source(var: Path, words: tuple[str, ...]) -> None:
    assert "--history" in refused(call(var, "train", *words))


def test_training_from_an_empty_database_is_refused(var: Path) -> None:
    assert refused(call(var, "train", "--from-db"))


def test_a_foreign_label_set_is_allowed_and_knows_no_duties(tmp_path: Path) -> None:
    history = tmp_path / "topics.csv"
    with history.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["留言", "主题"])
        writer.writerows(_topics())
    var = tmp_path / "var"
    done = call(var, "train", "--history", str(history), "--map", "text=留言,label=主题", "--yes")
    assert done.returncode == 0, done.stderr
    routed = call(var, "triage", "公交车晚点一个小时")
    assert "交通" in routed.stdout
    assert "权责" not in routed.stdout


def _topics() -> Iterator[tuple[str, str]]:
    for number in range(40):
        yield f"{number}路公交车今天又晚点{number}分钟，司机态度不好", "交通"
        yield f"{number}栋楼下垃圾堆了{number}天没人清运，臭得很", "环卫"
