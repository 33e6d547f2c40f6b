"""Who may read a file that the public may not: those who work on it."""

from django.http import Http404


def require_readable(request, file) -> None:
    """Raise `Http404` unless the document or image `file` is public or the reader works in the admin."""
    if type(file).objects.public().filter(pk=file.pk).exists():
        return
    if not request.user.has_perm("wagtailadmin.access_admin"):
        raise Http404
