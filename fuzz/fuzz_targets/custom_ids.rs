#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| wanbot_fuzz::custom_ids(data));
