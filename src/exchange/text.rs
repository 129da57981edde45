//! Bytes of any usual encoding into text, piece by piece, with a guess at the
//! encoding that was used. It knows nothing of rows.

use std::io::Read;

use super::clean::DAMAGE;
use super::decoder::Decoder;
use super::finding::{Fault, shown};

/// The most one file may hold.
pub const FILE_LIMIT: u64 = 64 * 1024 * 1024;
const PIECE: usize = 64 * 1024;

/// How the bytes of a file became letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8 or plain ASCII.
    Utf8,
    /// UTF-8 with a mark at its beginning.
    Utf8Marked,
    /// UTF-16, little end first: what Excel calls Unicode text.
    Utf16Le,
    /// UTF-16, big end first.
    Utf16Be,
    /// Windows-1252, which contains ISO-8859-1: what Excel calls CSV.
    Windows1252,
}

impl Encoding {
    /// The name as people write it.
    pub fn name(self) -> &'static str {
        match self {
            Encoding::Utf8 => "UTF-8",
            Encoding::Utf8Marked => "UTF-8 with BOM",
            Encoding::Utf16Le => "UTF-16LE",
            Encoding::Utf16Be => "UTF-16BE",
            Encoding::Windows1252 => "Windows-1252",
        }
    }
}

/// A reader of text. What was decoded and not yet taken is at most a piece or two long.
pub(super) struct Text<R> {
    source: R,
    file: String,
    encoding: Encoding,
    decoder: Option<Decoder>,
    started: bool,
    ended: bool,
    has_letters_past_ascii: bool,
    count: u64,
    raw: Vec<u8>,
    ready: Vec<u8>,
    place: usize,
}

impl<R: Read> Text<R> {
    pub(super) fn new(file: &str, source: R) -> Text<R> {
        Text {
            source,
            file: file.to_owned(),
            encoding: Encoding::Utf8,
            decoder: None,
            started: false,
            ended: false,
            has_letters_past_ascii: false,
            count: 0,
            raw: Vec::new(),
            ready: Vec::new(),
            place: 0,
        }
    }

    /// The guess so far; final once the text has been read to its end.
    pub(super) fn encoding(&self) -> Encoding {
        self.encoding
    }

    /// Everything decoded and not yet taken; empty only at the end.
    pub(super) fn waiting(&mut self) -> Result<&[u8], Fault> {
        while self.place >= self.ready.len() && !self.ended {
            self.fill()?;
        }
        Ok(self.ready.get(self.place..).unwrap_or_default())
    }

    /// The byte some places ahead, if the text goes on that far.
    pub(super) fn look(&mut self, ahead: usize) -> Result<Option<u8>, Fault> {
        while self.place + ahead >= self.ready.len() && !self.ended {
            self.fill()?;
        }
        Ok(self.ready.get(self.place + ahead).copied())
    }

    /// Moves past some bytes that were looked at.
    pub(super) fn take(&mut self, bytes: usize) {
        self.place = (self.place + bytes).min(self.ready.len());
    }

    /// Reads and decodes one more piece.
    fn fill(&mut self) -> Result<(), Fault> {
        self.ready.drain(..self.place);
        self.place = 0;
        let carried = self.raw.len();
        let wanted = (PIECE - carried) as u64;
        let read = (&mut self.source)
            .take(wanted)
            .read_to_end(&mut self.raw)
            .map_err(|error| Fault::from_reading(&self.file, &error))?;
        self.ended = (read as u64) < wanted;
        self.count += read as u64;
        if self.count > FILE_LIMIT {
            return Err(too_large(&self.file));
        }
        if !self.started {
            self.started = true;
            self.guess();
        }
        let decoded_before = self.ready.len();
        if self.decoder.is_none() {
            self.decode_utf8();
        }
        if self.decoder.is_some() {
            self.decode();
        }
        let fresh = self.ready.get(decoded_before..).unwrap_or_default();
        if fresh.contains(&0) {
            return Err(Fault::new(
                format!(
                    "{} was read as {} and holds NUL bytes, which no text has.",
                    shown(&self.file),
                    self.encoding.name()
                ),
                "Save it again as CSV in UTF-8.",
            ));
        }
        Ok(())
    }

    /// Looks at the first piece: a mark, or the zeros that UTF-16 leaves between Latin letters.
    fn guess(&mut self) {
        let (encoding, mark) = match self.raw.as_slice() {
            [0xEF, 0xBB, 0xBF, ..] => (Encoding::Utf8Marked, 3),
            [0xFF, 0xFE, ..] => (Encoding::Utf16Le, 2),
            [0xFE, 0xFF, ..] => (Encoding::Utf16Be, 2),
            raw => (guess_by_zeros(raw), 0),
        };
        self.raw.drain(..mark);
        self.encoding = encoding;
        self.decoder = match encoding {
            Encoding::Utf16Le => Some(Decoder::utf16(true)),
            Encoding::Utf16Be => Some(Decoder::utf16(false)),
            Encoding::Utf8 | Encoding::Utf8Marked | Encoding::Windows1252 => None,
        };
    }

    /// Takes what is UTF-8. The first byte that isn't, in a file of plain ASCII so far, makes it Windows-1252.
    fn decode_utf8(&mut self) {
        let mut done = 0;
        while let Some(rest) = self.raw.get(done..).filter(|rest| !rest.is_empty()) {
            let (valid, wrong) = match std::str::from_utf8(rest) {
                Ok(text) => (text.len(), None),
                Err(error) => (error.valid_up_to(), Some(error.error_len())),
            };
            let text = rest.get(..valid).unwrap_or_default();
            self.has_letters_past_ascii |= !text.is_ascii();
            self.ready.extend_from_slice(text);
            done += valid;
            match wrong {
                None => {}
                Some(None) if !self.ended => break,
                Some(_) if self.encoding == Encoding::Utf8 && !self.has_letters_past_ascii => {
                    self.encoding = Encoding::Windows1252;
                    self.decoder = Some(Decoder::Windows1252);
                    break;
                }
                Some(length) => {
                    push(&mut self.ready, DAMAGE);
                    done += length.unwrap_or(usize::MAX - done);
                }
            }
        }
        self.raw.drain(..done.min(self.raw.len()));
    }

    /// Takes a piece by the decoder that was chosen.
    fn decode(&mut self) {
        let Some(decoder) = self.decoder.as_mut() else {
            return;
        };
        let ready = &mut self.ready;
        decoder.decode(&self.raw, self.ended, |c| push(ready, c));
        self.raw.clear();
    }
}

/// What is said of a file that holds more than one may.
pub fn too_large(file: &str) -> Fault {
    Fault::new(
        format!("{} is larger than 64 MB.", shown(file)),
        "Export fewer rows at a time.",
    )
}

fn push(out: &mut Vec<u8>, c: char) {
    out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
}

fn guess_by_zeros(raw: &[u8]) -> Encoding {
    let zeros = |from: usize| {
        raw.iter()
            .skip(from)
            .step_by(2)
            .filter(|b| **b == 0)
            .count()
    };
    let (even, odd) = (zeros(0), zeros(1));
    let many = raw.len() / 2 / 3;
    if raw.len() >= 4 && odd > many && even * 10 < odd {
        Encoding::Utf16Le
    } else if raw.len() >= 4 && even > many && odd * 10 < even {
        Encoding::Utf16Be
    } else {
        Encoding::Utf8
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8]) -> Result<(String, Encoding), Fault> {
        let mut text = Text::new("a.csv", bytes);
        let mut all = Vec::new();
        loop {
            let waiting = text.waiting()?.to_vec();
            if waiting.is_empty() {
                break;
            }
            text.take(waiting.len());
            all.extend(waiting);
        }
        Ok((String::from_utf8(all).unwrap(), text.encoding()))
    }

    fn utf16(text: &str, little: bool) -> Vec<u8> {
        text.encode_utf16()
            .flat_map(|unit| {
                if little {
                    unit.to_le_bytes()
                } else {
                    unit.to_be_bytes()
                }
            })
            .collect()
    }

    #[test]
    fn a_mark_is_taken_off() {
        let (text, encoding) = read(b"\xEF\xBB\xBFid").unwrap();
        assert_eq!((text.as_str(), encoding), ("id", Encoding::Utf8Marked));
    }

    #[test]
    fn sixteen_bits_are_read_with_a_mark_and_without() {
        let marked = [vec![0xFF, 0xFE], utf16("Zoë\t日本", true)].concat();
        assert_eq!(
            read(&marked).unwrap(),
            ("Zoë\t日本".into(), Encoding::Utf16Le)
        );
        let bare = utf16("Vorname;Name\nZoë;Kurz", false);
        let expected = ("Vorname;Name\nZoë;Kurz".into(), Encoding::Utf16Be);
        assert_eq!(read(&bare).unwrap(), expected);
    }

    #[test]
    fn windows_letters_are_found_even_far_into_the_file() {
        let mut bytes = vec![b'a'; 200_000];
        bytes.extend(b"\nM\xFCller \x8Aime");
        let (text, encoding) = read(&bytes).unwrap();
        assert!(text.ends_with("\nMüller Šime"));
        assert_eq!(encoding, Encoding::Windows1252);
    }

    #[test]
    fn letters_across_two_pieces_stay_whole() {
        let long = "ü".repeat(100_001);
        let shifted = format!("a{long}");
        assert_eq!(read(shifted.as_bytes()).unwrap(), (shifted, Encoding::Utf8));
    }

    #[test]
    fn a_wrong_byte_in_utf_8_is_marked_not_guessed() {
        let (text, encoding) = read("ü\u{1}".replace('\u{1}', "x").as_bytes()).unwrap();
        assert_eq!((text.as_str(), encoding), ("üx", Encoding::Utf8));
        let (text, _) = read(b"\xC3\xBC,M\xFCller").unwrap();
        assert!(text.contains(DAMAGE));
        let (text, _) = read(b"\xC3\xBC,cut \xC3").unwrap();
        assert!(text.ends_with(DAMAGE));
    }

    #[test]
    fn zeros_are_refused_and_the_encoding_named() {
        let fault = read(b"a,b\n1,\0\n").unwrap_err();
        assert!(fault.what.contains("UTF-8"), "{fault}");
    }

    #[test]
    fn more_than_64_mb_is_refused() {
        let mut text = Text::new("a.csv", std::io::repeat(b'a'));
        let fault = loop {
            match text.waiting() {
                Ok(waiting) => {
                    let length = waiting.len();
                    text.take(length);
                }
                Err(fault) => break fault,
            }
        };
        assert!(fault.what.contains("64 MB"));
    }
}
