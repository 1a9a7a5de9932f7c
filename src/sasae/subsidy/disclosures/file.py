"""The subsidy's file of one person, section by section. Other persons stand in it as a mask; they are counted.

Of somebody under 支援措置 nothing is told that leads to where they live: address, telephone, ward, when they left the city,
insurers, clinics, branches.
"""

from dataclasses import dataclass, field
from datetime import date

from sasae.contracts.evidence import Entry, Masked, Row, Section
from sasae.foundation.history import Actor
from sasae.foundation.release import GuardedText, release
from sasae.kernel.wareki import to_wareki
from sasae.subsidy.applications.models import Application
from sasae.subsidy.certificates.models import Certificate
from sasae.subsidy.claims.models import Claim
from sasae.subsidy.duplicates.groups import one_with
from sasae.subsidy.entitlements.models import Entitlement, FamilyMember
from sasae.subsidy.notifications.models import Notification
from sasae.subsidy.payments.models import Payment
from sasae.subsidy.people.models import BankAccount, Insurance, Person
from sasae.subsidy.people.queries import is_hidden

SYSTEM = "subsidy"
OTHER = "［ご本人以外の方の情報のため不開示］"
WHEREABOUTS = "［支援措置の期間中のため不開示］"
WHY = "本人への開示"


@dataclass
class Told:
    """The sections, and how often each rule was applied."""

    sections: list[Section] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)

    def mask(self, rule: str, words: str) -> str:
        """The words that stand for what is not told."""
        self.counts[rule] = self.counts.get(rule, 0) + 1
        return words

    @property
    def masked(self) -> list[Masked]:
        return [Masked(rule=rule, count=count) for rule, count in sorted(self.counts.items())]


def file_of(person: Person, *, by: Actor, on: date) -> Told:
    """Everything the file tells of the person, under whichever of their numbers."""
    told, one, hidden = Told(), one_with(person), is_hidden(person, on)
    told.sections = [
        _section("ご本人の登録", [_register(person, told, by=by, hidden=hidden)]),
        _section("家族", _family(person, one, told)),
        _section("保険資格", [_insurance(row, told, hidden) for row in Insurance.objects.filter(person__in=one).order_by("-since")]),
        _section("振込口座の届出", [_account(row, told, hidden) for row in _accounts(one)]),
        _section("申請", [_application(row, told, hidden) for row in _applications(one)]),
        _section("届出", [_notification(row) for row in _notifications(one)]),
        _section("資格", [_entitlement(row) for row in _entitlements(one)]),
        _section("医療証", [_certificate(row) for row in _certificates(one)]),
        _section("払い戻しの請求", [_claim(row, person, one, told, hidden) for row in _claims(one)]),
        _section("支払", [_payment(row, told, hidden) for row in _payments(one)]),
    ]
    return told


def _section(title: str, entries: list[Entry]) -> Section:
    return Section(system=SYSTEM, title=title, entries=entries)


def entry(title: str, rows: dict[str, object]) -> Entry:
    """One record; days in the Japanese calendar, what is empty as a dash."""
    return Entry(title=title[:120], rows=[Row(label=label, value=_text(value)[:1000]) for label, value in rows.items()])


def _text(value: object) -> str:
    if isinstance(value, date):
        return to_wareki(value)
    return f"{value:,}円" if isinstance(value, int) and not isinstance(value, bool) else str(value or "－")


def _register(person: Person, told: Told, *, by: Actor, hidden: bool) -> Entry:
    def home(value: GuardedText | str | None) -> str:
        if hidden:
            return told.mask("whereabouts", WHEREABOUTS)
        guarded = GuardedText(value or "")
        return release(guarded, actor=by, way="contract", person=person.atena_no, protected=False, reason=WHY)

    return entry(
        "登録",
        {
            "宛名番号": person.atena_no, "氏名": person.name, "氏名カナ": person.name_kana,
            "生年月日": person.birth_date, "郵便番号": home(person.postal_code), "住所": home(person.address),
            "電話番号": home(person.telephone), "続柄": person.relation, "市民となった日": person.resident_since,
            "転出日": told.mask("whereabouts", WHEREABOUTS) if hidden else person.moved_out_on, "個人番号": "登録あり（番号は開示文書に印刷しません）" if person.individual_number_index else "登録なし",
            "入手元": person.source,
        },
    )  # fmt: skip


def _family(person: Person, one: list[int], told: Told) -> list[Entry]:
    """The person's own part; of the others who were of the family meanwhile, that there is somebody."""
    own = list(FamilyMember.objects.filter(person__in=one))
    members = FamilyMember.objects.filter(family__in={row.family_id for row in own}).order_by("family", "since", "pk")
    return [
        entry(
            row.get_role_display(),
            {"氏名": person.name, "初日": row.since, "最終日": row.until}
            if row.person_id in one
            else {"氏名": told.mask("other_persons", OTHER)},
        )
        for row in members
        if row.person_id in one or any(_meanwhile(row, mine) for mine in own)
    ]


def _meanwhile(other: FamilyMember, own: FamilyMember) -> bool:
    ends = other.until or date.max, own.until or date.max
    return other.family_id == own.family_id and other.since <= ends[1] and own.since <= ends[0]


def _insurance(row: Insurance, told: Told, hidden: bool) -> Entry:
    insurer = told.mask("whereabouts", WHEREABOUTS) if hidden else row.insurer_number
    return entry(
        to_wareki(row.since),
        {
            "保険者番号": insurer, "記号": "" if hidden else row.symbol, "番号": row.number, "最終日": row.until,
            "入手元": row.source,
        },
    )  # fmt: skip


def _accounts(one: list[int]) -> list[BankAccount]:
    return list(BankAccount.objects.filter(person__in=one).order_by("-since"))


def _account(row: BankAccount, told: Told, hidden: bool) -> Entry:
    where = told.mask("whereabouts", WHEREABOUTS) if hidden else str(row)
    return entry(to_wareki(row.since.date()), {"口座": where, "名義": row.holder_kana, "入手元": row.source})


def _applications(one: list[int]) -> list[Application]:
    return list(Application.objects.filter(applicant__in=one).order_by("-received_on", "-pk"))


def _application(row: Application, told: Told, hidden: bool) -> Entry:
    others = len(row.form.get("children") or ())
    rows: dict[str, object] = {
        "受付日": row.received_on, "経路": row.get_channel_display(), "状態": row.get_state_display(),
        "添付": "、".join(str(one.get("name", "")) for one in row.attachments) if not hidden else "（名称は省きます）",
    }  # fmt: skip
    if others:
        rows["児童の欄"] = f"{others}人　{told.mask('other_persons', OTHER)}"
    return entry(row.receipt_number, rows)


def _notifications(one: list[int]) -> list[Notification]:
    return list(Notification.objects.filter(family__applicant__in=one).order_by("-received_on", "-pk"))


def _notification(row: Notification) -> Entry:
    return entry(
        f"{row.number}　{row.get_kind_display()}",
        {"受付日": row.received_on, "異動日": row.occurred_on, "状態": row.get_state_display()},
    )


def _entitlements(one: list[int]) -> list[Entitlement]:
    rows = Entitlement.ever.filter(recipient__person__in=one).select_related("recipient", "examination")
    return list(rows.order_by("-valid_from"))


def _entitlement(row: Entitlement) -> Entry:
    return entry(
        f"受給者番号 {row.recipient.number}",
        {
            "初日": row.valid_from, "末日": row.valid_to, "審査の基準日": row.examination.on,
            "はじまる前に失効": "はい" if row.annulled else "いいえ",
        },
    )  # fmt: skip


def _certificates(one: list[int]) -> list[Certificate]:
    return list(Certificate.objects.filter(recipient__person__in=one).order_by("-issued_on", "-pk"))


def _certificate(row: Certificate) -> Entry:
    return entry(
        row.number,
        {
            "交付日": row.issued_on, "有効期間の初日": row.valid_from, "有効期間の末日": row.valid_to,
            "状態": row.get_state_display(), "無効日": row.voided_on,
        },
    )  # fmt: skip


def _claims(one: list[int]) -> list[Claim]:
    return list(Claim.objects.filter(person__in=one).order_by("-treatment_month", "-pk"))


def _claim(row: Claim, person: Person, one: list[int], told: Told, hidden: bool) -> Entry:
    payee = person.name if row.payee_id in one else told.mask("other_persons", OTHER)
    return entry(
        row.number,
        {
            "診療年月": row.treatment_month,
            "医療機関": told.mask("whereabouts", WHEREABOUTS) if hidden else row.provider,
            "総医療費": row.total_cost, "自己負担額": row.insured_self_pay, "状態": row.get_state_display(),
            "支払を受ける人": payee,
        },
    )  # fmt: skip


def _payments(one: list[int]) -> list[Payment]:
    return list(Payment.objects.filter(payee__in=one).order_by("-pk"))


def _payment(row: Payment, told: Told, hidden: bool) -> Entry:
    where = told.mask("whereabouts", WHEREABOUTS) if hidden else f"{row.bank_name}　{row.branch_name}"
    return entry(row.serial, {"金額": row.yen, "振込先": where, "状態": row.get_state_display()})
