//! Student mode at a shared terminal: rows 16, 24 and 36 of the needs, and the rule that nothing
//! of one student is on the screen of another.

use chrono::NaiveDate;
use deskside::app::effect::Effect;
use deskside::app::msg::Msg;
use deskside::domain::change::{Change, Delta, Edit, Hand};
use deskside::domain::check_in::CheckInKind;
use deskside::domain::person::PersonId;
use deskside::domain::pin::{Pin, Tried};
use deskside::domain::plan::{ActionStep, Goal, GoalStatus, Horizon, Owner};
use deskside::domain::query::{Answer, Query};
use deskside::domain::viewer::Viewer;
use deskside::domain::{Id, fate};
use deskside::store::pins::Setting;

use super::ada_and_ben;
use crate::desk::{Desk, School, monday};

/// Ada and Ben, one grade up from where one question stands on the screen at a time; Ada has a
/// goal for today, one of Friday's left over, and a step of her own.
fn room() -> Desk {
    ada_and_ben().given(|school| {
        older(school);
        let ada = named(school, "Ada");
        for_a_day(school, ada, "Read ten pages", "2026-11-23");
        for_a_day(school, ada, "Write three sentences", "2026-11-20");
        step(school, ada, "Draw thirds as pizza slices");
    })
}

fn named(school: &mut School, given: &str) -> PersonId {
    let sql = "SELECT id FROM person WHERE given = ?1";
    school
        .store
        .write(|connection| Ok(connection.query_row(sql, [given], |row| row.get(0))?))
        .map(Id::new)
        .unwrap()
}

fn older(school: &mut School) {
    school
        .store
        .write(|connection| {
            connection.execute("UPDATE person SET grade = '5' WHERE role = 'student'", [])?;
            Ok(())
        })
        .unwrap();
}

fn plan_of(school: &mut School, student: PersonId) -> Vec<Goal> {
    let viewer = school.viewer();
    let today = school.today;
    let found = school.store.ask(&viewer, &Query::Student(student), today);
    let Ok(Answer::Student(Some(record))) = found else {
        panic!("no record");
    };
    let plan = record.plan.unwrap();
    plan.goals.into_iter().map(|record| record.goal).collect()
}

fn for_a_day(school: &mut School, student: PersonId, text: &str, on: &str) {
    for_day(school, student, text, Some(crate::desk::day(on)));
}

/// A goal for a day, or for each one.
fn for_day(school: &mut School, student: PersonId, text: &str, on: Option<NaiveDate>) {
    let goals = plan_of(school, student);
    let (person, now, today) = (school.teacher, school.now, school.today);
    let mut hand = Hand {
        person,
        mint: &mut school.mint,
        now,
        today,
    };
    let id = hand.mint.id(now);
    let goal = Goal {
        horizon: Horizon::Day,
        status: GoalStatus::Active,
        day: on,
        ..Goal::proposed(
            id,
            goals[0].plan,
            goals.len() as u16 + 1,
            text.into(),
            student,
            now,
        )
    };
    let edits = fate::goal_edits(None, goal, &mut hand);
    school.apply(&Change::about(student, "added", edits));
}

fn step(school: &mut School, student: PersonId, text: &str) {
    let goal = plan_of(school, student)[0].id;
    let id = school.mint.id(school.now);
    let row = ActionStep {
        id,
        goal,
        position: 1,
        text: text.into(),
        owner: Owner::Student,
        due: None,
        done_on: None,
    };
    school.apply(&Change::about(
        student,
        "added",
        vec![Edit::Step(Delta::insert(row))],
    ));
}

/// Ada, who has typed her number and her PIN.
fn ada_is_in() -> Desk {
    room().kiosk().knocks("1", "111815")
}

/// The cursor goes down to what holds these words.
fn go_to(mut desk: Desk, words: &str) -> Desk {
    for _row in 0..20 {
        let screen = desk.screen();
        let is_there = |line: &str| line.contains('▸') && line.contains(words);
        if screen.lines().any(is_there) {
            return desk;
        }
        desk = desk.press("down");
    }
    panic!("{words} is never reached:\n{}", desk.screen());
}

/// Every word that ever stood on the screen is looked at, by keys one after another.
fn never_shows(mut desk: Desk, keys: &str, words: &[&str]) -> Desk {
    for key in keys.split(' ') {
        desk = desk.press(key);
        let screen = desk.screen();
        for word in words {
            assert!(!screen.contains(word), "{word} after {key}:\n{screen}");
        }
    }
    desk
}

/// "student mode for a shared terminal": the door names nobody.
#[test]
fn the_door_asks_for_a_number_and_a_pin_and_names_nobody() {
    room()
        .kiosk()
        .shows("Room 12")
        .shows("Your number")
        .hides("Ada")
        .hides("Okafor")
        .types("1")
        .press("enter")
        .types("111815")
        .hides("111815")
        .shows("******")
        .press("enter")
        .shows("Hello, Ada!")
        .shows("Read ten pages")
        .shows("Explain fractions")
        .hides("Ben")
        .hides("Finish a story");
}

/// 36: "student A cannot open B": not by B's number, nor by asking the book.
#[test]
fn a_student_opens_nobody_elses_day() {
    let mut desk = room()
        .kiosk()
        .knocks("2", "111815")
        .says("don't go together")
        .hides("Ben")
        .press("esc")
        .knocks("1", "111815")
        .shows("Hello, Ada!");
    let (ada, ben) = (desk.id("Ada Okafor"), desk.id("Ben Ito"));
    let viewer = Viewer::at_kiosk(ada);
    let mut ask = |query: Query| desk.school.store.ask(&viewer, &query, monday());
    assert!(matches!(
        ask(Query::Student(ada)),
        Ok(Answer::Student(Some(_)))
    ));
    assert!(matches!(
        ask(Query::Student(ben)),
        Ok(Answer::Student(None))
    ));
    for query in [
        Query::History {
            student: ben,
            limit: 9,
        },
        Query::Surveys(ben),
        Query::Growth(ben),
        Query::Drafts(Some(ben)),
        Query::Staff,
        Query::Groups,
    ] {
        let answer = format!("{:?}", ask(query));
        for word in ["Ben", "Ito", "Finish a story"] {
            assert!(!answer.contains(word), "{answer}");
        }
    }
    let found = ask(Query::Find {
        text: "ben".into(),
        filter: deskside::domain::query::Filter::default(),
        limit: 9,
    });
    assert!(matches!(found, Ok(Answer::Find(found)) if found.rows.is_empty()));
}

/// No key, alone or after another, leads from a student's day to anything else.
#[test]
fn no_key_leads_out_of_a_students_day() {
    let keys = "? f1 : f2 ctrl-p q u ctrl-r ctrl-f f3 f7 f12 ctrl-z c R v m n e p / [ ] \
        tab tab tab tab tab tab tab ctrl-q ctrl-n f5 f6 f9 ctrl-l";
    never_shows(
        ada_is_in(),
        keys,
        &[
            "Ben",
            "Ito",
            "Finish a story",
            "Vasko",
            "overdue",
            "palette",
        ],
    )
    .shows("Hello, Ada!")
    .but(|desk| assert!(!desk.has_left));
}

/// 36: "ticks own goals": a goal for today, a step, where they are, their words: one piece, a
/// daily check-in of their own.
#[test]
fn what_a_student_ticks_rates_and_writes_is_one_daily_check_in_of_their_own() {
    let mut desk = ada_is_in()
        .shows_in_order([
            "TODAY",
            "Read ten pages",
            "FROM LAST TIME",
            "Write three sentences",
        ])
        .press("space")
        .shows("[✓] Read ten pages")
        .press("down down")
        .selects("Explain fractions")
        .press("3 space")
        .shows("[✓] Draw thirds as pizza slices")
        .shows("3 Proficient")
        .press("down down down")
        .types("I drew a pizza in thirds.")
        .press("ctrl-s")
        .says("It is kept. Good-bye!")
        .hides("Ada")
        .hides("pizza");
    assert!(desk.wishes.contains(&Effect::ClearScrollback));
    let ada = desk.id("Ada Okafor");
    let viewer = desk.school.viewer();
    let history = desk.school.store.ask(
        &viewer,
        &Query::History {
            student: ada,
            limit: 9,
        },
        monday(),
    );
    let Ok(Answer::History(history)) = history else {
        panic!("no history");
    };
    let own = &history[0];
    assert_eq!(own.check_in.adult, None);
    assert_eq!(own.check_in.kind, CheckInKind::Daily);
    assert_eq!(own.note.as_ref().unwrap().note.author, ada);
    assert_eq!(
        own.note.as_ref().unwrap().note.text,
        "I drew a pizza in thirds."
    );
    let goals = plan_of(&mut desk.school, ada);
    let read = goals.iter().find(|goal| goal.text == "Read ten pages");
    assert_eq!(read.unwrap().status, GoalStatus::Met);
    // "daily tick does not clear weekly overdue" (30).
    desk.opened();
    desk.shows("overdue")
        .press("/")
        .types("ada")
        .press("enter enter 3")
        .shows("1 of 1");
}

/// 12: a goal for each day is asked as of today, before the longer ones, and what the student
/// says of it counts in the teacher's "today".
#[test]
fn a_goal_for_each_day_is_done_where_the_student_says_so() {
    let room = room().given(|school| {
        let ada = named(school, "Ada");
        for_day(school, ada, "Ask before I guess", None);
    });
    let mut desk = room.kiosk().knocks("1", "111815").shows_in_order([
        "EACH DAY",
        "Ask before I guess",
        "MY GOALS",
        "Explain",
    ]);
    desk = go_to(desk, "Ask before I guess")
        .press("3 ctrl-s")
        .says("It is kept. Good-bye!");
    desk.opened();
    desk.press("/")
        .types("ada")
        .press("enter enter 1")
        .shows("TODAY   1 of 2 done")
        .shows("Ask before I guess");
}

/// Who was marked absent and comes to the shared terminal after all isn't absent any more.
#[test]
fn a_student_who_came_later_is_not_absent() {
    let absent = room()
        .press("/")
        .types("ada")
        .press("enter a")
        .shows("absent");
    let mut desk = absent
        .kiosk()
        .knocks("1", "111815")
        .press("space ctrl-s")
        .says("It is kept. Good-bye!");
    desk.opened();
    desk.shows("Ada Okafor").hides("absent today").but(|desk| {
        let row = &desk.frame().rows()[desk.line_of("Ada Okafor")];
        assert!(!row.contains("absent"), "{row}");
    });
}

/// 24: "student picks or writes a goal at the kiosk": "goal waits as proposed until agreed".
#[test]
fn a_goal_that_a_student_writes_or_picks_waits_until_it_is_agreed() {
    let mut desk = ada_is_in()
        .press("down")
        .selects("Write three sentences")
        .press("space")
        .press("tab tab tab tab tab tab")
        .cursor_is_on("MY OWN GOAL")
        .types("Learn to juggle")
        .press("ctrl-s")
        .says("It is kept.");
    let ada = desk.id("Ada Okafor");
    let goals = plan_of(&mut desk.school, ada);
    for text in ["Learn to juggle", "Write three sentences"] {
        let goal = goals.iter().rev().find(|goal| goal.text == text).unwrap();
        assert_eq!(goal.status, GoalStatus::Proposed, "{text}");
        assert_eq!(goal.proposed_by, ada);
    }
    // It isn't asked of the student before it is agreed.
    desk.model.update(Msg::Elapsed);
    let mut desk = desk
        .knocks("1", "111815")
        .shows("Explain fractions")
        .hides("Learn to juggle");
    // Nor counted; whoever looks for such a goal finds whose it is.
    desk.opened();
    let ada = |desk: &Desk| desk.frame().rows()[desk.line_of("Ada Okafor")].clone();
    assert!(ada(&desk).contains("0/4"), "{}", ada(&desk));
    desk.press("f")
        .types("waits to be agreed")
        .press("enter")
        .shows("Roster   goal to agree")
        .shows("1 student")
        .selects("Ada Okafor")
        .press("enter 3")
        .shows("Learn to juggle")
        .shows("proposed");
}

/// What waits for agreement is agreed by the teacher, and is the student's to tick then.
#[test]
fn what_is_agreed_is_asked_of_the_student() {
    let mut desk = ada_is_in()
        .press("tab tab tab tab tab tab tab")
        .types("Learn to juggle")
        .press("ctrl-s");
    desk.opened();
    let desk = desk.press("/").types("ada").press("enter enter 3 g");
    let desk = go_to(desk, "Learn to juggle").press("p");
    let desk = go_to(desk, "agree on this goal");
    let desk = desk.press("enter").says("agreed on a goal");
    desk.kiosk().knocks("1", "111815").shows("Learn to juggle");
}

/// 16: "living documents, updated by both": "edit by student and by teacher both logged".
#[test]
fn what_the_student_and_what_the_teacher_changed_is_both_logged() {
    let mut desk = ada_is_in().press("space ctrl-s").says("It is kept.");
    desk.opened();
    let mut desk = desk
        .press("/")
        .types("ada")
        .press("enter enter 3 n enter")
        .types("Count in fives")
        .press("ctrl-s");
    let (ada, teacher) = (desk.id("Ada Okafor"), desk.school.teacher);
    let logged = desk
        .school
        .store
        .write(|connection| {
            let mut statement = connection.prepare(
                "SELECT DISTINCT actor FROM journal WHERE kind = 'change' AND actor IN (?1, ?2)",
            )?;
            let rows = statement.query_map([ada.number(), teacher.number()], |row| row.get(0))?;
            Ok(rows.collect::<rusqlite::Result<Vec<i64>>>()?)
        })
        .unwrap();
    assert_eq!(logged.len(), 2, "{logged:?}");
    let viewer = desk.school.viewer();
    let plan = plan_of(&mut desk.school, ada)[0].plan;
    let asked = Query::Plan { student: ada, plan };
    let Ok(Answer::Plan(Some(plan))) = desk.school.store.ask(&viewer, &asked, monday()) else {
        panic!("no plan");
    };
    let by: Vec<&str> = plan.events.iter().map(|(_, by)| by.as_str()).collect();
    assert!(
        by.contains(&"Ada Okafor") && by.contains(&"Ms Vasko"),
        "{by:?}"
    );
}

/// A student writes what is theirs and nothing else, whoever asks the book.
#[test]
fn the_book_refuses_a_student_what_isnt_theirs_to_write() {
    let mut desk = room();
    let (ada, ben) = (desk.id("Ada Okafor"), desk.id("Ben Ito"));
    let actor = deskside::store::Actor {
        person: ada,
        ..desk.school.actor()
    };
    let goal = plan_of(&mut desk.school, ada).remove(0);
    let bens = plan_of(&mut desk.school, ben).remove(0);
    let met = |goal: &Goal| Goal {
        status: GoalStatus::Met,
        ..goal.clone()
    };
    let mut theirs = desk.school.filled(ben, "2026-11-23");
    theirs.adult = ben;
    let mut own = desk.school.filled(ada, "2026-11-23");
    own.adult = ada;
    own.kind = CheckInKind::Weekly;
    let mut mint = desk.school.mint.clone();
    let now = desk.school.now;
    let (_, theirs) = theirs.change(&mut mint, now, monday()).unwrap();
    let (_, own) = own.change(&mut mint, now, monday()).unwrap();
    let changes = [
        Change::about(
            ada,
            "a goal for more than a day",
            vec![Edit::Goal(Delta::update(goal.clone(), met(&goal)))],
        ),
        Change::about(
            ben,
            "another's goal",
            vec![Edit::Goal(Delta::update(bens.clone(), met(&bens)))],
        ),
        Change::about(
            ada,
            "a goal away",
            vec![Edit::Goal(Delta::remove(goal.clone()))],
        ),
        Change::about(
            ada,
            "an agreed goal",
            vec![Edit::Goal(Delta::insert(Goal {
                id: mint.id(now),
                ..goal.clone()
            }))],
        ),
        theirs,
        own,
    ];
    for change in changes {
        let refused = desk.school.store.apply(&actor, &change).unwrap_err();
        assert!(
            refused.to_string().contains("student's to write"),
            "{}",
            change.label
        );
    }
}

/// "one question a screen, large, nothing else" for the first grades, by digits.
#[test]
fn the_first_grades_have_one_question_a_screen() {
    let mut desk = room().given(|school| {
        school
            .store
            .write(|connection| {
                connection.execute("UPDATE person SET grade = '2' WHERE role = 'student'", [])?;
                Ok(())
            })
            .unwrap();
    });
    desk = desk.kiosk().knocks("1", "111815");
    let mut desk = desk
        .shows("Hello, Ada!")
        .shows("Did you do this today?")
        .shows("Read ten pages")
        .hides("Explain fractions")
        .press("2")
        .shows("Write three sentences")
        .press("1")
        .shows("Where are you with this?")
        .shows("Explain fractions")
        .shows("press a number")
        .press("9")
        .says("The numbers go from 1 to 4.")
        .press("3")
        .shows("Have you done this step?")
        .press("1 3 3")
        .shows("How did it go?")
        .press("enter")
        .shows("something that you want to work on")
        .press("enter")
        .says("It is kept. Good-bye!");
    let ada = desk.id("Ada Okafor");
    let goals = plan_of(&mut desk.school, ada);
    let is_met = |text: &str| {
        goals
            .iter()
            .any(|goal| goal.text == text && goal.status == GoalStatus::Met)
    };
    assert!(is_met("Read ten pages") && !is_met("Write three sentences"));
}

/// "leaving in 38 s": who goes away without a word is signed out, and comes back to what was
/// half done; nothing stays on the screen, nor can be scrolled back to.
#[test]
fn whoever_goes_away_is_signed_out_and_comes_back_to_what_was_half_done() {
    let desk = ada_is_in()
        .press("tab tab tab tab tab tab")
        .types("I drew a pizza")
        .clock(30_000)
        .hides("leaving in")
        .clock(12_000)
        .shows("leaving in 18 s")
        .shows("I drew a pizza")
        .clock(18_000)
        .shows("Who is here?")
        .hides("Ada")
        .hides("pizza");
    assert!(desk.wishes.contains(&Effect::ClearScrollback));
    desk.knocks("1", "111815")
        .says("Here is what you did before.")
        .shows("I drew a pizza")
        .press("esc")
        .says("Good-bye! What you did so far is kept for you.")
        .knocks("2", "222815")
        .shows("Hello, Ben!")
        .hides("pizza");
}

/// A number half typed at the door goes too.
#[test]
fn what_is_half_typed_at_the_door_goes() {
    room()
        .kiosk()
        .types("1")
        .press("enter")
        .types("1118")
        .clock(61_000)
        .but(|desk| assert!(!desk.screen().contains("****")))
        .hides("****");
}

/// "leaving it needs a teacher's key".
#[test]
fn only_the_pin_of_whoever_opened_it_ends_student_mode() {
    let desk = ada_is_in()
        .press("f10")
        .shows("Only for the teacher")
        .hides("Ada")
        .types("111815")
        .press("enter")
        .says("This isn't the PIN.")
        .but(|desk| assert!(!desk.has_left))
        .press("esc")
        .shows("Who is here?")
        .press("ctrl-c")
        .shows("Only for the teacher")
        .types("424200")
        .press("enter");
    assert!(desk.has_left);
}

/// A full disk: what was said stays on the screen, and is kept once there is room.
#[test]
fn what_cant_be_kept_stays_on_the_students_screen() {
    ada_is_in()
        .press("space")
        .full_disk(true)
        .press("ctrl-s")
        .says("Not kept: something is wrong here. Tell your teacher.")
        .shows("[✓] Read ten pages")
        .full_disk(false)
        .press("ctrl-s")
        .says("It is kept. Good-bye!");
}

/// 3 free, then 1, 5, 15 and 60 minutes, by a clock that nobody sets and through a restart.
#[test]
fn wrong_pins_wait_longer_and_longer_through_restarts_and_clock_tricks() {
    let wrong = |desk: Desk| desk.press("esc").knocks("1", "999111");
    let mut desk = room().kiosk();
    for _free in 0..2 {
        desk = wrong(desk).says("don't go together");
    }
    desk = wrong(desk).says("wait one minute");
    // The right one isn't looked at either, whatever the date says.
    desk = desk.clock(86_400_000).on("2026-11-24");
    let right = |desk: Desk| desk.press("esc").knocks("1", "111815");
    desk = right(desk).says("wait one minute").hides("Ada");
    // After another start of the computer the wait begins anew.
    let door = desk.door.as_mut().unwrap();
    door.at.start = "second".into();
    door.at.at = 5;
    desk = right(desk).says("wait one minute");
    desk.door.as_mut().unwrap().at.at += 60_000;
    desk = wrong(desk).says("wait 5 minutes");
    desk.door.as_mut().unwrap().at.at += 299_000;
    desk = right(desk).says("one minute");
    desk.door.as_mut().unwrap().at.at += 2_000;
    right(desk).shows("Hello, Ada!");
}

/// The room, where Ben's school number is Ada's class number.
fn shared_number() -> Desk {
    room()
        .given(|school| {
            let ben = named(school, "Ben");
            let sql = "UPDATE person SET school_number = '1' WHERE id = ?1";
            let set = school
                .store
                .write(|connection| Ok(connection.execute(sql, [ben.number()])?));
            assert_eq!(set.unwrap(), 1);
        })
        .kiosk()
}

/// "number and PIN": where a number is one student's in the class and another's in the school,
/// the PIN says who it is, and nobody else's opens.
#[test]
fn the_pin_decides_between_two_who_have_the_same_number() {
    shared_number()
        .knocks("1", "222815")
        .shows("Hello, Ben!")
        .press("esc")
        .knocks("1", "111815")
        .shows("Hello, Ada!")
        .press("esc")
        .knocks("1", "333815")
        .says("don't go together")
        .press("esc")
        .knocks("2", "222815")
        .shows("Hello, Ben!");
}

/// "3 free": a wrong PIN at such a number counts for both, and the right one of one of them
/// takes nothing off the other.
#[test]
fn a_number_of_two_gives_no_guess_for_nothing() {
    let mut desk = shared_number();
    for _free in 0..2 {
        desk = desk
            .press("esc")
            .knocks("1", "999111")
            .says("don't go together");
    }
    // Ben comes in; what was tried stays counted for Ada, and one more makes her wait.
    desk = desk.press("esc").knocks("1", "222815").shows("Hello, Ben!");
    desk = desk.press("esc").knocks("1", "999111");
    desk.says("wait one minute")
        .press("esc")
        .knocks("1", "111815")
        .says("wait one minute");
    // The terminal counts each of them as two.
    let mut desk = shared_number();
    let forgive = |desk: &mut Desk| {
        let (ada, ben) = (desk.id("Ada Okafor"), desk.id("Ben Ito"));
        let subjects = [ada, ben].map(|id| id.to_string());
        let sql = "DELETE FROM pin_try WHERE subject IN (?1, ?2)";
        let gone = desk
            .school
            .store
            .write(|connection| Ok(connection.execute(sql, subjects)?));
        assert_eq!(gone.unwrap(), 2);
    };
    for _try in 0..4 {
        desk = desk
            .press("esc")
            .knocks("1", "999111")
            .says("don't go together");
        forgive(&mut desk);
    }
    desk.press("esc")
        .knocks("1", "999111")
        .says("wait one minute");
}

/// Two with the same number and the same PIN: nobody is let in as somebody else.
#[test]
fn who_it_is_can_not_be_told_by_a_pin_of_both() {
    let mut desk = shared_number();
    let (viewer, actor) = (desk.school.viewer(), desk.school.actor());
    let setting = Setting {
        person: desk.id("Ben Ito"),
        pin: Pin::new("111815").unwrap(),
        salt: [3; 16],
    };
    let store = &mut desk.school.store;
    store
        .set_pins(&viewer, &actor, &[setting], &mut || Ok(()))
        .unwrap();
    desk.knocks("1", "111815")
        .says("don't go together")
        .hides("Hello, ")
        .press("esc")
        .knocks("2", "111815")
        .shows("Hello, Ben!");
}

/// "teacher resets".
#[test]
fn a_teacher_lets_a_student_try_again() {
    let mut desk = room().kiosk();
    for _try in 0..3 {
        desk = desk.press("esc").knocks("1", "999111");
    }
    let (viewer, actor) = (desk.school.viewer(), desk.school.actor());
    let ada = desk.id("Ada Okafor");
    let store = &mut desk.school.store;
    store.forgive_pin(&viewer, &actor, ada).unwrap();
    desk.press("esc").knocks("1", "111815").shows("Hello, Ada!");
}

/// Whoever tries one number after another at a terminal waits too.
#[test]
fn a_terminal_counts_what_is_tried_at_it() {
    let mut desk = room().kiosk();
    for number in 3..13 {
        desk = desk.press("esc").knocks(&number.to_string(), "999111");
    }
    desk.says("wait one minute")
        .press("esc")
        .knocks("1", "111815")
        .says("wait one minute");
}

/// At 40x10 and 120x40 it is whole too.
#[test]
fn small_and_large_windows_hold_it() {
    for (width, height) in [(40, 10), (60, 15), (80, 24), (120, 40)] {
        ada_is_in()
            .resize(width, height)
            .shows("Hello, Ada!")
            .shows("Read ten pages")
            .press("down down")
            .selects("Explain fractions")
            .press("tab tab tab tab")
            .shows("HOW IT WENT");
    }
}

/// A PIN that is looked at late opens nothing for whoever sits there then, and a student's never
/// the way out.
#[test]
fn a_late_answer_opens_nothing() {
    let mut desk = room().kiosk();
    desk.is_slow = true;
    // Whoever typed it is waited for, and nothing else is heard.
    let mut desk = desk
        .types("1")
        .press("enter")
        .types("111815")
        .press("enter f10")
        .clock(70_000)
        .shows("One moment")
        .press("f10 esc");
    let asked = |desk: &Desk| {
        let tries = desk.wishes.iter().rev();
        let tickets = tries.filter_map(|wish| match wish {
            Effect::TryPin { ticket, .. } => Some(*ticket),
            _ => None,
        });
        tickets.collect::<Vec<u64>>()
    };
    let ticket = asked(&desk)[0];
    let ada = desk.id("Ada Okafor");
    desk.hear(Msg::PinNotTried(ticket));
    let mut desk = desk
        .says("Tell your teacher")
        .press("f10")
        .shows("Only for the teacher");
    desk.hear(Msg::PinTried(ticket, Tried::Right(ada)));
    let desk = desk.shows("Only for the teacher").hides("Ada");
    assert!(!desk.has_left);
    let mut desk = desk.types("424200").press("enter").shows("One moment");
    desk.hear(Msg::PinTried(ticket, Tried::Right(ada)));
    assert!(!desk.has_left);
    let way_out = asked(&desk)[0];
    let teacher = desk.school.teacher;
    desk.hear(Msg::PinTried(way_out, Tried::Right(teacher)));
    assert!(desk.has_left);
}

/// Time is over for a key too that comes after it: the computer may have slept.
#[test]
fn a_key_that_comes_too_late_finds_nobody() {
    let mut desk = ada_is_in();
    desk.model.now = desk.model.now.plus(75_000);
    desk.press("space").shows("Who is here?").hides("Ada");
    // A clock that was set back gives nobody an hour.
    let mut desk = ada_is_in();
    desk.model.now = desk.model.now.plus(-3_600_000);
    desk.hear(Msg::Elapsed);
    desk.clock(61_000).shows("Who is here?").hides("Ada");
}

/// A draft of an earlier day keeps the words, and ticks nothing that isn't asked any more.
#[test]
fn of_an_earlier_days_draft_the_words_are_left() {
    let mut desk = ada_is_in()
        .press("space down down 3")
        .press("tab tab tab tab")
        .types("I was tired")
        .press("esc")
        .says("kept for you")
        .on("2026-11-24")
        .knocks("1", "111815")
        .shows("I was tired")
        .shows("FROM LAST TIME; AGAIN TODAY?")
        .press("ctrl-s")
        .says("It is kept.");
    let ada = desk.id("Ada Okafor");
    desk.school.today = crate::desk::day("2026-11-24");
    let goals = plan_of(&mut desk.school, ada);
    let read = goals.iter().find(|goal| goal.text == "Read ten pages");
    assert_eq!(read.unwrap().status, GoalStatus::Active);
}

/// The plan is closed while a student writes: nothing of theirs is lost in silence.
#[test]
fn a_goal_of_their_own_outlives_the_plan_among_their_words() {
    let mut desk = ada_is_in()
        .press("space tab tab tab tab tab tab tab")
        .types("Learn to juggle");
    desk.school
        .store
        .write(|connection| {
            connection.execute_batch("UPDATE plan SET stage = 'closed', closed = '2026-11-23'")?;
            Ok(())
        })
        .unwrap();
    let mut desk = desk
        .clock(400)
        .says("Your teacher has changed something; look again.")
        .shows("No plan of yours is open now")
        .shows("Learn to juggle")
        .press("ctrl-s")
        .says("It is kept.");
    let ada = desk.id("Ada Okafor");
    let viewer = desk.school.viewer();
    let asked = Query::History {
        student: ada,
        limit: 1,
    };
    let Ok(Answer::History(history)) = desk.school.store.ask(&viewer, &asked, monday()) else {
        panic!("no history");
    };
    let note = history[0].note.as_ref().unwrap();
    assert_eq!(note.note.text, "Learn to juggle");
}

/// One child's right PIN doesn't wipe out what was tried with another's number.
#[test]
fn a_right_pin_takes_off_no_more_than_its_own_tries() {
    let mut desk = room().kiosk();
    for number in 3..12 {
        desk = desk.press("esc").knocks(&number.to_string(), "999111");
    }
    desk.press("esc")
        .knocks("2", "222815")
        .shows("Hello, Ben!")
        .press("esc esc")
        .knocks("13", "999111")
        .says("wait one minute");
}

/// A scale with more levels than digits is gone through by the arrows.
#[test]
fn more_levels_than_digits_are_chosen_by_the_arrows() {
    let with_thirteen = |school: &mut School| {
        let levels: Vec<String> = (0..=12)
            .map(|value| {
                format!(r#"{{"value":{value},"numbered":true,"label":"step","descriptor":""}}"#)
            })
            .collect();
        let levels = format!("[{}]", levels.join(","));
        school
            .store
            .write(|connection| {
                connection.execute("UPDATE scale SET levels = ?1", [&levels])?;
                connection.execute("UPDATE person SET grade = '2' WHERE role = 'student'", [])?;
                Ok(())
            })
            .unwrap();
    };
    for (width, height, chosen) in [(80, 24, "▸  1   step"), (40, 10, "[1 step]")] {
        room()
            .given(with_thirteen)
            .resize(width, height)
            .kiosk()
            .types("1")
            .press("enter")
            .types("111815")
            .press("enter down down")
            .shows("Where are you with this?")
            .hides("press a number")
            .press("5")
            .says("Choose with the arrows")
            .press("right right")
            .shows(chosen);
    }
}

/// Whoever is told to wait leaves no number for the next one to type on.
#[test]
fn the_next_one_types_a_number_of_their_own() {
    let mut desk = room().kiosk();
    for _try in 0..3 {
        desk = desk.press("esc").knocks("1", "999111");
    }
    desk.says("wait one minute")
        .knocks("2", "222815")
        .shows("Hello, Ben!");
}

/// What a student wrote and the disk didn't take goes to a rescue file before student mode ends.
#[test]
fn what_the_disk_did_not_take_is_rescued_before_student_mode_ends() {
    let desk = ada_is_in()
        .full_disk(true)
        .press("tab tab tab tab tab tab")
        .types("I drew a pizza")
        .clock(1_000)
        .says("can't be kept right now")
        .press("esc")
        .says("couldn't be kept")
        .press("f10")
        .full_disk(false)
        .types("424200")
        .press("enter");
    assert!(!desk.has_left);
    let is_rescue = |wish: &&Effect| matches!(wish, Effect::Rescue(text) if text.contains("I drew a pizza") && text.contains("Ada Okafor"));
    assert!(
        desk.wishes.iter().any(|wish| is_rescue(&wish)),
        "{:?}",
        desk.wishes
    );
    let mut desk = desk;
    desk.hear(Msg::Rescued("/tmp/rescue.txt".into()));
    let desk = desk.types("424200").press("enter");
    assert!(desk.has_left);
}
