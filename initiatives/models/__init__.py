from .activities import ActivityDocument, ActivityPage
from .initiatives import InitiativeIndexPage, InitiativeLead, InitiativePage, StatusUpdate
from .papers import ConceptPaperIndexPage, ConceptPaperPage

__all__ = [
    "ActivityDocument",
    "ActivityPage",
    "ConceptPaperIndexPage",
    "ConceptPaperPage",
    "InitiativeIndexPage",
    "InitiativeLead",
    "InitiativePage",
    "StatusUpdate",
]
