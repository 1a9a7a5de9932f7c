"""Each procedure from its first page to its receipt: what is asked, what the municipality gets, and what is left out."""

from collections.abc import Iterator
from typing import Any

import pytest

from sasae.contracts.forms.definitions import Question, in_force, procedures
from sasae.contracts.forms.messages import message_of
from sasae.contracts.forms.papers import lacking
from sasae.formats.application_zip import unpack
from sasae.kernel import clock
from sasae.portal.forms.answers import answers_of, questions_for, steps_for
from sasae.portal.submissions import drafts
from sasae.portal.submissions.models import Draft, State, Submission
from tests.portal.residents import NUMBERS, PDF, Resident, asked, receipt_number, summary
from tests.portal.test_attachments import attach

pytestmark = pytest.mark.django_db(databases=["default", "journal"])
BY_NAME = {
    "name": "川崎　花子",
    "name_kana": "かわさき　はなこ",
    "birth_date": "平成2年4月1日",
    "address": "神奈川県川崎市川崎区宮本町１",
    "adults_at_home": "no",
}
BY_KIND = {
    "text": "ささえ", "kana": "ささえ", "date": "令和8年4月1日", "yes_no": "yes", "yen": "1,200", "month": "令和8年4月",
    "postal": "210-0004", "telephone": "044-200-0000", "insurer": "139998", "bank": "0001", "branch": "001",
    "account_number": "12345", "certificate_year": "2026", "holder": "カワサキ　ハナコ",
}  # fmt: skip


def answer(question: Question, choice: int) -> str:
    """Something right for a question."""
    if question.kind == "choice":
        return list(question.choices)[choice % len(question.choices)]
    return BY_NAME.get(question.name, BY_KIND[question.kind])


def fill(person: Resident, form: str, choice: int = 0) -> Iterator[str]:
    """Fill in page after page what applies; the names of the pages."""
    name = in_force(form, clock.today()).asked[0].name
    while name not in ("attachments", "review"):
        draft = Draft.objects.get(id=person.draft)
        data = drafts.read(draft)
        step = next(one for one in steps_for(in_force(form, clock.today()), data) if one.name == name)
        assert person.page(name).status_code == 200
        response = person.fill(name, {one.name: answer(one, choice) for one in questions_for(step, data)})
        assert response.status_code == 302, summary(response)
        yield name
        name = response["Location"].rstrip("/").rpartition("/")[2]
    for paper in needed(form, drafts.read(Draft.objects.get(id=person.draft))):
        attach(person, PDF, kind=paper.code)


def needed(form, data):
    """The papers without which it cannot be sent."""
    definition = in_force(form, clock.today())
    return lacking(definition.papers, answers_of(definition, data), [])


def begin(person: Resident, form: str) -> Resident:
    person.log_in()
    response = person.client.get(f"/apply/{form}/")
    person.draft = response["Location"].split("/")[2]
    return person


def content(open_sealed: Any) -> Any:
    sent = Submission.objects.get(state=State.SENT)
    got = unpack(bytes(sent.archive), open_sealed)
    assert got.findings == []
    return got


@pytest.mark.clause("POR-1")
@pytest.mark.parametrize("form", sorted(procedures()))
def test_each_form_goes_from_its_first_page_to_its_receipt(form, hanako, open_sealed):
    begin(hanako, form)
    list(fill(hanako, form))
    page = hanako.page("review")
    assert page.status_code == 200
    definition = in_force(form, clock.today())
    went = hanako.review(*NUMBERS[: len(definition.numbers)]) if definition.numbers else hanako.fill("review", {})
    if definition.signed:
        question = asked(went)
        assert question.label == definition.title
        went = hanako.back(hanako.card.answer(question))
    receipt_number(went)
    got = content(open_sealed)
    assert (got.verification.result == "署名なし") is not definition.signed
    assert bool(got.signature) is definition.signed
    assert got.verification.user_serial == hanako.card.serial("user")
    assert message_of(definition).model_validate_json(got.application_bytes, strict=True)
    assert got.application["form_version"] == definition.version


@pytest.mark.clause("ACQ-5")
@pytest.mark.parametrize("form", sorted(procedures()))
def test_a_number_is_asked_where_the_form_needs_one_and_nowhere_else(form, hanako):
    begin(hanako, form)
    list(fill(hanako, form))
    text = hanako.page("review").content.decode()
    needed = bool(in_force(form, clock.today()).numbers)
    assert ('name="number_0"' in text) is needed
    assert ("個人番号（マイナンバー）は要りません" in text) is not needed


@pytest.mark.parametrize(("choice", "pages"), [(0, ["people"]), (1, ["people", "renamed"]), (2, ["household"])])
def test_a_change_asks_only_what_belongs_to_it(choice, pages, hanako):
    begin(hanako, "change_report")
    assert list(fill(hanako, "change_report", choice)) == ["applicant", "change", *pages]


def test_who_changes_the_answer_leaves_nothing_behind_of_the_other_way(hanako, open_sealed):
    begin(hanako, "change_report")
    list(fill(hanako, "change_report", 1))
    hanako.fill("change", {"kind": "household", "occurred_on": "令和8年4月1日"})
    assert hanako.page("renamed").status_code == 404
    assert hanako.page("review")["Location"].endswith("/household/")
    hanako.fill("household", {"what": "apart", "kin_name": ""})
    receipt_number(hanako.fill("review", {}))
    told = content(open_sealed).application
    assert (told["renamed"], told["people"]) == (None, [])
    assert told["household"] == {"what": "apart", "kin_name": ""}


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("令和8年4月", "2026-04"), ("2026-04", "2026-04"), ("R8.4", "2026-04"), ("2026年4月", "2026-04")],
)
def test_a_month_is_read_in_either_calendar(typed, kept, hanako):
    begin(hanako, "reimbursement_claim")
    hanako.fill("applicant", BY_NAME | {"postal_code": "210-0004", "telephone": "044-200-0000"})
    receipt = {
        "provider": "ささえ病院", "month": typed, "inpatient": "no", "paid_yen": "1200", "refunded_yen": "0", **BY_NAME,
    }  # fmt: skip
    hanako.fill("receipts", receipt)
    assert drafts.read(Draft.objects.get(id=hanako.draft))["receipts"][0]["month"] == kept


@pytest.mark.parametrize("typed", ["", "4月", "2026-13", "きょねん"])
def test_what_is_no_month_is_refused_at_its_field(typed, hanako):
    begin(hanako, "reimbursement_claim")
    response = hanako.fill(
        "receipts",
        {"provider": "ささえ病院", "month": typed, "inpatient": "no", "paid_yen": "1", "refunded_yen": "0", **BY_NAME},
    )
    assert "id_month" in [place for place, _ in summary(response)]
