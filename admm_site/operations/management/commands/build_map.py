import json
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from admm_site.pages import geography
from admm_site.pages.geography.building import boundaries

FILE = Path(geography.__file__).with_name("boundaries.json")


class Command(BaseCommand):
    help = (
        "Make the boundaries of the map anew, of countries in TopoJSON: npm pack world-atlas@2.0.2;"
        " tar xzf world-atlas-2.0.2.tgz; manage.py build_map package/countries-50m.json"
    )

    def add_arguments(self, parser):
        parser.add_argument("topology", type=Path, help="countries of Natural Earth as TopoJSON")

    def handle(self, topology, verbosity, **options):
        try:
            made = boundaries(json.loads(topology.read_text(encoding="utf-8")))
        except (OSError, ValueError, KeyError) as error:
            raise CommandError(f"{topology} is not a TopoJSON file of countries: {error}") from error
        FILE.write_text(json.dumps(made, indent=0) + "\n", encoding="utf-8")
        if verbosity:
            self.stdout.write(f"{FILE.name}: {FILE.stat().st_size} bytes.")
