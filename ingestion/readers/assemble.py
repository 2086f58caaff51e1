"""Makes one `ReadFile` of what a reader found: a document in blocks, or a table in rows, never both."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from graph_schema.errors import InvalidInput, TooLarge
from ingestion.blocks import Block, ReadFile, ReadIssue, Row
from ingestion.readers.limits import Limits

# A document whose text stands for this share in rows of two filled cells or more is a table with a title (our choice).
TABLE_SHARE = 0.8
TABLE_ROWS = 3

Item = Block | Row


def assemble(
    media_type: str,
    items: Sequence[Item],
    issues: Iterable[ReadIssue],
    limits: Limits,
    *,
    pages: int | None = None,
) -> ReadFile:
    """The file in reading order; rows of a table inside a text become one block of role `cell` for each filled cell."""
    check_amount(items, limits)
    if not any(_weight(item) for item in items):
        raise InvalidInput("file_without_text", media_type=media_type)
    if _is_table(items):
        rows = tuple(item if isinstance(item, Row) else _as_row(item) for item in items)
        return ReadFile(media_type, rows=rows, issues=tuple(issues), pages=pages)
    blocks: list[Block] = []
    for item in items:
        blocks.extend([item] if isinstance(item, Block) else _as_blocks(item))
    return ReadFile(media_type, blocks=tuple(blocks), issues=tuple(issues), pages=pages)


def check_amount(items: Sequence[Item], limits: Limits) -> None:
    """Refuses more characters or rows than a person could mean (`file_too_demanding`)."""
    rows = sum(isinstance(item, Row) for item in items)
    if rows > limits.rows:
        raise TooLarge("file_too_demanding", limit="rows", allowed=limits.rows, found=rows)
    characters = sum(_weight(item) for item in items)
    if characters > limits.characters:
        raise TooLarge("file_too_demanding", limit="characters", allowed=limits.characters, found=characters)


def _weight(item: Item) -> int:
    """Printed characters, white space left out at the ends."""
    if isinstance(item, Row):
        return sum(len(cell.strip()) for cell in item.cells)
    return len(item.text.strip()) + len(item.auto_number)


def _is_table(items: Sequence[Item]) -> bool:
    """Whether the text stands in rows: at least three of two filled cells, and nearly all of the characters."""
    wide = [item for item in items if isinstance(item, Row) and sum(bool(cell.strip()) for cell in item.cells) > 1]
    printed = [item for item in items if not isinstance(item, Block) or item.role not in ("header", "footer")]
    return len(wide) >= TABLE_ROWS and sum(map(_weight, wide)) >= TABLE_SHARE * sum(map(_weight, printed))


def _as_row(block: Block) -> Row:
    """A line outside the table, such as its title, as a row of one cell."""
    number = f"{block.auto_number} " if block.auto_number else ""
    return Row((number + block.text,), block.place)


def _as_blocks(row: Row) -> list[Block]:
    """The filled cells of one row, line by line."""
    lines = (line for cell in row.cells for line in cell.split("\n"))
    return [Block(line, row.place, role="cell") for line in lines if line.strip()]
