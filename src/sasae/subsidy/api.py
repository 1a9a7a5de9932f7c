"""The subsidy system's door. Nobody calls it yet: it asks linkage, and linkage alone may one day ask it."""

from ninja import NinjaAPI

from sasae.foundation.contract_api import contract_api

api: NinjaAPI = contract_api("subsidy")
