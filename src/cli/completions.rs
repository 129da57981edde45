//! `completions`: what a shell needs to complete our words.

use clap_complete::Shell;

use super::complaint::Result;
use super::definition;
use super::say::Out;

/// `deskside completions`
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
    deskside completions bash > ~/.local/share/bash-completion/completions/deskside\n  \
    deskside completions zsh > ~/.zfunc/_deskside\n  \
    deskside completions fish > ~/.config/fish/completions/deskside.fish")]
pub struct Completions {
    /// The shell
    #[arg(value_enum)]
    shell: Shell,
}

impl Completions {
    pub(super) fn run(self, out: &mut Out) -> Result {
        let mut script = Vec::new();
        clap_complete::generate(self.shell, &mut definition(), "deskside", &mut script);
        out.bytes(&script)
    }
}
