from time import monotonic

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from admm_site.operations.verification import CHECKS

SECONDS_BETWEEN_REPORTS = 5


class Command(BaseCommand):
    help = (
        "Check that what is stored is whole: page tree, addresses, references, search, revisions, files and"
        " their checksums: manage.py verify. One line for each problem; the exit code is 1 if there is any."
        " Run it every night, and after a restore. Nothing is changed, but a document whose file is no longer"
        " what was uploaded is marked as damaged."
    )
    requires_system_checks = []
    requires_migrations_checks = True

    def handle(self, verbosity, **options):
        counts = {}
        for check in CHECKS:
            if verbosity:
                self.stdout.write(f"{check.name} …")
            began, counts[check] = monotonic(), 0
            for problem in check.find_problems():
                counts[check] += 1
                self.stdout.write(self.style.ERROR(f"  {problem}"))
            if verbosity and (seconds := monotonic() - began) > SECONDS_BETWEEN_REPORTS:
                self.stdout.write(f"  {seconds:.0f} s")
        if verbosity:
            for check, number in counts.items():
                self.stdout.write(f"{check.name}: {number}")
        if total := sum(counts.values()):
            raise CommandError(
                ngettext("%(n)d problem was found.", "%(n)d problems were found.", total) % {"n": total}
            )
        self.stdout.write(self.style.SUCCESS(_("Everything is whole.")))
