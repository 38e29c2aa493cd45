//! The known word nearest to a mistyped one, for the remedy of a fault.

/// The candidate with the fewest edits to `word`, if a typing slip can explain the difference.
pub(super) fn nearest<'a>(word: &str, candidates: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let word = word.to_lowercase().replace('_', "-");
    let bound = 1 + word.chars().count() / 4;
    candidates
        .map(|candidate| (edits(&word, candidate), candidate))
        .filter(|(edits, _)| *edits <= bound)
        .min()
        .map(|(_, candidate)| candidate)
}

/// Insertions, deletions and replacements that turn one word into the other (Levenshtein's distance).
fn edits(from: &str, to: &str) -> usize {
    let to: Vec<char> = to.chars().collect();
    let mut row: Vec<usize> = (0..=to.len()).collect();
    for (line, character) in from.chars().enumerate() {
        let mut next = vec![line + 1];
        for ((other, above_left), above) in to.iter().zip(&row).zip(row.iter().skip(1)) {
            let left = next.last().copied().unwrap_or_default();
            let replaced = above_left + usize::from(character != *other);
            next.push(replaced.min(above + 1).min(left + 1));
        }
        row = next;
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edits_are_counted() {
        assert_eq!(edits("", "abc"), 3);
        assert_eq!(edits("key-file", "key-file"), 0);
        assert_eq!(edits("kye-file", "key-file"), 2);
        assert_eq!(edits("listn", "listen"), 1);
    }

    #[test]
    fn a_slip_finds_its_word_and_a_stranger_does_not() {
        let known = ["listen", "tls", "service-accounts", "service-sources"];
        assert_eq!(nearest("Listen", known.into_iter()), Some("listen"));
        assert_eq!(nearest("service_account", known.into_iter()), Some("service-accounts"));
        assert_eq!(nearest("colour", known.into_iter()), None);
    }
}
