"""Who sent an application and in what relation to the applicant, as far as the form and its papers tell."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from sasae.contracts.forms.definitions import AGENT, FAMILY, of_version
from sasae.kernel.wareki import to_wareki

PROXY = "proxy"  # 委任状, a paper of this kind
SELF_SENT = "本人"
BY_PROXY = "代理人（委任状が付いています）"
AS_FAMILY = "家族か代理人（委任状がありません。家族なら戸籍か住民登録で関係を、代理人なら委任状を確かめてください）"
WITHOUT_PROXY = "代理人（委任状がありません。出してもらってください）"


@dataclass(frozen=True)
class Sender:
    """In words for staff; name and relation are empty for the applicant."""

    role: str
    name: str = ""
    relation: str = ""


def sender_of(form: dict[str, Any], kinds: Collection[str]) -> Sender:
    """`kinds`: what papers came with it. The form does not say whether it was sent as family: the paper does."""
    agent = form.get(AGENT)
    if not agent:
        return Sender(SELF_SENT)
    born = to_wareki(date.fromisoformat(agent["birth_date"]))
    who = (f"{agent['name']}（{agent['name_kana']}、{born}生）", agent["relation"])
    if PROXY in kinds:
        return Sender(BY_PROXY, *who)
    family = FAMILY in of_version(form["form"], form["form_version"]).senders
    return Sender(AS_FAMILY if family else WITHOUT_PROXY, *who)
