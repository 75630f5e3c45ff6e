"""A stage: one training run from one checkpoint to the next."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from xtreme_eval.experiment.hyper import Hyper


class Ingredient(BaseModel):
    """A task in a stage's mixture, and what it has of its own: tasks of one mixture need different batches and lengths."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    task: str
    weight: float = Field(default=1.0, gt=0, description="share of the optimizer steps, where the sampler goes by weights")
    batch_size: int | None = Field(default=None, gt=0, description="examples per optimizer step (default: the stage's)")
    max_length: int | None = Field(default=None, gt=8, description="sub-tokens per sequence (default: the stage's)")
    stride: int | None = Field(default=None, gt=0, description="window step (default: the stage's)")
    optional: bool = Field(default=False, description="left out, and said so, where a user has not supplied its licensed data")


class Sampler(BaseModel):
    """Which task of a mixture each optimizer step trains.

    With e the task's training examples (model inputs: each window of a long passage is one), K the cap and T the temperature, a
    task is drawn in proportion to: its declared weight; min(e, K) ("proportional": Raffel et al. 2020, arXiv 1910.10683, section
    3.5.2); 1 ("uniform"); min(e, K)^(1/T) ("temperature": same place).
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    rule: Literal["weights", "proportional", "uniform", "temperature"] = "weights"
    cap: int | None = Field(default=None, gt=0, description="examples of a task that count at most, also for its epochs")
    temperature: float = Field(default=1.0, ge=1, description="1 is proportional, larger is nearer to uniform")


class Adapter(BaseModel):
    """LoRA (Hu et al. 2021, arXiv 2106.09685): W + alpha / rank B A, with A and B alone being trained; the head is trained whole.

    Which layers have it is the model family's affair. Adapters are merged into the weights before the stage is committed.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    rank: int = Field(default=8, gt=0, description="columns of B")
    alpha: float = Field(default=16.0, gt=0, description="scale of the change, times the rank")
    dropout: float = Field(default=0.0, ge=0, lt=1, description="of what goes into A")


class Stage(BaseModel):
    """One training: a task, or a mixture of tasks, with its hyperparameters.

    `keeps_head`: the head of the stage before goes on being trained, as in XCOPA after Social IQa; else every head is fresh.
    `adapter`: None trains all weights.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    mixture: tuple[Ingredient, ...] = Field(min_length=1)
    hyper: Hyper
    sampler: Sampler = Sampler()
    keeps_head: bool = False
    adapter: Adapter | None = None

    @property
    def name(self) -> str:
        """The tasks joined by '+', as in a recipe's name."""
        return "+".join(ingredient.task for ingredient in self.mixture)

    def hyper_of(self, ingredient: Ingredient) -> Hyper:
        """The stage's hyperparameters with the batch and lengths that the ingredient has of its own."""
        own = {name: value for name in ("batch_size", "max_length", "stride") if (value := getattr(ingredient, name)) is not None}
        if ingredient.batch_size is not None:
            own["batch_tokens"] = None  # else it would go before the batch size
        return self.hyper.model_copy(update=own)


def single(task: str, hyper: Hyper) -> Stage:
    """The stage that trains on one task."""
    return Stage(mixture=(Ingredient(task=task),), hyper=hyper)
