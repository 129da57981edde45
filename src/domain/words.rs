//! Words at the door: foreign text made fit to keep, kept text made fit to show,
//! and the plain words for what the roster says.

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::cadence::{Kind, State};
use super::check_in::{CheckInKind, Outcome};
use super::pacing::Pace;
use super::person::SupportLevel;
use super::plan::{GoalStatus, Stage};

/// The most bytes a text may have; what is longer is cut, and said to be.
pub const TEXT_LIMIT: usize = 64 * 1024;

/// The most marks that may stand on one letter.
pub(super) const MARKS: usize = 8;

/// Text that has come through the door.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cleaned {
    /// What may be kept.
    pub text: String,
    /// Something was taken out that could mislead or do harm. Line ends, tabs,
    /// composed letters and emoji styles don't count.
    pub changed: bool,
    /// The length in bytes at which the text was cut, when it was too long.
    pub cut: Option<usize>,
}

/// Cleans a name or another text of one line: line ends and tabs become spaces.
pub fn clean_line(text: &str) -> Cleaned {
    clean(text, true)
}

/// Cleans a note: line ends become `\n`, and tabs stay.
pub fn clean_text(text: &str) -> Cleaned {
    clean(text, false)
}

/// What a character is to a screen.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Nature {
    /// Shown as it is, a mark on a letter too.
    Plain,
    /// LF, U+2028, U+2029.
    Break,
    Tab,
    /// Other control characters, the carriage return among them.
    Control,
    /// Format characters: direction, tags, zero width.
    Hidden,
    /// Joins two letters or emoji, and is hidden anywhere else.
    Joiner,
    /// The form of an ideograph, and hidden anywhere else.
    Form,
    /// Emoji or text style, which terminals measure differently.
    Style,
    /// Private use, noncharacters, planes without characters.
    Foreign,
}

/// What a character is to a screen.
pub(super) fn nature(c: char) -> Nature {
    match c {
        '\n' | '\u{2028}' | '\u{2029}' => Nature::Break,
        '\t' => Nature::Tab,
        _ if c.is_control() => Nature::Control,
        '\u{200c}' | '\u{200d}' => Nature::Joiner,
        '\u{fe00}'..='\u{fe0f}' => Nature::Style,
        '\u{e0100}'..='\u{e01ef}' => Nature::Form,
        '\u{ad}'
        | '\u{600}'..='\u{605}'
        | '\u{61c}'
        | '\u{6dd}'
        | '\u{70f}'
        | '\u{890}'..='\u{891}'
        | '\u{8e2}'
        | '\u{180e}'
        | '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}'
        | '\u{feff}'
        | '\u{fff0}'..='\u{fffb}'
        | '\u{110bd}'
        | '\u{110cd}'
        | '\u{13430}'..='\u{1343f}'
        | '\u{1bca0}'..='\u{1bca3}'
        | '\u{1d173}'..='\u{1d17a}'
        | '\u{e0000}'..='\u{e0fff}' => Nature::Hidden,
        '\u{e000}'..='\u{f8ff}'
        | '\u{fdd0}'..='\u{fdef}'
        | '\u{40000}'..='\u{dffff}'
        | '\u{f0000}'..='\u{10ffff}' => Nature::Foreign,
        _ if u32::from(c) & 0xfffe == 0xfffe => Nature::Foreign,
        _ => Nature::Plain,
    }
}

fn clean(text: &str, line: bool) -> Cleaned {
    let mut changed = false;
    let mut kept = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match nature(c) {
            Nature::Plain | Nature::Joiner | Nature::Form => kept.push(c),
            Nature::Break | Nature::Tab if line => kept.push(' '),
            Nature::Break => kept.push('\n'),
            Nature::Tab => kept.push('\t'),
            Nature::Control if c == '\r' => {
                // CRLF is one line end; a lone CR, of old, is one too.
                if chars.peek() != Some(&'\n') {
                    kept.push(if line { ' ' } else { '\n' });
                }
            }
            Nature::Style => {}
            Nature::Control | Nature::Hidden | Nature::Foreign => changed = true,
        }
    }
    // Again after every joiner that goes: letters it kept apart may compose into a sign that
    // joins nothing.
    let mut text: String = kept.nfc().collect();
    loop {
        let joined = without_loose_joiners(&text);
        if joined.len() == text.len() {
            break;
        }
        changed = true;
        text = joined.nfc().collect();
    }
    let composed = text.len();
    let mut text = with_few_marks(&text);
    changed |= text.len() != composed;
    let cut = (text.len() > TEXT_LIMIT).then(|| cut_at_letter(&mut text));
    Cleaned { text, changed, cut }
}

/// Keeps a joiner only between letters or emoji, a form only on an ideograph.
fn without_loose_joiners(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut last = None;
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let keep = match nature(c) {
            Nature::Joiner => last.is_some_and(joins) && chars.peek().copied().is_some_and(joins),
            Nature::Form => last.is_some_and(|l: char| l >= '\u{2e80}' && l.is_alphabetic()),
            _ => true,
        };
        if keep {
            kept.push(c);
            last = Some(c);
        }
    }
    kept
}

/// Whether a joiner beside it can mean something.
fn joins(c: char) -> bool {
    c.is_alphabetic()
        || (is_combining_mark(c) && nature(c) == Nature::Plain)
        || matches!(c, '\u{2190}'..='\u{21ff}' | '\u{2300}'..='\u{23ff}' | '\u{2600}'..='\u{27bf}'
            | '\u{2b00}'..='\u{2bff}' | '\u{1f000}'..='\u{1faff}')
}

/// Leaves at most `MARKS` marks on a letter; joiners between them don't begin anew.
fn with_few_marks(text: &str) -> String {
    let mut marks = 0;
    text.chars()
        .filter(|c| {
            if is_combining_mark(*c) {
                marks += 1;
            } else if nature(*c) != Nature::Joiner {
                marks = 0;
            }
            marks <= MARKS || nature(*c) == Nature::Joiner
        })
        .collect()
}

/// Cuts at the limit, before a letter and not between it and its marks.
fn cut_at_letter(text: &mut String) -> usize {
    let mut at = text.floor_char_boundary(TEXT_LIMIT);
    let follows = |c: char| is_combining_mark(c) || nature(c) == Nature::Joiner;
    if text
        .get(at..)
        .and_then(|rest| rest.chars().next())
        .is_some_and(follows)
    {
        let kept = text.get(..at).unwrap_or_default();
        at = kept.rfind(|c| !follows(c)).unwrap_or(0);
    }
    text.truncate(at);
    while text
        .chars()
        .next_back()
        .is_some_and(|c| nature(c) == Nature::Joiner)
    {
        text.pop();
    }
    text.len()
}

/// Text made safe for one line of any screen: nothing moves the cursor, hides,
/// or turns the direction. Texts of several lines are split before.
pub fn display(text: &str) -> Cow<'_, str> {
    let fine = |c: char| nature(c) == Nature::Plain && !is_combining_mark(c);
    let is_ascii = text.bytes().all(|byte| (b' '..=b'~').contains(&byte));
    if is_ascii || text.chars().all(fine) {
        return Cow::Borrowed(text);
    }
    let shown: String = text
        .chars()
        .filter_map(|c| match nature(c) {
            Nature::Plain | Nature::Joiner | Nature::Form => Some(c),
            Nature::Break | Nature::Tab => Some(' '),
            Nature::Control | Nature::Foreign => Some(char::REPLACEMENT_CHARACTER),
            Nature::Hidden | Nature::Style => None,
        })
        .collect();
    Cow::Owned(with_few_marks(&without_loose_joiners(&shown)))
}

/// The original for an import's report: what isn't plain is written as `\u{1b}`.
pub fn escape_original(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    let mut marks = 0;
    let mut rest = text.chars();
    while let Some(c) = rest.next() {
        marks = if is_combining_mark(c) { marks + 1 } else { 0 };
        // What looks like an escape already is told apart by its backslash.
        let looks_escaped = c == '\\' && rest.as_str().starts_with("u{");
        if nature(c) != Nature::Plain || marks > MARKS || looks_escaped {
            escaped.extend(c.escape_unicode());
        } else {
            escaped.push(c);
        }
    }
    escaped
}

/// What is said of a text that is longer than one may be: "note", "text".
pub fn too_long(what: &str) -> String {
    let most = TEXT_LIMIT / 1024;
    format!("The {what} is longer than {most} kB. Shorten it.")
}

/// "tried, absent twice", where somebody was absent since they were last met.
pub fn tried(absences: u32) -> Option<String> {
    match absences {
        0 => None,
        1 => Some("tried, absent once".to_owned()),
        2 => Some("tried, absent twice".to_owned()),
        times => Some(format!("tried, absent {times} times")),
    }
}

/// A state as the roster says it.
pub const fn state_word(state: State) -> &'static str {
    match state {
        State::Overdue => "overdue",
        State::Due => "due",
        State::Booked => "booked",
        State::New => "new",
        State::Ok => "ok",
        State::Paused => "paused",
    }
}

/// What a state means, in one sentence.
pub const fn state_meaning(state: State) -> &'static str {
    match state {
        State::Overdue => {
            "Too long without a check-in; the number is the school days past the most that should go by."
        }
        State::Due => {
            "It is time for a check-in: the usual school days have gone by, or a booked day has passed."
        }
        State::Booked => "A day is arranged for the next check-in, and it comes soon enough.",
        State::New => "Here not long enough to be due, and no check-in held yet.",
        State::Ok => "Met lately enough; nothing to do.",
        State::Paused => "Check-ins rest up to and including the last day of the pause.",
    }
}

/// What a stage of a plan means, in one sentence.
pub const fn stage_meaning(stage: Stage) -> &'static str {
    match stage {
        Stage::Draft => "Being made; it waits for a goal and for both to agree.",
        Stage::Active => "Agreed, and worked on until the end of its term.",
        Stage::Reflecting => "Being looked back on, before it is closed.",
        Stage::Closed => "Ended; it stays readable as it was, and can't be changed.",
    }
}

/// What a pace means, in one sentence.
pub const fn pace_meaning(pace: Pace) -> &'static str {
    match pace {
        Pace::Ahead => "A step that isn't due yet is done, and none is late.",
        Pace::OnPace => "What was due is done, give or take the plan's buffer of school days.",
        Pace::Behind => "A step is late by more school days than the plan's buffer.",
    }
}

/// What a goal's status means, in one sentence.
pub const fn status_meaning(status: GoalStatus) -> &'static str {
    match status {
        GoalStatus::Proposed => "Written by one of the two; it waits until both agree.",
        GoalStatus::Active => "Agreed, and worked on.",
        GoalStatus::Met => "Reached; a goal for one day, on its day.",
        GoalStatus::PartlyMet => "Reached in part; it can still be rated.",
        GoalStatus::Dropped => "Given up, with the reason beside it.",
        GoalStatus::Carried => "Goes on as a goal of the next plan.",
    }
}

/// What an outcome of a check-in means, in one sentence.
pub const fn outcome_meaning(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Held => "You met; only this counts as met, and only this has ratings.",
        Outcome::StudentAbsent => "The student wasn't there; the wait goes on, and says so.",
        Outcome::AdultAbsent => "The adult wasn't there; the wait goes on.",
        Outcome::Skipped => "Not this time, with a reason; the wait goes on.",
    }
}

/// What a support level means, in one sentence.
pub const fn support_meaning(support: SupportLevel) -> &'static str {
    match support {
        SupportLevel::Own => "Writes alone.",
        SupportLevel::Guided => "Writes, with somebody's guidance.",
        SupportLevel::Scribed => "Speaks, and somebody else types; it is said who.",
    }
}

/// What became of a check-in, as people say it.
pub const fn outcome_word(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Held => "held",
        Outcome::StudentAbsent => "student absent",
        Outcome::AdultAbsent => "adult absent",
        Outcome::Skipped => "skipped",
    }
}

/// The name of a kind that a cadence asks for.
pub const fn kind_word(kind: Kind) -> &'static str {
    match kind {
        Kind::Daily => "daily",
        Kind::Weekly => "weekly",
    }
}

/// A phrase as it stands at the beginning of a sentence.
pub fn capitalized(phrase: &str) -> String {
    let mut letters = phrase.chars();
    let first = letters.next().into_iter().flat_map(char::to_uppercase);
    first.chain(letters).collect()
}

/// A title as it stands within a sentence: its first word without a capital, unless that is
/// "I" or has more of them.
pub fn uncapitalized(title: &str) -> String {
    let mut letters = title.chars();
    let (first, rest) = (letters.next(), letters.as_str());
    let next = rest.chars().next();
    let is_i = first == Some('I') && !next.is_some_and(char::is_alphabetic);
    match first {
        Some(first) if !is_i && !next.is_some_and(char::is_uppercase) => {
            first.to_lowercase().chain(rest.chars()).collect()
        }
        _ => title.to_owned(),
    }
}

/// The name of any kind of check-in.
pub const fn check_in_word(kind: CheckInKind) -> &'static str {
    match kind {
        CheckInKind::Daily => "daily",
        CheckInKind::Weekly => "weekly",
        CheckInKind::Conference => "conference",
        CheckInKind::AdHoc => "ad hoc",
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::super::names::fold;
    use super::*;
    use proptest::prelude::*;

    /// Text with more trouble in it than chance alone would bring.
    pub fn troubled() -> impl Strategy<Value = String> {
        let trouble = prop::sample::select(vec![
            '\u{1b}',
            '\r',
            '\n',
            '\t',
            '\u{9b}',
            '\u{202e}',
            '\u{2066}',
            '\u{200d}',
            '\u{200c}',
            '\u{fe0f}',
            '\u{e0041}',
            '\u{e0101}',
            '\u{301}',
            '\u{338}',
            '\u{94d}',
            '\u{3099}',
            '=',
            'e',
            'İ',
            'Σ',
            'ß',
            '’',
            'ŉ',
            '葛',
            '👩',
            '1',
            '\u{2028}',
            '\u{e000}',
            '\u{ffff}',
            ' ',
        ]);
        let any = prop_oneof![3 => trouble, 1 => any::<char>()];
        prop::collection::vec(any, 0..40).prop_map(|chars| chars.into_iter().collect())
    }

    fn is_unsafe(c: char) -> bool {
        c.is_control()
            || matches!(c, '\u{ad}' | '\u{61c}' | '\u{200b}' | '\u{200e}' | '\u{200f}'
                | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}'
                | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
    }

    proptest! {
        #[test]
        fn nothing_unsafe_is_ever_shown_or_kept(text in troubled()) {
            let shown = display(&text);
            prop_assert!(!shown.chars().any(is_unsafe), "{shown:?}");
            prop_assert_eq!(display(&shown), shown.as_ref());
            let line = clean_line(&text).text;
            prop_assert!(!line.chars().any(is_unsafe), "{line:?}");
            let note = clean_text(&text).text;
            prop_assert!(!note.chars().any(|c| is_unsafe(c) && c != '\n' && c != '\t'));
            let escaped = escape_original(&text);
            prop_assert!(!escaped.chars().any(is_unsafe), "{escaped:?}");
            prop_assert_eq!(display(&escaped), escaped.as_str());
        }

        #[test]
        fn what_is_clean_stays_as_it_is(text in troubled()) {
            for clean in [clean_line, clean_text] {
                let once = clean(&text);
                let twice = clean(&once.text);
                prop_assert_eq!(&twice.text, &once.text);
                prop_assert!(!twice.changed);
            }
        }
    }

    #[test]
    fn joiners_that_hold_only_marks_apart_all_go() {
        let once = clean_line("=\u{200d}\u{338}\u{200d}\u{301}").text;
        assert_eq!(once, "≠\u{301}");
        assert_eq!(clean_line(&once).text, once);
    }

    #[test]
    fn escapes_are_taken_out_and_said_to_be() {
        let cleaned = clean_line("Ada\u{1b}]52;c;eA==\u{7} Okafor");
        assert_eq!(cleaned.text, "Ada]52;c;eA== Okafor");
        assert!(cleaned.changed);
        let fine = clean_line("Jose\u{301} Garci\u{301}a");
        assert_eq!(fine.text, "José García");
        assert!(!fine.changed && fine.cut.is_none());
        assert_eq!(clean_line("\u{202e}nomaT").text, "nomaT");
        assert_eq!(clean_line("one\r\ntwo\tthree").text, "one two three");
        assert_eq!(
            clean_line("\u{1f468}\u{200d}\u{1f469}").text,
            "👨\u{200d}👩"
        );
        assert_eq!(clean_line("a\u{200d} b\u{200c}").text, "a b");
        assert_eq!(clean_line("می\u{200c}خواهم").text, "می\u{200c}خواهم");
        assert_eq!(clean_line("葛\u{e0101}飾").text, "葛\u{e0101}飾");
        assert_eq!(clean_line("ok\u{e0101}").text, "ok");
        assert!(!clean_line("❤\u{fe0f}").changed);
    }

    #[test]
    fn a_note_keeps_its_lines() {
        let cleaned = clean_text("one\r\ntwo\rthree\n\tfour\u{2029}five");
        assert_eq!(cleaned.text, "one\ntwo\nthree\n\tfour\nfive");
        assert!(!cleaned.changed);
    }

    #[test]
    fn marks_on_one_letter_are_few() {
        let zalgo = format!("e{}x", "\u{301}\u{200d}".repeat(50));
        let cleaned = clean_line(&zalgo);
        assert!(cleaned.changed);
        let marks = cleaned
            .text
            .chars()
            .filter(|c| is_combining_mark(*c))
            .count();
        assert!(marks <= MARKS, "{marks}");
        assert!(cleaned.text.ends_with('x'));
    }

    #[test]
    fn a_long_note_is_cut_before_a_letter() {
        let long = format!("{}e\u{323}\u{302}\u{338}", "x".repeat(TEXT_LIMIT - 4));
        let cleaned = clean_text(&long);
        assert_eq!(cleaned.cut, Some(TEXT_LIMIT - 4), "{}", cleaned.text.len());
        assert_eq!(cleaned.text.len(), TEXT_LIMIT - 4);
        assert_eq!(clean_text(&cleaned.text).cut, None);
        assert_eq!(clean_text(&"é".repeat(TEXT_LIMIT / 2)).cut, None);
        assert_eq!(clean_text(&"太".repeat(TEXT_LIMIT)).cut, Some(65_535));
    }

    #[test]
    fn what_is_shown_tells_of_what_was_hidden() {
        assert_eq!(display("plain"), "plain");
        assert!(matches!(display("José"), Cow::Borrowed(_)));
        assert_eq!(display("A\u{1b}[31mB"), "A\u{fffd}[31mB");
        assert_eq!(display("A\tB\u{2028}C\nD"), "A B C D");
        assert_eq!(display("a\u{202e}b\u{feff}c\u{e0041}❤\u{fe0f}"), "abc❤");
        assert_eq!(
            escape_original("A\u{1b}[B \\u{1b}"),
            "A\\u{1b}[B \\u{5c}u{1b}"
        );
    }

    #[test]
    fn the_big_list_of_naughty_strings_is_harmless() {
        let path = concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/../shared/data/hostile-strings/blns.json"
        );
        let Ok(json) = std::fs::read_to_string(path) else {
            return; // The list lies beside the house only where it is built.
        };
        let list: Vec<String> = serde_json::from_str(&json).unwrap();
        assert!(list.len() > 500);
        for text in list {
            assert!(!display(&text).chars().any(is_unsafe), "{text:?}");
            let cleaned = clean_text(&text);
            assert_eq!(clean_text(&cleaned.text).text, cleaned.text);
            assert_eq!(fold(&fold(&text)), fold(&text));
            assert!(!escape_original(&text).chars().any(is_unsafe));
        }
    }

    #[test]
    fn a_title_within_a_sentence_keeps_what_is_written_large() {
        assert_eq!(uncapitalized("How I like to learn"), "how I like to learn");
        assert_eq!(uncapitalized("I am proud of"), "I am proud of");
        assert_eq!(uncapitalized("Interests"), "interests");
        assert_eq!(uncapitalized("SEL strengths"), "SEL strengths");
        assert_eq!(uncapitalized(""), "");
    }
}
