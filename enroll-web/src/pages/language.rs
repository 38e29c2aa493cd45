//! The choice of a language, at the foot of every page.

use axum::http::header;
use zeroize::Zeroizing;

use crate::form::{Fields, Form, Malformed, Protected};
use crate::language::Language;
use crate::routes::known_page;
use crate::session::Cookie;
use crate::visit::{Answer, Anyone, Place, Visit, see};

pub(crate) struct Choice {
    language: Zeroizing<String>,
    page: Zeroizing<String>,
}

impl Form for Choice {
    fn read(fields: &mut Fields) -> Result<Self, Malformed> {
        Ok(Self { language: fields.take("language")?, page: fields.take("page")? })
    }
}

/// Remembers it in a cookie, which is no secret, and leads back; to pages of the table only.
pub(crate) async fn choose(visit: Visit<Anyone>, form: Protected<Choice>) -> Answer<Anyone> {
    let Choice { language, page } = form.into_inner();
    let Some(language) = Language::from_tag(&language) else { return visit.not_found() };
    let mut response = see(&known_page(&page).unwrap_or(Place::Known("/")));
    let cookie = Cookie::Language.remember(language.tag());
    response.headers_mut().extend(cookie.map(|cookie| (header::SET_COOKIE, cookie)));
    visit.stay(response)
}
