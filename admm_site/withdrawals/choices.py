"""Log actions in the history of a page."""

KEPT_READABLE = "withdrawals.kept_readable"
RESTORED = "withdrawals.restored"
