from django import forms


class CheckboxColumns(forms.CheckboxSelectMultiple):
    """Checkboxes in as many columns as fit; a multiple select would hide most of them."""

    def __init__(self, attrs=None, choices=()):
        super().__init__({"class": "choices-in-columns", **(attrs or {})}, choices)
