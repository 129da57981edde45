//! A story as a sentence: a school, keys in, the screen out. Wishes are carried
//! out at once on a real book, as `run` does with threads.

use std::path::PathBuf;
use std::rc::Rc;

use deskside::app::Model;
use deskside::app::action::Action;
use deskside::app::effect::Effect;
use deskside::app::layout;
use deskside::app::msg::{Msg, Refusal};
use deskside::app::screens::Screen;
use deskside::domain::ids::Mint;
use deskside::domain::person::{PersonId, Role};
use deskside::domain::pin::{Pin, Steady};
use deskside::keys::keymap::Keymap;
use deskside::keys::{Code, Key};
use deskside::run::outcome::{self, refusal};
use deskside::run::{Asking, meaning};
use deskside::store::Store;
use deskside::store::pins::{Door, Setting};
use deskside::ui::glyph::Glyphs;
use deskside::ui::kept::Kept;
use deskside::ui::theme::{Level, Theme};
use deskside::ui::{self, Look, width};
use ratatui::Terminal;
use ratatui::backend::{Backend, TestBackend};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::School;

/// Where a frame that says nothing leaves the terminal's cursor.
const NOWHERE: (u16, u16) = (u16::MAX, u16::MAX);

/// Somebody at a terminal: the model, the book, and how it looks.
pub struct Desk {
    pub school: School,
    pub model: Model,
    pub look: Look,
    /// Who was added, by name.
    pub people: Vec<(String, PersonId)>,
    /// Whether the program was left.
    pub has_left: bool,
    /// Wishes for the terminal alone, as they came.
    pub wishes: Vec<Effect>,
    /// Why the next writes are refused, where they are.
    pub refusing: Option<Refusal>,
    /// Where students come in, in student mode.
    pub door: Option<Door>,
    /// Whether PINs aren't looked at yet.
    pub is_slow: bool,
    asking: Asking,
    mint: Mint,
    terminal: i64,
    version: i64,
    size: (u16, u16),
    folder: Option<Rc<tempfile::TempDir>>,
    /// The last frame, as the program keeps it.
    drawn: Buffer,
    kept: Kept,
}

/// A frame as a terminal would show it.
pub struct Shown {
    pub buffer: Buffer,
    /// Where the terminal's cursor stands, if anywhere.
    pub cursor: Option<(u16, u16)>,
}

/// A plain look in the terminal's own colours.
fn plain_look() -> Look {
    Look {
        theme: Theme::plain(Level::Sixteen),
        glyphs: Glyphs::unicode(),
        keymap: Keymap::built_in(),
    }
}

/// Ms Vasko at her desk, in an empty Room 12 kept in memory.
pub fn desk() -> Desk {
    Desk::at(School::in_memory(), None)
}

/// The same in a file, so that others can sit down beside her.
pub fn desk_in_a_file() -> Desk {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::create(&folder.path().join("school.db")).unwrap();
    Desk::at(School::new(store), Some(Rc::new(folder)))
}

/// A desk without a book: the first run.
pub fn first_run() -> Desk {
    let mut desk = desk();
    let (now, today) = (desk.model.now, desk.model.today);
    desk.model = Model::first_run("/home/vasko/school.db".into(), now, today, desk.size);
    desk
}

impl Desk {
    fn at(school: School, folder: Option<Rc<tempfile::TempDir>>) -> Self {
        let viewer = school.viewer();
        let size = (80, 24);
        let mut desk = Self {
            model: Model::new(viewer.clone(), school.now, school.today, size, 5),
            school,
            look: plain_look(),
            people: vec![],
            has_left: false,
            wishes: vec![],
            refusing: None,
            door: None,
            is_slow: false,
            asking: Asking::new(viewer),
            mint: Mint::new(99),
            terminal: 7,
            version: -1,
            size,
            folder,
            drawn: Buffer::default(),
            kept: Kept::default(),
        };
        desk.opened();
        desk
    }

    /// The program opened anew on the same book, at a terminal of its own.
    pub fn opened(&mut self) {
        let viewer = self.school.viewer();
        let (now, today) = (self.school.now, self.school.today);
        self.terminal += 1;
        let seed = self.terminal as u64;
        self.model = Model::new(viewer.clone(), now, today, self.size, seed);
        self.model.below = ui::below;
        self.model.is_read_only = self.school.store.is_read_only();
        let templates = deskside::config::template::read_all(&[]);
        self.model.update(Msg::TemplatesRead(templates.into()));
        self.asking = Asking::new(viewer);
        self.has_left = false;
        self.settle();
    }

    /// Student mode, opened by Ms Vasko, in which everybody comes in by the digit of their
    /// number, three times, and 815; she goes out with 424200.
    pub fn kiosk(mut self) -> Self {
        let (viewer, actor) = (self.school.viewer(), self.school.actor());
        let mut settings = vec![Setting {
            person: actor.person,
            pin: Pin::new("424200").unwrap(),
            salt: [9; 16],
        }];
        for (place, (_name, student)) in self.people.iter().enumerate() {
            let digit = place + 1;
            settings.push(Setting {
                person: *student,
                pin: Pin::new(&format!("{digit}{digit}{digit}815")).unwrap(),
                salt: [7; 16],
            });
        }
        let store = &mut self.school.store;
        let nothing_else = &mut || Ok(());
        store
            .set_pins(&viewer, &actor, &settings, nothing_else)
            .unwrap();
        self.door = Some(Door {
            keeper: viewer,
            class: Some(self.school.class),
            terminal: "the terminal".into(),
            at: Steady {
                start: "first".into(),
                at: 0,
            },
        });
        self.model = self.model.kiosk("Room 12".into());
        self.settle();
        self
    }

    /// A number and a PIN at the door of student mode.
    pub fn knocks(self, number: &str, pin: &str) -> Self {
        self.types(number).press("enter").types(pin).press("enter")
    }

    /// The program is gone without a word, and opened again.
    pub fn killed_and_opened(mut self) -> Self {
        self.school.now = self.model.now.plus(60_000);
        self.opened();
        self
    }

    /// Something is arranged in the school before the program is opened.
    pub fn given(mut self, arrange: impl FnOnce(&mut School)) -> Self {
        arrange(&mut self.school);
        self.opened();
        self
    }

    /// Students of Room 12, numbered from 1 in this order.
    pub fn with<const N: usize>(mut self, names: [&str; N]) -> Self {
        for name in names {
            let number = self.people.len() as u16 + 1;
            let id = self.school.student(name, number);
            self.people.push((name.to_owned(), id));
        }
        self.opened();
        self
    }

    /// A plan with these goals for one of them.
    pub fn with_plan<const N: usize>(self, name: &str, goals: [&str; N]) -> Self {
        let student = self.id(name);
        self.given(|school| {
            school.plan(student, &goals);
        })
    }

    /// A weekly check-in with one of them on this date.
    pub fn met(self, name: &str, on: &str) -> Self {
        let student = self.id(name);
        self.given(|school| school.held(student, on))
    }

    pub fn id(&self, name: &str) -> PersonId {
        let found = self.people.iter().find(|(other, _)| other == name);
        found.map(|(_, id)| *id).unwrap()
    }

    /// The school's own templates were read beside the built-in ones.
    pub fn take_templates(&mut self, files: &[(String, String)]) {
        let templates = deskside::config::template::read_all(files);
        self.hear(Msg::TemplatesRead(templates.into()));
    }

    /// The titles of the scales in the book, by when they came.
    pub fn scales(&mut self) -> Vec<String> {
        use deskside::domain::scale::Scale;
        use deskside::store::rows::Table;
        let scales = self
            .school
            .store
            .write(|connection| Scale::list(connection, "ORDER BY id", []));
        scales
            .unwrap()
            .into_iter()
            .map(|scale| scale.title)
            .collect()
    }

    /// A colleague of the same class at another terminal, on the same file.
    pub fn colleague(&mut self) -> Self {
        let id: PersonId = self.school.mint.id(self.school.now);
        let row = super::person(id, Role::Teacher, "Mr", "Blau");
        use deskside::store::rows::Table;
        self.school
            .store
            .write(|connection| row.insert(connection))
            .unwrap();
        self.school.enroll(id, Role::Teacher, None, "2026-08-17");
        let mut beside = self.beside();
        beside.school.teacher = id;
        beside.opened();
        beside
    }

    /// The same teacher at another terminal, on the same file.
    pub fn beside(&mut self) -> Self {
        let path = self.path();
        let school = School {
            store: Store::open(&path).unwrap(),
            mint: Mint::new(1_234),
            ..self.school.empty_copy()
        };
        let mut beside = Self::at(school, self.folder.clone());
        beside.people.clone_from(&self.people);
        beside.terminal = 1_000;
        beside
    }

    pub fn path(&self) -> PathBuf {
        self.school.store.path().unwrap().to_owned()
    }

    /// Presses keys: "c 3 2 4 tab ctrl-s".
    #[track_caller]
    pub fn press(mut self, keys: &str) -> Self {
        for written in keys.split_whitespace() {
            self.key(written.parse().unwrap());
        }
        self
    }

    /// Types text, letter by letter.
    #[track_caller]
    pub fn types(mut self, text: &str) -> Self {
        for letter in text.chars() {
            self.key(match letter {
                '\n' => Key::plain(Code::Enter),
                letter => Key::char(letter),
            });
        }
        self
    }

    #[track_caller]
    pub fn key(&mut self, key: Key) {
        if let Some(msg) = meaning(&self.model, &self.look.keymap, key) {
            self.hear(msg);
        }
    }

    /// An action as the palette would mean it.
    #[track_caller]
    pub fn means(mut self, action: Action) -> Self {
        self.hear(Msg::Meant(action));
        self
    }

    #[track_caller]
    pub fn pastes(mut self, text: &str) -> Self {
        self.hear(Msg::Pasted(text.to_owned(), false));
        self
    }

    #[track_caller]
    pub fn resize(mut self, width: u16, height: u16) -> Self {
        self.size = (width, height);
        self.hear(Msg::Resized(width, height));
        self
    }

    /// The disk is full from now on, or isn't any more.
    pub fn full_disk(mut self, is_full: bool) -> Self {
        self.refusing = is_full.then(|| refusal(&deskside::store::Error::Full));
        self
    }

    /// Time goes by without a key: every deadline is met on its way.
    #[track_caller]
    pub fn clock(mut self, milliseconds: i64) -> Self {
        let until = self.model.now.plus(milliseconds);
        let mut met = 0;
        while let Some(due) = self.model.next_deadline().filter(|due| *due <= until) {
            self.model.now = due.max(self.model.now);
            self.hear(Msg::Elapsed);
            met += 1;
            assert!(met < 40, "the model never sleeps");
        }
        self.model.now = until;
        self.settle();
        self
    }

    /// Another day.
    pub fn on(mut self, date: &str) -> Self {
        self.school.today = super::day(date);
        self.model.today = self.school.today;
        self.asking.moved_on();
        self.settle();
        self
    }

    #[track_caller]
    pub fn hear(&mut self, msg: Msg) {
        let effects = self.model.update(msg);
        self.perform(effects);
        self.settle();
        self.draw_over();
    }

    /// Draws over the last frame, as the program does, which checks that the frame is the one
    /// that would be drawn by itself.
    fn draw_over(&mut self) {
        let (width, height) = self.model.size;
        let area = Rect::new(0, 0, width, height);
        if self.drawn.area != area {
            self.drawn = Buffer::empty(area);
        }
        ui::view_over(&self.model, &self.look, &mut self.kept, &mut self.drawn);
    }

    /// Carries out wishes, at once.
    fn perform(&mut self, effects: Vec<Effect>) {
        let actor = outcome::actor(&self.model, self.terminal);
        for effect in effects {
            let refusing = self.refusing.clone();
            let store = &mut self.school.store;
            let msg = match effect {
                Effect::Apply {
                    ticket,
                    change,
                    forget,
                } => match refusing {
                    Some(refusal) => Some(Msg::Refused(ticket, refusal)),
                    None => {
                        let done = store.apply_and_forget(&actor, &change, forget.as_ref());
                        Some(outcome::saved(ticket, done))
                    }
                },
                Effect::Undo { earlier } => {
                    let step = store.undo(&actor, &mut self.mint, outcome::back(earlier));
                    Some(outcome::stepped(step, true))
                }
                Effect::Redo => Some(outcome::stepped(store.redo(&actor, &mut self.mint), false)),
                Effect::KeepDraft(draft, own) => match refusing {
                    Some(refusal) => Some(Msg::DraftNotKept(Some(draft), refusal)),
                    None => {
                        let done = store.keep_draft(actor.person, &draft, &own);
                        Some(outcome::kept(draft, done))
                    }
                },
                Effect::ForgetDraft(spent) => {
                    outcome::forgotten(store.forget_draft(actor.person, &spent))
                }
                Effect::NoteOpened(student) => {
                    let _read_only = store.note_opened(&actor, student);
                    None
                }
                // A slow book answers when it is asked to.
                Effect::TryPin { .. } if self.is_slow => {
                    self.wishes.push(effect);
                    None
                }
                Effect::TryPin {
                    ticket,
                    number,
                    pin,
                } => {
                    let door = self.door.clone().unwrap();
                    let tried = match number {
                        Some(number) => store.try_student(&door, &actor, &number, &pin),
                        None => store.try_keeper(&door, &actor, &pin),
                    };
                    Some(outcome::tried(ticket, tried))
                }
                Effect::Quit => {
                    self.has_left = true;
                    None
                }
                wish => {
                    self.wishes.push(wish);
                    None
                }
            };
            if let Some(msg) = msg {
                let effects = self.model.update(msg);
                self.perform(effects);
            }
        }
    }

    /// Asks and answers until the screen has what it needs.
    #[track_caller]
    pub fn settle(&mut self) {
        if matches!(self.model.screen(), Screen::Start(_)) {
            return;
        }
        for _round in 0..12 {
            // An answer may have led to a write, which is read like any other.
            let version = self.school.store.version().unwrap();
            if version != self.version {
                self.version = version;
                self.asking.moved_on();
            }
            let Some((number, queries, _is_whole)) = self.asking.next(&self.model) else {
                assert!(
                    self.is_slow || !self.model.is_waiting(),
                    "the next key would never be heard:\n{}",
                    self.screen()
                );
                return;
            };
            for query in queries {
                let viewer = self.asking.viewer().clone();
                let asked = self.school.store.ask(&viewer, &query, self.model.today);
                let msg = match asked {
                    Ok(answer) => Msg::Answered(query, answer),
                    Err(error) => Msg::Unanswered(query, refusal(&error)),
                };
                let effects = self.model.update(msg);
                self.perform(effects);
            }
            self.asking.all_answered(number);
        }
        panic!("the screen never has what it asks for:\n{}", self.screen());
    }

    /// Draws the model as it stands.
    pub fn frame(&self) -> Shown {
        self.frame_of(self.model.size)
    }

    /// The same in a window of any size, without the model hearing of it.
    pub fn frame_of(&self, (width, height): (u16, u16)) -> Shown {
        let mut terminal = Terminal::new(TestBackend::new(width, height)).unwrap();
        terminal.backend_mut().set_cursor_position(NOWHERE).unwrap();
        terminal
            .draw(|frame| {
                if let Some(at) = ui::view(&self.model, &self.look, frame) {
                    frame.set_cursor_position(at);
                }
            })
            .unwrap();
        let at = terminal.backend().cursor_position();
        Shown {
            cursor: Some((at.x, at.y)).filter(|at| *at != NOWHERE),
            buffer: terminal.backend().buffer().clone(),
        }
    }

    /// The screen as text.
    pub fn screen(&self) -> String {
        self.frame().rows().join("\n")
    }

    #[track_caller]
    pub fn shows(self, text: &str) -> Self {
        let screen = self.screen();
        assert!(screen.contains(text), "no {text:?} on\n{screen}");
        self
    }

    #[track_caller]
    pub fn hides(self, text: &str) -> Self {
        let screen = self.screen();
        assert!(!screen.contains(text), "{text:?} is on\n{screen}");
        self
    }

    /// The line that has this text, from the top.
    #[track_caller]
    pub fn line_of(&self, text: &str) -> usize {
        let rows = self.frame().rows();
        let found = rows.iter().position(|row| row.contains(text));
        found.unwrap_or_else(|| panic!("no {text:?} on\n{}", rows.join("\n")))
    }

    /// Whether these stand on lines one below the other.
    #[track_caller]
    pub fn shows_in_order<const N: usize>(self, texts: [&str; N]) -> Self {
        let lines = texts.map(|text| self.line_of(text));
        assert!(
            lines.is_sorted(),
            "{texts:?} are not in order on\n{}",
            self.screen()
        );
        self
    }

    /// Whether the terminal's cursor stands on the line that has this text.
    #[track_caller]
    pub fn cursor_is_on(self, text: &str) -> Self {
        let shown = self.frame();
        let rows = shown.rows();
        let (_, y) = shown.cursor.unwrap_or(NOWHERE);
        let row = rows.get(usize::from(y)).map_or("nowhere", String::as_str);
        assert!(
            row.contains(text),
            "the cursor is on {row:?} of\n{}",
            rows.join("\n")
        );
        self
    }

    /// Whether the mark of the selected row stands beside this text.
    #[track_caller]
    pub fn selects(self, text: &str) -> Self {
        let rows = self.frame().rows();
        let marked = rows.iter().find(|row| row.contains('▸'));
        let row = marked.map_or("no row", String::as_str);
        assert!(
            row.contains(text),
            "{row:?} is selected on\n{}",
            rows.join("\n")
        );
        self
    }

    /// The footer's line.
    pub fn footer(&self) -> String {
        self.frame().rows().pop().unwrap_or_default()
    }

    /// A message stands in the last line, and one that is too long begins in the lines above.
    #[track_caller]
    pub fn says(self, text: &str) -> Self {
        let rows = self.frame().rows();
        let last = rows.len().saturating_sub(3);
        let lines: Vec<&str> = rows[last..].iter().map(|row| row.trim()).collect();
        let said = lines.join(" ");
        assert!(said.contains(text), "no {text:?} in {said:?}");
        self
    }

    /// Looks at the desk without changing it.
    pub fn but(self, look: impl FnOnce(&Self)) -> Self {
        look(&self);
        self
    }

    /// Whether the window is one in which anything is drawn.
    pub fn has_room(&self) -> bool {
        !layout::is_too_small(self.model.size)
    }
}

impl Shown {
    /// Its lines, without blanks at their ends.
    pub fn rows(&self) -> Vec<String> {
        let area = self.buffer.area;
        let row = |y: u16| {
            let mut text = String::new();
            let mut x = 0;
            while x < area.width {
                let symbol = self.buffer[(x, y)].symbol();
                text.push_str(symbol);
                x += (width::cells(symbol) as u16).max(1);
            }
            text.trim_end().to_owned()
        };
        (0..area.height).map(row).collect()
    }
}
