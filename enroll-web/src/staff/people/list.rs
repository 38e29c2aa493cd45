//! People to choose from: those of the directory whose name begins so, or those the store knows, page by page.

use askama::Template;
use axum::http::StatusCode;
use vestibule_gate::ports::{PeopleFilter, PersonRow};
use vestibule_gate::{AccountState, Looked, ManageError, Sid, Timestamp};

use super::super::desk::Staff;
use super::super::enrolled::Which;
use super::super::place::{StaffPlace, escaped};
use super::super::query::Query;
use super::sheet::account_text;
use crate::language::Text;
use crate::page::{Alert, Frame, Time};
use crate::session::Notice;
use crate::visit::{Answer, Visit};

/// So many on one page.
const AT_ONCE: u32 = 25;

#[derive(Template)]
#[template(path = "staff/people.html")]
struct Page {
    frame: Frame,
    notice: Option<Notice>,
    /// What was searched for.
    text: String,
    state: Which,
    rows: Vec<Row>,
    /// There are more than the search gives.
    more: bool,
    next: Option<String>,
}

struct Row {
    page: StaffPlace,
    name: String,
    /// Where in the directory; only a search there tells.
    dn: Option<String>,
    account: Option<Text>,
    authenticators: u32,
    wrong_codes: u32,
    last: Option<Time>,
}

pub(crate) async fn show(mut visit: Visit<Staff>) -> Answer<Staff> {
    let notice = visit.take_notice();
    let query = visit.query();
    let (text, state) = (query.text("q").unwrap_or_default().to_owned(), Which::of(&query, Which::All));
    let found = if text.is_empty() { known(&visit, &query, state).await } else { search(&visit, &text).await };
    let mut frame = visit.frame();
    let (rows, more, next) = match found {
        Ok(found) => found,
        Err(ManageError::BadSearch) => {
            frame.alert = Some(Alert { text: frame.say("search-bad"), field: Some("q") });
            (Vec::new(), false, None)
        }
        Err(error) => return visit.refused(error),
    };
    visit.show(StatusCode::OK, &Page { frame, notice, text, state, rows, more, next })
}

type Found = (Vec<Row>, bool, Option<String>);

async fn search(visit: &Visit<Staff>, text: &str) -> Result<Found, ManageError> {
    let found = visit.office().search_people(visit.officer(), text, AT_ONCE as usize).await?;
    let frame = visit.frame();
    let row = |one: Looked| Row {
        dn: Some(one.dn),
        ..row(&frame, &one.id, one.name, one.account, (one.authenticators, one.wrong_codes, one.last_admission))
    };
    Ok((found.found.into_iter().map(row).collect(), found.more, None))
}

async fn known(visit: &Visit<Staff>, query: &Query, state: Which) -> Result<Found, ManageError> {
    let after = query.text("name").zip(query.text("id")).map(|(name, id)| (name.to_owned(), Sid::new(id)));
    // One more than is shown, to know whether there is a next page.
    let filter = PeopleFilter { begins: String::new(), enrolled: state.filter(), after, limit: AT_ONCE + 1 };
    let mut rows = visit.office().known_people(visit.officer(), &filter).await?;
    let next = if rows.len() > AT_ONCE as usize {
        rows.truncate(AT_ONCE as usize);
        rows.last().map(|last| {
            let (name, id) = (escaped(&last.name), escaped(last.id.as_str()));
            format!("{}?state={}&name={name}&id={id}", StaffPlace::PEOPLE, state.word())
        })
    } else {
        None
    };
    let frame = visit.frame();
    let row = |one: PersonRow| {
        row(&frame, &one.id, one.name, None, (one.authenticators, one.wrong_codes, one.last_admission))
    };
    Ok((rows.into_iter().map(row).collect(), false, next))
}

fn row(
    frame: &Frame,
    id: &Sid,
    name: String,
    account: Option<AccountState>,
    (authenticators, wrong_codes, last): (u32, u32, Option<Timestamp>),
) -> Row {
    let (account, last) = (account.map(account_text), last.map(|last| frame.time(last)));
    Row { page: StaffPlace::person(id), name, dn: None, account, authenticators, wrong_codes, last }
}
