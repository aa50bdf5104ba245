"""Tools for programs: formulas printed in Python and in LaTeX, arguments, copies, machine code."""
