"""What the installation's key is for: identities encrypted, addresses signed."""

import base64
import hashlib
import hmac
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from models.errors import Unavailable

_NONCE = 12  # bytes, as AES-GCM wants it


class Cipher:
    """AES-256-GCM for what must be read again, HMAC-SHA256 for what is found again or signed."""

    def __init__(self, key: bytes) -> None:
        self._aead = AESGCM(hmac.digest(key, b"identity", hashlib.sha256))
        self._index_key = hmac.digest(key, b"identity-index", hashlib.sha256)
        self._signing_key = hmac.digest(key, b"signature", hashlib.sha256)

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

    def sign(self, said: str, *, purpose: str) -> str:
        """Return a signature of 22 characters (128 bits) that may stand in an address.

        One purpose's signature is none for another.
        """
        mac = hmac.digest(self._signing_key, f"{purpose}\x1f{said}".encode(), hashlib.sha256)
        return base64.urlsafe_b64encode(mac[:16]).decode().rstrip("=")

    def signed(self, said: str, signature: str, *, purpose: str) -> bool:
        """Tell whether a signature is this text's, in a time that does not depend on the answer."""
        expected = self.sign(said, purpose=purpose)
        return hmac.compare_digest(expected.encode(), signature.encode())
