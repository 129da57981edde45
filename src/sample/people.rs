//! Who is in the sample school: thirty people one can get to know, and names
//! from around the world for all the others.

use crate::domain::person::SupportLevel;
use crate::domain::words;

use super::chance::Chance;

/// Names by language, as chosen from the sources that the file names.
const NAMES: &str = include_str!("names.txt");

/// A person of the small sample.
#[derive(Debug, Clone, Copy)]
pub struct Known {
    /// Given name.
    pub given: &'static str,
    /// Family name; empty for a person with one name.
    pub family: &'static str,
    /// What the person is called.
    pub preferred: Option<&'static str>,
    /// How the name is said.
    pub said: Option<&'static str>,
    /// Pronouns.
    pub pronouns: Option<&'static str>,
    /// How much help with typing.
    pub support: SupportLevel,
}

const fn known(given: &'static str, family: &'static str) -> Known {
    Known {
        given,
        family,
        preferred: None,
        said: None,
        pronouns: None,
        support: SupportLevel::Own,
    }
}

impl Default for Known {
    fn default() -> Self {
        known("", "")
    }
}

impl Known {
    const fn said(self, said: &'static str) -> Self {
        Self {
            said: Some(said),
            ..self
        }
    }
    const fn she(self) -> Self {
        Self {
            pronouns: Some("she/her"),
            ..self
        }
    }
    const fn he(self) -> Self {
        Self {
            pronouns: Some("he/him"),
            ..self
        }
    }
    const fn they(self) -> Self {
        Self {
            pronouns: Some("they/them"),
            ..self
        }
    }
    const fn called(self, name: &'static str) -> Self {
        Self {
            preferred: Some(name),
            ..self
        }
    }
    const fn with(self, support: SupportLevel) -> Self {
        Self { support, ..self }
    }
}

/// The thirty, by class and family name: fifteen of the third grade, fifteen of
/// the fourth.
pub const KNOWN: &[Known] = &[
    known("Oluwaseun", "Afolabi")
        .called("Seun")
        .said("SHEH-oon")
        .he(),
    known("Ethan", "Brooks").with(SupportLevel::Guided),
    known("José", "García").said("ho-SEH gar-SEE-ah").he(),
    known("Noor", "Haddad").said("NOOR ha-DAHD").she(),
    known("Nayeli", "Hernández Cruz")
        .said("nah-YEH-lee")
        .with(SupportLevel::Scribed),
    known("Minh Anh", "Nguyễn").said("ming AHN nwin"),
    known("Siobhán", "Ní Bhriain")
        .said("shi-VAWN nee VREE-an")
        .she(),
    known("Ada", "Okafor").said("ah-DAH oh-KAH-for").she(),
    known("Maya", "Patel").she(),
    known("Liam", "van der Berg").he(),
    known("Tomasz", "Wójcik").said("TOH-mahsh VOOY-chik").he(),
    known("Ayşe", "Yıldız").said("eye-SHEH yil-DUHZ").she(),
    known("Mei-Ling", "Zhào").said("may-LING JOW").she(),
    known("يوسف", "الراشد").said("YOO-sef ar-RAH-shid").he(),
    known("小雨", "林")
        .said("shyow-YOO LIN")
        .she()
        .with(SupportLevel::Guided),
    known("Íris", "Adólfsdóttir").said("EE-ris").she(),
    known("Kwame", "Asante").said("KWAH-meh ah-SAHN-teh").he(),
    known("Arjun", "Balasubramanian").said("AR-joon").he(),
    known("Emīlija", "Bērziņa").said("EM-ee-lee-ya BEHR-zin-ya"),
    known("Maximilian", "Coreth von und zu Coredo und Starkenberg")
        .called("Max")
        .he(),
    known("Fatoumata", "Diallo")
        .said("fah-too-MAH-tah JAH-loh")
        .she(),
    known("Isabela", "dos Santos Ferreira").called("Isa"),
    known("Zoë", "Fontaine").they(),
    known("Hannah", "O'Connor").she(),
    known("Mateo", "Quispe").with(SupportLevel::Guided),
    known("Suryani", "").said("soor-YAH-nee").she(),
    known("Dawit", "Tesfaye").said("DAH-wit tes-FAH-yeh").he(),
    known("Jordan", "Williams").they(),
    known("Оксана", "Коваленко")
        .said("ok-SAH-na ko-va-LEN-ko")
        .she(),
    known("민준", "김").said("min-JOON KIM").he(),
];

/// The names of one language.
#[derive(Debug, Default)]
struct Language {
    girls: Vec<&'static str>,
    boys: Vec<&'static str>,
    family_of_girls: Vec<&'static str>,
    family_of_boys: Vec<&'static str>,
}

/// Names from around the world, languages weighted as in a large city.
#[derive(Debug)]
pub struct Names {
    languages: Vec<Language>,
    /// Each language as often as its weight says.
    drawn: Vec<usize>,
}

impl Names {
    /// Reads the list.
    pub fn load() -> Self {
        let mut titles: Vec<&str> = Vec::new();
        let (mut languages, mut drawn): (Vec<Language>, _) = (Vec::new(), Vec::new());
        for line in NAMES.lines().filter(|line| !line.starts_with('#')) {
            let mut fields = line.split('|');
            let (Some(title), Some(weight), Some(kind)) =
                (fields.next(), fields.next(), fields.next())
            else {
                continue;
            };
            if titles.last() != Some(&title) {
                titles.push(title);
                let weight = weight.parse().unwrap_or(1);
                drawn.extend(std::iter::repeat_n(languages.len(), weight));
                languages.push(Language::default());
            }
            let Some(language) = languages.last_mut() else {
                continue;
            };
            let names: Vec<&str> = fields.collect();
            match kind {
                "girls" => language.girls = names,
                "boys" => language.boys = names,
                "family of girls" => language.family_of_girls = names,
                "family of boys" => language.family_of_boys = names,
                _ => {
                    language.family_of_girls.clone_from(&names);
                    language.family_of_boys = names;
                }
            }
        }
        Self { languages, drawn }
    }

    /// A given and a family name that go together, and pronouns for some.
    pub fn draw(&self, chance: &mut Chance) -> Known {
        let language = &self.languages[*chance.pick(&self.drawn)];
        let (girl, shown) = (chance.percent(50), chance.percent(40));
        let (given, family) = if girl {
            (&language.girls, &language.family_of_girls)
        } else {
            (&language.boys, &language.family_of_boys)
        };
        let given: &&str = chance.pick(given);
        let family: &&str = chance.pick(family);
        let person = known(given, family);
        match (shown, girl) {
            (false, _) => person,
            _ if chance.percent(3) => person.they(),
            (true, true) => person.she(),
            (true, false) => person.he(),
        }
    }
}

/// How somebody is shown of whom only the login is known: "maria.lopez" is
/// Maria Lopez; given and family name.
pub fn name_of_login(login: &str) -> (String, String) {
    let words: Vec<String> = login
        .split(['.', '_', '-', ' '])
        .filter(|word| !word.is_empty())
        .map(words::capitalized)
        .collect();
    match words.split_last() {
        None => ("Ms".to_owned(), "Vasko".to_owned()),
        Some((only, [])) if only == "Vasko" => ("Ms".to_owned(), only.clone()),
        Some((only, [])) => (only.clone(), String::new()),
        Some((last, before)) => (before.join(" "), last.clone()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::words;

    #[test]
    fn every_name_is_clean_and_every_language_has_all_kinds() {
        assert!(NAMES.len() <= 60_000);
        let names = Names::load();
        assert!(names.languages.len() > 35);
        for language in &names.languages {
            for list in [
                &language.girls,
                &language.boys,
                &language.family_of_girls,
                &language.family_of_boys,
            ] {
                assert!(list.len() >= 5, "{list:?}");
                for name in list {
                    assert_eq!(words::clean_line(name).text, **name);
                    assert!(!name.trim().is_empty());
                }
            }
        }
        for person in KNOWN {
            assert_eq!(words::clean_line(person.given).text, person.given);
            assert_eq!(words::clean_line(person.family).text, person.family);
        }
    }

    #[test]
    fn a_login_makes_a_name() {
        let name = |login| {
            let (given, family) = name_of_login(login);
            crate::domain::person::full_name(&given, &family)
        };
        assert_eq!(name("maria.lopez"), "Maria Lopez");
        assert_eq!(name("root"), "Root");
        assert_eq!(name("vasko"), "Ms Vasko");
        assert_eq!(name(""), "Ms Vasko");
    }
}
