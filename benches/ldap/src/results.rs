//! The file of results: one part for each door, each written by its own measurements.

use std::path::Path;

use anyhow::Context as _;

/// Puts a report in the place of the one with the same first line, or behind the others; `-` is standard output.
pub(crate) fn write(file: &Path, report: &str) -> anyhow::Result<()> {
    if file.as_os_str() == "-" {
        println!("{report}");
        return Ok(());
    }
    let before = std::fs::read_to_string(file).unwrap_or_default();
    std::fs::write(file, together(&before, report)).with_context(|| file.display().to_string())
}

fn together(before: &str, report: &str) -> String {
    let heading = report.lines().next().unwrap_or_default();
    let mut parts: Vec<String> = Vec::new();
    for line in before.lines() {
        match parts.last_mut() {
            Some(part) if !line.starts_with("# ") => *part += &format!("{line}\n"),
            _ => parts.push(format!("{line}\n")),
        }
    }
    let place = parts.iter().position(|part| part.lines().next() == Some(heading));
    let ours = format!("{}\n", report.trim_end());
    match place.and_then(|place| parts.get_mut(place)) {
        Some(part) => *part = ours,
        None => parts.push(ours),
    }
    let parts: Vec<&str> = parts.iter().map(|part| part.trim_end()).collect();
    format!("{}\n", parts.join("\n\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_takes_the_place_of_its_like_and_leaves_the_others() {
        let one = together("", "# One\n\nold\n");
        let two = together(&one, "# Two\n\n## Part\n\nother\n");
        assert_eq!(together(&two, "# One\n\nnew"), "# One\n\nnew\n\n# Two\n\n## Part\n\nother\n");
    }
}
