//! Vendor-Specific attributes (RFC 2865 section 5.26): a vendor's own attributes inside attribute 26.

use super::decode::{Attribute, Iter};
use super::encode::{Attributes, TooLarge};
use super::{MAX_VALUE, number};

/// How many octets a vendor gives to type and length of its attributes. Nearly all take one each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Format {
    /// Octets of the type: 1, 2 or 4.
    pub number: u8,
    /// Octets of the length: 0, 1 or 2. With 0, a Vendor-Specific attribute holds one of the vendor's.
    pub length: u8,
}

impl Format {
    /// One octet each, as RFC 2865 section 5.26 recommends.
    pub const RECOMMENDED: Self = Self { number: 1, length: 1 };

    /// The longest value that one Vendor-Specific attribute can carry.
    pub const fn max_value(self) -> usize {
        MAX_VALUE - 4 - self.number as usize - self.length as usize
    }
}

/// Walks over the attributes within one Vendor-Specific attribute that is formed as recommended.
#[derive(Clone, Debug)]
pub struct SubAttributes<'a> {
    vendor: u32,
    within: Iter<'a>,
}

impl<'a> SubAttributes<'a> {
    /// Takes the value of a Vendor-Specific attribute apart; `None` when it has no vendor. What is not formed as
    /// recommended ends the walk.
    pub fn of(value: &'a [u8]) -> Option<Self> {
        let (vendor, within) = value.split_first_chunk::<4>()?;
        Some(Self { vendor: u32::from_be_bytes(*vendor), within: Iter::new(within) })
    }

    /// The vendor's number (IANA "Private Enterprise Numbers").
    pub const fn vendor(&self) -> u32 {
        self.vendor
    }
}

impl<'a> Iterator for SubAttributes<'a> {
    type Item = Attribute<'a>;

    fn next(&mut self) -> Option<Attribute<'a>> {
        self.within.next()
    }
}

/// Appends one attribute of a vendor, in a Vendor-Specific attribute of its own.
///
/// # Errors
/// [`TooLarge`] when value or type do not fit the vendor's format.
pub fn vendor_specific(
    to: &mut Attributes,
    vendor: u32,
    format: Format,
    number: u32,
    value: &[u8],
) -> Result<(), TooLarge> {
    let mut octets = Vec::with_capacity(MAX_VALUE);
    octets.extend_from_slice(&vendor.to_be_bytes());
    put(&mut octets, number, format.number)?;
    let whole = value.len() + usize::from(format.number) + usize::from(format.length);
    if format.length > 0 {
        put(&mut octets, u32::try_from(whole).map_err(|_| TooLarge)?, format.length)?;
    }
    octets.extend_from_slice(value);
    to.push(number::VENDOR_SPECIFIC, &octets)
}

/// Appends the lowest `octets` octets of `number`, highest first.
fn put(to: &mut Vec<u8>, number: u32, octets: u8) -> Result<(), TooLarge> {
    let all = number.to_be_bytes();
    let (above, low) = all.split_at_checked(4usize.saturating_sub(octets.into())).ok_or(TooLarge)?;
    if above.iter().any(|octet| *octet != 0) {
        return Err(TooLarge);
    }
    to.extend_from_slice(low);
    Ok(())
}
