"""Signatures hold for what was said, for one purpose and one key."""

from models.cipher import Cipher

KEY = b"k" * 40


def test_a_signature_is_for_one_text_one_purpose_and_one_key() -> None:
    cipher = Cipher(KEY)
    signature = cipher.sign("3.abc", purpose="link")
    assert len(signature) == 22
    assert cipher.signed("3.abc", signature, purpose="link")
    assert not cipher.signed("3.abd", signature, purpose="link")
    assert not cipher.signed("3.abc", signature, purpose="form")
    assert not cipher.signed("3.abc", signature[:-1], purpose="link")
    assert not cipher.signed("3.abc", "签名", purpose="link")
    assert not Cipher(b"x" * 40).signed("3.abc", signature, purpose="link")
