"""The seed CSVs as files: whether each can be read at all, and its cells with the lines on which they stand."""

import csv
import difflib
import io
from dataclasses import dataclass, field
from pathlib import Path

SAVE_AS = "Save it as CSV UTF-8 (comma delimited), as spreadsheets call it."
OPTIONAL = "comment"


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong, or with level `warning` perhaps not meant so. line 1 is the header."""

    seed: str
    line: int
    row_id: str
    column: str
    rule: str
    fault: str
    instead: str
    level: str = "fault"


@dataclass
class SeedFile:
    """One CSV. rows: a list of cells for each row that is not an empty line, lines: where each of them begins."""

    seed: str
    columns: list[str]
    header: list[str] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    is_readable: bool = False

    def say(self, rule, fault, instead, line=1, row_id="", column=""):
        """Note a fault of this file."""
        self.faults.append(Fault(self.seed, line, row_id, column, rule, fault, instead))


def read_seed_file(folder: Path, seed, columns, has_rows=False):
    """The SeedFile of a seed; what makes it unreadable is among its faults. has_rows: a header alone is a fault."""
    file = SeedFile(seed, columns)
    text = _text(file, folder / f"{seed}.csv")
    if text is not None and _split(file, text):
        _check_header(file)
        _check_shape(file)
        if has_rows and not file.rows:
            file.say("has_rows", "the file has no rows", "Add at least one row below the header.")
            file.is_readable = False
    return file


def _text(file, path):
    """The text of a file without byte-order mark, or None where it has none."""
    if not path.is_file():
        header = ",".join(file.columns)
        file.say("file_missing", "the file is missing", f"Put it in {path.parent}, with at least its header: {header}")
        return None
    content = path.read_bytes()
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        file.say("not_utf_8", f"the file is not UTF-8 (byte {content[error.start]:#x})", SAVE_AS, line)
        return None
    if "\0" in text:
        file.say("not_utf_8", "the file is not UTF-8 (it holds zero bytes, as UTF-16 does)", SAVE_AS)
        return None
    if not text.strip():
        file.say("file_empty", "the file is empty", f"Write its header: {','.join(file.columns)}")
        return None
    return text


def _split(file, text):
    """Fill header, rows and lines. Whether the text is CSV with commas."""
    first = text.splitlines()[0]
    for sign, name in ((";", "semicolons"), ("\t", "tabs")):
        if sign in first and "," not in first:
            fault = f"the file separates its columns with {name}"
            file.say("not_commas", fault, f"Separate them with commas. {SAVE_AS}")
            return False
    reader, line = csv.reader(io.StringIO(text, newline=""), strict=True), 1
    try:
        for cells in reader:
            if not file.header:
                file.header = cells
            elif cells:
                file.rows.append(cells)
                file.lines.append(line)
            line = reader.line_num + 1
    except csv.Error as error:
        instead = 'Put the whole cell in double quotes, and write each one inside it twice: "so ""called"""'
        file.say("not_csv", f"a double quote is not closed, or stands inside a cell ({error})", instead, line)
        return False
    return True


def _check_header(file):
    """Every column once, under its name; further ones only `comment`. The order does not matter."""
    strangers = [name for name in file.header if name not in (*file.columns, OPTIONAL)]
    for column in file.columns:
        if column not in file.header:
            meant = difflib.get_close_matches(column, [name.strip().lower() for name in strangers], 1, 0.8)
            also = f" instead of '{meant[0]}'" if meant else " to the header, and a cell for it to every row"
            file.say("column_missing", f"the column {column} is missing", f"Write {column}{also}.", column=column)
    for name in strangers:
        file.say("column_extra", f"there is no column '{name}'", f"Delete it, or name it {OPTIONAL}.", column=name)
    for name in file.columns:
        if file.header.count(name) > 1:
            file.say("column_twice", f"the column {name} stands there several times", "Keep one of them.", column=name)
    file.is_readable = all(file.header.count(column) == 1 for column in file.columns)


def _check_shape(file):
    """Every row has as many cells as the header, and they are not all blank."""
    for cells, line in zip(file.rows, file.lines, strict=True):
        counts = f"the row has {len(cells)} cells and the header {len(file.header)}"
        if not any(cells):
            file.say("row_blank", "all cells of the row are blank", "Delete the line.", line)
        elif len(cells) > len(file.header):
            instead = "Put cells with a comma inside in double quotes, and write decimals with a point."
            file.say("row_too_long", counts, instead, line, cells[0])
        elif len(cells) < len(file.header):
            file.say("row_too_short", counts, "Write a comma for each blank cell.", line, cells[0])
