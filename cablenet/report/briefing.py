"""A cut as a briefing: one self-contained page, the same as Markdown and JSON, tables as CSV, figures for print."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from cablenet._datafiles import asset_text
from cablenet.report.cuts import HURT, Story, comparison_json, cut_story, main_result
from cablenet.report.text import csv_safe, heading, markdown_table, shown

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from matplotlib.figure import Figure

    from cablenet.network import Network
    from cablenet.network.model import Level
    from cablenet.routing import Between, Comparison
    from cablenet.scenarios import Scenario

__all__ = ["Briefing", "Section", "briefing", "write_briefing"]

ROWS = 15
"""Rows of a table on the page; the CSV has them all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A part of a briefing: a sentence or two, a table (whole, for the CSV), and perhaps a figure.

    ``columns`` are those that the page shows; empty for all.
    """

    id: str
    title: str
    text: str
    table: pd.DataFrame
    columns: tuple[str, ...] = ()
    figure: Figure | None = None

    @property
    def head(self) -> pd.DataFrame:
        """The first rows, as the page shows them: columns with their units in words."""
        chosen = self.table[list(self.columns)] if self.columns else self.table
        return chosen.head(ROWS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Briefing:
    """What a briefing says, before it is set in HTML or Markdown."""

    story: Story
    sections: tuple[Section, ...]
    method: tuple[str, ...]
    command: str
    data: str

    def markdown(self) -> str:
        """The briefing as Markdown, tables cut to their first rows."""
        lines = [f"# {self.story.title}", "", self.story.headline, ""]
        lines += [f"- **{label}**: {value}" for label, value in self.story.figures.items()]
        for part in self.sections:
            lines += ["", f"## {part.title}", "", part.text, "", markdown_table(part.head)]
            if len(part.table) > ROWS:
                lines += ["", f"The first {ROWS} of {len(part.table)} rows; all are in the CSV."]
        lines += ["", "## Method and limits", "", *(f"- {line}" for line in (*self.method, *self.story.notes))]
        lines += ["", "To reproduce:", "", "```sh", self.command, "```"]
        return "\n".join(lines) + "\n"

    def html(self) -> str:
        """The briefing as one page that asks no server for anything; every text is escaped."""
        from jinja2 import Environment

        env = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True)
        page = env.from_string(asset_text("report/briefing.html"))
        return page.render(
            story=self.story,
            sections=[_rendered(part) for part in self.sections],
            method=self.method,
            command=self.command,
        )


def briefing(
    net: Network,
    scenario: Scenario,
    results: Mapping[Level, Between],
    *,
    command: str,
    later: Comparison | None = None,
    figures: bool = True,
) -> Briefing:
    """Write up a cut for two places.

    ``results`` are the comparisons by level, as for :func:`cut_story`; ``command`` reproduces them; ``later`` is the same
    cut in the network with what is planned, from which "what would help" is told. ``figures`` needs matplotlib.
    """
    main = main_result(results)
    sections = [
        _what_is_cut(main.whole, net.under(scenario) if figures else None),
        _corridors(main, figures=figures),
        _delays(main, figures=figures),
        _hurt(net, main.whole, figures=figures),
        _full(main.whole),
        _held(main),
        _single(main),
        *([_helps(main.whole, later)] if later is not None else []),
    ]
    routes = main.whole.after
    method = (
        "Every cable whose laid line crosses the area is cut, and no other. A country's traffic enters at its Internet city.",
        f"All countries' traffic is routed together, before and after: model {routes.model}, policy {routes.policy.title}.",
        "Square brackets hold the interval: low capacities under high demand to high capacities under low demand.",
    )
    return Briefing(
        story=cut_story(net, scenario, results),
        sections=tuple(sections),
        method=method,
        command=command,
        data=comparison_json(net, scenario, results),
    )


def write_briefing(made: Briefing, folder: Path, *, name: str) -> list[Path]:
    """Write ``name.html``, ``name.md``, ``name.json``, a CSV a table, and the figures as PNG and SVG; return the files.

    Each file is written beside its place and renamed. Cells that a spreadsheet would take for a formula are quoted.

    Raises:
        OSError: if the folder cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    texts = {f"{name}.html": made.html(), f"{name}.md": made.markdown(), f"{name}.json": made.data + "\n"}
    texts |= {f"{name}-{part.id}.csv": csv_safe(part.table).to_csv(index=False) for part in made.sections}
    written = []
    for file, text in texts.items():
        target = folder / file
        part_file = target.with_name(f".{file}.part")
        part_file.write_text(text, encoding="utf-8", newline="\n")
        part_file.replace(target)
        written.append(target)
    for part in made.sections:
        if part.figure is not None:
            from cablenet.plots import save_figure

            for suffix in (".png", ".svg"):
                written.append(folder / f"{name}-{part.id}{suffix}")
                save_figure(part.figure, written[-1])
    return written


def _rendered(part: Section) -> dict[str, Any]:
    """A section as the page's template reads it."""
    head = part.head
    picture = ""
    if part.figure is not None:
        from cablenet.plots import figure_svg

        picture = figure_svg(part.figure)
    return {
        "id": part.id,
        "title": part.title,
        "text": part.text,
        "columns": [(heading(str(name)), pd.api.types.is_numeric_dtype(head[name])) for name in head.columns],
        "rows": [[shown(value, str(column)) for column, value in row.items()] for row in head.to_dict("records")],
        "more": len(part.table) - len(head),
        "total": len(part.table),
        "picture": picture,
    }


def _what_is_cut(whole: Comparison, cut: Network | None) -> Section:
    from_map = None
    if cut is not None:
        from cablenet.plots import world_plot

        flow = whole.after.flow
        from_map = world_plot(
            cut, flow[flow >= 1.0], title="Traffic after the cut; what is cut is crimson", unit="Tbps"
        )
    table = whole.hit.reset_index()
    text = f"{len(table)} systems lose {int(whole.hit['cut'].sum())} of their segments."
    columns = ("name", "rfs_year", "segments", "cut", "cut_km")
    return Section(id="cut", title="What is cut", text=text, table=table, columns=columns, figure=from_map)


def _corridors(main: Between, *, figures: bool) -> Section:
    a, b = main.before.a.title, main.before.b.title
    picture = None
    if figures:
        from cablenet.plots import corridor_plot

        picture = corridor_plot(main.shares, title=f"Traffic {a} - {b} by corridor")
    table = main.shares.reset_index()
    text = "Which way the traffic between the two takes, before and after, with everyone else's on the same cables."
    return Section(id="corridors", title="The way it takes", text=text, table=table, figure=picture)


def _delays(main: Between, *, figures: bool) -> Section:
    picture = None
    a, b = main.before.a, main.before.b
    if figures:
        from cablenet.plots import delay_plot

        picture = delay_plot(main.whole.before.paths(a, b), main.whole.after.paths(a, b))
    text = "Traffic, its delay, and the most that could flow between the two if nobody else used the cables."
    return Section(
        id="figures", title="Delay and capacity", text=text, table=main.figures.reset_index(), figure=picture
    )


def _hurt(net: Network, whole: Comparison, *, figures: bool) -> Section:
    names = dict(net.countries["name"])
    table = whole.countries.reset_index()
    table.insert(1, "country", [names.get(place, place) for place in table["place"]])
    columns = [
        "place",
        "country",
        "demand_tbps",
        "lost_tbps",
        "lost_share",
        "rtt_before_ms",
        "rtt_after_ms",
        "added_ms",
    ]
    picture = None
    if figures:
        from cablenet.plots import loss_plot

        if (whole.countries["lost_share"] >= HURT).any():
            picture = loss_plot(whole.countries["lost_share"], names)
    lost = int((whole.countries["lost_share"] >= HURT).sum())
    later = int((whole.countries["added_ms"] >= 1.0).sum())
    text = f"{lost} countries lose traffic, {later} wait a millisecond longer or more."
    return Section(id="countries", title="Who else is hurt", text=text, table=table[columns], figure=picture)


def _full(whole: Comparison) -> Section:
    links = _named(whole.links.reset_index(), whole.before.net)
    table = links[links["gained_tbps"] > 0]
    full = int((whole.after.utilisation > 0.999).sum())
    text = f"Links that take the traffic over. {full} links in the world are full after the cut."
    columns = ("name", "from", "to", "capacity_tbps", "before_tbps", "after_tbps", "utilisation_after")
    return Section(id="links", title="Where it goes", text=text, table=table, columns=columns)


def _held(main: Between) -> Section:
    """The minimum cut after."""
    table = _named(main.after.flow.links.reset_index(), main.whole.before.net)
    text = (
        f"The links whose loss would sever the two, and which bound what can flow between them: {main.after.flow.tbps:,.0f} "
        f"Tbps over {len(table)} links. The fewer they are, the nearer a single point of failure."
    )
    columns = ("name", "from", "to", "capacity_tbps")
    return Section(id="bottleneck", title="What holds it back", text=text, table=table, columns=columns)


def _single(main: Between) -> Section:
    """What alone would sever the two after the cut, and what countries hang on alone now and did not before."""
    from cablenet.metrics import link_disjoint, parting, risk_groups, single_points

    net, after = main.whole.before.net, main.whole.after.net
    a, b = main.before.a, main.before.b
    before, left = link_disjoint(net, a, b).count, link_disjoint(after, a, b).count
    groups = risk_groups(net)
    alone = parting(after, a, b, groups) if left else pd.DataFrame({"kind": [], "id": []})
    told = ", ".join(alone["kind"] + " " + alone["id"]) if len(alone) else "none"
    was, now = (single_points(side).astype(str) for side in (net, after))
    new = now.merge(was, how="left", indicator=True).query("_merge == 'left_only'").drop(columns="_merge")
    text = (
        f"{left} ways that share no link are left between the two, of {before} before. What alone would sever them now: {told}. "
        f"The table has what other countries hang on alone after the cut, and did not before: {len(new)} things."
    )
    return Section(id="single", title="Single points of failure", text=text, table=new.reset_index(drop=True))


def _named(links: pd.DataFrame, net: Network) -> pd.DataFrame:
    """Links with the names of their ends; a branching unit is at sea."""
    names = net.nodes["name"].where(net.nodes["kind"] != "branching_unit", "branching unit")
    return links.assign(**{word: names.reindex(links[end]).to_numpy() for word, end in (("from", "a"), ("to", "b"))})


def _helps(now: Comparison, later: Comparison) -> Section:
    """The same cut with what is planned: who is better off."""
    one, other = now.countries, later.countries
    table = pd.DataFrame({"lost_share_now": one["lost_share"], "lost_share_later": other["lost_share"]}).dropna()
    table["better"] = table["lost_share_now"] - table["lost_share_later"]
    table = table[table["better"].abs() > 1e-6].sort_values("better", ascending=False, kind="stable")
    new = sorted(set(later.before.net.systems.index) - set(now.before.net.systems.index))
    gain = now.figures.at["not served", "after"] - later.figures.at["not served", "after"]
    told = (
        f"{gain:,.1f} Tbps more of the world's demand would be served"
        if gain >= 0.05
        else "no more demand would be served"
    )
    text = (
        f"With the {len(new)} systems under way or planned by {later.before.net.as_of:%Y}, {told} under the same cut."
    )
    return Section(id="help", title="What would help", text=text, table=table.reset_index())
