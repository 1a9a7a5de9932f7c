"""Reading refusals as sets, and looking at what runs out: what of it is an alarm, for whom. Nothing is written here."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db.models import Case, Count, F, IntegerField, Max, Min, Sum, TextField, Value, When
from django.db.models.fields.json import KT
from django.db.models.functions import Cast, Coalesce

from sasae.foundation.history.models import HistoryEntry
from sasae.intermediary.bodies.actions import acting_for
from sasae.intermediary.bodies.models import Body
from sasae.intermediary.copies.freshness import all_judged
from sasae.intermediary.keys import queries as keys
from sasae.intermediary.masters.models import MasterVersion
from sasae.intermediary.records.models import RecordDifference, Settled
from sasae.intermediary.security.kinds import of_refusal
from sasae.intermediary.security.models import Verification
from sasae.kernel.dated import load_dated
from sasae.wire.authority import expiry

REFUSALS = ["contract.refused", "contract.line_refused", "provision.refused"]
LIMITS = load_dated(__package__, "limits.yaml", dict[str, int])


@dataclass(frozen=True)
class Noticed:
    """One thing that is to be an alarm. `body` is empty for the platform's."""

    body: str
    kind: str
    about: str
    count: int
    first_at: datetime
    last_at: datetime
    words: str = ""


@dataclass(frozen=True)
class Refused:
    """How often one system was refused for one reason."""

    event: str
    reason: str
    body: str
    about: str
    count: int
    first_at: datetime
    last_at: datetime


def refusals(rows_of_day: Iterable[Refused]) -> list[Noticed]:
    """What was refused on a day, by kind and by whom."""
    found: dict[tuple[str, str, str], list[Refused]] = defaultdict(list)
    owners = dict(Body.objects.values_list("caller", "code"))
    for row in rows_of_day:
        kind = of_refusal(row.event, row.reason)
        for body in _whose(row, owners) if kind else ():
            found[body, kind, row.about].append(row)
    return [
        Noticed(
            *key, sum(each.count for each in rows), min(each.first_at for each in rows),
            max(each.last_at for each in rows), "、".join(dict.fromkeys(each.reason for each in rows))[:300],
        )
        for key, rows in found.items()
    ]  # fmt: skip


def floods(now: datetime) -> list[Noticed]:
    """Who was refused so often in the last minutes that somebody must look at once."""
    limit = LIMITS.on(now.date())
    minutes, least = limit["flood_minutes"], limit["flood_count"]
    counts: dict[tuple[str, str], list[Refused]] = defaultdict(list)
    owners = dict(Body.objects.values_list("caller", "code"))
    for row in counted(now - timedelta(minutes=minutes), now + timedelta(seconds=1)):
        for body in _whose(row, owners):
            counts[body, row.about].append(row)
    found = []
    for (body, about), rows in counts.items():
        total = sum(each.count for each in rows)
        if total >= least:
            words = f"{minutes}分間に{total}件断りました。"
            first, last = min(each.first_at for each in rows), max(each.last_at for each in rows)
            found.append(Noticed(body, "flood", about, total, first, last, words))
    return found


def counted(since: datetime, until: datetime) -> Iterator[Refused]:
    """One statement over the journal; nothing of whom a request was about is looked at."""
    who = Case(
        When(event="contract.line_refused", then=F("subject")),
        When(event="provision.refused", then=KT("detail__inquirer")),
        default=KT("detail__caller"), output_field=TextField(),
    )  # fmt: skip
    untold = Coalesce(Cast(KT("detail__more"), IntegerField()), 0)  # handshakes beyond what a minute writes down
    rows = (
        HistoryEntry.objects.filter(event__in=REFUSALS, at__gte=since, at__lt=until)
        .annotate(
            reason=KT("detail__reason"),
            who=who,
            of=Coalesce(KT("detail__body"), Value(""), output_field=TextField()),
            untold=untold,
        )
        .values("event", "reason", "of", "who")
        .annotate(lines=Count("pk"), more=Sum("untold"), first=Min("at"), last=Max("at"))
        .order_by("event", "reason", "of", "who")
    )
    for row in rows:
        about = (row["who"] or "（不明）")[:60]
        count = row["lines"] + row["more"]
        yield Refused(row["event"], row["reason"] or "", row["of"], about, count, row["first"], row["last"])


def _whose(row: Refused, owners: dict[str, str]) -> Iterable[str]:
    """Whose alarm it is: a body's permits are its own; what its system was refused at the door is the platform's too."""
    if row.event == "provision.refused":
        return [row.body] if row.body else []
    return ["", owners[row.about]] if row.about in owners else [""]


def conditions(body: Body, *, on: date, now: datetime, real: datetime) -> list[Noticed]:
    """What of a body's needs somebody: keys, the certificate of its system, copies, differences, the last verification."""
    told = keys.alarms(body, on=on)
    found = [Noticed(body.code, "key", "", len(told), real, real, " ".join(told)[:300])] if told else []
    found += [
        Noticed(body.code, "certificate", name, 1, real, real, f"{ends:%Y-%m-%d}に切れます。")
        for name, ends in _ending(real) if name == body.caller
    ]  # fmt: skip
    with acting_for(body.code):
        judged = [one for one in all_judged(now) if one.alarm]
        open_ones = RecordDifference.objects.filter(state=Settled.OPEN).count()
    found += [Noticed(body.code, "copies", one.source.information, 1, real, real, one.freshness) for one in judged]
    if open_ones:
        found.append(
            Noticed(body.code, "differences", "", open_ones, real, real, f"説明のない違いが{open_ones}件あります。")
        )
    return found + _verified(body.code, real)


def of_platform(*, now: datetime, real: datetime) -> list[Noticed]:
    """The same of the platform: certificates, the list of revoked ones, the masters, the last verification."""
    limit = LIMITS.on(now.date())
    found = []
    for name, ends in _ending(real):
        kind = "crl" if name == "crl" else "certificate"
        found.append(Noticed("", kind, name, 1, real, real, f"{ends:%Y-%m-%d}に切れます。"))
    newest = MasterVersion.objects.order_by("-version").first()
    if (
        newest is None
        or newest.confirmed_at is None
        or newest.confirmed_at < now - timedelta(hours=limit["masters_hours"])
    ):
        words = "一度も届いていません。" if newest is None else f"第{newest.version}版のまま、確かめられていません。"
        found.append(Noticed("", "masters", "", 1, real, real, words))
    return found + _verified("", real)


def _ending(real: datetime) -> list[tuple[str, datetime]]:
    """Certificates, and the list of revoked ones, that end soon."""
    limit = LIMITS.on(real.date())
    days = {True: limit["crl_days"], False: limit["certificate_days"]}
    return [(name, at) for name, at in expiry(settings.SASAE_PKI) if at < real + timedelta(days=days[name == "crl"])]


def _verified(body: str, real: datetime) -> list[Noticed]:
    last = Verification.objects.order_by("-at").first()
    wrong = [one for one in last.findings if one["severity"] == "error"] if last else []
    mine = [one for one in wrong if is_of(one, body)]
    return [Noticed(body, "verification", "", len(mine), real, real, f"誤りが{len(mine)}件あります。")] if mine else []


def is_of(finding: dict[str, str], body: str) -> bool:
    """Whether a finding of the verification is this body's; the platform's are those that name no body first."""
    first = finding["at"].split(" ")[0]
    return first == body if body else not first.isdigit()
