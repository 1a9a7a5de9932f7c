"""What reference data fills in for the resident: the address of a postal code, banks and branches by their names."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sasae.contracts.forms.definitions import Question
from sasae.kernel.numbers import individual
from sasae.reference import banks, postal

LOOK = "look"  # the button's name; its value is the question it looks up for
BUTTONS = {
    "postal": "郵便番号から住所を入れる",
    "bank": "銀行をさがす",
    "branch": "支店をさがす",
}
FILLS = {"postal": ("address",), "bank": ("bank", "branch"), "branch": ("branch",)}
ASK_AGAIN = "（ほかのことばでさがす）"


@dataclass
class Looked:
    """What was found: values to put in, lists to choose from, and what is said of it."""

    values: dict[str, Any]
    choices: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    said: str = ""


def look_up(questions: Sequence[Question], name: str, typed: dict[str, Any]) -> Looked:
    """Look up for the question of this name; what was typed elsewhere stays as it is."""
    kind = next((one.kind for one in questions if one.name == name), "")
    looked = Looked(dict(typed))
    if kind == "postal":
        _address(looked, name)
    elif kind == "bank":
        _bank(looked)
    elif kind == "branch":
        _branch(looked)
    return looked


def _address(looked: Looked, name: str) -> None:
    place = postal.lookup(individual.compact(str(looked.values.get(name, ""))))
    if place is None:
        looked.said = "この郵便番号は見つかりません。住所を自分で入れてください。"
        return
    known = f"{place.prefecture}{place.city}{place.neighborhood}"
    if not str(looked.values.get("address", "")).startswith(known):
        looked.values["address"] = known
    looked.said = "住所を入れました。続けて、番地と建物の名前を入れてください。"


def _bank(looked: Looked) -> None:
    words = str(looked.values.get("bank", "")).strip()
    found = banks.find_banks(words) if words else []
    if not found:
        looked.said = "銀行が見つかりません。名前の一部か、4けたのコードを入れてください。"
        return
    looked.choices["bank"] = [(one.code, f"{one.name}（{one.code}）") for one in found]
    if len(found) == 1:
        looked.values["bank"] = found[0].code
        if individual.compact(str(looked.values.get("branch", ""))).isdecimal():
            looked.values["branch"] = ""  # the code of a branch of the bank before is another branch here
        _branch(looked)
    else:
        looked.said = "銀行がいくつかあります。選んでください。"


def _branch(looked: Looked) -> None:
    bank = banks.bank(individual.compact(str(looked.values.get("bank", ""))))
    words = str(looked.values.get("branch", "")).strip()
    found = banks.find_branches(bank.code, words) if bank else []
    if bank is None or not found:
        looked.said = "支店が見つかりません。" if bank else "先に銀行を選んでください。"
        return
    looked.choices["bank"] = [(bank.code, f"{bank.name}（{bank.code}）")]
    looked.choices["branch"] = [(one.code, f"{one.name}（{one.code}）") for one in found]
    if len(found) == 1:
        looked.values["branch"] = found[0].code
    looked.said = "銀行と支店が見つかりました。" if len(found) == 1 else "支店を選んでください。"
