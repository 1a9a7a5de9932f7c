"""What Misaki sends from the portal after her family is covered, as intake hands it on."""

import base64
import hashlib
import itertools
import json
from typing import Any

from django.conf import settings

from sasae.contracts import published_applications as relay
from sasae.contracts.forms.definitions import of_version
from sasae.contracts.forms.messages import message_of
from sasae.kernel import clock
from sasae.wire import sealing
from tests.subsidy.town import DAY, HOME, MISAKI, Linkage

NUMBERS = itertools.count(2)
VERSION = "2026-04-01"
MOTHER = {"name": "宮前　美咲", "name_kana": "ミヤマエ　ミサキ", "birth_date": "1990-04-01"}
SON = {"name": "宮前　蓮", "name_kana": "みやまえ れん", "birth_date": "2015-05-05"}
DAUGHTER = {"name": "宮前　澪", "name_kana": "ミヤマエ　ミオ", "birth_date": "2018-10-10"}
STRANGER = {"name": "高津　陸", "name_kana": "タカツ　リク", "birth_date": "2015-05-05"}
SENDER = {**MOTHER, "postal_code": "2160006", "address": HOME, "telephone": "0441112222"}
CARD = {"insurer_number": "138057", "symbol": "", "number": "99", "insured_since": "2026-06-01"}
NEW_ACCOUNT = {"bank": "0001", "branch": "001", "type": "1", "number": "7654321", "holder_kana": "ミヤマエ　ミサキ"}
BABY_ATENA, BABY_NUMBER = f"{4005:015d}", "222222222225"
BABY = {"name": "宮前　結", "name_kana": "ミヤマエ　ユイ", "birth_date": "2026-06-01", "sex": "2"}
PICTURE = b"\x89PNG\r\n\x1a\n" + b"a receipt"
SAID: dict[str, dict[str, Any]] = {
    "insurance_change": {"change": {"change": "new"}, "insured": [{**MOTHER, **CARD}, {**SON, **CARD}]},
    "account_change": {"account": NEW_ACCOUNT},
    "certificate_reissue": {"who": [SON], "reissue": {"why": "lost", "noticed_on": "2026-06-14"}},
    "eligibility_loss": {"who": [MOTHER], "loss": {"occurred_on": "2026-06-30", "reason": "12"}},
    "child_removed": {"who": [SON], "removal": {"occurred_on": "2026-06-10", "why": "facility"}},
    "status_report": {
        "report": {
            "year": "2027",
            "has_partner": False,
            "household_changed": True,
            "child_support_yen": 360_000,
            "receives_child_allowance": True,
        }
    },
    "child_added": {
        "children": [{
            **BABY, "cared_since": "2026-06-01", "reason": "02", "reason_on": "2026-05-01", "lives_with_applicant": True,
            "individual_number": BABY_NUMBER, "insurance": {**CARD, "insurer_number": "01130012"},
        }]
    },
    "income_proof": {"income": [{**MOTHER, "municipality": "みどり野市"}]},
    "reimbursement_claim": {
        "receipts": [
            {**SON, "provider": "みなとテスト医院", "month": "2026-05", "inpatient": False, "paid_yen": 2_400, "refunded_yen": 0},
            {**MOTHER, "provider": "箱根テスト病院", "month": "2026-05", "inpatient": False, "paid_yen": 3_000, "refunded_yen": 0},
        ]
    },
    "disclosure_request": {"request": {"what": "令和8年の助成の記録", "way": "copy"}},
    "change_report": {"change": {"kind": "address", "occurred_on": "2026-06-10"}, "people": [MOTHER, SON, DAUGHTER]},
}


def send(
    linkage: Linkage, procedure: str, *, found: str | None = MISAKI, sealed: bool = False, papers: tuple[bytes, ...] = (), **said: Any
) -> str:
    """A notification lies at intake, handed over. `found`: whom intake found; `sealed`: where the sender lives is for the office alone."""
    receipt = f"KW20260615{next(NUMBERS):08d}"
    content = {
        "form": procedure, "form_version": VERSION, "applied_on": DAY.isoformat(), "applicant": SENDER,
        **SAID.get(procedure, {}), **said,
    }  # fmt: skip
    message = message_of(of_version(procedure, VERSION))
    form = message.model_validate_json(json.dumps(content), strict=True).model_dump(mode="json")
    return publish(linkage, receipt, procedure, form, found=found, sealed=sealed, papers=papers)


def publish(
    linkage: Linkage, receipt: str, procedure: str, form: dict[str, Any], *, found: str | None, sealed: bool = False,
    papers: tuple[bytes, ...] = (),
) -> str:  # fmt: skip
    """The same for a form as it is."""
    numbers = {
        f"children.{place}.individual_number": one.pop("individual_number")
        for place, one in enumerate(form.get("children", []))
    }
    for place, content in enumerate(papers, 1):
        entry = relay.AttachmentEntry(
            number=place, kind="receipt", name=f"領収書{place}.png", media_type="image/png", size=len(content),
            sha256=hashlib.sha256(content).hexdigest(),
        )  # fmt: skip
        linkage.papers[receipt, place] = relay.SealedAttachment(
            entry=entry, content_sealed=base64.b64encode(sealing.seal(settings.SASAE_PKI, "subsidy", content)).decode()
        )
    where = {name: form["applicant"][name] for name in ("address", "telephone")} if sealed else {}
    told = {**form, "applicant": {**form["applicant"], **dict.fromkeys(where, "")}}
    linkage.published[receipt] = relay.Application(
        receipt_number=receipt, procedure=procedure, version=1, received_on=DAY, applicant=found,
        signer_name="宮前　美咲", signature_checked_at=clock.now(), form=told, form_sha256="0" * 64,
        whereabouts_sealed=sealing.seal_text(settings.SASAE_PKI, "subsidy", json.dumps(where)) if sealed else "",
        comparison_key_sealed=sealing.seal_text(settings.SASAE_PKI, "subsidy", f"key of {receipt}"),
        individual_numbers_sealed=sealing.seal_text(settings.SASAE_PKI, "subsidy", json.dumps(numbers)) if numbers else "",
        attachments=[linkage.papers[receipt, place].entry for place in range(1, len(papers) + 1)],
    )  # fmt: skip
    return receipt
