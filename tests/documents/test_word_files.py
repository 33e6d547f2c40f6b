"""Text of Word files is extracted as Word displays it; files that Word refuses are refused."""

from pathlib import Path

import pytest

from admm_site.documents.choices import Extraction
from admm_site.documents.extraction import Reader
from tests.documents import files

CASES = Path(__file__).parent / "cases"


@pytest.fixture(scope="module")
def reader():
    with Reader() as reader:
        yield reader


@pytest.fixture
def extract(reader):
    """The text of a file with these parts, or with this body."""

    def extract(xml: str = "", **options):
        parts = options.get("parts") or {"word/document.xml": files.word_document(xml)}
        reader.path.write_bytes(files.package(parts))
        return reader.read("paper.docx")

    return extract


def words(findings) -> str:
    return " ".join(" ".join(findings.pages.values()).split())


def run(text: str, properties: str = "") -> str:
    return f"<w:r>{properties and f'<w:rPr>{properties}</w:rPr>'}{text}</w:r>"


def t(text: str) -> str:
    return run(f'<w:t xml:space="preserve">{text}</w:t>')


def p(*content: str) -> str:
    return f"<w:p>{''.join(content)}</w:p>"


FIELD = '<w:fldChar w:fldCharType="{}"/>'
SHOWN = {
    "a non-breaking hyphen": (p(t("1"), run("<w:noBreakHyphen/>"), t("24 hours")), "1-24 hours"),
    "an optional hyphen": (p(t("coop"), run("<w:softHyphen/>"), t("eration")), "cooperation"),
    "a word in several runs": (p(t("coo"), "<w:proofErr/>", t("peration")), "cooperation"),
    "a tab": (p(t("Chair"), run("<w:tab/>"), t("Lao PDR")), "Chair Lao PDR"),
    "a tab to a side": (p(t("Chair"), run("<w:ptab/>"), t("Lao PDR")), "Chair Lao PDR"),
    "a line break": (p(t("Chair"), run("<w:br/>"), t("Lao PDR")), "Chair Lao PDR"),
    "a carriage return": (p(t("Chair"), run("<w:cr/>"), t("Lao PDR")), "Chair Lao PDR"),
    "tab stops": (p('<w:pPr><w:tabs><w:tab w:pos="9"/></w:tabs></w:pPr>', t("Chair")), "Chair"),
    "a Greek letter": (p(t("2 "), run('<w:sym w:font="Symbol" w:char="F06D"/>'), t("m")), "2 μm"),
    "a picture for one": (p(t("a"), run('<w:sym w:font="Webdings" w:char="F0FC"/>'), t("b")), "a b"),
    "a symbol of a text font": (p(t("5 "), run('<w:sym w:font="Arial" w:char="20AC"/>')), "5 €"),
    "a symbol without a number": (p(t("a"), run('<w:sym w:font="Arial" w:char="?"/>'), t("b")), "a b"),
    "a content control": (p("<w:sdt><w:sdtContent>", t("Lao PDR"), "</w:sdtContent></w:sdt>"), "Lao PDR"),
    "a block": ("<w:sdt><w:sdtContent>" + p(t("Lao PDR")) + "</w:sdtContent></w:sdt>", "Lao PDR"),
    "a smart tag": (p('<w:smartTag w:element="place">', t("Vientiane"), "</w:smartTag>"), "Vientiane"),
    "a link": (p('<w:hyperlink r:id="r1">', t("Vientiane"), "</w:hyperlink>"), "Vientiane"),
    "an insertion": (p("<w:ins>", t("hotline"), "</w:ins>"), "hotline"),
    "what was moved here": (p("<w:moveTo>", t("hotline"), "</w:moveTo>"), "hotline"),
    "the result of a field": (
        p(
            run(FIELD.format("begin")),
            run("<w:instrText>PAGEREF _Toc1</w:instrText>"),
            run(FIELD.format("separate")),
            t("page 7"),
            run(FIELD.format("end")),
        ),
        "page 7",
    ),
    "a simple field": (p('<w:fldSimple w:instr="AUTHOR">', t("the chair"), "</w:fldSimple>"), "the chair"),
    "a formula": (p("<m:oMath><m:r><m:t>x2</m:t></m:r></m:oMath>"), "x2"),
    "a table": (
        f"<w:tbl><w:tr><w:tc>{p(t('Year'))}</w:tc><w:tc>{p(t('Place'))}</w:tc></w:tr></w:tbl>",
        "Year Place",
    ),
    "a text box inside a word": (
        p(
            t("Vien"),
            run(f"<w:pict><w:txbxContent>{p(t('A box'))}</w:txbxContent></w:pict>"),
            t("tiane"),
        ),
        "Vientiane A box",
    ),
    "a drawing in two ways": (
        p(run(f"<mc:AlternateContent><mc:Choice>{p(t('box'))}</mc:Choice><mc:Fallback>{p(t('box'))}"
              "</mc:Fallback></mc:AlternateContent>")),
        "box",
    ),
    "the word after a broken field": (p(run(FIELD.format("begin"))) + p(t("Vientiane")), "Vientiane"),
    "what is expressly not hidden": (p(run("<w:t>seen</w:t>", '<w:vanish w:val="0"/>')), "seen"),
}  # fmt: skip


@pytest.mark.parametrize(("xml", "text"), SHOWN.values(), ids=SHOWN)
def test_text_that_word_shows_is_extracted(extract, xml, text):
    assert words(extract(xml)) == text


NOT_SHOWN = {
    "a deletion": p("<w:del>", run("<w:delText>secret</w:delText>"), "</w:del>"),
    "a deletion that is written as text": p("<w:del>", t("secret"), "</w:del>"),
    "what was moved away": p("<w:moveFrom>", t("secret"), "</w:moveFrom>"),
    "hidden text": p(run("<w:t>secret</w:t>", "<w:vanish/>")),
    "the code of a field": p(run(FIELD.format("begin")), t("secret"), run(FIELD.format("end"))),
}


@pytest.mark.parametrize("xml", NOT_SHOWN.values(), ids=NOT_SHOWN)
def test_text_that_word_does_not_show_is_not_extracted(extract, xml):
    assert words(extract(p(t("Seen")) + xml + p(t("by all")))) == "Seen by all"


def test_text_in_a_style_that_hides_it_is_not_read(extract):
    styles = (
        f'<w:styles xmlns:w="{files.TRANSITIONAL}">'
        '<w:style w:styleId="Note"><w:rPr><w:vanish/></w:rPr></w:style>'
        '<w:style w:styleId="Aside"><w:basedOn w:val="Note"/></w:style></w:styles>'
    )
    xml = p('<w:pPr><w:pStyle w:val="Aside"/></w:pPr>', t("secret")) + p(
        run("<w:t>secret</w:t>", '<w:rStyle w:val="Note"/>'), t("Seen")
    )
    parts = {
        "word/document.xml": files.word_document(xml),
        "word/styles.xml": styles,
        "word/_rels/document.xml.rels": files.relationships(styles="styles.xml"),
    }
    assert words(extract(parts=parts)) == "Seen"


# Files that Word opens although they are not as they should be

BODY = files.word_document(p(t("Vientiane")))
NOTES = f'<w:footnotes xmlns:w="{files.TRANSITIONAL}"><w:footnote>{p(t("a note"))}</w:footnote></w:footnotes>'
STRICT_RELATIONS = files.RELATIONS.replace(
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "http://purl.oclc.org/ooxml/officeDocument/relationships",
)
OPENED = {
    "nothing but the document": {"word/document.xml": BODY},
    "strict": {
        "word/document.xml": files.word_document(p(t("Vientiane")), files.STRICT),
        "_rels/.rels": STRICT_RELATIONS,
    },
    "no relationships": {"word/document.xml": BODY, "_rels/.rels": ""},
    "no types": {"word/document.xml": BODY, "[Content_Types].xml": ""},
    "another type": {"word/document.xml": BODY, "[Content_Types].xml": "<Types/>"},
    "relationships that lead nowhere": {
        "word/document.xml": BODY,
        "word/_rels/document.xml.rels": files.relationships(header="gone.xml", styles="gone.xml"),
    },
    "an absolute target": {
        "word/document.xml": BODY,
        "_rels/.rels": files.RELATIONS.replace("word/document.xml", "/word/document.xml"),
    },
    "a document of another name": {
        "word/document2.xml": BODY,
        "_rels/.rels": files.RELATIONS.replace("document.xml", "document2.xml"),
    },
    "backslashes": {"word\\document.xml": BODY},
    "capitals": {"Word/Document.xml": BODY},
    "styles that are no XML": {
        "word/document.xml": BODY,
        "word/styles.xml": "<w:styles",
        "word/_rels/document.xml.rels": files.relationships(styles="styles.xml"),
    },
    "UTF-16": {"word/document.xml": f'<?xml version="1.0" encoding="UTF-16"?>{BODY}'.encode("utf-16")},
}  # fmt: skip


@pytest.mark.parametrize("parts", OPENED.values(), ids=OPENED)
def test_a_file_that_word_opens_is_read(extract, parts):
    result = extract(parts=parts)
    assert (result.state, words(result)) == (Extraction.READ, "Vientiane")


@pytest.mark.parametrize(
    "target", ["footnotes.xml", "/word/footnotes.xml", "../word/footnotes.xml", "Footnotes.xml"]
)
def test_notes_are_read_wherever_their_target_is_written(extract, target):
    parts = {
        "word/document.xml": BODY,
        "word/footnotes.xml": NOTES,
        "word/_rels/document.xml.rels": files.relationships(footnotes=target),
    }
    assert words(extract(parts=parts)) == "Vientiane a note"


REFUSED = {
    "no XML": {"word/document.xml": "<w:document"},
    "a spreadsheet’s part": {"word/document.xml": "<worksheet/>"},
    "a declaration of entities": {"word/document.xml": f"<!DOCTYPE x [<!ENTITY e 'laugh'>]>{BODY}"},
    "no document": {"word/other.xml": BODY},
}


@pytest.mark.parametrize("parts", REFUSED.values(), ids=REFUSED)
def test_a_file_that_word_refuses_is_said_to_be_damaged(extract, parts):
    result = extract(parts=parts)
    assert (result.state, result.pages) == (Extraction.DAMAGED, {})


CASES_READ = {
    "docx_nonbreaking_hyphen": "The quarzband-velorum mechanism met. It ran for 1-24 hours.",
    "docx_strict": "A strict orvanthel document.",
    "docx_hidden_text": "Seen by all. The end.",
}
CASES_WITHOUT = {"docx_tracked_deletion": "draxlume", "docx_hidden_text": "vorbelquist"}


@pytest.fixture
def read_case(reader):
    def read_case(name: str):
        reader.path.write_bytes((CASES / f"{name}.docx").read_bytes())
        return reader.read("paper.docx")

    return read_case


@pytest.mark.parametrize(("case", "text"), CASES_READ.items(), ids=CASES_READ)
def test_files_of_ministries_are_read(read_case, case, text):
    assert words(read_case(case)) == text


@pytest.mark.parametrize(("case", "word"), CASES_WITHOUT.items(), ids=CASES_WITHOUT)
def test_hidden_text_in_files_of_ministries_is_not_extracted(read_case, case, word):
    assert word not in words(read_case(case))


def test_an_optional_hyphen_leaves_one_word(read_case):
    assert "tovarlbinex" in words(read_case("docx_optional_hyphen"))
