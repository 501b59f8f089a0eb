"""What dirt costs on the real messages: `python tests/bench/robustness.py [--data DIR]`.

One classifier learns four fifths of `topics_all.csv` (near-duplicates kept apart); the raw rows of
the last fifth are scored as they are and once for each kind of dirt (domain: text as it arrives).
"""

import argparse
import random
from collections.abc import Callable
from pathlib import Path

import numpy as np
import opencc
from figures import keep
from topics import DATA, figures, fold_of, learned, read

from triage.recipe import Recipe

ADVERTS = (
    "加微信vx888免费领取红包，限时优惠，扫码秒到账！详情点击 http://a.example.com/x 退订回T。",
    "【贷款】您有20万额度待领取，点 http://t.example.com/ab12 查看",
    "专业开锁换锁，疏通管道，搬家，24小时上门，电话13800000000",
)
RUBIES = {"发": "fā", "水": "shuǐ", "路": "lù", "人": "rén", "不": "bù", "有": "yǒu", "车": "chē"}
FILLER = "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主"


def noise(text: str, draw: random.Random) -> str:
    """Five characters of a hundred: dropped, doubled, or another in their place."""
    said = []
    for char in text:
        chance = draw.random()
        if chance < 0.0167:
            continue
        said.append(draw.choice(FILLER) if chance < 0.0333 else char)
        if 0.0333 <= chance < 0.05:
            said.append(char)
    return "".join(said)


def advertised(text: str, draw: random.Random) -> str:
    at = draw.randrange(len(text) + 1)
    return text[:at] + "。" + draw.choice(ADVERTS) + text[at:]


def dirt() -> dict[str, Callable[[str, random.Random], str]]:
    traditional = opencc.OpenCC("s2t").convert
    return {
        "as it is": lambda text, draw: text,
        "pinyin rubies": lambda text, draw: "".join(
            f"{char}({RUBIES[char]})" if char in RUBIES else char for char in text
        ),
        "traditional": lambda text, draw: traditional(text),
        "noise 5 %": noise,
        "doubled page": lambda text, draw: f"{text}\n{text}",
        "advert": advertised,
    }


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--folds", type=int, default=5)
    given = parser.parse_args()
    rows = read(given.data)
    folds = fold_of(rows, seed=0)
    labels = sorted({row["label"] for row in rows})
    found: dict[str, list[np.ndarray]] = {name: [] for name in dirt()}
    truth: list[int] = []
    for fold in range(given.folds):
        taught = [row for row, at in zip(rows, folds, strict=True) if at != fold]
        held = [r for r, at in zip(rows, folds, strict=True) if at == fold and r["source"] == "raw"]
        classifier = learned(taught, Recipe())
        truth += [labels.index(row["label"]) for row in held]
        for name, soil in dirt().items():
            draw = random.Random(7)
            texts = [soil(row["text"], draw) for row in held]
            found[name].append(classifier.probabilities(texts).units)
    clean = figures(np.asarray(truth), np.concatenate(found["as it is"]))["macro-F1"]
    lost: dict[str, float] = {}
    for name, parts in found.items():
        score = figures(np.asarray(truth), np.concatenate(parts))["macro-F1"]
        lost[f"lost {name}"] = 100 * (clean - score)
        print(f"{name:14s} macro-F1 {score:.4f}  lost {100 * (clean - score):+.2f} points")
    keep("robustness", lost)


if __name__ == "__main__":
    main()
