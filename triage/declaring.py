"""The kind of matter (诉求类型) that a citizen names himself: "举报…", "表扬…", "建议…"."""

import re
from collections.abc import Mapping

_WORDS: Mapping[str, str] = {
    "举报": "REPORT",
    "投诉": "COMPLAINT",
    "表扬": "PRAISE",
    "感谢": "PRAISE",
    "建议": "PROPOSAL",
    "提议": "PROPOSAL",
}
# A greeting, who calls, and then at once what he comes for.
_OPENING = re.compile(
    "^(?:(?:您好|你好|喂|领导好?|尊敬的|12345|市民来电|来电)[^，。！：:,]{0,8}[，。！：:,])*"
    "(?:我们|我|市民|来电人|诉求人|来电|电话|实名|匿名|特此|特来|现|再次|想|要|向您)*"
    f"({'|'.join(_WORDS)})(?!领导|您|你|政府|百忙|关心|电话|热线|奖)"
)
# Whoever asks how to report something enquires.
_ASKS = re.compile("[?？吗]|怎么|怎样|如何|哪里|哪个|多少|是否|能不能|可不可以|奖励")


def declared_kind(text: str) -> str | None:
    """Return the kind that the first words of a text name, or nothing.

    Of a city's own texts that begin so all are of that kind. A text that also asks is left to the
    words that follow.
    """
    found = _OPENING.match(text.strip())
    return _WORDS[found[1]] if found and not _ASKS.search(text) else None
