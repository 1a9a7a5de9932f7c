"""Texts clerks may begin with, and what residents are told when something cannot be done."""

from dataclasses import dataclass
from datetime import date

from sasae.kernel.dated import load_dated

TEXTS = load_dated(__package__, "texts.yaml", list)

CORRECTION_SUBJECT = "直していただきたいところがあります"
RESULT_SUBJECT = "審査の結果のお知らせ"
MEND = "お願いしたいことがあります。「市からの手紙」を読んでください（期限：{due}）。"
ALREADY_OVER = (
    "この申請の手続は、もう終わっています（{state}）。そのため、取り下げることができませんでした。"
    "医療証が要らなくなったときなどは、「使わなくなったとき」の届出ができます。電話でもご相談ください。"
)
NEWER = "この申請は、新しい申請（{newer}）に代わっています。取り下げるときは、新しい申請から行ってください。"
NOT_SIGNED = (
    "取下げの申出の署名を確かめられませんでした。申請はそのまま続いています。"
    "申請したときと同じ方のカードで、もう一度お試しください。できないときは、電話でご相談ください。"
)
REGISTERED = (
    "この申請は、もう医療費助成の担当で登録され、決定が済んでいるか、決定の直前です。"
    "そのため、ここからは取り下げられませんでした。{message}"
    "取り下げたいときや、決定のあとで使わないときは、電話でご相談ください。"
)
NOT_WITHDRAWN = "取下げについてのお返事"


@dataclass(frozen=True)
class Sample:
    """One text to begin with."""

    id: str
    kind: str
    title: str
    subject: str
    text: str


def samples(on: date) -> list[Sample]:
    """All of them, in the order of the file."""
    return [Sample(**row) for row in TEXTS.on(on)]


def sample(id: str, on: date) -> Sample | None:
    """One of them."""
    return next((one for one in samples(on) if one.id == id), None)


def gaps(text: str, on: date) -> list[str]:
    """Lines of a sample that were to be filled in and still stand in a text."""
    open_lines = {line for one in samples(on) for line in one.text.splitlines() if line.startswith("・（")}
    return [line for line in text.splitlines() if line.strip() in open_lines]
