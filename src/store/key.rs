//! The sealing key's file: one line `ID:64 hexadecimal digits`, mode 0600, outside the database. A group may read it,
//! because systemd shows the credentials it passes on so; a group that may write it, and anybody else, is refused.
//!
//! It must not print or log the key, and must not overwrite one: a lost key loses every seed sealed under it.

use std::fs::{File, OpenOptions};
use std::io::{self, Read, Write};
use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
use std::path::Path;

use vestibule_gate::SealingKey;
use vestibule_gate::ports::Chance;
use zeroize::Zeroizing;

use super::error::KeyError;

/// Longer than any key file; what lies beyond is not read.
const LONGEST: u64 = 4096;

/// Makes a new key of 256 random bits in a new file of mode 0600, durable when this returns.
///
/// # Errors
/// [`KeyError`]; an existing file is left as it is.
pub(crate) fn create(path: &Path, chance: &dyn Chance) -> Result<SealingKey, KeyError> {
    let (mut id, mut bytes) = ([0u8; 4], Zeroizing::new([0u8; 32]));
    chance.fill(&mut id).and_then(|()| chance.fill(&mut *bytes)).map_err(|_| KeyError::Chance)?;
    let id = format!("k{}", &*hex(&id));
    let line = Zeroizing::new(format!("{id}:{}\n", &*hex(&*bytes)));
    write_new(path, line.as_bytes()).map_err(|source| match source.kind() == io::ErrorKind::AlreadyExists {
        true => KeyError::Exists(path.to_owned()),
        false => KeyError::Io { path: path.to_owned(), source },
    })?;
    Ok(SealingKey::new(id, *bytes))
}

/// Reads a key file that its owner alone may read.
///
/// # Errors
/// [`KeyError`].
pub(crate) fn load(path: &Path) -> Result<SealingKey, KeyError> {
    let io = |source: io::Error| match source.kind() == io::ErrorKind::NotFound {
        true => KeyError::Missing(path.to_owned()),
        false => KeyError::Io { path: path.to_owned(), source },
    };
    let file = File::open(path).map_err(io)?;
    // Asked of the open file, so that nobody can exchange it in between.
    let mode = file.metadata().map_err(io)?.mode() & 0o777;
    if mode & 0o027 != 0 {
        return Err(KeyError::Readable { path: path.to_owned(), mode });
    }
    let mut text = Zeroizing::new(String::with_capacity(LONGEST as usize));
    match file.take(LONGEST).read_to_string(&mut text) {
        Ok(_) => parse(text.trim_end()).ok_or_else(|| KeyError::Malformed(path.to_owned())),
        Err(error) if error.kind() == io::ErrorKind::InvalidData => Err(KeyError::Malformed(path.to_owned())),
        Err(error) => Err(io(error)),
    }
}

fn parse(line: &str) -> Option<SealingKey> {
    let (id, digits) = line.split_once(':')?;
    let named = !id.is_empty() && id.len() <= 64 && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    if !named || digits.len() != 64 {
        return None;
    }
    let mut bytes = Zeroizing::new([0u8; 32]);
    for (byte, pair) in bytes.iter_mut().zip(digits.as_bytes().chunks_exact(2)) {
        *byte = pair.iter().try_fold(0u8, |sum, digit| Some(sum << 4 | nibble(*digit)?))?;
    }
    Some(SealingKey::new(id, *bytes))
}

const fn nibble(digit: u8) -> Option<u8> {
    match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        b'A'..=b'F' => Some(digit - b'A' + 10),
        _ => None,
    }
}

/// Lower-case hexadecimal digits, wiped when dropped.
pub(super) fn hex(bytes: &[u8]) -> Zeroizing<String> {
    let mut text = Zeroizing::new(String::with_capacity(bytes.len() * 2));
    for byte in bytes {
        for half in [byte >> 4, byte & 15] {
            text.push(char::from_digit(u32::from(half), 16).unwrap_or('0'));
        }
    }
    text
}

fn write_new(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    super::sidecar::sync_folder(path)
}

#[cfg(test)]
#[expect(clippy::unwrap_used, clippy::panic, reason = "tests fail by panicking")]
mod tests {
    use std::fs;
    use std::os::unix::fs::PermissionsExt;

    use vestibule_gate::{Outage, Sealer};

    use super::*;

    struct Counting;
    impl Chance for Counting {
        fn fill(&self, bytes: &mut [u8]) -> Result<(), Outage> {
            bytes.iter_mut().zip(0u8..).for_each(|(byte, n)| *byte = n.wrapping_mul(37));
            Ok(())
        }
    }

    #[test]
    fn a_key_file_reads_back_as_the_key_it_was_made_of() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("seal.key");
        let made = Sealer::new(create(&path, &Counting).unwrap());
        let read = Sealer::new(load(&path).unwrap());
        assert_eq!(made.key_id(), read.key_id());
        assert_eq!(made.fingerprint(), read.fingerprint());
        assert_eq!(fs::metadata(&path).unwrap().mode() & 0o777, 0o600);
    }

    #[test]
    fn a_key_is_never_overwritten() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("seal.key");
        fs::write(&path, "precious").unwrap();
        assert!(matches!(create(&path, &Counting), Err(KeyError::Exists(_))));
        assert_eq!(fs::read_to_string(&path).unwrap(), "precious");
    }

    #[test]
    fn a_key_that_others_may_read_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("seal.key");
        create(&path, &Counting).unwrap();
        for mode in [0o660, 0o604, 0o620, 0o601] {
            fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
            assert!(matches!(load(&path), Err(KeyError::Readable { .. })), "{mode:o}");
        }
    }

    #[test]
    fn what_is_no_key_is_refused_and_missing_is_said() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("seal.key");
        assert!(matches!(load(&path), Err(KeyError::Missing(_))));
        create(&path, &Counting).unwrap();
        let zeros = "0".repeat(64);
        for text in
            ["", "k1", ":", "k1:00", &format!(":{zeros}"), &format!("k1:{zeros}0"), &format!("k1:{}g", "0".repeat(63))]
        {
            fs::write(&path, text).unwrap();
            assert!(matches!(load(&path), Err(KeyError::Malformed(_))), "{text}");
        }
        fs::write(&path, [0xff, 0xfe]).unwrap();
        let Err(error) = load(&path) else { panic!("bytes that are no text were taken") };
        assert!(error.to_string().contains("seal.key"));
    }
}
