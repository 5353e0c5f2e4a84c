//! Any bytes as a partner's body: see `api::check_reading` for what must hold.
#![no_main]

libfuzzer_sys::fuzz_target!(|body: &[u8]| {
    api::check_reading(body);
});
