"""Results of people who do not exist: files of any size, the same for the same seed.

people.py     names and births
results.py    candidates and what they sat, as rows of a file of results
portraits.py  drawings in place of photos
files.py      CSV and XLSX
command.py    rvs demo-data
"""

from app.demo_data.files import Written, write
from app.demo_data.results import population, rows

__all__ = ["Written", "population", "rows", "write"]
