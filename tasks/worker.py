"""A worker process: warmed up once, then serves many steps."""


def warm_up() -> None:
    """Import what every step needs (tens of seconds on a slow machine) and keep to one thread."""
    import torch
    import transformers.models.xlm_roberta.modeling_xlm_roberta  # noqa: F401

    torch.set_num_threads(1)
