"""What an installation may set, read once at the edge; no instance is made at import."""

import os
import secrets
from collections.abc import Mapping
from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

from models.errors import Unavailable


class Settings(BaseSettings):
    """One field a setting; the environment variable is `HOTLINE_` and the name in capitals."""

    model_config = SettingsConfigDict(env_prefix="HOTLINE_", frozen=True, extra="forbid")

    var: Path = Field(default=Path("var"), description="Directory for everything written.")
    database_url: str = Field(
        default="",
        description="SQLAlchemy address; empty means SQLite in the var directory. "
        "PostgreSQL: postgresql+psycopg://user:password@host/name",
    )
    host: str = Field(default="127.0.0.1", description="Address the server listens on.")
    port: int = Field(default=8012, ge=1, le=65535, description="Port the server listens on.")
    public_url: str = Field(
        default="",
        pattern=r"^(https?://[^\s/]+\S*)?$",
        description="Address under which citizens reach the pages, for links in messages; "
        "empty means the address the server listens on.",
    )
    city: str = Field(default="临澄市", description="Name of the city, shown on every page.")
    secret_key: str = Field(
        default="",
        description="Signs artefacts and encrypts identities, at least 32 characters; "
        "empty means a key kept in the var directory, made at the first start.",
    )
    secure_cookies: bool = Field(
        default=False, description="Send cookies over HTTPS only; set it behind a TLS proxy."
    )
    session_hours: int = Field(
        default=10, ge=1, description="Hours after which a browser session ends."
    )
    token_days: int = Field(
        default=180, ge=1, description="Days after which a new department token expires."
    )
    archive_days: int = Field(
        default=30, ge=0, description="Days from closing to archiving (归档)."
    )
    identity_years: int = Field(
        default=0,
        ge=0,
        le=100,
        description="Years after closing in which a citizen's identity is kept; 0 keeps it.",
    )
    upload_megabytes: int = Field(
        default=3, ge=1, description="Largest request body that is read, in MB."
    )

    styleguide: bool = Field(
        default=False,
        description="Show every part of the pages in every state at /styleguide, for developers.",
    )

    @property
    def url(self) -> str:
        """The database address in force."""
        return self.database_url or f"sqlite:///{self.var / 'hotline.sqlite3'}"

    @property
    def public(self) -> str:
        """The beginning of every address that is sent to a citizen, without a slash at its end."""
        return (self.public_url or f"http://{self.host}:{self.port}").rstrip("/")

    @property
    def artifacts(self) -> Path:
        """Where artefacts (模型制品) are kept."""
        return self.var / "artifacts"

    @property
    def uploads(self) -> Path:
        """Where files that a person sent wait for what is done with them."""
        return self.var / "uploads"

    def environment(self) -> Mapping[str, str]:
        """The environment in which another process of the installation has these settings."""
        own = {f"HOTLINE_{name}".upper(): str(given) for name, given in self.model_dump().items()}
        return {**os.environ, **own}  # noqa: TID251 -- settings are its home

    def key(self) -> bytes:
        """Return the installation's key, making and keeping one at the first call.

        Raises:
            Unavailable: the key cannot be read or written, or is too short.
        """
        if self.secret_key:
            if len(self.secret_key) < 32:
                raise Unavailable("HOTLINE_SECRET_KEY 太短：请设置至少 32 个字符。")
            return self.secret_key.encode()
        path = self.var / "secret.key"
        try:
            return _read_or_make(path)
        except OSError as error:
            raise Unavailable(
                f"无法读写密钥文件 {path}：{error.strerror}。请检查目录权限和磁盘空间。"
            ) from error


def _read_or_make(path: Path) -> bytes:
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_suffix(f".{os.getpid()}")
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write(secrets.token_hex(32))
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(draft, path)  # the first process wins; nobody overwrites a key
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    key = path.read_bytes().strip()
    if len(key) < 32:
        raise OSError(0, "密钥文件已损坏")
    return key
