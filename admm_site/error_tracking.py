"""Send unhandled errors to Sentry, or what speaks its protocol, where `SENTRY_DSN` says so.

Nothing of the visitor goes along: no address, cookie, header, query string or form, and no variable of the
code, which could hold them. The id of the request does, under which the log has it.
"""

from collections.abc import Callable
from typing import Any

from django.conf import settings

from .log_format import without_personal_data
from .request_ids import current_request_id

NOTHING = {"mode": "off"}
COLLECTED: Any = {  # in place of `send_default_pii`, which is deprecated
    "user_info": False,
    "cookies": NOTHING,
    "http_headers": {"request": NOTHING},
    "http_bodies": [],
    "url_query_params": NOTHING,
    "database_query_data": False,
    "queues": False,
    "stack_frame_variables": False,
}


def start_error_tracking(transport: type | Callable | None = None) -> None:
    """Initialise Sentry if the setting names it. The settings see to it that it is installed."""
    if not settings.SENTRY_DSN:
        return
    import sentry_sdk

    sentry_sdk.init(
        settings.SENTRY_DSN,
        transport=transport,
        data_collection=COLLECTED,
        max_breadcrumbs=0,
        server_name="",
        before_send=without_visitor,
    )


def without_visitor(event: Any, hint: dict) -> Any:
    """Return the event without what says anything about who asked."""
    for name in ("request", "user", "breadcrumbs", "extra"):
        event.pop(name, None)
    for error in event.get("exception", {}).get("values", ()):
        error["value"] = without_personal_data(error.get("value") or "")
    event["tags"] = event.get("tags", {}) | {"request_id": current_request_id()}
    return event
