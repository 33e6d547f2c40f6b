import pytest
from django.contrib.auth.models import Group

from admm_site.editorial.roles import EDITORS
from tests.factories.users import AdministratorFactory, EditorFactory


@pytest.fixture
def editor(db):
    """Someone who works for the secretariat and is nothing else."""
    return EditorFactory(groups=[Group.objects.get(name=EDITORS)])


@pytest.fixture(params=["editor", "administrator"])
def browser(request, client, editor):
    """A browser in which an editor is signed in, then one of an administrator."""
    client.force_login(editor if request.param == "editor" else AdministratorFactory())
    return client
