//! How a first run gets its book: an empty school, the sample, or an import.

use crate::domain::ids::Mint;
use crate::store::Error;
use crate::store::founding::{self, Founding};

use super::Setup;

/// Makes an empty school at the setup's place, with the person as its administrator.
pub fn empty(setup: &Setup) -> Result<(), Error> {
    let now = (setup.clock)();
    let today = setup.today.unwrap_or_else(setup.date);
    let founding = Founding::usual(&setup.login, today);
    let mut mint = Mint::new(setup.seed);
    let (store, _founded) = founding::create(&setup.path, &founding, &mut mint, now, today)?;
    store.close();
    Ok(())
}

/// Makes the sample school in a folder of its own, gone when it is dropped.
pub fn sample(_setup: &Setup) -> Result<(tempfile::TempDir, std::path::PathBuf), Error> {
    Err(Error::refused("Not merged yet."))
}

/// Makes a school from a file or folder.
pub fn import(_setup: &Setup, _from: &str) -> Result<(), Error> {
    Err(Error::refused("Not merged yet."))
}
