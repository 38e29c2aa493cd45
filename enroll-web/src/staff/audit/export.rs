//! The audit as a file. It is sent page by page, as the rows are read, and who takes it is on record.

use std::sync::Arc;

use axum::body::{Body, Bytes};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use futures_util::stream::try_unfold;
use vestibule_gate::{AuditQuery, ManageError, Office, Officer};

use super::super::day;
use super::super::desk::Staff;
use super::cells;
use super::filter::{Filter, Wrong};
use crate::page::failure;
use crate::visit::{Answer, Visit};

/// The most rows of one file.
const MOST: usize = 100_000;
/// Rows that are read at once.
const AT_ONCE: u32 = 500;

/// What the file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Format {
    Csv,
    Lines,
}

impl Format {
    fn of(word: Option<&str>) -> Option<Self> {
        match word {
            None | Some("csv") => Some(Self::Csv),
            Some("jsonl") => Some(Self::Lines),
            Some(_) => None,
        }
    }

    const fn ending(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Lines => "jsonl",
        }
    }

    const fn media_type(self) -> &'static str {
        match self {
            Self::Csv => "text/csv; charset=utf-8; header=present",
            Self::Lines => "application/jsonl; charset=utf-8",
        }
    }
}

pub(crate) async fn send(visit: Visit<Staff>) -> Answer<Staff> {
    let query = visit.query();
    let zone = &visit.caller.look.settings.zone;
    let asked = Filter::of(&query).asked(zone);
    let (Some(format), Ok(asked)) = (Format::of(query.text("format")), asked.map_err(|Wrong(..)| ())) else {
        let response = failure(&visit.frame(), StatusCode::BAD_REQUEST);
        return visit.stay(response);
    };
    let day = day::from_now(visit.shared.clock().now(), 0, zone);
    match file(&visit, asked, format).await {
        Ok(file) => {
            let response = attached(file.into_body(), format, &day);
            visit.stay(response)
        }
        Err(error) => visit.refused(error),
    }
}

fn attached(body: Body, format: Format, day: &str) -> Response {
    let mut response = body.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(format.media_type()));
    let name = format!("attachment; filename=\"vestibule-audit-{day}.{}\"", format.ending());
    if let Ok(name) = HeaderValue::from_str(&name) {
        headers.insert(header::CONTENT_DISPOSITION, name);
    }
    response
}

/// Puts the export on record; nothing is read before.
async fn file(visit: &Visit<Staff>, asked: AuditQuery, format: Format) -> Result<File, ManageError> {
    let office = visit.office();
    // The file is sent when the visit is over: it has an officer of its own.
    let session = &visit.held.session.state.session;
    let officer = office.officer(session, visit.caller.source).await?.ok_or(ManageError::Forbidden)?;
    office.exporting(&officer, &asked).await?;
    Ok(File::new(office, officer, asked, format, MOST))
}

/// A file on its way.
struct File {
    office: Arc<Office>,
    officer: Officer,
    asked: AuditQuery,
    format: Format,
    most: usize,
    left: usize,
    next: Next,
}

/// What is sent next.
enum Next {
    Head,
    Rows,
    Nothing,
}

impl File {
    fn new(office: Arc<Office>, officer: Officer, asked: AuditQuery, format: Format, most: usize) -> Self {
        let asked = AuditQuery { limit: AT_ONCE, ..asked };
        Self { office, officer, asked, format, most, left: most, next: Next::Head }
    }

    fn into_body(self) -> Body {
        Body::from_stream(try_unfold(self, Self::some))
    }

    /// The next part; an error ends the file where it stands, so that it is not taken for a whole one.
    async fn some(mut self) -> Result<Option<(Bytes, Self)>, ManageError> {
        let part = match self.next {
            Next::Head => {
                self.next = Next::Rows;
                match self.format {
                    Format::Csv => cells::head(),
                    Format::Lines => String::new(),
                }
            }
            Next::Rows => self.rows().await?,
            Next::Nothing => return Ok(None),
        };
        Ok(Some((Bytes::from(part), self)))
    }

    async fn rows(&mut self) -> Result<String, ManageError> {
        let page = self.office.audit(&self.officer, &self.asked).await?;
        let mut part = String::new();
        for row in page.rows.iter().take(self.left) {
            match self.format {
                Format::Csv => part.push_str(&cells::row(row)),
                Format::Lines => {
                    part.push_str(&row.json);
                    part.push('\n');
                }
            }
        }
        let beyond = page.rows.len() > self.left;
        self.left = self.left.saturating_sub(page.rows.len());
        self.asked.cursor = page.next;
        if page.next.is_none() && !beyond {
            self.next = Next::Nothing;
        } else if self.left == 0 {
            self.next = Next::Nothing;
            part.push_str(&self.cut());
        }
        Ok(part)
    }

    /// The last line of a file that does not hold all there are.
    fn cut(&self) -> String {
        let most = self.most;
        match self.format {
            Format::Csv => cells::remark(&format!("# the newest {most} rows; older ones are left out")),
            Format::Lines => format!("{{\"truncated\":true,\"rows\":{most}}}\n"),
        }
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests fail by panicking")]
mod tests {
    use axum::body::to_bytes;
    use pollster::block_on;
    use vestibule_gate::fakes::Fakes;

    use super::*;

    /// What is sent of five rows.
    fn sent(format: Format, most: usize) -> Vec<String> {
        let fakes = Fakes::new();
        let ada = fakes.person("ada", "x");
        let _phone = fakes.enrol(&ada);
        let console = || Officer::console("root", false);
        for _ in 0..5 {
            block_on(fakes.office().unlock(&console(), &ada.id, "ada")).unwrap();
        }
        let asked = AuditQuery { newest: true, ..AuditQuery::default() };
        let file = File::new(Arc::new(fakes.office()), console(), asked, format, most);
        let bytes = block_on(to_bytes(file.into_body(), usize::MAX)).unwrap();
        String::from_utf8(bytes.to_vec()).unwrap().lines().map(str::to_owned).collect()
    }

    #[test]
    fn a_file_that_is_cut_says_so_and_a_whole_one_does_not() {
        let csv = sent(Format::Csv, 3);
        assert_eq!(csv.len(), 5, "{csv:?}");
        let numbers: Vec<&str> = csv.iter().filter_map(|line| line.split(',').next()).collect();
        assert_eq!(numbers, ["sequence", "5", "4", "3", "# the newest 3 rows; older ones are left out"]);
        let lines = sent(Format::Lines, 3);
        assert_eq!(lines.last().map(String::as_str), Some("{\"truncated\":true,\"rows\":3}"));
        assert_eq!(lines.len(), 4);
        for most in [5, 6] {
            assert_eq!(sent(Format::Csv, most).len(), 6, "{most}");
            assert_eq!(sent(Format::Lines, most).len(), 5, "{most}");
        }
    }
}
