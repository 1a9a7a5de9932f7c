"""Looking for alarms: at refusals every minute, at what runs out every night, body by body."""

from datetime import timedelta

from procrastinate.contrib.django import app

from sasae.intermediary.bodies.models import Body
from sasae.intermediary.security.actions import let_go, take_in
from sasae.intermediary.security.noticing import conditions, floods, of_platform, refusals
from sasae.intermediary.security.reading import forget, of_day
from sasae.kernel import clock


@app.periodic(cron="* * * * *")
@app.task(name="intermediary.notice_refusals", queueing_lock="intermediary.notice_refusals", lock="intermediary.alarms")
def notice_refusals(timestamp: int) -> None:
    """What was refused today, and who is refused too often. The journal is written by the clock nobody shifts."""
    real = clock.real_now().astimezone(clock.TOKYO)
    take_in([*refusals(of_day(real.date(), now=real)), *floods(real)], on=real.date())


@app.periodic(cron="40 2 * * *")
@app.task(
    name="intermediary.notice_conditions", queueing_lock="intermediary.notice_conditions", lock="intermediary.alarms"
)
def notice_conditions(timestamp: int) -> None:
    """Every night: of the last day what came after the last look, of the platform what runs out, and a job a body."""
    real, now = clock.real_now().astimezone(clock.TOKYO), clock.now()
    yesterday = real.date() - timedelta(days=1)
    take_in(refusals(of_day(yesterday, now=real)), on=yesterday)
    forget(on=real.date())
    found = of_platform(now=now, real=real)
    take_in(found, on=real.date())
    let_go("", found, now=real)
    for code in Body.objects.working().order_by("code").values_list("code", flat=True):
        notice_of_body.configure(queueing_lock=f"alarms-{code}").defer(body_code=code)


@app.task(name="intermediary.notice_of_body")
def notice_of_body(body_code: str) -> None:
    """One body's keys, certificate, copies, differences."""
    now, real = clock.now(), clock.real_now().astimezone(clock.TOKYO)
    found = conditions(Body.objects.get(code=body_code), on=now.date(), now=now, real=real)
    take_in(found, on=real.date())
    let_go(body_code, found, now=real)
