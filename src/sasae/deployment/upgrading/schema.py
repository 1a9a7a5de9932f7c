"""Which migrations of a service's database this program would make, and which of those made it does not know.

python -m sasae.deployment.upgrading.schema SERVICE       (what `sasae upgrade` runs, as the database's owner)
"""

import json
import os
import sys


def told() -> dict[str, list[str]]:
    """`pending`: to be made, in their order; `unknown`: made by a later program. Each as `area.name`."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    loader = executor.loader
    plan = executor.migration_plan(loader.graph.leaf_nodes())
    known = set(loader.disk_migrations).union(*(one.replaces for one in loader.disk_migrations.values()))
    unknown = sorted(set(loader.applied_migrations) - known)
    return {"pending": [f"{one.app_label}.{one.name}" for one, _ in plan], "unknown": [".".join(each) for each in unknown]}


def main(service: str) -> int:
    """One line of JSON."""
    os.environ["SASAE_DB_ROLE"] = "owner"
    os.environ["DJANGO_SETTINGS_MODULE"] = f"sasae.deployment.settings.{service}"
    import django

    django.setup()
    print(json.dumps(told(), ensure_ascii=False))
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
