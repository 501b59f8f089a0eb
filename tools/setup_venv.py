"""Prepare the virtual environment: `python3 tools/setup_venv.py .venv`.

Standard library only, and plain enough for an old interpreter to reach the sentence that says it
is too old. pip comes with the project, since a bare Debian or Ubuntu has neither pip nor the
package that would let `venv` bring it.
"""

import hashlib
import os
import shutil
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
PIP = os.path.join(ROOT, "tools", "vendor", "pip-26.3-py3-none-any.whl")
PIP_SHA256 = "f3b60b20ffaadd4415ed7957212a38ac63fa4c5fa375bd0f4a797777940fad13"
OLDEST = (3, 11)


def main(folder):
    if sys.version_info < OLDEST:
        fail(
            "需要 Python 3.11 或更新版本，现在是 %d.%d。"
            "请安装后重试，例如：make demo PYTHON=python3.12" % sys.version_info[:2]
        )
    with open(PIP, "rb") as wheel:
        if hashlib.sha256(wheel.read()).hexdigest() != PIP_SHA256:
            fail("%s 已损坏，请重新克隆项目。" % os.path.relpath(PIP, ROOT))
    python = make(folder)
    say("安装依赖（首次约一分钟，需要联网或本地镜像）…")
    pip(python, "install", "--require-hashes", "-r", os.path.join(ROOT, "requirements.txt"))
    pip(python, "install", "--no-deps", "--no-build-isolation", "-e", ROOT)
    with open(os.path.join(folder, ".ready"), "w") as stamp:
        stamp.write("%d.%d.%d\n" % sys.version_info[:3])
    say("环境已就绪：%s" % folder)


def make(folder):
    """Make the environment, anew when it is broken or belongs to another Python."""
    python = os.path.join(folder, "bin", "python")
    wanted = "%d.%d" % sys.version_info[:2]
    probe = "import sys; print('%d.%d' % sys.version_info[:2])"
    try:
        found = subprocess.run([python, "-c", probe], capture_output=True, text=True).stdout.strip()
    except OSError:
        found = ""
    if found != wanted:
        shutil.rmtree(folder, ignore_errors=True)
        run([sys.executable, "-m", "venv", "--without-pip", folder], "无法建立虚拟环境")
    return python


def pip(python, *arguments):
    quiet = ["--quiet", "--disable-pip-version-check", "--no-input", "--no-warn-script-location"]
    run(
        [python, os.path.join(PIP, "pip"), arguments[0]] + quiet + list(arguments[1:]),
        "安装依赖失败，请检查网络、镜像设置（pip config）和磁盘空间",
    )


def run(command, trouble):
    try:
        # setuptools warns about every editable install; a newcomer can do nothing about it.
        quiet = dict(os.environ, PYTHONWARNINGS="ignore")
        status = subprocess.run(command, env=quiet).returncode
    except OSError as error:
        fail("%s：%s。" % (trouble, error.strerror))
    if status != 0:
        fail("%s。修正后再运行一次即可，已下载的不会丢失。" % trouble)


def say(sentence):
    sys.stdout.write(sentence + "\n")
    sys.stdout.flush()


def fail(sentence):
    sys.stderr.write(sentence + "\n")
    sys.exit(1)


if __name__ == "__main__":
    try:
        main(sys.argv[1] if len(sys.argv) > 1 else ".venv")
    except KeyboardInterrupt:
        fail("已中断，再运行一次即可继续。")
    except OSError as problem:
        fail(
            "无法写入：%s（%s）。请检查磁盘空间和目录权限。" % (problem.strerror, problem.filename)
        )
