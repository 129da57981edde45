//! `init`: an empty school, ready for the first class.

use crate::domain::person::Role;
use crate::domain::{dates, words};
use crate::store::founding::{self, Founding};

use super::complaint::Result;
use super::plan::templates;
use super::say::Out;
use super::session::Session;

/// `deskside init`
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
    deskside init\n  \
    deskside init --school \"Hill School\" --terms 4 --scale 0-8\n  \
    deskside init --template five-term-plan\n  \
    deskside --db next.db init --year 2027-2028")]
pub struct Init {
    /// The school's name
    #[arg(long, value_name = "NAME", default_value = "Our school")]
    school: String,
    /// The school year, 1 August to 31 July [default: that of today]
    #[arg(long, value_name = "2026-2027", value_parser = a_school_year)]
    year: Option<i32>,
    /// How many terms it has [default: those of the template, else 5]
    #[arg(long, value_name = "N", value_parser = a_number_of_terms)]
    terms: Option<u32>,
    /// The practice whose year it is: an id of `deskside plan templates`
    #[arg(long, value_name = "ID")]
    template: Option<String>,
    /// What goals are rated on: 1-4, 0-8 or yes/not yet
    #[arg(long, value_name = "SCALE", default_value = "1-4", value_parser = a_scale)]
    scale: String,
}

impl Init {
    pub(super) fn run(self, mut session: Session, out: &mut Out) -> Result {
        let path = session.database()?;
        let login = session.login()?.to_owned();
        let usual = Founding::usual(&login, session.today);
        let of_template = match &self.template {
            Some(id) => {
                let templates = templates::read(&session);
                templates::plan_meant(&templates, id, Role::Student)?.terms
            }
            None => None,
        };
        let founding = Founding {
            school: self.school,
            first_year: self.year.unwrap_or(usual.first_year),
            terms: self
                .terms
                .or(of_template.map(u32::from))
                .unwrap_or(usual.terms),
            scale: self.scale,
            ..usual
        };
        let now = (session.clock)();
        let (store, founded) =
            founding::create(&path, &founding, &mut session.mint, now, session.today)?;
        store.close();
        out.say(&format!(
            "{} is empty and ready: {}, {} terms, {} to {}. {} is its first administrator.",
            path.display(),
            words::display(&founding.school),
            founded.terms.len(),
            dates::say_full(founded.year.begins),
            dates::say_full(founded.year.ends.pred_opt().unwrap_or(founded.year.ends)),
            words::display(&login)
        ))
    }
}

/// Reads `2026-2027`, and `2026-27` for it.
fn a_school_year(text: &str) -> std::result::Result<i32, String> {
    let read = |digits: &str| {
        let is_year = matches!(digits.len(), 2 | 4) && digits.bytes().all(|b| b.is_ascii_digit());
        digits.parse::<i32>().ok().filter(|_| is_year)
    };
    let years = text.trim().split_once(['-', '/']);
    let years = years.and_then(|(first, last)| Some((read(first)?, last.len(), read(last)?)));
    match years {
        Some((first, digits, last)) if (1900..3000).contains(&first) => {
            let next = first + 1;
            (last == if digits == 2 { next % 100 } else { next })
                .then_some(first)
                .ok_or_else(|| format!("the year after {first} is {next}: write {first}-{next}"))
        }
        _ => Err("a school year is written like 2026-2027 or 2026-27".to_owned()),
    }
}

fn a_scale(text: &str) -> std::result::Result<String, String> {
    use crate::domain::Id;
    use crate::domain::scale::Scale;
    match Scale::preset(text, Id::new(0)) {
        Some(_) => Ok(text.to_owned()),
        None => Err("write one of 1-4, 0-8 and \"yes/not yet\"".to_owned()),
    }
}

/// Reads how many terms a school year has.
fn a_number_of_terms(text: &str) -> std::result::Result<u32, String> {
    let number = text.parse().ok().filter(|number| (1..=12).contains(number));
    number.ok_or_else(|| "a school year has from 1 to 12 terms".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_school_year_is_read_long_and_short() {
        for text in ["2026-2027", "2026-27", "2026/27"] {
            assert_eq!(a_school_year(text), Ok(2026), "{text}");
        }
        assert_eq!(a_school_year("1999-00"), Ok(1999));
        assert!(a_school_year("2026-28").unwrap_err().contains("2026-2027"));
        for text in ["2026", "26-27", "2026-+27", "2026-7", ""] {
            assert!(
                a_school_year(text).unwrap_err().contains("2026-27"),
                "{text}"
            );
        }
    }
}
