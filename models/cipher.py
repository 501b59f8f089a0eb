"""Encryption of identities with the installation's key."""

import hashlib
import hmac
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from models.errors import Unavailable

_NONCE = 12  # bytes, as AES-GCM wants it


class Cipher:
    """AES-256-GCM for what must be read again, HMAC-SHA256 for what must only be found again."""

    def __init__(self, key: bytes) -> None:
        self._aead = AESGCM(hmac.digest(key, b"identity", hashlib.sha256))
        self._index_key = hmac.digest(key, b"identity-index", hashlib.sha256)

    def seal(self, plain: str) -> bytes:
        """Encrypt a text; the same text gives another ciphertext each time."""
        nonce = os.urandom(_NONCE)
        return nonce + self._aead.encrypt(nonce, plain.encode(), None)

    def open(self, sealed: bytes) -> str:
        """Decrypt what `seal` made.

        Raises:
            Unavailable: the key is another than the one it was sealed with.
        """
        try:
            return self._aead.decrypt(sealed[:_NONCE], sealed[_NONCE:], None).decode()
        except InvalidTag as error:
            raise Unavailable("诉求人信息无法解密：密钥与保存时不一致。") from error

    def index(self, plain: str) -> str:
        """Return a digest under which the same text is found again; useless without the key."""
        return hmac.digest(self._index_key, plain.encode(), hashlib.sha256).hex()
