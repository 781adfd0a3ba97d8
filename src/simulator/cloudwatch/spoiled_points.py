"""Points as the ordered faults want them."""

from typing import Final

from simulator.aws.distortion import Distortion
from simulator.cloudwatch.series import Point

NOT_A_NUMBER: Final = "NaN"
"""How AWS JSON writes it (Smithy, AWS JSON 1.0 protocol, float)."""


def spoiled(points: list[Point], distortion: Distortion) -> list[Point]:
    """Give the points twice, or without a value, if that was ordered."""
    if distortion.doubles_points:
        points = [each for point in points for each in (point, point)]
    if distortion.spoils_points:
        points = [Point(point.second, NOT_A_NUMBER) for point in points]
    return points
