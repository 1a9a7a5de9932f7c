"""The verbs of the register of contractors: contracts, requests, persons, and what is watched."""
