"""確認番号: the secret on the receipt that opens status and letters without a card.

It is derived from the receipt number by a key that lies outside the database, so that nothing of it is stored, and has 60
bits, so that nobody guesses it.
"""

import hmac
import unicodedata

from sasae.foundation import sealing

LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # without I, L, O and U, which are misread
LENGTH = 12
_MISREAD = str.maketrans("ILO", "110")


def code_of(receipt_number: str) -> str:
    """Twelve signs in groups of four."""
    number = int(sealing.blind_index(receipt_number, "receipt_code"), 16)
    signs = "".join(LETTERS[(number >> (5 * place)) % 32] for place in range(LENGTH))
    return "-".join(signs[place : place + 4] for place in range(0, LENGTH, 4))


def fits(receipt_number: str, typed: str) -> bool:
    """Whether what was typed is the code; width, case, spaces, hyphens and misread letters are forgiven."""
    return hmac.compare_digest(_plain(code_of(receipt_number)), _plain(typed))


def _plain(text: str) -> bytes:
    folded = unicodedata.normalize("NFKC", text).upper().translate(_MISREAD)
    return "".join(sign for sign in folded if sign in LETTERS).encode()


def key_of(receipt_number: str) -> str:
    """By what failed tries of a number are counted, whether it exists or not."""
    return sealing.blind_index(receipt_number, "receipt_tries")
