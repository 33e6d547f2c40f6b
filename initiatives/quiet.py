"""The rule by which an initiative has gone quiet: as SQL, for one row, and in words.

It goes on (adopted or under way), and twelve months have passed without a status update. An activity since
then doesn't end that, because nobody has said where the initiative stands; pages name the activity.
"""

from datetime import date

from django.db.models import Q
from django.utils.translation import gettext

from admm_site.core.clock import today

from .choices import QUIET_AFTER, STATUSES_GOING_ON


def without_status_update_since(day: date) -> Q:
    """Return the condition that an initiative goes on, but has had no status update since the day."""
    not_since = Q(reported_on__isnull=True) | Q(reported_on__lt=day)
    return not_since & Q(current_status__in=STATUSES_GOING_ON)


def has_gone_quiet() -> Q:
    """Return the condition on `current_status` and `reported_on` that an initiative has gone quiet."""
    return without_status_update_since(today() - QUIET_AFTER)


def is_quiet(row) -> bool:
    """Return for one row with `STATUS_FIELDS` whether it meets the condition `has_gone_quiet`."""
    is_recent = row.reported_on and row.reported_on.latest >= today() - QUIET_AFTER
    return row.current_status in STATUSES_GOING_ON and not is_recent


def quiet_in_words(row) -> str:
    """Return `No status update since October 2025` for a row that has gone quiet, else nothing."""
    if not is_quiet(row):
        return ""
    if not row.reported_on:
        return gettext("No status update recorded")
    return gettext("No status update since %(date)s") % {"date": row.reported_on.in_words()}
