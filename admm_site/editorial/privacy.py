"""Keep an alias that is converted to a page as private as its source."""

from wagtail.models import Page, PageViewRestriction


def before_convert_alias(request, page: Page) -> None:
    if request.method == "POST":
        keep_private(page, request.user)


def keep_private(page: Page, user) -> None:
    """Copy the view restrictions of the source to the alias."""
    own_paths = {page.path[:length] for length in range(page.steplen, len(page.path) + 1, page.steplen)}
    for restriction in page.get_view_restrictions().exclude(page__path__in=own_paths):
        own_restriction = PageViewRestriction(
            page=page, restriction_type=restriction.restriction_type, password=restriction.password
        )
        own_restriction.save(user=user)
        own_restriction.groups.set(restriction.groups.all())
