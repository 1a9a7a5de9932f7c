"""What the core answers the intermediary server."""

from django.db import transaction

from sasae.contracts import information_network as network
from sasae.simulators.network_core import keys
from sasae.simulators.network_core.masters import table
from sasae.simulators.network_core.models import CoreInquiry, Institution, State, WithdrawnBefore
from sasae.simulators.network_core.records import core_records
from sasae.simulators.network_core.submitting import one_at_a_time, take
from sasae.simulators.pension_body.answers import public_signing_key
from sasae.simulators.pension_body.magic import PENSION

__all__ = [
    "announce_key", "core_records", "masters", "provide_late", "submit", "submit_bulk", "withdraw",
]  # fmt: skip


def masters(message: network.MastersRequest) -> network.Masters:
    """The distribution; its version rises by one with each key a body announces, the first and every later one."""
    told = table()
    known = list(Institution.objects.exclude(encryption_key=""))
    announced = {each.code: (each.encryption_key, each.signing_key) for each in known}
    announced[PENSION] = ("", public_signing_key())
    institutions = [
        network.Institution(encryption_key=keys_of[0], signing_key=keys_of[1], **row)
        for row in told["institutions"]
        for keys_of in [announced.get(row["code"], ("", ""))]
    ]
    return network.Masters(
        version=told["version"] + sum(Institution.objects.values_list("keys_announced", flat=True)),
        distributed_on=told["distributed_on"],
        permit_key=keys.public_permit_key(),
        institutions=institutions,
        affairs=told["affairs"],
        procedures=told["procedures"],
        information=told["information"],
        permitted=told["permitted"],
    )


def announce_key(message: network.BodyKey) -> network.Accepted:
    """Keep a body's public keys."""
    name = next((row["name"] for row in table()["institutions"] if row["code"] == message.institution), "")
    if not name:
        return network.Accepted(accepted=False)
    told = {"encryption_key": message.encryption_key, "signing_key": message.signing_key}
    known, new = Institution.objects.get_or_create(code=message.institution, defaults={"name": name, **told})
    if not new and told != {"encryption_key": known.encryption_key, "signing_key": known.signing_key}:
        known.encryption_key, known.signing_key = message.encryption_key, message.signing_key
        known.keys_announced += 1
        known.save()
    return network.Accepted()


@transaction.atomic
def submit(message: network.Inquiry) -> network.InquiryAccepted:
    """Check against the permitted list, issue the permit, keep the query. Asked again, the answer is the same."""
    (said,) = take([message], together=False)
    return network.InquiryAccepted(accepted=said.accepted, message=said.message)


@transaction.atomic
def submit_bulk(message: network.Inquiries) -> network.AcceptedEach:
    """Many queries, each checked for itself and each with a permit of its own."""
    return network.AcceptedEach(each=take(message.inquiries, together=True))


@transaction.atomic
def provide_late(message: network.LateProvision) -> network.Accepted:
    """A clerk of the provider has decided: what was told to wait is delivered after all, once."""
    inquiry = CoreInquiry.objects.select_for_update().filter(permit_no=message.permit_no).first()
    if inquiry is None or inquiry.question["provider"] != message.provider or not _waits_for_a_clerk(inquiry):
        return network.Accepted(accepted=False)
    if message.state.value not in ("answered", "refused"):
        return network.Accepted(accepted=False)
    answer = network.Provision(
        state=message.state, sealed_answer=message.sealed_answer, provided_at=message.provided_at,
        message=message.message,
    )  # fmt: skip
    inquiry.answer = answer.model_dump(mode="json")
    inquiry.provided_at = message.provided_at
    inquiry.state = State.PROVIDED
    inquiry.save()
    return network.Accepted()


@transaction.atomic
def withdraw(message: network.Withdrawal) -> network.Accepted:
    """The inquirer waits no longer. Whatever was done of the query is void; the provider is told by the dispatcher."""
    one_at_a_time([message.processing_no])
    inquiry = CoreInquiry.objects.select_for_update().filter(processing_no=message.processing_no).first()
    if inquiry is None:
        WithdrawnBefore.objects.get_or_create(processing_no=message.processing_no, defaults={"reason": message.reason})
        return network.Accepted()
    if inquiry.question["inquirer"] != message.inquirer:
        return network.Accepted(accepted=False)
    if inquiry.state not in (State.WITHDRAWN, State.VOID):
        inquiry.state, inquiry.why_withdrawn = State.WITHDRAWN, message.reason
        inquiry.save()
    return network.Accepted()


def _waits_for_a_clerk(inquiry: CoreInquiry) -> bool:
    return inquiry.state == State.DELIVERED and (inquiry.answer or {}).get("state") == "not_automatic"
