"""What can be wrong with an artefact on disk; each error carries the path and the reason."""

from pathlib import Path


class ArtifactError(Exception):
    """模型制品不可用。"""

    def __init__(self, *, path: Path, why: str) -> None:
        """Keep the path and the reason (a Chinese sentence) as attributes."""
        self.path = path
        self.why = why
        super().__init__(f"{(self.__doc__ or '').strip()}{why}（{path.name}）")


class ArtifactDamaged(ArtifactError):  # noqa: N818 - the state says it
    """模型制品已损坏。"""


class ArtifactForeign(ArtifactError):  # noqa: N818 - the state says it
    """模型制品不是由本系统签发。"""


class ArtifactIncompatible(ArtifactError):  # noqa: N818 - the state says it
    """模型制品与当前程序版本不兼容。"""
