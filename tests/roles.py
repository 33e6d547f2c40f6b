"""Who acts in the admin: an editor, and where tests try every combination an administrator, too."""

import pytest

from .factories.users import AdministratorFactory, EditorFactory

ROLES = [pytest.param("editor"), pytest.param("administrator", marks=pytest.mark.exhaustive)]
ROLE_FACTORIES = [
    pytest.param(EditorFactory, id="editor"),
    pytest.param(AdministratorFactory, id="administrator", marks=pytest.mark.exhaustive),
]
