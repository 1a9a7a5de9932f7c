"""An auditor's sample in tests: of everything there is, and the page of its first thing."""

from datetime import timedelta
from typing import Any

from sasae.foundation.audits import actions
from sasae.foundation.audits.models import Drawn, Sample
from sasae.foundation.history import Actor
from sasae.kernel import clock

AUDITOR = Actor("auditor1", "監物 薫", "staff")


def sample(kind: str, size: int = 1, of: str = "") -> Sample:
    """Drawn tomorrow, of everything until today; drawn again it is the same. The journal goes by the database's own clock."""
    now = max(clock.now(), clock.real_now())
    since, until, tomorrow = clock.today() - timedelta(days=400), now.date(), now + timedelta(days=1)
    made = actions.draw(kind, since, until, seed="種", size=size, why="監査", by=AUDITOR, now=tomorrow, of=of)
    assert actions.draw_again(made.pk, by=AUDITOR) == 0
    return made


def first(kind: str, of: str = "") -> Drawn:
    """The one thing on a sample of it."""
    one: Drawn = sample(kind, of=of).drawn.get()
    return one


def page(client: Any, one: Drawn, under: str = "") -> str:
    """What the auditor reads of it."""
    answer = client.get(f"{under}/audits/drawn/{one.pk}/")
    assert answer.status_code == 200, answer.content.decode()
    return str(answer.content.decode())


def shown_to(client: Any) -> list[str]:
    """Whom the page was recorded to show."""
    from sasae.foundation.history.models import HistoryEntry

    entry = HistoryEntry.objects.filter(event="screen.shown", actor_id=client.staff.login_id).latest("id")
    return list(entry.persons)
