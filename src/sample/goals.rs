//! Goals of the sample school, each with what belongs to it: steps, what a
//! teacher notes while it grows, and what is promised next. Only text.

use crate::domain::note::NoteKind;
use crate::domain::plan::{Area, Owner};

use NoteKind::{Celebration, Observation, TeachingPoint};
use Owner::{Family, Student, Teacher};

/// A goal and what belongs to it.
#[derive(Debug)]
pub struct GoalText {
    /// The goal.
    pub text: &'static str,
    /// What it is about.
    pub area: Area,
    /// Why it matters, as the student says it.
    pub why: &'static str,
    /// What shows that it is reached.
    pub criteria: &'static str,
    /// What helps.
    pub supports: &'static str,
    /// A goal for one day that serves it.
    pub daily: &'static str,
    /// Small steps toward it.
    pub steps: [(Owner, &'static str); 3],
    /// Notes while it is new, while it grows, and when it is nearly there.
    pub notes: [&'static [(NoteKind, &'static str)]; 3],
    /// What is promised for the next time.
    pub next: &'static [&'static str],
}

/// The goals that are about a subject.
pub const ACADEMIC: &[GoalText] = &[
    GoalText {
        text: "Explain fractions with pictures",
        area: Area::Academic,
        why: "I want to help my little brothers share things fairly.",
        criteria: "Draws a fraction two ways and says why both are right",
        supports: "Fraction tiles; a partner to explain to",
        daily: "Draw one fraction and explain it to someone",
        steps: [
            (Student, "Fold paper into halves, thirds and fourths"),
            (Student, "Draw three fractions from lunch"),
            (Teacher, "Bring the fraction tiles to the back table"),
        ],
        notes: [
            &[
                (
                    Observation,
                    "Still counts the pieces and forgets that they have to be the same size.",
                ),
                (
                    TeachingPoint,
                    "Folded a strip into fourths together and named each piece aloud.",
                ),
            ],
            &[
                (
                    Observation,
                    "Drew thirds as pizza slices and caught the mistake without help. Wants to teach the twins on Friday.",
                ),
                (
                    TeachingPoint,
                    "Compared one half and two fourths with the tiles. The picture did the convincing.",
                ),
            ],
            &[
                (
                    Celebration,
                    "Explained two fourths and one half to the whole table, with a picture that nobody had seen before.",
                ),
                (
                    Observation,
                    "Chooses pictures alone now, and checks that the pieces are equal.",
                ),
            ],
        ],
        next: &[
            "Teach thirds to the twins.",
            "Find three fractions at home and draw them.",
            "Show me one half in two different pictures.",
            "Make a fraction puzzle for a friend.",
        ],
    },
    GoalText {
        text: "Read chapter books and talk about them",
        area: Area::Academic,
        why: "My sister reads thick books and I want to know what is in them.",
        criteria: "Tells what happened, why, and one thing that was a surprise",
        supports: "Audio to listen along; a bookmark with questions",
        daily: "Read for twenty minutes",
        steps: [
            (Student, "Choose a book and read the first two chapters"),
            (Student, "Keep a list of words to ask about"),
            (Family, "Listen to a chapter at bedtime"),
        ],
        notes: [
            &[
                (
                    Observation,
                    "Reads the words well and then stops when asked what happened.",
                ),
                (
                    TeachingPoint,
                    "Tried the bookmark: who, where, what changed. It helps to stop at each chapter.",
                ),
            ],
            &[
                (
                    Observation,
                    "Retold chapter three in order and guessed what comes next.",
                ),
                (
                    Observation,
                    "Asked for the second book of the series before the first was finished.",
                ),
            ],
            &[
                (
                    Celebration,
                    "Finished the first chapter book and told the whole class about the ending without giving it away.",
                ),
                (Observation, "Backs up an opinion with a page number now."),
            ],
        ],
        next: &[
            "Read chapter 4 aloud to a friend and tell me what surprised you.",
            "Read two chapters and bring one question.",
            "Write the name of each person in the book, and what they want.",
            "Choose the next book with the librarian.",
        ],
    },
    GoalText {
        text: "Write a story with a beginning, a middle and an end",
        area: Area::Academic,
        why: "I have a dragon in my head and nobody has met it.",
        criteria: "A reader can say what the problem was and how it ended",
        supports: "A planning strip with three boxes; telling it before writing it",
        daily: "Write three sentences of the story",
        steps: [
            (Student, "Draw the three boxes before writing"),
            (Student, "Write the middle: what goes wrong?"),
            (Student, "Read it to someone and change one thing"),
        ],
        notes: [
            &[
                (
                    Observation,
                    "Full of ideas when talking, and a nearly empty page afterwards.",
                ),
                (
                    TeachingPoint,
                    "Told the story first, then drew it in three boxes. The first box is written.",
                ),
            ],
            &[
                (
                    Observation,
                    "Wrote a whole page today. The middle is long, and the end comes in one line.",
                ),
                (
                    TeachingPoint,
                    "Looked at how two books end. Picked one ending to try.",
                ),
            ],
            &[
                (
                    Celebration,
                    "Read the finished story from the author's chair. The class asked for another one.",
                ),
                (
                    Observation,
                    "Crossed out a sentence that didn't belong, without being asked.",
                ),
            ],
        ],
        next: &[
            "Draw the three boxes of your next story.",
            "Write how the dragon finds the way home.",
            "Read your ending to a friend and ask what they felt.",
            "Bring the first page, finished.",
        ],
    },
    GoalText {
        text: "Know my times tables up to ten",
        area: Area::Academic,
        why: "I don't want to use my fingers any more.",
        criteria: "Answers twenty facts without counting on",
        supports: "A table square; songs for the sevens and eights",
        daily: "Practise one table for five minutes",
        steps: [
            (Student, "Mark the facts that are easy already"),
            (Student, "Learn the fours from the twos"),
            (Family, "Ask three facts on the way to school"),
        ],
        notes: [
            &[
                (
                    Observation,
                    "Twos, fives and tens are there. For the rest, counts on from the start.",
                ),
                (
                    TeachingPoint,
                    "Doubled the twos to get the fours. \"So I knew them all along!\"",
                ),
            ],
            &[
                (
                    Observation,
                    "The fours are quick. Sevens still need the fingers.",
                ),
                (
                    Observation,
                    "Uses six times six to work out six times seven.",
                ),
            ],
            &[
                (Celebration, "All twenty facts, and a grin."),
                (
                    Observation,
                    "Helps the neighbour with the nines by the finger trick.",
                ),
            ],
        ],
        next: &[
            "Learn the sevens up to seven times seven.",
            "Beat your own time with the fours.",
            "Teach someone at home the trick for the nines.",
        ],
    },
    GoalText {
        text: "Solve word problems in my own way and show it",
        area: Area::Academic,
        why: "I get the answer, but I can't say how I got it.",
        criteria: "Another student can follow the drawing or the number line",
        supports: "Reading the problem twice; a highlighter for the question",
        daily: "Solve one problem and draw how",
        steps: [
            (Student, "Underline the question before starting"),
            (Student, "Solve one problem in two ways"),
            (Teacher, "Choose problems about the class garden"),
        ],
        notes: [
            &[
                (
                    Observation,
                    "Grabs the two numbers and adds them, whatever the problem asks.",
                ),
                (
                    TeachingPoint,
                    "Acted the problem out with counters first, and only then wrote numbers.",
                ),
            ],
            &[
                (
                    Observation,
                    "Drew a bar for the garden problem and saw that it is a take-away.",
                ),
                (
                    Observation,
                    "Right answer, and a drawing that the partner could follow.",
                ),
            ],
            &[
                (
                    Celebration,
                    "Found a second way to solve the bus problem and said which one is shorter.",
                ),
                (
                    Observation,
                    "Writes a sentence for the answer without a reminder.",
                ),
            ],
        ],
        next: &[
            "Make up a problem about your family and solve it.",
            "Show the bus problem to a partner and see whether they can follow.",
            "Underline the question in tomorrow's three problems.",
        ],
    },
    GoalText {
        text: "Use evidence when I say what I think",
        area: Area::Academic,
        why: "In my family you have to give reasons or nobody listens.",
        criteria: "Says \"because\" and points to the page, the picture or the number",
        supports: "Sentence starters on the desk",
        daily: "Say \"because\" once in a discussion",
        steps: [
            (Student, "Try the starter \"I know this because\""),
            (Student, "Find two facts for one opinion"),
            (Student, "Answer someone who thinks otherwise"),
        ],
        notes: [
            &[
                (Observation, "Strong opinions about wolves; no reasons yet."),
                (
                    TeachingPoint,
                    "Sorted opinions from facts with cards. The starters are on the desk now.",
                ),
            ],
            &[
                (
                    Observation,
                    "Gave a reason from the text, and then looked up to see whether it counted.",
                ),
                (
                    Observation,
                    "Two facts for one opinion in the article about bees.",
                ),
            ],
            &[
                (
                    Celebration,
                    "Changed sides in the debate because of a fact a classmate found, and said so.",
                ),
                (Observation, "Asks others \"how do you know?\", kindly."),
            ],
        ],
        next: &[
            "Bring two facts for what you said about wolves.",
            "Ask someone \"how do you know?\" and write down the answer.",
            "Find one fact that speaks against your opinion.",
        ],
    },
    GoalText {
        text: "Plan and carry out a fair test in science",
        area: Area::Academic,
        why: "I want to know if plants like music.",
        criteria: "Changes one thing only, and writes down what happened",
        supports: "A page with the questions: what changes, what stays, what do I measure?",
        daily: "Measure the plants and write it down",
        steps: [
            (Student, "Write the question"),
            (Student, "Decide what stays the same"),
            (Student, "Measure three times and draw a chart"),
        ],
        notes: [
            &[
                (
                    Observation,
                    "Changed the light and the water at once, and was sure that it was the light.",
                ),
                (
                    TeachingPoint,
                    "Talked about what \"fair\" means with two toy cars on a ramp.",
                ),
            ],
            &[
                (
                    Observation,
                    "One plant by the window, one in the cupboard, the same cup of water for both.",
                ),
                (
                    Observation,
                    "Forgot to measure on Tuesday and wrote that down too.",
                ),
            ],
            &[
                (
                    Celebration,
                    "Said in front of everybody: \"I was wrong, and that is a result.\"",
                ),
                (
                    Observation,
                    "The chart has a title and units, and the sentence below it says what it means.",
                ),
            ],
        ],
        next: &[
            "Measure the plants every morning until we meet.",
            "Decide what stays the same, and write it down.",
            "Draw the chart and tell me what it says.",
        ],
    },
    GoalText {
        text: "Tell people about my work in full sentences in English",
        area: Area::Academic,
        why: "I know it all in my other language.",
        criteria: "Three sentences in a row that classmates understand",
        supports: "Time to think first; words and pictures in both languages",
        daily: "Say one new word in a sentence",
        steps: [
            (Student, "Make a picture page of ten words"),
            (Student, "Practise with a partner before sharing"),
            (
                Family,
                "Tell the story at home in the language of the family",
            ),
        ],
        notes: [
            &[
                (
                    Observation,
                    "Understands the story fully, and answers with one word and a gesture.",
                ),
                (
                    TeachingPoint,
                    "Practised the three sentences in both languages before sharing time.",
                ),
            ],
            &[
                (
                    Observation,
                    "Told the partner about the bridge in three sentences. The verbs are coming.",
                ),
                (
                    Observation,
                    "Asked what \"although\" means, and used it an hour later.",
                ),
            ],
            &[
                (
                    Celebration,
                    "Presented the bridge to the class and answered two questions.",
                ),
                (
                    Observation,
                    "Translates for the new student, and corrects me when I say the name wrongly.",
                ),
            ],
        ],
        next: &[
            "Tell your partner about the bridge, starting with \"First\".",
            "Make picture cards for five words from science.",
            "Ask one question at sharing time.",
        ],
    },
    GoalText {
        text: "Spell the words I use most",
        area: Area::Academic,
        why: "People should be able to read my stories without me.",
        criteria: "Nine of ten own words right in a piece of writing",
        supports: "A personal word list inside the cover",
        daily: "Check five words in today's writing",
        steps: [
            (Student, "Collect ten words from my own writing"),
            (Student, "Look, cover, write, check: three days in a row"),
            (Student, "Find and mend three words in an old story"),
        ],
        notes: [
            &[
                (
                    Observation,
                    "Writes by ear: \"becos\", \"sed\", \"thay\". Readable, and brave with long words.",
                ),
                (
                    TeachingPoint,
                    "Made a list of ten own words instead of the book's list.",
                ),
            ],
            &[
                (
                    Observation,
                    "Six of ten right in the story, and two mended alone.",
                ),
                (Observation, "Opened the word list without a reminder."),
            ],
            &[
                (
                    Celebration,
                    "\"Because\" is right everywhere, even in a note passed to a friend.",
                ),
                (
                    Observation,
                    "Nine of ten. New list next week, with words from science.",
                ),
            ],
        ],
        next: &[
            "Look, cover, write, check: five words, three days.",
            "Find three words in your old story and mend them.",
            "Choose your next ten words.",
        ],
    },
];

/// What students said of a term that is over.
pub const LOOKED_BACK: &[&str] = &[
    "I was scared of it at first and now I show others how to do it.",
    "The picture instructions helped. Long texts are still hard for me.",
    "I asked for help four times and every time it got easier.",
    "I am proud of my bridge. Next time I want to plan before I build.",
    "Reading aloud went well with my grandmother. In class I am still quiet.",
    "I learned to try one more thing before I give up.",
];
