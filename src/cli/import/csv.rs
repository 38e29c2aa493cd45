//! Comma-separated values (RFC 4180) with a first line that names the columns: `name` and `secret` (base32, or
//! hexadecimal with `secret-hex`), and if wanted `label`, `algorithm`, `digits`, `period`, in any order.

use vestibule_gate::{Algorithm, Parameters};
use zeroize::Zeroizing;

use super::Entry;
use crate::cli::seed;

const COLUMNS: [&str; 7] = ["name", "secret", "secret-hex", "label", "algorithm", "digits", "period"];

/// Reads every line, or says what is wrong with each that cannot be read. Secrets are not repeated.
pub(super) fn parse(text: &str) -> Result<Vec<Entry>, String> {
    let mut records = records(text.trim_start_matches('\u{feff}'))?.into_iter();
    let (_, head) = records.next().ok_or("the file is empty")?;
    let head: Vec<String> = head.iter().map(|cell| cell.trim().to_ascii_lowercase()).collect();
    if let Some(unknown) = head.iter().find(|column| !COLUMNS.contains(&column.as_str())) {
        return Err(format!("line 1: `{}` is not a column; there are: {}", unknown.escape_debug(), COLUMNS.join(", ")));
    }
    let has = |column: &str| head.iter().any(|name| name == column);
    if !has("name") || has("secret") == has("secret-hex") {
        return Err("line 1: the columns `name` and one of `secret` and `secret-hex` are needed".to_owned());
    }
    let (mut entries, mut faults) = (Vec::new(), Vec::new());
    for (line, cells) in records {
        match entry(&head, &cells) {
            Ok(entry) => entries.push(entry),
            Err(why) => faults.push(format!("line {line}: {why}")),
        }
    }
    if faults.is_empty() { Ok(entries) } else { Err(faults.join("\n")) }
}

fn entry(head: &[String], cells: &[Zeroizing<String>]) -> Result<Entry, String> {
    if head.len() != cells.len() {
        return Err(format!("has {} values; the first line names {}", cells.len(), head.len()));
    }
    let cell = |column: &str| {
        let place = head.iter().position(|name| name == column)?;
        cells.get(place).map(|cell| cell.trim()).filter(|cell| !cell.is_empty())
    };
    let seed = cell("secret").and_then(seed::base32).or_else(|| cell("secret-hex").and_then(seed::hex));
    let mut parameters = Parameters::default();
    if let Some(written) = cell("algorithm") {
        parameters.algorithm = Algorithm::parse(written).ok_or("the algorithm is not sha1, sha256 or sha512")?;
    }
    if let Some(written) = cell("digits") {
        parameters.digits = written.parse().map_err(|_| "the digits are not a number")?;
    }
    if let Some(written) = cell("period") {
        parameters.period = written.parse().map_err(|_| "the period is not a number of seconds")?;
    }
    Ok(Entry {
        name: cell("name").ok_or("the name is missing")?.to_owned(),
        label: cell("label").unwrap_or_default().to_owned(),
        seed: seed.ok_or("the secret is missing or cannot be read")?,
        parameters,
    })
}

/// A line number and the values that begin on that line.
type Record = (usize, Vec<Zeroizing<String>>);

fn records(text: &str) -> Result<Vec<Record>, String> {
    let (mut records, mut cells, mut cell) = (Vec::new(), Vec::new(), Zeroizing::new(String::new()));
    let (mut quoted, mut line, mut began) = (false, 1, 1);
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        line += usize::from(character == '\n');
        match character {
            '"' if quoted && characters.next_if_eq(&'"').is_some() => cell.push('"'),
            '"' if quoted || cell.is_empty() => quoted = !quoted,
            '"' => return Err(format!("line {line}: a quotation mark inside a value without them")),
            ',' if !quoted => cells.push(std::mem::take(&mut cell)),
            '\n' if !quoted => {
                cells.push(std::mem::take(&mut cell));
                records.push((began, std::mem::take(&mut cells)));
                began = line;
            }
            '\r' if !quoted && characters.peek() == Some(&'\n') => {}
            _ => cell.push(character),
        }
    }
    if quoted {
        return Err(format!("line {began}: a quotation mark is not closed"));
    }
    cells.push(cell);
    records.push((began, cells));
    records.retain(|(_, cells)| cells.len() > 1 || cells.iter().any(|cell| !cell.trim().is_empty()));
    Ok(records)
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]
mod tests {
    use super::*;

    #[test]
    fn columns_may_come_in_any_order_and_be_left_out() {
        let text = "label,secret,name,digits\r\n\"a, \"\"b\"\"\",MZXW6YTBOI,ada,8\r\n,MZXW6YTBOI,bob,\r\n\r\n";
        let entries = parse(text).unwrap();
        let shown: Vec<_> = entries.iter().map(|e| (e.name.as_str(), e.label.as_str(), e.parameters.digits)).collect();
        assert_eq!(shown, [("ada", "a, \"b\"", 8), ("bob", "", 6)]);
        assert!(entries.iter().all(|entry| entry.seed.expose() == b"foobar"));
        assert_eq!(parse("name,secret-hex\nada,666f6f").unwrap().len(), 1);
    }

    #[test]
    fn every_line_that_cannot_be_read_is_named_and_no_secret_is_repeated() {
        let text = "name,secret,period\nada,canary!,30\nbob,MZXW6YTBOI,soon\n,MZXW6YTBOI,30\ncy,MZXW6YTBOI\n";
        let faults = parse(text).err().unwrap();
        for line in ["line 2: ", "line 3: ", "line 4: ", "line 5: "] {
            assert!(faults.contains(line), "{line} is not in {faults}");
        }
        assert!(!faults.contains("canary") && !faults.contains("MZXW"));
        for text in
            ["", "name,secret,colour\n", "secret\nx\n", "name\n", "name,secret,secret-hex\n", "name,secret\n\"a,b\n"]
        {
            assert!(parse(text).is_err(), "{text}");
        }
    }
}
