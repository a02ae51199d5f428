"""The model marked: round trips, incidents, lengths, counts and faults against what was measured and reported."""

from cablenet.validation.calibration import Calibration, read_calibration
from cablenet.validation.exposure import Choice, exposure, landing_countries, served_countries
from cablenet.validation.incidents import Replay, hit_countries, score_incidents
from cablenet.validation.records import Line, Part, Scoreboard
from cablenet.validation.rtt import RttScore, fitted, measurements, predict_rtt, score_rtt
from cablenet.validation.scoreboard import PARTS, calibration_csv, score
from cablenet.validation.stock import facts_lengths, score_counts, score_faults, score_lengths

__all__ = [
    "PARTS",
    "Calibration",
    "Choice",
    "Line",
    "Part",
    "Replay",
    "RttScore",
    "Scoreboard",
    "calibration_csv",
    "exposure",
    "facts_lengths",
    "fitted",
    "hit_countries",
    "landing_countries",
    "measurements",
    "predict_rtt",
    "read_calibration",
    "score",
    "score_counts",
    "score_faults",
    "score_incidents",
    "score_lengths",
    "score_rtt",
    "served_countries",
]
