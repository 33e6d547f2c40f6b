from wagtail import hooks

from .choosers import meeting_chooser


@hooks.register("register_admin_viewset")
def register_meeting_chooser():
    return meeting_chooser
