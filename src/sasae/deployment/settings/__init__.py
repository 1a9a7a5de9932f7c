"""Django settings, one module a service. The process chooses by DJANGO_SETTINGS_MODULE."""
