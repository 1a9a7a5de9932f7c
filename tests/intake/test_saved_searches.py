"""Saved searches of the list of examinations: conditions that name no application, one's own."""

from typing import Any

import pytest

from sasae.intake.examination.models import SavedSearch

pytestmark = pytest.mark.django_db(databases=["default", "journal"])


def test_a_saved_search_keeps_conditions_and_no_receipt_number_and_is_ones_own(signed_in: Any) -> None:
    clerk = signed_in("applications.view", "applications.examine", "applications.assign", "handover.view")
    kept = {"name": "担当なし", "asked": "q=KW2026061500000001&state=03&whose=nobody&page=2"}
    assert clerk.post("/examination/searches/", kept)["Location"].startswith("/examination/?q=")
    saved = SavedSearch.objects.get()
    assert (saved.query, saved.login_id) == ("state=03&whose=nobody", clerk.staff.login_id)
    assert 'href="/examination/?state=03&amp;whose=nobody"' in clerk.get("/examination/").content.decode()
    clerk.post("/examination/searches/", {**kept, "asked": "due=over"})
    assert SavedSearch.objects.get().query == "due=over"
    assert "入力を確かめてください" in clerk.post("/examination/searches/", {"name": ""}, follow=True).content.decode()
    other = signed_in("applications.view")
    assert "担当なし</a>" not in other.get("/examination/").content.decode()
    other.post("/examination/searches/", {"forget": str(saved.pk)})
    assert SavedSearch.objects.exists()
    for number in ("9" * 40, str(saved.pk)):
        assert clerk.post("/examination/searches/", {"forget": number}).status_code == 302
    assert not SavedSearch.objects.exists()
