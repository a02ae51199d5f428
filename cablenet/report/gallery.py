"""The gallery: which finished maps there are, how each is drawn, and the page that lists them.

:data:`ENTRIES` is the one table; the command ``cablenet gallery`` and ``maps/README.md`` are made from it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cablenet.errors import unknown_name
from cablenet.report.gallery_maps import Entry, draw_change, draw_dependence, draw_planned

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from cablenet.report.gallery_maps import Picture, Studio

__all__ = ["ENTRIES", "draw_gallery", "find_entries", "gallery_readme"]


CHANGE = "The world's traffic before, after and the difference, and the corridors between {} and {}."

ENTRIES: tuple[Entry, ...] = (
    Entry(
        name="south-china-sea",
        title="South China Sea",
        names=("south-china-sea",),
        shows=CHANGE.format("the European Union", "Japan"),
        draw=draw_change,
    ),
    Entry(
        name="luzon",
        title="Luzon Strait",
        names=("luzon",),
        shows=CHANGE.format("the European Union", "Japan"),
        draw=draw_change,
    ),
    Entry(
        name="red-sea-egypt",
        title="Red Sea and Egypt",
        names=("red-sea", "egypt-land"),
        between=("EU", "IN"),
        shows=CHANGE.format("the European Union", "India"),
        draw=draw_change,
    ),
    Entry(
        name="hormuz",
        title="Strait of Hormuz",
        names=("hormuz",),
        between=("QA,KW,BH", "EU"),
        shows=CHANGE.format("Qatar, Kuwait and Bahrain", "the European Union"),
        draw=draw_change,
    ),
    Entry(
        name="malacca",
        title="Strait of Malacca",
        names=("malacca",),
        between=("IN", "JP"),
        shows=CHANGE.format("India", "Japan"),
        draw=draw_change,
    ),
    Entry(
        name="taiwan-strait",
        title="Taiwan Strait",
        names=("taiwan-strait",),
        between=("HK", "JP"),
        shows=CHANGE.format("Hong Kong", "Japan"),
        draw=draw_change,
    ),
    Entry(
        name="atlantic-approaches",
        title="Atlantic approaches to Europe",
        names=("cornwall", "celtic-approaches", "biscay"),
        between=("EU", "US"),
        centre=-35.0,
        shows=CHANGE.format("the European Union", "the United States"),
        draw=draw_change,
    ),
    Entry(
        name="eu-japan-by-country",
        title="On whose law EU-Japan traffic depends",
        shows="Countries by the share of EU-Japan traffic that lands there or runs over their land; links by that traffic.",
        draw=draw_dependence,
    ),
    Entry(
        name="arctic-routes",
        title="Planned Arctic routes",
        names=("far-north-fiber", "polar-connect", "arctic-way"),
        shows="The network planned for 2030 without and with the Arctic systems, and what they change between the European "
        "Union and Japan.",
        draw=draw_planned,
    ),
)
"""The gallery, in the order in which it is shown."""


def find_entries(names: Iterable[str]) -> tuple[Entry, ...]:
    """Entries of these names in the order of the gallery; all, if none is named.

    Raises:
        UnknownNameError: with the nearest known names.
    """
    wanted = set(names)
    known = [entry.name for entry in ENTRIES]
    for name in sorted(wanted.difference(known)):
        raise unknown_name("map of the gallery", name, known)
    return tuple(entry for entry in ENTRIES if not wanted or entry.name in wanted)


def draw_gallery(studio: Studio, entries: Sequence[Entry]) -> Iterator[tuple[Entry, Picture]]:
    """Draw one entry after another; what they share (the traffic before a cut) is routed once, by ``studio``."""
    for entry in entries:
        yield entry, entry.draw(studio, entry)


HEAD = """# Maps

Finished maps of what the network shows today, made by one command in the checkout, after the first command of the
[README](../README.md):

```sh
cablenet gallery --thumbnails
```

It writes one page a map into this folder, the thumbnails, and this list with its findings. One map alone:
`cablenet gallery --only luzon`. The pages (2 to 3 MB each) are generated and not kept in version control; the thumbnails
(less than 60 KB each) and this list are. The same data, on the same machine, give the same bytes.

A page opens without a network, also as an attachment of an e-mail; nothing in it is loaded from elsewhere.

Findings are those of the central estimates; the second command of each map tells more, for a cut with intervals.
Traffic is modelled, and routed at the least sum of delays within design capacity, which no operator can beat and not all
of which is lit. So a finding that traffic still gets through is the best case: look at how far it must go then, and by
which ways.
"""


def gallery_readme(findings: Mapping[str, str]) -> str:
    """The text of ``maps/README.md``: every entry with thumbnail, finding (by name), what it shows and its commands."""
    return "\n".join([HEAD, *(_section(entry, findings[entry.name]) for entry in ENTRIES)])


def _section(entry: Entry, finding: str) -> str:
    return (
        f"## {entry.title}\n\n![{entry.title}](thumbnails/{entry.name}.png)\n\n> {finding}\n\n{entry.shows}\n\n"
        f"```sh\n{entry.command}\n{entry.more}\n```\n"
    )
