from django.conf import settings

# With the settings of all other tests there is no such page type: `tests/house_rules/test_page_type.py`
# runs these.
collect_ignore_glob = [] if "tests.page_type" in settings.INSTALLED_APPS else ["*.py"]
