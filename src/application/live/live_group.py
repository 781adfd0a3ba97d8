"""The base of everything that live settings are made of."""

from pydantic import BaseModel, ConfigDict


class LiveGroup(BaseModel):
    """Takes JSON of exactly the right types, and nothing that it does not know."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, allow_inf_nan=False)
