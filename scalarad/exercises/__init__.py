"""Exercises with answers that are known, and the judge that holds a learner's against them.

`check("noun.task", answer)` says in one sentence whether an answer is right, or which mistake it
looks like. A module with a `judge.Task` for each task is an exercise of a notebook in this series;
those with functions `check_...` belong to the exercises in `notebooks/exercises`.
"""

from scalarad.exercises.judge import check, demand

__all__ = ["check", "demand"]
