//! Finds a block of rows that has only moved up or down. A guess: the writer tries it and keeps
//! it where it saves bytes.

use super::cells::{Glyph, Grid};

/// Rows `top..=bottom` moved up by `by`, or down where negative.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Shift {
    pub top: u16,
    pub bottom: u16,
    pub by: i32,
}

/// The likeliest move from what is shown to what is wanted, where these rows have changed.
pub(super) fn likeliest(shown: &Grid, wanted: &Grid, changed: &[u16]) -> Option<Shift> {
    let (&first, &last) = (changed.first()?, changed.last()?);
    let before: Vec<(u16, u64)> = (first..=last)
        .filter_map(|y| Some((y, key(shown.row(y))?)))
        .collect();
    let mut moves: Vec<(i32, u16)> = Vec::new();
    for &y in changed {
        let Some(sought) = key(wanted.row(y)) else {
            continue;
        };
        let from = before
            .iter()
            .filter(|(row, key)| *key == sought && *row != y);
        moves.extend(from.map(|(row, _)| (i32::from(*row) - i32::from(y), y)));
    }
    moves.sort_unstable();
    let block = moves
        .chunk_by(|a, b| a.0 == b.0)
        .max_by_key(|rows| rows.len())?;
    let (&(by, top), &(_, bottom)) = (block.first()?, block.last()?);
    if block.len() < 2 {
        return None;
    }
    let reach = by.unsigned_abs() as u16;
    Some(if by > 0 {
        Shift {
            top,
            bottom: bottom + reach,
            by,
        }
    } else {
        Shift {
            top: top - reach,
            bottom,
            by,
        }
    })
}

/// What a row is recognised by: its text past the marks at its left, up to where a card may
/// begin. Nothing where it is empty.
fn key(row: &[Glyph]) -> Option<u64> {
    let end = row.len().min((row.len() / 3).max(28));
    let part = row.get(row.len().min(4)..end)?;
    if part.iter().all(Glyph::is_blank) {
        return None;
    }
    Some(part.iter().fold(0xcbf2_9ce4_8422_2325, |sum, glyph| {
        (sum ^ u64::from(glyph.fingerprint())).wrapping_mul(0x0100_0000_01b3)
    }))
}

#[cfg(test)]
mod tests {
    use ratatui::buffer::Buffer;

    use super::*;

    fn differing(a: &Grid, b: &Grid) -> Vec<u16> {
        (0..b.height).filter(|y| a.row(*y) != b.row(*y)).collect()
    }

    fn grid(lines: &[&str]) -> Grid {
        let mut grid = Grid::default();
        grid.copy(&Buffer::with_lines(
            lines.iter().map(|line| format!("    {line:<30}")),
        ));
        grid
    }

    #[test]
    fn a_list_that_scrolled_is_recognised() {
        let shown = grid(&["Title", "Ada", "Ben", "Cleo", "Dan", "keys"]);
        let wanted = grid(&["Title", "Ben", "Cleo", "Dan", "Eve", "keys"]);
        let up = Shift {
            top: 1,
            bottom: 4,
            by: 1,
        };
        assert_eq!(
            likeliest(&shown, &wanted, &differing(&shown, &wanted)),
            Some(up)
        );
        assert_eq!(
            likeliest(&wanted, &shown, &differing(&wanted, &shown)),
            Some(Shift { by: -1, ..up })
        );
    }

    #[test]
    fn other_text_is_no_move() {
        let shown = grid(&["Ada", "Ben", "Cleo", "Dan"]);
        let other = grid(&["x", "y", "z", "w"]);
        assert_eq!(likeliest(&shown, &other, &differing(&shown, &other)), None);
        assert_eq!(likeliest(&shown, &shown, &[]), None);
    }
}
