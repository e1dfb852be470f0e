//! The program; everything that it does is in the library.

fn main() {}
