"""The command ``spc``: the rules of statistical process control on series of one's own, in JSON and out."""

import json
import sys
from fractions import Fraction
from pathlib import Path
from typing import Annotated, Any, Literal

import typer
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from rich.markup import escape

from goldenthread import screen
from goldenthread import spc as control
from goldenthread.calls import DATA_IS_WRONG, Stop

Finite = Annotated[float, Field(strict=True, allow_inf_nan=False)]
Place = Annotated[int, Field(strict=True, ge=1)]


class Input(BaseModel):
    """One series and how it is charted. A name that is not among these is an error, so that no option is misspelt."""

    model_config = ConfigDict(extra="forbid")

    y: list[Finite | None]
    improvement_direction: Literal["increase", "decrease", "neutral"]
    target: Finite | None = None
    screen_outliers: Annotated[bool, Field(strict=True)] = True
    fix_after_n_points: Place | None = None
    rebase_at_1based: list[Place] | None = None


class Case(BaseModel):
    """A series under its name; what stands beside these two, such as a source, is left alone."""

    id: str | int
    input: Input


class Cases(BaseModel):
    """A file of series."""

    cases: list[Case]


def spc(
    file: Annotated[
        Path, typer.Argument(exists=True, dir_okay=False, help="JSON: cases, each with id and input.")
    ],
    rule_set: Annotated[
        str, typer.Option(help=f"How many points make a shift and a trend: {', '.join(control.RULE_SETS)}.")
    ] = control.DEFAULT,
) -> None:
    """Limits, special causes and icons of one's own series, as JSON. Exit code 1 when the file cannot be read."""
    if rule_set not in control.RULE_SETS:
        raise Stop(f"there is no rule set {rule_set}; there are: {', '.join(control.RULE_SETS)}")
    made = []
    for case in _read(file):
        try:
            found = _charted(case.input, control.RULE_SETS[rule_set])
            made.append({"id": case.id, **_told(found)})
        except control.BadSeries as problem:
            raise Stop(f"{file.name}: case {case.id}: {problem}", DATA_IS_WRONG) from None
        if short := [each for each in found.stretches if each.trial]:
            fewest = min(each.points for each in short)
            screen.err.print(
                escape(
                    f"Case {case.id}: limits of {fewest} points are trial limits until there are {control.FEWEST}."
                )
            )
    typer.echo(json.dumps({"cases": made}, indent=1))


def _read(file: Path) -> list[Case]:
    """The cases of a file. Raises Stop with the place and what is wrong there."""
    try:
        return Cases.model_validate(json.loads(file.read_text(encoding="utf-8-sig"))).cases
    except UnicodeDecodeError:
        raise Stop(f"{file.name} is not UTF-8 text", DATA_IS_WRONG) from None
    except json.JSONDecodeError as problem:
        told = f"{file.name} is not JSON: line {problem.lineno}, column {problem.colno}: {problem.msg}"
        raise Stop(told, DATA_IS_WRONG) from None
    except ValidationError as problem:
        told = "; ".join(
            f"{'.'.join(map(str, each['loc'])) or 'the whole'}: {each['msg']}"
            for each in problem.errors()[:5]
        )
        raise Stop(f"{file.name}: {told}", DATA_IS_WRONG) from None


def _charted(given: Input, rules: control.RuleSet) -> control.Chart:
    return control.chart(
        given.y,
        given.improvement_direction,
        given.target,
        screen=given.screen_outliers,
        fix_after=given.fix_after_n_points,
        rebase=[place - 1 for place in given.rebase_at_1based or []],
        rules=rules,
    )


def _told(found: control.Chart) -> dict[str, Any]:
    """A chart as the file names its parts: lists per point, and the two icons."""
    limits = [found.limits(point) for point in range(len(found.causes))]
    return {
        "mean": [_number(each.mean) for each in limits],
        "lpl": [_number(each.lower) for each in limits],
        "upl": [_number(each.upper) for each in limits],
        "special_cause_type": found.causes,
        "point_type": found.types,
        "assurance_type": found.assurance,
        "variation_type_last_point": found.variation,
    }


def _number(exact: Fraction | None) -> float | None:
    """A limit as JSON can hold it. Raises BadSeries for one beyond the largest number there is."""
    try:
        return None if exact is None else float(exact)
    except OverflowError:
        raise control.BadSeries(
            f"its limits are beyond {sys.float_info.max:.1e}; give its values in a larger unit"
        ) from None
