#!/usr/bin/env python3
"""colours.py: whether every reader can distinguish the colours of the traces, also a reader who sees no red, no green or no
blue. Prints the colours that are too near to each other in OKLab, where an eye notices differences of about 0.02 and more."""
import itertools
import math
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "common/host"))
import picture  # noqa: E402

LEAST = {"all": 0.11, "no red": 0.08, "no green": 0.08, "no blue": 0.08}
# Machado, Oliveira, Fernandes 2009: what each kind of eye makes of linear RGB.
EYES = {
    "all": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "no red": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "no green": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
    "no blue": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900)),
}
# Ottosson 2020: linear RGB to cones, and their cube roots to OKLab.
CONES = ((0.4122214708, 0.5363325363, 0.0514459929), (0.2119034982, 0.6806995451, 0.1073969566),
         (0.0883024619, 0.2817188376, 0.6299787005))
LAB = ((0.2104542553, 0.7936177850, -0.0040720468), (1.9779984951, -2.4285922050, 0.4505937099),
       (0.0259040371, 0.7827717662, -0.8086757660))


def times(matrix, vector):
    return [sum(a * b for a, b in zip(row, vector)) for row in matrix]


def seen(colour, eye):
    parts = [value / 255 for value in bytes.fromhex(colour[1:])]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    left = [min(1, max(0, part)) for part in times(EYES[eye], linear)]
    return times(LAB, [cone ** (1 / 3) for cone in times(CONES, left)])


near = [f"{a} {b}, {eye}: {distance:.3f}"
        for a, b in itertools.combinations((*picture.KINDS, picture.GUEST), 2) for eye in EYES
        if (distance := math.dist(seen(a, eye), seen(b, eye))) < LEAST[eye]]
print("\n".join(near))
sys.exit(bool(near))
