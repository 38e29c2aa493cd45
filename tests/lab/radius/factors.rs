//! Password and code in each of the ways a client can give them, and everything less.

use super::house::{APPEND, client, enrolled};
use crate::steps::typed;

#[test]
fn password_and_code_come_in() {
    let (person, mut phone) = enrolled("rada");
    let reply = client(APPEND).login(&person.upn, &typed(&person, &phone.code()));
    assert!(reply.accepts(), "{reply:?}");
}
