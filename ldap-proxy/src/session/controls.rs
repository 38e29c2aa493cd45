//! Which controls may go on (RFC 4511 section 4.1.11).
//!
//! A control that lets somebody act as another is refused even where it is not critical; an unknown critical
//! one is refused because we cannot tell what it would do; an unknown one that is not critical goes on.

use crate::wire::{Controls, oid};

/// Whether a request with these controls may go on.
///
/// # Errors
/// The text to answer with.
pub(super) fn check(controls: &Controls<'_>) -> Result<(), &'static str> {
    for control in controls.clone() {
        if control.oid == oid::control::PROXIED_AUTHORIZATION.as_bytes()
            || control.oid == oid::control::PROXIED_AUTHORIZATION_1.as_bytes()
        {
            return Err("proxied authorization is not served");
        }
        if control.critical && !KNOWN.iter().any(|known| known.as_bytes() == control.oid) {
            return Err("a critical control is unknown");
        }
    }
    Ok(())
}

/// Controls that may be critical.
const KNOWN: [&str; 64] = [
    // Active Directory (MS-ADTS 3.1.1.3.4.1), in the order of its page.
    "1.2.840.113556.1.4.319",  // paged results (RFC 2696)
    "1.2.840.113556.1.4.521",  // cross-domain move
    "1.2.840.113556.1.4.841",  // DirSync
    "1.2.840.113556.1.4.1339", // domain scope
    "1.2.840.113556.1.4.529",  // extended DN
    "1.2.840.113556.1.4.970",  // statistics
    "1.2.840.113556.1.4.619",  // lazy commit
    "1.2.840.113556.1.4.1413", // permissive modify
    "1.2.840.113556.1.4.528",  // notification
    "1.2.840.113556.1.4.474",  // sort answer
    "1.2.840.113556.1.4.801",  // security descriptor flags
    "1.2.840.113556.1.4.1340", // search options
    "1.2.840.113556.1.4.473",  // sort (RFC 2891)
    "1.2.840.113556.1.4.417",  // deleted objects
    "1.2.840.113556.1.4.805",  // tree delete
    "1.2.840.113556.1.4.1338", // verify name
    "2.16.840.1.113730.3.4.9", // virtual list view
    "2.16.840.1.113730.3.4.10",
    "1.2.840.113556.1.4.1504", // attribute scoped query
    "1.2.840.113556.1.4.1852", // quota
    "1.2.840.113556.1.4.802",  // range option
    "1.2.840.113556.1.4.1907", // shutdown notify
    "1.2.840.113556.1.4.1948", // range retrieval
    "1.2.840.113556.1.4.1974", // force update
    "1.2.840.113556.1.4.2026", // input DN
    "1.2.840.113556.1.4.2064", // recycled objects
    "1.2.840.113556.1.4.2065", // deactivated links
    "1.2.840.113556.1.4.2066", // policy hints, old
    "1.2.840.113556.1.4.2090", // DirSync, extended
    "1.2.840.113556.1.4.2204", // tree delete, extended
    "1.2.840.113556.1.4.2205", // update statistics
    "1.2.840.113556.1.4.2206", // search hints
    "1.2.840.113556.1.4.2211", // expected entry count
    "1.2.840.113556.1.4.2239", // policy hints
    "1.2.840.113556.1.4.2255", // set owner
    "1.2.840.113556.1.4.2256", // bypass quota
    "1.2.840.113556.1.4.2309", // link time to live
    "1.2.840.113556.1.4.2330", // correlation id
    "1.2.840.113556.1.4.2354", // thread trace override
    "1.2.840.113556.1.4.1341", // promotion of a read-only server
    // Standards and other directories.
    "2.16.840.1.113730.3.4.2",    // ManageDsaIT (RFC 3296)
    "2.16.840.1.113730.3.4.3",    // persistent search
    "2.16.840.1.113730.3.4.7",    // entry change notification
    "2.16.840.1.113730.3.4.4",    // password expired
    "2.16.840.1.113730.3.4.5",    // password expiring
    "2.16.840.1.113730.3.4.16",   // authorization identity (RFC 3829)
    "2.16.840.1.113730.3.4.17",   // real attributes only
    "2.16.840.1.113730.3.4.19",   // virtual attributes only
    "1.3.6.1.4.1.42.2.27.8.5.1",  // password policy
    "1.3.6.1.4.1.42.2.27.9.5.2",  // effective rights
    "1.3.6.1.4.1.42.2.27.9.5.8",  // account usability
    "1.3.6.1.1.12",               // assertion (RFC 4528)
    "1.3.6.1.1.13.1",             // pre-read (RFC 4527)
    "1.3.6.1.1.13.2",             // post-read (RFC 4527)
    "1.3.6.1.1.22",               // do not use copy (RFC 6171)
    "1.3.6.1.4.1.4203.1.9.1.1",   // content synchronization (RFC 4533)
    "1.3.6.1.4.1.4203.1.9.1.2",   // its state
    "1.3.6.1.4.1.4203.1.9.1.3",   // its end
    "1.3.6.1.4.1.4203.1.10.1",    // subentries (RFC 3672)
    "1.3.6.1.4.1.4203.1.10.2",    // no operation
    "1.3.6.1.4.1.4203.666.5.16",  // dereference
    "1.3.6.1.4.1.21008.108.63.1", // session tracking
    "1.2.826.0.1.3344810.2.3",    // matched values (RFC 3876)
    "1.2.826.0.1.334810.2.3",     // the same, as some servers write it
];
