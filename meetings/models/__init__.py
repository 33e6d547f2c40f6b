from .decisions import Decision
from .meetings import MeetingDocument, MeetingIndexPage, MeetingPage, Participation
from .series import ChairTerm, MeetingSeries

__all__ = [
    "ChairTerm",
    "Decision",
    "MeetingDocument",
    "MeetingIndexPage",
    "MeetingPage",
    "MeetingSeries",
    "Participation",
]
