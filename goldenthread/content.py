"""Content that people write as YAML: nothing unknown gets in, and what is wrong is told with its file and key."""

from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError


class Strict(BaseModel):
    """Content that people write: an unknown key is an error, and nothing changes once it is read."""

    model_config = ConfigDict(extra="forbid", frozen=True)


Written = TypeVar("Written", bound=BaseModel)


def parse(
    name: str, written: bytes, model: type[Written], error: type[Exception], whole: str = "", **known: Any
) -> Written:
    """A file's YAML as its model.

    name: the file's. whole: what a rule about all of it is said of. known: what is not written in the file.
    Raises ``error`` naming the file and the path of each wrong or unknown key.
    """
    try:
        found = yaml.load(written, yaml.CSafeLoader)
    except yaml.YAMLError as problem:
        raise error(f"{name}: not readable as YAML: {problem}") from None
    if known:
        found = (found or {}) | known
    try:
        return model.model_validate(found)
    except ValidationError as problem:
        raise error(f"{name}: {told(problem, whole)}") from None


def told(problem: ValidationError, whole: str = "") -> str:
    """Every wrong key by its path, and what is wrong with it; whole: what stands for the path of none."""
    return "; ".join(
        f"{'.'.join(map(str, each['loc'])) or whole}: {each['msg']}" for each in problem.errors()
    )
