//! Portable Symmetric Key Container (RFC 6030) with secrets in the clear (`PlainValue`), as vendors of tokens send
//! them. Files with encrypted secrets are refused: decrypt them with the vendor's program first.
//!
//! Only keys for time-based codes are taken. A key is for the person in its own `UserId`, else in its device's.

use roxmltree::{Document, Node};
use vestibule_gate::{Algorithm, Parameters};

use super::Entry;
use crate::cli::seed;

const NAMESPACE: &str = "urn:ietf:params:xml:ns:keyprov:pskc";
const TOTP: &str = "urn:ietf:params:xml:ns:keyprov:pskc:totp";

/// Reads every key, or says what is wrong with each that cannot be read. Secrets are not repeated.
pub(super) fn parse(text: &str) -> Result<Vec<Entry>, String> {
    let document = Document::parse(text).map_err(|error| format!("the file is not XML: {error}"))?;
    let root = document.root_element();
    if !root.has_tag_name((NAMESPACE, "KeyContainer")) {
        return Err("the file is no key container (RFC 6030)".to_owned());
    }
    if child(root, "EncryptionKey").is_some() || child(root, "MACMethod").is_some() {
        return Err("the secrets in the file are encrypted; decrypt them with the vendor's program first".to_owned());
    }
    let (mut entries, mut faults) = (Vec::new(), Vec::new());
    for package in root.children().filter(|node| node.has_tag_name((NAMESPACE, "KeyPackage"))) {
        match entry(package) {
            Ok(entry) => entries.push(entry),
            Err(why) => faults.push(format!("line {}: {why}", document.text_pos_at(package.range().start).row)),
        }
    }
    match (faults.is_empty(), entries.is_empty()) {
        (true, true) => Err("the file holds no keys".to_owned()),
        (true, false) => Ok(entries),
        (false, _) => Err(faults.join("\n")),
    }
}

fn entry(package: Node<'_, '_>) -> Result<Entry, String> {
    let key = child(package, "Key").ok_or("the package holds no key")?;
    if key.attribute("Algorithm") != Some(TOTP) {
        return Err("the key is not for time-based codes".to_owned());
    }
    let device = child(package, "DeviceInfo");
    let serial = device.and_then(|device| content(device, "SerialNo"));
    let name = content(key, "UserId").or_else(|| content(device?, "UserId"));
    let data = child(key, "Data").ok_or("the key holds no data")?;
    if child(data, "Secret").is_some_and(|secret| child(secret, "EncryptedValue").is_some()) {
        return Err("the secret is encrypted".to_owned());
    }
    if plain(data, "TimeDrift").is_some_and(|drift| drift.trim() != "0") {
        return Err("the token's clock has drifted, which cannot be taken over".to_owned());
    }
    let secret = plain(data, "Secret").and_then(seed::base64);
    Ok(Entry {
        name: name.ok_or("it is not said whose it is (UserId)")?.to_owned(),
        label: serial.or_else(|| key.attribute("Id")).unwrap_or_default().to_owned(),
        seed: secret.ok_or("the secret is missing or cannot be read")?,
        parameters: parameters(key, data)?,
    })
}

/// Algorithm, digits and period; what the key leaves out is as RFC 6238 has it.
fn parameters(key: Node<'_, '_>, data: Node<'_, '_>) -> Result<Parameters, String> {
    let mut parameters = Parameters::default();
    let given = child(key, "AlgorithmParameters");
    if let Some(suite) = given.and_then(|given| content(given, "Suite")) {
        let short = suite.rsplit(['#', '/']).next().unwrap_or_default().to_ascii_lowercase();
        let hash = short.trim_start_matches("hmac").trim_start_matches('-');
        parameters.algorithm = Algorithm::parse(hash).ok_or("the suite is not SHA-1, SHA-256 or SHA-512")?;
    }
    if let Some(format) = given.and_then(|given| child(given, "ResponseFormat")) {
        if format.attribute("Encoding") != Some("DECIMAL") || format.attribute("CheckDigits") == Some("true") {
            return Err("its codes are not plain digits".to_owned());
        }
        let length = format.attribute("Length").and_then(|length| length.parse().ok());
        parameters.digits = length.ok_or("the length of its codes is not a number")?;
    }
    if let Some(interval) = plain(data, "TimeInterval") {
        parameters.period = interval.trim().parse().map_err(|_| "the interval is not a number of seconds")?;
    }
    Ok(parameters)
}

fn child<'a, 'i>(of: Node<'a, 'i>, name: &str) -> Option<Node<'a, 'i>> {
    of.children().find(|node| node.has_tag_name((NAMESPACE, name)))
}

fn content<'a>(of: Node<'a, '_>, name: &str) -> Option<&'a str> {
    child(of, name)?.text().map(str::trim).filter(|text| !text.is_empty())
}

/// The `PlainValue` of a datum.
fn plain<'a>(data: Node<'a, '_>, name: &str) -> Option<&'a str> {
    content(child(data, name)?, "PlainValue")
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]
mod tests {
    use super::*;

    fn container(packages: &str) -> String {
        format!(
            "<?xml version=\"1.0\"?>\n<KeyContainer Version=\"1.0\" xmlns=\"{NAMESPACE}\">{packages}</KeyContainer>"
        )
    }

    fn package(of: &str, parameters: &str, data: &str) -> String {
        format!(
            "<KeyPackage><DeviceInfo><SerialNo>77</SerialNo></DeviceInfo><Key Id=\"k\" Algorithm=\"{TOTP}\">\
             <AlgorithmParameters>{parameters}</AlgorithmParameters><Data>{data}</Data>{of}</Key></KeyPackage>"
        )
    }

    const ADA: &str = "<UserId>ada</UserId>";
    const FORMAT: &str = "<ResponseFormat Length=\"8\" Encoding=\"DECIMAL\"/>";
    const SECRET: &str = "<Secret><PlainValue>MTIzNDU2Nzg5MDEyMzQ1Njc4OTA=</PlainValue></Secret>";

    #[test]
    fn a_key_in_the_clear_is_read_with_its_parameters() {
        let interval = "<TimeInterval><PlainValue>60</PlainValue></TimeInterval>";
        let text =
            container(&package(ADA, &format!("<Suite>HMAC-SHA256</Suite>{FORMAT}"), &format!("{SECRET}{interval}")));
        let entries = parse(&text).unwrap();
        let entry = entries.first().unwrap();
        assert_eq!((entry.name.as_str(), entry.label.as_str()), ("ada", "77"));
        assert_eq!(entry.seed.expose(), b"12345678901234567890");
        let expected = Parameters { algorithm: Algorithm::Sha256, digits: 8, period: 60 };
        assert_eq!(entry.parameters, expected);
    }

    #[test]
    fn what_cannot_be_taken_is_refused_and_no_secret_repeated() {
        let hotp = package(ADA, FORMAT, SECRET).replace(":totp", ":hotp");
        let cases = [
            (package("", FORMAT, SECRET), "whose"),
            (package(ADA, FORMAT, ""), "secret is missing"),
            (package(ADA, FORMAT, "<Secret><PlainValue>canary!</PlainValue></Secret>"), "cannot be read"),
            (package(ADA, FORMAT, "<Secret><EncryptedValue/></Secret>"), "encrypted"),
            (package(ADA, "<Suite>HMAC-MD5</Suite>", SECRET), "suite"),
            (package(ADA, "<ResponseFormat Length=\"8\" Encoding=\"HEXADECIMAL\"/>", SECRET), "plain digits"),
            (package(ADA, FORMAT, &format!("{SECRET}<TimeDrift><PlainValue>4</PlainValue></TimeDrift>")), "drifted"),
            (hotp, "time-based"),
            ("<EncryptionKey/>".to_owned(), "encrypted"),
            (String::new(), "no keys"),
        ];
        for (packages, says) in cases {
            let fault = parse(&container(&packages)).err().unwrap();
            assert!(fault.contains(says) && !fault.contains("canary"), "{says}: {fault}");
        }
    }

    #[test]
    fn hostile_xml_ends_in_a_refusal() {
        let bomb = "<!DOCTYPE k [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;&a;\">]><k>&b;</k>";
        let file = "<!DOCTYPE k [<!ENTITY a SYSTEM \"file:///etc/passwd\">]><k>&a;</k>";
        let deep = "<k>".repeat(300_000);
        let closed = format!("{deep}{}", "</k>".repeat(300_000));
        for text in [bomb, file, &deep, &closed, "", "<", "\0"] {
            assert!(parse(text).is_err());
        }
    }
}
