"""Queries, and the results they must have with the demonstration content, the same on every database.

`first` is the title of the first result, `near` titles among the first five, `absent` words that no title
on the first page has; `page` is the page of the file that the first result leads to, `instead` what is looked
for in place of the query, `answer` the title of the first answer above the results. Where `nothing` is set,
nothing must be found. Were there a difference that a database forces, `differs` would say which and why:
there is none.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Case:
    query: str
    first: str = ""
    near: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()
    page: int | None = None
    nothing: bool = False
    instead: str = ""
    answer: str = ""
    differs: str = ""

    def __str__(self):
        return self.query


HADR = "Humanitarian Assistance and Disaster Relief (HADR)"
HADR_MEETING = "17th EWG on Humanitarian Assistance and Disaster Relief"
ADIC = "ASEAN Defence Industry Collaboration (ADIC)"
ADIC_PAPER = "Concept Paper on the Establishment of ASEAN Defence Industry Collaboration (ADIC)"
JAKARTA = "Jakarta Joint Declaration of the ADMM for Peace, Prosperity and Security"
VIENTIANE = (
    "Vientiane Joint Declaration of the ASEAN Defence Ministers' Meeting on ASEAN: Together for Peace,"
    " Security and Resilience"
)
KUALA_LUMPUR = "Kuala Lumpur Joint Declaration of the ADMM on ASEAN Unity for Security and Prosperity"
TERMS_OF_ADIC = "Terms of Reference of the ADIC Consultative Group"
CYBER = "Cyber Security (CS)"

NAMES = [
    Case("5th ADMM", "5th ADMM", absent=("6th ADMM",)),
    Case("fifth ADMM", "5th ADMM"),
    Case("ADMM 5", "5th ADMM"),
    Case("ADMM-5", "5th ADMM"),
    Case("5TH admm", "5th ADMM"),
    Case("5th ASEAN Defence Ministers' Meeting", "5th ADMM"),
    Case("Inaugural ADMM", "Inaugural ADMM"),
    Case("1st ADMM", "Inaugural ADMM"),
    Case("first ADMM-Plus", "Inaugural ADMM-Plus"),
    Case("twelfth ADMM-Plus", "12th ADMM-Plus"),
    Case("ADMM Retreat 2018", "ADMM Retreat 2018"),
    Case("ADSOM", "ASEAN Defence Senior Officials' Meeting (ADSOM)"),
    Case("ADIC", ADIC, near=(ADIC_PAPER,)),
    Case("ACICE", "ADMM Cybersecurity and Information Centre of Excellence (ACICE)"),
    Case("Our Eyes", "ASEAN Our Eyes (AOE)"),
    Case("experts' working group on mine action", near=("5th EWG on Humanitarian Mine Action",)),
    Case("Jakarta declaration", JAKARTA),
    Case("Kuala Lumpur Joint Declaration", KUALA_LUMPUR),
    Case("Ng Eng Hen", near=("12th ADMM", "5th ADMM-Plus")),
    Case("Jervis Bay", "Maritime Security Field Training Exercise, Jervis Bay"),
]  # fmt: skip

MEANINGS = [
    Case("HADR", HADR, near=(HADR_MEETING,)),
    Case("humanitarian assistance and disaster relief", HADR, near=(HADR_MEETING,)),
    Case("Burma", "Myanmar"),
    Case("Laos", "Lao PDR"),
    Case("Lao PDR", "Lao PDR"),
    Case("Vietnam", "Viet Nam"),
    Case("Việt Nam", "Viet Nam"),
    Case("Saigon", nothing=True),
    Case("peacekeepers", "Peacekeeping Operations (PKO)",
          near=("ASEAN Peacekeeping Centres Network (APCN)",)),
    Case("Hanoi", near=("4th ADMM", "Inaugural ADMM-Plus")),
    Case("Ha Noi", near=("4th ADMM", "Inaugural ADMM-Plus")),
    Case("cyber security", CYBER),
    Case("cybersecurity", CYBER),
    Case("Russia", "Russian Federation"),
    Case("USA", "United States"),
    Case("defense industry", near=("Defence Industry (DI)", ADIC)),
    Case("tabletop exercise", near=("Table-Top Exercise on HADR", "Counter-Terrorism Table-Top Exercise")),
]  # fmt: skip

SPELLINGS = [
    Case("Vientianne", VIENTIANE, instead="Vientiane", near=("18th ADMM",)),
    Case("Philipines", "Philippines", instead="Philippines"),
    Case("Singapure", "Singapore", instead="Singapore"),
    Case("qxzvw", nothing=True),
]

FORMS = [
    Case("Lao P.D.R.", "Lao PDR"),
    Case("U.S.A.", "United States"),
    Case("A.D.M.M. 5", "5th ADMM"),
    Case("๕th ADMM", "5th ADMM"),
    Case("ＡＤＭＭ－Ｐｌｕｓ", near=("ASEAN Defence Ministers' Meeting-Plus (ADMM-Plus)",)),
    Case("“disaster relief”", near=(HADR,)),
    Case("«disaster relief» –exercise", near=(HADR,), absent=("Exercise",)),
    Case("disaster\u00adrelief", near=()),
    Case("counter‑terrorism", near=("Counter-Terrorism (CT)",)),
    Case("counter terrorism", near=("Counter-Terrorism (CT)",)),
    Case("peace‐keeping", near=("Peacekeeping Operations (PKO)",)),
    Case("Naypyidaw", near=("8th ADMM",)),
    Case("Nay Pyi Taw", near=("8th ADMM",)),
    Case("Danang", near=()),
    Case("Brunei", "Brunei Darussalam"),
    Case("East Timor", "Timor-Leste"),
    Case("Republic of Korea", "Republic of Korea"),
]  # fmt: skip

QUESTIONS = [
    Case("who chairs the maritime security working group", near=("Cycles of the working groups",),
          answer="Co-chairs of the EWG on MS"),
    Case("where did ministers meet in 2009", answer="3rd ADMM"),
    Case("next meeting", answer="20th ADMM"),
    Case("when is the next ADMM-Plus", answer="Next meeting: ADMM-Plus"),
    Case("5th ADMM", "5th ADMM", answer="5th ADMM"),
    Case("ADMM 2009", near=("3rd ADMM",), answer="3rd ADMM"),
    Case("status of ADIC", answer="ASEAN Defence Industry Collaboration"),
    Case("what is the status of the ASEAN Our Eyes initiative", JAKARTA, answer="ASEAN Our Eyes"),
    Case("who is the current chair of the ADMM", answer="Chair of the ADMM"),
    Case("how many countries joined the humanitarian mine action group",
         near=("Cycles of the working groups",)),
]  # fmt: skip

WAYS_OF_ASKING = [
    Case('"disaster relief" -exercise', near=(HADR,), absent=("Exercise",)),
    Case('"relief disaster"', nothing=True),
    Case("declaration -joint", absent=("Joint",)),
    Case("work programme 2011", "ADMM Three-Year Work Programme 2011-2013"),
    Case("climate change", "Joint Statement of the 11th ADMM-Plus on climate change and natural disasters"),
]

IN_DOCUMENTS = [
    Case(
        "transboundary",
        "Joint Declaration of the ASEAN Defence Ministers on Promoting Defence Cooperation for a Dynamic"
        " ASEAN Community",
        page=2,
    ),
    Case(
        "handbook",
        "Concept Paper on the Use of ASEAN Military Assets and Capacities in Humanitarian Assistance and"
        " Disaster Relief",
        page=2,
    ),
    Case("essay", "Concept Paper on Establishing ASEAN Defence Interaction Programmes", page=2),
    Case("Chiang", "Terms of Reference of ASEAN Our Eyes", page=2),
    Case("Gutzy", JAKARTA, page=2),
    Case("Pacific Sentinel", near=("Concept Paper on the Establishment of a Logistics Support Framework",)),
    Case(
        "spotlight",
        "Concept Paper on the Establishment of the ADMM Cybersecurity and Information Centre of Excellence",
        page=2,
    ),
    Case("Janes", near=("Joint Declaration of the 8th ADMM", TERMS_OF_ADIC)),
    Case("Malaysiakini", near=(KUALA_LUMPUR,)),
    Case("Sentinel handbook", nothing=True),
]  # fmt: skip

RELEVANCE_CASES = NAMES + MEANINGS + SPELLINGS + FORMS + QUESTIONS + WAYS_OF_ASKING + IN_DOCUMENTS
