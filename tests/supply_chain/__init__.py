"""What the portal is built of: known weaknesses, the bill of materials, licences."""

from pathlib import Path

BASE = Path(__file__).resolve().parent.parent.parent
REQUIREMENTS = BASE / "requirements.txt"
