"""Who may read a file that the public may not: those who work on it."""

from django.http import Http404


def require_readable(request, file) -> bool:
    """Whether the document or image `file` is public. Raises `Http404` when the reader may not read it: it is
    not public, and they don't work in the admin."""
    if type(file).objects.public().filter(pk=file.pk).exists():
        return True
    if not request.user.has_perm("wagtailadmin.access_admin"):
        raise Http404
    return False
