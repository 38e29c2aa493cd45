//! What must not be seen: types without content in `Debug`, wiped when dropped.

use std::fmt;

use zeroize::Zeroizing;

/// Everything a person typed into the password field: password, code, or both. At most what the door allows.
pub struct Typed(Zeroizing<Vec<u8>>);

/// The part of [`Typed`] that goes to the directory as the password.
pub struct Password(Zeroizing<Vec<u8>>);

/// A TOTP secret (RFC 6238 "K"), 16 bytes at least; 20 where Vestibule makes it.
pub struct Seed(Zeroizing<Vec<u8>>);

macro_rules! secret {
    ($name:ident) => {
        impl $name {
            /// Takes the bytes; the caller must not keep a copy.
            pub fn new(bytes: Vec<u8>) -> Self {
                Self(Zeroizing::new(bytes))
            }

            /// The bytes, for the one place that needs them.
            pub fn expose(&self) -> &[u8] {
                &self.0
            }

            /// True when there is nothing in it.
            pub fn is_empty(&self) -> bool {
                self.0.is_empty()
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(concat!(stringify!($name), "(…)"))
            }
        }
    };
}

secret!(Typed);
secret!(Password);
secret!(Seed);
