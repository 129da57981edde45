//! The roster, drawn: one line a student, and from 100 columns the card of the
//! student on whom the cursor rests.

use std::hash::{Hash, Hasher};

use ratatui::layout::Rect;

use crate::app::Model;
use crate::app::layout::{self, MARGIN};
use crate::app::screens::filtering::{filter_words, sort_words};
use crate::domain::cadence::State;
use crate::domain::names;
use crate::domain::query::{Counts, RosterRow, Sort, StudentRecord};
use crate::domain::{dates, words};
use crate::ui::parts::canvas::Canvas;
use crate::ui::parts::page::{Line, Page};
use crate::ui::parts::{field, state};
use crate::ui::theme::Role;
use crate::ui::width;

use super::{beside, empty, has_room, header};

/// Where the columns of a list stand: place and width, none where there is no room.
struct Columns {
    name: (u16, u16),
    state: (u16, u16),
    grade: Option<(u16, u16)>,
    class: Option<(u16, u16)>,
    last: Option<(u16, u16)>,
    goals: Option<(u16, u16)>,
    trend: Option<(u16, u16)>,
}

/// The columns of a list so wide; the name takes what is left. Beside a card dates have room for
/// a year, and columns begin where they do at 120: at tab stops, which take one byte to reach.
fn columns(area: Rect, has_card: bool) -> Columns {
    // Columns stay together in a wide window, where the card has the rest.
    let mut end = (area.right().min(area.x + layout::LIST)).saturating_sub(MARGIN);
    let from = area.x + 6;
    let mut take = |wanted: bool, wide: u16| {
        wanted.then(|| {
            end = end.saturating_sub(wide);
            let place = (end, wide);
            end = end.saturating_sub(1);
            place
        })
    };
    let wide = area.width;
    let trend = take(wide >= 70, 5);
    let goals = take(wide >= 56, 5);
    let last = take(wide >= 50, if has_card { 15 } else { 11 });
    let class = take(wide >= 80, if wide >= 100 { 22 } else { 9 });
    let grade = take(wide >= 64, 3);
    let state = take(true, 14).unwrap_or((from, 0));
    let name = (from, state.0.saturating_sub(from + 1));
    Columns {
        name,
        state,
        grade,
        class,
        last,
        goals,
        trend,
    }
}

/// Draws the roster.
pub fn draw(canvas: &mut Canvas<'_>, model: &Model, size: (u16, u16)) {
    let areas = layout::areas(size);
    let parts = layout::roster(size, model.roster.has_card(size));
    draw_header(canvas, areas.header, model);
    draw_counts(canvas, parts.counts, model);
    let columns = columns(parts.rows, parts.card.is_some());
    // Where the columns are follows from where the list is.
    canvas.keep(parts.titles, (), |canvas| {
        draw_titles(canvas, parts.titles, &columns);
    });
    draw_rows(canvas, parts.rows, model, &columns);
    if let Some(card) = parts.card {
        draw_beside(canvas, card, model);
    }
}

fn draw_header(canvas: &mut Canvas<'_>, area: Rect, model: &Model) {
    let roster = &model.roster;
    // A group's title says something of those in it.
    let choices = roster.choices.as_ref();
    let choices = choices.filter(|_| !model.is_with_student());
    let filter = filter_words(&roster.filter, choices);
    let mut left = vec![("Roster", Role::Title)];
    // First of all, since it guards what others may see.
    left.extend(beside(model));
    if !filter.is_empty() {
        left.push((&filter, Role::Accent));
    }
    if roster.sort != Sort::Need {
        left.push((sort_words(roster.sort), Role::Muted));
    }
    let round = model.round.as_ref().filter(|round| round.can_go_on());
    let round = round.map(|round| format!("round kept, {} left", round.queue.len()));
    left.extend(round.as_deref().map(|words| (words, Role::Accent)));
    let drafts = match roster.summary.drafts {
        0 => None,
        1 => Some("1 draft".to_owned()),
        n => Some(format!("{n} drafts")),
    };
    left.extend(drafts.as_deref().map(|words| (words, Role::Muted)));
    let unkept = match model.only_here().count() {
        0 => None,
        n => Some(format!("{n} not on the disk")),
    };
    left.extend(unkept.as_deref().map(|words| (words, Role::Warn)));
    if model.is_read_only {
        left.push(("read only", Role::Warn));
    }
    if model.is_sample {
        let words = if area.width < layout::WIDE {
            "sample school"
        } else {
            "sample school, gone when you leave"
        };
        left.push((words, Role::Warn));
    }
    let summary = &roster.summary;
    let today = dates::say_day(model.today);
    let term = roster.is_loaded.then_some(summary.term.as_deref());
    let term = term.map(|term| term.unwrap_or("no term today"));
    // The class of the filter stands at the left, by its title where that is known.
    let is_said = roster.filter.class.is_some() && choices.is_some();
    let class = summary.class.as_deref().filter(|_| !is_said);
    let viewer = Some(summary.viewer.as_str());
    // What changes least gives way to what is said at the left.
    let rights = [
        [viewer, class, Some(&today), term],
        [viewer, class, Some(&today), None],
        [viewer, Some(&today), None, None],
        [Some(&today), None, None, None],
    ];
    let rights = rights.map(|parts| {
        let parts = parts.into_iter().flatten().filter(|part| !part.is_empty());
        parts.collect::<Vec<_>>().join("   ")
    });
    let fits = rights.iter().find(|right| has_room(area, &left, right));
    let right = fits.unwrap_or(&rights[0]);
    canvas.keep(area, (&left, right), |canvas| {
        header(canvas, area, &left, right);
    });
}

fn draw_counts(canvas: &mut Canvas<'_>, area: Rect, model: &Model) {
    let roster = &model.roster;
    let end = area.right().saturating_sub(MARGIN);
    if let Some(find) = &roster.find {
        let mark = canvas.put(area.x + MARGIN, area.y, 6, "find", Role::Focus) + 2;
        let room = (area.width / 2).saturating_sub(mark);
        let place = Rect::new(mark, area.y, room, 1);
        field::draw(canvas, place, &find.field, find.is_typing, "");
        let count = find.list.rows().len();
        let more = ["", " or more"][usize::from(find.may_have_more(roster.height(model.size)))];
        let text = match (find.field.is_blank(), count) {
            (true, _) => "type a name, a number or a class".to_owned(),
            (false, 0) if find.has_stopped => "nobody yet; type more".to_owned(),
            (false, 0) => "nobody found".to_owned(),
            (false, n) => format!("{n} student{}{more}", if n == 1 { "" } else { "s" }),
        };
        canvas.put_right(end, area.y, area.width / 2, &text, Role::Muted);
        return;
    }
    if !roster.is_loaded {
        return;
    }
    let counts = roster.summary.counts;
    let shown = roster.count().filter(|shown| *shown < counts.all());
    canvas.keep(area, (counts, shown), |canvas| {
        draw_states(canvas, area, counts, shown);
    });
}

/// How many there are in each state, whichever are shown, and how many that is.
fn draw_states(canvas: &mut Canvas<'_>, area: Rect, counts: Counts, shown: Option<u64>) {
    let end = area.right().saturating_sub(MARGIN);
    let all = counts.all();
    let mut total = if all == 1 {
        "1 student".to_owned()
    } else {
        format!("{} students", grouped(all))
    };
    if let Some(shown) = shown {
        total = format!("{} of {total}", grouped(shown));
    }
    let stop = canvas.put_right(end, area.y, area.width / 3, &total, Role::Muted);
    let parts = [
        (State::Overdue, counts.overdue),
        (State::Due, counts.due),
        (State::Booked, counts.booked),
        (State::New, counts.new),
        (State::Ok, counts.ok),
        (State::Paused, counts.paused),
    ];
    let mut x = area.x + MARGIN;
    for (state, count) in parts.into_iter().filter(|(_, count)| *count > 0) {
        let text = format!("{} {}", grouped(count), words::state_word(state));
        let wide = width::cells(&text) as u16;
        if x + wide + 2 > stop {
            break;
        }
        x = canvas.put(x, area.y, wide, &text, state::role(state)) + 3;
    }
}

/// A number with its thousands apart.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

fn draw_titles(canvas: &mut Canvas<'_>, area: Rect, columns: &Columns) {
    canvas.put_right(area.x + 5, area.y, 3, "#", Role::Heading);
    canvas.put(
        columns.name.0,
        area.y,
        columns.name.1,
        "Student",
        Role::Heading,
    );
    canvas.put(
        columns.state.0 + 2,
        area.y,
        columns.state.1,
        "State",
        Role::Heading,
    );
    let mut title = |place: Option<(u16, u16)>, text: &str| {
        if let Some((x, wide)) = place {
            canvas.put(x, area.y, wide, text, Role::Heading);
        }
    };
    title(columns.grade, "Gr");
    title(columns.class, "Class");
    title(columns.last, "Last met");
    title(columns.goals, "Goals");
    title(columns.trend, "Trend");
}

fn draw_rows(canvas: &mut Canvas<'_>, area: Rect, model: &Model, columns: &Columns) {
    let list = model.roster.shown();
    let height = usize::from(area.height);
    let rows = list.seen(height);
    if rows.is_empty() {
        let text = empty::words(model);
        let room = area.width.saturating_sub(2 * MARGIN);
        for (line, y) in width::wrap(text, usize::from(room))
            .into_iter()
            .zip(area.y + 1..area.bottom())
        {
            canvas.put(area.x + MARGIN, y, room, line, Role::Muted);
        }
        if canvas.cursor().is_none() {
            canvas.set_cursor(area.x + MARGIN, area.y);
        }
        return;
    }
    let glyphs = canvas.look.glyphs;
    let (above, below) = list.more(height);
    for (row, y) in rows.iter().zip(area.y..) {
        let is_selected = Some(row.student) == list.cursor();
        if is_selected && canvas.cursor().is_none() {
            canvas.set_cursor(area.x + 1, y);
        }
        let more = match y {
            y if above && y == area.y => glyphs.above,
            y if below && y + 1 == area.bottom() => glyphs.below,
            _ => "",
        };
        let line = Rect {
            y,
            height: 1,
            ..area
        };
        let shown = (
            Shown(row),
            model.is_drafted(row.student),
            is_selected,
            more,
            model.today,
            model.is_with_student(),
        );
        canvas.keep(line, shown, |canvas| {
            draw_row(canvas, model, row, y, columns, is_selected, area.x);
            canvas.put(area.x, y, 1, more, Role::Muted);
        });
    }
}

/// A row, told by all that is in it.
struct Shown<'a>(&'a RosterRow);

impl Hash for Shown<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        let RosterRow {
            student,
            number,
            given,
            family,
            grade,
            classes,
            standing,
            goals_met,
            goals,
            trend,
            stage,
            is_met_today: _,
            is_absent_today,
        } = self.0;
        (student, number, given, family, grade, classes).hash(state);
        (standing, goals_met, goals, stage, is_absent_today).hash(state);
        for mean in trend {
            mean.to_bits().hash(state);
        }
    }
}

fn draw_row(
    canvas: &mut Canvas<'_>,
    model: &Model,
    row: &RosterRow,
    y: u16,
    columns: &Columns,
    is_selected: bool,
    left: u16,
) {
    let glyphs = canvas.look.glyphs;
    if is_selected {
        canvas.put(left + 1, y, 1, glyphs.cursor, Role::Cursor);
    }
    if let Some(number) = row.number {
        canvas.put_right(left + 5, y, 3, &number.to_string(), Role::Base);
    }
    let (x, mut room) = columns.name;
    if model.is_drafted(row.student) {
        room = room.saturating_sub(2);
        canvas.put(x + room + 1, y, 1, glyphs.draft, Role::Note);
    }
    // The first word of the name is enough to be seen, and half the bytes of a move.
    let name = shown_name(model, row, room, glyphs.cut);
    let first = if is_selected {
        name.split_inclusive(' ').next().unwrap_or_default()
    } else {
        ""
    };
    let rest = name.strip_prefix(first).unwrap_or(&name);
    let end = canvas.put(x, y, room, first.trim_end(), Role::Selected);
    let end = end + u16::from(first.ends_with(' '));
    canvas.put(end, y, (x + room).saturating_sub(end), rest, Role::Base);
    let standing = &row.standing;
    let (x, room) = columns.state;
    let role = state::role(standing.state);
    canvas.put(x, y, 1, state::mark(&glyphs, standing.state), role);
    canvas.put(
        x + 2,
        y,
        room.saturating_sub(2),
        &state::words(standing, model.today),
        role,
    );
    if let Some((x, room)) = columns.grade {
        // A digit stands under its title's end, apart from a long date before it.
        let grade = row.grade.as_deref().unwrap_or("");
        let x = x + u16::from(grade.len() == 1);
        canvas.put(x, y, room, grade, Role::Base);
    }
    if let Some((x, room)) = columns.class {
        let class = row.classes.first().map_or("", String::as_str);
        let class = width::fit_words(&words::display(class), usize::from(room), glyphs.cut);
        canvas.put(x, y, room, &class, Role::Base);
    }
    if let Some((x, room)) = columns.last {
        let text = if row.is_absent_today {
            "absent".to_owned()
        } else {
            state::last_met(standing, model.today)
        };
        canvas.put(x, y, room, &text, Role::Base);
    }
    if let Some((x, room)) = columns.goals
        && row.goals > 0
    {
        let text = format!("{}/{}", row.goals_met, row.goals);
        canvas.put(x, y, room, &text, Role::Base);
    }
    if let Some((x, room)) = columns.trend {
        canvas.put(x, y, room, &glyphs.trend(&row.trend), Role::Trend);
    }
}

/// The name as it may be seen: initials, where the student sits beside.
fn shown_name(model: &Model, row: &RosterRow, room: u16, edge: &str) -> String {
    if model.is_with_student() {
        return names::initials_or_number(&format!("{} {}", row.given, row.family), row.number);
    }
    let (given, family) = (words::display(&row.given), words::display(&row.family));
    width::fit_name(&given, &family, usize::from(room), edge)
}

fn draw_beside(canvas: &mut Canvas<'_>, area: Rect, model: &Model) {
    let record = model.roster.card.as_deref().filter(|record| {
        Some(record.person.id) == model.roster.cursor() || model.roster.card_due.is_some()
    });
    let inner = Rect {
        x: area.x + 1,
        width: area.width.saturating_sub(1 + MARGIN),
        ..area
    };
    let shown = (
        record.map(|record| record.person.id),
        model.roster.card_turn,
        model.today,
        model.is_with_student(),
    );
    canvas.keep(area, shown, |canvas| {
        if let Some(record) = record {
            card(inner.width, model, record).draw(canvas, inner, Some(0));
        }
    });
}

/// The card: promise, goals with levels, the student's own words.
pub fn card(room: u16, model: &Model, record: &StudentRecord) -> Page {
    let mut page = Page::new(room);
    let person = &record.person;
    let name = if model.is_with_student() {
        names::initials_or_number(&person.called(), record.number)
    } else {
        person.called()
    };
    page.text(0, &name, Role::Title, 2);
    let mut about: Vec<String> = Vec::new();
    if !model.is_with_student() {
        about.extend(person.pronunciation.clone());
        about.extend(person.pronouns.clone());
    }
    about.extend(person.grade.as_ref().map(|grade| format!("Grade {grade}")));
    about.extend(record.classes.first().cloned());
    if !about.is_empty() {
        page.text(0, &about.join("   "), Role::Muted, 2);
    }
    if let Some(standing) = record.standings.first() {
        let waited = state::waited(standing, model.today);
        page.text(0, &waited, state::role(standing.state), 2);
        if let Some(tried) = state::tried(standing) {
            page.push(Line::of(0, tried, Role::Muted));
        }
    }
    if model.is_with_student() {
        return page;
    }
    if let Some(promise) = &record.promise {
        page.dated_heading("Promised", &dates::say(promise.on, model.today));
        page.text(0, &promise.text, Role::Promise, 3);
    }
    if let Some(plan) = &record.plan {
        page.heading("Goals");
        for goal in plan.goals.iter().filter(|goal| goal.is_current) {
            let level = goal.level.and_then(|level| plan.scale.level(level));
            let level = level.map_or("not rated".to_owned(), |level| level.shown());
            page.push(Line::of(0, goal.goal.text.clone(), Role::Base).right(level, Role::Muted));
        }
    }
    let words = record
        .profile
        .iter()
        .find(|entry| entry.entry.is_students_own());
    if let Some(words) = words {
        page.heading(&format!("In {}'s words", person.first_name()));
        page.text(
            0,
            &format!("\u{201c}{}\u{201d}", words.entry.text),
            Role::StudentWords,
            4,
        );
    }
    if let Some(note) = &record.last_note {
        page.dated_heading("Last note", &dates::say(note.on, model.today));
        page.text(0, &note.note.text, Role::Base, 5);
    }
    page
}
