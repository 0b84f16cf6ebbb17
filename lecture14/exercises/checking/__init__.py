"""How an answer is checked: against the truth on several inputs, then against the mistakes that people make.

A mistake is written as the function that makes it. If the reader's answer equals it on every input, the reader is told
what went wrong, not only that it did.
"""

from lecture14.exercises.checking.exercise import Exercise, Mistake
from lecture14.exercises.checking.verdict import Result, check_answer

__all__ = ["Exercise", "Mistake", "Result", "check_answer"]
