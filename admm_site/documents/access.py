"""Access to files: public ones, and for editors and readers of private pages those that these cite."""

from django.http import Http404

from admm_site.core.view_restrictions import opened_by


def require_readable(request, file) -> bool:
    """Return whether the document or image `file` is public. Raise Http404 if the reader has no access.

    Editors have, and readers who have opened a private page that cites the file.
    """
    files = type(file).objects.filter(pk=file.pk)
    if files.public().exists():
        return True
    if not request.user.has_perm("wagtailadmin.access_admin") and not has_opened_citing_page(request, files):
        raise Http404
    return False


def has_opened_citing_page(request, files) -> bool:
    """Return whether the reader has opened a private page that cites one of the files."""
    opened = opened_by(request)
    return any(opened) and files.public(opened).exists()
