"""The exact nearest neighbours by inner product, tile by tile, so that no full similarity matrix is ever held."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from xtreme_eval.metrics.highest import Highest
from xtreme_eval.metrics.products import full_precision, products

if TYPE_CHECKING:
    from torch import Tensor

Vectors = NDArray[np.float32]
IntArray = NDArray[np.int64]
Found = tuple[Vectors, IntArray]

SIDE, WIDTH = 1024, 4096
"""Queries and pool rows of a tile: 16 MB of similarities a thread."""
SPARE = 4
"""Neighbours kept beyond those asked for, so that rounding in single precision cannot lose one."""
EXHAUSTIVE = 500_000  # numbers held at once in double precision, 4 MB: they stay in the cache


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


def nearest(queries: Vectors, pool: Vectors, k: int, *, device: str | None = None) -> Found:
    """The `k` pool rows with the highest inner product for each query.

    Candidates are found in single precision, a few more than asked for; their similarities are computed again in double
    precision and rounded to float32, so that equal vectors tie wherever they lie. Of rows that tie, the lowest comes first.
    Where rounding might have hidden a neighbour, the query is searched again in double precision: the result is always exact.

    Args:
        queries: shape (queries, dimensions); may be memory-mapped, as the pool may.
        pool: shape (pool, dimensions).
        k: how many neighbours, 1 to the size of the pool.
        device: where the candidates are looked for; None is a GPU where torch sees one. The result is the same everywhere.

    Returns:
        Similarities, descending, and the pool rows they belong to, both of shape (queries, k).

    Raises:
        ValueError: `k` is out of range, the dimensions differ, or a vector holds nan or infinity.
    """
    _check(queries, pool, k)
    lengths = _longest(queries, "the queries") * _longest(pool, "the pool")
    found = Highest.empty(len(queries), min(k + SPARE, len(pool)), device or _device())

    def search(some: slice) -> Found:
        for tile in _tiles(queries, some, pool, found.device):
            found.update(some, tile.similarities, first=tile.pool.start)
        return _exact(queries, some, pool, k, found, lengths)

    return _each_block(search, len(queries), k, found.device)


def nearest_both_ways(foreign: Vectors, english: Vectors, k: int, *, device: str | None = None) -> tuple[Found, Found]:
    """`nearest` of each foreign vector among the English ones, and of each English one among the foreign ones.

    Each similarity is computed once and serves both directions. A pool smaller than `k` gives all its rows.

    Args:
        foreign: shape (foreign, dimensions).
        english: shape (english, dimensions).

    Raises:
        ValueError: `k` is below 1, a pool is empty, the dimensions differ, or a vector holds nan or infinity.
    """
    device = device or _device()
    forward_k, backward_k = min(k, len(english)), min(k, len(foreign))
    _check(foreign, english, forward_k)
    _check(english, foreign, backward_k)
    lengths = _longest(foreign, "the foreign vectors") * _longest(english, "the English vectors")
    forward = Highest.empty(len(foreign), min(k + SPARE, len(english)), device)
    backward = Highest.empty(len(english), min(k + SPARE, len(foreign)), device)

    def search(some: slice) -> Found:
        for tile in _tiles(foreign, some, english, device):
            forward.update(some, tile.similarities, first=tile.pool.start)
            backward.update(tile.pool, tile.similarities.T, first=some.start)
        return _exact(foreign, some, english, forward_k, forward, lengths)

    def look_back(some: slice) -> Found:
        return _exact(english, some, foreign, backward_k, backward, lengths)

    return _each_block(search, len(foreign), forward_k, device), _each_block(look_back, len(english), backward_k, device)


def _device() -> str:
    import torch

    return "cuda" if torch.cuda.is_available() else "cpu"


@dataclass(frozen=True, kw_only=True)
class _Tile:
    """Similarities of some queries with some pool rows."""

    pool: slice
    similarities: Tensor


def _each_block(work: Callable[[slice], Found], queries: int, k: int, device: str) -> Found:
    """`work` on each block of queries; on a processor as many blocks at once as it has threads, with one thread each.

    One thread a block is faster than all threads on each block in turn: multiplying, choosing and checking go on side by side.
    """
    similarities, rows = np.empty((queries, k), np.float32), np.empty((queries, k), np.int64)

    def fill(some: slice) -> None:
        similarities[some], rows[some] = work(some)

    with full_precision(), warnings.catch_warnings(), _workers(device) as each:
        warnings.filterwarnings("ignore", message="The given NumPy array is not writ")  # a memory map is only read
        for _ in each(fill, _slices(queries, SIDE)):
            pass  # a block that failed raises here
    return similarities, rows


@contextmanager
def _workers(device: str) -> Iterator[Callable[[Callable[[slice], None], Iterator[slice]], Iterator[None]]]:
    """A `map` over the threads of a processor, each of which calculates alone; a GPU has its own threads."""
    if device != "cpu":
        yield map
        return
    import torch

    threads = torch.get_num_threads()
    try:
        with ThreadPoolExecutor(threads, initializer=torch.set_num_threads, initargs=(1,)) as pool:
            yield pool.map
    finally:
        torch.set_num_threads(threads)


def _tiles(queries: Vectors, some: slice, pool: Vectors, device: str) -> Iterator[_Tile]:
    """The similarities of a block of queries with the whole pool, a part at a time."""
    left = _tensor(queries[some], device)
    for part in _slices(len(pool), WIDTH):
        yield _Tile(pool=part, similarities=products(left, _tensor(pool[part], device)))


def _tensor(vectors: Vectors, device: str) -> Tensor:
    """On a processor the vectors themselves, memory-mapped or not: nothing writes to them."""
    import torch

    return torch.from_numpy(np.asarray(vectors, np.float32)).to(device)


def _exact(queries: Vectors, some: slice, pool: Vectors, k: int, found: Highest, lengths: float) -> Found:
    """The best `k` of a block's candidates by exact similarity; queries whose candidates may lack one are searched again.

    Args:
        lengths: product of the longest query's and the longest pool row's length.
    """
    candidates, floor = found.rows(some), found.floor(some)
    similarities = np.empty((len(candidates), k), np.float32)
    rows = np.empty((len(candidates), k), np.int64)
    for part in _slices(len(candidates), max(1, EXHAUSTIVE // (candidates.shape[1] * queries.shape[1]))):
        mine = np.sort(candidates[part], axis=1)  # lowest row first, so that a stable sort lets it win a tie
        asked = queries[some][part].astype(np.float64)
        exact = np.einsum("qd,qcd->qc", asked, pool[mine].astype(np.float64)).astype(np.float32)
        order = np.argsort(-exact, axis=1, kind="stable")[:, :k]
        similarities[part], rows[part] = np.take_along_axis(exact, order, axis=1), np.take_along_axis(mine, order, axis=1)
    if candidates.shape[1] < len(pool):
        doubtful = np.flatnonzero(similarities[:, -1] <= floor + _rounding_error(queries.shape[1], lengths))
        if len(doubtful):
            again = queries[some][doubtful].astype(np.float64)
            similarities[doubtful], rows[doubtful] = _exhaustive(again, pool, k)
    return similarities, rows


def _rounding_error(dimensions: int, lengths: float) -> float:
    """How far an inner product in single precision can be off: dimensions x unit roundoff x lengths (Higham 2002, section 3.1)."""
    return float(1.01 * dimensions * 2.0**-24 * lengths)


def _exhaustive(queries: NDArray[np.float64], pool: Vectors, k: int) -> Found:
    """In double precision throughout."""
    best = np.empty((len(queries), 0), np.float32)
    rows = np.empty((len(queries), 0), np.int64)
    for part in _slices(len(pool), max(1, EXHAUSTIVE // max(1, len(queries)))):
        tile = (queries @ pool[part].astype(np.float64).T).astype(np.float32)
        numbers = np.broadcast_to(np.arange(part.start, part.start + tile.shape[1]), tile.shape)
        best, rows = np.hstack([best, tile]), np.hstack([rows, numbers])
        order = np.argsort(-best, axis=1, kind="stable")[:, :k]  # stable: an earlier row wins a tie
        best, rows = np.take_along_axis(best, order, axis=1), np.take_along_axis(rows, order, axis=1)
    return best, rows


def _slices(total: int, size: int) -> Iterator[slice]:
    return (slice(start, min(start + size, total)) for start in range(0, total, size))


def _check(queries: Vectors, pool: Vectors, k: int) -> None:
    if not 1 <= k <= len(pool):
        raise ValueError(f"{k} neighbours were asked for, but the pool has {len(pool)} rows: ask for 1 to {len(pool)}")
    if queries.shape[1] != pool.shape[1]:
        raise ValueError(f"queries have {queries.shape[1]} dimensions but the pool has {pool.shape[1]}: embed both alike")


def _longest(vectors: Vectors, name: str) -> float:
    longest = 0.0
    for part in _slices(len(vectors), WIDTH):
        some = np.asarray(vectors[part], np.float32)
        lengths = np.sqrt(np.einsum("rd,rd->r", some, some))
        if not np.isfinite(lengths).all():
            _check_finite(vectors, name)
            lengths = np.linalg.norm(some.astype(np.float64), axis=1)
        longest = max(longest, float(lengths.max()))
    return longest


def _check_finite(vectors: Vectors, name: str) -> None:
    for part in _slices(len(vectors), WIDTH):
        finite = np.isfinite(vectors[part]).all(axis=1)
        if not finite.all():
            row = part.start + int(np.argmin(finite))
            raise ValueError(f"row {row} of {name} holds nan or infinity: the encoder that made it has diverged")
