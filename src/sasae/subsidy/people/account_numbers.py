"""The numbers of an account as they are typed: ゆうちょ銀行 has 記号 and 番号 where other banks have branch and account."""

from typing import Any

from django import forms

from sasae.formats.zengin import PostAccountRefused, post_account
from sasae.formats.zengin.post_bank import POST_BANK
from sasae.reference import banks

SYMBOL_HELP = "ゆうちょ銀行（9900）で、振込用の店番がわからないときだけ。5桁。支店コードは空けます"
NUMBER_HELP = "7桁まで。ゆうちょ銀行の番号は8桁まで"
_LONGEST = 7
_FIELDS = {"記号": "symbol", "番号": "number"}


def mend(form: forms.Form, data: dict[str, Any]) -> dict[str, Any]:
    """Branch, kind and number as a transfer takes them; what cannot be one is an error of its field."""
    symbol = data.pop("symbol", "")
    if symbol and not data.get("branch") and data.get("bank") == POST_BANK:
        return _of_post_bank(form, data, symbol)
    if symbol:
        form.add_error("symbol", "記号は、ゆうちょ銀行（9900）で支店コードを空けたときに入れてください。")
    if "branch" in data and not data["branch"]:
        form.add_error("branch", "支店コードを入れてください。")
    elif "bank" in data and "branch" in data and banks.branch(data["bank"], data["branch"]) is None:
        form.add_error("branch", "この銀行・支店のコードはありません。")
    if len(data.get("number", "")) > _LONGEST:
        form.add_error("number", "口座番号は7桁までです。")
    elif "number" in data:
        data["number"] = data["number"].zfill(_LONGEST)
    return data


def _of_post_bank(form: forms.Form, data: dict[str, Any], symbol: str) -> dict[str, Any]:
    try:
        account = post_account(symbol, data.get("number", ""))
    except PostAccountRefused as refused:
        for finding in refused.findings:
            if _FIELDS[finding.at] in form.fields and _FIELDS[finding.at] not in form.errors:
                form.add_error(_FIELDS[finding.at], finding.message)
        return data
    return {**data, "branch": account.branch, "type": account.type, "number": account.account}
