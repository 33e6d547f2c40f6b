"""What is noted in the history of a page."""

KEPT_READABLE = "withdrawals.kept_readable"
WAS_PUT_BACK = "withdrawals.was_put_back"
