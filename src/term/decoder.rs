//! From bytes to keys and pastes, without a clock: whoever feeds it says when it has waited long
//! enough. Answers of the terminal to somebody's question are swallowed here.

use std::time::Duration;

use super::Event;
use crate::keys::{Code, Key};

/// How much of a paste is kept.
pub const PASTE_KEPT: usize = 64 * 1024;

/// The network may part an arrow's bytes by this much; an Esc is an Esc only after it.
const SPLIT: Duration = Duration::from_millis(50);
/// An answer that has begun may take this long to go on.
const ANSWER: Duration = Duration::from_millis(500);
/// No answer is longer; what is was none.
const ANSWER_LENGTH: usize = 1024;
/// A paste that has begun may rest this long before it is taken to have lost its end.
const PASTE: Duration = Duration::from_secs(2);

const ESC: u8 = 0x1b;
const PASTE_END: &[u8] = b"\x1b[201~";

/// What has been heard so far of something unfinished.
#[derive(Debug, Default, PartialEq)]
enum State {
    #[default]
    Ground,
    /// One Esc or several; `split` where nothing followed it in its own chunk.
    Esc {
        count: u8,
        split: bool,
    },
    /// `Esc [` and what came after.
    Csi {
        alt: bool,
        body: Vec<u8>,
    },
    /// `Esc O`; `split` as above.
    Ss3 {
        alt: bool,
        split: bool,
    },
    /// An answer: opened by this byte, so long by now, with an Esc as its latest byte.
    Answer {
        opened: u8,
        length: usize,
        esc: bool,
    },
    /// A character of several bytes.
    Letter {
        alt: bool,
        bytes: Vec<u8>,
    },
    Paste {
        bytes: Vec<u8>,
        length: usize,
    },
    /// Bytes of an old mouse report still to come.
    Skip(u8),
}

/// The state machine.
#[derive(Debug, Default)]
pub struct Decoder {
    state: State,
    heard: Vec<Event>,
}

impl Decoder {
    /// Takes bytes as they came in one read; gives what is complete.
    pub fn feed(&mut self, bytes: &[u8]) -> Vec<Event> {
        for byte in bytes {
            self.byte(*byte);
        }
        match &mut self.state {
            State::Esc { split, .. } | State::Ss3 { split, .. } => *split = true,
            _ => {}
        }
        std::mem::take(&mut self.heard)
    }

    /// How long to wait for the rest; nothing where nothing is unfinished.
    pub fn patience(&self) -> Option<Duration> {
        match self.state {
            State::Ground => None,
            State::Answer { length, .. } if length > 0 => Some(ANSWER),
            State::Paste { .. } => Some(PASTE),
            _ => Some(SPLIT),
        }
    }

    /// The rest did not come: makes of it what can be made.
    pub fn give_up(&mut self) -> Vec<Event> {
        match std::mem::take(&mut self.state) {
            State::Ground | State::Skip(_) => {}
            State::Esc { count, .. } => self.escapes(count),
            State::Csi { body, .. } if body.is_empty() => self.key(Code::Char('['), 2),
            State::Csi { .. } => {}
            State::Ss3 { .. } => self.key(Code::Char('O'), 2),
            State::Answer {
                opened, length: 0, ..
            } => self.key(Code::Char(char::from(opened)), 2),
            State::Answer { .. } => {}
            State::Letter { alt, .. } => self.letter('\u{FFFD}', alt),
            State::Paste { bytes, length } => self.paste(&bytes, length),
        }
        std::mem::take(&mut self.heard)
    }

    fn byte(&mut self, byte: u8) {
        match std::mem::take(&mut self.state) {
            State::Ground => self.begin(byte, false),
            State::Esc { count, split } => self.after_esc(byte, count, split),
            State::Csi { alt, body } => self.in_csi(byte, alt, body),
            State::Ss3 { alt, split } => self.after_ss3(byte, alt, split),
            State::Answer {
                opened,
                length,
                esc,
            } => {
                let ended = match byte {
                    b'\\' => esc,
                    0x07 => opened == b']',
                    0x18 | 0x1a => true,
                    _ if length >= ANSWER_LENGTH => true,
                    _ => false,
                };
                if esc && !ended {
                    // An Esc that ends nothing begins something.
                    self.after_esc(byte, 1, false);
                } else if !ended {
                    self.state = State::Answer {
                        opened,
                        length: length + 1,
                        esc: byte == ESC,
                    };
                }
            }
            State::Letter { alt, mut bytes } => {
                if byte & 0xc0 != 0x80 {
                    self.letter('\u{FFFD}', alt);
                    self.begin(byte, false);
                    return;
                }
                bytes.push(byte);
                match std::str::from_utf8(&bytes) {
                    Ok(text) => text.chars().for_each(|c| self.letter(c, alt)),
                    Err(error) if error.error_len().is_none() => {
                        self.state = State::Letter { alt, bytes };
                    }
                    Err(_) => self.letter('\u{FFFD}', alt),
                }
            }
            State::Paste { mut bytes, length } => {
                bytes.push(byte);
                if bytes.ends_with(PASTE_END) {
                    bytes.truncate(bytes.len() - PASTE_END.len());
                    self.paste(&bytes, length + 1 - PASTE_END.len());
                    return;
                }
                // Past the limit only a tail is kept, in which the end can be recognised.
                if bytes.len() > PASTE_KEPT + 2 * PASTE_END.len() {
                    bytes.remove(PASTE_KEPT);
                }
                self.state = State::Paste {
                    bytes,
                    length: length + 1,
                };
            }
            State::Skip(1) => {}
            State::Skip(left) => self.state = State::Skip(left - 1),
        }
    }

    /// A byte that continues nothing.
    fn begin(&mut self, byte: u8, alt: bool) {
        let held = if alt { 2 } else { 0 };
        match byte {
            ESC => {
                self.state = State::Esc {
                    count: 1,
                    split: false,
                }
            }
            b'\r' => self.key(Code::Enter, held),
            b'\t' => self.key(Code::Tab, held),
            0x7f | 0x08 => self.key(Code::Backspace, held),
            0 => self.key(Code::Char(' '), held | 4),
            0x01..=0x1a => self.key(Code::Char(char::from(byte + 0x60)), held | 4),
            0x1c..=0x1f => self.key(Code::Char(char::from(byte + 0x40)), held | 4),
            0x20..=0x7e => self.letter(char::from(byte), alt),
            0xc2..=0xf4 => {
                self.state = State::Letter {
                    alt,
                    bytes: vec![byte],
                }
            }
            0x80..=0xff => self.letter('\u{FFFD}', alt),
        }
    }

    fn after_esc(&mut self, byte: u8, count: u8, split: bool) {
        let alt = count > 1;
        // Of several the last belongs to the sequence and the one before it stands for Alt.
        let lone = count.saturating_sub(2);
        match byte {
            ESC => {
                self.state = State::Esc {
                    count: count.saturating_add(1),
                    split: false,
                }
            }
            b'[' | b'O' => {
                self.escapes(lone);
                self.state = if byte == b'[' {
                    State::Csi {
                        alt,
                        body: Vec::new(),
                    }
                } else {
                    State::Ss3 { alt, split: false }
                };
            }
            b']' | b'P' | b'_' | b'^' | b'X' => {
                self.escapes(count - 1);
                self.state = State::Answer {
                    opened: byte,
                    length: 0,
                    esc: false,
                };
            }
            b'\\' if !split && count == 1 => {} // the end of an answer given up on
            _ if split => {
                self.escapes(count);
                self.begin(byte, false);
            }
            _ => {
                self.escapes(count - 1);
                self.begin(byte, true);
            }
        }
    }

    fn in_csi(&mut self, byte: u8, alt: bool, mut body: Vec<u8>) {
        match byte {
            ESC => {
                self.state = State::Esc {
                    count: 1,
                    split: false,
                }
            }
            // The Linux console's F1 to F5 have a second bracket.
            b'[' if body.is_empty() => {
                self.state = State::Csi {
                    alt,
                    body: vec![byte],
                }
            }
            _ if body.first() == Some(&b'[') => {
                if let b'A'..=b'E' = byte {
                    self.key(Code::F(byte - b'A' + 1), if alt { 2 } else { 0 });
                }
            }
            0x20..=0x3f if body.len() < 64 => {
                body.push(byte);
                self.state = State::Csi { alt, body };
            }
            b'M' if body.is_empty() => self.state = State::Skip(3),
            0x40..=0x7e => self.csi(&body, byte, alt),
            _ => {}
        }
    }

    fn csi(&mut self, body: &[u8], last: u8, alt: bool) {
        // Numbers between semicolons; of `a:b` the first counts, but for the kind of event.
        let fields: Vec<&[u8]> = body.split(|b| *b == b';').collect();
        let part = |field: usize, part: usize| -> Option<u32> {
            let part = fields.get(field)?.split(|b| *b == b':').nth(part)?;
            std::str::from_utf8(part).ok()?.parse().ok()
        };
        let first = part(0, 0);
        let modified = part(1, 0).filter(|n| (1..=256).contains(n));
        let released = part(1, 1) == Some(3);
        let held = modified.map_or(0, |n| (n - 1) as u8 & 7) | if alt { 2 } else { 0 };
        let plain =
            body.is_empty() || (first == Some(1) && fields.len() == 2 && modified.is_some());
        let code = match (last, first) {
            _ if released => None,
            (b'P'..=b'S', _) if plain => Some(Code::F(last - b'P' + 1)),
            (b'A'..=b'F' | b'H', _) if plain => arrow(last),
            (b'a'..=b'd', None) if body.is_empty() => {
                return self.maybe(arrow(last.to_ascii_uppercase()), held | 1);
            }
            (b'Z', _) if body.is_empty() || modified.is_some() => Some(Code::BackTab),
            (b'~', Some(200)) => {
                self.state = State::Paste {
                    bytes: Vec::new(),
                    length: 0,
                };
                None
            }
            (b'~', Some(27)) => part(2, 0).and_then(by_number),
            (b'~', Some(n)) => by_tilde(n),
            (b'u', Some(n)) => by_number(n),
            _ => None,
        };
        self.maybe(code, held);
    }

    fn after_ss3(&mut self, byte: u8, alt: bool, split: bool) {
        let held = if alt { 2 } else { 0 };
        match byte {
            b'A'..=b'F' | b'H' => self.maybe(arrow(byte), held),
            b'a'..=b'd' => self.maybe(arrow(byte.to_ascii_uppercase()), held | 4),
            b'P'..=b'S' => self.key(Code::F(byte - b'P' + 1), held),
            b'M' => self.key(Code::Enter, held),
            b'X' => self.key(Code::Char('='), held),
            b'j'..=b'y' => self.key(Code::Char(char::from(byte - 0x40)), held),
            _ if split => {
                // Esc, then a capital O, then something else: typed by a person.
                self.escapes(1);
                self.key(Code::Char('O'), 0);
                self.begin(byte, false);
            }
            _ => {
                self.key(Code::Char('O'), 2);
                self.begin(byte, false);
            }
        }
    }

    fn escapes(&mut self, count: u8) {
        for _ in 0..count {
            self.key(Code::Esc, 0);
        }
    }

    fn letter(&mut self, c: char, alt: bool) {
        if !c.is_control() {
            self.key(Code::Char(c), if alt { 2 } else { 0 });
        }
    }

    fn maybe(&mut self, code: Option<Code>, held: u8) {
        if let Some(code) = code {
            self.key(code, held);
        }
    }

    /// `held` as terminals count: 1 shift, 2 alt, 4 ctrl.
    fn key(&mut self, code: Code, held: u8) {
        let key = Key {
            code,
            shift: held & 1 > 0,
            alt: held & 2 > 0,
            ctrl: held & 4 > 0,
        };
        self.heard.push(Event::Key(key.in_one_form()));
    }

    fn paste(&mut self, bytes: &[u8], length: usize) {
        let cut = length > PASTE_KEPT;
        let mut kept = bytes.get(..PASTE_KEPT.min(bytes.len())).unwrap_or_default();
        if cut {
            // Not in the middle of a character.
            let whole = kept.iter().rposition(|b| b & 0xc0 != 0x80).unwrap_or(0);
            kept = kept.get(..whole).unwrap_or_default();
        }
        self.heard.push(Event::Paste {
            text: String::from_utf8_lossy(kept).into_owned(),
            cut,
        });
    }
}

fn arrow(last: u8) -> Option<Code> {
    Some(match last {
        b'A' => Code::Up,
        b'B' => Code::Down,
        b'C' => Code::Right,
        b'D' => Code::Left,
        b'F' => Code::End,
        b'H' => Code::Home,
        _ => return None,
    })
}

fn by_tilde(n: u32) -> Option<Code> {
    Some(match n {
        1 | 7 => Code::Home,
        2 => Code::Insert,
        3 => Code::Delete,
        4 | 8 => Code::End,
        5 => Code::PageUp,
        6 => Code::PageDown,
        11..=15 => Code::F((n - 10) as u8),
        17..=21 => Code::F((n - 11) as u8),
        23..=26 => Code::F((n - 12) as u8),
        28 | 29 => Code::F((n - 13) as u8),
        31..=34 => Code::F((n - 14) as u8),
        _ => return None,
    })
}

/// A key that a terminal names by its character, as the newer protocols do.
fn by_number(n: u32) -> Option<Code> {
    Some(match n {
        8 | 127 => Code::Backspace,
        9 => Code::Tab,
        13 => Code::Enter,
        27 => Code::Esc,
        0xe000..=0xf8ff => return None,
        _ => Code::Char(char::from_u32(n).filter(|c| !c.is_control())?),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Chunks as they arrive, then silence.
    fn heard(chunks: &[&[u8]]) -> Vec<Event> {
        let mut decoder = Decoder::default();
        let mut events: Vec<Event> = chunks
            .iter()
            .flat_map(|chunk| decoder.feed(chunk))
            .collect();
        while decoder.patience().is_some() {
            events.extend(decoder.give_up());
        }
        events
    }

    fn keys(chunks: &[&[u8]]) -> String {
        let name = |event: Event| match event {
            Event::Key(key) => key.to_string(),
            other => format!("{other:?}"),
        };
        heard(chunks)
            .into_iter()
            .map(name)
            .collect::<Vec<_>>()
            .join(" ")
    }

    #[test]
    fn the_keys_of_many_terminals_are_known() {
        for (bytes, key) in [
            ("a", "a"),
            ("R", "R"),
            ("é", "é"),
            ("字", "字"),
            (" ", "space"),
            ("\r", "enter"),
            ("\t", "tab"),
            ("\x7f", "backspace"),
            ("\x08", "backspace"),
            ("\x13", "ctrl-s"),
            ("\0", "ctrl-space"),
            ("\x1f", "ctrl-_"),
            ("\n", "ctrl-j"),
            ("\x1b", "esc"),
            ("\x1b[A", "up"),
            ("\x1bOA", "up"),
            ("\x1b[1;5D", "ctrl-left"),
            ("\x1b[Z", "shift-tab"),
            ("\x1b[H", "home"),
            ("\x1b[4~", "end"),
            ("\x1b[3;2~", "shift-delete"),
            ("\x1bOP", "f1"),
            ("\x1b[15~", "f5"),
            ("\x1b[24~", "f12"),
            ("\x1b[[B", "f2"),
            ("\x1b[1;2R", "shift-f3"),
            ("\x1bx", "alt-x"),
            ("\x1b\r", "alt-enter"),
            ("\x1b\x1b[A", "alt-up"),
            ("\x1b[13;5u", "ctrl-enter"),
            ("\x1b[27;5;13~", "ctrl-enter"),
            ("\x1b[115;5u", "ctrl-s"),
            ("\x1b[a", "shift-up"),
            ("\x1bOb", "ctrl-down"),
            ("\x1bé", "alt-é"),
            ("\x1b\x1b", "esc esc"),
            ("\x1b[97;1:3u", ""),
        ] {
            assert_eq!(keys(&[bytes.as_bytes()]), key, "{bytes:?}");
        }
    }

    #[test]
    fn an_arrow_split_by_the_network_is_one_arrow() {
        assert_eq!(keys(&[b"\x1b", b"[A"]), "up");
        assert_eq!(keys(&[b"\x1b", b"[", b"A", b"j"]), "up j");
        assert_eq!(keys(&[b"\x1b[1;", b"5", b"C"]), "ctrl-right");
        assert_eq!(keys(&[b"\x1b", b"O", b"B"]), "down");
        assert_eq!(keys(&[b"\xc3", b"\xa9"]), "é");
    }

    #[test]
    fn esc_and_then_a_letter_are_two_keys() {
        assert_eq!(keys(&[b"\x1b", b"j"]), "esc j");
        assert_eq!(keys(&[b"\x1b", b"O", b"k"]), "+");
        assert_eq!(keys(&[b"\x1b", b"O", b"!"]), "esc O !");
    }

    #[test]
    fn a_late_answer_types_nothing() {
        assert_eq!(keys(&[b"a\x1b]11;rgb:0000/0000/0000\x1b\\b"]), "a b");
        assert_eq!(keys(&[b"\x1b]11;rgb:00", b"00/00\x07b"]), "b");
        assert_eq!(keys(&[b"\x1b", b"]11;rgb:00", b"/00\x1b", b"\\b"]), "b");
        assert_eq!(keys(&[b"\x1bP1+r544e\x1b\\\x1b_Gi=1;OK\x1b\\x"]), "x");
        assert_eq!(
            keys(&[b"\x1b[?62;4c\x1b[12;40R\x1b[?2026;2$y\x1b[I\x1b[<0;3;4M\x1b[M !!x"]),
            "x"
        );
        assert_eq!(keys(&[b"\x1b]11;rgb:0000\x1b[A"]), "up");
    }

    #[test]
    fn alt_and_a_bracket_are_a_key_when_nothing_follows() {
        assert_eq!(keys(&[b"\x1b]"]), "alt-]");
        assert_eq!(keys(&[b"\x1b["]), "alt-[");
        assert_eq!(keys(&[b"\x1bO"]), "alt-O");
    }

    #[test]
    fn what_is_not_text_becomes_replacement_marks() {
        assert_eq!(keys(&[b"\xff\xc3(\x80a"]), "\u{FFFD} \u{FFFD} ( \u{FFFD} a");
        assert_eq!(keys(&[b"\xe5\xad"]), "\u{FFFD}");
        assert_eq!(keys(&["\u{9b}31m".as_bytes()]), "3 1 m");
    }

    fn pasted(text: &str, cut: bool) -> Event {
        Event::Paste {
            text: text.into(),
            cut,
        }
    }

    #[test]
    fn a_paste_is_one_event_whatever_is_in_it() {
        assert_eq!(
            heard(&[b"\x1b[200~one\r\x1b[A\xff\x1b[201~"]),
            [pasted("one\r\x1b[A\u{FFFD}", false)]
        );
        assert_eq!(
            heard(&[b"\x1b[200~tw", b"o\x1b[2", b"01~"]),
            [pasted("two", false)]
        );
        assert_eq!(heard(&[b"\x1b[200~\x1b[201~"]), [pasted("", false)]);
    }

    #[test]
    fn a_paste_that_lost_its_end_is_given_after_a_silence() {
        assert_eq!(heard(&[b"\x1b[200~lost"]), [pasted("lost", false)]);
    }

    #[test]
    fn a_paste_is_cut_at_its_limit_between_characters() {
        let exact = "x".repeat(PASTE_KEPT);
        let bytes = format!("\x1b[200~{exact}\x1b[201~");
        assert_eq!(heard(&[bytes.as_bytes()]), [pasted(&exact, false)]);
        let bytes = format!("\x1b[200~x{}\x1b[201~q", "é".repeat(PASTE_KEPT));
        let events = heard(&[bytes.as_bytes()]);
        let [Event::Paste { text, cut: true }, Event::Key(key)] = events.as_slice() else {
            unreachable!("a paste and a key")
        };
        assert!(
            text.len() <= PASTE_KEPT && text.len() > PASTE_KEPT - 4 && !text.contains('\u{FFFD}')
        );
        assert_eq!(*key, Key::char('q'));
    }
}
