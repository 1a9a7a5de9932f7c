"""The installation all journeys share."""

pytest_plugins = ["tests.installation"]
