from wagtail.admin.panels import MultiFieldPanel


class CollapsedPanel(MultiFieldPanel):
    """Fields inside the panel of a record, folded away until they are needed or wrong.

    Wagtail folds only panels at the top of a form; `summary` is what this one shows when it is closed.
    """

    def __init__(self, children=(), summary="", **kwargs):
        super().__init__(children, **kwargs)
        self.summary = summary

    def clone_kwargs(self):
        return {**super().clone_kwargs(), "summary": self.summary}

    class BoundPanel(MultiFieldPanel.BoundPanel):
        template_name = "core/collapsed_panel.html"
