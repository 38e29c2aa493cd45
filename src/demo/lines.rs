//! The lines to copy: each stands alone, works in any POSIX shell, and holds nothing that needs to be filled in.

use std::net::SocketAddr;
use std::path::PathBuf;

use super::cast::{Actor, BASE, Part};
use super::configuration::{DESKTOPS, VPN, WIFI};

/// What the lines have in common.
pub(super) struct Lines {
    /// The LDAP door's address.
    pub(super) url: String,
    /// The RADIUS door's address.
    pub(super) radius: SocketAddr,
    /// The portal's address.
    pub(super) portal: String,
    /// What the RADIUS clients share with it.
    pub(super) secret: String,
    /// The authority's certificate.
    pub(super) ca_file: PathBuf,
    /// The configuration.
    pub(super) config_file: PathBuf,
    /// The running program, as it is typed from here.
    pub(super) program: String,
}

impl Lines {
    /// A line for OpenLDAP's clients: people say who they are, a service account looks somebody up.
    pub(super) fn client(&self, actor: &Actor, typed: &str) -> String {
        let (ca, url) = (quoted(&self.ca_file.display().to_string()), quoted(&self.url));
        let (name, typed) = (quoted(&actor.upn()), quoted(typed));
        if actor.part == Part::ServiceAccount {
            let search = format!("-b {BASE} '(sAMAccountName=ada)' displayName mail");
            return format!(
                "LDAPTLS_CACERT={ca} \\\n  ldapsearch -x -LLL -H {url} \\\n  -D {name} -w {typed} \\\n  {search}"
            );
        }
        format!("LDAPTLS_CACERT={ca} \\\n  ldapwhoami -x -H {url} -D {name} -w {typed}")
    }

    /// The matching line for `vestibule try ldap`; what is typed goes through a pipe, since command lines can be seen.
    pub(super) fn attempt(&self, actor: &Actor, typed: &str) -> String {
        let (program, ca) = (quoted(&self.program), quoted(&self.ca_file.display().to_string()));
        let (name, typed, url) = (quoted(&actor.upn()), quoted(typed), quoted(&self.url));
        format!("printf %s {typed} | {program} try ldap {name} \\\n  --url {url} --ca-file {ca} --password-file -")
    }

    /// A line for FreeRADIUS' client: what people type into a VPN's one field.
    pub(super) fn radtest(&self, actor: &Actor, typed: &str) -> String {
        format!("radtest {} {} {} 0 {}", quoted(actor.name), quoted(typed), self.radius, self.secret)
    }

    /// A line for `vestibule try radius`, which answers the question with its second line.
    pub(super) fn asked(&self, actor: &Actor, password: &str, code: Option<&str>) -> String {
        let code = code.map(|code| format!(" {}", quoted(code))).unwrap_or_default();
        format!("printf '%s\\n' {}{code} | {}", quoted(password), self.radius_attempt(actor, VPN))
    }

    /// A line for `vestibule try radius` as the client that brings the code alone.
    pub(super) fn alone(&self, actor: &Actor, code: &str) -> String {
        format!("printf %s {} | {}", quoted(code), self.radius_attempt(actor, DESKTOPS))
    }

    /// A line for `vestibule try eap`: a login on the Wi-Fi, and a return without a code.
    pub(super) fn wireless(&self, actor: &Actor, typed: &str) -> String {
        let (program, config) = (quoted(&self.program), quoted(&self.config_file.display().to_string()));
        let (name, typed) = (quoted(actor.name), quoted(typed));
        format!(
            "printf %s {typed} | \\\n  {program} try eap {name} --client {WIFI} --twice \\\n  -c {config} --password-file -"
        )
    }

    fn radius_attempt(&self, actor: &Actor, client: &str) -> String {
        let (program, config) = (quoted(&self.program), quoted(&self.config_file.display().to_string()));
        let name = quoted(actor.name);
        format!("\\\n  {program} try radius {name} --client {client} \\\n  -c {config} --password-file -")
    }

    /// A line for a command over the demo's configuration.
    pub(super) fn manage(&self, command: &str) -> String {
        format!("{} {command} -c {}", quoted(&self.program), quoted(&self.config_file.display().to_string()))
    }
}

/// How the running program is called from the present folder.
pub(super) fn program() -> String {
    let Ok(path) = std::env::current_exe() else { return "vestibule".to_owned() };
    let here = std::env::current_dir().unwrap_or_default();
    match path.strip_prefix(&here) {
        Ok(below) if below.components().count() > 1 => below.display().to_string(),
        Ok(below) => format!("./{}", below.display()),
        Err(_) => path.display().to_string(),
    }
}

/// The text as one word of a shell.
fn quoted(text: &str) -> String {
    let plain = |letter: char| letter.is_ascii_alphanumeric() || "-_./:@%+,=".contains(letter);
    if !text.is_empty() && text.chars().all(plain) {
        return text.to_owned();
    }
    format!("'{}'", text.replace('\'', "'\\''"))
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]
mod tests {
    use std::process::Command;

    use super::*;
    use crate::demo::cast::CAST;

    #[test]
    fn a_shell_takes_a_quoted_text_for_one_word() {
        for text in ["", "plain-word", "two words", "it's", "$HOME `id` \\ \"x\" *", "ü"] {
            let shell = Command::new("sh").args(["-c", &format!("printf %s {}", quoted(text))]).output().unwrap();
            assert_eq!(String::from_utf8(shell.stdout).unwrap(), text);
        }
    }

    #[test]
    fn lines_fit_on_a_screen_of_100_columns() {
        let lines = Lines {
            url: "ldaps://127.0.0.1:36360".into(),
            radius: ([127, 0, 0, 1], 18_120).into(),
            portal: "https://localhost:8443".into(),
            secret: "0123456789abcdef0123".into(),
            ca_file: "/tmp/vestibule-0123456789/ca.pem".into(),
            config_file: "/tmp/vestibule-0123456789/vestibule.toml".into(),
            program: "target/release/vestibule".into(),
        };
        for actor in &CAST {
            let code = actor.codes.map_or("", |_| "12345678");
            let typed = format!("{}{code}", actor.password);
            let all = [
                lines.client(actor, &typed),
                lines.attempt(actor, &typed),
                lines.radtest(actor, &typed),
                lines.asked(actor, actor.password, Some(code)),
                lines.alone(actor, code),
                lines.wireless(actor, &typed),
            ];
            for line in all.iter().flat_map(|text| text.lines()) {
                assert!(line.len() <= 96, "{line}");
            }
        }
    }
}
