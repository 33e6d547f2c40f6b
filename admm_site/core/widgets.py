from django import forms


class CheckboxColumns(forms.CheckboxSelectMultiple):
    """Boxes to tick, in as many columns as fit; a list to select several from would hide most of them."""

    def __init__(self, attrs=None, choices=()):
        super().__init__({"class": "choices-in-columns", **(attrs or {})}, choices)
