//! One line typed at the terminal without being shown, for a PIN. Not a field of the screen:
//! no screen is open.

use std::io::{self, Write};

use rustix::io::Errno;
use rustix::stdio::stdin;
use rustix::termios::{LocalModes, OptionalActions, SpecialCodeIndex, tcgetattr, tcsetattr};

use super::tty;

/// The most bytes of a line.
const LONGEST: usize = 256;

/// Asks, and reads a line that isn't shown; none where it was given up with Ctrl-C, Ctrl-D or
/// Esc. Fails where there is no terminal.
pub fn ask(question: &str) -> io::Result<Option<String>> {
    let before = tcgetattr(stdin())?;
    let mut quiet = before.clone();
    quiet
        .local_modes
        .remove(LocalModes::ECHO | LocalModes::ICANON | LocalModes::ISIG);
    quiet.special_codes[SpecialCodeIndex::VMIN] = 1;
    quiet.special_codes[SpecialCodeIndex::VTIME] = 0;
    // Before the question is seen: what is answered at once isn't shown either.
    tcsetattr(stdin(), OptionalActions::Now, &quiet)?;
    let typed = tty::question()
        .write_all(question.as_bytes())
        .and_then(|()| read());
    let back = tcsetattr(stdin(), OptionalActions::Now, &before);
    tty::question().write_all(b"\n")?;
    back?;
    typed
}

fn read() -> io::Result<Option<String>> {
    let mut line = Vec::new();
    loop {
        let mut byte = [0];
        match rustix::io::read(stdin(), &mut byte) {
            Ok(0) => return Ok(None),
            Ok(_) => {}
            Err(Errno::INTR) => continue,
            Err(error) => return Err(error.into()),
        }
        match byte {
            [b'\r' | b'\n'] => return Ok(Some(String::from_utf8_lossy(&line).into_owned())),
            // Ctrl-C, Ctrl-D, Esc.
            [0x03 | 0x04 | 0x1b] => return Ok(None),
            // Backspace takes one back, Ctrl-U all.
            [0x08 | 0x7f] => {
                // The last byte of a letter, then those that go on from its first.
                while line.pop().is_some_and(|byte| byte & 0xc0 == 0x80) {}
            }
            [0x15] => line.clear(),
            [byte] if line.len() < LONGEST => line.push(byte),
            _ => {}
        }
    }
}
