//! The least ratatui program over SQLite: a list, its cursor, find by scan.

use std::io::{self, Write};
use std::path::Path;
use std::time::Duration;

use color_eyre::eyre::Result;
use crossterm::event::{self, Event, KeyCode};
use crossterm::{cursor, execute, terminal};
use ratatui::Terminal;
use ratatui::backend::CrosstermBackend;
use ratatui::layout::{Constraint, Layout};
use ratatui::style::Stylize;
use ratatui::text::Line;
use ratatui::widgets::{List, ListState, Paragraph};

use super::people::{People, Person};

/// Collects a frame and sends it in one write.
#[derive(Default)]
struct Once(Vec<u8>);

impl Write for Once {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        let mut out = io::stdout().lock();
        out.write_all(&self.0)?;
        self.0.clear();
        out.flush()
    }
}

/// The program.
pub fn run(path: &Path) -> Result<()> {
    let mut people = People::open(path)?;
    terminal::enable_raw_mode()?;
    execute!(io::stdout(), terminal::EnterAlternateScreen, cursor::Hide)?;
    let mut screen = Terminal::new(CrosstermBackend::new(Once::default()))?;
    let height = usize::from(screen.size()?.height).saturating_sub(2);
    let mut rows = people.after(None, height)?;
    let mut found: Option<(String, Vec<Person>)> = None;
    let mut state = ListState::default().with_selected(Some(0));
    loop {
        let shown = found.as_ref().map_or(&rows, |(_, found)| found);
        screen.draw(|frame| {
            let [top, middle, bottom] = Layout::vertical([
                Constraint::Length(1),
                Constraint::Fill(1),
                Constraint::Length(1),
            ])
            .areas(frame.area());
            let typed = found.as_ref().map_or("", |(typed, _)| typed);
            frame.render_widget(Paragraph::new(format!("School  {typed}")).bold(), top);
            let list = List::new(shown.iter().map(|person| Line::raw(&person.text)))
                .highlight_symbol("> ")
                .highlight_style(ratatui::style::Style::new().reversed());
            frame.render_stateful_widget(list, middle, &mut state);
            frame.render_widget(Paragraph::new("j k move  / find  q leave").dim(), bottom);
        })?;
        loop {
            let Event::Key(key) = event::read()? else {
                continue;
            };
            let at = state.selected().unwrap_or(0);
            match (key.code, &mut found) {
                (KeyCode::Esc, _) => {
                    found = None;
                    state.select(Some(0));
                }
                (KeyCode::Char(letter), Some((typed, list))) => {
                    typed.push(letter);
                    *list = people.scan(typed, height)?;
                    state.select(Some(0));
                }
                (KeyCode::Char('/'), None) => found = Some((String::new(), rows.clone())),
                (KeyCode::Char('q'), None) => {
                    execute!(io::stdout(), terminal::LeaveAlternateScreen, cursor::Show)?;
                    terminal::disable_raw_mode()?;
                    return Ok(());
                }
                (KeyCode::Char('j'), None) if at + 1 < height => state.select(Some(at + 1)),
                (KeyCode::Char('j'), None) => {
                    let more = people.after(rows.last(), 1)?;
                    rows.drain(..more.len());
                    rows.extend(more);
                }
                (KeyCode::Char('k'), None) => state.select(Some(at.saturating_sub(1))),
                (KeyCode::PageDown, None) => {
                    let more = people.after(rows.last(), height)?;
                    if !more.is_empty() {
                        rows = more;
                    }
                }
                _ => {}
            }
            if !event::poll(Duration::ZERO)? {
                break;
            }
        }
    }
}
