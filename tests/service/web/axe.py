"""The accessibility engine axe-core, asked about the page a browser shows."""

from functools import cache
from pathlib import Path

SOURCE = Path(__file__).parent / "vendor" / "axe-4.14.1.min.js"

_ASK = """async () => {
  const found = await axe.run(document, {resultTypes: ["violations"], rules: EXCEPT});
  return found.violations
    .filter((one) => ["serious", "critical"].includes(one.impact))
    .flatMap((one) => one.nodes.map((node) =>
      `${one.id}: ${node.target.join(" ")} (${node.any.concat(node.all, node.none)
        .map((check) => check.message).join("; ").slice(0, 160)})`));
}"""


@cache
def _engine() -> str:
    return SOURCE.read_text(encoding="utf-8")


def serious(page, *, excepting: tuple[str, ...] = ()) -> list[str]:
    """Return each serious or critical violation on the page as `rule: element (why)`.

    Nothing is loaded by the page: the engine is handed in by the debugger, which the page's own
    policy does not see. Fading elements are let finish, or their colours would be judged half-way.
    """
    page.evaluate("Promise.all(document.getAnimations().map((one) => one.finished)).catch(() => 0)")
    page.evaluate(_engine())
    rules = "{" + ", ".join(f'"{rule}": {{enabled: false}}' for rule in excepting) + "}"
    return page.evaluate(_ASK.replace("EXCEPT", rules))
