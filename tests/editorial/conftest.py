import pytest
from django.contrib.auth.models import Group

from admm_site.editorial.roles import EDITORS
from tests.factories.users import AdministratorFactory, EditorFactory
from tests.roles import ROLES


@pytest.fixture
def editor(db):
    """An editor without other rights."""
    return EditorFactory(groups=[Group.objects.get(name=EDITORS)])


@pytest.fixture(params=ROLES)
def browser(request, client, editor):
    """A client signed in as editor, and as administrator."""
    client.force_login(editor if request.param == "editor" else AdministratorFactory())
    return client
