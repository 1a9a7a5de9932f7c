"""What `sasae up` waits for."""

from sasae.deployment import control, supervisor
from sasae.deployment.home import create, free_ports
from sasae.deployment.processes import Process
from sasae.deployment.running import Mark


def test_health_counts_only_once_a_supervisor_has_written_that_it_runs(tmp_path, monkeypatch):
    """What a killed supervisor left behind answers like a healthy installation, until the next one has ended it."""
    home = create(tmp_path / "home", free_ports())
    found = [None, None, Mark(1, "now"), Mark(1, "now")]
    asked = []

    def healthy():
        asked.append(len(found))
        return True

    monkeypatch.setattr(supervisor, "running", lambda _: found.pop(0))
    monkeypatch.setattr(control, "table", lambda _, simulators: [Process("linkage-people", ["x"], healthy)])
    control._wait(home, None, simulators=False, say=lambda _: None)
    assert asked == [1]  # after the two looks that found nobody
