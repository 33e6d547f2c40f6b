from time import monotonic

from django.core.management import call_command
from django.core.management.base import BaseCommand

from admm_site.search import indexing
from admm_site.search.passages import owner_key

SECONDS_BETWEEN_REPORTS = 5


class Command(BaseCommand):
    help = (
        "Bring what is searched up to date with the content: manage.py index_passages. It changes what is out"
        " of date and no more: it can be run at any time, as often as wanted, while the portal is used. After"
        " an upgrade that indexes otherwise, it makes everything anew."
    )

    def handle(self, verbosity, **options):
        total, changed, owner_keys = indexing.count_rows(), 0, set()
        reported_at, anew = monotonic(), indexing.is_outdated()
        if anew:
            call_command("update_index", verbosity=0)  # by which editors find
        for rows in indexing.iter_batches():
            owner_keys |= {owner_key(row) for row in rows}
            changed += indexing.index_rows(rows, anew)
            if verbosity and monotonic() - reported_at > SECONDS_BETWEEN_REPORTS:
                self.stdout.write(f"{len(owner_keys)} of {total} ...")
                reported_at = monotonic()
        removed = indexing.remove_orphans(owner_keys)
        indexing.record_version()
        if verbosity:
            self.stdout.write(
                f"{changed} of {len(owner_keys)} were out of date, {removed} passages had no owner."
            )
