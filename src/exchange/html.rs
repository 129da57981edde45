//! HTML in a statement made plain text: tags go, line ends and entities stay as
//! what they mean. Not a parser of pages; what only looks like a tag is left.

use std::borrow::Cow;

/// Tags that end a line.
const LINES: &[&str] = &[
    "p",
    "div",
    "br",
    "li",
    "ul",
    "ol",
    "tr",
    "table",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "blockquote",
    "pre",
    "section",
    "dl",
    "dt",
    "dd",
    "tbody",
    "thead",
    "caption",
];
/// Tags within a line.
const INLINE: &[&str] = &[
    "a", "b", "i", "u", "s", "em", "strong", "span", "font", "small", "big", "code", "sub", "sup",
    "img", "td", "th", "mark", "del", "ins", "strike", "abbr", "q", "cite", "var", "tt", "center",
    "col", "colgroup",
];
/// Tags whose inside is no text.
const SILENT: &[&str] = &["script", "style"];
/// Longer than this, no tag is one.
const LONGEST_TAG: usize = 2_000;
/// Longer than this, no entity is one.
const LONGEST_ENTITY: usize = 10;

const NAMED: &[(&str, &str)] = &[
    ("amp", "&"),
    ("lt", "<"),
    ("gt", ">"),
    ("quot", "\""),
    ("apos", "'"),
    ("nbsp", " "),
    ("ndash", "–"),
    ("mdash", "—"),
    ("lsquo", "‘"),
    ("rsquo", "’"),
    ("ldquo", "“"),
    ("rdquo", "”"),
    ("hellip", "…"),
    ("bull", "•"),
    ("middot", "·"),
    ("deg", "°"),
    ("times", "×"),
    ("divide", "÷"),
    ("le", "≤"),
    ("ge", "≥"),
    ("ne", "≠"),
    ("plusmn", "±"),
    ("minus", "−"),
    ("frac12", "½"),
    ("frac14", "¼"),
    ("frac34", "¾"),
    ("pi", "π"),
    ("sect", "§"),
    ("copy", "©"),
    ("reg", "®"),
    ("trade", "™"),
    ("eacute", "é"),
    ("ntilde", "ñ"),
    ("radic", "√"),
    ("infin", "∞"),
    ("sup2", "²"),
    ("sup3", "³"),
];

/// The text without its tags.
pub(super) fn plain(text: &str) -> Cow<'_, str> {
    if !text.contains(['<', '&']) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    let last = Last::of(text);
    let mut silent: Option<String> = None;
    while let Some(at) = rest.find(['<', '&']) {
        let (before, from) = rest.split_at(at);
        if silent.is_none() {
            out.push_str(before);
        }
        if let Some(tag) = Tag::at(from, &last) {
            rest = tag.rest;
            match &silent {
                Some(name) if tag.is_end && tag.name == *name => silent = None,
                Some(_) => {}
                None if SILENT.contains(&tag.name.as_str()) => {
                    silent = (!tag.is_end).then_some(tag.name);
                }
                None => tag.write(&mut out),
            }
            continue;
        }
        let (letters, after) = entity(from).unwrap_or_else(|| {
            let length = from.chars().next().map_or(0, char::len_utf8);
            let (first, after) = from.split_at(length);
            (first.to_owned(), after)
        });
        if silent.is_none() {
            out.push_str(&letters);
        }
        rest = after;
    }
    if silent.is_none() {
        out.push_str(rest);
    }
    Cow::Owned(out)
}

/// How much of the text goes on from the last place of what ends something, so that
/// nobody seeks an end that isn't there from each beginning anew.
struct Last {
    comment: Option<usize>,
    tag: Option<usize>,
}

impl Last {
    fn of(text: &str) -> Self {
        let from = |end: &str| text.rfind(end).map(|at| text.len() - at);
        Self {
            comment: from("-->"),
            tag: from("</"),
        }
    }
}

/// Whether a rest of the text still holds a last place.
fn holds(rest: &str, last: Option<usize>) -> bool {
    last.is_some_and(|last| last <= rest.len())
}

struct Tag<'a> {
    name: String,
    is_end: bool,
    attributes: &'a str,
    rest: &'a str,
}

impl<'a> Tag<'a> {
    /// The tag or comment that `text` begins with, if it does with one.
    fn at(text: &'a str, last: &Last) -> Option<Self> {
        let inside = text.strip_prefix('<')?;
        if let Some(comment) = inside.strip_prefix("!--") {
            let comment = Some(comment).filter(|comment| holds(comment, last.comment))?;
            let (_, rest) = comment.split_once("-->")?;
            return Some(Self {
                name: String::new(),
                is_end: false,
                attributes: "",
                rest,
            });
        }
        let (is_end, inside) = match inside.strip_prefix('/') {
            Some(inside) => (true, inside),
            None => (false, inside),
        };
        let length = inside.find(|c: char| !c.is_ascii_alphanumeric())?;
        let (name, inside) = inside.split_at(length);
        let name = name.to_ascii_lowercase();
        let mut lists = [LINES, INLINE, SILENT].into_iter();
        lists.find(|list| list.contains(&name.as_str()))?;
        let mut bytes = inside.bytes().take(LONGEST_TAG);
        let (attributes, rest) = inside.split_at(bytes.position(|b| b == b'>')?);
        let rest = rest.strip_prefix('>')?;
        let attributes = attributes.trim_end().trim_end_matches('/');
        // "a <b and c> d" is no tag: what stands in one has an equals sign.
        let is_plain = attributes.trim().is_empty() || attributes.contains('=');
        // A script that nothing ends is a word about scripts.
        let is_ended = is_end || !SILENT.contains(&name.as_str()) || holds(rest, last.tag);
        (is_plain && is_ended).then_some(Self {
            name,
            is_end,
            attributes,
            rest,
        })
    }

    /// What is left of the tag in a line.
    fn write(&self, out: &mut String) {
        let name = self.name.as_str();
        if LINES.contains(&name) {
            if !out.is_empty() && !out.ends_with('\n') {
                out.push('\n');
            }
            if name == "li" && !self.is_end {
                out.push_str("• ");
            }
            return;
        }
        match name {
            "td" | "th" if !self.is_end && !out.is_empty() && !out.ends_with('\n') => {
                out.push_str(" | ");
            }
            "sup" if !self.is_end && !self.is_ordinal() => out.push('^'),
            "sub" if !self.is_end => out.push('_'),
            "img" => out.push_str(self.alternative().unwrap_or_default()),
            _ => {}
        }
    }

    /// Whether the letters of "5th" follow.
    fn is_ordinal(&self) -> bool {
        ["st", "nd", "rd", "th", "er"].iter().any(|ending| {
            let after = self.rest.strip_prefix(ending);
            after.is_some_and(|rest| rest.starts_with('<'))
        })
    }

    /// The words in the place of a picture.
    fn alternative(&self) -> Option<&str> {
        let (_, after) = self.attributes.split_once("alt=")?;
        let quote = after.chars().next().filter(|c| matches!(c, '"' | '\''))?;
        let mut parts = after.split(quote);
        parts.next();
        parts.next()
    }
}

/// The letters of the entity that `text` begins with.
fn entity(text: &str) -> Option<(String, &str)> {
    let inside = text.strip_prefix('&')?;
    let bytes = inside.bytes().take(LONGEST_ENTITY + 1);
    let end = bytes.into_iter().position(|b| b == b';')?;
    let (name, rest) = inside.split_at(end);
    let rest = rest.strip_prefix(';')?;
    if let Some(number) = name.strip_prefix('#') {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(digits) => u32::from_str_radix(digits, 16).ok()?,
            None => number.parse().ok()?,
        };
        return Some((char::from_u32(code)?.to_string(), rest));
    }
    let (_, letters) = NAMED.iter().find(|(known, _)| *known == name)?;
    Some(((*letters).to_owned(), rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_go_and_lines_stay() {
        assert_eq!(
            plain("<p>Level 1 is <b class=\"x\">typical</b>.<br></p>"),
            "Level 1 is typical.\n"
        );
        assert_eq!(plain("<ul><li>one</li><li>two</li></ul>"), "• one\n• two\n");
        assert_eq!(plain("<tr><td>1</td><td>2</td></tr>"), "1 | 2\n");
        assert_eq!(plain("a<!-- <b> -->b<script>x<y</script>c"), "abc");
        assert_eq!(plain("see <img alt='a square' src=x>"), "see a square");
    }

    #[test]
    fn what_only_looks_like_a_tag_is_left() {
        for text in [
            "x < y and y > z",
            "a <b and c> d",
            "1<2",
            "<unknown>",
            "the <script> tag",
            "AT&T",
            "a & b;",
            "<",
        ] {
            assert_eq!(plain(text), text);
        }
    }

    /// Seeking each end to the end of the text took minutes for these.
    #[test]
    fn a_large_text_of_beginnings_without_ends_is_soon_read() {
        let begun = std::time::Instant::now();
        for start in ["<", "&", "<!--", "<script>"] {
            let text = start.repeat(300_000);
            assert_eq!(plain(&text), text);
        }
        assert_eq!(plain(&format!("a{}</b>", "<script>".repeat(300_000))), "a");
        let took = begun.elapsed();
        assert!(took < std::time::Duration::from_secs(30), "{took:?}");
    }

    #[test]
    fn powers_stay_powers_and_entities_are_letters() {
        assert_eq!(plain("x<sup>2</sup> of H<sub>2</sub>O"), "x^2 of H_2O");
        assert_eq!(plain("the 5<sup>th</sup> grade"), "the 5th grade");
        assert_eq!(
            plain("2&nbsp;&times;&#32;3 &le; &#x36; &amp;lt; &#xD800;"),
            "2 × 3 ≤ 6 &lt; &#xD800;"
        );
    }
}
