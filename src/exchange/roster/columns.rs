//! Which column of an export is which, by the names that school systems give
//! them in several languages. A name that isn't listed is never guessed at.

use std::fmt;

use super::super::clean::fold;
use super::super::finding::{Fault, shown};
use super::words;

/// What a column can tell about a student.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Field {
    /// Given name.
    Given,
    /// Family name.
    Family,
    /// The whole name in one cell, `Last, First` or `First Last`.
    Name,
    /// The name that is used.
    Preferred,
    /// Grade.
    Grade,
    /// Class, homeroom or section.
    Class,
    /// The number in the class.
    Number,
    /// The number by which the school knows the student.
    SchoolNumber,
    /// E-mail.
    Email,
    /// Login.
    Login,
    /// Pronouns.
    Pronouns,
    /// The id in the system the file comes from.
    Id,
}

impl Field {
    /// In the order of the mapping text.
    pub const ALL: [Field; 12] = [
        Field::Given,
        Field::Family,
        Field::Name,
        Field::Preferred,
        Field::Grade,
        Field::Class,
        Field::Number,
        Field::SchoolNumber,
        Field::Email,
        Field::Login,
        Field::Pronouns,
        Field::Id,
    ];

    /// The word of `--map`.
    pub fn word(self) -> &'static str {
        match self {
            Field::Given => "given",
            Field::Family => "family",
            Field::Name => "name",
            Field::Preferred => "preferred",
            Field::Grade => "grade",
            Field::Class => "class",
            Field::Number => "number",
            Field::SchoolNumber => "school_number",
            Field::Email => "email",
            Field::Login => "login",
            Field::Pronouns => "pronouns",
            Field::Id => "id",
        }
    }
}

/// Columns by the file's own names, as `--map` gives them and as they are saved.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Mapping(pub Vec<(Field, String)>);

impl Mapping {
    /// Reads `given=First,family=Last`. A comma in a column's name is taken as part of it.
    pub fn parse(text: &str) -> Result<Mapping, Fault> {
        let mut mapping = Mapping::default();
        for part in text.split(',') {
            let Some((word, header)) = part.split_once('=') else {
                if let Some((_, header)) = mapping.0.last_mut() {
                    header.push(',');
                    header.push_str(part);
                    continue;
                }
                return Err(unknown_word(part));
            };
            let word = word.trim();
            let field = Field::ALL.into_iter().find(|field| {
                let wanted = field.word();
                word.eq_ignore_ascii_case(wanted) || fold_name(word) == fold_name(wanted)
            });
            let field = field.ok_or_else(|| unknown_word(word))?;
            if mapping.0.iter().any(|(known, _)| *known == field) {
                return Err(Fault::new(
                    format!("The mapping names {} twice.", field.word()),
                    "Name each once.",
                ));
            }
            mapping.0.push((field, header.trim().to_owned()));
        }
        Ok(mapping)
    }

    /// The column of a field.
    pub fn header(&self, field: Field) -> Option<&str> {
        let found = self.0.iter().find(|(known, _)| *known == field);
        found.map(|(_, header)| header.as_str())
    }
}

impl fmt::Display for Mapping {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, (field, header)) in self.0.iter().enumerate() {
            let comma = if index > 0 { "," } else { "" };
            write!(f, "{comma}{}={header}", field.word())?;
        }
        Ok(())
    }
}

fn unknown_word(word: &str) -> Fault {
    let words: Vec<&str> = Field::ALL.iter().map(|field| field.word()).collect();
    Fault::new(
        format!("The mapping has {}, which isn't known.", shown(word)),
        format!("Write FIELD=COLUMN, with a field of {}.", words.join(", ")),
    )
}

/// Where each field stands in a file.
#[derive(Debug, Default)]
pub(super) struct Columns {
    places: Vec<(Field, usize)>,
}

impl Columns {
    /// Takes what the mapping says, and recognises the rest by name.
    pub(super) fn find(file: &str, headers: &[String], given: &Mapping) -> Result<Columns, Fault> {
        let mut columns = Columns::default();
        for (field, header) in &given.0 {
            let place = headers
                .iter()
                .position(|h| h == header)
                .or_else(|| headers.iter().position(|h| bare(h) == bare(header)))
                .ok_or_else(|| {
                    Fault::new(
                        format!(
                            "{} has no column {}; it has {}.",
                            shown(file),
                            shown(header),
                            shown(&headers.join(", "))
                        ),
                        "Correct the mapping.",
                    )
                })?;
            if fold_name(header).contains("passw") {
                return Err(Fault::new(
                    format!("{} is a column of passwords.", shown(header)),
                    "Passwords are never read; leave it out of the mapping.",
                ));
            }
            columns.places.push((*field, place));
        }
        // Our own words, written as `--map` takes them, are no guess. `name` may be a part.
        for field in Field::ALL.into_iter().filter(|field| *field != Field::Name) {
            let own = headers.iter().position(|header| header == field.word());
            if let Some(place) =
                own.filter(|place| !columns.has(field) && !columns.is_taken(*place))
            {
                columns.places.push((field, place));
            }
        }
        let names: Vec<Option<String>> = headers.iter().map(|header| bare(header)).collect();
        for field in Field::ALL {
            columns.recognise(field, &names, |name| Some(name.to_owned()));
        }
        for field in [
            Field::Given,
            Field::Family,
            Field::Preferred,
            Field::Class,
            Field::Grade,
        ] {
            columns.recognise(field, &names, without_whose);
        }
        columns.recognise_name(&names);
        if columns.has(Field::Given)
            && columns.has(Field::Family)
            && given.header(Field::Name).is_none()
        {
            columns.places.retain(|(field, _)| *field != Field::Name);
        }
        Ok(columns)
    }

    fn recognise(
        &mut self,
        field: Field,
        names: &[Option<String>],
        form: impl Fn(&str) -> Option<String>,
    ) {
        if self.has(field) {
            return;
        }
        for wanted in words::names(field).split_whitespace() {
            let wanted = fold_name(wanted);
            let place = names.iter().enumerate().position(|(place, name)| {
                let name = name.as_deref().and_then(&form);
                !self.is_taken(place) && name.as_deref() == Some(wanted.as_str())
            });
            if let Some(place) = place {
                self.places.push((field, place));
                return;
            }
        }
    }

    /// `Name` beside `Vorname` is the family name, `Nombre` beside `Apellidos` the given one.
    fn recognise_name(&mut self, names: &[Option<String>]) {
        let place = names.iter().enumerate().position(|(place, name)| {
            let mut words = words::NAME_OR_PART.split(' ');
            let is_name = words.any(|word| name.as_deref() == Some(word));
            is_name && !self.is_taken(place)
        });
        let field = match (self.has(Field::Given), self.has(Field::Family)) {
            (true, false) => Field::Family,
            (false, true) => Field::Given,
            (false, false) if !self.has(Field::Name) => Field::Name,
            _ => return,
        };
        if let Some(place) = place {
            self.places.push((field, place));
        }
    }

    /// Where a field stands.
    pub(super) fn place(&self, field: Field) -> Option<usize> {
        let found = self.places.iter().find(|(known, _)| *known == field);
        found.map(|(_, place)| *place)
    }

    pub(super) fn has(&self, field: Field) -> bool {
        self.place(field).is_some()
    }

    fn is_taken(&self, place: usize) -> bool {
        self.places.iter().any(|(_, taken)| *taken == place)
    }

    /// What was found, by the file's own names, in the order of the fields.
    pub(super) fn mapping(&self, headers: &[String]) -> Mapping {
        let pair = |field: Field| {
            let header = headers.get(self.place(field)?)?;
            Some((field, header.clone()))
        };
        Mapping(Field::ALL.into_iter().filter_map(pair).collect())
    }

    /// Columns that nothing is read from: first those that never are, then those not known.
    pub(super) fn left(&self, headers: &[String]) -> (Vec<String>, Vec<String>) {
        let free = headers.iter().enumerate();
        let free = free.filter(|(place, header)| !self.is_taken(*place) && !header.is_empty());
        free.map(|(_, header)| header.clone()).partition(|header| {
            let name = fold_name(header);
            is_never_read(header) || words::NEVER_WHOLE.split(' ').any(|whole| name == whole)
        })
    }
}

fn fold_name(name: &str) -> String {
    fold(name).chars().filter(|c| c.is_alphanumeric()).collect()
}

/// Whether a word of a header, or several in a row, begin as the name of a column that is
/// never read does; what only stands inside a word says nothing.
fn is_never_read(header: &str) -> bool {
    let words = words_of(header);
    let begins = |name: &str| {
        let mut parts = words::NEVER.split_whitespace();
        parts.any(|part| name.starts_with(&fold_name(part)))
    };
    (0..words.len()).any(|first| {
        let name: String = words.iter().skip(first).map(String::as_str).collect();
        let is_one = first + 1 == words.len();
        begins(&name) || (is_one && without_whose(&name).is_some_and(|rest| begins(&rest)))
    })
}

/// The words of a header: "studentBirthDate" has three, as "Student birth-date" has.
fn words_of(header: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut before = ' ';
    let mut letters = header.chars().peekable();
    while let Some(c) = letters.next() {
        let is_small_next = letters.peek().is_some_and(|next| next.is_lowercase());
        let begins =
            c.is_uppercase() && (before.is_lowercase() || (before.is_uppercase() && is_small_next));
        if begins || !c.is_alphanumeric() {
            words.push(String::new());
        }
        if let Some(word) = words.last_mut() {
            word.push(c);
        }
        before = c;
    }
    let words = words.iter().map(|word| fold_name(word));
    words.filter(|word| !word.is_empty()).collect()
}

/// A header for comparing, without the table it comes from; none if it is another's (`teacher.lastName`).
fn bare(header: &str) -> Option<String> {
    match header.rsplit_once('.') {
        Some((table, column)) if !fold_name(column).is_empty() && !table.contains(' ') => {
            let table = fold_name(table);
            words::TABLES
                .split(' ')
                .any(|known| table == known)
                .then(|| fold_name(column))
        }
        _ => Some(fold_name(header)),
    }
}

fn without_whose(name: &str) -> Option<String> {
    let rest = words::WHOSE
        .split(' ')
        .find_map(|whose| name.strip_prefix(&fold_name(whose)));
    rest.filter(|rest| !rest.is_empty()).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(header: &str) -> String {
        let headers: Vec<String> = header.split(',').map(str::to_owned).collect();
        let columns = Columns::find("x.csv", &headers, &Mapping::default()).unwrap();
        columns.mapping(&headers).to_string()
    }

    #[test]
    fn our_own_words_are_known_as_headers() {
        let all = "given,family,preferred,grade,class,number,school_number,email,login,pronouns,id";
        let same = all.split(',').map(|word| format!("{word}={word}"));
        assert_eq!(found(all), same.collect::<Vec<_>>().join(","));
    }

    #[test]
    fn the_names_of_many_systems_are_known() {
        for (header, expected) in [
            (
                "SIS ID,First Name,Last Name,Student Number,Grade,School Number",
                "given=First Name,family=Last Name,grade=Grade,school_number=Student Number,id=SIS ID",
            ),
            (
                "Name,Vorname,Klasse,Jahrgang",
                "given=Vorname,family=Name,grade=Jahrgang,class=Klasse",
            ),
            ("Nom,Prénom,Classe", "given=Prénom,family=Nom,class=Classe"),
            (
                "Nombre,Apellidos,Curso",
                "given=Nombre,family=Apellidos,grade=Curso",
            ),
            (
                "student.personID,student.lastName,student.firstName,teacher.lastName",
                "given=student.firstName,family=student.lastName,id=student.personID",
            ),
            (
                "School_id,Student_id,Student_number,Last_name,First_name,Student_email",
                "given=First_name,family=Last_name,school_number=Student_number,email=Student_email,id=Student_id",
            ),
            (
                "Student Last Name,STUDENT FIRST NAME,Home_Room",
                "given=STUDENT FIRST NAME,family=Student Last Name,class=Home_Room",
            ),
            (
                "Student,ID,SIS User ID,SIS Login ID,Section",
                "name=Student,class=Section,login=SIS Login ID,id=SIS User ID",
            ),
            ("氏名,番号,組", "name=氏名,class=組,number=番号"),
            ("Display Name,First,Last", "given=First,family=Last"),
        ] {
            assert_eq!(found(header), expected, "{header}");
        }
    }

    #[test]
    fn a_mapping_is_read_and_written_alike() {
        let text = "given=First,family=Last, legal,school_number=No";
        let mapping = Mapping::parse(text).unwrap();
        assert_eq!(mapping.header(Field::Family), Some("Last, legal"));
        assert_eq!(mapping.to_string(), text);
        assert!(
            Mapping::parse("givn=First")
                .unwrap_err()
                .what
                .contains("givn")
        );
        assert!(Mapping::parse("nothing").is_err() && Mapping::parse("id=a,id=b").is_err());
    }

    #[test]
    fn a_mapping_to_what_is_not_there_lists_what_is() {
        let headers = ["First".to_owned(), "Last".to_owned(), "Password".to_owned()];
        let find = |text: &str| Columns::find("x.csv", &headers, &Mapping::parse(text).unwrap());
        let fault = find("given=Frist").unwrap_err();
        assert!(fault.what.contains("First, Last"), "{fault}");
        assert!(find("login=Password").is_err());
        assert!(find("given=Last,family=First").is_ok());
    }

    #[test]
    fn passwords_and_demographics_are_told_from_unknown_columns() {
        let headers: Vec<String> = ["First", "Last", "Password", "GebDat", "Race", "House"]
            .map(str::to_owned)
            .to_vec();
        let columns = Columns::find("x.csv", &headers, &Mapping::default()).unwrap();
        let (never, unknown) = columns.left(&headers);
        assert_eq!(never, ["Password", "GebDat", "Race"]);
        assert_eq!(unknown, ["House"]);
    }

    #[test]
    fn demographics_are_known_by_words_and_not_within_them() {
        for header in [
            "studentBirthDate",
            "DATEOFBIRTH",
            "Date de naissance",
            "student.passwordHash",
            "schülergeburtsdatum",
            "Federal_Ethnicity",
            "SISPassword",
            "studentpassword",
            "Home Language",
        ] {
            assert!(is_never_read(header), "{header}");
        }
        for header in [
            "StudentRenaissanceID",
            "Students' Pedagogy",
            "Legende",
            "House",
        ] {
            assert!(!is_never_read(header), "{header}");
        }
    }
}
