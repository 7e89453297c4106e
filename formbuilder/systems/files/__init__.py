"""Systems' tables as files: CSV, XLSX, NDJSON and JSON arrays, read and written in a stream (R21–R23).

`open_table` reads any of them; `write_csv`, `write_xlsx` and `write_ndjson` write. None knows of records or mappings.
"""

from formbuilder.systems.files.csvfiles import write_csv
from formbuilder.systems.files.headings import Fitted, fit
from formbuilder.systems.files.jsonfiles import write_ndjson
from formbuilder.systems.files.opening import open_table
from formbuilder.systems.files.sheetwriting import write_xlsx
from formbuilder.systems.files.table import GONE, Table

__all__ = ["GONE", "Fitted", "Table", "fit", "open_table", "write_csv", "write_ndjson", "write_xlsx"]
