"""Run as a program of its own: shows a permit to a body, as a worker of the contract port does, and prints what came of it.

python -m tests.intermediary.presenting DATABASE BODY SOCKET < request.json
"""

import os
import sys


def main() -> None:
    """One request from standard input; one line: state and message."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "sasae.deployment.settings.intermediary"
    import django

    django.setup()
    from django.conf import settings
    from django.db import connections

    from sasae.contracts.information_network import ProvisionRequest
    from sasae.intermediary.bodies.models import Body
    from sasae.intermediary.provisions.actions import provide
    from sasae.kernel import clock

    database, body, agent = sys.argv[1:]
    for connection in connections.all():
        connection.settings_dict["NAME"] = database
    settings.SASAE_KEY_AGENTS = {body: agent}
    request = ProvisionRequest.model_validate_json(sys.stdin.read())
    answer = provide(Body.objects.get(code=body), request, now=clock.now())
    sys.stdout.write(f"{answer.state.value} {answer.message}\n")


if __name__ == "__main__":
    main()
