"""The kinds of cases: who may see each, and where each is dealt with."""

from sasae.subsidy.desk.models import CaseKind, CaseRow

RIGHTS = {
    CaseKind.APPLICATION: "applications.view",
    CaseKind.NOTIFICATION: "notifications.view",
    CaseKind.REVIEW: "notifications.view",
    CaseKind.CONSEQUENCE: "notifications.view",
    CaseKind.CLAIM: "claims.view",
    CaseKind.APPEAL: "appeals.view",
    CaseKind.RETURNED: "certificates.recall",
    CaseKind.PAPERS: "applications.view",
    CaseKind.RECEIVABLE: "recovery.view",
    CaseKind.INJURY: "third_parties.view",
    CaseKind.HOLD: "claims.view",
    CaseKind.RECEIPT: "receipts.view",
    CaseKind.TRANSFER: "payments.view",
    CaseKind.EXTRACTION: "extraction.approve",
    CaseKind.YEAR: "claims.view",
    CaseKind.SENT: "notifications.view",
}
PAGES = {
    CaseKind.APPLICATION: "applications:application",
    CaseKind.NOTIFICATION: "notifications:notification",
    CaseKind.REVIEW: "notifications:review",
    CaseKind.CONSEQUENCE: "notifications:review",
    CaseKind.CLAIM: "claims:claim",
    CaseKind.APPEAL: "appeals:appeal",
    CaseKind.RETURNED: "certificates:returned_mail",
    CaseKind.PAPERS: "papers:papers",
    CaseKind.RECEIVABLE: "recovery:receivable",
    CaseKind.INJURY: "third_parties:injury",
    CaseKind.HOLD: "claims:claim",
    CaseKind.RECEIPT: "receipts:line",
    CaseKind.TRANSFER: "payments:run",
    CaseKind.EXTRACTION: "extraction:extraction",
    CaseKind.YEAR: "claims:year",
    CaseKind.SENT: "online:sent",
}
NOBODYS = (CaseKind.TRANSFER, CaseKind.EXTRACTION)  # work that is about no single person


def page_of(case: CaseRow) -> tuple[str, str]:
    """Where a case is dealt with: the page's name and its argument."""
    return PAGES[CaseKind(case.kind)], case.target


def name_of(case: CaseRow) -> str:
    """Whom a case is about, as the list says it."""
    if case.person is not None:
        return case.person.name
    return "－" if case.kind in NOBODYS else "（特定できず）"


def parted(case_id: str) -> tuple[str, str]:
    """Kind and subject of a case's name, `application:KW…`. Raises ValueError for what is none."""
    kind, _, subject = case_id.partition(":")
    return CaseKind(kind).value, subject
