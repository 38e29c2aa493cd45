//! Folders, numbers and texts that no other test has. Folders go where `TMPDIR` says; `./test` points
//! it at memory, so that the directory's fsyncs do not slow every bind.

use std::sync::atomic::{AtomicU32, Ordering};
use tempfile::TempDir;

/// A fresh folder that is removed with its value.
pub(crate) fn folder(purpose: &str) -> TempDir {
    let made = tempfile::Builder::new().prefix(&format!("vestibule-{purpose}-")).tempdir();
    made.expect("a temporary folder can be made")
}

/// A number no other caller in this process gets.
pub(crate) fn number() -> u32 {
    static NEXT: AtomicU32 = AtomicU32::new(1);
    NEXT.fetch_add(1, Ordering::Relaxed)
}

/// Random letters and digits of base32's alphabet, the first of them a letter and the last too, so
/// that no end of it can be taken for a code.
pub(crate) fn random_text(length: usize) -> String {
    const ALPHABET: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    let mut bytes = vec![0_u8; length];
    getrandom::fill(&mut bytes).expect("the system gives randomness");
    let last = length.saturating_sub(1);
    let text = bytes.iter().enumerate().map(|(place, byte)| {
        let letters_only = if place == 0 || place == last { 16 } else { 32 };
        char::from(ALPHABET[usize::from(byte % letters_only)])
    });
    text.collect()
}
