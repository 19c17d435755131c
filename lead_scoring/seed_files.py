"""The seed CSVs as files: whether each can be read at all, and its cells with the lines on which they stand."""

import csv
import difflib
import io
from dataclasses import dataclass, field
from pathlib import Path

SAVE_AS = "In a spreadsheet: save as, CSV UTF-8 (comma delimited)."
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


def read_seed_file(folder: Path, seed, columns):
    """The SeedFile of a seed; what makes it unreadable is among its faults."""
    file = SeedFile(seed, columns)
    text = _text(file, folder / f"{seed}.csv")
    if text is not None and _split(file, text):
        _check_header(file)
        _check_shape(file)
    return file


def _text(file, path):
    """The text of a file without byte-order mark, or None where it has none."""
    if not path.is_file():
        present = sorted(other.name for other in path.parent.glob("*") if other.stem.lower() == path.stem.lower())
        also = f" {path.parent} has {', '.join(present)}, which is not it." if present else ""
        file.say("file_missing", f"the file is missing.{also}", f"Put it in {path.parent}, with at least its header: {','.join(file.columns)}")
        return None
    content = path.read_bytes()
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        file.say("not_utf_8", f"the file is not UTF-8 (byte {content[error.start]:#x})", f"Save it as UTF-8. {SAVE_AS}", line)
        return None
    if "\0" in text:
        file.say("not_utf_8", "the file is not UTF-8 (it holds zero bytes, as UTF-16 does)", f"Save it as UTF-8. {SAVE_AS}")
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
            file.say("not_commas", f"the file separates its columns with {name}", f"Separate them with commas. {SAVE_AS}")
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
        file.say("not_csv", f"a double quote is not closed, or stands inside a cell ({error})",
                 'Put the whole cell in double quotes, and write each one inside it twice: "so ""called"""', line)  # fmt: skip
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
    for name in sorted({name for name in file.header if file.header.count(name) > 1 and name not in strangers}):
        file.say("column_twice", f"the column {name} stands there {file.header.count(name)} times", "Keep one of them.", column=name)
    file.is_readable = all(file.header.count(column) == 1 for column in file.columns)


def _check_shape(file):
    """Every row has as many cells as the header, and they are not all blank."""
    for cells, line in zip(file.rows, file.lines, strict=True):
        found, wanted = len(cells), len(file.header)
        if not any(cells):
            file.say("row_blank", "all cells of the row are blank", "Delete the line.", line)
        elif found > wanted:
            file.say("row_too_long", f"the row has {found} cells and the header {wanted}",
                     "Put cells with a comma inside in double quotes, and write decimals with a point.", line, cells[0])  # fmt: skip
        elif found < wanted:
            file.say("row_too_short", f"the row has {found} cells and the header {wanted}", "Write a comma for each blank cell.", line, cells[0])
