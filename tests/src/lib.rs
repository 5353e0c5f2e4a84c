//! Tests of the product as a whole. They live in `tests/`: `http` starts the real
//! program on both databases and speaks HTTP to it, `fence` guards the borders
//! between the crates.
