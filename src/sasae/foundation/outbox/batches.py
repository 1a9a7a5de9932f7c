"""The outbox's work in the background."""

from procrastinate.contrib.django import app

from sasae.foundation.outbox import actions, nonces, received


@app.task(name="outbox.deliver", queue="outbox")
def deliver_message(message_id: int) -> None:
    """Send one message; see actions.deliver."""
    actions.deliver(message_id)


@app.periodic(cron="* * * * *")
@app.task(name="outbox.put_back", queue="outbox", queueing_lock="outbox.put_back")
def put_back(timestamp: int) -> None:
    """Messages that lost their job get a new one."""
    actions.put_back()


@app.periodic(cron="*/5 * * * *")
@app.task(name="outbox.forget", queue="outbox", queueing_lock="outbox.forget")
def forget(timestamp: int) -> None:
    """Drop used signatures that are too old to pass, and answers kept long enough."""
    nonces.forget_expired()
    received.forget_answers()
