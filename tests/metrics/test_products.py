"""Products of all pairs of rows, against numpy in double precision."""

from types import SimpleNamespace

import numpy as np
import pytest
import torch

from xtreme_eval.metrics.products import full_precision, products


@pytest.mark.parametrize("public", [False, True], ids=["the compiler's operator", "torch.mm alone"])
def test_products_of_all_rows_are_exact_but_for_single_precision(monkeypatch, public):
    if public:
        monkeypatch.setattr(torch.ops, "mkldnn", SimpleNamespace())
    left, right = (np.random.default_rng(seed).standard_normal((rows, 40), dtype=np.float32) for seed, rows in ((0, 5), (1, 7)))
    found = products(torch.from_numpy(left), torch.from_numpy(right)).numpy()
    np.testing.assert_allclose(found, left.astype(float) @ right.T.astype(float), atol=40 * 2.0**-24 * 40)


def test_a_coarser_precision_chosen_for_training_does_not_reach_a_search():
    before = torch.get_float32_matmul_precision()
    torch.set_float32_matmul_precision("medium")
    try:
        with full_precision():
            inside = torch.get_float32_matmul_precision()
        after = torch.get_float32_matmul_precision()
    finally:
        torch.set_float32_matmul_precision(before)
    assert (inside, after) == ("highest", "medium")
