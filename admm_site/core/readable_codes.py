"""Random strings that people can read out and type: no characters that look alike."""

from django.utils.crypto import get_random_string

READABLE_CHARACTERS = "23456789abcdefghjkmnpqrstuvwxyz"
GROUPS, GROUP_LENGTH = 4, 4  # 79 bits


def random_code() -> str:
    """Return a random code in groups, such as `k7mp-2xwd-9hqt-c4vn`."""
    return "-".join(get_random_string(GROUP_LENGTH, READABLE_CHARACTERS) for _ in range(GROUPS))
