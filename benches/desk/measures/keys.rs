//! A key: its frame's time, its time on a processor, its bytes (P4, P5, P6, P9,
//! P10, P12), and how they grow with the school (P15).

use std::time::Duration;

use color_eyre::eyre::Result;

use crate::Plan;
use crate::numbers::Numbers;
use crate::process;
use crate::programs::{PAGE, Program};
use crate::schools::School;
use crate::table::{Base, Figure, Must, Unit};
use crate::terminal::{CLASSIC, Terminal, WIDE};

/// One kind of key in one program.
#[derive(Debug, Clone, Default)]
pub struct Measured {
    /// Milliseconds from key to frame.
    pub ms: Numbers,
    /// Bytes of the frames.
    pub bytes: Numbers,
    /// Milliseconds on a processor, a key.
    pub cpu: Numbers,
}

impl Measured {
    fn press(
        &mut self,
        terminal: &mut Terminal,
        keys: impl IntoIterator<Item = &'static str>,
    ) -> Result<()> {
        let before = process::cpu_ms(terminal.id());
        let mut count = 0;
        for key in keys {
            let frame = terminal.press(key)?;
            self.ms.add(frame.ms);
            self.bytes.add(frame.bytes.len() as f64);
            count += 1;
        }
        if let (Some(before), Some(after)) = (before, process::cpu_ms(terminal.id())) {
            self.cpu.add((after - before) / f64::from(count.max(1)));
        }
        Ok(())
    }

    fn extend(&mut self, other: &Self) {
        self.ms.extend(&other.ms);
        self.bytes.extend(&other.bytes);
        self.cpu.extend(&other.cpu);
    }
}

/// The keys of one program.
#[derive(Debug, Clone, Default)]
pub struct Keys {
    /// The cursor moves within the window.
    pub moved: Measured,
    /// The cursor pushes against the window's end.
    pub scrolled: Measured,
    /// A window further.
    pub paged: Measured,
    /// A hundred rows at once: milliseconds and bytes.
    pub held: Measured,
}

impl Keys {
    /// One session with a program.
    pub fn of(program: Program, school: &School, size: (u16, u16)) -> Result<Self> {
        let mut keys = Self::default();
        let rest = Duration::from_millis(60);
        let mut terminal = program.start(school, size)?;
        for _key in 0..4 {
            terminal.press(program.down())?;
        }
        let to_and_fro = [program.down(); 6].into_iter().chain([program.up(); 6]);
        keys.moved
            .press(&mut terminal, to_and_fro.cycle().take(60))?;
        if school.students > 1_000 {
            terminal.press_and_rest(&program.down().repeat(usize::from(size.1)), rest)?;
            keys.scrolled.press(&mut terminal, [program.down(); 60])?;
            keys.paged.press(&mut terminal, [PAGE; 30])?;
            terminal.press_and_rest(PAGE, rest)?;
            let hundred = program.down().repeat(100);
            for _time in 0..3 {
                let frame = terminal.press_until(&hundred, Duration::from_millis(50), |_| true)?;
                keys.held.ms.add(frame.ms);
                keys.held.bytes.add(frame.bytes.len() as f64);
            }
        }
        terminal.end();
        Ok(keys)
    }

    fn extend(&mut self, other: &Self) {
        self.moved.extend(&other.moved);
        self.scrolled.extend(&other.scrolled);
        self.paged.extend(&other.paged);
        self.held.extend(&other.held);
    }
}

/// A budget's line for all programs: ours first, the others beside.
pub fn line(
    budget: &'static str,
    what: &str,
    unit: Unit,
    must: Must,
    all: &[(Program, Option<f64>)],
) -> Figure {
    let ours = all.first().and_then(|(_program, value)| *value);
    let mut figure = Figure::new(budget, what, ours, unit).must(must);
    for (program, value) in all {
        if let Some(base) = program.base() {
            figure = figure.beside(base, *value);
        }
    }
    figure
}

type Part = fn(&Keys) -> &Measured;

/// The lines of the table.
pub fn measure(plan: &Plan) -> Result<Vec<Figure>> {
    let programs = Program::all();
    let mut all: Vec<(Program, Keys)> = Vec::new();
    for _round in 0..plan.rounds {
        for program in &programs {
            let keys = Keys::of(*program, &plan.large, WIDE)?;
            match all.iter_mut().find(|(known, _)| known == program) {
                Some((_program, sum)) => sum.extend(&keys),
                None => all.push((*program, keys)),
            }
        }
    }
    let told = |of: &dyn Fn(&Keys) -> Option<f64>| -> Vec<(Program, Option<f64>)> {
        all.iter()
            .map(|(program, keys)| (*program, of(keys)))
            .collect()
    };
    // The best peer of quality.md, as a share of the floor it was measured with.
    let kinds: [(&str, Part, [f64; 3]); 3] = [
        (
            "move",
            |keys| &keys.moved,
            [0.37 / 0.46, 1.5 / 0.65, 0.20 / 0.34],
        ),
        (
            "scroll",
            |keys| &keys.scrolled,
            [0.67 / 0.70, 1.5 / 0.88, 0.53 / 0.55],
        ),
        (
            "page",
            |keys| &keys.paged,
            [0.85 / 0.71, 1.5 / 0.91, 0.76 / 0.57],
        ),
    ];
    let floor = |share: f64| Must::Times(Base::Ratatui, share);
    let mut figures = Vec::new();
    for (word, part, [p50, _, _]) in kinds {
        let values = told(&|keys| part(keys).ms.median());
        figures.push(line(
            "P4",
            &format!("key to frame p50, {word}"),
            Unit::Ms,
            floor(p50),
            &values,
        ));
    }
    for (word, part, [_, p99, _]) in kinds {
        let values = told(&|keys| part(keys).ms.p99());
        figures.push(line(
            "P5",
            &format!("key to frame p99, {word}"),
            Unit::Ms,
            floor(p99),
            &values,
        ));
    }
    for (word, part, [_, _, cpu]) in kinds {
        let values = told(&|keys| part(keys).cpu.median());
        figures.push(line(
            "P6",
            &format!("processor a key, {word}"),
            Unit::Ms,
            floor(cpu),
            &values,
        ));
    }
    let bytes = [
        ("P9", "bytes, a moved row", kinds[0].1, 60.0),
        (
            "P9",
            "bytes, a scrolled row (on average)",
            kinds[1].1,
            150.0,
        ),
        ("P10", "bytes, a page", kinds[2].1, 0.8 * 2_748.0),
        (
            "P12",
            "bytes, a key held for 100 rows",
            (|keys| &keys.held) as Part,
            0.5 * 5_540.0,
        ),
    ];
    for (budget, what, part, most) in bytes {
        let values = told(&|keys| part(keys).bytes.mean());
        figures.push(line(budget, what, Unit::Bytes, Must::AtMost(most), &values));
    }
    let values = told(&|keys| keys.held.ms.median());
    let must = Must::Times(Base::Hand, 0.5 * 11.0 / 1.7);
    figures.push(line(
        "P12",
        "time, a key held for 100 rows",
        Unit::Ms,
        must,
        &values,
    ));
    let classic = Keys::of(Program::Deskside, &plan.large, CLASSIC)?;
    for (what, part, most) in [
        ("bytes at 80x24, a moved row", kinds[0].1, 60.0),
        (
            "bytes at 80x24, a scrolled row (on average)",
            kinds[1].1,
            170.0,
        ),
    ] {
        let value = part(&classic).bytes.mean();
        figures.push(Figure::new("P9", what, value, Unit::Bytes).must(Must::AtMost(most)));
    }
    let scrolled = classic.scrolled.ms.median();
    figures.push(Figure::new(
        "P4",
        "key to frame p50, scroll at 80x24",
        scrolled,
        Unit::Ms,
    ));
    figures.extend(growth(plan)?);
    Ok(figures)
}

/// How a moved row grows from a class to a district.
fn growth(plan: &Plan) -> Result<Vec<Figure>> {
    let (mut ms, mut cpu) = (Numbers::default(), Numbers::default());
    for _round in 0..plan.rounds {
        let few = Keys::of(Program::Deskside, &plan.small, WIDE)?.moved;
        let many = Keys::of(Program::Deskside, &plan.large, WIDE)?.moved;
        if let (Some(few), Some(many)) = (few.ms.median(), many.ms.median()) {
            ms.add(many / few);
        }
        if let (Some(few), Some(many)) = (few.cpu.median(), many.cpu.median()) {
            cpu.add(many / few);
        }
    }
    let at_most = Must::AtMost(1.3);
    Ok(vec![
        Figure::new(
            "P15",
            "growth of a moved row's time",
            ms.median(),
            Unit::Times,
        )
        .must(at_most),
        Figure::new(
            "P15",
            "growth of its processor time",
            cpu.median(),
            Unit::Times,
        )
        .must(at_most),
    ])
}
