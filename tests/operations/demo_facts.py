"""A folder of facts in little, with each of the cases that the demonstration has to handle."""

from pathlib import Path

import yaml

from admm_site.operations.demo.facts import Background

PAGE = {"name": "A ministry: 5th ADMM", "url": "https://example.org/5th-admm"}
SOURCED = {"source": PAGE, "verified": True}
UNSOURCED = {"source": "unsourced", "verified": False}

TEXT_OF_RECORD = """ADMM Background

ADMM Background

The ADMM began in 2006. The objectives of the ADMM are as follows:

To promote peace; and
To build a peaceful,secure ASEAN.

Cooperation has grown. The Ministers' aim is ASEAN’s.

The 5th ADMM adopted papers.

The 7th ADMM endorsed initiatives.

The 8th ADMM will be convened.
For more, visit https://example.org
"""


def content() -> dict[str, dict]:
    """What the files hold, to be changed by a test before it is written."""
    return {
        "countries": {
            "countries": [
                {
                    "code": "MY",
                    "slug": "malaysia",
                    "name": "Malaysia",
                    "official_name": "Malaysia",
                    "role": "member",
                }
                | {"asean_member_since": 1967}
                | SOURCED,
                {
                    "code": "ID",
                    "slug": "indonesia",
                    "name": "Indonesia",
                    "official_name": "Republic of Indonesia",
                    "role": "member",
                }
                | SOURCED,
            ]
        },
        "areas": {
            "areas": [
                {
                    "slug": "industry",
                    "acronym": "DI",
                    "name": "Defence Industry",
                    "kind": "admm",
                    "description": "Trade.",
                }
                | SOURCED
            ]
        },
        "series": {
            "series": [
                {
                    "slug": "admm",
                    "name": "ASEAN Defence Ministers' Meeting",
                    "acronym": "ADMM",
                    "framework": "ADMM",
                    "level": "ministers",
                    "summary": "The ministers.",
                    "chair_terms": [{"country": "ID", "role": "chair", "from": 2011, "to": 2011} | SOURCED],
                }
                | SOURCED
            ],
            "ewg_cycles": [{"number": 1, "from": "2011", "to": "2013"} | SOURCED],
        },
        "meetings": {
            "meetings": [
                meeting("3rd-admm", 3, start_date="2009-02-25", end_date="2009-02-27"),
                meeting(
                    "5th-admm",
                    5,
                    start_date="2011-05-19",
                    end_date="2011-05-19",
                    chair_country="ID",
                    unverified_fields=["chair_country"],
                    other_decisions=[{"verb": "noted", "text": "The border dispute."} | SOURCED],
                ),
                meeting("20th-admm", 20, year="2026", state="planned"),
            ]
        },
        "concept_papers": {
            "concept_papers": [
                {
                    "slug": "adic",
                    "title": "Concept Paper on the Establishment of ASEAN Defence Industry Collaboration",
                    "acronym": "ADIC",
                    "kind": "concept_paper",
                    "area": "industry",
                    "proposed_by": ["MY"],
                    "summary": "Proposes that industries work together.",
                    "objectives": ["A framework.", "More trade."],
                    "decided_at": [{"meeting": "5th-admm", "verb": "adopted"} | SOURCED],
                }
                | SOURCED,
                {
                    "slug": "military-assets",
                    "title": "Use of ASEAN Military Assets",
                    "kind": "sop",
                    "area": "industry",
                    "summary": "Military means in disasters.",
                    "decided_at": [{"meeting": "3rd-admm", "verb": "adopted"} | UNSOURCED],
                    "unverified_fields": ["title"],
                }
                | SOURCED,
            ]
        },
        "declarations": {
            "declarations": [
                {
                    "slug": "jd-5th-admm",
                    "title": "Joint Declaration on Defence Cooperation",
                    "kind": "joint_declaration",
                    "meeting": "5th-admm",
                    "verb": "signed",
                    "date": "2011-05-19",
                    "summary": "Fourteen points. They include the adoption of papers.",
                }
                | SOURCED
            ]
        },
        "initiatives": {
            "initiatives": [
                {
                    "slug": "adic",
                    "name": "ASEAN Defence Industry Collaboration",
                    "acronym": "ADIC",
                    "area": "industry",
                    "lead": ["MY"],
                    "implements": ["adic"],
                    "summary": "Members work together.",
                    "status_updates": [
                        update("2011-05-19", "adopted", reported_to="5th-admm"),
                        update("2012-12", "under_way"),
                    ],
                    "activities": [],
                }
                | SOURCED,
                {
                    "slug": "network",
                    "name": "Network of Experts",
                    "area": "industry",
                    "summary": "Contacts between experts.",
                    "status_updates": [
                        update("2011-05-19", "adopted", reported_to="5th-admm", unverified_fields=["status"])
                    ],
                    "activities": [],
                }
                | SOURCED,
            ]
        },
    }


def meeting(slug: str, ordinal: int, **values) -> dict:
    number = slug.removesuffix("-admm")
    return {
        "slug": slug,
        "series": "admm",
        "ordinal": ordinal,
        "title": f"{number} ASEAN Defence Ministers' Meeting",
        "short_title": f"{number} ADMM",
        "city": "Jakarta",
        "country": "ID",
        "format": "in_person",
        "state": "held",
        "summary": "The ministers met.",
        **SOURCED,
        **values,
    }


def update(date: str, status: str, **values) -> dict:
    return {"date": date, "status": status, "text": f"Now {status}.", **SOURCED, **values}


def folder_of_facts(path: Path, facts: dict[str, dict] | None = None) -> Path:
    folder = path / "facts"
    folder.mkdir()
    for name, value in (facts or content()).items():
        (folder / f"{name}.yaml").write_text(yaml.safe_dump(value, allow_unicode=True), encoding="utf-8")
    return folder


def background(path: Path) -> Background:
    file = path / "text-of-record.txt"
    file.write_text(TEXT_OF_RECORD, encoding="utf-8")
    return Background.read(file)
