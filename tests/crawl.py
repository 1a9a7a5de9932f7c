"""Every address of a service, asked for by those who hold every right but some, each about things there are.

What is asked: the page, its list as a file where it has one, and its form with a marker typed into every field. What is
looked at: body, headers, where it leads on to, and what was logged meanwhile.
"""

import itertools
import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from importlib import import_module
from typing import Any

from django.utils.module_loading import import_string

from tests import markers

TYPED = "打込町五丁目８８１番地"
FEW = 1  # things an address is asked about
MOST = 40  # tries to find them


def addresses() -> dict[str, Any]:
    """Every address of the service for people by its name, with its view."""
    from django.conf import settings

    from tests.house_rules.test_gates import patterns

    urls = import_module(f"sasae.deployment.urls.{settings.SASAE_SERVICE}").urlpatterns
    return {name: view for _, name, view in patterns(urls)}


def guests(signed_in: Any, *withheld: str, **fields: Any) -> list[Any]:
    """Clients who hold between them every right but these; rights nobody may combine are shared out."""
    from sasae.foundation.accounts.rights import rights, rivals

    sets: list[set[str]] = []
    for right in sorted(rights().keys() - set(withheld)):
        held = next((one for one in sets if not one & rivals(right)), None)
        if held is None:
            sets.append(held := set())
        held.add(right)
    return [signed_in(*one, **fields) for one in sets]


def places(name: str, known: dict[str, list[Any]]) -> Iterator[str]:
    """The paths of an address: about nothing, or about each of the things its area has."""
    from django.urls import NoReverseMatch, reverse

    try:
        yield reverse(name)
        return
    except NoReverseMatch:
        pass
    things = known.get(name.partition(":")[0], []) + known.get("", [])
    singles = [(one,) for one in things]
    for args in itertools.islice(itertools.chain(singles, itertools.permutations(things, 2)), 400):
        try:
            yield reverse(name, args=args)
        except NoReverseMatch:
            continue


def things() -> dict[str, list[Any]]:
    """By area, what its addresses may be about: the keys of its newest rows, and what else names them."""
    from django.apps import apps

    found: dict[str, list[Any]] = {}
    for model in apps.get_models():
        if model.__module__.startswith("sasae.") and not hasattr(model, "pgh_tracked_model"):
            label = model._meta.app_label
            held = found.setdefault(label.partition("_")[2] or label, [])
            held += [one for one in _keys(model) if one not in held]
    return found


def _keys(model: Any) -> list[Any]:
    """What names the newest rows of a model; nothing where its table is not within reach."""
    from django.db import Error, transaction

    columns = [one for one in model._meta.concrete_fields if (one.unique or one.primary_key) and not one.is_relation]
    try:
        with transaction.atomic():
            rows = (
                list(model._base_manager.order_by("-pk").values_list(*(one.name for one in columns))[:3])
                if columns
                else []
            )
    except Error:  # another schema's, or another role's
        return []
    return [value for row in rows for value in row if value and isinstance(value, (int, str))]


@dataclass
class Crawl:
    """What came of it. `leaks`: where a marker stood; `broken`: what raised; `seen`: how many answers of each status."""

    never: tuple[str, ...]
    leaks: dict[str, list[str]] = field(default_factory=dict)
    broken: dict[str, str] = field(default_factory=dict)
    seen: dict[int, int] = field(default_factory=dict)
    opened: set[str] = field(default_factory=set)

    def look(self, name: str, answer: Any) -> None:
        """Search one answer."""
        if isinstance(answer, Exception):
            self.broken[name] = repr(answer)[:300]
            return
        self.seen[answer.status_code] = self.seen.get(answer.status_code, 0) + 1
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        heads = "\n".join(f"{key}: {value}" for key, value in answer.items()) + str(answer.cookies)
        found = markers.found_in(body, self.never) + markers.found_in(
            heads.encode("utf-8", "replace"), (*self.never, TYPED)
        )
        if answer.status_code == 200:
            self.opened.add(name)
        if found:
            self.leaks[name] = found


def crawl(clients: list[Any], never: tuple[str, ...], where: Callable[[str], Iterator[str] | list[str]]) -> Crawl:
    """Ask for everything. `where` gives an address's paths; each question is undone."""
    from sasae.foundation.accounts.rights import rights
    from sasae.foundation.gate import declaration_of

    done = Crawl(never)
    signed_in = [(one, SimpleCookie(one.cookies.output(header="", sep=";"))) for one in clients]
    for name, view in sorted(addresses().items()):
        declared = declaration_of(view)
        wanted = declared.right if declared and declared.right in rights() else ""
        for one, cookies in signed_in:
            one.cookies = SimpleCookie(cookies)  # whoever signed out on the way is signed in again
        may = [one for one in clients if not wanted or one.staff.may(wanted)]
        if may:
            _ask(done, may[0], name, view, where(name))
    return done


def _ask(done: Crawl, client: Any, name: str, view: Any, paths: Any) -> None:
    from tests.subsidy.nonsense import sending

    posts, asked = sending.takes_post(view), 0
    for place in itertools.islice(paths, MOST):
        answer = sending.undone(lambda place=place: client.get(place))
        done.look(name, answer)
        there = isinstance(answer, Exception) or answer.status_code != 404
        if not there:
            continue
        if posts:
            done.look(f"{name} sent", _sent(client, place))
        elif getattr(answer, "context", None) and "list" in answer.context and b"export=csv" in answer.content:
            done.look(f"{name} as a file", sending.undone(lambda place=place: client.get(place, {"export": "csv"})))
        asked += 1
        if asked == FEW:
            return


def _sent(client: Any, place: str) -> Any:
    """The answer to the form with the marker in every field one types into."""
    from tests.subsidy.nonsense import sending

    form, _ = sending.form_leading_to(client, place)
    return sending.undone(lambda: client.post(place, {**form.others, **dict.fromkeys(form.texts, TYPED)}))


def faulty(client: Any) -> list[Any]:
    """Answers to what is wrong: an address there is not, a query nobody understands, a form without its mark."""
    from tests.subsidy.nonsense import sending

    told = {"q": TYPED, "page": TYPED, "sort": TYPED}
    asked = [(client.get, f"/{TYPED}/"), (client.get, "/"), (client.get, "/health"), (client.post, "/")]
    return [sending.undone(lambda ask=ask, path=path: ask(path, told)) for ask, path in asked]


def logged(records: list[logging.LogRecord]) -> bytes:
    """What the service's own formatter makes of everything that was logged."""
    from django.conf import settings

    told = dict(settings.LOGGING["formatters"]["line"])
    line = import_string(told.pop("()"))(told["format"])
    return "\n".join(line.format(one) for one in records).encode()


def journal(refusals: list[str]) -> bytes:
    """Every line of the journal, those of refusals too."""
    from sasae.foundation.history.models import HistoryEntry

    return "\n".join([*refusals, *map(str, HistoryEntry.objects.values_list("subject", "detail"))]).encode()
