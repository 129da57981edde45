//! The names that school systems give their columns, in several languages: a
//! list to add to. How they are compared is in `columns.rs`.

use super::columns::Field;

/// Names of a field's column, the surest first, with blanks between; compared without case, accents and marks.
pub(super) fn names(field: Field) -> &'static str {
    match field {
        Field::Given => {
            "givenname firstname given first forename forenames fname vorname vornamen prenom \
         prenoms voornaam förnamn fornavn etunimi imię imiona jméno křestníjméno keresztnév \
         prenume имя όνομα 名 givennames firstgivenname nombrepila ad1 isim"
        }
        Field::Family => {
            "familyname lastname family last surname lname nachname familienname zuname \
         nomdefamille nomfamille achternaam apellidos apellido primerapellido apellido1 \
         cognome sobrenome apelido apelidos efternamn efternavn etternavn sukunimi nazwisko \
         příjmení vezetéknév soyad soyadı фамилия επώνυμο 姓 名字"
        }
        Field::Name => {
            "fullname studentfullname studentname pupilname displayname lastfirst namelastfirst \
         lastnamefirstname lastcommafirst student students pupil schüler schülername \
         schülerin élève leerling alumno alumna alumnoa alunno aluno estudiante nomcomplet \
         nometprénom nomprénom nombrecompleto nombreyapellidos apellidosynombre nomecompleto \
         nominativo cognomeenome adsoyad 氏名 姓名 名前 学生姓名 이름 성명 фио имяифамилия"
        }
        Field::Preferred => {
            "preferredname preferredfirstname preferredgivenname knownas goesby nickname \
         chosenname chosenfirstname usualname calledname preferred rufname roepnaam \
         prénomusuel nombrepreferido"
        }
        Field::Grade => {
            "gradelevel grade studentgrade currentgrade yearlevel yeargroup schoolgrade gradelvl \
         jahrgang jahrgangsstufe klassenstufe stufe schulstufe niveau leerjaar årskurs \
         klassetrin trinn grado curso nivel anno ano anoescolar série luokkaaste 学年 학년 年级"
        }
        Field::Class => {
            "class classname homeroom homeroomname homeroomclass section sectionname \
         registrationgroup reggroup regform tutorgroup formgroup form advisory klasse \
         klassenname classe division klas klass luokka clase grupo sezione turma třída klasa \
         osztály sınıf класс τμήμα 組 クラス 班级 반 sectionid sectionnumber classcode"
        }
        Field::Number => {
            "classnumber classno number no nr num nummer numero rollnumber rollno listnumber \
         registernumber lfdnr laufendenummer seatnumber numerolista 番号 出席番号 번호 学号"
        }
        Field::SchoolNumber => {
            "studentnumber studentno localid studentlocalid localstudentid pupilnumber \
         admissionnumber admissionno adno learnernumber rollid schülernummer schülernr \
         matrikelnummer matrikelnr matricule numéroélève leerlingnummer elevnummer matricula \
         matrícula numerodematricula expediente matricola studentidentifier 学籍番号"
        }
        Field::Email => {
            "studentemail studentemailaddress schoolemail schulemail schulmail pupilemail email \
         emailaddress mail mailadresse emailadresse emailadres courriel adressemail correo \
         correoelectronico correoelectrónico epost epostadress sähköposti indirizzoemail \
         メールアドレス"
        }
        Field::Login => {
            "username loginname login sisloginid loginid studentusername studentlogin account \
         accountname samaccountname userprincipalname benutzername benutzer anmeldename \
         identifiant gebruikersnaam usuario utente usuário brukernavn användarnamn \
         käyttäjätunnus"
        }
        Field::Pronouns => {
            "pronouns pronoun pronomen pronoms pronombres pronomi pronomes preferredpronouns \
         studentpronouns"
        }
        Field::Id => {
            "sourcedid sisid sisuserid studentsisid studentid personid studentpersonid \
         studentuniqueid pupilid learnerid studentguid uniqueid idnr schülerid idelève \
         iddelelève externalid userid sisstudentid uuid guid id"
        }
    }
}

/// Words that mean the whole name, or what of it no other column has.
pub(super) const NAME_OR_PART: &str =
    "name names nom naam namn navn nombre nombres nome nimi nev ad isim nume";

/// Beginnings that say whose column it is: dropped where the rest is known.
pub(super) const WHOSE: &str = "student pupil learner schüler élève child";

/// Tables whose columns are a student's own (`student.lastName`).
pub(super) const TABLES: &str = "student students pupil individual identity person stu";

/// Beginnings of words in names of columns whose content is no business of a check-in;
/// those that run together with the words before them stand here with these.
pub(super) const NEVER: &str = "password passwort kennwort motdepasse wachtwoord contraseña birth gebdat geburt \
         naissance nacimiento gender geschlecht ethnic hispanic latino disab sped lunch \
         proficiency religion konfession nationality staatsang socialsecurity homelanguage \
         iepstatus frlstatus ellstatus dateofbirth placeofbirth cityofbirth countryofbirth \
         stateofbirth datedenaissance datenaissance lieudenaissance fechadenacimiento \
         fechanacimiento lugardenacimiento userpassword loginpassword freelunch reducedlunch \
         raceethnic englishproficiency";

/// The same, for names that are too short to be looked for inside others.
pub(super) const NEVER_WHOLE: &str = "dob sex sexe sexo race iep frl ell plan504 504 ssn pin";
