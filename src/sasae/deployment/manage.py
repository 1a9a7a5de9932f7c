"""Django's management commands for one service: `python -m sasae.deployment.manage <service> <command> …`."""

import gc
import os
import sys

SERVICES = ("subsidy", "linkage", "intermediary", "portal", "intake", "simulators", "everything")


def main(arguments: list[str]) -> None:
    """Choose the settings, then hand over to Django. Exit 2 when the service is not known."""
    if not arguments or arguments[0] not in SERVICES:
        sys.exit(f"usage: python -m sasae.deployment.manage {{{','.join(SERVICES)}}} COMMAND …")
    service, *rest = arguments
    os.environ["DJANGO_SETTINGS_MODULE"] = f"sasae.deployment.settings.{service}"
    gc.disable()  # nothing that is loaded becomes garbage: looking for it takes a tenth of the start
    import django
    from django.core.management import execute_from_command_line

    django.setup()
    gc.freeze()
    gc.enable()
    execute_from_command_line([f"manage {service}", *rest])


if __name__ == "__main__":
    main(sys.argv[1:])
