"""Open Fibre Data Standard (https://standard.ofds.info), versions 0.1 to 0.4: network packages and their GeoJSON form.

A network becomes a cable system, its nodes stations, its spans segments wired as the standard says: from ``start`` to
``end``. Where a network leaves those out, it is wired by geometry. Written out, every system is a network of its own,
and the links over land are one more.
"""

from __future__ import annotations

import json
import uuid
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely

from cablenet.errors import DataError, Fault
from cablenet.geo.antimeridian import continuous
from cablenet.geo.geodesy import distances_km, interpolate, length_km
from cablenet.network.io.bounds import MOST_FEATURES, MOST_FILE_BYTES, Bundle, open_bundle, parse_json, refuse
from cablenet.network.io.geojson import features_of, geometry_of
from cablenet.network.io.given import (
    Given,
    ImportOptions,
    Line,
    Note,
    Station,
    check_total,
    clean,
    identifier,
    lines_of,
    own_identifier,
)
from cablenet.network.io.words import Countries, list_cell, rfs_cells

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cablenet.network.model import Network

__all__ = ["OFDS_SCHEMA", "ofds_package", "read_ofds"]

OFDS_SCHEMA = (
    "https://raw.githubusercontent.com/Open-Telecoms-Data/open-fibre-data-standard/0__3__0/schema/network-schema.json"
)
"""The schema that is written: version 0.3.0."""

UNIT = "branchingUnit"
"""Our code in the open list of kinds of nodes, for where a cable forks at sea."""

SAME_NODE_KM = 1.0
"""Nodes of two networks with one id are one place if they are this near."""

CREDIBLE_LENGTH = (0.9, 3.0)
"""Length of fibre over that of its route between which it is believed to be in kilometres, as the standard says."""

_STATUS = {
    "operational": "in-service",
    "underConstruction": "under-construction",
    "planned": "planned",
    "proposed": "planned",
    "decommissioned": "retired",
    "inactive": "retired",
}
_SEA, _LAND = ("submarine", "subsea", "undersea", "underwater"), ("aboveGround", "belowGround")
_PROVIDERS = ("physicalInfrastructureProvider", "transmissionMediumOwner")

_Json = dict[str, Any]


def read_ofds(path: Path, options: ImportOptions) -> Given:
    """Read network packages, single networks, or nodes and spans as GeoJSON, from a file, folder or zip.

    Raises:
        DataError: if a file is broken, a span names no node, a node has no place or no country that can be told, or
            spans do not say whether they run at sea or over land and no option does.
    """
    bundle = open_bundle(path)
    networks = _networks(bundle)
    if not networks:
        raise refuse(
            path.name, "no network", "an OFDS network package: JSON with `networks`, or GeoJSON of nodes and spans"
        )
    given = Given(systems={}, stations={}, lines=[])
    countries = Countries.read()
    unsaid = 0
    for file, network in networks:
        unsaid += _read_network(network, file, given, countries, options)
    if unsaid:
        expected = "spans that say so in deploymentDetails; say it with --kind sea or --kind land"
        raise refuse(path.name, f"{unsaid} spans that may run at sea or over land", expected)
    check_total(given.lines, path.name)
    return given


def _dict(value: object) -> _Json:
    return value if isinstance(value, dict) else {}


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _networks(bundle: Bundle) -> list[tuple[str, _Json]]:
    """Every network of every file; GeoJSON features are gathered by the network they name."""
    out: list[tuple[str, _Json]] = []
    loose: dict[str, _Json] = {}
    left = MOST_FILE_BYTES
    for name in bundle.named(".json", ".geojson"):
        left -= bundle.sizes[name]
        if left < 0:
            raise refuse(name, "too many bytes in all", f"at most {MOST_FILE_BYTES:,}")
        value = parse_json(bundle.read(name), name)
        if isinstance(value, dict) and value.get("type") == "FeatureCollection":
            for feature in features_of(value, name, most=MOST_FEATURES):
                _gather(feature, name, loose)
        elif isinstance(value, dict) and isinstance(value.get("networks"), list):
            out += [(name, network) for network in value["networks"] if isinstance(network, dict)]
        elif isinstance(value, dict) and ("nodes" in value or "spans" in value):
            out.append((name, value))
    return [*out, *((network.pop("file"), network) for network in loose.values())]


def _gather(feature: _Json, file: str, networks: dict[str, _Json]) -> None:
    """Put a feature back into the network from which it was made."""
    properties = dict(_dict(feature.get("properties")))
    about = _dict(properties.pop("network", None))
    network = networks.setdefault(clean(about.get("id")) or file, {**about, "file": file, "nodes": [], "spans": []})
    said = clean(properties.get("featureType"))
    is_span = said == "span" or (said != "node" and ("start" in properties or "route" in properties))
    kind = _dict(feature.get("geometry")).get("type")
    if is_span or (not said and kind == "LineString"):
        properties["route"] = feature.get("geometry")
        network["spans"].append(properties)
    else:
        properties["location"] = feature.get("geometry")
        network["nodes"].append(properties)


def _reference(value: object) -> str:
    """Id of a node or organisation, named by its id or embedded whole."""
    return clean(_dict(value).get("id")) if isinstance(value, dict) else clean(value)


def _read_network(network: _Json, file: str, given: Given, countries: Countries, options: ImportOptions) -> int:
    """Add one network; returns the number of spans of which it is not known whether they run at sea."""
    name = clean(network.get("name")) or clean(network.get("id")) or file
    system = own_identifier(name, given.systems)
    crs = clean(_dict(network.get("crs")).get("name"))
    if crs and "CRS84" not in crs and "4326" not in crs:
        raise refuse(file, f"the coordinate reference system {crs}", "CRS84, as the standard asks", column="crs")
    ends = _nodes(network, system, file, given, countries, options)
    spans = [span for span in _list(network.get("spans")) if isinstance(span, dict)]
    given.systems[system] = _system(network, name, spans, options)
    wired = all(_reference(span.get("start")) and _reference(span.get("end")) for span in spans)
    unsaid = 0
    faults: list[Fault] = []
    for row, span in enumerate(spans, start=1):
        kind = options.kind or _kind(span)
        unsaid += not kind
        named = [_reference(span.get(end)) for end in ("start", "end")] if wired else []
        lost = [end for end in named if end not in ends]
        if lost:
            faults.append(Fault(file=file, row=row, column="start, end", found=lost[0], expected="the id of a node"))
        elif wired and named[0] == named[1]:
            given.notes.append(
                Note(what="left out", system=system, place=named[0], note=f"span {row} ends where it starts")
            )
        else:
            own = tuple((key, value) for key, value in _own(span, given.systems[system], options).items())
            known = [ends[end] for end in named]
            given.lines.extend(_lines(span, (system, kind or "sea", file, row), known, own, given, options))
    if faults:
        raise DataError(faults)
    return unsaid


def _nodes(
    network: _Json,
    system: str,
    file: str,
    given: Given,
    countries: Countries,
    options: ImportOptions,
) -> dict[str, str]:
    """Add the nodes of a network; returns our name of each by its id."""
    ends: dict[str, str] = {}
    faults: list[Fault] = []
    for row, node in enumerate(_list(network.get("nodes")), start=1):
        values = _dict(node)
        key, point = clean(values.get("id")), geometry_of(values.get("location"), file, row)
        if not key or not isinstance(point, shapely.Point) or abs(point.x) > 360 or abs(point.y) > 90:
            found = clean(values.get("name")) or key or "a node"
            faults.append(
                Fault(file=file, row=row, column="location", found=found, expected="an id and a Point in degrees")
            )
            continue
        kinds = {clean(kind) for kind in _list(values.get("type"))}
        if UNIT in kinds:
            ends[key] = f"{identifier(key)}@{len(ends)}"
            given.units[system, ends[key]] = (point.x, point.y)
            continue
        told = clean(_dict(values.get("address")).get("country"))
        code = countries.code(told) or (options.country if options.country != "map" and not told else "")
        if not code and options.country != "map":
            expected = "a country; say it in address.country, or with --country XX, or --country map for the nearest"
            faults.append(Fault(file=file, row=row, column="address", found=told or key, expected=expected))
            continue
        station = Station(name=clean(values.get("name")) or key, country=code, lon=point.x, lat=point.y)
        ends[key] = _station(identifier(key), system, station, given)
    if faults:
        raise DataError(faults)
    return ends


def _station(key: str, system: str, station: Station, given: Given) -> str:
    """Name of a station, which is that of another network's node if that has the same id and place."""
    before = given.stations.get(key)
    if before is not None:
        if distances_km(before.lon, before.lat, station.lon, station.lat)[0] <= SAME_NODE_KM:
            return key
        key = own_identifier(f"{system}-{key}", given.stations)
    given.stations[key] = station
    return key


def _system(network: _Json, name: str, spans: list[_Json], options: ImportOptions) -> dict[str, str]:
    """Cells of the system a network stands for."""
    by_role: dict[str, list[str]] = {"owner": [], "supplier": []}
    names = {}
    for organisation in map(_dict, _list(network.get("organisations"))):
        names[clean(organisation.get("id"))] = clean(organisation.get("name")) or clean(organisation.get("id"))
        roles = {clean(role) for role in _list(organisation.get("roles"))}
        if roles & {"physicalInfrastructureProvider", "networkProvider", "transmissionMediumOwner"}:
            by_role["owner"].append(names[clean(organisation.get("id"))])
        if "supplier" in roles:
            by_role["supplier"].append(names[clean(organisation.get("id"))])
    for span in spans:
        providers = [span.get(key) for key in _PROVIDERS] + _list(span.get("networkProviders"))
        for role, values in (("owner", providers), ("supplier", [span.get("supplier")])):
            named = (clean(_dict(value).get("name")) or names.get(_reference(value), "") for value in values)
            by_role[role] += [text for text in named if text]
    fibres = {span["fibreCount"] for span in spans if isinstance(span.get("fibreCount"), int)}
    years = sorted(filter(None, (rfs_cells(span.get("readyForServiceDate"))[0] for span in spans)))
    months = {rfs_cells(span.get("readyForServiceDate"))[1] for span in spans}
    statuses = Counter(_STATUS[text] for span in spans if (text := clean(span.get("status"))) in _STATUS)
    pairs = max(fibres, default=0) / 2
    return {
        "name": name,
        "status": statuses.most_common(1)[0][0] if statuses else options.status,
        "rfs_year": years[0] if years else "",
        "rfs_month": next(iter(months)) if len(set(years)) == 1 and len(months) == 1 else "",
        "fibre_pairs": f"{pairs:g}" if 0 < pairs <= 300 else "",
        "owners": list_cell(by_role["owner"]),
        "suppliers": list_cell(by_role["supplier"]),
    }


def _own(span: _Json, system: dict[str, str], options: ImportOptions) -> dict[str, str]:
    """Cells of a segment where they are not those of its system."""
    cells = {
        "status": _STATUS.get(clean(span.get("status")), options.status),
        "rfs_year": rfs_cells(span.get("readyForServiceDate"))[0],
    }
    return {key: value for key, value in cells.items() if value and value != system[key]}


def _kind(span: _Json) -> str:
    """Whether a span runs at sea or over land; empty where it does not say."""
    said = clean(_dict(span.get("deploymentDetails")).get("description")).casefold()
    said += " " + clean(_dict(span.get("supportingInfrastructure")).get("type")).casefold()
    if any(word in said for word in _SEA):
        return "sea"
    over_land = {clean(value) for value in _list(span.get("deployment"))} & set(_LAND)
    return "land" if over_land or "overland" in said else ""


def _place(given: Given, system: str, end: str) -> tuple[float, float]:
    """Where an end of a span is."""
    at = given.units.get((system, end))
    return at if at is not None else (given.stations[end].lon, given.stations[end].lat)


def _lines(
    span: _Json,
    about: tuple[str, str, str, int],
    ends: list[str],
    own: tuple[tuple[str, str], ...],
    given: Given,
    options: ImportOptions,
) -> Iterator[Line]:
    """Lines of a span: its route, or the shortest one where it has none."""
    system, kind, file, row = about
    route = geometry_of(span.get("route"), file, row)
    shapes = [] if route is None else [continuous(line) for line in lines_of(route, options, file=file, row=row)]
    if not shapes and not ends:
        given.notes.append(Note(what="left out", system=system, note=f"span {row} has neither a route nor two ends"))
        return
    if len(shapes) != 1 and ends:
        one, other = (_place(given, system, end) for end in ends)
        what = "straight" if not shapes else "left out"
        note = f"span {row} has no route: the shortest was taken" if not shapes else f"span {row} is in several pieces"
        given.notes.append(Note(what=what, system=system, place=ends[0], note=note))
        shapes = [shapely.LineString(interpolate(one, other, step_km=100.0))]
    a, b = ends or ("", "")
    fibre = span.get("fibreLength")
    stated = (
        float(fibre) if isinstance(fibre, int | float) and not isinstance(fibre, bool) and abs(fibre) < 1e9 else 0.0
    )
    drawn = sum(length_km(shape) for shape in shapes)
    believed = drawn > 0 and CREDIBLE_LENGTH[0] <= stated / drawn <= CREDIBLE_LENGTH[1]
    if stated and not believed:
        note = f"fibreLength {stated:g} is no length in km of a route of {drawn:.0f} km"
        given.notes.append(Note(what="left out", system=system, place=a, note=note))
    for shape in shapes:
        yield Line(system=system, shape=shape, kind=kind, own=own, a=a, b=b, length_km=stated if believed else None)


def ofds_package(net: Network) -> str:
    """The network as an OFDS network package in JSON: one network a system, one more for the links over land.

    Lengths are in km (``fibreLength``). Capacities are design capacities, and so stand in words in ``capacityDetails``:
    the ``capacity`` of the standard is what is equipped. A line that crosses the antimeridian jumps there from 180 to
    -180.
    """
    places = net.nodes.to_dict("index")
    groups = net.links.groupby("system", sort=True)
    networks = [_network(net, str(system), links, places) for system, links in groups]
    return json.dumps({"networks": networks}, ensure_ascii=False, indent=1) + "\n"


def _network(net: Network, system: str, links: pd.DataFrame, places: dict[str, _Json]) -> _Json:
    known = net.systems.loc[system] if system in net.systems.index else None
    name = str(known["name"]) if known is not None else system or "Links over land"
    owners = _names(known, "owners")
    suppliers = _names(known, "suppliers")
    organisations = {
        text: {"id": identifier(text), "name": text, "roles": sorted(roles)}
        for text in dict.fromkeys([*owners, *suppliers])
        for roles in [{*(["networkProvider"] if text in owners else []), *(["supplier"] if text in suppliers else [])}]
    }
    pairs = known.get("fibre_pairs") if known is not None else None
    fibres = None if pairs is None or pd.isna(pairs) else round(2 * float(pairs))
    out: _Json = {
        "id": str(uuid.uuid5(uuid.NAMESPACE_URL, f"cablenet:{system}")),
        "name": name,
        "nodes": [_node(node, places[node]) for node in sorted({*links["a"], *links["b"]})],
        "spans": [_span(link_id, row, fibres) for link_id, row in links.sort_index().to_dict("index").items()],
        "crs": {"name": "urn:ogc:def:crs:OGC::CRS84", "uri": "http://www.opengis.net/def/crs/OGC/1.3/CRS84"},
        "links": [{"rel": "describedby", "href": OFDS_SCHEMA}],
    }
    if organisations:
        out["organisations"] = list(organisations.values())
    return out


def _names(system: Any, column: str) -> list[str]:  # noqa: ANN401 - a row or nothing
    text = system.get(column) if system is not None else None
    return [name for name in text.split(";") if name] if isinstance(text, str) else []


def _node(key: str, row: _Json) -> _Json:
    kind = {"station": "cableLanding", "city": "pop", "branching_unit": UNIT}[row["kind"]]
    out: _Json = {
        "id": key,
        "name": row["name"],
        "status": "operational",
        "location": {"type": "Point", "coordinates": [float(row["lon"]), float(row["lat"])]},
        "type": [kind],
    }
    if row["country"]:
        out["address"] = {"country": row["country"]}
    return out


def _span(link_id: object, row: _Json, fibres: int | None) -> _Json:
    coords = shapely.get_coordinates(row["geometry"])
    coords[:, 0] -= 360.0 * np.round(coords[:, 0] / 360.0)
    out: _Json = {
        "id": str(link_id),
        "name": row["name"],
        "status": "operational",
        "start": row["a"],
        "end": row["b"],
        "directed": False,
        "route": {"type": "LineString", "coordinates": np.round(coords, 7).tolist()},
        "transmissionMedium": ["fibre"],
        "deploymentDetails": {"description": "submarine" if row["kind"] == "sea" else "overland"},
        "fibreLength": float(row["length_km"]),
        "capacityDetails": {"description": f"design capacity {row['capacity_tbps']:g} Tbps, {row['capacity_basis']}"},
    }
    if pd.notna(row["rfs_year"]):
        out["readyForServiceDate"] = f"{int(row['rfs_year'])}-01-01"
    if fibres and row["kind"] == "sea":
        out["fibreCount"] = fibres
    return out
