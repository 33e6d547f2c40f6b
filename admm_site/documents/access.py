"""Who may read a file that the public may not: those who work on it, and those who may read a page that cites
it, because they gave its shared password or are signed in."""

from django.http import Http404

from admm_site.core.view_restrictions import opened_by


def require_readable(request, file) -> bool:
    """Whether the document or image `file` is public. Raises `Http404` when the reader may not read it: it is
    not public, they don't work in the admin, and have opened no page that shows it."""
    files = type(file).objects.filter(pk=file.pk)
    if files.public().exists():
        return True
    if not request.user.has_perm("wagtailadmin.access_admin") and not is_opened(request, files):
        raise Http404
    return False


def is_opened(request, files) -> bool:
    """Whether the reader has opened a page that cites one of the files."""
    opened = opened_by(request)
    return any(opened) and files.public(opened).exists()
