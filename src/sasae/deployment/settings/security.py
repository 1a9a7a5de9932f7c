"""Settings that keep a service safe: cookies, transport, what a page may load, how staff log in."""

from typing import Any

from sasae.deployment.home import Home

DAY = 24 * 60 * 60  # seconds


def content_security_policy(form_targets: tuple[str, ...] = ()) -> dict[str, Any]:
    """Nothing inline, nothing from elsewhere; forms go home, or where the service says (the portal: the card page)."""
    return {
        "DIRECTIVES": {
            "default-src": ["'none'"],
            "script-src": ["'self'"],
            "style-src": ["'self'"],
            "img-src": ["'self'", "data:"],
            "font-src": ["'self'"],
            "connect-src": ["'self'"],
            "form-action": ["'self'", *form_targets],
            "frame-ancestors": ["'none'"],
            "base-uri": ["'none'"],
            "object-src": ["'none'"],
        }
    }


def security(home: Home, service: str, form_targets: tuple[str, ...]) -> dict[str, Any]:
    """Secrets, cookies, transport and what a page may load."""
    https = home.https
    prefix = "__Host-" if https else ""  # browsers keep such a cookie to this host and to HTTPS alone
    return {
        "SECRET_KEY": home.secret(f"django-{service}"),
        "SECRET_KEY_FALLBACKS": home.former_secrets(f"django-{service}"),
        "PASSWORD_HASHERS": ["django.contrib.auth.hashers.Argon2PasswordHasher"],
        "SESSION_COOKIE_NAME": f"{prefix}sasae_{service}_session",
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": https,
        "SESSION_EXPIRE_AT_BROWSER_CLOSE": True,
        "SESSION_COOKIE_AGE": DAY // 2,
        "SESSION_SERIALIZER": "django.contrib.sessions.serializers.JSONSerializer",
        "CSRF_COOKIE_NAME": f"{prefix}sasae_{service}_csrf",
        "CSRF_COOKIE_HTTPONLY": True,
        "CSRF_COOKIE_SAMESITE": "Lax",
        "CSRF_COOKIE_SECURE": https,
        "CSRF_FAILURE_VIEW": "sasae.foundation.screens.errors.forgery_suspected",
        "CSRF_TRUSTED_ORIGINS": list(home.origins) if https else [],
        "SECURE_SSL_REDIRECT": https,
        "SECURE_REDIRECT_EXEMPT": [r"^health$"],
        "SECURE_HSTS_SECONDS": 365 * DAY if https else 0,
        "SECURE_HSTS_INCLUDE_SUBDOMAINS": https,
        "SECURE_PROXY_SSL_HEADER": ("HTTP_X_FORWARDED_PROTO", "https") if https else None,
        "SECURE_CONTENT_TYPE_NOSNIFF": True,
        "SECURE_REFERRER_POLICY": "same-origin",
        "SECURE_CROSS_ORIGIN_OPENER_POLICY": "same-origin",
        "X_FRAME_OPTIONS": "DENY",
        "CONTENT_SECURITY_POLICY": content_security_policy(form_targets),
    }


def sign_in() -> dict[str, Any]:
    """How staff log in, and when they are locked out."""
    return {
        "AUTH_USER_MODEL": "accounts.User",
        "AUTHENTICATION_BACKENDS": [
            "axes.backends.AxesStandaloneBackend",
            "sasae.foundation.accounts.backend.StaffBackend",
            "sasae.foundation.resets.backend.ResetBackend",
        ],
        "AUTH_PASSWORD_VALIDATORS": [
            {
                "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
                "OPTIONS": {"user_attributes": ("login_id", "name", "staff_number")},
            },
            {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
            {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
            {"NAME": "sasae.foundation.accounts.passwords.NoWordsOfTheHouse"},
            {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
        ],
        "LOGIN_URL": "accounts:sign_in",
        "LOGIN_REDIRECT_URL": "home",
        "SASAE_IDLE_MINUTES": 30,
        "SASAE_LONGEST_HOURS": 12,
        "OTP_TOTP_ISSUER": "Sasae",
        "AXES_FAILURE_LIMIT": 5,
        "AXES_COOLOFF_TIME": 0.25,  # hours
        "AXES_LOCKOUT_PARAMETERS": ["username"],
        "AXES_RESET_ON_SUCCESS": True,
        "AXES_LOCKOUT_CALLABLE": "sasae.foundation.accounts.sign_in.locked_out",
        "AXES_SENSITIVE_PARAMETERS": ["password", "token", "code", "current", "new", "again"],
        "AXES_ENABLE_ADMIN": False,
        "AXES_VERBOSE": False,
        "AXES_USERNAME_FORM_FIELD": "login_id",
        # W006 asks for lock-out by address: a ward office has one address for all its staff.
        "SILENCED_SYSTEM_CHECKS": ["axes.W006"],
    }
