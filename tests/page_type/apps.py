from django.apps import AppConfig


class PageTypeConfig(AppConfig):
    name = "tests.page_type"

    def ready(self):
        """The line that a real page type adds to its parent."""
        from initiatives.models import InitiativePage

        InitiativePage.subpage_types = [*InitiativePage.subpage_types, "page_type.ExercisePage"]
