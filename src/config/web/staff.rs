//! `[web] admin-groups`, `helpdesk-groups`, `exemptions-need-approval`, `report-groups`: who manages beside the command
//! line, and what they watch.

use crate::config::fault::Wrong;
use crate::config::identity;
use crate::config::section::Section;

/// Who manages.
#[derive(Clone, Debug, Default)]
pub(crate) struct Staff {
    /// Groups (distinguished name, SID or name) whose members may do everything.
    pub(crate) admins: Vec<String>,
    /// Groups whose members help people who are not protected.
    pub(crate) help_desk: Vec<String>,
    /// Whether an exemption made at run time waits for somebody else.
    pub(crate) approval: bool,
    /// Groups whose coverage is kept day by day.
    pub(crate) reported: Vec<String>,
}

pub(super) fn read(section: &Section<'_>) -> Staff {
    let staff = Staff {
        admins: section.texts("admin-groups", identity::group),
        help_desk: section.texts("helpdesk-groups", identity::group),
        approval: section.boolean("exemptions-need-approval", false),
        reported: section.texts("report-groups", identity::group),
    };
    if let Some(both) = staff.help_desk.iter().find(|name| staff.admins.contains(name)) {
        let remedy = "name it in one of the two; administrators may do what the help desk may";
        section.wrong("helpdesk-groups", Wrong::new(format!("names `{both}`, as `admin-groups` does"), remedy));
    }
    staff
}
