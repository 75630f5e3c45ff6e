"""The exact nearest neighbours by inner product, tile by tile, so that no full similarity matrix is ever held."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]
IntArray = NDArray[np.int64]

TILE = 2_000_000  # similarities held at once, 16 MB of float64


def normalised(vectors: Vectors) -> Vectors:
    """Each row divided by its Euclidean length, in float32; a row of zeros stays as it is.

    Args:
        vectors: shape (rows, dimensions).

    Raises:
        ValueError: a row holds nan or infinity.
    """
    _check_finite(vectors, "the vectors")
    single = np.asarray(vectors, dtype=np.float32)
    lengths = np.linalg.norm(single, axis=1, keepdims=True)
    unit: Vectors = np.divide(single, lengths, out=np.zeros_like(single), where=lengths > 0)
    return unit


def nearest(queries: Vectors, pool: Vectors, k: int) -> tuple[Vectors, IntArray]:
    """The `k` pool rows with the highest inner product for each query.

    Similarities are computed in float64 and rounded to float32, so that equal vectors tie wherever they lie in a tile; of
    rows that tie, the lowest comes first.

    Args:
        queries: shape (queries, dimensions).
        pool: shape (pool, dimensions).
        k: how many neighbours, 1 to the size of the pool.

    Returns:
        Similarities, descending, and the pool rows they belong to, both of shape (queries, k).

    Raises:
        ValueError: `k` is out of range, the dimensions differ, or a vector holds nan or infinity.
    """
    _check(queries, pool, k)
    similarities = np.empty((len(queries), k), dtype=np.float32)
    rows = np.empty((len(queries), k), dtype=np.int64)
    side = max(1, int(TILE**0.5))
    for some in _slices(len(queries), side):
        similarities[some], rows[some] = _nearest_of(queries[some].astype(np.float64), pool, k, TILE // side)
    return similarities, rows


def _nearest_of(queries: NDArray[np.float64], pool: Vectors, k: int, width: int) -> tuple[Vectors, IntArray]:
    best = np.empty((len(queries), 0), dtype=np.float32)
    best_rows = np.empty((len(queries), 0), dtype=np.int64)
    for part in _slices(len(pool), width):
        tile = (queries @ pool[part].astype(np.float64).T).astype(np.float32)
        highest, columns = _highest(tile, min(k, tile.shape[1]))
        best, best_rows = np.hstack([best, highest]), np.hstack([best_rows, columns + part.start])
        order = np.argsort(-best, axis=1, kind="stable")[:, :k]  # stable: an earlier tile's row wins a tie
        best, best_rows = np.take_along_axis(best, order, axis=1), np.take_along_axis(best_rows, order, axis=1)
    return best, best_rows


def _highest(tile: Vectors, k: int) -> tuple[Vectors, IntArray]:
    """The k highest of each row and their columns, the lowest column first among equals; overwrites `tile`."""
    everyone = np.arange(len(tile))
    columns = np.empty((len(tile), k), dtype=np.int64)
    values = np.empty((len(tile), k), dtype=np.float32)
    for place in range(k):
        columns[:, place] = tile.argmax(axis=1)
        values[:, place] = tile[everyone, columns[:, place]]
        tile[everyone, columns[:, place]] = -np.inf
    return values, columns


def _slices(total: int, size: int) -> Iterator[slice]:
    return (slice(start, min(start + size, total)) for start in range(0, total, size))


def _check(queries: Vectors, pool: Vectors, k: int) -> None:
    if not 1 <= k <= len(pool):
        raise ValueError(f"{k} neighbours were asked for, but the pool has {len(pool)} rows: ask for 1 to {len(pool)}")
    if queries.shape[1] != pool.shape[1]:
        raise ValueError(f"queries have {queries.shape[1]} dimensions but the pool has {pool.shape[1]}: embed both alike")
    _check_finite(queries, "the queries")
    _check_finite(pool, "the pool")


def _check_finite(vectors: Vectors, name: str) -> None:
    finite = np.isfinite(vectors).all(axis=1)
    if not finite.all():
        raise ValueError(f"row {int(np.argmin(finite))} of {name} holds nan or infinity: the encoder that made it has diverged")
