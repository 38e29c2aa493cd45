//! One Vestibule for all clients, with the listener each page asks for.

use crate::page::Page;
use crate::support::dc::Dc;
use crate::support::house::House;
use crate::support::plan::Plan;
use std::sync::LazyLock;

static DC: LazyLock<Dc> = LazyLock::new(Dc::start);

static HOUSE: LazyLock<House> = LazyLock::new(|| {
    let plan = Page::with_listeners().iter().fold(Plan::behind(dc()), |plan, page| plan.section(&page.listener()));
    plan.open()
});

/// The controller.
pub(crate) fn dc() -> &'static Dc {
    &DC
}

/// Vestibule in front of it.
pub(crate) fn house() -> &'static House {
    &HOUSE
}
