//! What happens when the program itself fails: the terminal first, then the draft, then one
//! plain sentence. Never the panic's own message, which may quote a note.

use std::panic;
use std::thread;

use super::input::Post;
use super::{Event, leave, say};

/// Sets the hook. Call it on the thread that draws, before the screen is entered. `save` says
/// whether what was being typed is safe, and must not wait for a lock that the failing code
/// may hold.
pub fn set_hook<T: From<Event> + Send + 'static>(
    post: Post<T>,
    save: impl Fn() -> bool + Send + Sync + 'static,
) {
    let drawing = thread::current().id();
    panic::set_hook(Box::new(move |info| {
        let place = info.location().map(|at| (at.file(), at.line()));
        if thread::current().id() == drawing {
            leave();
            say(&sentence(place, save()));
        } else {
            // The thread that draws leaves cleanly, and says it then.
            let _ = post.send(Event::Panicked(sentence(place, save())).into());
        }
    }));
}

fn sentence(place: Option<(&str, u32)>, saved: bool) -> String {
    let place = place.map_or(String::new(), |(file, line)| format!(" ({file}:{line})"));
    let draft = if saved {
        "What you were typing is kept and offered at the next start."
    } else {
        "What you were typing could not be kept."
    };
    format!("Deskside stopped because of a mistake in the program{place}. {draft}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sentence_names_the_place_and_nothing_else() {
        assert_eq!(
            sentence(Some(("src/app/mod.rs", 12)), true),
            "Deskside stopped because of a mistake in the program (src/app/mod.rs:12). \
             What you were typing is kept and offered at the next start."
        );
        assert!(sentence(None, false).ends_with("could not be kept."));
    }
}
