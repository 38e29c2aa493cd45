//! The pages of those who manage.

mod audit;
mod exemptions;
mod explain;
mod looks;
mod people;

use vestibule_gate::Sid;

use crate::house::House;

/// A house where an exemption waits for a second administrator.
fn of_two() -> House {
    House::with(|policy| {
        crate::house::open(policy);
        policy.staff.approval = true;
    })
}

fn kiosk() -> Sid {
    Sid::new("S-1-5-21-1-2-3-7001")
}
