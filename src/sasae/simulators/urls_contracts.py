"""Every partner's contract addresses, on one listener whose certificate carries all their names."""

from importlib import import_module
from importlib.util import find_spec

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import URLPattern, path
from django.views.decorators.http import require_safe

from sasae.contracts import (
    bank,
    certificates,
    code_gateway,
    existing_systems,
    information_network,
    other_schemes,
    personnel,
    resident_register,
    review_body,
    tax,
)
from sasae.contracts.operation import Operation
from sasae.simulators.contract_endpoint import AnyOperation, endpoint
from sasae.simulators.registers.models import LoadedTown

# operation → module and function that answer it
ANSWERS: dict[AnyOperation, tuple[str, str]] = {
    resident_register.CHANGES: ("registers", "changes"),
    resident_register.PERSON_BY_SERIAL: ("registers", "person_by_serial"),
    tax.INCOMES: ("registers", "incomes"),
    other_schemes.PUBLIC_ASSISTANCE: ("registers", "public_assistance"),
    other_schemes.CHILD_ALLOWANCE: ("registers", "child_allowance"),
    other_schemes.CHILDRENS_SUBSIDY: ("registers", "childrens_subsidy"),
    other_schemes.DISABILITY_SUBSIDY: ("registers", "disability_subsidy"),
    existing_systems.TAX: ("registers", "people_of_tax"),
    existing_systems.PUBLIC_ASSISTANCE: ("registers", "people_of_public_assistance"),
    existing_systems.CHILD_ALLOWANCE: ("registers", "people_of_child_allowance"),
    existing_systems.CHILDRENS_SUBSIDY: ("registers", "people_of_childrens_subsidy"),
    existing_systems.DISABILITY_SUBSIDY: ("registers", "people_of_disability_subsidy"),
    personnel.STAFF_CHANGES: ("registers", "staff_changes"),
    bank.SUBMIT: ("bank", "submit"),
    bank.ANSWER: ("bank", "answer"),
    review_body.MONTHLY_FILE: ("review_body", "monthly_file"),
    code_gateway.ACQUIRE: ("jlis_gateway", "acquire"),
    information_network.SUBMIT: ("network_core", "submit"),
    information_network.MASTERS: ("network_core", "masters"),
    information_network.ANNOUNCE_KEY: ("network_core", "announce_key"),
    information_network.PROVIDE_LATE: ("network_core", "provide_late"),
    information_network.SUBMIT_BULK: ("network_core", "submit_bulk"),
    information_network.WITHDRAW: ("network_core", "withdraw"),
    information_network.CORE_RECORDS: ("network_core", "core_records"),
    certificates.CORRESPONDENCE: ("card_authority", "correspondence"),
}


def _endpoints() -> list[URLPattern]:
    return [_endpoint(operation, *where) for operation, where in ANSWERS.items() if _there(where[0])]


def _there(area: str) -> bool:
    return (
        find_spec(f"sasae.simulators.{area}") is not None and find_spec(f"sasae.simulators.{area}.answers") is not None
    )


def _endpoint(operation: Operation, area: str, name: str) -> URLPattern:  # type: ignore[type-arg]
    return endpoint(operation, getattr(import_module(f"sasae.simulators.{area}.answers"), name))


@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """Whether the partners can answer: the database does, and which town they know."""
    town = LoadedTown.objects.first()
    return JsonResponse({"healthy": True, "town": {"size": town.size, "seed": town.seed} if town else None})


urlpatterns = [path("health", health, name="health"), *_endpoints()]
