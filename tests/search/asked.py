"""What visitors ask, and what they must find with the demonstration content: the same on every database.

`first` is the title of the first result, `near` titles among the first five, `absent` words that no title
on the first page has; `page` is the page of the file that the first result leads to, `instead` what is looked
for in place of the query, `answer` the title of the first answer above the results. Where `nothing` is set,
nothing must be found. Were there a difference that a database forces, `differs` would say which and why:
there is none.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Asked:
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
    Asked("5th ADMM", "5th ADMM", absent=("6th ADMM",)),
    Asked("fifth ADMM", "5th ADMM"),
    Asked("ADMM 5", "5th ADMM"),
    Asked("ADMM-5", "5th ADMM"),
    Asked("5TH admm", "5th ADMM"),
    Asked("5th ASEAN Defence Ministers' Meeting", "5th ADMM"),
    Asked("Inaugural ADMM", "Inaugural ADMM"),
    Asked("1st ADMM", "Inaugural ADMM"),
    Asked("first ADMM-Plus", "Inaugural ADMM-Plus"),
    Asked("twelfth ADMM-Plus", "12th ADMM-Plus"),
    Asked("ADMM Retreat 2018", "ADMM Retreat 2018"),
    Asked("ADSOM", "ASEAN Defence Senior Officials' Meeting (ADSOM)"),
    Asked("ADIC", ADIC, near=(ADIC_PAPER,)),
    Asked("ACICE", "ADMM Cybersecurity and Information Centre of Excellence (ACICE)"),
    Asked("Our Eyes", "ASEAN Our Eyes (AOE)"),
    Asked("experts' working group on mine action", near=("5th EWG on Humanitarian Mine Action",)),
    Asked("Jakarta declaration", JAKARTA),
    Asked("Kuala Lumpur Joint Declaration", KUALA_LUMPUR),
    Asked("Ng Eng Hen", near=("12th ADMM", "5th ADMM-Plus")),
    Asked("Jervis Bay", "Maritime Security Field Training Exercise, Jervis Bay"),
]  # fmt: skip

MEANINGS = [
    Asked("HADR", HADR, near=(HADR_MEETING,)),
    Asked("humanitarian assistance and disaster relief", HADR, near=(HADR_MEETING,)),
    Asked("Burma", "Myanmar"),
    Asked("Laos", "Lao PDR"),
    Asked("Lao PDR", "Lao PDR"),
    Asked("Vietnam", "Viet Nam"),
    Asked("Việt Nam", "Viet Nam"),
    Asked("Saigon", nothing=True),
    Asked("peacekeepers", "Peacekeeping Operations (PKO)",
          near=("ASEAN Peacekeeping Centres Network (APCN)",)),
    Asked("Hanoi", near=("4th ADMM", "Inaugural ADMM-Plus")),
    Asked("Ha Noi", near=("4th ADMM", "Inaugural ADMM-Plus")),
    Asked("cyber security", CYBER),
    Asked("cybersecurity", CYBER),
    Asked("Russia", "Russian Federation"),
    Asked("USA", "United States"),
    Asked("defense industry", near=("Defence Industry (DI)", ADIC)),
    Asked("tabletop exercise", near=("Table-Top Exercise on HADR", "Counter-Terrorism Table-Top Exercise")),
]  # fmt: skip

SPELLINGS = [
    Asked("Vientianne", VIENTIANE, instead="Vientiane", near=("18th ADMM",)),
    Asked("Philipines", "Philippines", instead="Philippines"),
    Asked("Singapure", "Singapore", instead="Singapore"),
    Asked("qxzvw", nothing=True),
]

FORMS = [
    Asked("Lao P.D.R.", "Lao PDR"),
    Asked("U.S.A.", "United States"),
    Asked("A.D.M.M. 5", "5th ADMM"),
    Asked("๕th ADMM", "5th ADMM"),
    Asked("ＡＤＭＭ－Ｐｌｕｓ", near=("ASEAN Defence Ministers' Meeting-Plus (ADMM-Plus)",)),
    Asked("“disaster relief”", near=(HADR,)),
    Asked("«disaster relief» –exercise", near=(HADR,), absent=("Exercise",)),
    Asked("disaster\u00adrelief", near=()),
    Asked("counter‑terrorism", near=("Counter-Terrorism (CT)",)),
    Asked("counter terrorism", near=("Counter-Terrorism (CT)",)),
    Asked("peace‐keeping", near=("Peacekeeping Operations (PKO)",)),
    Asked("Naypyidaw", near=("8th ADMM",)),
    Asked("Nay Pyi Taw", near=("8th ADMM",)),
    Asked("Danang", near=()),
    Asked("Brunei", "Brunei Darussalam"),
    Asked("East Timor", "Timor-Leste"),
    Asked("Republic of Korea", "Republic of Korea"),
]  # fmt: skip

QUESTIONS = [
    Asked("who chairs the maritime security working group", near=("Cycles of the working groups",),
          answer="Co-chairs of the EWG on MS"),
    Asked("where did ministers meet in 2009", answer="3rd ADMM"),
    Asked("next meeting", answer="20th ADMM"),
    Asked("when is the next ADMM-Plus", answer="Next meeting: ADMM-Plus"),
    Asked("5th ADMM", "5th ADMM", answer="5th ADMM"),
    Asked("ADMM 2009", near=("3rd ADMM",), answer="3rd ADMM"),
    Asked("status of ADIC", answer="ASEAN Defence Industry Collaboration"),
    Asked("what is the status of the ASEAN Our Eyes initiative", JAKARTA, answer="ASEAN Our Eyes"),
    Asked("who is the current chair of the ADMM", answer="Chair of the ADMM"),
    Asked("how many countries joined the humanitarian mine action group", "Cycles of the working groups"),
]  # fmt: skip

WAYS_OF_ASKING = [
    Asked('"disaster relief" -exercise', near=(HADR,), absent=("Exercise",)),
    Asked('"relief disaster"', nothing=True),
    Asked("declaration -joint", absent=("Joint",)),
    Asked("work programme 2011", "ADMM Three-Year Work Programme 2011-2013"),
    Asked("climate change", "Joint Statement of the 11th ADMM-Plus on climate change and natural disasters"),
]

IN_DOCUMENTS = [
    Asked(
        "transboundary",
        "Joint Declaration of the ASEAN Defence Ministers on Promoting Defence Cooperation for a Dynamic"
        " ASEAN Community",
        page=1,
    ),
    Asked(
        "handbook",
        "Concept Paper on the Use of ASEAN Military Assets and Capacities in Humanitarian Assistance and"
        " Disaster Relief",
        page=1,
    ),
    Asked("essay", "Concept Paper on Establishing ASEAN Defence Interaction Programmes", page=1),
    Asked("Chiang", "Terms of Reference of ASEAN Our Eyes", page=1),
    Asked("Gutzy", JAKARTA, page=1),
    Asked("Pacific Sentinel", near=("Concept Paper on the Establishment of a Logistics Support Framework",)),
    Asked(
        "spotlight",
        "Bandar Seri Begawan Declaration in Commemoration of the 15th Anniversary of the ADMM Towards a"
        " Future-Ready, Peaceful and Prosperous ASEAN",
        page=2,
    ),
    Asked("Janes", near=("Joint Declaration of the 8th ADMM", TERMS_OF_ADIC)),
    Asked("Malaysiakini", near=(KUALA_LUMPUR,)),
    Asked("Sentinel handbook", nothing=True),
]  # fmt: skip

ASKED = NAMES + MEANINGS + SPELLINGS + FORMS + QUESTIONS + WAYS_OF_ASKING + IN_DOCUMENTS
