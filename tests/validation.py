"""Validation errors of models."""

import pytest
from django.core.exceptions import ValidationError


def validation_errors(check) -> dict[str, list[str]]:
    """The messages by field of the ValidationError that `check` (such as `page.full_clean`) must raise."""
    with pytest.raises(ValidationError) as caught:
        check()
    return caught.value.message_dict
