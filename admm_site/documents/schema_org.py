"""Documents and their files in the vocabulary of schema.org."""

from admm_site.core.schema_org import node

from .choices import DocumentKind

# Kinds of documents with rules or commitments: schema.org calls those legislation, "enforceable or not".
LEGISLATION_KINDS = {
    DocumentKind.GUIDELINES,
    DocumentKind.PROCEDURE,
    DocumentKind.PROTOCOL,
    DocumentKind.TERMS_OF_REFERENCE,
    DocumentKind.DECLARATION,
    DocumentKind.JOINT_DECLARATION,
}


def type_of_work(kind: str) -> str:
    """Return the type of a document or paper of that kind."""
    if kind in LEGISLATION_KINDS:
        return "Legislation"
    return "Report" if kind == DocumentKind.REPORT else "CreativeWork"


def file_node(document, graph) -> dict:
    """Return the node of the file of a document."""
    return node(
        "MediaObject",
        name=document.title,
        contentUrl=graph.absolute_url(document.url),
        contentSize=str(document.file_size) if document.file_size else None,
        encodingFormat=document.content_type,
        inLanguage=document.language,
    )
