//! Text into rows: separator, quotes, line ends, limits. It knows no column
//! by name. (Read by hand and not by the csv crate, which takes a quote that
//! is never closed for one huge last value, and knows `\"` or `""`, not both.)

use std::io::Read;

use super::clean::{self, DAMAGE};
use super::finding::{Fault, shown};
use super::text::{Encoding, Text};

const FIELD_LIMIT: usize = 64 * 1024;
const ROW_LIMIT: usize = 1024 * 1024;
const COLUMN_LIMIT: usize = 200;
const SEPARATORS: [u8; 5] = *b",;\t^|";

/// One row under the header.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// The line it begins on; the header's is usually 1.
    pub line: u64,
    /// One cell for each header; a short row is filled up with blanks.
    pub cells: Vec<String>,
    /// Fewer cells than headers.
    pub is_short: bool,
    /// Something stands in a cell beyond the last header, as when a separator in a value went unquoted.
    pub is_long: bool,
    /// Bytes that make no letter in the file's encoding.
    pub is_damaged: bool,
}

impl Row {
    /// The cell in a column, blank where there is none.
    pub fn cell(&self, column: usize) -> &str {
        self.cells.get(column).map_or("", String::as_str)
    }
}

/// A file of rows under a header, read row by row.
pub struct Table<R> {
    text: Text<R>,
    file: String,
    separator: u8,
    headers: Vec<String>,
    line: u64,
    escapes_by_backslash: bool,
    short_rows: u64,
}

enum End {
    Separator,
    Line,
    File,
}

impl<R: Read> Table<R> {
    /// Reads as far as the header. A file with nothing in it is no table.
    pub fn open(file: &str, source: R) -> Result<Option<Table<R>>, Fault> {
        let mut text = Text::new(file, source);
        let sample = text.waiting()?;
        let (separator, told) = match told_separator(sample) {
            Some((separator, length)) => (separator, length),
            None => (guess_separator(sample), 0),
        };
        text.take(told);
        let mut table = Table {
            text,
            file: file.to_owned(),
            separator,
            headers: Vec::new(),
            line: if told > 0 { 2 } else { 1 },
            escapes_by_backslash: false,
            short_rows: 0,
        };
        while let Some((_, cells)) = table.cells()? {
            if is_blank(&cells) {
                continue;
            }
            table.headers = cells.iter().map(|cell| header(cell)).collect();
            return Ok(Some(table));
        }
        Ok(None)
    }

    /// The header's cells, trimmed, without quotes of either sort.
    pub fn headers(&self) -> &[String] {
        &self.headers
    }

    /// The separator that was found.
    pub fn separator(&self) -> char {
        char::from(self.separator)
    }

    /// The guess at the encoding; final after the last row.
    pub fn encoding(&self) -> Encoding {
        self.text.encoding()
    }

    /// Rows with fewer cells than headers so far.
    pub fn short_rows(&self) -> u64 {
        self.short_rows
    }

    /// The next row that isn't blank.
    pub fn next_row(&mut self) -> Result<Option<Row>, Fault> {
        while let Some((line, mut cells)) = self.cells()? {
            if is_blank(&cells) {
                continue;
            }
            let width = self.headers.len();
            let is_short = cells.len() < width;
            self.short_rows += u64::from(is_short);
            let is_long = cells.iter().skip(width).any(|cell| !cell.trim().is_empty());
            let is_damaged = cells.iter().any(|cell| cell.contains(DAMAGE));
            cells.resize(width, String::new());
            return Ok(Some(Row {
                line,
                cells,
                is_short,
                is_long,
                is_damaged,
            }));
        }
        Ok(None)
    }

    fn cells(&mut self) -> Result<Option<(u64, Vec<String>)>, Fault> {
        if self.text.look(0)?.is_none() {
            return Ok(None);
        }
        let line = self.line;
        let mut cells = Vec::with_capacity(self.headers.len());
        let mut size = 0;
        loop {
            let (cell, end) = self.field()?;
            size += cell.len() + 1;
            cells.push(cell);
            if size > ROW_LIMIT {
                return Err(self.over(line, "a row of more than 1 MB"));
            }
            if cells.len() > COLUMN_LIMIT {
                return Err(self.over(line, "more than 200 columns"));
            }
            match end {
                End::Separator => {}
                End::Line | End::File => return Ok(Some((line, cells))),
            }
        }
    }

    fn field(&mut self) -> Result<(String, End), Fault> {
        let mut field = Vec::new();
        let mut was_quoted = false;
        let separator = self.separator;
        let end = loop {
            let stop = self.copy_until(&mut field, |b| {
                b == separator || matches!(b, b'"' | b'\r' | b'\n')
            })?;
            match stop {
                None => break End::File,
                Some(b'"') => {
                    self.text.take(1);
                    if !was_quoted && field.iter().all(|b| *b == b' ') {
                        was_quoted = true;
                        field.clear();
                        self.quoted(&mut field)?;
                    } else {
                        field.push(b'"');
                    }
                }
                Some(b'\r' | b'\n') => {
                    self.take_line_end(None)?;
                    break End::Line;
                }
                Some(_) => {
                    self.text.take(1);
                    break End::Separator;
                }
            }
        };
        Ok((String::from_utf8_lossy(&field).into_owned(), end))
    }

    /// The inside of a quoted value, up to the quote that closes it.
    fn quoted(&mut self, field: &mut Vec<u8>) -> Result<(), Fault> {
        let opened = self.line;
        loop {
            let stop = self.copy_until(field, |b| matches!(b, b'"' | b'\\' | b'\r' | b'\n'))?;
            match stop {
                None => {
                    return Err(Fault::new(
                        format!(
                            "{}: a quote opened on line {opened} is never closed.",
                            shown(&self.file)
                        ),
                        "Close it, or export the file again: it may be cut short.",
                    ));
                }
                Some(b'"') if self.text.look(1)? == Some(b'"') => {
                    field.push(b'"');
                    self.text.take(2);
                }
                Some(b'"') => {
                    self.text.take(1);
                    return Ok(());
                }
                Some(b'\\') => self.backslash(field)?,
                Some(_) => self.take_line_end(Some(field))?,
            }
        }
    }

    /// `\"` is a quote in some exports, and the end of a value in others; what follows tells.
    fn backslash(&mut self, field: &mut Vec<u8>) -> Result<(), Fault> {
        let next = self.text.look(1)?;
        let after = self.text.look(2)?;
        let third = self.text.look(3)?;
        let ends = |byte: Option<u8>| {
            byte.is_none_or(|b| b == self.separator || matches!(b, b'\r' | b'\n'))
        };
        let is_escape = next == Some(b'"')
            && match after {
                Some(b'"') => third != Some(b'"') && ends(third),
                _ if ends(after) => self.escapes_by_backslash,
                _ => true,
            };
        if is_escape {
            self.escapes_by_backslash = true;
            field.push(b'"');
            self.text.take(2);
        } else if self.escapes_by_backslash && next == Some(b'\\') {
            field.push(b'\\');
            self.text.take(2);
        } else {
            field.push(b'\\');
            self.text.take(1);
        }
        Ok(())
    }

    /// Copies up to the next byte that matters, which stays where it is.
    fn copy_until(
        &mut self,
        field: &mut Vec<u8>,
        stops: impl Fn(u8) -> bool,
    ) -> Result<Option<u8>, Fault> {
        loop {
            let waiting = self.text.waiting()?;
            if waiting.is_empty() {
                return Ok(None);
            }
            let length = waiting
                .iter()
                .position(|b| stops(*b))
                .unwrap_or(waiting.len());
            let stop = waiting.get(length).copied();
            let fits = field.len() + length <= FIELD_LIMIT;
            if fits {
                field.extend_from_slice(waiting.get(..length).unwrap_or_default());
            }
            self.text.take(length);
            if !fits {
                let what = "a value of more than 64 kB, or a quote that isn't closed";
                return Err(self.over(self.line, what));
            }
            if stop.is_some() {
                return Ok(stop);
            }
        }
    }

    /// CR, LF or both are one line end; inside a quoted value it is kept as a line feed.
    fn take_line_end(&mut self, field: Option<&mut Vec<u8>>) -> Result<(), Fault> {
        let both = self.text.look(0)? == Some(b'\r') && self.text.look(1)? == Some(b'\n');
        self.text.take(if both { 2 } else { 1 });
        self.line += 1;
        if let Some(field) = field {
            field.push(b'\n');
        }
        Ok(())
    }

    fn over(&self, line: u64, what: &str) -> Fault {
        Fault::new(
            format!("{}, line {line}: {what}.", shown(&self.file)),
            "Check the export; nothing was stored.",
        )
    }
}

fn is_blank(cells: &[String]) -> bool {
    cells.iter().all(|cell| cell.trim().is_empty())
}

fn header(cell: &str) -> String {
    let text = clean::clean(cell).text;
    let bare = text
        .strip_prefix('\'')
        .and_then(|rest| rest.strip_suffix('\''));
    bare.map_or_else(|| text.clone(), |name| name.trim().to_owned())
}

/// Excel's own first line `sep=;`, and how long it is.
fn told_separator(sample: &[u8]) -> Option<(u8, usize)> {
    let rest = sample.strip_prefix(b"sep=")?;
    let separator = *rest.first()?;
    let length = match rest.get(1..3)? {
        b"\r\n" => 7,
        [b'\r' | b'\n', _] => 6,
        _ => return None,
    };
    SEPARATORS
        .contains(&separator)
        .then_some((separator, length))
}

/// The separator that splits the header, and most rows like it.
fn guess_separator(sample: &[u8]) -> u8 {
    const LINES: usize = 50;
    let mut counts: Vec<[usize; 5]> = vec![[0; 5]];
    let mut in_quotes = false;
    let mut before = 0;
    for byte in sample {
        if *byte == b'"' && before != b'\\' {
            in_quotes = !in_quotes;
        } else if !in_quotes && matches!(byte, b'\n' | b'\r') {
            let is_empty = counts.last().is_none_or(|c| c.iter().all(|n| *n == 0));
            if !is_empty || before != b'\r' {
                counts.push([0; 5]);
            }
            if counts.len() > LINES {
                break;
            }
        } else if !in_quotes {
            for (count, separator) in counts
                .iter_mut()
                .next_back()
                .into_iter()
                .flatten()
                .zip(SEPARATORS)
            {
                *count += usize::from(separator == *byte);
            }
        }
        before = *byte;
    }
    counts.pop_if(|last| last.iter().all(|n| *n == 0));
    let Some(first) = counts.iter().find(|c| c.iter().any(|n| *n > 0)) else {
        return b',';
    };
    let mut best = (b',', 0.0);
    for (index, separator) in SEPARATORS.into_iter().enumerate() {
        let columns = first.get(index).copied().unwrap_or(0);
        if columns == 0 {
            continue;
        }
        let alike = counts
            .iter()
            .filter(|c| c.get(index) == Some(&columns))
            .count();
        let score = alike as f64 / counts.len() as f64 + columns.min(20) as f64 / 20.0;
        if score > best.1 {
            best = (separator, score);
        }
    }
    best.0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(text: &str) -> (Vec<String>, Vec<Vec<String>>) {
        let mut table = Table::open("a.csv", text.as_bytes()).unwrap().unwrap();
        let mut rows = Vec::new();
        while let Some(row) = table.next_row().unwrap() {
            rows.push(row.cells);
        }
        (table.headers().to_vec(), rows)
    }

    fn fault(text: &[u8]) -> Fault {
        let mut table = match Table::open("a.csv", text) {
            Ok(table) => table.unwrap(),
            Err(fault) => return fault,
        };
        loop {
            match table.next_row() {
                Ok(row) => assert!(row.is_some(), "no fault"),
                Err(fault) => return fault,
            }
        }
    }

    #[test]
    fn every_separator_is_found() {
        for separator in [",", ";", "\t", "^", "|"] {
            let text = "Name,Vorname\n\"Kurz; x^y\",Zoë\n".replace(',', separator);
            let (headers, rows) = rows(&text);
            assert_eq!(headers, ["Name", "Vorname"], "{separator}");
            assert_eq!(rows.len(), 1);
            assert_eq!(rows[0][1], "Zoë");
        }
        assert_eq!(rows("sep=;\r\na,b;c\r\n1,2;3\r\n").0, ["a,b", "c"]);
        assert_eq!(
            rows("Last, First;Class\nA, B;1\nC;2\nD, E, F;3\n").0.len(),
            2
        );
    }

    #[test]
    fn every_line_end_is_read() {
        for end in ["\n", "\r\n", "\r"] {
            let (_, rows) = rows(&"a,b\n1,\"x\ny\"\n\n3,4".replace('\n', end));
            assert_eq!(rows, [["1", "x\ny"], ["3", "4"]], "{end:?}");
        }
    }

    #[test]
    fn both_ways_to_write_a_quote_are_read() {
        let (_, rows) = rows(
            "a,b\n\"the \\\"red\\\", one\",\"end \\\"x\\\"\"\n\"C:\\\\\",2\n\"a \"\"b\"\" c\",5'2\"\n",
        );
        assert_eq!(rows[0], ["the \"red\", one", "end \"x\""]);
        assert_eq!(rows[1], ["C:\\", "2"]);
        assert_eq!(rows[2], ["a \"b\" c", "5'2\""]);
    }

    #[test]
    fn a_backslash_at_the_end_of_a_value_is_only_a_backslash() {
        assert_eq!(rows("a,b\n\"C:\\\",2\n").1[0], ["C:\\", "2"]);
    }

    #[test]
    fn ragged_rows_are_filled_up_or_marked() {
        let text = "a,b,c\n1\n1,2,3,,\n1,2,3,4\n,,\n";
        let mut table = Table::open("a.csv", text.as_bytes()).unwrap().unwrap();
        let first = table.next_row().unwrap().unwrap();
        assert!(first.is_short && first.cells == ["1", "", ""]);
        assert!(!table.next_row().unwrap().unwrap().is_long);
        assert!(table.next_row().unwrap().unwrap().is_long);
        assert_eq!(table.next_row().unwrap(), None);
        assert_eq!(table.short_rows(), 1);
    }

    #[test]
    fn headers_lose_their_quotes_and_the_byte_mark() {
        assert_eq!(
            rows("\u{feff}'local_id','name'\n1,2\n").0,
            ["local_id", "name"]
        );
        assert_eq!(rows("\u{feff}\"id\";\"x\"\n1;2\n").0, ["id", "x"]);
    }

    #[test]
    fn a_row_knows_its_line_past_line_breaks_in_quotes() {
        let mut table = Table::open("a.csv", &b"a,b\n\"x\n\ny\",1\nz,2\n"[..])
            .unwrap()
            .unwrap();
        assert_eq!(table.next_row().unwrap().unwrap().line, 2);
        assert_eq!(table.next_row().unwrap().unwrap().line, 5);
    }

    #[test]
    fn the_limits_hold() {
        let field = format!("a,b\n{},1\n", "x".repeat(FIELD_LIMIT + 1));
        assert!(fault(field.as_bytes()).what.contains("64 kB"));
        let row = format!("a,b\n{}\n", vec!["y".repeat(60_000); 19].join(","));
        assert!(fault(row.as_bytes()).what.contains("1 MB"));
        let columns = ",".repeat(200_000);
        assert!(fault(format!("a{columns}").as_bytes()).what.contains("200"));
        let open = fault(b"a,b\n1,2\n\"x,3\n4,5\n");
        assert!(open.what.contains("line 3"), "{open}");
    }

    #[test]
    fn an_empty_file_is_no_table() {
        assert!(Table::open("a.csv", &b""[..]).unwrap().is_none());
        assert!(
            Table::open("a.csv", &b"\xEF\xBB\xBF\r\n\n"[..])
                .unwrap()
                .is_none()
        );
    }
}
