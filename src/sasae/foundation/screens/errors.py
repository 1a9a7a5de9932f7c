"""Error pages in Japanese: what happened, and what to do now."""

from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse

from sasae.foundation.history.situation import current
from sasae.kernel import clock

if TYPE_CHECKING:
    from sasae.foundation.instruction.courses import Course

PAGES = {
    400: (
        "受け取れない内容でした",
        "入力の内容か、送り方に誤りがあります。前の画面に戻って、もう一度操作してください。",
    ),
    403: (
        "この画面は開けません",
        "この画面を開く権限がありません。業務に必要なときは、ID管理者に権限の付与を申し出てください。開こうとしたことは操作履歴に残ります。",
    ),
    404: ("ページが見つかりません", "アドレスが違うか、ページがなくなっています。メニューから選び直してください。"),
    500: (
        "処理できませんでした",
        "システムの中で誤りが起きました。入力した内容は登録されていません。しばらくしてからもう一度操作し、続くときはシステムの担当に番号を伝えてください。",
    ),
}

UNSEEN = "支援措置対象者の住所等が分かる画面です。同じ権限を持つ別の職員が許可した時間だけ開けます。開こうとしたことは操作履歴に残ります。"


def _page(request: HttpRequest, status: int) -> HttpResponse:
    title, advice = PAGES[status]
    page = {"title": title, "advice": advice, "status": status, "number": current().request_id[:12]}
    return render(request, "screens/error.html" if _has_home() else "screens/broken.html", page, status=status)


def _has_home() -> bool:
    """Whether there are pages for people here; the contract port has none."""
    try:
        reverse("home")
    except NoReverseMatch:
        return False
    return True


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400."""
    return _page(request, 400)


def refused(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403. The reason stands in the journal, not on the screen; but for a right that waits for a course, which is said."""
    if getattr(getattr(request, "gate", None), "unseen", None):
        page = {"title": "別の職員の許可が要ります", "advice": UNSEEN, "status": 403, "number": current().request_id[:12]}
        return render(request, "screens/error.html", page, status=403)
    course = _awaited(request)
    if course is None:
        return _page(request, 403)
    advice = (
        f"この画面を開く権限は付与されていますが、「{course.title}」を受けるまで使えません。研修を受け、研修の担当者がその受講を"
        "登録すると、すぐに使えます。受け方は、保護責任者か研修の担当者に聞いてください。開こうとしたことは操作履歴に残ります。"
    )
    page = {"title": "研修を受けるまで、この画面は開けません", "advice": advice, "status": 403, "number": current().request_id[:12]}
    return render(request, "screens/error.html", page, status=403)


def _awaited(request: HttpRequest) -> "Course | None":
    """The course that the right of this page waits for, where it is given but does not work yet."""
    seen = getattr(request, "gate", None)
    if seen is None or seen.user is None:
        return None
    found: Course | None = seen.user.waiting(clock.today()).get(seen.right)
    return found


def forgery_suspected(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 of the forgery check: usually a page left open from before the log-in."""
    page = {
        "title": "画面が古くなっています",
        "advice": "この画面を開いたあとでログインし直したか、長い時間がたっています。画面を開き直して、もう一度操作してください。",
        "status": 403,
    }
    return render(request, "screens/error.html", page, status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404."""
    return _page(request, 404)


def broken(request: HttpRequest) -> HttpResponse:
    """500. Drawn without the database, which may be what broke."""
    title, advice = PAGES[500]
    from django.template.loader import render_to_string

    page = {"title": title, "advice": advice, "status": 500, "number": current().request_id[:12]}
    return HttpResponse(render_to_string("screens/broken.html", page), status=500)
