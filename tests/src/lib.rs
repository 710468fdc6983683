//! What the tests under `tests/` share.
