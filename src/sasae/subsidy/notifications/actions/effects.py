"""What each kind of notification does when it takes effect. Part of the transaction that confirms it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sasae.foundation.history import Actor
from sasae.law import Loss
from sasae.law.codes import Scheme
from sasae.law.common.fiscal_year import INCOME_YEARS_BACK
from sasae.subsidy.certificates.actions import reissue
from sasae.subsidy.certificates.actions.moves import CannotMove as CannotReissue
from sasae.subsidy.certificates.models import Certificate, Reason
from sasae.subsidy.certificates.models import State as CertificateState
from sasae.subsidy.entitlements.changes import end_fact, record_fact
from sasae.subsidy.entitlements.models import FactKind
from sasae.subsidy.notifications import consequences
from sasae.subsidy.notifications.actions.mailing import register_mailing
from sasae.subsidy.notifications.actions.reviews import open_review
from sasae.subsidy.notifications.household_form import BEGAN, ENDED, KIN_CAME, KIN_LEFT, REASON
from sasae.subsidy.notifications.kind_forms import NEW
from sasae.subsidy.notifications.models import Cause, Kind, Notification
from sasae.subsidy.notifications.queries import undecided_of
from sasae.subsidy.people.actions import end_insurance, register_account, register_insurance
from sasae.subsidy.people.models import Person
from sasae.subsidy.renewals.actions.papers import income_notified, report_notified

ONE_DAY = timedelta(days=1)
EXAMINE = "再審査をして、承認を依頼する。"
ANEW = "新しい申請を受け付ける（事由発生日は、加わった理由の日）。資格は新しい申請の受付日から始まる。"
REGRANT = (
    "資格はすでに失われていて、再審査では戻らない。婚姻・事実婚の終わったことのわかる書類を確かめ、新しい申請を受け付ける"
    "（事由発生日は婚姻・事実婚の終わった日）。資格は新しい申請の受付日から始まり、受給者番号と経過は前のものに続く。"
)


class CannotTakeEffect(ValueError):
    """The notification cannot take effect as it stands; the text says why, in Japanese."""


@dataclass(frozen=True)
class Here:
    """A notification on its way into effect."""

    one: Notification
    by: Actor
    on: date
    at: datetime

    def said(self, name: str) -> Any:
        """What the notification says in one of its fields."""
        return self.one.content[name]

    @property
    def applicant(self) -> Person:
        """Whose family it is."""
        return self.one.family.applicant

    def who(self) -> Person:
        """Whom it is about."""
        return Person.objects.get(atena_no=self.said("who"))

    def fact(self, person: Person, kind: FactKind, since: date | None = None, **value: Any) -> None:
        """Record a fact of the family, true from the day of the event."""
        record_fact(
            self.one.family, person, kind, valid_from=since or self.one.occurred_on, value=value,
            source=self.one.number, by=self.by,
        )  # fmt: skip


@dataclass(frozen=True)
class Follow:
    """What staff do next: about whom, what, whether cover is decided anew and from which day; what else follows."""

    person: Person
    to_do: str
    examine: bool = False
    on: date | None = None
    listed: tuple[consequences.Candidate, ...] = ()


def take_effect(notification: Notification, *, by: Actor, on: date, at: datetime) -> None:
    """Let a confirmed notification do what its kind does; what staff do next goes on their list."""
    follow = EFFECTS[Kind(notification.kind)](Here(notification, by, on, at))
    if follow is None:
        return
    review = open_review(
        notification.family, follow.person, Cause.NOTIFIED, occurred_on=follow.on or notification.occurred_on,
        to_do=follow.to_do, examine=follow.examine, notification=notification, by=by, at=at,
    )  # fmt: skip
    consequences.keep(review, follow.listed, by=by)


def _address(here: Here) -> Follow:
    moved = list(Person.objects.filter(atena_no__in=here.said("who")))
    if here.said("where") == "out":
        for person in moved:
            if person.moved_out_on != here.one.occurred_on:
                here.fact(person, FactKind.MOVED_OUT)
        first = here.applicant if here.applicant in moved else moved[0]
        return Follow(first, f"転出日と転出した人を住民票で確かめる。{EXAMINE}", examine=True)
    return Follow(
        here.applicant, "住民票の異動を確かめ、新しい住所の医療証に差し替える。",
        listed=consequences.reissue(moved, "住所の変更"),
    )  # fmt: skip


def _name(here: Here) -> Follow:
    person = here.who()
    return Follow(
        person, f"住民票の氏名が「{here.said('name')}」になったことを確かめ、医療証を差し替える。",
        listed=consequences.reissue([person], "氏名の変更"),
    )  # fmt: skip


def _insurance(here: Here) -> Follow:
    person = here.who()
    if here.said("change") != NEW:
        end_insurance(person, last=here.one.occurred_on - ONE_DAY, source=here.one.number, by=here.by)
        return Follow(person, f"保険の資格を失った。{EXAMINE}", examine=True)
    register_insurance(
        person, insurer_number=here.said("insurer_number"), symbol=here.said("symbol"), number=here.said("number"),
        since=here.one.occurred_on, source=here.one.number, by=here.by,
    )  # fmt: skip
    return Follow(
        person, f"前の保険との間に空白がないかを確かめる。{EXAMINE}", examine=True,
        listed=consequences.insurance(person, here.one.occurred_on),
    )  # fmt: skip


def _household(here: Here) -> Follow:
    what = here.said("what")
    if what == BEGAN:
        here.fact(here.applicant, FactKind.PARTNER, de_facto=bool(here.said("de_facto")))
        return Follow(here.applicant, f"婚姻・事実婚の日を確かめる。{EXAMINE}", examine=True)
    if what == ENDED:
        end_fact(
            here.one.family, here.applicant, FactKind.PARTNER, last=here.one.occurred_on - ONE_DAY,
            source=here.one.number, by=here.by,
        )  # fmt: skip
        return _partner_gone(here)
    if what in (KIN_CAME, KIN_LEFT):
        return Follow(here.applicant, f"同居する扶養義務者を住民票で確かめる。{EXAMINE}", examine=True)
    if what == REASON:
        return _another_reason(here)
    here.fact(here.applicant, FactKind.CHILD_SUPPORT, yen=here.said("child_support_yen"))
    return Follow(here.applicant, f"養育費が変わった。{EXAMINE}", examine=True)


def _partner_gone(here: Here) -> Follow:
    """Cover that was lost by the marriage does not come back by itself: it is applied for anew."""
    if here.one.family.entitlements.filter(valid_to__gte=here.one.occurred_on).exists():
        return Follow(here.applicant, f"婚姻・事実婚の終わった日を確かめる。{EXAMINE}", examine=True)
    return Follow(here.applicant, REGRANT)


def _another_reason(here: Here) -> Follow:
    """A reason that follows the earlier one on the next day keeps cover; cover that is over is applied for anew."""
    children = list(Person.objects.filter(atena_no__in=here.said("who")).order_by("birth_date"))
    earlier, before = here.said("earlier_until"), here.one.occurred_on - ONE_DAY
    for child in children:
        here.fact(child, FactKind.ANOTHER_REASON, reason=here.said("reason"), earlier_until=earlier)
    covered = here.one.family.entitlements.filter(recipient__person__in=children, valid_to__gte=before)
    if not covered.exists():
        return Follow(children[0], f"資格はすでに失われていて、再審査では戻らない。{ANEW}")
    if earlier and date.fromisoformat(earlier) < before:
        return Follow(children[0], f"ひとり親の理由が途切れている。{EXAMINE}承認した後に、{ANEW}", examine=True)
    return Follow(children[0], f"理由の加わったことを戸籍などの書類で確かめる。{EXAMINE}", examine=True)


def _income(here: Here) -> Follow:
    year = int(here.said("year"))
    first = date(year + INCOME_YEARS_BACK.on(here.one.received_on), 1, 1)
    amounts = {name: here.said(name) for name in ("salary", "public_pension", "other_general", "dependants")}
    here.fact(here.who(), FactKind.INCOME, first, year=year, **amounts)
    income_notified(here.applicant, here.who(), year=year, amounts=amounts, proved_on=here.one.received_on, by=here.by)
    return Follow(here.applicant, f"{year}年の所得が更正された。{EXAMINE}", examine=True, on=first)


def _account(here: Here) -> None:
    names = ("bank", "branch", "type", "number", "holder_kana")
    register_account(
        here.applicant, **{name: here.said(name) for name in names}, source=here.one.number, at=here.at, by=here.by,
        reason=f"届出 {here.one.number}",
    )  # fmt: skip


def _mailing(here: Here) -> None:
    register_mailing(here.one, starts=here.said("what") == NEW, by=here.by)


def _child_added(here: Here) -> Follow:
    entry = here.said("child")
    child = Person.objects.get(atena_no=entry["atena_no"])
    insurance = entry["insurance"]
    register_insurance(
        child, insurer_number=insurance["insurer_number"], symbol=insurance["symbol"], number=insurance["number"],
        since=date.fromisoformat(insurance["insured_since"]), source=here.one.number, by=here.by,
    )  # fmt: skip
    here.fact(child, FactKind.CHILD_ADDED, here.one.received_on, **entry)
    return Follow(
        child, f"児童の監護と理由を確かめる。{EXAMINE}", examine=True, on=here.one.received_on,
        listed=consequences.other_family(child, here.one.family),
    )  # fmt: skip


def _child_removed(here: Here) -> Follow:
    child, why = here.who(), here.said("why")
    if why == "custody":
        here.fact(child, FactKind.CUSTODY_ENDED)
    else:
        here.fact(child, FactKind.SCHEME, scheme=why)
    return Follow(child, f"児童が家族を離れた。{EXAMINE}", examine=True)


def _third_party(here: Here) -> Follow:
    person = here.who()
    return Follow(
        person, "第三者行為による受診を確かめ、損害賠償の請求の手続きを始める。",
        listed=consequences.third_party(person, here.one.occurred_on),
    )  # fmt: skip


_SCHEMES = {
    Loss.PUBLIC_ASSISTANCE: Scheme.PUBLIC_ASSISTANCE,
    Loss.DISABILITY_SUBSIDY: Scheme.DISABILITY_SUBSIDY,
}


def _loss(here: Here) -> Follow:
    person, reason = here.who(), Loss(here.said("reason"))
    if reason in _SCHEMES:
        here.fact(person, FactKind.SCHEME, scheme=_SCHEMES[reason].value)
    elif reason is Loss.INSURANCE_LOST:
        end_insurance(person, last=here.one.occurred_on - ONE_DAY, source=here.one.number, by=here.by)
    elif reason is Loss.OTHER:
        for child in _children(here) if person == here.applicant else [person]:
            here.fact(child, FactKind.REASON_ENDED)
    elif reason in (Loss.MARRIED, Loss.WITHDRAWN):
        if person != here.applicant:
            raise CannotTakeEffect(
                f"「{reason.label}」は申請者について届け出ます。児童だけのときは「児童減」の届出にします。"
            )
        here.fact(person, FactKind.PARTNER if reason is Loss.MARRIED else FactKind.WITHDRAWN)
        if reason is Loss.WITHDRAWN and (waiting := undecided_of(person, here.one.occurred_on)):
            to_do = f"同じ日の申請（{'、'.join(waiting)}）は取り下げられておらず、その審査は続ける。それまでの資格の辞退。{EXAMINE}"
            return Follow(person, to_do, examine=True)
    else:
        here.fact(person, FactKind.MOVED_OUT if reason is Loss.MOVED_OUT else FactKind.DIED)
    return Follow(person, f"資格の喪失（{reason.label}）の届出。{EXAMINE}", examine=True)


def _children(here: Here) -> list[Person]:
    members = here.one.family.members.filter(role="30", until__isnull=True).select_related("person")
    return [member.person for member in members]


def _reissue(here: Here) -> None:
    person = here.who()
    valid = Certificate.objects.filter(recipient__person=person, state=CertificateState.VALID)
    current = valid.filter(valid_to__gte=here.on).order_by("valid_from").first()
    if current is None:
        raise CannotTakeEffect(
            f"{person.name}さんには有効な医療証がないため、再交付できません。資格を確かめてください。"
        )
    try:
        reissue(current.number, reason=Reason(here.said("why")), by=here.by, on=here.on, note=f"届出 {here.one.number}")
    except CannotReissue as refused:
        raise CannotTakeEffect(str(refused)) from refused


def _status_report(here: Here) -> Follow | None:
    content = here.one.content
    names = ("year", "has_partner", "household_changed", "receives_child_allowance")
    here.fact(here.applicant, FactKind.STATUS_REPORT, here.one.received_on, **{name: content[name] for name in names})
    here.fact(here.applicant, FactKind.CHILD_SUPPORT, here.one.received_on, yen=content["child_support_yen"])
    counts = report_notified(
        here.applicant, content["year"], filed_on=here.one.received_on,
        child_support_yen=content["child_support_yen"], by=here.by,
    )  # fmt: skip
    if not counts:
        return Follow(here.applicant, f"{content['year']}年の更新の決定の後に現況届が届いた。{EXAMINE}", examine=True)
    if not (content["has_partner"] or content["household_changed"]):
        return None
    return Follow(
        here.applicant, f"現況届に世帯の変化がある。内容を確かめ、要るときは世帯の届出を求める。{EXAMINE}", examine=True
    )


EFFECTS: dict[Kind, Callable[[Here], Follow | None]] = {
    Kind.ADDRESS: _address, Kind.NAME: _name, Kind.INSURANCE: _insurance, Kind.HOUSEHOLD: _household,
    Kind.INCOME: _income, Kind.ACCOUNT: _account, Kind.MAILING: _mailing, Kind.CHILD_ADDED: _child_added,
    Kind.CHILD_REMOVED: _child_removed, Kind.THIRD_PARTY: _third_party, Kind.LOSS: _loss, Kind.REISSUE: _reissue,
    Kind.STATUS_REPORT: _status_report,
}  # fmt: skip
