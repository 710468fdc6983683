//! Python 3.12 source text to syntax tree.
