"""Tools for programs: formulas printed and read, arguments, copies, errors, machine code."""
