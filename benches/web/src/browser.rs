//! As much of a browser as a measurement needs: one kept connection, cookies, forms.

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::time::{Duration, Instant};

use anyhow::{Context as _, ensure};

/// A browser.
pub(crate) struct Browser {
    at: SocketAddr,
    connection: BufReader<TcpStream>,
    host: String,
    cookies: BTreeMap<String, String>,
    /// Further lines of every request.
    lines: String,
}

/// An answer, and how long it took from the first octet sent to the last one read.
pub(crate) struct Page {
    pub(crate) status: u16,
    pub(crate) location: String,
    pub(crate) body: String,
    pub(crate) took: Duration,
}

impl Browser {
    /// Connects.
    pub(crate) fn open(at: SocketAddr, host: &str) -> anyhow::Result<Self> {
        Ok(Self { at, connection: connect(at)?, host: host.to_owned(), cookies: BTreeMap::new(), lines: String::new() })
    }

    /// With one more line in every request.
    pub(crate) fn with(mut self, line: &str) -> Self {
        self.lines += line;
        self.lines += "\r\n";
        self
    }

    /// Connects again, since a server keeps no idle connection for long; cookies stay.
    pub(crate) fn again(&mut self) -> anyhow::Result<()> {
        self.connection = connect(self.at)?;
        Ok(())
    }

    /// Asks for a page.
    pub(crate) fn get(&mut self, path: &str) -> anyhow::Result<Page> {
        self.exchange("GET", path, "")
    }

    /// Sends a form.
    pub(crate) fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> anyhow::Result<Page> {
        let form: Vec<String> = fields.iter().map(|(name, value)| format!("{name}={}", encoded(value))).collect();
        self.exchange("POST", path, &form.join("&"))
    }

    fn exchange(&mut self, method: &str, path: &str, body: &str) -> anyhow::Result<Page> {
        let cookies: Vec<String> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let request = format!(
            "{method} {path} HTTP/1.1\r\nHost: {host}\r\nOrigin: https://{host}\r\nCookie: {}\r\n{}\
             Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{body}",
            cookies.join("; "),
            self.lines,
            body.len(),
            host = self.host,
        );
        let began = Instant::now();
        self.connection.get_mut().write_all(request.as_bytes())?;
        let (status, head) = self.head()?;
        let length = head.get("content-length").and_then(|text| text.parse().ok()).unwrap_or(0);
        let mut body = vec![0; length];
        self.connection.read_exact(&mut body)?;
        let took = began.elapsed();
        let location = head.get("location").cloned().unwrap_or_default();
        Ok(Page { status, location, body: String::from_utf8(body)?, took })
    }

    fn head(&mut self) -> anyhow::Result<(u16, BTreeMap<String, String>)> {
        let first = self.line()?;
        let status = first.split(' ').nth(1).and_then(|text| text.parse().ok()).context(first.clone())?;
        let mut head = BTreeMap::new();
        loop {
            let line = self.line()?;
            let Some((name, value)) = line.split_once(':') else { return Ok((status, head)) };
            let (name, value) = (name.to_ascii_lowercase(), value.trim().to_owned());
            if name == "set-cookie"
                && let Some((cookie, held)) = value.split(';').next().and_then(|pair| pair.split_once('='))
            {
                self.cookies.insert(cookie.to_owned(), held.to_owned());
            }
            head.insert(name, value);
        }
    }

    fn line(&mut self) -> anyhow::Result<String> {
        let mut line = String::new();
        ensure!(self.connection.read_line(&mut line)? > 0, "the connection ended");
        Ok(line.trim_end().to_owned())
    }
}

fn connect(at: SocketAddr) -> anyhow::Result<BufReader<TcpStream>> {
    let stream = TcpStream::connect(at)?;
    stream.set_nodelay(true)?;
    Ok(BufReader::new(stream))
}

/// Percent-encodes what is no letter or digit.
fn encoded(text: &str) -> String {
    let octet = |octet: u8| match octet {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' => char::from(octet).to_string(),
        _ => format!("%{octet:02X}"),
    };
    text.bytes().map(octet).collect()
}
