"""The gate every view passes: which right, which purpose, whose data was shown.

    @gate(right="people.view", purpose="資格審査", shows=True)
    def person(request, atena_no): ...
        request.gate.shown([atena_no])

`right` is a code of the service's rights, or one of three words: OPEN (anyone, e.g. the log-in page), SIGNED_IN (any
member of staff), RESIDENT (a resident signed in at the portal). A view that says nothing is refused, whoever wrote it.
With `shows=True` a page that comes back without `request.gate.shown(...)` is a broken program: GateError.
With `past=True` the page can be asked for as of a day, as known on another (`request.gate.then`, see `screens.as_of`).
"""

import functools
import uuid
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pghistory
import pghistory.models
from django.apps import apps
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.module_loading import import_string
from ninja.operation import PathView

from sasae.foundation.came_from import terminal_named
from sasae.foundation.cases import looked_at_for
from sasae.foundation.history import Actor, refuse, shown
from sasae.foundation.history.as_of import AsOf
from sasae.foundation.history.situation import Situation, enrich, situation
from sasae.foundation.showings.sight import Sight
from sasae.kernel import clock

if TYPE_CHECKING:
    from sasae.foundation.screens.as_of import Looking

OPEN = None
SIGNED_IN = "signed_in"
RESIDENT = "resident"
NOBODY = Actor("", "（ログイン前）", "system")
PASSWORD_PAGES = {"accounts:change_password", "accounts:sign_out"}


class GateError(RuntimeError):
    """A view declared that it shows persons and came back without saying whom."""


@dataclass(frozen=True)
class Declaration:
    """What a view says of itself."""

    right: str | None
    purpose: str
    shows: bool
    past: bool = False


@dataclass
class Gate(Sight):
    """`request.gate`: who passed, by which right, for which purpose."""

    actor: Actor
    right: str
    purpose: str
    reason: str
    screen: str
    user: Any = None
    told: bool = False
    persons: list[str] = field(default_factory=list)
    looking: "Looking | None" = None
    request: HttpRequest | None = None

    @property
    def then(self) -> AsOf | None:
        """The past this page is asked for; None for the present, and on pages that show no other."""
        return self.looking.then if self.looking else None

    def acts(self, right: str, *, ward: str | None = None, procedure: str | None = None) -> bool:
        """Whether a step may be offered: by this right, and in the present alone."""
        return self.then is None and self.may(right, ward=ward, procedure=procedure)

    def shown(self, persons: Iterable[str], note: str = "") -> None:
        """Write into the journal whose data this answer shows. An empty list is an answer too: nobody was found."""
        self.told = True
        numbers = list(dict.fromkeys(str(person) for person in persons))
        self.persons += numbers
        note = "、".join(part for part in (note, self.looking.words if self.looking else "") if part)
        if numbers:
            marks = {**(looked_at_for(self.request) if self.request else {}), **({"past": True} if self.then else {})}
            note = f"：{note}" if note else ""
            about = {"purpose": self.purpose, "screen": self.screen, "note": note, **marks}
            shown(self.actor, "screen.shown", self.screen, numbers, on=clock.today(), **about)

    def require(self, right: str = "", *, ward: str | None = None, procedure: str | None = None) -> None:
        """Ask for more than the page's own right: this ward, this procedure, or a further right. Refusals are journaled."""
        wanted = right or self.right
        if self.user is None or not self.user.may(wanted, ward=ward or None, procedure=procedure or None):
            raise Refused(f"権限「{wanted}」がありません（区 {ward or '－'}・手続き {procedure or '－'}）")
        self.mark_cover(wanted)

    def mark_cover(self, right: str) -> None:
        """Every line of the journal says so from here on, where the right is held by standing in for somebody."""
        if self.user is not None and self.user.covers(right, clock.today()):
            from sasae.foundation.special_access.queries import number_of_cover

            enrich(cover=number_of_cover(self.actor.id, right, clock.now()))

    def may(self, right: str, *, ward: str | None = None, procedure: str | None = None) -> bool:
        """The same question without the refusal: to leave out a button that would be refused."""
        return self.user is not None and self.user.may(right, ward=ward or None, procedure=procedure or None)


    def require_sight(self, *persons: str, procedure: str | None = None) -> None:
        """The page shows these protected persons' whereabouts or nothing: the right, and another's permission for each."""
        self.require("protected.view", procedure=procedure)
        seen = [self.sees(person, procedure=procedure) for person in persons]  # all of them: each is to be asked for
        if not all(seen):
            raise Refused("支援措置対象者の住所等の表示に、別の職員の許可がありません")


class GatedRequest(HttpRequest):
    """A request that has passed the gate, as every view sees it. For annotations."""

    gate: Gate


class Refused(PermissionDenied):
    """The gate, or a view by `request.gate.require`, refused. The message goes to the journal, not to the screen."""


def gate(
    *, right: str | None, purpose: str, shows: bool = False, past: bool = False
) -> Callable[[Callable[..., HttpResponseBase]], Callable[..., HttpResponseBase]]:
    """Declare a view. The middleware does the work; this only marks."""

    def mark(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
        @functools.wraps(view)
        def declared(*args: Any, **kwargs: Any) -> HttpResponseBase:
            return view(*args, **kwargs)

        declared.gate = Declaration(right, purpose, shows, past)  # type: ignore[attr-defined]
        return declared

    return mark


def declaration_of(view: Callable[..., Any]) -> Declaration | None:
    """What the view says of itself, or None. A contract's handlers are declared by their operations."""
    declared: Declaration | None = getattr(view, "gate", None)
    if declared is None and _is_contract(view):
        return Declaration(OPEN, "システム間の連携", shows=False)
    return declared


def _is_contract(view: Callable[..., Any]) -> bool:
    """A path of a contract API: each of its operations is marked by `answers`, which checks the caller itself.

    django-ninja hides the path's operations in the closure of the function it gives to Django.
    """
    held = [cell.cell_contents for cell in getattr(view, "__closure__", None) or ()]
    operations = [one for path in held if isinstance(path, PathView) for one in path.operations]
    return bool(operations) and all(getattr(one.view_func, "answers", None) is not None for one in operations)


def _keep_versions(areas: Iterable[str]) -> bool:
    """Whether any of these areas keeps versions of its rows."""
    configs = [config for config in apps.get_app_configs() if config.name in set(areas)]
    return any(issubclass(model, pghistory.models.Event) for config in configs for model in config.get_models())


class GateMiddleware:
    """Refuses undeclared views, checks log-in, second factor and right, and sees that showing was said."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self._versions_in_areas = _keep_versions(settings.SASAE_AREAS)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        here = Situation(request_id=uuid.uuid4().hex, terminal=terminal_named(request))
        request.sasae_declaration = None  # type: ignore[attr-defined]
        with situation(here), self._told_to_versions(request, here):
            response = self.get_response(request)
        self._check_shown(request, response)
        return response

    def _told_to_versions(self, request: HttpRequest, here: Situation) -> AbstractContextManager[object]:
        """What versions of rows say of the request. It goes along with every statement that writes, and so only where
        there are such rows: other systems write to the service's own areas and nowhere else.
        """
        if request.path.startswith("/contracts/") and not self._versions_in_areas:
            return nullcontext()
        told: AbstractContextManager[object] = pghistory.context(request=here.request_id)
        return told

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        """Before the view: refuse, send to the log-in, or let in with the journal knowing right and purpose."""
        declared = declaration_of(view)
        seen = Gate(
            actor=actor_of(request),
            right=(declared.right or "") if declared else "",
            purpose=declared.purpose if declared else "",
            reason=_reason(request),
            screen=request.resolver_match.view_name if request.resolver_match else request.path,
            user=_staff(request),
            request=request,
        )
        request.gate = seen  # type: ignore[attr-defined]
        pghistory.context(actor=seen.actor.id, screen=seen.screen)
        enrich(right=seen.right, purpose=seen.purpose, reason=seen.reason)
        if declared is None:
            return self._refuse(request, "権限の定めのない画面です")
        request.sasae_declaration = declared  # type: ignore[attr-defined]
        refused = self._let_in(request, declared)
        if seen.user is not None and declared.right not in (OPEN, SIGNED_IN, RESIDENT):
            self._mark_emergency(seen)
            seen.mark_cover(seen.right)
        if refused is None and declared.past and request.method in ("GET", "HEAD"):
            from sasae.foundation.screens.as_of import looking

            seen.looking = looking(request)
        return refused

    @staticmethod
    def _mark_emergency(seen: Gate) -> None:
        """Every line of the journal says so while a right works that was taken in an emergency."""
        if emergency := seen.user.emergency(clock.today()):
            enrich(reason="　".join(part for part in (emergency, seen.reason) if part))

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponseBase | None:
        """A refusal inside the view: its transaction is rolled back by now, the journal's line is not."""
        if isinstance(exception, PermissionDenied):
            return self._refuse(request, str(exception) or "許されていません")
        return None

    def _let_in(self, request: HttpRequest, declared: Declaration) -> HttpResponseBase | None:
        """None when the way is free; a redirect to the log-in; or a refusal."""
        if declared.right is OPEN:
            return None
        if declared.right == RESIDENT:
            return None if request.gate.actor.kind == "resident" else redirect(settings.SASAE_RESIDENT_LOGIN_URL)  # type: ignore[attr-defined]
        user = _staff(request)
        if user is None:
            target = f"{reverse(settings.LOGIN_URL)}?{urlencode({'next': request.get_full_path()})}"
            return whole_page(request, target)
        if user.must_change_password and request.gate.screen not in PASSWORD_PAGES:  # type: ignore[attr-defined]
            return whole_page(request, reverse("accounts:change_password"))
        if declared.right != SIGNED_IN and not user.may(declared.right):
            return self._refuse(request, f"権限「{declared.right}」がありません")
        return None

    def _refuse(self, request: HttpRequest, why: str) -> HttpResponseBase:
        from sasae.foundation.screens import errors

        seen: Gate = request.gate  # type: ignore[attr-defined]
        refuse(seen.actor, "screen.refused", seen.screen[:200], why, screen=seen.screen, path=request.path[:200])
        return errors.refused(request)

    def _check_shown(self, request: HttpRequest, response: HttpResponseBase) -> None:
        declared: Declaration | None = request.sasae_declaration  # type: ignore[attr-defined]
        if declared and declared.shows and response.status_code == 200 and not request.gate.told:  # type: ignore[attr-defined]
            raise GateError(f"{request.gate.screen} shows persons and did not say whom: call request.gate.shown().")  # type: ignore[attr-defined]


def actor_of(request: HttpRequest) -> Actor:
    """Who acts in this request: staff, a resident of the portal, or nobody yet."""
    user = _staff(request)
    if user is not None:
        return user.actor  # type: ignore[no-any-return]
    resident = getattr(settings, "SASAE_RESIDENT", "")
    found: Actor | None = import_string(resident)(request) if resident else None
    return found or NOBODY


def _staff(request: HttpRequest) -> Any:
    """The signed-in member of staff with a second factor, or None."""
    user = getattr(request, "user", None)
    return user if user is not None and user.is_authenticated and user.is_verified() else None


def _reason(request: HttpRequest) -> str:
    """Why this person is looked at, where the user says so: a header (htmx) or a field of the form."""
    return (request.headers.get("Sasae-Reason", "") or request.POST.get("gate_reason", ""))[:200]


def whole_page(request: HttpRequest, target: str) -> HttpResponseBase:
    """A redirect of the whole page also when only a fragment was asked for."""
    if request.headers.get("HX-Request"):
        answer = HttpResponse(status=204)
        answer["HX-Redirect"] = target
        return answer
    return redirect(target)
