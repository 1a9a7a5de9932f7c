"""Two operations of linkage, for the served port."""

from django.urls import path

from sasae.contracts import inquiries, person_index
from sasae.foundation.contract_api import Caller, answers, contract_api
from tests.foundation.batch_kinds import effect, effects
from tests.foundation.served import slowly

api = contract_api("served_test")


@answers(api, person_index.PEOPLE, purpose="本人情報の照会")
def people(caller: Caller, message: person_index.PeopleRequest) -> person_index.People:
    """Nobody is known here."""
    caller.shown(message.atena_nos)
    return person_index.People(people=[])


@answers(api, inquiries.REQUEST, purpose="情報照会の受付")
def inquire(caller: Caller, message: inquiries.InquiryRequest) -> inquiries.InquiryAccepted:
    """Takes its time, so that two requests meet."""
    caller.shown([message.atena_no])
    number = len(effects("inquiry")) + 1
    effect("inquiry", f"KM{number}")
    slowly()
    return inquiries.InquiryAccepted(inquiry_no=f"KM{number}")


urlpatterns = [path("", api.urls)]
