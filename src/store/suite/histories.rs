//! Random histories of conclusions and changes, for the model and the store to go through alike.

use proptest::prelude::*;

#[derive(Clone, Debug)]
pub(super) enum Step {
    Conclude {
        place: Place,
        version: Option<bool>,
        spend: Code,
        count: u8,
        typed: u8,
        remember: bool,
        leave: bool,
    },
    Add {
        who: u8,
        id: u8,
    },
    Remove {
        id: u8,
    },
    Set {
        id: u8,
        enabled: bool,
    },
    Replace {
        who: u8,
        codes: u8,
    },
    Unlock {
        who: u8,
    },
    Grant {
        who: u8,
        hours: u8,
    },
    Revoke {
        nth: u64,
    },
    /// By whom, by machine, or one by number of making.
    EndWifi {
        who: Option<u8>,
        station: Option<u8>,
        nth: u64,
    },
    Wait {
        seconds: u32,
    },
}

#[derive(Clone, Copy, Debug)]
pub(super) enum Code {
    None,
    Totp { id: u8, step: u64, epoch: u64 },
    Recovery { nth: u64 },
    Bypass { nth: u64 },
    Grace { most: Option<u32> },
    Reconnect { nth: u64, station: u8, stale: bool },
}

/// Person, application, source.
pub(super) type Place = (u8, u8, u8);

pub(super) fn steps() -> impl Strategy<Value = Vec<Step>> {
    let code = prop_oneof![
        3 => Just(Code::None),
        3 => (0..4u8, 1..8u64, prop_oneof![9 => Just(1u64), 1 => Just(2u64)])
            .prop_map(|(id, step, epoch)| Code::Totp { id, step, epoch }),
        1 => (0..6u64).prop_map(|nth| Code::Recovery { nth }),
        2 => (0..6u64).prop_map(|nth| Code::Bypass { nth }),
        2 => proptest::option::of(0..4u32).prop_map(|most| Code::Grace { most }),
        4 => (0..6u64, 0..2u8, prop_oneof![9 => Just(false), 1 => Just(true)])
            .prop_map(|(nth, station, stale)| Code::Reconnect { nth, station, stale }),
    ];
    let place = (0..2u8, 0..2u8, 0..3u8);
    let version = proptest::option::of(prop_oneof![4 => Just(true), 1 => Just(false)]);
    let conclude = (place, version, code, 0..7u8, 0..4u8, any::<bool>(), any::<bool>()).prop_map(
        |(place, version, spend, count, typed, remember, leave)| Step::Conclude {
            place,
            version,
            spend,
            count,
            typed,
            remember,
            leave,
        },
    );
    let step = prop_oneof![
        12 => conclude,
        3 => (0..2u8, 0..4u8).prop_map(|(who, id)| Step::Add { who, id }),
        1 => (0..4u8).prop_map(|id| Step::Remove { id }),
        1 => (0..4u8, any::<bool>()).prop_map(|(id, enabled)| Step::Set { id, enabled }),
        1 => (0..2u8, 0..3u8).prop_map(|(who, codes)| Step::Replace { who, codes }),
        1 => (0..2u8).prop_map(|who| Step::Unlock { who }),
        2 => (0..2u8, 1..12u8).prop_map(|(who, hours)| Step::Grant { who, hours }),
        1 => (0..6u64).prop_map(|nth| Step::Revoke { nth }),
        1 => (proptest::option::of(0..2u8), proptest::option::of(0..2u8), 0..6u64)
            .prop_map(|(who, station, nth)| Step::EndWifi { who, station, nth }),
        2 => (1..30u32).prop_map(|hours| Step::Wait { seconds: hours * 3600 }),
        2 => (20..90u32).prop_map(|seconds| Step::Wait { seconds }),
    ];
    proptest::collection::vec(step, 1..40)
}
