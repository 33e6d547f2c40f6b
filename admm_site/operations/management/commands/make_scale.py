from django.core.management.base import BaseCommand, CommandError

from admm_site.operations import scale
from admm_site.operations.demo import loading


class Command(BaseCommand):
    help = (
        "Fill an empty database with the demonstration and much more that is like it, for benchmarks only:"
        " manage.py make_scale --meetings 2000 --documents 50000. The same seed makes the same content."
    )

    def add_arguments(self, parser):
        parser.add_argument("--meetings", type=int, default=2000, help="how many meetings (2000)")
        parser.add_argument("--documents", type=int, default=50_000, help="how many documents (50000)")
        parser.add_argument("--initiatives", type=int, default=5000, help="each with a paper (5000)")
        parser.add_argument("--seed", type=int, default=1, help="of the random numbers (1)")

    def handle(self, meetings, documents, initiatives, seed, verbosity, **options):
        if meetings < 1 or documents < 0 or initiatives < 0:
            raise CommandError("Ask for at least one meeting, and for no negative number.")
        if loading.has_content():
            raise CommandError(
                "The portal has content: this is for an empty database, and for benchmarks only."
            )
        scale.make(meetings, documents, initiatives, seed, self.stdout.write if verbosity else lambda _: None)
