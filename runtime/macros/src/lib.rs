//! `derive(Trace)` and `derive(Args)`: the only procedural macros of the project.
