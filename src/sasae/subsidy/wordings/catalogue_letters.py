"""The letters whose texts are changed on screen, each text with the places that are filled in."""

from sasae.subsidy.wordings.fields import Field
from sasae.subsidy.wordings.parts import Part

GROUP = "通知の文"
_TEXTS = {
    "title": ("表題", 40), "intro": ("本文", 250), "submit": ("出すもの", 120), "how": ("出し方", 80), "ending": ("結び", 250),
    "note": ("表の下の注", 150), "late": ("期間を過ぎたときの文", 200), "last": ("最後の文", 250),
}  # fmt: skip
PLACES = {
    "applied_on": "申請の日", "year": "更新の年", "judged_on": "新しい資格の始まる日", "received_on": "受け付けた日",
    "receipt_number": "受付番号", "due_on": "期限", "claimed_on": "請求の日", "claim": "請求書番号",
    "requested_on": "請求の日", "kind": "請求の種類（開示・訂正・利用停止）",
}  # fmt: skip


def _letter(key: str, label: str, used: str, texts: str, **places: tuple[str, ...]) -> Field:
    parts = tuple(
        Part(
            name, _TEXTS[name][0], most=_TEXTS[name][1], places=places.get(name, ()),
            help="、".join("{" + place + "}は" + PLACES[place] for place in places.get(name, ())),
        )
        for name in texts.split()
    )  # fmt: skip
    return Field(f"letters.{key}", label, GROUP, parts, sample=key, used=used)


_CLAIM_ASKED = ("claimed_on", "claim", "due_on")
_EVIDENCE_ASKED = ("requested_on", "kind")
_ASKED = ("received_on", "receipt_number", "due_on")
LETTER_FIELDS = (
    _letter("refusal", "不交付決定通知書", "審査の決定", "title intro", intro=("applied_on",)),
    _letter(
        "renewal_report", "現況届のお願い", "一斉更新", "title intro submit how ending", intro=("year",), ending=("judged_on",)
    ),
    _letter(
        "renewal_exempt", "現況届を出さなくてよいお知らせ", "一斉更新", "title intro ending", intro=("year",), ending=("judged_on",)
    ),
    _letter(
        "renewal_unknown", "所得不明案内", "一斉更新", "title intro submit how ending", intro=("year",), ending=("judged_on",)
    ),
    _letter("renewal_refusal", "更新の不交付決定通知書", "一斉更新", "title intro ending", intro=("year",)),
    _letter(
        "renewal_extension", "在学・障害の確認のお願い", "年度末の更新", "title intro submit how ending", ending=("judged_on",)
    ),
    _letter("renewal_loss", "更新の受給資格消滅通知書", "更新", "title intro ending"),
    _letter("loss", "受給資格消滅通知書", "届出と家族の見直し", "title intro ending"),
    _letter("recall", "医療証の返還のお願い", "医療証の回収", "title intro ending", intro=("due_on",)),
    _letter("recall_reminder", "医療証の返還の督促", "医療証の回収", "title intro ending last", intro=("due_on",)),
    _letter("paper_request", "書類の提出依頼", "審査", "title intro ending", intro=_ASKED),
    _letter("paper_reminder", "書類の提出の督促", "審査", "title intro ending last", intro=_ASKED),
    _letter("claim_grant", "医療費助成支給決定通知書", "償還払い", "title intro ending", intro=("claimed_on",)),
    _letter("claim_papers", "償還払いの書類の提出依頼", "償還払い", "title intro ending", intro=_CLAIM_ASKED),
    _letter("claim_papers_reminder", "償還払いの書類の督促", "償還払い", "title intro ending last", intro=_CLAIM_ASKED),
    _letter("claim_refusal", "医療費助成不支給決定通知書", "償還払い", "title intro", intro=("claimed_on",)),
    _letter("payment_notice", "支払通知書", "支払", "title intro note"),
    _letter("account_request", "振込口座の確認のお願い", "支払", "title intro how ending"),
    _letter("refund_notice", "過誤納金の振込の通知", "支払", "title intro note"),
    _letter("refund_request", "過誤納金の振込口座の確認のお願い", "支払", "title intro how ending"),
    _letter("recovery_decision", "返還決定通知書", "返還", "title intro ending", intro=("due_on",)),
    _letter("recovery_claim", "賠償金・給付金の請求書", "返還", "title intro ending", intro=("due_on",)),
    _letter("recovery_reminder", "返還金の督促状", "返還", "title intro ending", intro=("due_on",)),
    _letter("recovery_plan", "分割納付の承認通知", "返還", "title intro ending"),
    _letter("recovery_closing", "返還金の精算の通知", "返還", "title intro ending"),
    _letter("recovery_slip", "返還金の納付書の送付", "返還", "title intro ending"),
    _letter("recovery_refund", "過誤納金の還付の通知", "返還", "title intro ending"),
    _letter("cover_letter", "送付書（通知を作成した後に住所が変わったとき）", "印刷・封入", "title intro ending"),
    _letter("appeal_acknowledgement", "審査請求受付書", "審査請求", "title intro late ending"),
    _letter("disclosure_decision", "開示等の決定通知書", "開示・訂正・利用停止", "title intro ending", intro=_EVIDENCE_ASKED),
    _letter("disclosure_extension", "開示等の期限の延長通知書", "開示・訂正・利用停止", "title intro", intro=_EVIDENCE_ASKED),
    _letter("incident_notice", "個人情報の事故についてのお知らせ", "事故の対応", "title intro note ending"),
)  # fmt: skip
