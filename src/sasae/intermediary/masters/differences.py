"""What a new distribution changes, in words: affairs, procedures, information, institutions, and what may be asked. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from sasae.contracts.information_network import CodeName, Institution, Masters, PermittedUse
from sasae.kernel.wareki import to_wareki

ADDED, GONE, CHANGED = "追加", "廃止", "変更"
_Key = tuple[str, str, str, str, date]


@dataclass(frozen=True)
class Line:
    """One difference. `effect`: what it means for the body that looks, where it means anything."""

    part: str
    change: str
    what: str
    words: str
    since: date
    effect: str = ""


def compare(old: Masters, new: Masters, body: str = "") -> list[Line]:
    """Every difference between two distributions; `body`: whose permissions are told apart (empty: nobody's)."""
    on = new.distributed_on
    found = _names("事務", old.affairs, new.affairs, on)
    found += _names("事務手続", old.procedures, new.procedures, on)
    found += _names("特定個人情報", old.information, new.information, on)
    found += _institutions(old.institutions, new.institutions, on)
    if old.permit_key != new.permit_key:
        found.append(
            Line("許可証の鍵", CHANGED, "情報提供ネットワークシステム", "許可証の署名を確かめる鍵が替わります", on)
        )
    return found + _permissions(old, new, body)


def _names(part: str, old: Iterable[CodeName], new: Iterable[CodeName], on: date) -> list[Line]:
    before, after = ({one.code: one for one in rows} for rows in (old, new))
    found = [Line(part, ADDED, code, after[code].name, on) for code in after.keys() - before.keys()]
    found += [Line(part, GONE, code, before[code].name, on) for code in before.keys() - after.keys()]
    for code in before.keys() & after.keys():
        if words := _renamed(before[code], after[code]):
            found.append(Line(part, CHANGED, code, words, on))
    return _sorted(found)


def _renamed(before: CodeName, after: CodeName) -> str:
    """What of a row is another: its name, and whatever else a version tells of it."""
    told = [(name, getattr(before, name), getattr(after, name)) for name in type(before).model_fields if name != "code"]
    words = {"name": "名称", "basis": "法的根拠"}
    return "、".join(
        f"{words.get(name, name)} {one or 'なし'} → {two or 'なし'}" for name, one, two in told if one != two
    )


def _institutions(old: Iterable[Institution], new: Iterable[Institution], on: date) -> list[Line]:
    before, after = ({one.code: one for one in rows} for rows in (old, new))
    found = [Line("参加機関", ADDED, code, after[code].name, on) for code in after.keys() - before.keys()]
    found += [Line("参加機関", GONE, code, before[code].name, on) for code in before.keys() - after.keys()]
    for code in before.keys() & after.keys():
        one, two = before[code], after[code]
        told = [f"名称 {one.name} → {two.name}"] if one.name != two.name else []
        told += ["回答を封じる鍵が替わる" if two.encryption_key else "回答を封じる鍵がなくなる"] * (
            one.encryption_key != two.encryption_key
        )
        told += ["署名の鍵が替わる"] * (one.signing_key != two.signing_key)
        if told:
            found.append(Line("参加機関", CHANGED, code, f"{two.name}：{'、'.join(told)}", on))
    return _sorted(found)


def _permissions(old: Masters, new: Masters, body: str) -> list[Line]:
    before, after = (
        {_key(one): one for one in reversed(masters.permitted)} for masters in (old, new)
    )  # the first counts
    names = {one.code: one.name for masters in (old, new) for one in (*masters.procedures, *masters.information)}
    names |= {one.code: one.name for masters in (old, new) for one in masters.institutions}
    found = []
    for key in after.keys() - before.keys():
        found.append(_permission(ADDED, after[key], names, body, after[key].valid_from, _told(after[key])))
    for key in before.keys() - after.keys():
        found.append(_permission(GONE, before[key], names, body, new.distributed_on, "なくなる"))
    for key in before.keys() & after.keys():
        if words := _changed(before[key], after[key]):
            found.append(_permission(CHANGED, after[key], names, body, new.distributed_on, words))
    return _sorted(found)


def _key(use: PermittedUse) -> _Key:
    return use.procedure, use.information, use.inquirer, use.provider, use.valid_from


def _changed(before: PermittedUse, after: PermittedUse) -> str:
    """Items gained and lost, and another end."""
    gained = [one for one in after.items if one not in before.items]
    lost = [one for one in before.items if one not in after.items]
    words = [f"項目を加える（{'・'.join(gained)}）"] * bool(gained) + [f"項目を外す（{'・'.join(lost)}）"] * bool(lost)
    if before.valid_to != after.valid_to:
        words.append(f"終わり {_end(before)} → {_end(after)}")
    return "、".join(words)


def _end(use: PermittedUse) -> str:
    return to_wareki(use.valid_to) if use.valid_to else "なし"


def _told(use: PermittedUse) -> str:
    until = f"{to_wareki(use.valid_to)}まで、" if use.valid_to else ""
    return f"{until}{len(use.items)}項目"


def _permission(
    change: str, use: PermittedUse, names: Mapping[str, str], body: str, since: date, words: str
) -> Line:  # fmt: skip
    inquirer, provider = (
        names.get(code, "すべての団体" if code == "*" else code) for code in (use.inquirer, use.provider)
    )
    what = f"{names.get(use.procedure, use.procedure)}のための{names.get(use.information, use.information)}"
    return Line(
        "照会許可用照合リスト", change, what, f"{inquirer}が{provider}に：{words}", since, _effect(change, use, body)
    )


def _effect(change: str, use: PermittedUse, body: str) -> str:
    """What the body that looks gains or loses by it."""
    if not body:
        return ""
    verb = {ADDED: "できるようになる", GONE: "できなくなる", CHANGED: "変わる"}[change]
    asks, gives = use.inquirer in ("*", body), use.provider in ("*", body)
    about = "・".join(["照会"] * asks + ["提供"] * gives)
    return f"自団体の{about}が{verb}" if about else ""


def _sorted(lines: list[Line]) -> list[Line]:
    return sorted(lines, key=lambda one: (one.part, one.change, one.what, one.words))
