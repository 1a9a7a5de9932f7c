"""Settings of the world outside. Simulators use nothing of our foundation: they are the second witness.

One database for all of them; which listener a process serves is told by SASAE_URLS (a URL module).
"""

import os
from importlib.util import find_spec

from sasae.deployment.home import Home
from sasae.deployment.settings.base import database_role, simulators_database

SIMULATORS = [
    "sasae.simulators.network_core",
    "sasae.simulators.jlis_gateway",
    "sasae.simulators.registers",
    "sasae.simulators.bank",
    "sasae.simulators.review_body",
    "sasae.simulators.card_authority",
    "sasae.simulators.software_card",
    "sasae.simulators.other_city",
    "sasae.simulators.sister_subsidies",
]

_home = Home.load()
SECRET_KEY = _home.secret("django-simulators")
DEBUG = False
ALLOWED_HOSTS = list(_home.hosts)
LANGUAGE_CODE = "ja"
TIME_ZONE = "Asia/Tokyo"
USE_TZ = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
SASAE_HOME = _home.path
SASAE_PKI = _home.pki_dir
SASAE_ADDRESSES = dict(_home.addresses)
SASAE_CARD_RETURNS = [_home.addresses.get("portal_pages", _home.page("portal"))]  # whom the card page answers
INSTALLED_APPS = [name for name in SIMULATORS if find_spec(name) and find_spec(f"{name}.apps")]
MIDDLEWARE = ["django.middleware.security.SecurityMiddleware", "django.middleware.common.CommonMiddleware"]
ROOT_URLCONF = os.environ.get("SASAE_URLS", "sasae.simulators.urls_contracts")
DATABASES = simulators_database(_home, database_role())
TEMPLATES = [
    {"BACKEND": "django.template.backends.django.DjangoTemplates", "DIRS": [], "APP_DIRS": True, "OPTIONS": {}}
]
DATA_UPLOAD_MAX_MEMORY_SIZE = 50 * 1024 * 1024
