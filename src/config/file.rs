//! The files a configuration names: secrets, certificates, keys. They are read once, while the
//! configuration is read, so that `check` and `serve` see the same.

use std::fs::{self, File};
use std::io::{self, Read};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustls::crypto::aws_lc_rs;
use rustls::sign::CertifiedKey;
use rustls_pki_types::pem::{self, PemObject};
use rustls_pki_types::{CertificateDer, PrivateKeyDer};
use zeroize::Zeroizing;

use super::fault::Wrong;
use super::secret::Secret;
use super::section::Section;

/// A password of more than this is a wrong file.
const MOST_OF_A_SECRET: u64 = 4 << 10;
/// A bundle of certificates of more than this is a wrong file.
const MOST_OF_PEM: u64 = 1 << 20;
/// A text of more than this is a wrong file.
const MOST_OF_TEXT: u64 = 1 << 20;

/// A certificate with its key.
#[derive(Clone)]
pub(crate) struct Tls {
    /// PEM file with the certificate and those between it and the root.
    pub(crate) certificate_file: PathBuf,
    /// The certificate and the private key, which belong together.
    pub(crate) certified: Arc<CertifiedKey>,
}

/// Reads `tls = { certificate-file = …, key-file = … }`.
pub(super) fn tls(section: &Section<'_>) -> Option<Tls> {
    section.require("certificate-file", "\"server.pem\"");
    section.require("key-file", "\"server.key\"");
    let certificate = section.text("certificate-file", |name| {
        let path = section.source.resolve(name);
        certificates(&path).map(|chain| (path, chain))
    });
    let key = section.text("key-file", |name| {
        let path = section.source.resolve(name);
        private_key(&path)
    });
    section.finish();
    let ((certificate_file, chain), key) = certificate.zip(key)?;
    match CertifiedKey::from_der(chain, key, &aws_lc_rs::default_provider()) {
        Ok(certified) => Some(Tls { certificate_file, certified: Arc::new(certified) }),
        Err(error) => {
            section.wrong("key-file", unusable(&error));
            None
        }
    }
}

/// The certificates of a PEM file, at least one.
pub(super) fn certificates(path: &Path) -> Result<Vec<CertificateDer<'static>>, Wrong> {
    let bytes = read(path, MOST_OF_PEM)?;
    let chain: Result<Vec<_>, pem::Error> = CertificateDer::pem_slice_iter(&bytes).collect();
    let chain = chain.map_err(|error| {
        Wrong::new(format!("`{}` is not valid PEM ({error})", path.display()), "name a PEM file with certificates")
    })?;
    let readable = chain.iter().all(|certificate| x509_parser::parse_x509_certificate(certificate).is_ok());
    if chain.is_empty() || !readable {
        let what = if readable { "holds no certificate" } else { "holds a certificate that cannot be read" };
        return Err(Wrong::new(format!("`{}` {what}", path.display()), "name a PEM file with `BEGIN CERTIFICATE`"));
    }
    Ok(chain)
}

/// The secret in a file, without the line end behind it.
pub(super) fn secret(path: &Path) -> Result<Secret, Wrong> {
    private(path)?;
    let bytes = read(path, MOST_OF_A_SECRET)?;
    let text = std::str::from_utf8(&bytes).map_err(|_| {
        Wrong::new(format!("`{}` is not text", path.display()), "write the secret as UTF-8 text in one line")
    })?;
    let text = text.strip_suffix('\n').unwrap_or(text);
    let text = text.strip_suffix('\r').unwrap_or(text);
    match text {
        "" => Err(Wrong::new(format!("`{}` is empty", path.display()), "write the secret into it, in one line")),
        _ if text.chars().any(char::is_control) => Err(Wrong::new(
            format!("`{}` holds more than one line", path.display()),
            "write the secret alone, in one line",
        )),
        _ => Ok(Secret::new(text)),
    }
}

/// An ordinary file of text.
pub(super) fn text(path: &Path) -> Result<String, Wrong> {
    let bytes = read(path, MOST_OF_TEXT)?;
    String::from_utf8(bytes.to_vec())
        .map_err(|_| Wrong::new(format!("`{}` is not text", path.display()), "save it as UTF-8"))
}

/// An ordinary file of at most so many octets.
pub(super) fn bytes(path: &Path, most: u64) -> Result<Vec<u8>, Wrong> {
    read(path, most).map(|bytes| bytes.to_vec())
}

/// Refuses a file of secrets that everybody on this machine may read or write.
pub(super) fn private(path: &Path) -> Result<(), Wrong> {
    let mode = fs::metadata(path).map_err(|error| unreadable(path, &error))?.permissions().mode();
    if mode & 0o007 == 0 {
        return Ok(());
    }
    let what = format!("`{}` is open to everybody on this machine (mode {:03o})", path.display(), mode & 0o777);
    Err(Wrong::new(what, format!("run `chmod o= {}`", path.display())))
}

fn private_key(path: &Path) -> Result<PrivateKeyDer<'static>, Wrong> {
    private(path)?;
    let bytes = read(path, MOST_OF_PEM)?;
    let sealed = bytes.windows(b"ENCRYPTED".len()).any(|window| window == b"ENCRYPTED");
    PrivateKeyDer::from_pem_slice(&bytes).map_err(|_| {
        let path = path.display();
        if sealed {
            return Wrong::new(
                format!("`{path}` is locked with a pass phrase"),
                format!("write it without one: `openssl pkey -in {path} -out FILE`"),
            );
        }
        Wrong::new(format!("`{path}` holds no private key"), "name a PEM file with `BEGIN PRIVATE KEY`")
    })
}

fn unusable(error: &rustls::Error) -> Wrong {
    if matches!(error, rustls::Error::InconsistentKeys(_)) {
        return Wrong::new(
            "does not belong to the certificate in `certificate-file`",
            "name the key the certificate was issued for",
        );
    }
    Wrong::new(
        format!("cannot be used ({error})"),
        "use an ECDSA (P-256, P-384), RSA (2048 bit or more) or Ed25519 key",
    )
}

/// The bytes of an ordinary file, wiped when dropped, with room made once so that no copy stays behind.
fn read(path: &Path, most: u64) -> Result<Zeroizing<Vec<u8>>, Wrong> {
    let failed = |error: &io::Error| unreadable(path, error);
    let about = fs::metadata(path).map_err(|error| failed(&error))?;
    if !about.is_file() || about.len() > most {
        let what = if about.is_file() {
            format!("is larger than {most} octets")
        } else {
            "is not an ordinary file".to_owned()
        };
        return Err(Wrong::new(format!("`{}` {what}", path.display()), "name another file"));
    }
    let room = usize::try_from(most).unwrap_or(usize::MAX);
    let mut bytes = Zeroizing::new(Vec::with_capacity(room));
    File::open(path).and_then(|file| file.take(most).read_to_end(&mut bytes)).map_err(|error| failed(&error))?;
    Ok(bytes)
}

fn unreadable(path: &Path, error: &io::Error) -> Wrong {
    let remedy = if error.kind() == io::ErrorKind::NotFound {
        "make the file or correct the name"
    } else {
        "let the account Vestibule runs as read it"
    };
    Wrong::new(format!("`{}` cannot be read ({error})", path.display()), remedy)
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]
mod tests {
    use super::*;

    fn file(content: &str, mode: u32) -> tempfile::NamedTempFile {
        let file = tempfile::NamedTempFile::new().unwrap();
        fs::write(&file, content).unwrap();
        fs::set_permissions(&file, fs::Permissions::from_mode(mode)).unwrap();
        file
    }

    #[test]
    fn a_secret_is_one_line_without_its_end() {
        for content in ["p w", "p w\n", "p w\r\n"] {
            assert_eq!(secret(file(content, 0o600).path()).unwrap().expose(), "p w");
        }
        for content in ["", "\n", "a\nb\n", "a\0"] {
            assert!(secret(file(content, 0o600).path()).is_err(), "{content:?}");
        }
    }

    #[test]
    fn a_secret_open_to_everybody_is_refused_and_not_repeated() {
        for mode in [0o604, 0o602, 0o644, 0o777] {
            let wrong = secret(file("canary", mode).path()).unwrap_err();
            assert!(wrong.remedy.contains("chmod o="), "{mode:o}");
            assert!(!wrong.what.contains("canary"));
        }
        assert!(secret(file("canary", 0o640).path()).is_ok());
    }

    #[test]
    fn a_folder_or_a_missing_file_is_no_secret() {
        assert!(secret(Path::new("/")).is_err());
        assert!(secret(Path::new("/nonexistent")).unwrap_err().what.contains("/nonexistent"));
    }
}
