"""One file a model family, each with a constant FAMILY: found by `xtreme_eval.models.registry`, named nowhere else."""
