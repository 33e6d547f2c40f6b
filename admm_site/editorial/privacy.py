"""An alias that becomes a page of its own stays as private as the page that it was an alias of."""

from wagtail.models import Page, PageViewRestriction


def before_convert_alias(request, page: Page) -> None:
    if request.method == "POST":
        keep_private(page, request.user)


def keep_private(page: Page, user) -> None:
    """Give the alias the restrictions of its source; whoever wants what it shows to be public lifts them."""
    own_paths = {page.path[:length] for length in range(page.steplen, len(page.path) + 1, page.steplen)}
    for restriction in page.get_view_restrictions().exclude(page__path__in=own_paths):
        own_restriction = PageViewRestriction(
            page=page, restriction_type=restriction.restriction_type, password=restriction.password
        )
        own_restriction.save(user=user)
        own_restriction.groups.set(restriction.groups.all())
