from wagtail.admin.panels import MultiFieldPanel


class CollapsedPanel(MultiFieldPanel):
    """A collapsed panel inside the panel of a record. It opens if one of its fields has an error.

    Wagtail collapses only panels at the top level of a form. `summary` is the label of the closed panel.
    """

    def __init__(self, children=(), summary="", **kwargs):
        super().__init__(children, **kwargs)
        self.summary = summary

    def clone_kwargs(self):
        return {**super().clone_kwargs(), "summary": self.summary}

    class BoundPanel(MultiFieldPanel.BoundPanel):
        template_name = "core/collapsed_panel.html"
