import subprocess
import sys
import time

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from admm_site.operations.periodic.runner import run_due

SECONDS = 60


class Command(BaseCommand):
    help = (
        "Run what is due of the scheduled work: publishing, cleaning up, verification, backup. Run it every"
        " minute, on one machine or several: manage.py periodic. Or leave it running: manage.py periodic"
        " --loop. The exit code is 1 if a job failed."
    )

    def add_arguments(self, parser):
        parser.add_argument("--loop", action="store_true", help="run every minute until it is stopped")

    def handle(self, loop: bool, verbosity: int, **options):
        if loop:
            self.run_every_minute()
        if settings.READ_ONLY:
            self.stdout.write("READ_ONLY is set: nothing is done.")
            return
        failed = []
        for job, error in run_due():
            if verbosity:
                self.stdout.write(f"{job.name}: {error or 'done'}")
            if error:
                failed.append(job.name)
        if failed:
            raise CommandError(f"Failed: {', '.join(failed)}")

    def run_every_minute(self) -> None:
        """Start a process each minute, so that a long job holds up no other."""
        processes: list[subprocess.Popen] = []
        try:
            while True:
                processes = [process for process in processes if process.poll() is None]
                processes.append(subprocess.Popen([sys.executable, sys.argv[0], "periodic"]))  # noqa: S603
                time.sleep(SECONDS)
        except KeyboardInterrupt:
            for process in processes:
                process.wait()
            sys.exit(0)
