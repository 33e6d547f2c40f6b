import pytest
from django.contrib.auth.models import Group

from admm_site.desk.roles import EDITORS
from tests.factories.users import EditorFactory


@pytest.fixture
def editor(db):
    """Someone who works for the secretariat and is nothing else."""
    return EditorFactory(groups=[Group.objects.get(name=EDITORS)])
