"""The highest values of each row of a matrix that comes tile by tile, kept without ever sorting a whole row."""

from __future__ import annotations

from dataclasses import dataclass, field
from threading import Lock
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from torch import Tensor

GROUP = 16
"""Columns of which the maximum is taken first: the best k values lie in the k groups of the best maxima."""


@dataclass(frozen=True, kw_only=True)
class Highest:
    """For each row the best values so far and their columns, shape (rows, kept), best first; -inf where fewer came."""

    values: Tensor
    columns: Tensor
    lock: Lock = field(default_factory=Lock)

    @classmethod
    def empty(cls, rows: int, kept: int, device: str) -> Highest:
        """Nothing yet."""
        import torch

        return cls(
            values=torch.full((rows, kept), -torch.inf, device=device),
            columns=torch.zeros((rows, kept), dtype=torch.int64, device=device),
        )

    @property
    def device(self) -> str:
        """Where the values lie."""
        return self.values.device.type

    def update(self, rows: slice, tile: Tensor, *, first: int) -> None:
        """Take a tile in: its rows are `rows` of the matrix, its first column is column `first`. Threads may do so at once."""
        import torch

        kept = self.values.shape[1]
        values, columns = _highest(tile, min(kept, tile.shape[1]))
        with self.lock:
            values = torch.cat([self.values[rows], values], 1)
            columns = torch.cat([self.columns[rows], columns + first], 1)
            self.values[rows], order = values.topk(kept, 1)
            self.columns[rows] = columns.gather(1, order)

    def rows(self, some: slice) -> NDArray[np.int64]:
        """The columns of the best values of some rows, shape (rows, kept), on the host."""
        found: NDArray[np.int64] = self.columns[some].cpu().numpy()
        return found

    def floor(self, some: slice) -> NDArray[np.float32]:
        """The lowest value kept in each of some rows: nothing that was left out is higher."""
        found: NDArray[np.float32] = self.values[some, -1].cpu().numpy()
        return found


def _highest(tile: Tensor, k: int) -> tuple[Tensor, Tensor]:
    """The `k` highest values of each row and their columns."""
    import torch

    width = tile.shape[1]
    groups = width // GROUP
    if groups <= k:
        values, columns = tile.topk(k, 1)
        return values, columns
    whole = groups * GROUP
    best = _maxima(tile, groups).topk(k, 1).indices  # group g holds columns g, g + groups, ...
    members = torch.arange(GROUP, device=tile.device) * groups
    columns = (best[:, :, None] + members).flatten(1)
    if whole < width:
        rest = torch.arange(whole, width, device=tile.device).expand(len(tile), -1)
        columns = torch.cat([columns, rest], 1)
    values, order = tile.gather(1, columns).topk(k, 1)
    return values, columns.gather(1, order)


def _maxima(tile: Tensor, groups: int) -> Tensor:
    """The highest value of each group, shape (rows, groups); memory is read in its own order."""
    whole = tile[:, : groups * GROUP]
    if tile.stride(0) == 1:  # a transposed view
        return whole.T.view(GROUP, groups, len(tile)).amax(0).T
    return whole.view(len(tile), GROUP, groups).amax(1)
