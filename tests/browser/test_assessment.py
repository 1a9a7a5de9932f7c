"""The assessment of the whole installation, judged by the command, read by the auditor: all clauses, one that is not met."""

import json
import re
import subprocess
import sys

from house import House
from playwright.sync_api import expect


def test_the_auditor_reads_what_is_true_today_and_why_something_is_not(house: House) -> None:
    command = [sys.executable, "-m", "sasae.deployment.cli", "assessment", "--json", "--keep"]
    done = subprocess.run(command, env=house.home.environment, capture_output=True, text=True, check=False)
    assert done.returncode == 1, done.stderr  # the town is smaller than the city
    told = json.loads(done.stdout)
    assert [one["id"] for one in told["clauses"] if one["state"] == "unknown"] == []
    states = {one["id"]: one["state"] for one in told["clauses"]}
    assert (states["BUS-1"], states["FIL-1"]) == ("true", "false")
    auditor, page, eyes = house.desk("subsidy", "auditor1"), f"{house.page('subsidy')}/assessment/", house.eyes
    auditor.goto(page)
    eyes.look(auditor, "assessment")
    auditor.locator("[name=state]").select_option("false")
    expect(auditor.get_by_role("link", name="FIL-1", exact=True)).to_be_visible()
    expect(auditor.get_by_role("link", name="BUS-1", exact=True)).to_have_count(0)
    auditor.get_by_role("link", name="FIL-1", exact=True).click()
    expect(auditor.get_by_text(re.compile("評価書の幅の外")).first).to_be_visible()
    eyes.look(auditor)
