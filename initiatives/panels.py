from wagtail.admin.panels import InlinePanel


class ReportsPanel(InlinePanel):
    """Tells the chooser of meetings of each report when the one before it was made."""

    class BoundPanel(InlinePanel.BoundPanel):
        def __init__(self, **kwargs):
            super().__init__(**kwargs)
            if self.form is not None:
                for child in (*self.children, self.empty_child):
                    self._tell_chooser(child)

        def _tell_chooser(self, child):
            known = [form.instance.date for form in self.formset.forms if form.instance.date]
            date = child.instance.date
            before = [one for one in known if one < date] if date else known
            child.form.fields["reported_to"].widget.after = max(before, default=None)
