"""A database from before the first release, with other table names, is recognised."""

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

pytestmark = pytest.mark.django_db


def test_migrate_says_what_to_do_with_a_database_of_before_the_first_release():
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE media_portaldocument (id integer)")

    with pytest.raises(CommandError, match=r"before the first release.*\n.*run `make demo` again"):
        call_command("migrate", skip_checks=False, verbosity=0)
