"""Tools for programs: formulas printed, arguments, copies, errors in a sentence, machine code."""
