"""Fetching application files from the portal, the only source there is; what fails stays in quarantine."""
