from wagtail.admin.panels import InlinePanel


class StatusUpdatesPanel(InlinePanel):
    """A panel whose chooser of meetings offers those after the previous status update."""

    class BoundPanel(InlinePanel.BoundPanel):
        def __init__(self, **kwargs):
            super().__init__(**kwargs)
            if self.form is not None:
                for child in (*self.children, self.empty_child):
                    self._set_chooser_date(child)

        def _set_chooser_date(self, child):
            dates = [form.instance.date for form in self.formset.forms if form.instance.date]
            own_date = child.instance.date
            earlier = [date for date in dates if date < own_date] if own_date else dates
            child.form.fields["reported_to"].widget.after = max(earlier, default=None)
