"""Who sent an application, and in what relation: told by the form and the papers that came with it."""

import pytest

from sasae.intake.applications.senders import AS_FAMILY, BY_PROXY, SELF_SENT, WITHOUT_PROXY, Sender, sender_of

AGENT = {"name": "川崎　太郎", "name_kana": "カワサキ　タロウ", "birth_date": "1960-03-03", "relation": "父"}
WHO = ("川崎　太郎（カワサキ　タロウ、昭和35年3月3日生）", "父")


def sent(form: str, papers: set[str], agent: dict[str, str] | None = AGENT) -> Sender:
    return sender_of({"form": form, "form_version": "2026-04-01", "agent": agent}, papers)


def test_the_applicant_is_named_as_the_applicant() -> None:
    assert sent("eligibility_loss", set(), None) == Sender(SELF_SENT)


@pytest.mark.parametrize(
    ("form", "papers", "role"),
    [
        ("eligibility_loss", {"proxy"}, BY_PROXY), ("eligibility_loss", {"other"}, AS_FAMILY),
        ("certificate_reissue", {"proxy"}, BY_PROXY), ("certificate_reissue", set(), WITHOUT_PROXY),
    ],
)  # fmt: skip
def test_an_agent_is_told_by_the_power_of_attorney_from_family_where_family_may_send(
    form: str, papers: set[str], role: str
) -> None:
    assert sent(form, papers) == Sender(role, *WHO)
