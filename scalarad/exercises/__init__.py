"""Exercises with answers that are known, and the judge that holds a learner's against them.

`check("noun.task", answer)` says in one sentence whether an answer is right, or which mistake it
looks like; `demand`, for cells that are marked, raises unless it is right. A module holds the tasks
of one exercise, a `judge.Task` each: those in `notebooks/exercises`, and those inside of lessons.
"""

from scalarad.exercises.judge import check, demand

__all__ = ["check", "demand"]
