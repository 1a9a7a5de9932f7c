"""ゆうちょ銀行: from 記号 and 番号, as its passbooks print them, to the numbers a transfer file carries.

The rule was not confirmed by the bank's own text (docs/discrepancies.md): where the passbook prints the numbers for
transfers from other banks, those are to be asked for, and this is the second best.
"""

from dataclasses import dataclass

from sasae.kernel.findings import Finding, error

POST_BANK = "9900"
SYMBOL_DIGITS = 5
WIDTH = 7


@dataclass(frozen=True, slots=True)
class PostAccount:
    """The numbers for a transfer: branch, 預金種目 (1 普通, 2 当座) and account, with their leading zeros."""

    branch: str
    type: str
    account: str


class PostAccountRefused(ValueError):
    """記号 or 番号 cannot be turned; `findings` says which and why."""

    def __init__(self, findings: list[Finding]) -> None:
        super().__init__(" ".join(finding.id for finding in findings))
        self.findings = findings


def post_account(symbol: str, number: str) -> PostAccount:
    """The account behind 記号 (five digits) and 番号. Raises PostAccountRefused; nothing is guessed.

    記号 beginning with 1 (総合口座): branch is its second and third digit with an 8, account the 番号 without its last
    digit. Beginning with 0 (振替口座): the same with a 9, account the whole 番号.
    """
    findings = []
    kind = symbol[:1]
    if not (symbol.isascii() and symbol.isdigit() and len(symbol) == SYMBOL_DIGITS and kind in ("0", "1")):
        findings.append(error("Z-621", "記号", f"記号「{symbol}」は0か1で始まる5桁の数字で入れてください。"))
    longest = WIDTH + 1 if kind == "1" else WIDTH - 1
    shortest = 2 if kind == "1" else 1
    if not (number.isascii() and number.isdigit() and shortest <= len(number) <= longest):
        findings.append(
            error("Z-622", "番号", f"番号「{number}」は{shortest}桁から{longest}桁の数字で入れてください。")
        )
    if findings:
        raise PostAccountRefused(findings)
    if kind == "1":
        return PostAccount(symbol[1:3] + "8", "1", number[:-1].zfill(WIDTH))
    return PostAccount(symbol[1:3] + "9", "2", number.zfill(WIDTH))
