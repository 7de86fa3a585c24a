"""Where the rooms' content lies in the repository, for machinery that reads it by path."""

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CONTRACTS = ROOT / "expectations" / "extracts"
MAPS = ROOT / "expectations" / "maps"
RECIPES = ROOT / "expectations" / "synthetic"  # how each extract's synthetic rows are made
DISCLOSURE = ROOT / "expectations" / "disclosure"  # profiles of disclosure control
DBT = ROOT / "dbt_project"
SEEDS = DBT / "seeds"
METRICS = DBT / "models" / "metrics"
REQUIREMENTS = ROOT / "reports" / "requirements.csv"  # what councils' papers ask for
PACKS = ROOT / "reports" / "packs"
COMMITTEES = ROOT / "reports" / "committees"  # their orders of headings
TEMPLATES = ROOT / "reports" / "templates"  # of pages
DOCS = ROOT / "docs"
