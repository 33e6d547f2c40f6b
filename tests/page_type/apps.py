from django.apps import AppConfig


class PageTypeConfig(AppConfig):
    name = "tests.page_type"

    def ready(self):
        """Adds the page type to its parent, as a line in `subpage_types` would."""
        from initiatives.models import InitiativePage

        InitiativePage.subpage_types = [*InitiativePage.subpage_types, "page_type.ExercisePage"]
