"""Whatever is killed in the middle of the story, the story comes true, and each of its effects once."""

import pytest

from sasae.deployment import database, supervisor
from sasae.deployment.control import status
from sasae.deployment.home import Home
from sasae.deployment.processes import table
from sasae.deployment.story.visitor import Visitor
from tests import effects
from tests.effects import Auditor
from tests.faults.insistent import Insistent
from tests.faults.performance import Performance
from tests.faults.strikes import POSTGRES, SUPERVISOR, Striker, everything_committed, until
from tests.installation import At, LogIn, sasae


@pytest.fixture(scope="session")
def performance(installation: Home, at: At, tmp_path_factory: pytest.TempPathFactory) -> Performance:
    """The story, with every process killed once in it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Visitor, "wire", Insistent)
        played = Performance(installation, at, tmp_path_factory.mktemp("faults"), Striker(installation))
        played.play()
    return played


@pytest.fixture(scope="session")
def ask(performance: Performance, auditor: LogIn) -> Auditor:
    """The second witness, once the performance is over."""
    auditor_of = Auditor(auditor)
    until(lambda: not effects.nothing_waits(auditor_of), "every message was delivered")
    return auditor_of


def test_every_process_was_killed_once_in_the_middle_of_the_story(performance: Performance):
    names = {process.name for process in table(performance.home, simulators=True)}
    assert {name for name, _ in performance.striker.struck} == names | {POSTGRES, SUPERVISOR}


def test_each_runs_again_as_another_process(performance: Performance):
    home = performance.home
    until(lambda: all(well for _, _, well in status(home)), "all is well")
    for name, killed in performance.striker.struck:
        now = database.of_home(home).pid() if name == POSTGRES else supervisor.state(home)[name].pid
        assert now not in (None, killed), name


def test_after_the_supervisor_was_killed_with_the_database_up_takes_over(performance: Performance):
    assert performance.said_by_up.startswith("0\n"), performance.said_by_up


def test_nothing_the_database_had_confirmed_was_lost_with_it(performance: Performance):
    after = everything_committed(performance.home)
    assert all(performance.striker.committed.values())
    for table_name, rows in performance.striker.committed.items():
        assert rows <= after[table_name], table_name


def test_each_application_was_sent_once(performance: Performance, ask: Auditor):
    effects.applications_sent_once(ask, performance.numbers)


def test_each_application_was_taken_in_once(performance: Performance, ask: Auditor):
    effects.applications_taken_in_once(ask, performance.numbers)


def test_each_application_was_decided_and_each_paper_printed_once(performance: Performance, ask: Auditor):
    effects.decided_once(ask, performance.numbers)
    effects.papers_printed_once(ask)


def test_each_resident_was_told_each_state_once(performance: Performance, ask: Auditor):
    effects.told_once(ask, performance.numbers)


def test_the_other_city_was_asked_once(performance: Performance, ask: Auditor):
    effects.inquired_once(ask, performance.numbers["newcomer"])


def test_the_month_of_receipts_was_taken_in_once(performance: Performance, ask: Auditor):
    effects.receipts_taken_in_once(ask, (performance.out / "RECEIPTC.UKE").read_bytes())


def test_each_claim_was_paid_once_and_the_books_balance(performance: Performance, ask: Auditor):
    effects.paid_once(ask)
    effects.books_balance(ask)


def test_no_journal_lost_or_changed_a_line(performance: Performance, ask: Auditor):
    said = sasae(performance.home, "history", "seal")
    assert said.returncode == 0, said.stdout + said.stderr
    said = sasae(performance.home, "history", "verify")
    assert said.returncode == 0, said.stdout + said.stderr
