"""Exercise of notebook 15: the loss of a score and a label, for scores of any size."""

from math import exp

from scalarad.exercises.judge import Function
from scalarad.functions import sigmoid, softplus

binary = Function(
    "loss",
    lambda choose: [
        (round(choose.uniform(0.5, 2.5), 2), 1.0),
        (round(choose.uniform(0.5, 2.5), 2), 0.0),
        (-1.5, 0.0),
        (800.0, 0.0),
        (-800.0, 1.0),
        (900.0, 1.0),
    ],
    right="the loss is small where the score agrees with the label, and never overflows.",
)


@binary.known
def one_line(score, label):
    return softplus(score) - label * score


@binary.wrong
def labels_turned(score, label):
    """the two labels have changed places: a high score should cost nothing where the label is 1"""
    return softplus(score) - (1 - label) * score


@binary.wrong
def sign_turned(score, label):
    """the sign is turned: a loss is -log of a probability, and never below 0"""
    return label * score - softplus(score)


@binary.wrong
def label_0_alone(score, label):
    """this is the loss for the label 0; for the label 1 the score is to be taken off"""
    return softplus(score)


@binary.wrong
def label_1_alone(score, label):
    """this is the loss for the label 1, whatever the label is"""
    return softplus(-score)


@binary.wrong
def label_off(score, label):
    """for the label 1 it is the score that is to be taken off, not the label"""
    return softplus(score) - label


@binary.wrong
def added(score, label):
    """for the label 1 the score is to be taken off, not to be added"""
    return softplus(score) + label * score


@binary.wrong
def probability(score, label):
    """this is the probability of the label 1; its loss is asked for"""
    return sigmoid(score)


@binary.wrong
def squared(score, label):
    """this is a squared difference; -log of the probability of the label is asked for"""
    return (sigmoid(score) - label) ** 2


@binary.wrong
def of_scores_not_too_large(score, label):
    """the large scores are cut off; without exp of a large number nothing has to be"""
    score = max(-30.0, min(30.0, score))
    return -label * score + softplus(score) + 0 * exp(-abs(score))
