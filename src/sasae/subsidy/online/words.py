"""What residents are told of the end of what they sent: by kind, in plain words. Names and addresses are in none of them."""

from collections.abc import Sequence
from datetime import date

from sasae.kernel.dated import BeyondHorizon
from sasae.kernel.period import Month
from sasae.kernel.wareki import month_to_wareki, to_wareki
from sasae.subsidy.certificates.office import OFFICE
from sasae.subsidy.claims.models import Claim
from sasae.subsidy.claims.models import State as ClaimState
from sasae.subsidy.payments.schedule import pay_day_of

DONE = {
    "certificate_reissue": "再交付を決めました。新しい医療証を、届け出られている住所（送付先）へ郵送します。前の医療証は、見つかっても使わずに、区役所へ返してください。",
    "child_added": "お子さんを助成の対象に加えることを決めました。お子さんの医療証を、届け出られている住所（送付先）へ郵送します。",
    "insurance_change": "健康保険の変更を登録しました。医療証は、そのまま使えます。差し替えが要るときは、新しい医療証を郵送します。",
    "account_change": "振込先の口座を登録しました。これから決まる助成費は、この口座へ振り込みます。",
    "eligibility_loss": "届出を受け付けました。資格の終わる日は、通知を郵送してお知らせします。使えなくなった医療証は、区役所へ返してください。",
    "child_removed": "届出を受け付けました。お子さんの資格の終わる日は、通知を郵送してお知らせします。お子さんの医療証は、区役所へ返してください。",
    "change_report": "届出の内容を登録しました。医療証の差し替えが要るときは、新しい医療証を郵送します。資格が変わるときは、通知でお知らせします。",
    "status_report": "現況届を受け付けました。審査の結果は、新しい医療証か通知を郵送してお知らせします。",
    "income_proof": "証明書の所得を登録しました。審査の結果は、医療証か通知を郵送してお知らせします。",
    "disclosure_request": "開示の請求について決定しました：{reason}",
}  # fmt: skip
ACCEPTED = "届出の内容を確かめ、受け付けました。"
PARTLY = "{done}受け付けられなかったもの：{reason}"
NOT_ACCEPTED = "受け付けられませんでした。理由：{reason}"
WITHDRAWN = "取下げを受け付けました：{reason}"
MEND = "内容を直して、もう一度お送りください。直していただきたいこと：{reason}"
ASK = "わからないことや納得できないことは、お住まいの区の区役所保険年金課か、{section}（電話 {telephone}）へお問い合わせください。"
DECISIONS = frozenset({"certificate_reissue", "child_added", "reimbursement_claim", "disclosure_request"})  # 処分に当たるもの
MOST = 2000


def done(procedure: str, reason: str) -> str:
    """It was accepted; `reason`: what of it was not."""
    words = DONE.get(procedure, ACCEPTED)
    if "{reason}" in words or not reason:
        return words.format(reason=reason)
    return PARTLY.format(done=words, reason=reason)


def refused(procedure: str, reason: str, on: date) -> str:
    """It was not accepted, why, and what the resident can do about it."""
    return f"{NOT_ACCEPTED.format(reason=reason)}{how_to_appeal(procedure, on)}"[:MOST]


def how_to_appeal(procedure: str, on: date) -> str:
    """Whom to ask; of a decision, how to appeal against it, as the letters say."""
    office = OFFICE.on(on)
    ask = ASK.format(section=office["section"], telephone=office["telephone"])
    return ask + (office["appeal"][0] if procedure in DECISIONS else "")


def of_claims(claims: Sequence[Claim], on: date) -> str:
    """What is paid of a folder, and when; what is not, and how to appeal."""
    granted = [one for one in claims if one.state in Claim.GRANTED]
    refused = [one for one in claims if one.state == ClaimState.REFUSED]
    withdrawn = [one for one in claims if one.state == ClaimState.WITHDRAWN]
    said = f"医療費{len(granted)}件、合計{sum(one.amount for one in granted):,}円の支給を決めました。{_paid(on)}" if granted else ""
    said += f"支給できないもの：{_named(refused)}。理由は、お送りする通知にあります。" if refused else ""
    said += f"取り下げたもの：{_named(withdrawn)}。" if withdrawn else ""
    return f"{said}{how_to_appeal('reimbursement_claim', on)}"[:MOST] if refused or withdrawn else said


def _named(claims: Sequence[Claim]) -> str:
    months = ((month_to_wareki(Month.parse(one.treatment_month).first), one.insured_self_pay) for one in claims)
    return "、".join(f"{month}の{yen:,}円" for month, yen in months)


def _paid(on: date) -> str:
    """The day the bank is to pay what was decided on a day, as far as the banks' calendar reaches."""
    try:
        planned = pay_day_of(on.replace(day=1))
        if planned.closing < on:
            planned = pay_day_of(Month.of(on).plus(1).first)
    except BeyondHorizon:
        return "届け出られた口座へ振り込みます。"
    return f"{to_wareki(planned.pay_on)}に、届け出られた口座へ振り込む予定です。"
