"""確認番号: the secret on the receipt that opens status and letters without a card.

It is derived from the receipt number by a key that lies outside the database, so that nothing of it is stored, and has 60
bits, so that nobody guesses it: a million tries a second hit one given number in some 18,000 years on average. So no try has
to be counted against a number, and nobody can keep its holder out by trying.
"""

import hmac
import unicodedata

from sasae.foundation import sealing

LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # without I, L, O and U, which are misread
LENGTH = 12
_MISREAD = str.maketrans("ILO", "110")


def code_of(receipt_number: str) -> str:
    """Twelve signs in groups of four."""
    return _signs(sealing.blind_index(receipt_number, "receipt_code"))


def _signs(fingerprint: str) -> str:
    number = int(fingerprint, 16)
    signs = "".join(LETTERS[(number >> (5 * place)) % 32] for place in range(LENGTH))
    return "-".join(signs[place : place + 4] for place in range(0, LENGTH, 4))


def fits(receipt_number: str, typed: str) -> bool:
    """Whether what was typed is the code, or the one printed before the key was replaced.

    Width, case, spaces, hyphens and misread letters are forgiven.
    """
    codes = [_plain(_signs(each)) for each in sealing.blind_indexes(receipt_number, "receipt_code")]
    return sum(hmac.compare_digest(code, _plain(typed)) for code in codes) > 0  # each is compared, whichever fits


def _plain(text: str) -> bytes:
    folded = unicodedata.normalize("NFKC", text).upper().translate(_MISREAD)
    return "".join(sign for sign in folded if sign in LETTERS).encode()


def worth_recording(tries: int, each: int) -> bool:
    """Whether this wrong try of an hour gets a line of its own: the first ones do, then one whenever their number doubled."""
    times, over = divmod(tries, each)
    return tries <= each or (over == 0 and times & (times - 1) == 0)
