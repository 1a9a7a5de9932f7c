"""The journal of the story: at each step who looked at whom and who did what; and that nobody can change it unseen."""

import json
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from sasae.deployment.home import SERVICES, Home
from sasae.deployment.story.cast import applicant
from sasae.simulators.town.cast import CAST
from tests.effects import COVERED, Auditor
from tests.installation import LogIn, sasae
from tests.journeys.conftest import Played

MEMBERS = {
    "granted": ("misaki", "hina", "ren"), "father": ("koji", "sakura"), "over_income": ("naoko",),
    "newcomer": ("megumi", "yamato"),
}  # fmt: skip


def atena(*names: str) -> set[str]:
    """Their 宛名番号."""
    return {CAST[name].atena_no for name in names}


def did(ask: Auditor, service: str, event: str, subject: str = "") -> list[tuple[str, frozenset[str]]]:
    """Who did it, and to whom: every line of the journal for an event."""
    rows = ask.rows(
        service,
        "SELECT actor_id, persons FROM history_entry WHERE event = %s AND outcome = 'done' AND subject LIKE %s",
        event, f"%{subject}",
    )  # fmt: skip
    return [(actor, frozenset(persons)) for actor, persons in rows]


def saw(ask: Auditor, service: str, actor: str) -> set[str]:
    """Every person a member of staff was shown."""
    return set(
        ask.column(
            service,
            "SELECT DISTINCT unnest(persons) FROM history_entry WHERE event = 'screen.shown' AND actor_id = %s", actor,
        )
    )  # fmt: skip


def test_each_resident_sent_their_own_application_and_the_portal_knows_no_person(story: Played, ask: Auditor):
    senders = [did(ask, "portal", "submission.sent", number) for number in story.numbers.values()]
    assert all(len(lines) == 1 for lines in senders)
    assert len({lines[0][0] for lines in senders}) == len(story.numbers)
    told = set(ask.column("portal", "SELECT DISTINCT unnest(persons) FROM history_entry"))
    assert told.isdisjoint(member.atena_no for member in CAST.values())


def test_each_application_came_in_whose_it_is_was_found_and_it_was_handed_on(story: Played, ask: Auditor):
    for key, number in story.numbers.items():
        who = frozenset({applicant(key).atena_no})
        assert did(ask, "intake", "download.stored", number)
        assert did(ask, "intake", "applicant.found", number) == [("batch:matching", who)]
        assert [actor for actor, _ in did(ask, "intake", "application.published", number)] == ["batch:matching"]
        assert [actor for actor, _ in did(ask, "intake", "application.acknowledged", number)] == ["linkage"]
        assert [actor for actor, _ in did(ask, "subsidy", "application.registered", number)] == ["batch:applications"]


def test_reception_looked_at_the_applicants_and_at_nobody_else(story: Played, ask: Auditor):
    shown = saw(ask, "intake", "reception1") & {member.atena_no for member in CAST.values()}
    assert {applicant(key).atena_no for key in story.numbers} <= shown


@pytest.mark.parametrize("key", MEMBERS)
def test_who_examined_and_who_decided_are_two_and_both_saw_the_applicant(story: Played, ask: Auditor, key: str):
    who = applicant(key).atena_no
    examined = [
        (actor, who in persons) for actor, persons in did(ask, "subsidy", "examination.prepared") if who in persons
    ]
    approved = [actor for actor, persons in did(ask, "subsidy", "examination.approved") if who in persons]
    assert set(examined) == {("counter1", True)}
    assert approved == ["examiner1"]
    assert who in saw(ask, "subsidy", "counter1")
    assert who in saw(ask, "subsidy", "examiner1")


@pytest.mark.parametrize("key", [key for key, count in COVERED.items() if count])
def test_each_certificate_names_its_holder_in_the_journal(story: Played, ask: Auditor, key: str):
    issued = [persons for actor, persons in did(ask, "subsidy", "certificate.issued") if actor == "examiner1"]
    assert {frozenset(atena(name)) for name in MEMBERS[key]} <= set(issued)
    for name in MEMBERS[key]:
        assert issued.count(frozenset(atena(name))) == 1, name


def test_the_refused_applicant_stands_in_the_line_of_the_refusal_and_nobody_outside_the_family(
    story: Played, ask: Auditor
):
    ((actor, persons),) = did(ask, "subsidy", "refusal.issued", story.numbers["over_income"])
    assert actor == "examiner1"
    assert atena("naoko") <= persons <= atena("naoko", "sota")


def test_the_question_to_the_other_city_stands_in_all_three_journals(story: Played, ask: Auditor):
    megumi = frozenset(atena("megumi"))
    bulk = 5  # kinds of the renewal, of which the pension body tells one
    asked = did(ask, "subsidy", "inquiry.requested")
    assert {persons for _, persons in asked} == {megumi}
    assert sorted(actor.split(":")[0] for actor, _ in asked) == ["batch"] * bulk + ["counter1"]
    assert did(ask, "linkage", "inquiry.accepted") == [("subsidy", megumi)] * (1 + bulk)
    assert [actor for actor, _ in did(ask, "intermediary", "inquiry.requested")] == ["linkage"] * (1 + bulk)
    assert [actor for actor, _ in did(ask, "intermediary", "provision.made")] == ["network_core"] * bulk
    assert [actor for actor, _ in did(ask, "intermediary", "inquiry.opened")] == ["linkage"] * (1 + bulk)


def test_on_the_platform_nobody_is_known_by_the_city_s_number_for_them(story: Played, ask: Auditor):
    told = set(ask.column("intermediary", "SELECT DISTINCT unnest(persons) FROM history_entry"))
    assert told
    assert told.isdisjoint(member.atena_no for member in CAST.values())


def test_the_month_and_the_payment_name_who_did_each_step(story: Played, ask: Auditor):
    assert [actor for actor, _ in did(ask, "subsidy", "receipts.uploaded")] == ["examiner1"]
    assert {actor for actor, _ in did(ask, "subsidy", "claim.entered")} == {"counter1"}
    assert {actor for actor, _ in did(ask, "subsidy", "claim.decided")} == {"examiner1"}
    both = frozenset(atena("misaki", "koji"))
    assert did(ask, "subsidy", "payments.built", story.run) == [("payments1", both)]
    assert [actor for actor, _ in did(ask, "subsidy", "payments.approved", story.run)] == ["approver1"]
    assert did(ask, "subsidy", "payments.sent", story.run) == [("payments2", both)]
    assert did(ask, "subsidy", "payments.settled", story.run) == [("payments2", both)]


@pytest.mark.clause("ACC-7")
@pytest.mark.parametrize("service", SERVICES)
def test_every_look_says_by_which_right_for_which_purpose_and_from_where(story: Played, ask: Auditor, service: str):
    looks = ask.rows(
        service,
        'SELECT "right", purpose, terminal, persons FROM history_entry '
        "WHERE event = 'screen.shown' AND actor_kind = 'staff'",
    )
    assert looks or service in ("portal", "linkage")
    assert all(all(look) for look in looks)


@pytest.mark.parametrize("service", SERVICES)
def test_no_individual_number_stands_in_a_journal(story: Played, ask: Auditor, service: str):
    numbers = [member.individual_number for member in CAST.values()]
    found = ask.rows(
        service,
        "SELECT n FROM unnest(%s::text[]) n WHERE EXISTS (SELECT FROM history_entry h WHERE h::text LIKE '%%' || n || '%%')",
        numbers,
    )
    assert found == []


@pytest.mark.clause("ACC-8")
def test_the_journals_are_good_and_one_changed_byte_in_each_is_found(
    story: Played, installation: Home, superuser: LogIn
):
    assert sasae(installation, "history", "seal").returncode == 0
    good = sasae(installation, "history", "verify")
    assert good.returncode == 0, good.stdout + good.stderr
    with changed(superuser) as entries:
        bad = sasae(installation, "history", "verify", "--json")
    assert bad.returncode == 1, bad.stdout + bad.stderr
    findings = dict(
        zip(SERVICES, (json.loads(line) for line in bad.stdout.splitlines() if line.startswith("[")), strict=True)
    )
    for service, entry in entries.items():
        assert any(one["id"] == "H-104" and str(entry) in one["message"] for one in findings[service]), service


@contextmanager
def changed(superuser: LogIn) -> Iterator[dict[str, int]]:
    """In each journal one byte of one line is another, as only the server's administrator can make it; put back after."""
    turn = "UPDATE history_entry SET actor_id = %s WHERE id = %s"
    before: dict[str, tuple[int, str]] = {}
    try:
        for service in SERVICES:
            with superuser(service) as admin:
                admin.execute("SET session_replication_role = replica")  # the triggers look away
                entry, actor = admin.execute(
                    "SELECT id, actor_id FROM history_entry WHERE outcome = 'done' AND actor_id <> '' "
                    "ORDER BY id LIMIT 1 OFFSET 20"
                ).fetchone()
                before[service] = (entry, actor)
                admin.execute(turn, (actor[:-1] + chr(ord(actor[-1]) ^ 1), entry))
        yield {service: entry for service, (entry, _) in before.items()}
    finally:
        for service, (entry, actor) in before.items():
            with superuser(service) as admin:
                admin.execute("SET session_replication_role = replica")
                admin.execute(turn, (actor, entry))
