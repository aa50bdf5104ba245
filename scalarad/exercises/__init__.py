"""The checks of the exercises in `notebooks/exercises`, one module for each of them.

Each task has a function `check_...`, which is called with what the learner wrote. It prints one
line when the answer is right, and raises `judging.Mistake` when it is not: the text says which
mistake the answer looks like. What is right is found from finite differences or closed forms,
never from the code under test; a mistake is known by its numbers, which are those that the
mistaken formula gives. The checks need nothing but the library, so they work without nbgrader.
"""
