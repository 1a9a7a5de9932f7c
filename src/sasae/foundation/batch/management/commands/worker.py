"""The service's worker: takes jobs from the queue until it is told to stop. Any number may run, on any machine."""

import asyncio
from argparse import ArgumentParser
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from django.core.management.base import BaseCommand
from procrastinate.contrib.django import app
from procrastinate.contrib.django.utils import connector_params

from sasae.foundation.batch.queue import WorkerConnector
from sasae.foundation.batch.worker_pace import HEARTBEAT, POLLING, STALLED_AFTER, settle


class Command(BaseCommand):
    help = "Work off the service's jobs: batches, messages to other systems, periodic tasks. Ends on SIGTERM or SIGINT."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--concurrency", type=int, default=4, help="jobs at a time (default 4)")
        parser.add_argument("--once", action="store_true", help="end when the queue is empty")

    def handle(self, *args: Any, concurrency: int, once: bool, **options: Any) -> None:
        settle()
        connector = WorkerConnector(kwargs=connector_params("default"), min_size=1, max_size=4)
        with app.replace_connector(connector):
            asyncio.run(_work(concurrency, wait=not once))


async def _work(concurrency: int, *, wait: bool) -> None:
    asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(concurrency + 2))  # a thread a job
    async with app.open_async():
        await app.run_worker_async(
            concurrency=concurrency,
            wait=wait,
            fetch_job_polling_interval=POLLING,
            update_heartbeat_interval=HEARTBEAT,
            stalled_worker_timeout=STALLED_AFTER,
            delete_jobs="successful",
            install_signal_handlers=True,
        )
