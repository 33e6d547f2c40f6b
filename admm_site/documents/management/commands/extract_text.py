from collections import Counter

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from admm_site.documents.choices import Extraction
from admm_site.documents.extraction import Reader, extract
from admm_site.documents.models import PortalDocument

PROGRESS_INTERVAL = 50


class Command(BaseCommand):
    help = (
        "Read the text, the number of pages and the first page of every document: manage.py extract_text."
        " Only of those that were not read yet, as after loading fixtures: manage.py extract_text --waiting"
    )

    def add_arguments(self, parser):
        parser.add_argument("--waiting", action="store_true", help="only documents that were not read yet")

    def handle(self, waiting, **options):
        documents = PortalDocument.objects.order_by("pk")
        if waiting:
            documents = documents.filter(extraction=Extraction.WAITING)
        counts, failed = self.read_all(list(documents.values_list("pk", flat=True)))
        for state, number in counts.most_common():
            self.stdout.write(f"{state}: {number}")
        self.stdout.write(f"{counts.total()} documents were looked at.")
        if failed:
            raise CommandError("Run the command again, these could not be reached:\n" + "\n".join(failed))

    def read_all(self, keys: list[int]) -> tuple[Counter, list[str]]:
        """Return the number of documents by state, and errors of the storage or the database."""
        counts, failed = Counter(), []
        with Reader() as reader:
            for position, key in enumerate(keys, 1):
                document = PortalDocument.objects.filter(pk=key).first()
                try:
                    if document:
                        extract(document, reader)
                        counts[document.get_extraction_display()] += 1
                except (OSError, DatabaseError) as error:
                    failed.append(f"{document}: {error}")
                if position % PROGRESS_INTERVAL == 0:
                    self.stdout.write(f"{position} of {len(keys)} …")
        return counts, failed
