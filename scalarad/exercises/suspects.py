"""Exercise of notebook 10: which of fifteen engines has its mistake where."""

from scalarad.exercises.broken_engines import LETTERS, WHERE, arranged, crime_of, shuffled
from scalarad.exercises.judge import Odd, Task, Unfinished, refuse_missing

CRIMES = [*WHERE.values(), "nothing"]


def observe_crimes(crimes, places):
    """The crime of which each letter is accused; "?" where a letter stands under none.

    crimes: maps each crime to the letters of those who are guilty of it, or to three dots.
    """
    refuse_missing(crimes, "crimes")
    suspects = arranged(places)
    crimes = crimes(suspects) if callable(crimes) else crimes
    if not isinstance(crimes, dict):
        raise Odd('crimes is a dictionary, such as {"*": "AB", "nothing": "C"}')
    if strange := [crime for crime in crimes if crime not in CRIMES]:
        raise Odd(f"{strange[0]!r:.40} is no crime here; they are {', '.join(CRIMES)}")
    accused = dict.fromkeys(LETTERS, "?")
    for crime, letters in crimes.items():
        for letter in letters_in(letters, crime):
            if accused[letter] != "?":
                raise Odd(f"{letter} is accused twice: of {accused[letter]} and of {crime}")
            accused[letter] = crime
    refuse_unfinished(accused, suspects)
    return accused


def letters_in(letters, crime):
    """The letters in a text or a list of them, without what only stands between them."""
    if letters is ... or letters is None:
        return []
    if not isinstance(letters, (str, list, tuple, set)) or not all(
        isinstance(letter, str) for letter in letters
    ):
        raise Odd(f'under {crime} stand letters in quotes, such as "AB"; it is {letters!r:.40}')
    found = [letter for letter in "".join(letters).upper() if letter not in " ,;."]
    if strange := [letter for letter in found if letter not in LETTERS]:
        raise Odd(f"{strange[0]} stands for nobody; the suspects are A to {LETTERS[-1]}")
    return found


def refuse_unfinished(accused, suspects):
    """Unfinished while some letter stands nowhere and all others stand where they should."""
    named = [letter for letter, crime in accused.items() if crime != "?"]
    if not named:
        raise Unfinished("nobody is accused; put letters in place of the dots")
    if len(named) < len(accused) and all(crime_of(suspects[x]) == accused[x] for x in named):
        free = len(accused) - len(named)
        raise Unfinished(f"{len(named)} of {len(accused)} named, all rightly; {free} to go")


class Verdicts(Task):
    """A dictionary from a crime to the letters of the guilty; its score is the difference."""

    def difference(self, given, wanted, inputs):
        score = sum(given[letter] == wanted[letter] for letter in wanted)
        wrong = [x for x in wanted if given[x] not in ("?", wanted[x])]
        told = f"{score} of {len(wanted)} named rightly. Look at {wrong[0]} again: "
        if given[wrong[0]] == "nothing":
            return told + "some expression exposes it, so it is not innocent"
        where = "walk back" if given[wrong[0]] == "backward" else given[wrong[0]]
        return told + f"its {where} is in order"


crimes = Verdicts(
    observe_crimes,
    shuffled,
    right="15 of 15: fourteen mistakes, each in its place, and one innocent goes free.",
)


@crimes.known
def truth(suspects):
    return {crime: [x for x in suspects if crime_of(suspects[x]) == crime] for crime in CRIMES}


@crimes.wrong
def everyone_acquitted(suspects):
    """1 of 15: a judge who acquits everyone lets fourteen wrong engines go"""
    return {"nothing": LETTERS}


@crimes.wrong
def everyone_guilty_of_backward(suspects):
    """7 of 15: some of them walk back as they should, and go wrong in one operation"""
    return {"backward": LETTERS}


@crimes.wrong
def innocent_accused(suspects):
    """14 of 15: the innocent one stands accused; which expression exposes it?"""
    found = truth(suspects)
    return found | {"backward": found["backward"] + found["nothing"], "nothing": ""}
