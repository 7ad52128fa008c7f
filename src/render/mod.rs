//! Formats, rounding, widths, escaping: what leaves for a terminal, a spreadsheet or a program.
