//! Goals of the sample school that are about people and oneself, each with
//! what belongs to it; and the dreams above goals. Only text.

use crate::domain::note::NoteKind;
use crate::domain::plan::{Area, Owner};

use super::goals::GoalText;

use NoteKind::{Celebration, Observation, TeachingPoint};
use Owner::{Family, Student, Teacher};

/// The goals that are about growing up.
pub const GROWING: &[GoalText] = &[
    GoalText {
        text: "Ask for help before giving up",
        area: Area::Sel,
        why: "I crumple the paper and then I feel worse.",
        criteria: "Tries one thing, then asks a person, before putting work away",
        supports: "The help card on the desk; a quiet corner",
        daily: "Ask one question today",
        steps: [
            (Student, "Put the help card where I see it"),
            (Student, "Try one thing before asking"),
            (Teacher, "Come within two minutes when the card is up"),
        ],
        notes: [
            &[
                (
                    Observation,
                    "Two crumpled papers this week. Says \"I'm fine\" and isn't.",
                ),
                (
                    TeachingPoint,
                    "Made the help card together: green, yellow, \"please come\".",
                ),
            ],
            &[
                (
                    Observation,
                    "Turned the card to yellow twice, and kept working until I came.",
                ),
                (
                    Observation,
                    "Asked a neighbour first. It took one minute, and the work went on.",
                ),
            ],
            &[
                (
                    Celebration,
                    "Asked for help out loud, in front of the group, and then finished alone.",
                ),
                (
                    Observation,
                    "Tells others about the card. No crumpled paper for two weeks.",
                ),
            ],
        ],
        next: &[
            "Use the card once before Friday.",
            "Tell me one time when asking helped.",
            "Show the card to the new student.",
        ],
    },
    GoalText {
        text: "Listen until the other person has finished",
        area: Area::Sel,
        why: "My friends say I don't let them talk.",
        criteria: "Says back what the other said before answering",
        supports: "The talking stone; a sign from the teacher",
        daily: "Say back what a partner said, once",
        steps: [
            (Student, "Hold the talking stone in morning meeting"),
            (Student, "Say back what I heard"),
            (Student, "Ask one question about someone else's idea"),
        ],
        notes: [
            &[
                (
                    Observation,
                    "So many ideas that they all come at once. Interrupted four times in ten minutes, and counted them too.",
                ),
                (
                    TeachingPoint,
                    "Practised \"what I heard was\" with the talking stone.",
                ),
            ],
            &[
                (
                    Observation,
                    "Waited through a long turn with both hands on the chair.",
                ),
                (
                    Observation,
                    "Said back the partner's idea nearly word for word.",
                ),
            ],
            &[
                (
                    Celebration,
                    "Asked the quietest person at the table what they thought.",
                ),
                (
                    Observation,
                    "Morning meeting without a single sign from me.",
                ),
            ],
        ],
        next: &[
            "Say back one idea in morning meeting.",
            "Find out something new about your table partner.",
            "Count your own waits for one day.",
        ],
    },
    GoalText {
        text: "Calm down before I decide what to do",
        area: Area::Sel,
        why: "When I'm angry I say things I don't mean.",
        criteria: "Uses one calm-down way alone, and comes back",
        supports: "Five breaths; a walk to the water fountain",
        daily: "Try five breaths once, even when all is well",
        steps: [
            (Student, "Choose two calm-down ways"),
            (Student, "Notice where anger starts in my body"),
            (Family, "Try the same way at home"),
        ],
        notes: [
            &[
                (
                    Observation,
                    "The game at recess ended with a shove. Sorry afterwards, and meant it.",
                ),
                (
                    TeachingPoint,
                    "Talked about the warm face that comes first. Chose breathing and the fountain.",
                ),
            ],
            &[
                (
                    Observation,
                    "Went to the fountain without being sent, and came back ready to talk. That is the whole point.",
                ),
                (Observation, "Noticed the warm face and said so."),
            ],
            &[
                (
                    Celebration,
                    "Stepped away from an argument at recess, then went back and solved it.",
                ),
                (Observation, "Two calm weeks. Breathes, then speaks."),
            ],
        ],
        next: &[
            "Show me your two calm-down ways.",
            "Tell me about one time when you stepped away.",
            "Teach five breaths to someone at home.",
        ],
    },
    GoalText {
        text: "Finish what I start",
        area: Area::Sel,
        why: "I have eleven stories and no ending.",
        criteria: "Three pieces of work finished before a new one begins",
        supports: "A timer; a list with boxes to tick",
        daily: "Finish one thing before recess",
        steps: [
            (Student, "Make a list of what is open"),
            (Student, "Choose one and work on it for ten minutes"),
            (Student, "Tick it off and show someone"),
        ],
        notes: [
            &[
                (
                    Observation,
                    "Begins with joy and leaves when it gets slow. Eleven open stories in the folder.",
                ),
                (
                    TeachingPoint,
                    "Made the list together and put away all but two.",
                ),
            ],
            &[
                (
                    Observation,
                    "Ten minutes with the timer, and then five more without it.",
                ),
                (Observation, "First box ticked. Showed it to three people."),
            ],
            &[
                (
                    Celebration,
                    "Three finished pieces on the wall, with the name written large.",
                ),
                (Observation, "Asked for a new list."),
            ],
        ],
        next: &[
            "Finish the robot page before you begin a new one.",
            "Ten minutes with the timer, two days in a row.",
            "Show your finished piece to someone in another room.",
        ],
    },
    GoalText {
        text: "Join a group and help it work",
        area: Area::Sel,
        why: "I like to be alone, but not always.",
        criteria: "Takes a role in a group and does it to the end",
        supports: "Role cards; a partner to begin with",
        daily: "Take one role in a group",
        steps: [
            (Student, "Choose a role card"),
            (Student, "Ask \"can I join?\" once"),
            (Teacher, "Begin with a group of three"),
        ],
        notes: [
            &[
                (
                    Observation,
                    "Watches the group from the edge and knows exactly what they should do.",
                ),
                (
                    TeachingPoint,
                    "Chose the timekeeper's card: a way in without many words.",
                ),
            ],
            &[
                (
                    Observation,
                    "Timekeeper for the whole bridge project. The group started to ask for advice.",
                ),
                (
                    Observation,
                    "Said \"can I join?\" at recess, and was in the game to the end.",
                ),
            ],
            &[
                (
                    Celebration,
                    "Made sure that everybody had a turn, and had one too.",
                ),
                (
                    Observation,
                    "Chose to lead the group of four, and asked each one what they wanted to do.",
                ),
            ],
        ],
        next: &[
            "Ask \"can I join?\" once before Friday.",
            "Choose a role card you haven't had.",
            "Invite someone who is standing at the edge.",
        ],
    },
    GoalText {
        text: "Come ready: things, time and plan",
        area: Area::Other,
        why: "Mornings are wild at our house.",
        criteria: "Four days of five with folder, pencil and plan on the desk by nine",
        supports: "A checklist inside the lid; packing in the evening",
        daily: "Write today's plan before nine",
        steps: [
            (Student, "Make a checklist for the lid"),
            (Family, "Pack the bag in the evening"),
            (Student, "Write the plan of the day three times this week"),
        ],
        notes: [
            &[
                (
                    Observation,
                    "The folder was at home again. The plan in the head is good, though.",
                ),
                (
                    TeachingPoint,
                    "Drew the checklist with pictures. It hangs inside the lid.",
                ),
            ],
            &[
                (
                    Observation,
                    "Three days of five. Wednesday is the hard one, after swimming.",
                ),
                (Observation, "Wrote the plan before I asked."),
            ],
            &[
                (Celebration, "A whole week, and the plan was a good one."),
                (
                    Observation,
                    "Reminds the table. The checklist isn't needed any more.",
                ),
            ],
        ],
        next: &[
            "Pack your bag on Tuesday evening.",
            "Four mornings with the checklist.",
            "Show me your plan for the project week.",
        ],
    },
];

/// What lies far ahead, above the goals of a term.
pub const DREAMS: &[&str] = &[
    "Build bridges that don't fall down",
    "Be a vet for big animals",
    "Write a book that is in the library",
    "Play in the national team",
    "Be the one who explains things on TV",
    "Have a bakery with my grandmother",
    "Fly to the space station",
    "Speak four languages",
];
