"""Initial embeddings from co-occurrence: the factors of a positive PMI matrix, minutes of masked language modelling saved."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from scipy.sparse import csr_array

STANDARD_DEVIATION: Final = 0.04
"""Of the entries of every row; an XLM-R-shaped encoder of 128 hidden units learned fastest from this scale."""

_OVERSAMPLING: Final = 32
_ITERATIONS: Final = 8


def ppmi_svd(
    sequences: Sequence[NDArray[np.int32]], *, vocabulary: int, dimensions: int, window: int = 4, seed: int = 0
) -> NDArray[np.float32]:
    """Token vectors whose products follow how often tokens stand near each other (Levy and Goldberg 2014).

    Counts pairs at most `window` tokens apart within a sequence, in both directions alike; takes
    max(0, log p(a, b) / p(a) p(b)); and factors that matrix as vectors times the root of the singular values.

    Args:
        sequences: token ids of running text, without special tokens and padding.
        vocabulary: rows of the result; ids go from 0 to vocabulary - 1.
        dimensions: columns of the result, at most `vocabulary`.
        seed: of the random projection and of the rows of tokens that the text does not tell anything about.

    Returns:
        Shape (vocabulary, dimensions). All rows have the same length, and their entries the standard deviation 0.04.
        The same input gives the same bytes with the same number of threads on the same machine, else the same but for rounding.

    Raises:
        ValueError: an id or the number of dimensions does not fit the vocabulary.
    """
    if not 0 < dimensions <= vocabulary:
        raise ValueError(f"{dimensions} dimensions of {vocabulary} tokens: choose from 1 to {vocabulary}")
    random = np.random.default_rng(seed)
    vectors = random.standard_normal((vocabulary, dimensions), dtype=np.float32)
    association = _positive_pmi(_pair_counts(sequences, vocabulary, window))
    if association.nnz:
        factors = _symmetric_factors(association, dimensions, random)
        known = np.linalg.norm(factors, axis=1) > 1e-6 * np.abs(factors).max()
        vectors[known] = factors[known]
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors * (STANDARD_DEVIATION * np.sqrt(dimensions) / lengths), np.float32)


def _pair_counts(sequences: Sequence[NDArray[np.int32]], vocabulary: int, window: int) -> csr_array:
    """How often two tokens stand within `window`, symmetric, shape (vocabulary, vocabulary)."""
    from scipy.sparse import csr_array

    text = np.concatenate([np.empty(0, np.int32), *sequences])
    if text.size and not (text.min() >= 0 and text.max() < vocabulary):
        raise ValueError(f"token ids go from {text.min()} to {text.max()}, but the vocabulary has {vocabulary} tokens")
    owner = np.repeat(np.arange(len(sequences)), [len(sequence) for sequence in sequences])
    shape = (vocabulary, vocabulary)
    ordered = csr_array(shape, dtype=np.int32)
    for distance in range(1, window + 1):
        together = owner[:-distance] == owner[distance:]
        left, right = text[:-distance][together], text[distance:][together]
        ordered = ordered + csr_array((np.ones(len(left), np.int32), (left, right)), shape=shape)
    return csr_array(ordered + ordered.T)


def _positive_pmi(counts: csr_array) -> csr_array:
    """max(0, log(n(a, b) n / n(a) n(b))) in each cell; zero cells are not kept."""
    from scipy.sparse import csr_array

    marginal = counts.sum(axis=1).astype(np.float64)
    logs = np.log(marginal, out=np.zeros_like(marginal), where=marginal > 0)
    rows = np.repeat(np.arange(counts.shape[0]), np.diff(counts.indptr))
    pmi = np.log(counts.data) + np.log(max(marginal.sum(), 1.0)) - logs[rows] - logs[counts.indices]
    positive = csr_array((np.maximum(pmi, 0.0).astype(np.float32), counts.indices, counts.indptr), shape=counts.shape)
    positive.eliminate_zeros()
    return positive


def _symmetric_factors(matrix: csr_array, dimensions: int, random: np.random.Generator) -> NDArray[np.float32]:
    """Left singular vectors times the root of the singular values, by subspace iteration (Halko et al. 2011, algorithm 4.4)."""
    size = matrix.shape[0]
    basis = random.standard_normal((size, min(size, dimensions + _OVERSAMPLING)), dtype=np.float32)
    for _ in range(_ITERATIONS):
        basis = np.linalg.qr(matrix @ basis)[0]
    left, values, _ = np.linalg.svd(matrix @ basis, full_matrices=False)  # not eigh(basis.T @ matrix @ basis): there the
    # positive and negative eigenvalues that one basis vector mixes cancel, and small singular values come out as nothing
    vectors, values = left[:, :dimensions], values[:dimensions]
    peaks = vectors[np.abs(vectors).argmax(axis=0), np.arange(dimensions)]
    return np.asarray(vectors * np.sign(peaks) * np.sqrt(values), np.float32)
