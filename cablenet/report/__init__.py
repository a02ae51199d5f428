"""Results -> what people read: terminal tables, JSON, Markdown, figures, and the words on a map."""

from cablenet.report.cuts import (
    Story,
    chokepoint_table,
    comparison_json,
    comparison_tables,
    corridors_tables,
    cut_story,
)
from cablenet.report.facts import (
    audit_markdown,
    dictionary_markdown,
    history_plot,
    history_table,
    system_json,
    system_tables,
)
from cablenet.report.tables import rich_table, table_json

__all__ = [
    "Story",
    "audit_markdown",
    "chokepoint_table",
    "comparison_json",
    "comparison_tables",
    "corridors_tables",
    "cut_story",
    "dictionary_markdown",
    "history_plot",
    "history_table",
    "rich_table",
    "system_json",
    "system_tables",
    "table_json",
]
