"""Results -> what people read: terminal tables, JSON, Markdown, figures, and the words on a map."""

from cablenet.report.briefing import Briefing, Section, briefing, write_briefing
from cablenet.report.cuts import (
    Story,
    chokepoint_table,
    comparison_json,
    comparison_tables,
    corridors_tables,
    cut_story,
    main_result,
)
from cablenet.report.dependence import dependence_figures, dependence_json, dependence_tables
from cablenet.report.facts import (
    audit_markdown,
    dictionary_markdown,
    history_plot,
    history_table,
    system_json,
    system_tables,
)
from cablenet.report.pictures import change_map, lost_share, traffic
from cablenet.report.policies import policy_json, policy_tables
from cablenet.report.tables import rich_table, table_json

__all__ = [
    "Briefing",
    "Section",
    "Story",
    "audit_markdown",
    "briefing",
    "change_map",
    "chokepoint_table",
    "comparison_json",
    "comparison_tables",
    "corridors_tables",
    "cut_story",
    "dependence_figures",
    "dependence_json",
    "dependence_tables",
    "dictionary_markdown",
    "history_plot",
    "history_table",
    "lost_share",
    "main_result",
    "policy_json",
    "policy_tables",
    "rich_table",
    "system_json",
    "system_tables",
    "table_json",
    "traffic",
    "write_briefing",
]
