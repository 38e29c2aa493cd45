//! x
#[expect(dead_code, unused_imports, reason = "the commands that use it come after it")]
mod audit;
#[expect(dead_code, unused_imports, reason = "the commands that use it come after it")]
mod store;
fn main() {}
