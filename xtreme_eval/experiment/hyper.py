"""The hyperparameters of a stage: everything here changes the result, so everything here is in the key."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator


class Lengths(BaseModel):
    """How long texts are cut into sequences, in training and evaluation alike."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    max_length: int = Field(default=128, gt=8, description="sub-tokens per sequence, special ones included")
    stride: int = Field(default=128, gt=0, description="step from one question answering window to the next, in sub-tokens")


class Hyper(BaseModel):
    """How one stage is trained. Exactly one of `epochs` and `steps` is set; epochs of a mixture count all its tasks together.

    `batch_size` is the optimizer batch in examples; how it is cut into micro-batches is not part of the result's identity.
    `warmup`, `epsilon`, `clip` and `selection_examples` default to what jiant does, the code of Phang et al. 2020 (its XTREME
    guide and scripts; arXiv 2005.13013). It scores dev every 1,000 steps and stops after 30 scores without a gain; here dev is
    scored `selections` times, evenly spread, and all steps are taken.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    learning_rate: float = Field(gt=0, le=1, description="peak of the linear schedule")
    epochs: float | None = Field(default=None, gt=0, description="passes over the training set")
    steps: int | None = Field(default=None, gt=0, description="optimizer steps, instead of epochs")
    extra_steps: int = Field(default=0, ge=0, description="optimizer steps beyond epochs or steps, within the same schedule")
    batch_size: int = Field(default=32, gt=0, description="examples per optimizer step")
    batch_tokens: int | None = Field(
        default=None, gt=0, description="sub-tokens per optimizer step, padding counted, instead of batch_size"
    )
    max_length: int = Field(default=128, gt=8, description="sub-tokens per sequence, special ones included")
    stride: int = Field(default=128, gt=0, description="step from one question answering window to the next, in sub-tokens")
    warmup: float = Field(default=0.1, ge=0, lt=1, description="share of the steps in which the rate rises")
    weight_decay: float = Field(default=0.0, ge=0, description="AdamW's decoupled weight decay")
    beta2: float = Field(default=0.999, gt=0, lt=1, description="AdamW's second moment decay")
    epsilon: float = Field(default=1e-8, gt=0, description="AdamW's epsilon")
    clip: float = Field(default=1.0, gt=0, description="maximum gradient norm")
    examples: int | None = Field(default=None, gt=0, description="train on the first n examples only")
    selections: int = Field(default=4, ge=0, description="how often English dev is scored; the best weights are kept (0: the last)")
    selection_examples: int = Field(default=500, gt=0, description="size of the English dev subset used for that")
    numerics: Literal["fp32", "bf16-mixed"] = Field(default="fp32", description="number format of the forward pass")

    @model_validator(mode="after")
    def _one_budget(self) -> "Hyper":
        if (self.epochs is None) == (self.steps is None):
            raise ValueError(f"give either epochs or steps, not {'both' if self.steps else 'neither'}")
        return self

    @property
    def lengths(self) -> Lengths:
        """The part that evaluation needs as well."""
        return Lengths(max_length=self.max_length, stride=self.stride)
