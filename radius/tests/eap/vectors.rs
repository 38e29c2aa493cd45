//! Keys of PEAP against numbers that others computed.

use hex_literal::hex;
use vestibule_radius::eap::keys::{Binding, Keys};
use vestibule_radius::eap::tlv::{self, Side};
use zeroize::Zeroizing;

#[test]
fn the_compound_mac_is_that_of_ms_peap() {
    // Section 4.4.1.3.2.3: the server's request, under the Compound MAC key printed there.
    let key = hex!("3355353B6920D074C782E475DFB0999D4DB467EB");
    let expected = hex!(
        "000C003800000000BDA7A599FA816521AD3064C2BDDBD16EAA949E7D98A8D7943147CF425D85DA7B"
        "0CBF105E91755748224FBB83000626911CFB1B0F"
    );
    let nonce = hex!("BDA7A599FA816521AD3064C2BDDBD16EAA949E7D98A8D7943147CF425D85DA7B");
    assert_eq!(tlv::binding(Side::Request, nonce, &key), expected);
    assert!(tlv::is_bound(&expected, Side::Request, nonce, &key));
}

/// The octets 0 to 127.
fn material() -> Zeroizing<[u8; 128]> {
    Zeroizing::new(std::array::from_fn(|at| u8::try_from(at).unwrap()))
}

#[test]
fn compound_keys_are_those_of_another_implementation_of_hmac() {
    // Computed with Python's `hmac`, counter and two zeros behind the seed (MS-PEAP section 3.1.5.5.2.2), of the tunnel's
    // octets 0 to 127 and the inner method's 128 to 159.
    let inner = std::array::from_fn(|at| 128 + u8::try_from(at).unwrap());
    let binding = Binding::inner(&material(), &inner);
    assert_eq!(*binding.cmk, CMK);
    let keys = Keys::of(&material(), None).bound(&binding);
    assert_eq!((*keys.msk, *keys.emsk), (MSK, EMSK));
    // Of a resumed session the tunnel's key is taken as it is.
    let resumed = Binding::resumed(&material());
    assert_eq!(*resumed.cmk, material()[40..60]);
    assert_eq!(*Keys::of(&material(), None).bound(&resumed).msk, RESUMED_MSK);
}

#[test]
fn keys_of_a_tunnel_alone_are_what_tls_exported() {
    let keys = Keys::of(&material(), None);
    assert_eq!((keys.msk.as_slice(), keys.emsk.as_slice()), (&material()[..64], &material()[64..]));
    assert_eq!(format!("{keys:?} {:?}", Binding::resumed(&material())), "Keys(…) Binding(…)");
}

const CMK: [u8; 20] = hex!("8ADB63FCBE7EFE4B3CE82A8A53AAB6BAC090A9DF");

const MSK: [u8; 64] = hex!(
    "94837390DE739189A0C465B3EC52B6315A22204BFD7F4F0B648F2B5A74E5F7FC"
    "94E476E3C573E8E69BE2610F1D372981C466771655F6B43582531DEF8869C3CA"
);

const EMSK: [u8; 64] = hex!(
    "34CFEEA63BCE282D9BC8501164DFAF2B6F5807C647EA8825F4B23A181EEF98BB"
    "9D8BD458400D140575C21D8E135D38A118A2CB99152230EFCA1E17B9024EE724"
);

const RESUMED_MSK: [u8; 64] = hex!(
    "E6045DF76D57069B47F00DAD924FF4B16C5A4BF7B922E4C003FC3C1339EB3557"
    "F89654933DC1FB27BC2B4B24F07BBEB31E269240955A4628EA015E041F3E7DF4"
);
