import pytest

from tests.factories.pages import ContentPageFactory


@pytest.fixture
def page(portal):
    """A public page to withdraw."""
    return ContentPageFactory(title="Quetzalcoatl", slug="old", introduction="Feathered serpents.")
