//! One domain controller and one house for all cases that break neither, each with people of its own.

use super::dc::Dc;
use super::house::House;
use super::people::group_dn;
use super::plan::Plan;
use std::sync::LazyLock;

/// Code after a separator.
pub(crate) const SEPARATOR: &str = "separator";
/// Code inside the user name.
pub(crate) const USERNAME: &str = "username";
/// StartTLS on a clear port; a second application with the code appended.
pub(crate) const STARTTLS: &str = "starttls";
/// The nested groups Kiosk Night and Contractors (somebody's primary group) are in this one.
pub(crate) const EXEMPT: &str = "Kiosk";

static DC: LazyLock<Dc> = LazyLock::new(Dc::start);

static HOUSE: LazyLock<House> = LazyLock::new(|| {
    Plan::behind(dc())
        .exempt(&group_dn(EXEMPT))
        .listener(SEPARATOR, "code = \"separator\"\nseparator = \",\"")
        .listener(USERNAME, "code = \"username\"")
        .listener(STARTTLS, "code = \"append\"\nstarttls = true")
        .open()
});

/// The controller.
pub(crate) fn dc() -> &'static Dc {
    &DC
}

/// Vestibule in front of it, with one exempt group.
pub(crate) fn house() -> &'static House {
    &HOUSE
}
