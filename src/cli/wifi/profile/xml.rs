//! XML as it is written: elements by their nesting, text and attributes always escaped.

/// A document being written.
pub(super) struct Xml {
    text: String,
    open: Vec<&'static str>,
}

impl Xml {
    /// A document behind its head.
    pub(super) fn new(head: &str) -> Self {
        Self { text: format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n{head}"), open: Vec::new() }
    }

    /// An element and what `inside` writes into it.
    pub(super) fn element(&mut self, name: &'static str, attributes: &[(&str, &str)], inside: impl FnOnce(&mut Self)) {
        self.start(name, attributes, ">\n");
        self.open.push(name);
        inside(self);
        self.open.pop();
        self.line(&format!("</{name}>\n"));
    }

    /// An element with text.
    pub(super) fn text(&mut self, name: &'static str, text: &str) {
        self.text_of(name, &[], text);
    }

    /// An element with attributes and text.
    pub(super) fn text_of(&mut self, name: &'static str, attributes: &[(&str, &str)], text: &str) {
        self.start(name, attributes, ">");
        self.text += &format!("{}</{name}>\n", escaped(text));
    }

    /// An element with nothing in it.
    pub(super) fn empty(&mut self, name: &'static str) {
        self.start(name, &[], "/>\n");
    }

    pub(super) fn finish(self) -> String {
        self.text
    }

    fn start(&mut self, name: &str, attributes: &[(&str, &str)], end: &str) {
        let attributes: String =
            attributes.iter().map(|(name, value)| format!(" {name}=\"{}\"", escaped(value))).collect();
        self.line(&format!("<{name}{attributes}{end}"));
    }

    fn line(&mut self, text: &str) {
        self.text += &"  ".repeat(self.open.len());
        self.text += text;
    }
}

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for mark in text.chars() {
        match mark {
            '&' => out += "&amp;",
            '<' => out += "&lt;",
            '>' => out += "&gt;",
            '"' => out += "&quot;",
            '\'' => out += "&apos;",
            // XML 1.0 knows no others, not even as a reference.
            _ if mark.is_control() => {}
            _ => out.push(mark),
        }
    }
    out
}
