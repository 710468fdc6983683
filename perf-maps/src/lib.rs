//! Writers of the two files through which Linux `perf` learns the names of generated code.
