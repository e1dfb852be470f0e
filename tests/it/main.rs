//! Stories: the whole program against the stand-ins.

fn main() {}
