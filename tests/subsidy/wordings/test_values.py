"""What can stand in a field: places that are filled in, days, lists, pictures of seals; and the samples of every paper."""

from typing import Any

import pytest

from sasae.foundation.printing.pages import count_pages
from sasae.foundation.printing.pictures import as_pictures, differences
from sasae.kernel.findings import has_errors
from sasae.subsidy.certificates.office import LANGUAGES, OFFICE
from sasae.subsidy.wordings import actions
from sasae.subsidy.wordings.catalogue import FIELDS
from sasae.subsidy.wordings.fields import Field
from sasae.subsidy.wordings.languages import field_of
from sasae.subsidy.wordings.parts import PICTURE
from sasae.subsidy.wordings.previews import preview
from sasae.subsidy.wordings.samples import before_of, paper_with, sample_of
from sasae.subsidy.wordings.seals import MOST_BYTES, as_text
from sasae.subsidy.wordings.tables import day_for, standing
from tests.subsidy.town import DAY
from tests.subsidy.wordings.proposing import LATER, approved, png, proposed, said, typed

pytestmark = pytest.mark.django_db(databases=["default", "journal"])
LANGUAGE_KEYS = [f"languages.{code}" for code in LANGUAGES.table.on(DAY)]
WORDS = [*(key for key, field in FIELDS.items() if field.parts[0].kind != PICTURE), *LANGUAGE_KEYS]
WITH_PAPER = [*(key for key in WORDS if key in FIELDS and FIELDS[key].sample), *LANGUAGE_KEYS]
SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100">{}</svg>'
_INTRO = {"intro": "{received_on}、{receipt_number}、{due_on}"}


def known(key: str) -> Field:
    field = field_of(key)
    assert field is not None
    return field


@pytest.mark.parametrize(
    ("key", "text", "id"),
    [
        ("office.mayor", "", "WD-101"),
        ("office.mayor", "川崎市長\nもう1行", "WD-103"),
        ("office.mayor", "長" * 21, "WD-104"),
        ("office.mayor", "川崎市長ꙮ", "WD-102"),
        ("office.mayor", "{applied_on}市長", "WD-107"),
        ("office.telephone", "044ー000ー0000", "WD-105"),
        ("letters.refusal", {"intro": "通知します。"}, "WD-106"),
        ("letters.refusal", {"intro": "{applied_on}{name}に"}, "WD-107"),
        ("letters.refusal", {"intro": "{applied_on}に}"}, "WD-108"),
        ("letters.paper_request", {"intro": "{received_on}、{receipt_number}"}, "WD-106"),
        ("office.seal.style", "stamp", "WD-110"),
        ("deadlines.recall", "0", "WD-109"),
        ("deadlines.recall", "91", "WD-109"),
        ("deadlines.recall", "十四", "WD-109"),
        ("calendar.allowance_report", "2月29日", "WD-111"),
        ("calendar.allowance_report", "8月32日", "WD-111"),
        ("closures.days", "令和9年2月30日 点検", "WD-112"),
        ("closures.days", "令和9年2月3日", "WD-113"),
        ("closures.days", "令和9年2月3日 点検\nR9.2.3 もう一度", "WD-114"),
        ("postage", {"classes": "定形"}, "WD-115"),
        ("postage", {"classes": "100 定形外\n50 定形"}, "WD-116"),
        ("offered_languages.rows", "easy やさしい日本語\n韓国語", "WD-119"),
        ("offered_languages.rows", "KO 韓国語", "WD-119"),
        ("offered_languages.rows", "easy やさしい日本語\neasy もう一度", "WD-120"),
        ("wards.141313", {"postal": "210-8570"}, "WD-105"),
    ],
)  # fmt: skip
def test_what_cannot_stand_there_is_a_finding_at_its_part(key: str, text: Any, id: str) -> None:
    value, found = FIELDS[key].read(typed(key, text))
    assert value is None
    assert [finding.id for finding in found] == [id]
    assert found[0].at == ("" if isinstance(text, str) else next(iter(text)))


@pytest.mark.parametrize(
    ("key", "text", "value"),
    [
        ("office.mayor", "長" * 20, "長" * 20),
        ("deadlines.recall", "1", 1),
        ("deadlines.recall", "90", 90),
        ("office.appeal", "一。\r\n\r\n 二。", ["一。", "二。"]),
        ("calendar.allowance_report", "2月28日", [2, 28]),
        ("closures.days", "", []),
        ("closures.days", "R9.7.1 点検\n令和8年7月1日　記念日", [{"day": "2026-07-01", "name": "記念日"}, {"day": "2027-07-01", "name": "点検"}]),
    ],
)  # fmt: skip
def test_the_longest_and_the_smallest_that_can(key: str, text: str, value: Any) -> None:
    assert FIELDS[key].read({"": text}) == (value, [])


def test_a_place_may_stand_twice_but_must_stand_once() -> None:
    twice = {"title": "通知", "intro": "{applied_on}の申請（{applied_on}受付）"}
    assert FIELDS["letters.refusal"].read(twice) == (twice, [])


def test_everything_wrong_with_a_letter_is_said_at_once() -> None:
    _, found = FIELDS["letters.renewal_report"].read(
        {"title": "", "intro": "年", "submit": "紙", "how": "郵送", "ending": "{x}"}
    )
    assert [(finding.at, finding.id) for finding in found] == [
        ("title", "WD-101"), ("intro", "WD-106"), ("ending", "WD-106"),
    ]  # fmt: skip


@pytest.mark.parametrize("key", WORDS)
def test_every_value_of_the_files_could_have_been_typed(key: str) -> None:
    field = known(key)
    value = standing(field, day_for(field, DAY)).value
    read, found = field.read(field.show(value))
    assert (found, read) == (
        [],
        {**value, **read} if isinstance(value, dict) and len(field.parts) < len(value) else value,
    ) or ({**value, **read} == value and found == [])


@pytest.mark.parametrize("key", WITH_PAPER)
def test_every_paper_has_a_sample_of_a_made_up_person(key: str) -> None:
    field = known(key)
    day = day_for(field, DAY)
    words = said(paper_with(key, standing(field, day).value, day))
    assert "見本花子" in words
    assert "{" not in words


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("office.mayor", "新川崎市長"), ("letters.refusal", {"intro": "{applied_on}の申請について。"}),
        ("office.cover", {"title": "新しい送付書"}), ("office.certificate_use", "窓口に出してください。"),
        ("letters.loss", {"ending": "医療証を区役所に返してください。"}), ("letters.paper_reminder", {"last": "早めにお出しください。"}),
        ("letters.payment_notice", {"note": "表の見方は同封の紙をご覧ください。"}), ("languages.en", {"title": "Medical card"}),
        ("wards.141313", {"telephone": "044-999-0000"}), ("letters.appeal_acknowledgement", {"late": "期間を過ぎた理由を伺います。"}),
        ("letters.disclosure_decision", {"ending": "窓口で文書をお渡しします。"}),
        ("letters.disclosure_extension", {"title": "決定の期限を延ばすお知らせ"}),
        ("letters.incident_notice", {"note": "これから次のことをします。"}),
    ],
)  # fmt: skip
def test_the_sample_shows_the_new_value_and_the_one_beside_it_the_old(key: str, text: Any) -> None:
    change = proposed(key, text)
    new = text if isinstance(text, str) else next(iter(text.values()))
    new = "".join(new.replace("{applied_on}", "令和8年6月25日").split())
    assert new in said(sample_of(change))
    assert new not in said(before_of(change))


def test_a_preview_marks_the_words_and_the_part_of_the_page_that_differ() -> None:
    seen = preview(FIELDS["office.telephone"], "044-000-9999", LATER)
    assert [("gone" in dict(one.pieces), "new" in dict(one.pieces)) for one in seen.words] == [(True, True)]
    (sheet,) = seen.sheets
    assert sheet.boxes
    assert all(box.y > sheet.height / 2 for box in sheet.boxes)  # whom to ask stands at the foot of the letter
    assert (
        preview(FIELDS["office.telephone"], standing(FIELDS["office.telephone"], DAY).value, LATER).sheets[0].boxes
        == []
    )


def test_pictures_of_a_paper_differ_where_the_paper_does() -> None:
    one, other = (paper_with("letters.loss", {"title": title}, DAY) for title in ("通知", "通知書"))
    before, after = (as_pictures(paper, count_pages(paper), ppi=36)[0] for paper in (one, other))
    (box,) = differences(before, after)
    assert box.height < 30
    assert differences(before, before) == []


class TestSeals:
    @pytest.mark.parametrize(
        ("content", "id"),
        [
            pytest.param(b"GIF89a", "WD-201", id="neither-png-nor-svg"),
            pytest.param(b"\x89PNG\r\n\x1a\n" + b"0" * MOST_BYTES, "WD-202", id="too-heavy"),
            pytest.param(png(200, 200)[:-4], "WD-203", id="png-cut-off"),
            pytest.param(png(200, 200) + b"PK", "WD-203", id="png-with-a-tail"),
            pytest.param(png(200, 200).replace(b"IDAT", b"IDAX"), "WD-203", id="png-without-data"),
            pytest.param(png(200, 200, (b"acTL", b"0" * 8)), "WD-204", id="png-that-moves"),
            pytest.param(png(149, 149), "WD-205", id="png-too-small"),
            pytest.param(png(300, 200), "WD-208", id="png-not-square"),
            pytest.param(b'<!DOCTYPE svg [<!ENTITY a "b">]>' + SVG.format("").encode(), "WD-206", id="svg-with-entities"),
            pytest.param(SVG.format("<script>1</script>").encode(), "WD-206", id="svg-with-script"),
            pytest.param(SVG.format('<path d="M0 0" onload="x"/>').encode(), "WD-206", id="svg-with-handler"),
            pytest.param(SVG.format('<rect fill="url(#a)"/>').encode(), "WD-206", id="svg-with-reference"),
            pytest.param(SVG.format("<text>印</text>").encode(), "WD-206", id="svg-with-text"),
            pytest.param(SVG.format("<image/>").encode(), "WD-206", id="svg-with-picture"),
            pytest.param(SVG.format("<g>").encode(), "WD-203", id="svg-not-closed"),
            pytest.param(SVG.format("").replace('viewBox="0 0 100 100"', "").encode(), "WD-207", id="svg-without-size"),
            pytest.param(SVG.format("").replace("100 100", "100 50").encode(), "WD-208", id="svg-not-square"),
        ],
    )  # fmt: skip
    def test_a_picture_is_known_by_its_content_and_held_to_its_size(self, content: bytes, id: str) -> None:
        _, found = FIELDS["office.seal.picture"].read({"": as_text(content)})
        assert [finding.id for finding in found] == [id]

    @pytest.mark.parametrize(
        "content", [png(150, 150), SVG.format('<g><circle cx="50" cy="50" r="45"/><path d="M1 1h9"/></g>').encode()],
        ids=["png", "svg"],
    )  # fmt: skip
    def test_a_good_one_is_printed_on_decisions_from_its_day_on(self, content: bytes) -> None:
        with pytest.raises(actions.CannotChange, match="公印の画像が登録されていません"):
            proposed("office.seal.style", "picture")
        without = paper_with("office.mayor", "川崎市長", LATER)
        approved("office.seal.picture", as_text(content))
        approved("office.seal.style", "picture")
        assert OFFICE.on(LATER)["seal"]["picture"]["svg"].startswith("<svg")
        refusal = paper_with("office.section", "課", LATER)
        assert refusal.startswith(b"%PDF-")
        assert without != paper_with("office.mayor", "川崎市長", LATER)

    def test_its_preview_shows_the_seal_where_it_will_stand(self) -> None:
        value, found = actions.checked(
            "office.seal.picture", {"": as_text(png(200, 200))}, since=LATER, source="起案第2号", on=DAY
        )
        assert not has_errors(found)
        (sheet,) = preview(FIELDS["office.seal.picture"], value, LATER).sheets
        assert any(box.x > sheet.width / 2 and box.y < sheet.height / 2 for box in sheet.boxes)
