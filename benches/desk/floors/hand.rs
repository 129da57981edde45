//! The same with hand-written escapes: a row moved is two marks, a row scrolled
//! a scroll region with one new row, and find goes by the index of words.

use std::fmt::Write;
use std::path::Path;

use color_eyre::eyre::Result;
use rustix::io::{read, write};
use rustix::stdio::{stdin, stdout};
use rustix::termios::{OptionalActions, tcgetattr, tcgetwinsize, tcsetattr};

use super::people::{People, Person};

struct Hand {
    people: People,
    rows: Vec<Person>,
    typed: Option<String>,
    cursor: usize,
    height: usize,
    width: usize,
    out: String,
}

/// The program.
pub fn run(path: &Path) -> Result<()> {
    let modes = tcgetattr(stdin())?;
    let mut raw = modes.clone();
    raw.make_raw();
    tcsetattr(stdin(), OptionalActions::Now, &raw)?;
    let size = tcgetwinsize(stdout())?;
    let mut hand = Hand {
        people: People::open(path)?,
        rows: Vec::new(),
        typed: None,
        cursor: 0,
        height: usize::from(size.ws_row).saturating_sub(2),
        width: usize::from(size.ws_col),
        out: String::from("\x1b[?1049h\x1b[?25l\x1b[1mSchool\x1b[m"),
    };
    let bottom = hand.height + 2;
    write!(hand.out, "\x1b[{bottom}Hj k move  / find  q leave")?;
    hand.rows = hand.people.after(None, hand.height)?;
    hand.draw_all()?;
    hand.send()?;
    let mut keys = [0; 4096];
    loop {
        let count = read(stdin(), &mut keys)?;
        let keys = String::from_utf8_lossy(keys.get(..count).unwrap_or_default()).into_owned();
        if count == 0 || !hand.hear(&keys)? {
            break;
        }
        hand.send()?;
    }
    hand.out.push_str("\x1b[?1049l\x1b[?25h");
    hand.send()?;
    tcsetattr(stdin(), OptionalActions::Now, &modes)?;
    Ok(())
}

impl Hand {
    /// Hears keys; false when one of them leaves.
    fn hear(&mut self, keys: &str) -> Result<bool> {
        if keys == "\x1b" {
            self.typed = None;
            self.rows = self.people.after(None, self.height)?;
            self.draw_all()?;
            return Ok(true);
        }
        if keys == "\x1b[6~" {
            let more = self.people.after(self.rows.last(), self.height)?;
            if !more.is_empty() {
                self.rows = more;
                self.draw_all()?;
            }
            return Ok(true);
        }
        for key in keys.chars() {
            match (key, &mut self.typed) {
                (letter, Some(typed)) => {
                    typed.push(letter);
                    self.rows = self.people.look_up(typed, self.height)?;
                    write!(self.out, "\x1b[1;9H{typed}\x1b[K")?;
                    self.draw_all()?;
                }
                ('/', None) => {
                    self.typed = Some(String::new());
                    self.out.push_str("\x1b[1;9H\x1b[K");
                }
                ('q', None) => return Ok(false),
                ('j', None) if self.cursor + 1 < self.height => self.mark(self.cursor + 1)?,
                ('j', None) => self.scroll()?,
                ('k', None) => self.mark(self.cursor.saturating_sub(1))?,
                _ => {}
            }
        }
        Ok(true)
    }

    fn mark(&mut self, row: usize) -> Result<()> {
        write!(self.out, "\x1b[{}H \x1b[{}H>", self.cursor + 2, row + 2)?;
        self.cursor = row;
        Ok(())
    }

    fn scroll(&mut self) -> Result<()> {
        let more = self.people.after(self.rows.last(), 1)?;
        let Some(person) = more.into_iter().next() else {
            return Ok(());
        };
        let last = self.height + 1;
        write!(self.out, "\x1b[{last}H \x1b[2;{last}r\x1b[{last}H\n> ")?;
        self.out.extend(person.text.chars().take(self.width - 2));
        self.out.push_str("\x1b[r");
        self.rows.remove(0);
        self.rows.push(person);
        Ok(())
    }

    fn draw_all(&mut self) -> Result<()> {
        for line in 0..self.height {
            let mark = if line == self.cursor { '>' } else { ' ' };
            write!(self.out, "\x1b[{}H{mark} ", line + 2)?;
            if let Some(person) = self.rows.get(line) {
                self.out
                    .extend(person.text.trim_end().chars().take(self.width - 2));
            }
            self.out.push_str("\x1b[K");
        }
        Ok(())
    }

    fn send(&mut self) -> Result<()> {
        let mut bytes = self.out.as_bytes();
        while !bytes.is_empty() {
            let count = write(stdout(), bytes)?;
            bytes = bytes.get(count..).unwrap_or_default();
        }
        self.out.clear();
        Ok(())
    }
}
