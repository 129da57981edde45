//! The two encodings beside UTF-8 that school software still writes: UTF-16, which Excel calls
//! Unicode text, and Windows-1252, which it calls CSV. Which one a file is in, `text` guesses.
//!
//! Of our own, since a library for all encodings of the web carries the tables of all of them,
//! which were a thirtieth of the program.

use super::clean::DAMAGE;

/// Windows-1252 from 0x80 to 0x9F (WHATWG Encoding Standard, index windows-1252, whose five
/// controls are holes here); the rest is ISO-8859-1.
const WINDOWS: [char; 32] = [
    '€', DAMAGE, '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', DAMAGE, 'Ž', DAMAGE,
    DAMAGE, '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', DAMAGE, 'ž', 'Ÿ',
];

/// Bytes into letters, piece by piece.
#[derive(Debug)]
pub(super) enum Decoder {
    /// A byte a letter.
    Windows1252,
    /// Two bytes a unit, and one or two units a letter.
    Utf16 {
        /// Whether the smaller half of a unit comes first.
        is_little: bool,
        /// The first half of a unit whose second is still to come.
        byte: Option<u8>,
        /// The first unit of a letter whose second is still to come.
        unit: Option<u16>,
    },
}

impl Decoder {
    /// UTF-16.
    pub(super) fn utf16(is_little: bool) -> Self {
        Self::Utf16 {
            is_little,
            byte: None,
            unit: None,
        }
    }

    /// Decodes a piece; what can't be read is damage. At the end nothing may be left open.
    pub(super) fn decode(&mut self, piece: &[u8], is_end: bool, mut put: impl FnMut(char)) {
        match self {
            Self::Windows1252 => {
                for byte in piece {
                    let special = WINDOWS.get(usize::from(*byte).wrapping_sub(0x80));
                    put(special.copied().unwrap_or(char::from(*byte)));
                }
            }
            Self::Utf16 {
                is_little,
                byte,
                unit,
            } => {
                for next in piece {
                    let Some(first) = byte.take() else {
                        *byte = Some(*next);
                        continue;
                    };
                    let whole = if *is_little {
                        u16::from_le_bytes([first, *next])
                    } else {
                        u16::from_be_bytes([first, *next])
                    };
                    take(unit, whole, &mut put);
                }
                if is_end && (byte.take().is_some() | unit.take().is_some()) {
                    put(DAMAGE);
                }
            }
        }
    }
}

/// Takes one unit, after the one before that waits for its other half.
fn take(waits: &mut Option<u16>, unit: u16, put: &mut impl FnMut(char)) {
    if let Some(high) = waits.take() {
        if let Some(Ok(letter)) = char::decode_utf16([high, unit]).next() {
            put(letter);
            return;
        }
        put(DAMAGE);
    }
    match char::from_u32(u32::from(unit)) {
        Some(letter) => put(letter),
        None if (0xD800..0xDC00).contains(&unit) => *waits = Some(unit),
        None => put(DAMAGE),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(mut decoder: Decoder, bytes: &[u8], by: usize) -> String {
        let mut text = String::new();
        for piece in bytes.chunks(by) {
            decoder.decode(piece, false, |c| text.push(c));
        }
        decoder.decode(&[], true, |c| text.push(c));
        text
    }

    #[test]
    fn letters_come_whole_from_pieces_of_any_length() {
        let text = "Zoë\t日本 👩 \u{10FFFF}\u{FEFF}.";
        let bytes = |little: bool| -> Vec<u8> {
            let unit = |unit: u16| {
                if little {
                    unit.to_le_bytes()
                } else {
                    unit.to_be_bytes()
                }
            };
            text.encode_utf16().flat_map(unit).collect()
        };
        for little in [true, false] {
            for by in 1..8 {
                assert_eq!(read(Decoder::utf16(little), &bytes(little), by), text);
            }
        }
    }

    #[test]
    fn halves_without_their_other_are_damage_and_cost_nothing_beside() {
        let units: [u16; 6] = [0xD83D, 0x41, 0xDC00, 0x42, 0xD83D, 0xD83D];
        let bytes: Vec<u8> = units.iter().flat_map(|unit| unit.to_le_bytes()).collect();
        let read = read(Decoder::utf16(true), &bytes, 3);
        assert_eq!(read, format!("{DAMAGE}A{DAMAGE}B{DAMAGE}{DAMAGE}"));
        let mut text = String::new();
        Decoder::utf16(true).decode(b"a\0b", true, |c| text.push(c));
        assert_eq!(text, format!("a{DAMAGE}"));
    }

    #[test]
    fn each_byte_of_windows_is_its_letter() {
        let all: Vec<u8> = (0..=255).collect();
        let text: Vec<char> = read(Decoder::Windows1252, &all, 7).chars().collect();
        assert_eq!(text.len(), 256);
        assert_eq!((text[0x41], text[0x80], text[0x9F]), ('A', '€', 'Ÿ'));
        assert_eq!((text[0xFC], text[0xFF]), ('ü', 'ÿ'));
        let holes: Vec<usize> = (0..256).filter(|at| text[*at] == DAMAGE).collect();
        assert_eq!(holes, [0x81, 0x8D, 0x8F, 0x90, 0x9D]);
    }
}
