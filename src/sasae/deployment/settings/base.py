"""What the five services' settings have in common.

A settings module is short: it names its service and its areas and takes the rest from `service_settings`. Nothing here
has a default that would be unsafe in a city: what is missing stops the start, with a sentence that says what to do.

Environment: SASAE_HOME (where the installation keeps its files), SASAE_DB_ROLE (`owner` migrates, else `app`),
SASAE_LISTENER (`people` or `contracts`: which of the service's two ports this process serves).
"""

import os
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured

from sasae.deployment.home import Home
from sasae.deployment.settings.security import security, sign_in

FOUNDATION_APPS = [
    "sasae.foundation.accounts",
    "sasae.foundation.moves",
    "sasae.foundation.history",
    "sasae.foundation.removals",
    "sasae.foundation.inspections",
    "sasae.foundation.batch",
    "sasae.foundation.outbox",
    "sasae.foundation.printing",
    "sasae.foundation.places",
    "sasae.foundation.instruction",
    "sasae.foundation.incidents",
    "sasae.foundation.special_access",
    "sasae.foundation.resets",
    "sasae.foundation.shared_use",
    "sasae.foundation.showings",
    "sasae.foundation.screens",
]

DJANGO_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
]

PARTS = [
    "pgtrigger",
    "pghistory",
    "procrastinate.contrib.django",
    "axes",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_htmx",
    "csp",
    "django_cotton.apps.SimpleAppConfig",
]

PEOPLE_MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "sasae.foundation.screens.middleware.PrivateAnswers",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "sasae.foundation.accounts.middleware.OneLiveSession",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "sasae.foundation.screens.middleware.NoNul",
    "sasae.foundation.gate.GateMiddleware",
    "sasae.foundation.instruction.middleware.RulesAcknowledged",
    "axes.middleware.AxesMiddleware",
]

CONTRACTS_MIDDLEWARE = [
    "sasae.foundation.contract_words.ContractWords",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.common.CommonMiddleware",
    "sasae.foundation.screens.middleware.NoNul",
    "sasae.foundation.gate.GateMiddleware",
]


def _connection(home: Home, service: str, as_role: str, most: int) -> dict[str, Any]:
    place = home.database(service, as_role)
    server = place.server
    return {
        "ENGINE": "django.db.backends.postgresql",
        "HOST": server.pop("host"),
        "PORT": server.pop("port"),
        "NAME": place.name,
        "USER": place.user,
        "PASSWORD": place.password,
        "CONN_MAX_AGE": 0,
        "ATOMIC_REQUESTS": False,
        "OPTIONS": {
            "pool": {"min_size": 0, "max_size": most, "timeout": 20},
            "application_name": f"sasae-{service}-{as_role}",
            **server,
        },
    }


def databases(home: Home, service: str, role: str) -> dict[str, Any]:
    """The service's own database under three log-in roles; `default` is the owner while migrating."""
    return {
        "default": _connection(home, service, role, 16),
        "journal": _connection(home, service, "journal", 4),
        "retention": _connection(home, service, "retention", 2),
    }


def simulators_database(home: Home, role: str) -> dict[str, Any]:
    """The simulators' own database: one role besides the owner, no journal."""
    return {"default": _connection(home, "simulators", role, 16)}


def templates(context_processors: tuple[str, ...] = ()) -> list[dict[str, Any]]:
    """Templates are found in the apps; the cotton loader turns `<c-field>` into components."""
    loaders = [
        "django_cotton.cotton_loader.Loader",
        "django.template.loaders.filesystem.Loader",
        "django.template.loaders.app_directories.Loader",
    ]
    return [
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "DIRS": [],
            "OPTIONS": {
                "loaders": [("django.template.loaders.cached.Loader", loaders)],
                "builtins": [
                    "django_cotton.templatetags.cotton",
                    "django.templatetags.static",
                    "sasae.foundation.screens.templatetags.screens",
                ],
                "context_processors": [
                    "django.template.context_processors.request",
                    "django.contrib.auth.context_processors.auth",
                    "django.contrib.messages.context_processors.messages",
                    "sasae.foundation.screens.context.page",
                    *context_processors,
                ],
            },
        }
    ]


def present(apps: list[str]) -> list[str]:
    """The apps that exist so far."""
    return [app for app in apps if find_spec(app) is not None and find_spec(f"{app}.apps") is not None]


def card_pages() -> tuple[str, ...]:
    """The origin of the software card, where the portal sends the digest to be signed."""
    return (Home.load().addresses["software_card"],)


def listener() -> str:
    """Which of the service's two ports this process serves: `people` or `contracts`."""
    name = os.environ.get("SASAE_LISTENER", "people")
    if name not in {"people", "contracts"}:
        raise ImproperlyConfigured(f"SASAE_LISTENER is {name!r}; it must be people or contracts.")
    return name


def database_role() -> str:
    """`owner` for migrations, `app` for everything else."""
    role = os.environ.get("SASAE_DB_ROLE", "app")
    if role not in {"owner", "app"}:
        raise ImproperlyConfigured(f"SASAE_DB_ROLE is {role!r}; it must be owner or app.")
    return role


def service_settings(
    service: str,
    title: str,
    areas: list[str],
    *,
    form_targets: tuple[str, ...] = (),
    context_processors: tuple[str, ...] = (),
) -> dict[str, Any]:
    """Every setting of one service. `areas` are its Django apps, in the order of its navigation.

    `form_targets` are origins its forms may lead to; `context_processors` what its pages know besides.
    """
    home = Home.load()
    people = listener() == "people"
    return {
        **_common(home, context_processors),
        **security(home, service, form_targets),
        **sign_in(),
        "SASAE_SERVICE": service,
        "SASAE_TRAINING": bool(home.settings.get("training", False)),
        "SASAE_TRAINING_PAGE": str(home.settings.get("training_page", "")) if service == "subsidy" else "",
        "SASAE_SERVICE_TITLE": title,
        "SASAE_HOME": Path(home.path),
        "SASAE_PKI": Path(home.pki_dir),
        "SASAE_ADDRESSES": dict(home.addresses),
        "SASAE_CARD_PAGE": home.addresses["software_card"],
        "SASAE_CARD_STATUS": home.addresses["card_status"],
        "SASAE_TRUST": Path(home.pki_dir) / "trust",
        "SASAE_KEY_FILE": Path(home.path) / "secrets" / f"{service}.keys.json",
        "SASAE_RIGHTS_MODULE": f"sasae.{service}.rights",
        "SASAE_NAVIGATION_MODULE": f"sasae.{service}.navigation",
        "SASAE_AREAS": areas,
        "SASAE_CONTRACTOR_WINDOWS": "sasae.foundation.special_access.queries.watched",
        "INSTALLED_APPS": [*DJANGO_APPS, *PARTS, *present(FOUNDATION_APPS), *areas],
        "MIDDLEWARE": PEOPLE_MIDDLEWARE if people else CONTRACTS_MIDDLEWARE,
        "ROOT_URLCONF": f"sasae.deployment.urls.{service}" if people else f"sasae.deployment.urls.{service}_contracts",
        "DATABASES": databases(home, service, database_role()),
    }


def _logging() -> dict[str, Any]:
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "line": {
                "()": "sasae.foundation.plain_faults.PlainFaults",
                "format": "%(asctime)s %(levelname)s %(name)s %(message)s",
            }
        },
        "handlers": {"stream": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["stream"], "level": "INFO"},
        "loggers": {
            **{name: {"level": "WARNING"} for name in ("pgtrigger", "procrastinate", "httpx")},
            # Its warnings repeat what was typed as an ID; refusals stand in the journal.
            "axes": {"level": "ERROR"},
        },
    }


def _common(home: Home, context_processors: tuple[str, ...]) -> dict[str, Any]:
    return {
        "DEBUG": False,
        "ALLOWED_HOSTS": list(home.hosts),
        "LANGUAGE_CODE": "ja",
        "TIME_ZONE": "Asia/Tokyo",
        "USE_TZ": True,
        "USE_I18N": True,
        "DEFAULT_AUTO_FIELD": "django.db.models.BigAutoField",
        "TEMPLATES": templates(context_processors),
        "STATIC_URL": "/static/",
        "STATICFILES_FINDERS": [
            "django.contrib.staticfiles.finders.AppDirectoriesFinder",
            "sasae.foundation.screens.fonts.FontFinder",
        ],
        "WHITENOISE_USE_FINDERS": True,
        "WHITENOISE_AUTOREFRESH": False,
        "WHITENOISE_MAX_AGE": 300,
        "WHITENOISE_IMMUTABLE_FILE_TEST": r"^/static/fonts/",
        "WHITENOISE_ALLOW_ALL_ORIGINS": False,
        "MESSAGE_STORAGE": "django.contrib.messages.storage.session.SessionStorage",
        "FORM_RENDERER": "django.forms.renderers.DjangoTemplates",
        "DATA_UPLOAD_MAX_MEMORY_SIZE": 5 * 1024 * 1024,
        "DATA_UPLOAD_MAX_NUMBER_FIELDS": 3000,
        "FILE_UPLOAD_PERMISSIONS": 0o600,
        "PROCRASTINATE_AUTODISCOVER_MODULE_NAME": "batches",
        "LOGGING": _logging(),
    }
