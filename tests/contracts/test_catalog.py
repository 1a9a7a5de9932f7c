"""Every conversation names who asks whom and in which version; nobody is connected but as the design says."""

import importlib
import pkgutil
import re

import pytest

from sasae import contracts
from sasae.contracts import catalog
from sasae.contracts.operation import Message, Operation

SHARED = {"catalog", "operation", "people", "forms"}  # no conversations
MODULES = sorted({module.name for module in pkgutil.iter_modules(contracts.__path__)} - SHARED)
IN_WORDS = {
    "operator": "file terminal",
    "other_city": "a body",
    "network_core": "network core",
    "jlis_gateway": "resident-register gateway",
    "childrens_subsidy": "the two sister subsidies",
    "disability_subsidy": "the two sister subsidies",
    "review_body": "review-and-payment body",
    "subsidy": "subsidy|every system|business systems",
    "linkage": "linkage|every system",
    "intermediary": "intermediary|every system",
    "portal": "portal|every system",
    "intake": "intake|every system",
    "tax": "tax system",
}
# 第3節の通り: who may open a connection to whom
CONNECTIONS = {
    "intake": {"portal", "linkage", "card_authority", "personnel"},
    "portal": {"card_authority", "personnel"},
    "subsidy": {"linkage", "personnel"},
    "linkage": {
        "intermediary", "jlis_gateway", "resident_register", "tax", "public_assistance", "child_allowance",
        "childrens_subsidy", "disability_subsidy", "intake", "personnel", "subsidy",
    },
    "childrens_subsidy": {"linkage"},
    "disability_subsidy": {"linkage"},
    "intermediary": {"network_core", "personnel"},
    "network_core": {"intermediary"},
    "other_city": {"intermediary", "jlis_gateway"},
    "operator": {"bank", "review_body"},
}  # fmt: skip


def operations_of(name):
    found = importlib.import_module(f"sasae.contracts.{name}")
    return [value for value in vars(found).values() if isinstance(value, Operation)]


@pytest.mark.parametrize("name", MODULES)
def test_a_module_is_one_conversation_and_its_first_line_says_who_asks_whom(name):
    line = importlib.import_module(f"sasae.contracts.{name}").__doc__.splitlines()[0]
    assert re.search("[→↔]", line)
    for operation in operations_of(name):
        for system in {*operation.callers, operation.callee}:
            words = IN_WORDS.get(system, system.replace("_", " "))
            assert re.search(words, line), (system, line)


@pytest.mark.parametrize("name", MODULES)
def test_every_operation_stands_in_the_catalogue(name):
    operations = operations_of(name)
    assert operations
    assert all(operation in catalog.OPERATIONS for operation in operations)


@pytest.mark.parametrize("operation", catalog.OPERATIONS, ids=lambda operation: operation.full_name)
def test_an_operation_names_callers_callee_version_and_words(operation):
    assert operation.callers
    assert operation.callee not in operation.callers
    assert isinstance(operation.version, int)
    assert operation.version >= 1
    assert issubclass(operation.request, Message)
    assert issubclass(operation.response, Message)
    assert operation.path == f"/contracts/{operation.conversation}/v{operation.version}/{operation.name}"
    assert re.fullmatch(r"/contracts/[a-z_]+/v[0-9]+/[a-z_]+", operation.path)


def test_names_and_addresses_are_used_once():
    names = [(operation.full_name, operation.version) for operation in catalog.OPERATIONS]
    doors = [(operation.callee, operation.path) for operation in catalog.OPERATIONS]
    assert len(set(names)) == len(names)
    assert len(set(doors)) == len(doors)


def test_questions_change_nothing_and_what_changes_something_says_so():
    verbs = {operation.full_name for operation in catalog.OPERATIONS if operation.effect}
    assert verbs == {
        "applications_relay.acknowledge", "applications_relay.answer_end", "applications_relay.report_outcome", "bank.submit",
        "body_copies.register_batch", "body_copies.report_source", "body_copies.set_protections",
        "body_gateway.register_copies", "body_gateway.request_codes", "body_gateway.request_information",
        "body_gateway.request_many", "body_personnel.hand_over", "code_gateway.acquire", "contractor_ends.of_body",
        "contractor_ends.of_portal", "contractor_ends.tell", "information_network.announce_key",
        "information_network.deliver_answer", "information_network.deliver_answers",
        "information_network.deliver_codes", "information_network.provide", "information_network.provide_bulk",
        "information_network.provide_late", "information_network.submit", "information_network.submit_bulk",
        "information_network.void_permits", "information_network.withdraw", "inquiries.request",
        "inquiries.request_many", "inquiries.submit_file", "portal_applications.update_status",
        "portal_letters.bring", "portal_letters.taken",
        "published_applications.acknowledge", "published_applications.answer_end", "published_applications.report_outcome",
        "resident_questions.answer", "resident_questions.news", "tie_corrections.report",
        "transfers.permit",
    }  # fmt: skip


def test_nobody_is_connected_but_as_the_design_says():
    stated = {(caller, callee) for caller, callees in CONNECTIONS.items() for callee in callees}
    assert catalog.connections() == stated


@pytest.mark.clause("SUB-4")
def test_the_subsidy_system_reaches_the_others_through_linkage_alone():
    asked = {callee for caller, callee in catalog.connections() if caller == "subsidy"}
    assert asked == {"linkage", "personnel"}  # personnel: its own users, no persons of the affair
    assert {(one.full_name, *one.callers) for one in catalog.answered_by("subsidy")} == {
        ("transfers.hand_over", "linkage"), ("evidence.of_subsidy", "linkage"),
    }  # fmt: skip


def test_application_data_has_no_source_but_the_portal():
    assert {caller for caller, callee in catalog.connections() if callee == "portal"} == {"intake"}
    assert {caller for caller, callee in catalog.connections() if callee == "intake"} == {"linkage"}


def test_who_answers_is_found_by_name():
    assert [each.full_name for each in catalog.answered_by("portal")] == [
        "contractor_ends.of_portal",
        "portal_applications.list", "portal_applications.fetch", "portal_applications.update_status",
        "portal_applications.entry", "portal_applications.statuses",
        "portal_letters.bring", "portal_letters.list", "portal_letters.fetch", "portal_letters.taken",
        "resident_questions.list", "resident_questions.answer", "resident_questions.news",
    ]  # fmt: skip
    assert catalog.answered_by("nobody") == []
