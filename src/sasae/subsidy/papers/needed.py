"""Which papers an application needs, by the law's list, and which of them it came with."""

from datetime import date
from typing import Any

from sasae.law.codes import Kind, Reason
from sasae.law.common.ages import school_year_end_after_reaching
from sasae.law.single_parent.documents import DOCUMENTS, Circumstances, required_documents
from sasae.law.single_parent.values import AGE_LIMITS
from sasae.subsidy.applications import consents
from sasae.subsidy.applications.models import Application
from sasae.subsidy.papers.models import IDENTITY
from sasae.subsidy.wordings.names import PAPER_NAMES

KINDS = {"10": Kind.FATHER, "11": Kind.MOTHER, "20": Kind.CAREGIVER}


def needed(application: Application) -> dict[str, str]:
    """Kind and name of each paper, in the order of the list."""
    wanted = set(required_documents(circumstances_of(application), application.received_on))
    names = PAPER_NAMES.on(application.received_on)
    return {kind: names[kind] for kind, one in DOCUMENTS.on(application.received_on).items() if one in wanted}


def circumstances_of(application: Application) -> Circumstances:
    """What the form and the register say that decides on papers."""
    form: dict[str, Any] = application.form
    applicant = application.applicant
    children = form["children"]
    return Circumstances(
        kind=KINDS[form["applicant"]["relation"]],
        receives_allowance=form["receives_child_allowance"],
        moved_in_on=applicant.resident_since if applicant is not None and applicant.moved_in_from else None,
        disabled_child=any(child.get("disabled") for child in children),
        student_over_limit=any(_student_over_limit(child, application.received_on) for child in children),
        reasons=tuple(Reason(child["reason"]) for child in children),
    )


def _student_over_limit(child: dict[str, Any], on: date) -> bool:
    birth = date.fromisoformat(child["birth_date"])
    over = on > school_year_end_after_reaching(birth, AGE_LIMITS.on(on).standard)
    return over and bool(child.get("in_high_school"))


def came_with(application: Application) -> dict[str, str]:
    """The papers that are there already, and why they count as such."""
    attached = {one["kind"] for one in application.attachments}
    applicant = application.applicant
    there = {"application": "申請書を受け付けた"}
    if application.identity_checked.strip():
        there[IDENTITY] = f"受付のときに確認した（{application.identity_checked}）"
    if "insurance" in attached or application.channel == "paper":
        there["insurance"] = "申請に添えられた" if "insurance" in attached else "申請書に記号・番号の記載がある"
    if "allowance" in attached:
        there["allowance"] = "申請に添えられた"
    if applicant is not None and applicant.individual_number_index:
        there["individual_number"] = "個人番号が登録されている"
    if application.form["consent_to_inquiries"] and not consents.lacking(application):
        there["tax_consent"] = "申請書で情報連携の照会に同意している"
    return there
