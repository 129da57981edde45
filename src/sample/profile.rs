//! What the sample's profiles say: the students' own words, and what those
//! around them have seen. And notes that belong to no goal. Only text.

use crate::domain::note::{NoteKind, Visibility};
use crate::domain::profile::{Section, Source};

/// The student's own words, with where they were said.
pub const OWN_WORDS: &[(Section, Source, &str)] = &[
    (
        Section::LearningPreferences,
        Source::Survey,
        "I like to build things first and then read how they work.",
    ),
    (
        Section::LearningPreferences,
        Source::Survey,
        "I need to see it once before I try it.",
    ),
    (
        Section::LearningPreferences,
        Source::Survey,
        "I think better when I can walk around.",
    ),
    (
        Section::LearningPreferences,
        Source::Student,
        "Tell me why we do it, then I'll do it.",
    ),
    (
        Section::LearningPreferences,
        Source::Survey,
        "I like it quiet in the morning and loud after lunch.",
    ),
    (
        Section::LearningPreferences,
        Source::Survey,
        "I learn it when I teach it to my cousin.",
    ),
    (
        Section::LearningPreferences,
        Source::Survey,
        "Pictures first, please. Then the words.",
    ),
    (
        Section::LearningPreferences,
        Source::Student,
        "I don't like it when everybody watches me think.",
    ),
    (
        Section::Interests,
        Source::Survey,
        "Volcanoes, and everything that comes out of them.",
    ),
    (
        Section::Interests,
        Source::Survey,
        "I draw maps of places that don't exist.",
    ),
    (
        Section::Interests,
        Source::Student,
        "Soccer. Also cooking, but don't tell my team.",
    ),
    (
        Section::Interests,
        Source::Survey,
        "I know forty-one kinds of dogs.",
    ),
    (
        Section::Interests,
        Source::Survey,
        "I take radios apart with my grandfather.",
    ),
    (
        Section::Interests,
        Source::Student,
        "I sing in two languages, and I make up the second half.",
    ),
    (
        Section::MotivationAndDreams,
        Source::Conference,
        "I want to be the first in my family who flies a plane.",
    ),
    (
        Section::MotivationAndDreams,
        Source::Survey,
        "I want to read the letters from my grandmother myself.",
    ),
    (
        Section::MotivationAndDreams,
        Source::Student,
        "I want people to ask me when they don't know something.",
    ),
    (
        Section::MotivationAndDreams,
        Source::Survey,
        "One day I'll have a bakery, and everybody in this class gets a free bun.",
    ),
    (
        Section::MotivationAndDreams,
        Source::Conference,
        "I'd like to be brave when I talk.",
    ),
    (
        Section::SupportsThatHelp,
        Source::Student,
        "It helps when you write the first word with me.",
    ),
    (
        Section::SupportsThatHelp,
        Source::Survey,
        "If I can hold something, I can listen.",
    ),
];

/// Strengths, as teachers write them.
pub const STRENGTHS: &[&str] = &[
    "building, patience with younger children",
    "remembers stories, makes people laugh",
    "mental arithmetic, fairness in games",
    "drawing, noticing small things",
    "explaining to others, two languages",
    "keeps trying when it gets hard",
    "asks good questions, loves animals",
    "quick with patterns and puzzles",
    "kind to everyone, a good listener",
    "speaks in front of a group without fear",
];

/// Where help is needed.
pub const NEEDS: &[&str] = &[
    "getting started on writing",
    "reading longer texts without a break",
    "waiting for a turn",
    "place value beyond a hundred",
    "speaking up in a large group",
    "telling time and planning it",
    "academic words in English",
    "checking work before handing it in",
];

/// What helps.
pub const SUPPORTS: &[&str] = &[
    "picture instructions, a quiet corner",
    "the first sentence together, then alone",
    "a timer, and a break after ten minutes",
    "a partner who speaks the same language",
    "instructions one at a time",
    "large print, a seat near the window",
    "a walk before writing",
];

/// Family, culture and health.
pub const AROUND: &[(Section, Source, &str)] = &[
    (
        Section::FamilyContext,
        Source::Family,
        "Lives with both grandparents, who pick up after school.",
    ),
    (
        Section::FamilyContext,
        Source::Conference,
        "A new baby sister since the summer. Very proud.",
    ),
    (
        Section::FamilyContext,
        Source::Family,
        "Two homes; the bag changes on Wednesdays.",
    ),
    (
        Section::FamilyContext,
        Source::Conference,
        "Father works nights. Calls are best after two.",
    ),
    (
        Section::CultureAndLanguage,
        Source::Family,
        "Speaks the language of the family at home and reads in it too.",
    ),
    (
        Section::CultureAndLanguage,
        Source::Conference,
        "Language school on Saturdays. Likes to teach us a word on Mondays.",
    ),
    (
        Section::HealthAndWellness,
        Source::Family,
        "Glasses for reading. A kind reminder is welcome.",
    ),
    (
        Section::HealthAndWellness,
        Source::Family,
        "Peanut allergy; the office has the plan.",
    ),
    (
        Section::HealthAndWellness,
        Source::Conference,
        "Sleeps badly before tests. Knowing the day ahead helps.",
    ),
];

/// Notes that belong to no goal, with who may read them.
pub const ASIDES: &[(NoteKind, Visibility, &str)] = &[
    (
        NoteKind::FamilyContact,
        Visibility::Team,
        "Called home: grandmother is visiting until Friday, so evenings are full. We keep the reading short.",
    ),
    (
        NoteKind::FamilyContact,
        Visibility::Team,
        "Met the father at the gate. The family is moving within the district in spring and wants to stay with us.",
    ),
    (
        NoteKind::FamilyContact,
        Visibility::Family,
        "Wrote home about the finished project. The answer came with three exclamation marks.",
    ),
    (
        NoteKind::Celebration,
        Visibility::Family,
        "Lost a tooth, found a proverb for it, and told both to the class.",
    ),
    (
        NoteKind::Celebration,
        Visibility::Student,
        "Helped a first-grader find the bus, and missed half of recess for it.",
    ),
    (
        NoteKind::Celebration,
        Visibility::Family,
        "Stood up for a classmate today, quietly and at the right moment.",
    ),
    (
        NoteKind::Observation,
        Visibility::Team,
        "Tired on Mondays. Starting with something practical works.",
    ),
    (
        NoteKind::Observation,
        Visibility::Team,
        "Sits by the window since Tuesday, and writes twice as much.",
    ),
    (
        NoteKind::Observation,
        Visibility::Team,
        "The new seat beside a calm partner is a good one for both.",
    ),
    (
        NoteKind::Other,
        Visibility::Team,
        "Needs the large-print copy for the reading test.",
    ),
];

/// What a teacher keeps for herself or himself.
pub const PRIVATE: &[&str] = &[
    "I was too quick today. Next time wait, and let the silence work.",
    "Ask the counselor whether something changed at home, before I guess.",
    "Reminds me of myself at eight. Careful with advice.",
    "Try a smaller goal next term; this one is mine more than ours.",
];

/// Why a check-in wasn't held though both were there.
pub const SKIPPED: &[&str] = &[
    "Fire drill.",
    "Assembly ran late.",
    "Rehearsal for the concert.",
    "Field trip to the river.",
];
