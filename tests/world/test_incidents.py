"""Every system that a dated event is reported to have hit serves on that day, and passes the place."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pytest
import shapely

from cablenet import catalog
from cablenet.geo.geodesy import distances_km
from cablenet.service import in_service

if TYPE_CHECKING:
    from collections.abc import Callable

    from cablenet.network import Network

SLACK_KM = 50
"""Routes are modelled: right in which strait they pass, not in the mile."""


class Hit(NamedTuple):
    """One event: its day, the place as reported (degrees) with its radius, and the systems hit, as they were then."""

    event: str
    day: str
    lon: float
    lat: float
    radius_km: float
    systems: str


HISTORIC = [
    Hit("Boumerdes", "2003-05-21", 3.7, 37.2, 90, "flag-europe-asia-full seamewe-3 columbus-ii columbus-iii alpal-2"),
    Hit("TAT-14, second break", "2003-11-25", 1.5, 51.0, 150, "tat-14"),
    Hit(
        "Hengchun",
        "2006-12-26",
        120.5,
        21.6,
        260,
        "apcn apcn-2 c2c-2006 china-us-cucn eac-2006 flag-europe-asia-full flag-north-asia-loopreach-north-asia-loop seamewe-3",
    ),
    Hit("T-V-H theft", "2007-03-23", 104.7, 8.3, 150, "tvh"),
    Hit("T-V-H theft", "2007-04-28", 107.8, 8.6, 150, "apcn"),
    Hit("FALCON, a week before", "2008-01-23", 52.0, 27.3, 200, "falcon-2006"),
    Hit("Alexandria, January", "2008-01-30", 29.9, 31.28, 20, "seamewe-4 flag-europe-asia-full"),
    Hit("FALCON and Qatar - UAE", "2008-02-01", 54.0, 25.3, 150, "falcon-2006 qatar-u-a-e-submarine-cable-system"),
    Hit(
        "Sicily - Egypt",
        "2008-12-19",
        13.5,
        36.6,
        150,
        "seamewe-4 seamewe-3 flag-europe-asia-full go-1-mediterranean-cable-system",
    ),
    Hit(
        "Morakot",
        "2009-08-12",
        120.2,
        22.0,
        200,
        "seamewe-3 apcn-2 apcn eac-c2c china-us-cucn flag-europe-asia-full flag-north-asia-loopreach-north-asia-loop",
    ),
    Hit("east of Taiwan", "2009-08-17", 123.5, 23.5, 200, "eac-c2c flag-north-asia-loopreach-north-asia-loop"),
    Hit(
        "Tohoku",
        "2011-03-11",
        141.0,
        36.4,
        180,
        "pacific-crossing-1-pc-1 eac-c2c japan-us-full apcn-2 japan-information-highway-jih",
    ),
]
"""Ten events from 2003 to 2011 (two of them in two parts); no cable was named at Boumerdes: those that pass its slope."""

OTHERS = """
2003-05-21 seamewe-2
2005-06-27 seamewe-3
2010-01-12 bahamas-domestic-submarine-network-bdsni
2010-04-14 seamewe-4
2012-02-17 eastern-africa-submarine-system-eassy europe-india-gateway-eig seamewe-3
2012-02-25 the-east-african-marine-system-teams
2013-03-22 te-northtgn-eurasiaseacomalexandrosmedex imewe europe-india-gateway-eig
2013-03-27 seamewe-4
2015-07-08 mariana-guam-cable
2015-10-22 seamewe-4
2016-11-29 uk-channel-islands-7 uk-channel-islands-8 channel-islands-9-liberty-submarine-cable
2016-12-28 hantru1-cable-system
2017-06-24 eastern-africa-submarine-system-eassy
2017-08-28 asia-america-gateway-aag-cable-system tata-tgn-intra-asia-tgn-ia seamewe-3
2018-03-30 africa-coast-to-europe-ace
2019-01-20 tonga-cable tonga-domestic-cable-extension-tdce
2020-01-09 falcon-2006 flag-europe-asia-full
2020-01-16 west-africa-cable-system-wacs sat-3wasc
2022-01-07 svalbard-undersea-cable-system
2022-01-15 tonga-cable tonga-domestic-cable-extension-tdce
2022-06-07 asia-africa-europe-1-aae-1 seamewe-5
2022-08-01 australia-singapore-cable-asc
2022-10-20 shefa-2
2023-02-08 taiwan-penghu-kinmen-matsu-no-2-tpkm2 taiwan-penghu-kinmen-matsu-no-3-tpkm3
2023-02-20 asia-america-gateway-aag-cable-system asia-pacific-gateway-apg asia-africa-europe-1-aae-1
2023-02-20 tata-tgn-intra-asia-tgn-ia seamewe-3
2023-06-11 quintillion-subsea-cable-network
2023-08-06 west-africa-cable-system-wacs sat-3wasc africa-coast-to-europe-ace
2023-10-08 sweden-estonia-ee-s-1
2024-02-24 seacomtata-tgn-eurasia asia-africa-europe-1-aae-1 europe-india-gateway-eig
2024-03-14 west-africa-cable-system-wacs mainone africa-coast-to-europe-ace sat-3wasc
2024-04-19 seamewe-5
2024-05-12 eastern-africa-submarine-system-eassy seacomtata-tgn-eurasia
2024-06-13 tata-tgn-intra-asia-tgn-ia asia-pacific-gateway-apg asia-africa-europe-1-aae-1
2024-11-17 bcs-east-west-interlink c-lion1
2024-12-25 c-lion1 finland-estonia-connection-1-fec-1 finland-estonia-connection-2-fec-2 baltic-sea-submarine-cable
2025-01-02 asia-africa-europe-1-aae-1
2025-01-03 trans-pacific-express-tpe-cable-system
2025-01-15 taiwan-penghu-kinmen-matsu-no-2-tpkm2 taiwan-penghu-kinmen-matsu-no-3-tpkm3
2025-01-18 quintillion-subsea-cable-network
2025-01-26 latvia-sweden-1-lv-se-1
2025-09-06 seamewe-4 imewe falcon europe-india-gateway-eig
2025-12-31 finland-estonia-connection-1-fec-1 finland-estonia-connection-2-fec-2
"""
"""Systems named in reports of other events, by day."""


@pytest.mark.parametrize("hit", HISTORIC, ids=lambda hit: f"{hit.event} {hit.day}")
def test_what_an_event_hit_serves_that_day_and_passes_the_place(
    hit: Hit, network_of: Callable[[str | None], Network]
) -> None:
    links = network_of(hit.day).usable()
    for system in hit.systems.split():
        lines = links.geometry[links["system"] == system]
        assert len(lines) > 0, f"{system} does not serve"
        points = shapely.get_coordinates([shapely.segmentize(line, 0.1) for line in lines if line.length > 0])
        away = distances_km(points[:, 0], points[:, 1], np.float64(hit.lon), np.float64(hit.lat))
        assert away.min() <= hit.radius_km + SLACK_KM, f"{system} passes {away.min():.0f} km away"


@pytest.mark.parametrize("hit", HISTORIC, ids=lambda hit: f"{hit.event} {hit.day}")
def test_it_serves_with_all_segments_that_have_no_date_or_status_of_their_own(
    hit: Hit, network_of: Callable[[str | None], Network]
) -> None:
    segments = catalog.load_table("segments")
    links = network_of(hit.day).links
    for system in hit.systems.split():
        rows = segments[(segments["system_id"] == system) & (segments["kind"] != "co-located")]
        rows = rows[(rows["status"] == "") & rows["rfs_year"].isna() & rows["retired_year"].isna()]
        assert len(rows) > 0
        assert set(system + ":" + rows["seq"].astype(str)) <= set(links.index)


@pytest.mark.parametrize("line", OTHERS.split("\n")[1:-1])
def test_what_a_report_names_serves_that_day(line: str) -> None:
    day, *named = line.split()
    serving = set(in_service(catalog.load_table("systems"), dt.date.fromisoformat(day))["system_id"])
    assert set(named) <= serving
    with_wiring = set(catalog.load_table("segments")["system_id"])
    assert set(named) <= with_wiring
