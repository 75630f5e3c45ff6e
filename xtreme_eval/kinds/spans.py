"""The best answer span of one window, highest start + end score under SQuAD's length limit, and the score of no answer."""

import numpy as np

from xtreme_eval.kinds.kind import FloatArray, IntArray

MAX_ANSWER = 30
N_BEST = 20
"""Sub-tokens of an answer, and candidates looked at for each end (SQuAD scripts, PROTOCOL A1)."""


def best_span(logits: FloatArray, offsets: IntArray) -> tuple[float, int, int]:
    """Score and character span of the best answer in one window.

    Args:
        logits: start and end scores, shape (tokens, 2).
        offsets: character span in the passage of each token, (-1, -1) outside it, shape (tokens, 2).

    Returns:
        (score, start character, end character); score -inf if the window holds no text of the passage.
    """
    inside = np.flatnonzero((offsets[:, 0] >= 0) & (offsets[:, 1] > offsets[:, 0]))
    if not len(inside):
        return -np.inf, 0, 0
    start, end = logits[inside, 0].astype(np.float64), logits[inside, 1].astype(np.float64)
    starts = np.argsort(-start, kind="stable")[:N_BEST]
    ends = np.argsort(-end, kind="stable")[:N_BEST]
    distance = inside[ends][None, :] - inside[starts][:, None]
    scores = np.where((distance >= 0) & (distance < MAX_ANSWER), start[starts][:, None] + end[ends][None, :], -np.inf)
    first, last = np.unravel_index(int(np.argmax(scores)), scores.shape)
    if scores[first, last] == -np.inf:  # no pair of the n best is in order: the best single token
        both = int(np.argmax(start + end))
        return float(start[both] + end[both]), int(offsets[inside[both], 0]), int(offsets[inside[both], 1])
    return float(scores[first, last]), int(offsets[inside[starts[first]], 0]), int(offsets[inside[ends[last]], 1])


def null_score(logits: FloatArray, absent: int = 0) -> float:
    """The score of "no answer" in one window: start + end of the token where training points if the answer is not there.

    Args:
        logits: start and end scores, shape (tokens, 2).
        absent: position of that token.
    """
    return float(logits[absent].astype(np.float64).sum())
