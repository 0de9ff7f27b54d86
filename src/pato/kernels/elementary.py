"""Exponentials, logarithms and cosines over rows of numbers, written so that compilers make vector instructions of them.

Both reduce the argument through the bits of floating-point numbers (IEEE 754) and sum a series that is short enough to be
exact to about one unit in the last place: e^r for |r| <= ln(2)/2 by Taylor's series, and log m for 1/sqrt(2) <= m <
sqrt(2) by that of the inverse hyperbolic tangent. Arguments of the exponential are held between -708 and 708.
"""

from __future__ import annotations

import math

import numpy as np

from pato.kernels.arrays import FloatArray
from pato.kernels.jit import inner

_SHIFT = 6755399441055744.0  # 1.5 * 2^52: added to a number, it leaves its integer part in the lowest bits
_SHIFT_BITS = 0x4338000000000000
_ONE_BITS = 1023 << 52
_ROOT_HALF_BITS = 0x3FE6A09E667F3BCD
_LN2_HIGH = (
    6.93147180369123816490e-01  # its lowest 32 bits are zero, so that products with small integers are exact
)
_LN2_LOW = 1.90821492927058770002e-10
_LOG2_E = math.log2(math.e)
_MOST = 708.0
_E2, _E3, _E4, _E5, _E6, _E7, _E8, _E9, _E10, _E11, _E12, _E13 = (
    1.0 / math.factorial(k) for k in range(2, 14)
)
_L3, _L5, _L7, _L9, _L11, _L13, _L15, _L17, _L19, _L21 = (2.0 / k for k in range(3, 22, 2))

_S3, _S5, _S7, _S9, _S11, _S13, _S15, _S17, _S19, _S21 = (
    (-1.0) ** k / math.factorial(2 * k + 1) for k in range(1, 11)
)
_TURN = 2.0 * math.pi


@inner
def exp_row(x: FloatArray, y: FloatArray) -> None:
    """Put e^x into y; x is overwritten. Both are one-dimensional, contiguous and distinct."""
    bits = x.view(np.int64)
    scale = x
    for o in range(len(x)):
        value = min(max(x[o], -_MOST), _MOST)
        shifted = value * _LOG2_E + _SHIFT
        whole = shifted - _SHIFT
        r = (value - whole * _LN2_HIGH) - whole * _LN2_LOW
        # summed in pairs: the terms do not wait for each other
        r2 = r * r
        r4 = r2 * r2
        low = (1.0 + r) + r2 * (_E2 + r * _E3)
        middle = (_E4 + r * _E5) + r2 * (_E6 + r * _E7)
        high = (_E8 + r * _E9) + r2 * (_E10 + r * _E11)
        top = _E12 + r * _E13
        y[o] = low + r4 * (middle + r4 * (high + r4 * top))
        x[o] = shifted
    for o in range(len(x)):
        bits[o] = (bits[o] << 52) + _ONE_BITS
    for o in range(len(x)):
        y[o] *= scale[o]


@inner
def log_row(x: FloatArray, y: FloatArray) -> None:
    """Put log x into y; x, above 0 and normal, is overwritten. Both are one-dimensional, contiguous and distinct."""
    bits, kept = x.view(np.int64), y.view(np.int64)
    for o in range(len(x)):
        exponent = (bits[o] - _ROOT_HALF_BITS) >> 52
        kept[o] = exponent + _SHIFT_BITS
        bits[o] -= exponent << 52
    for o in range(len(x)):
        exponent_of = y[o] - _SHIFT
        s = (x[o] - 1.0) / (x[o] + 1.0)
        z = s * s
        z2 = z * z
        z4 = z2 * z2
        low = (_L3 + z * _L5) + z2 * (_L7 + z * _L9)
        high = (_L11 + z * _L13) + z2 * (_L15 + z * _L17)
        series = z * (low + z4 * (high + z4 * (_L19 + z * _L21)))
        y[o] = exponent_of * _LN2_HIGH + (s * (2.0 + series) + exponent_of * _LN2_LOW)


@inner
def cosine_turns_row(x: FloatArray) -> None:
    """Put cos(2 pi x) into x, whose entries lie between 0 and 1: as the sine of an angle within a quarter turn, by Taylor's series."""
    for o in range(len(x)):
        angle = _TURN * (abs(x[o] - 0.5) - 0.25)
        z = angle * angle
        z2 = z * z
        z4 = z2 * z2
        low = (_S3 + z * _S5) + z2 * (_S7 + z * _S9)
        high = (_S11 + z * _S13) + z2 * (_S15 + z * _S17)
        top = _S19 + z * _S21
        x[o] = angle + angle * z * (low + z4 * (high + z4 * top))
