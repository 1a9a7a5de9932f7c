"""A sent notification on the counter's own forms: the same rules, and who of the family is meant."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from sasae.contracts.forms import definitions
from sasae.kernel.findings import Finding, error
from sasae.subsidy.applications.actions import SIGNATURE
from sasae.subsidy.applications.comparison import same_reading
from sasae.subsidy.applications.forms import PROOFS
from sasae.subsidy.duplicates.groups import one_with
from sasae.subsidy.entitlements.models import Family, FamilyMember
from sasae.subsidy.notifications.forms import NotificationForm
from sasae.subsidy.notifications.kind_forms import FORMS
from sasae.subsidy.notifications.queries import families_of
from sasae.subsidy.online.models import Sent
from sasae.subsidy.online.readings import Form, Part

NOBODY = "届け出た人が住民票で特定されていません。届出人を確かめ、「届け出た人を探す」から特定するか、差し戻します。"
NO_FAMILY = (
    "届け出た人の家族は、医療費助成の対象として登録されていません。申請が決まったあとなら「もう一度読む」を押します。"
)
NOT_THE_APPLICANT = "届け出た人は、家族の申請者ではありません。代わりに届け出られる人かを確かめてください。"
NOT_PLAIN = "「{name}」さん（{birth}生）は、この家族の中に、フリガナと生年月日の合う人が{found}。だれのことかを確かめ、「入力する」から選んでください。"


LOG_IN = "利用者証明用電子証明書（ポータルのログイン）"


def token_of(sent: Sent, position: int) -> str:
    """The mark by which a part is entered once."""
    return f"{sent.receipt_number}-{sent.version}-{position}"


def whole(sent: Sent, address: str, telephone: str) -> dict[str, Any]:
    """The form as signed; its guarded values as the release point gave them."""
    return {**sent.form, "applicant": {**sent.form["applicant"], "address": address, "telephone": telephone}}


def family_of(sent: Sent) -> tuple[Family | None, list[Finding]]:
    """Whose notification it is: that of the family whose applicant sent it."""
    if sent.applicant is None:
        return None, [error("UK-322", "applicant", NOBODY)]
    found = families_of(sent.applicant)
    if not found:
        return None, [error("UK-323", "applicant", NO_FAMILY)]
    if found[0].applicant_id not in one_with(sent.applicant):
        return found[0], [error("UK-324", "applicant", NOT_THE_APPLICANT)]
    return found[0], []


def filled(
    sent: Sent, part: Part, position: int, members: Sequence[FamilyMember]
) -> tuple[dict[str, Any], list[Finding]]:
    """The fields of the part's form, and the persons who are not plainly one of the family."""
    values = {name: "" if value is None else value for name, value in part.values.items()}
    data: dict[str, Any] = {
        **values, "token": token_of(sent, position), "received_on": sent.received_on.isoformat(), "filer": "applicant",
        "identity_checked": PROOFS[-1], "identity_note": known_by(sent),
    }  # fmt: skip
    if not part.persons:
        return data, []
    named = {place: meant(entry, members) for place, entry in part.persons.items()}
    findings = [_not_plain(place, part.persons[place], len(ones)) for place, ones in named.items() if len(ones) != 1]
    who = [ones[0].person.atena_no for ones in named.values() if len(ones) == 1]
    data["who"] = who if part.many else "".join(who)
    return data, findings


def meant(entry: Form, members: Iterable[FamilyMember]) -> list[FamilyMember]:
    """Who of the family has this birth date and this reading."""
    birth = date.fromisoformat(entry["birth_date"])
    return [
        one for one in members
        if one.person.birth_date == birth and same_reading(one.person.name_kana, entry["name_kana"])
    ]  # fmt: skip


def _not_plain(place: str, entry: Form, found: int) -> Finding:
    words = "二人以上います" if found else "いません"
    return error("UK-325", place, NOT_PLAIN.format(name=entry["name"], birth=entry["birth_date"], found=words))


def bound(part: Part, data: dict[str, Any], members: Sequence[FamilyMember]) -> NotificationForm:
    """The counter's form of this kind, filled in."""
    return FORMS[part.kind](data, members=members)


def faults(form: NotificationForm) -> list[Finding]:
    """What the counter's form does not take, field by field."""
    return [
        error("UK-326", name, f"{form.fields[name].label}：{message}" if name in form.fields else str(message))
        for name, messages in form.errors.items()
        for message in messages
    ]


def known_by(sent: Sent) -> str:
    """How the sender was known: by the signature, or for a form that is sent without one by the log-in."""
    definition = definitions.versions(sent.procedure).get(str(sent.form.get("form_version", "")))
    return SIGNATURE if definition is None or definition.signed else LOG_IN


def said_by(form: NotificationForm, how: str, child: str = "") -> dict[str, Any]:
    """What `enter` takes of a valid form. `how`: the identity was checked; `child`: the 宛名番号 of one who comes."""
    data, content = form.cleaned_data, form.content()
    if child:
        content["child"]["atena_no"] = child
    return {
        "content": content, "received_on": data["received_on"], "occurred_on": form.occurred(),
        "identity_checked": how, "postal_code": data.get("postal_code", ""), "address": data.get("address", ""),
    }  # fmt: skip
