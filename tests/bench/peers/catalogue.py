"""The recipes by name: what they are, what they need, and how to make one."""

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from tests.bench.figures import version
from tests.bench.peers.recipe import Recipe
from tests.bench.peers.row import Row


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One row of a table; `packages`, as distributions, any of which must be installed.

    A row that is `alone` is no recipe: its maker measures by itself and gives the row.
    """

    name: str
    title: str
    maker: str
    packages: tuple[str, ...] = ("scikit-learn",)
    tasks: tuple[str, ...] = ("topics", "city")
    alone: bool = False

    @property
    def installed(self) -> str:
        """Name and version of the first package that is installed, empty where none is."""
        return next((f"{one} {version(one)}" for one in self.packages if version(one)), "")

    def make(self) -> Recipe:
        """A fresh recipe; imports what it needs only now."""
        maker: Callable[[], Recipe] = self._found()
        return maker()

    def measured(self, *, quick: bool) -> Row:
        """The row of an entry that is alone."""
        maker: Callable[..., Row] = self._found()
        return maker(name=self.name, package=self.installed, quick=quick)

    def _found(self) -> Any:
        module, name = self.maker.rsplit(".", 1)
        return getattr(import_module(f"tests.bench.peers.{module}"), name)


FASTTEXT = ("fasttext-numpy2-wheel", "fasttext-community", "fasttext-wheel", "fasttext")

RECIPES: tuple[Entry, ...] = (
    Entry(name="ours", title="本作（仅文本）", maker="ours.Ours", packages=("hotline-triage",)),
    Entry(
        name="fasttext-words",
        title="fastText 词+二元",
        maker="fasttext_recipe.word_bigrams",
        packages=FASTTEXT,
    ),
    Entry(
        name="fasttext-characters",
        title="fastText 字 ×3",
        maker="fasttext_recipe.character_trigrams",
        packages=FASTTEXT,
    ),
    Entry(name="signalen", title="Signalen：词频 → L1 逻辑回归", maker="linear.signalen"),
    Entry(name="svm-words", title="TF-IDF 词 1–2 → 线性 SVM", maker="linear.words_svm"),
    Entry(name="svm-characters", title="TF-IDF 字 1–4 → 线性 SVM", maker="linear.characters_svm"),
    Entry(name="svm-both", title="TF-IDF 词+字 → 线性 SVM", maker="linear.both_svm"),
    Entry(
        name="svm-both-telling",
        title="同上，去停用词",
        maker="linear.both_telling_svm",
    ),
    Entry(
        name="bugbug",
        title="bugbug：TF-IDF → XGBoost，保序校准",
        maker="boosted.Boosted",
        packages=("xgboost-cpu", "xgboost"),
    ),
    Entry(
        name="ours-whole",
        title="本作（加属地、清单、登记、退单）",
        maker="whole.measure_whole",
        packages=("hotline-triage",),
        tasks=("city",),
        alone=True,
    ),
    Entry(
        name="duel",
        title="批量对 fastText 自己的 predict",
        maker="duel.measure_duel",
        packages=FASTTEXT,
        tasks=("duel",),
        alone=True,
    ),
)
BY_NAME = {one.name: one for one in RECIPES}
INSTALL = "make peers"
