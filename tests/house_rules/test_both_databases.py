from django.conf import settings

from tests.both_databases import MODULES_ON_BOTH_DATABASES


def test_every_module_that_runs_on_both_databases_exists():
    assert {name for name in MODULES_ON_BOTH_DATABASES if not (settings.BASE_DIR / name).is_file()} == set()
