"""Looking persons up."""

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from sasae.foundation.gate import GatedRequest, gate
from sasae.foundation.release import release
from sasae.foundation.screens.as_of import not_yet
from sasae.foundation.screens.lists import Column, Filter, ListPage
from sasae.kernel import clock
from sasae.kernel.wareki import parse_date
from sasae.reference.municipalities import WARDS
from sasae.subsidy.people import actions, overview, past, protection, queries
from sasae.subsidy.people.forms import AccountForm, NumberSearchForm
from sasae.subsidy.people.models import Person
from sasae.subsidy.people.reach import in_charge, reaches, require_person, told_by_reach, with_reach
from sasae.subsidy.people.wards import in_ward, listed, reach, ward_shown, with_hidden, within

PURPOSE = "対象者の照会"


def _by_text(rows: QuerySet[Person], text: str) -> QuerySet[Person]:
    return rows.filter(pk__in=queries.search(text).values("pk"))


PEOPLE = ListPage(
    title="対象者の一覧",
    columns=[
        Column("atena_no", "宛名番号", sort="atena_no", link=lambda row: ("people:person", row.atena_no)),
        Column("name", "氏名", sort="name_kana"),
        Column("name_kana", "フリガナ"),
        Column("birth_date", "生年月日", sort="birth_date"),
        Column("recipient", "受給者番号", value=lambda row: getattr(getattr(row, "recipient", None), "number", "")),
        Column("ward", "区", value=lambda row: ward_shown(row, row.ward_code)),
    ],
    filters=[
        Filter("q", "氏名・カナ・番号", by=_by_text, wide=True),
        Filter("birth", "生年月日", by=lambda rows, text: rows.filter(birth_date=parse_date(text))),
        Filter(
            "ward", "区", by=lambda rows, text: in_ward(rows, text, clock.today()),
            choices=[(ward.code, ward.name) for ward in WARDS],
        ),
    ],
    order="name_kana",
    persons=lambda row: [row.atena_no],
)  # fmt: skip


RECIPIENTS_THEN = ListPage(
    title="対象者の一覧（過去の時点）",
    columns=[
        *PEOPLE.columns[:4],
        Column("recipient_number", "受給者番号"),
        Column("ward", "区", value=lambda row: ward_shown(row, row.ward_code)),
        Column("cover_from", "資格の始まり"),
        Column("cover_to", "資格の終わり"),
    ],
    filters=[
        Filter("q", "氏名・カナ・番号", by=queries.search_versions, wide=True),
        PEOPLE.filters[1],
        Filter(
            "ward", "区", by=lambda rows, text: in_ward(rows, text, clock.today(), person="pgh_obj"),
            choices=[(ward.code, ward.name) for ward in WARDS],
        ),
        Filter("covered", "資格", by=lambda rows, text: rows.filter(covered=text == "yes"), choices=[("yes", "あり"), ("no", "なし")]),
    ],
    order="name_kana",
    persons=lambda row: [row.atena_no],
    empty="この時点で登録のある人には、当てはまる人がいません。",
)  # fmt: skip


@gate(right="people.view", purpose=PURPOSE, shows=True, past=True)
@require_safe
def people(request: GatedRequest) -> HttpResponse:
    """Persons of the file, by name in any script, kana, birth date, or number; of a past day with the cover they had."""
    today = clock.today()
    wards = reach(request.gate, today)
    if request.gate.then:
        found = with_hidden(within(past.recipients_then(request.gate.then), wards), today, "pgh_obj")
        return RECIPIENTS_THEN.answer(request, found, "subsidy/people/people.html")
    rows = with_reach(with_hidden(Person.objects.select_related("recipient"), today), wards)
    if wards is not None and not any(request.GET.get(asked, "").strip() for asked in ("q", "birth")):
        rows = rows.filter(reached=True)  # people elsewhere are looked for, not leafed through
    page = PEOPLE if wards is None else told_by_reach(PEOPLE, today)
    more = {"may_search_number": request.gate.may("individual_number.search"), "some_wards": wards is not None}
    return page.answer(request, rows, "subsidy/people/people.html", **more)


@gate(right="individual_number.search", purpose="個人番号による単件検索", shows=True)
@require_http_methods(["GET", "POST"])
def by_number(request: GatedRequest) -> HttpResponse:
    """The one exact look-up by individual number, with a paper that carries it in hand. The number is in no address."""
    form = NumberSearchForm(request.POST or None)
    request.gate.shown([])
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        found = actions.look_up_by_number(
            told["individual_number"], paper=told["paper"], why=told["reason"], by=request.gate.actor
        )
        if found is not None and request.gate.may("people.view") and not reaches(
            request.gate, found, clock.today(), right="people.view"
        ):  # fmt: skip
            request.gate.shown([found.atena_no])
            messages.warning(request, f"ほかの区の人です。担当の窓口：{in_charge(found, clock.today())}")
            return redirect("people:by_number")
        if found is not None:
            return redirect("people:person", found.atena_no)
        messages.info(request, "この個人番号の人は、このシステムに登録されていません。")
    return render(request, "subsidy/people/by_number.html", {"form": form})


PROTECTED = ListPage(
    title="支援措置の期限",
    columns=[
        Column("atena_no", "宛名番号", link=lambda row: ("people:person", row.atena_no)),
        Column("name", "氏名", sort="name_kana"),
        Column("protected_until", "期限", sort="protected_until"),
        Column("left", "残り（日）", value=lambda row: (row.protected_until - clock.today()).days, number=True),
        Column("status", "状態", value=lambda row: protection.state_on(row.protected_until, clock.today())),
        Column("notes", "応対の記録", value=lambda row: "記録する", link=lambda row: ("desk:notes", row.atena_no)),
    ],
    order="protected_until",
    persons=lambda row: [row.atena_no],
    empty="期限が近い人、終わったばかりの人はいません。",
)


@gate(right="protected.watch", purpose="支援措置の期限の確認", shows=True)
@require_safe
def protected_persons(request: GatedRequest) -> HttpResponse:
    """Whose protection ends soon or has just ended: to be told, and asked whether it goes on."""
    today = clock.today()
    rows = listed(request, PROTECTED, protection.ending(today), "ward_code", today)
    return PROTECTED.answer(request, rows, "subsidy/people/protected.html")


@gate(right="people.view", purpose=PURPOSE, shows=True, past=True)
@require_safe
def person(request: GatedRequest, atena_no: str) -> HttpResponse:
    """One person with family, entitlements, certificates, claims and payments."""
    found, then = get_object_or_404(Person, atena_no=atena_no), request.gate.then
    require_person(request.gate, found, clock.today())
    protected = queries.is_hidden(found, clock.today())
    reason = request.gate.reason or PURPOSE

    def freed(value: object) -> str:
        return release(
            value, actor=request.gate.actor, way="screen", person=atena_no, protected=protected, reason=reason,
            gate=request.gate,
        )  # fmt: skip

    page = past.of_person(found, then) if then else overview.of_person(found)
    request.gate.shown([atena_no, *overview.persons_in(page)])
    if (one := page["one"]) is None:
        return not_yet(request)
    context = page | {
        "then": then,
        "person": found,
        "protected": protected,
        "address": freed(one.address),
        "telephone": freed(one.telephone),
        "may_notify": request.gate.acts("notifications.enter"),
        "may_change_account": request.gate.acts("claims.enter"),
    }
    return render(request, "subsidy/people/person.html", context)


@gate(right="claims.enter", purpose="口座の変更", shows=True)
@require_http_methods(["GET", "POST"])
def account(request: GatedRequest, atena_no: str) -> HttpResponse:
    """Register a new account; the one before stays in the record."""
    found = get_object_or_404(Person, atena_no=atena_no)
    require_person(request.gate, found, clock.today())
    request.gate.shown([atena_no])
    form = AccountForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        reason = values.pop("reason")
        actions.register_account(found, **values, source="届出", at=clock.now(), by=request.gate.actor, reason=reason)
        messages.success(request, "口座を登録しました。")
        return redirect("people:person", atena_no)
    return render(request, "subsidy/people/account.html", {"one": found, "form": form})
