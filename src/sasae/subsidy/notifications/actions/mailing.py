"""Where letters go instead of the address."""

from datetime import timedelta

from django.db.models.functions import Now

from sasae.foundation.history import Actor, record
from sasae.subsidy.notifications.models import MailingAddress, Notification


def register_mailing(notification: Notification, *, starts: bool, by: Actor) -> None:
    """A new 送付先 takes the place of the one before, or the one there is ends. Part of the caller's transaction."""
    person = notification.family.applicant
    current = MailingAddress.objects.select_for_update().filter(person=person, superseded_at__isnull=True)
    last = notification.occurred_on - timedelta(days=1)
    for one in current:
        one.valid_to, one.superseded_at = max(one.valid_from, last), Now()
        one.save()
    if starts:
        MailingAddress.objects.create(
            person=person, postal_code=notification.postal_code, address=notification.address,
            valid_from=notification.occurred_on, notification=notification, recorded_at=Now(),
        )  # fmt: skip
    event = "mailing.registered" if starts else "mailing.ended"
    record(by, event, notification.number, [person.atena_no])
