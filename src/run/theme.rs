//! The settings of a session: config file, theme files and the environment made into theme,
//! marks, keys and a few numbers, with every mistake told at once.

use std::path::Path;

use crate::app;
use crate::config::{Config, Environment};
use crate::exchange::finding::in_words;
use crate::exchange::folder;
use crate::store::copies::Keeping;
use crate::ui::Look;
use crate::ui::glyph::Glyphs;
use crate::ui::theme::{File, Theme};

/// What a person has set.
pub struct Settings {
    /// Theme, marks, keys.
    pub look: Look,
    /// What the program goes by.
    pub app: app::Settings,
    /// How many copies are kept, where any are made.
    pub copies: Option<Keeping>,
}

/// The settings, or everything that is wrong with them.
pub fn look(
    environment: &Environment,
    config_file: Option<&Path>,
    flag: Option<&str>,
) -> Result<Settings, String> {
    let asked = config_file
        .map(Path::to_owned)
        .or_else(|| environment.named_config());
    let file = asked.clone().or_else(|| environment.config_file());
    let text = match &file {
        Some(file) => match std::fs::read_to_string(file) {
            Ok(text) => Some(text),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound && asked.is_none() => None,
            Err(error) => {
                return Err(format!(
                    "The config {} can't be read: {}.",
                    file.display(),
                    in_words(&error)
                ));
            }
        },
        None => None,
    };
    let name = file.map_or("config.toml".to_owned(), |file| file.display().to_string());
    let (config, mut mistakes) = Config::read(&name, text.as_deref(), environment);
    let choice = config.choose_theme(flag, environment);
    let files = theme_files(environment, &choice.theme);
    let files: Vec<File<'_>> = files
        .iter()
        .map(|(name, text)| File { name, text })
        .collect();
    let theme = Theme::load(&choice, &files).unwrap_or_else(|faults| {
        let line = config.line_of_theme(flag, environment);
        mistakes.add_theme(&faults, line.map(|line| (name.as_str(), line)));
        Theme::plain(choice.level)
    });
    if !mistakes.is_empty() {
        let all = format!("{}\n{}", mistakes.sentences(), mistakes.hint());
        return Err(all.trim_end().to_owned());
    }
    let look = Look {
        theme,
        glyphs: Glyphs::chosen(config.ascii),
        keymap: config.keymap,
    };
    let keeping = Keeping {
        daily: config.daily_backups as usize,
        weekly: config.weekly_backups as usize,
    };
    Ok(Settings {
        look,
        app: app::Settings {
            lock_after: config.lock_after_minutes.into(),
            round_minutes: config.round_minutes.into(),
            untouched_days: config.untouched_after_days,
        },
        copies: (keeping.daily > 0).then_some(keeping),
    })
}

/// The user's own themes: those in the folder, and the file that was named.
fn theme_files(environment: &Environment, asked: &str) -> Vec<(String, String)> {
    let mut files = Vec::new();
    if let Some(entries) = environment
        .themes_folder()
        .and_then(|folder| std::fs::read_dir(folder).ok())
    {
        for path in entries.flatten().map(|entry| entry.path()) {
            let name = path
                .file_stem()
                .and_then(|name| name.to_str())
                .map(str::to_owned);
            let is_theme = path.extension().is_some_and(|end| end == "toml");
            if let (Some(name), true) = (name, is_theme)
                && let Ok(text) = folder::text(&path)
            {
                files.push((name, text));
            }
        }
    }
    if asked.contains(['/', '.'])
        && let Ok(text) = folder::text(Path::new(asked))
    {
        files.push((asked.to_owned(), text));
    }
    files
}
