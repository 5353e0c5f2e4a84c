//! `partner-api`: see the crate `server`.

use std::process::ExitCode;

#[cfg(feature = "mimalloc")]
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let mut out = std::io::stdout();
    let mut errors = std::io::stderr();
    server::run(std::env::args_os(), &mut out, &mut errors).into()
}
