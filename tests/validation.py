"""What a rule of a model says when it refuses."""

import pytest
from django.core.exceptions import ValidationError


def validation_errors(check) -> dict[str, list[str]]:
    """The messages by field with which `check` (such as `page.full_clean`) refuses, as it must."""
    with pytest.raises(ValidationError) as refusal:
        check()
    return refusal.value.message_dict
