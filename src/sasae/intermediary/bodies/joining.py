"""Many bodies at once: a list is looked at as a whole, and taken in body by body only when nothing in it is wrong.

A line: 団体コード,団体名,接続元,副本,利用者ID,氏名 - the last two are the body's first ID manager, 副本 codes apart by blanks.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

from django.core.exceptions import ValidationError
from django.db import transaction

from sasae.contracts.operation import LINKAGE_PLATFORMS, name_for
from sasae.foundation.accounts.actions import create_user, grant
from sasae.foundation.accounts.models import User
from sasae.foundation.history import SYSTEM
from sasae.intermediary.bodies.actions import prepare, take_in
from sasae.intermediary.bodies.models import Body
from sasae.intermediary.keys.custodian import make_key
from sasae.kernel.findings import Finding, error

COLUMNS = ["団体コード", "団体名", "接続元", "副本", "利用者ID", "氏名"]
BY = SYSTEM("take_in_bodies")
FIRST_PASSWORD = "first-password"  # noqa: S105 - the name of a file


@dataclass(frozen=True)
class Joining:
    """One line of the list."""

    line: int
    code: str
    name: str
    caller: str
    registers: tuple[str, ...]
    login_id: str
    manager: str


def read(text: str) -> tuple[list[Joining], list[Finding]]:
    """The lines, and everything wrong with the list as a whole and with each line."""
    rows = csv.reader(StringIO(text.removeprefix("\ufeff")))
    if [cell.strip() for cell in next(rows, [])] != COLUMNS:
        return [], [error("BJ-01", "1行目", f"見出しが違います。「{','.join(COLUMNS)}」にしてください。")]
    found: list[Finding] = []
    joining: list[Joining] = []
    for number, row in enumerate(rows, start=2):
        cells = [cell.strip() for cell in row]
        if not any(cells):
            continue
        if len(cells) != len(COLUMNS):
            found.append(error("BJ-02", f"{number}行目", f"項目が{len(COLUMNS)}個ではありません（{len(cells)}個）。"))
            continue
        code, name, caller, registers, login_id, manager = cells
        joining.append(Joining(number, code, name, caller, tuple(registers.split()), login_id, manager))
    if not joining and not found:
        found.append(error("BJ-03", "1行目", "団体が一つもありません。"))
    return joining, found + _doubles(joining) + [each for one in joining for each in _wrong(one)]


def _doubles(joining: list[Joining]) -> list[Finding]:
    found = []
    for what, name in (("団体コード", "code"), ("接続元", "caller"), ("利用者ID", "login_id")):
        first: dict[str, int] = {}
        for one in joining:
            value = getattr(one, name)
            if value and first.setdefault(value, one.line) != one.line:
                found.append(error("BJ-04", f"{one.line}行目", f"{what} {value} は{first[value]}行目にもあります。"))
    return found


def _wrong(one: Joining) -> Iterator[Finding]:
    at = f"{one.line}行目"
    if not is_municipality(one.code):
        yield error("BJ-05", at, f"団体コードが全国地方公共団体コード（検査数字を含む6桁）ではありません：{one.code}")
    for what, text, most in (("団体名", one.name, 40), ("接続元", one.caller, 40), ("氏名", one.manager, 100)):
        if not 0 < len(text) <= most:
            yield error("BJ-06", at, f"{what}を{most}字までで入れてください。")
    if one.caller and not may_speak(one.caller, one.code):
        yield error(
            "BJ-12", at, f"接続元は {name_for(one.code)} にしてください。この名は契約にありません：{one.caller}"
        )
    if any(len(each) != 16 or not each.isascii() or not each.isalnum() for each in one.registers):
        yield error("BJ-07", at, "副本の特定個人情報名コードは、半角の英数字16桁です。")
    try:
        User._meta.get_field("login_id").run_validators(one.login_id)
    except ValidationError as refusal:
        yield error("BJ-08", at, f"利用者ID {one.login_id}：{' '.join(refusal.messages)}")


def may_speak(caller: str, code: str) -> bool:
    """Whether the contracts let a system of this name speak for this body: one named after a body speaks for it alone."""
    return caller in LINKAGE_PLATFORMS and (not caller.startswith("linkage_") or caller == name_for(code))


def is_municipality(code: str) -> bool:
    """Six digits of which the last is the check digit of 全国地方公共団体コード."""
    if len(code) != 6 or not (code.isascii() and code.isdigit()):
        return False
    total = sum(int(digit) * weight for digit, weight in zip(code[:5], range(6, 1, -1), strict=True))
    return int(code[5]) == (11 - total % 11) % 10


def clashes(joining: list[Joining]) -> list[Finding]:
    """What stands against those who are here already. A body that is here as the list says is no clash."""
    here = {each.code: each for each in Body.objects.all()}
    callers = {each.caller: each.code for each in here.values()}
    owners = dict(User.objects.values_list("login_id", "office_code"))
    found = []
    for one in joining:
        at, body = f"{one.line}行目", here.get(one.code)
        told = (one.name, one.caller, list(one.registers), "active")
        if body and (body.name, body.caller, body.registers, body.state) != told:
            found.append(error("BJ-09", at, f"団体 {one.code} はすでにあり、登録の内容か状態が違います。"))
        if callers.get(one.caller, one.code) != one.code:
            found.append(error("BJ-10", at, f"接続元 {one.caller} は団体 {callers[one.caller]} のものです。"))
        if owners.get(one.login_id, one.code) != one.code:
            found.append(error("BJ-11", at, f"利用者ID {one.login_id} は、ほかの人が使っています。"))
    return found


def join(one: Joining, homes: Path) -> bool:
    """Take one body in with its first ID manager, whole or not at all. Runs as the database's owner.

    Returns whether there was anything to do. The first password lies in a file beside the key, for the custodian.
    """
    if Body.objects.filter(code=one.code).exists():
        return False
    folder = homes / one.code
    key = make_key(folder)
    prepare(one.code)  # committed by itself, and done again by `take_in` if it was left half-way
    with transaction.atomic():
        _first_manager(one, folder)
        take_in(one.code, one.name, caller=one.caller, public_key=key, registers=list(one.registers))
    return True


def _first_manager(one: Joining, folder: Path) -> None:
    user, password = create_user(by=BY, login_id=one.login_id, name=one.manager, office=one.name, office_code=one.code)
    file = folder / FIRST_PASSWORD
    file.touch(mode=0o600)
    file.write_text(password, encoding="ascii")
    for right in ("accounts.view", "accounts.manage"):
        grant(user, right, by=BY, reason="団体の最初のID管理者")
