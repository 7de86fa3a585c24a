"""HiGHS, asked so that the same question has the same answer everywhere: one thread, a fixed seed, no clock."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import highspy
import numpy as np

INFINITE = highspy.kHighsInf
DUAL, PRIMAL = 1, 4  # HiGHS's own numbers of the two ways of the simplex method
Terms = Sequence[tuple[int, float]]
"""Columns with their coefficients."""


class NoAnswer(RuntimeError):
    """The solver neither found an answer nor that there is none."""


@dataclass
class Programme:
    """A linear programme, or an integer one: what is to be least, within which bounds, under which rows."""

    lower: Sequence[float]
    upper: Sequence[float]
    cost: Sequence[float]
    is_whole: bool = False
    rows: list[tuple[Terms, float, float]] = field(default_factory=list)
    names: list[int] = field(default_factory=list)  # of the rows, for who asks


@dataclass(frozen=True)
class Answer:
    """The least cost with the columns' values, and of a linear programme what each row and column is worth."""

    cost: float
    values: np.ndarray
    of_rows: np.ndarray
    of_columns: np.ndarray
    is_proved: bool = True


class Solver:
    """One HiGHS, used again for programme after programme."""

    def __init__(self, nodes: int = 2000) -> None:
        self._highs = highspy.Highs()
        for name, value in (
            ("output_flag", False), ("threads", 1), ("parallel", "off"), ("random_seed", 0), ("solver", "simplex"),
            ("mip_rel_gap", 0.0), ("mip_abs_gap", 0.5), ("mip_max_nodes", nodes),
        ):  # fmt: skip
            self._highs.setOptionValue(name, value)

    def least(self, asked: Programme) -> Answer | None:
        """The answer; None where nothing meets the rows. Raises NoAnswer where the cost has no least."""
        highs, columns = self._highs, len(asked.lower)
        model = highspy.HighsLp()
        model.num_col_, model.num_row_ = columns, len(asked.rows)
        model.col_cost_ = np.array(asked.cost, dtype=float)
        model.col_lower_ = np.array(asked.lower, dtype=float)
        model.col_upper_ = np.array(asked.upper, dtype=float)
        model.row_lower_ = np.array([low for _, low, _ in asked.rows], dtype=float)
        model.row_upper_ = np.array([high for _, _, high in asked.rows], dtype=float)
        starts = np.cumsum([0, *(len(terms) for terms, _, _ in asked.rows)], dtype=np.int32)
        model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        model.a_matrix_.start_ = starts
        model.a_matrix_.index_ = np.array(
            [at for terms, _, _ in asked.rows for at, _ in terms], dtype=np.int32
        )
        model.a_matrix_.value_ = np.array([by for terms, _, _ in asked.rows for _, by in terms], dtype=float)
        if asked.is_whole:
            model.integrality_ = [highspy.HighsVarType.kInteger] * columns
        self._is_whole = asked.is_whole
        highs.clearSolver()
        highs.setOptionValue("simplex_strategy", DUAL)
        highs.passModel(model)
        return self._run()

    def again(self, cost: Terms, before: Terms = ()) -> Answer | None:
        """The programme that was asked last with another cost, and nothing for what was the cost before."""
        self._highs.setOptionValue("simplex_strategy", PRIMAL)  # what was found still meets the rows
        for at, _ in before:
            self._highs.changeColCost(at, 0.0)
        for at, by in cost:
            self._highs.changeColCost(at, float(by))
        return self._run()

    def _run(self) -> Answer | None:
        self._highs.run()
        status = self._highs.getModelStatus()
        if status == highspy.HighsModelStatus.kInfeasible:
            return None
        info, found = self._highs.getInfo(), self._highs.getSolution()
        limited = status != highspy.HighsModelStatus.kOptimal
        if limited and not (self._is_whole and info.primal_solution_status == 2):
            raise NoAnswer(str(status))
        return Answer(
            info.objective_function_value,
            np.array(found.col_value), np.array(found.row_dual), np.array(found.col_dual), not limited,
        )  # fmt: skip
