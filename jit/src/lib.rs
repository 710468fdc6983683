//! The optimising compiler: hot bytecode becomes native code. Nothing is compiled yet; all code runs in the interpreter.
