//! Shows the place of a request in the line for the converters while it waits there.

use std::time::Duration;

use crate::i18n::{ordinal, say};
use crate::job::InteractionId;
use crate::language::Language;
use crate::service::JobService;

/// Shorter waits are not mentioned.
const SHORT: Duration = Duration::from_secs(3);

/// Does the work of a request. While it waits for a converter, `show` is called with its place in
/// the line: not more often than cards are edited, and only when the place has changed. The work
/// goes on meanwhile.
pub(super) async fn show_place_during<T, S: Future<Output = ()>>(
    job_service: &dyn JobService,
    language: Language,
    request: InteractionId,
    work: impl Future<Output = T>,
    show: impl Fn(String) -> S,
) -> T {
    let mut work = std::pin::pin!(work);
    let mut wait = SHORT;
    let mut shown = None;
    loop {
        tokio::select! {
            biased;
            done = &mut work => return done,
            () = tokio::time::sleep(wait) => {}
        }
        wait = job_service.card_edit_interval();
        let place = job_service.place_in_line(request);
        if place == shown {
            continue;
        }
        shown = place;
        // A call to Discord is a large future, which every future that awaits this one would hold.
        let mut showing = Box::pin(show(text(language, place)));
        tokio::select! {
            // What follows must not be overtaken by an edit that is still on its way.
            done = &mut work => {
                showing.await;
                return done;
            }
            () = &mut showing => {}
        }
    }
}

fn text(language: Language, place: Option<usize>) -> String {
    let place = match place {
        None => return say!(language, "converting"),
        Some(1) => say!(language, "place-next"),
        Some(place) => say!(language, "place", place = ordinal(place)),
    };
    say!(language, "converting-in-line", place = place)
}
