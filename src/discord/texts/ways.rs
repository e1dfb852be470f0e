//! Words about the ways in and on: replies, menus, forms, buttons, settings.

use crate::discord::cards;
use crate::discord::desk::Source;
use crate::discord::sketch::{Thing, Use};
use crate::discord::texts::quota::{credits, outcome};
use crate::discord::texts::{NOTHING_CHARGED, escaped, fitted, relative};
use crate::generation::words::Options;
use crate::generation::{Price, Role};
use crate::job::{Job, Preferences, State, Way};
use crate::media::Kind;

/// Labels in forms; Discord allows 45 characters.
pub const PROMPT_LABEL: &str = "Prompt";
/// Of a form for what follows.
pub const NEXT_LABEL: &str = "How it moves, what the camera does";
/// Of a form for references.
pub const REFERENCE_LABEL: &str = "What happens; say \"Image 1\", \"Video 1\"";
/// Of the second field.
pub const OPTIONS_LABEL: &str = "Options (optional)";
/// What may stand in it.
pub const OPTIONS_EXAMPLE: &str = "10s 1080p 16:9 seed 7 verbatim";
/// In the place of a prompt that has no room.
pub const PROMPT_STAYS: &str = "Too long to show here. Left empty, it stays as it is.";
/// Titles of forms; Discord allows 45 characters.
pub const CHANGE_TITLE: &str = "Change and make it anew";
/// Of a continuation.
pub const CONTINUE_TITLE: &str = "Continue this clip";
/// Of a clip from the last picture.
pub const LAST_FRAME_TITLE: &str = "A new clip from the last frame";
/// Of a picture that begins to move.
pub const ANIMATE_TITLE: &str = "Animate this";
/// Of a report.
pub const REPORT_TITLE: &str = "Report this result";
/// Its field.
pub const REPORT_LABEL: &str = "What is wrong with it?";
/// In a menu of files.
pub const CHOOSE: &str = "Which of the files?";

/// Said when a job cannot be looked at.
pub const NO_SUCH_JOB: &str =
    "There is no such job here, or it is not there for you to see. `/jobs` lists yours.";
/// Said after a double click.
pub const TWICE: &str = "That was pressed twice within three seconds, so I make it once. Press again if you want another.";
/// Said to those who may not delete.
pub const NOT_YOURS_TO_DELETE: &str =
    "Only who asked for it, and moderators, can delete it. **Report** tells the moderators.";
/// Asked before a deletion.
pub const SURE: &str = "Delete this result, here and in my archive? That cannot be undone, and its credits stay spent.";
/// Said after it.
pub const DELETED: &str = "It is deleted, here and in my archive.";
/// Said when what somebody pointed at is forgotten.
pub const SKETCH_GONE: &str = "That was more than a day ago, and Discord's links to the files have ended. Use the entry under Apps once more, or reply anew.\nNothing was charged.";
/// Said to others than the one who pointed.
pub const NOT_YOUR_SKETCH: &str =
    "That is somebody else's. Reply to the message yourself, or use its entry under Apps.";

/// What a button or a form is for.
pub fn use_name(what: Use) -> &'static str {
    match what {
        Use::Animate => "Animate it",
        Use::Ends => "From the first to the second",
        Use::Continue => "Continue the clip",
        Use::ContinueTo => "Continue the clip to the picture",
        Use::Edit => "Edit the clip",
        Use::Reference => "Use as references",
        Use::Score => "A video to the sound",
    }
}

/// The label of an offer; Discord allows 80 characters.
pub fn offer(what: Use, least: Price) -> String {
    format!("{} · from {}", use_name(what), credits(least.credits))
}

/// An offer that was taken, while it is looked into.
pub fn taken(what: Use) -> String {
    format!("**{}**: looking at the files…", use_name(what))
}

fn counted(files: &[Thing]) -> String {
    let of = |kind, one: &str, many: &str| {
        let n = files.iter().filter(|f| f.kind == kind).count();
        (n > 0).then(|| if n == 1 { format!("one {one}") } else { format!("{n} {many}") })
    };
    let all = [
        of(Kind::Image, "picture", "pictures"),
        of(Kind::Clip, "clip", "clips"),
        of(Kind::Audio, "sound", "sounds"),
    ];
    all.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

/// Which of several uses is meant.
pub fn which_use(files: &[Thing], prompt: &str, options: Options) -> String {
    let options = options.to_string();
    let options = if options.is_empty() { String::new() } else { format!(" · {options}") };
    format!(
        "What shall I make of {}{options}?\n{}\nNothing is charged until you choose.",
        counted(files),
        super::quoted(prompt)
    )
}

/// Nothing can be made of so many files.
pub fn no_use(files: &[Thing]) -> String {
    format!(
        "I cannot make one clip of {}. I take one picture (it begins to move), two (from the first \
         to the second), one clip (it goes on), one sound, or up to five pictures and clips as \
         references. To choose among many, use **Apps > Use as reference** on the message.\n\
         {NOTHING_CHARGED}",
        counted(files)
    )
}

/// There is nothing to make anything of.
pub fn no_files(replied: bool, hidden: bool, deleted: bool) -> String {
    let what = if hidden {
        "Discord does not let me see what you reply to. Open the menu of that message and use \
         **Apps > Animate this**, **Continue this clip** or **Use as reference**: that always \
         works. Or attach the file to your own message."
    } else if replied {
        "There is no picture, clip or sound attached to the message that you reply to. A link or a \
         preview does not count: save the file and attach it."
    } else if deleted {
        "The message that you reply to is gone. Attach the file to your own message."
    } else {
        "Attach a picture, a clip or a sound, or reply to a message that has one. For a video from \
         words alone there is `/video`; `/help` shows the rest."
    };
    format!("{what}\n{NOTHING_CHARGED}")
}

/// There is nothing of the right kind in a message.
pub fn nothing_to(what: Use) -> String {
    let wanted = match what {
        Use::Animate | Use::Ends => "no picture",
        Use::Score => "no sound",
        Use::Reference => "no picture or clip",
        _ => "no clip",
    };
    format!(
        "There is {wanted} attached to that message. A link or a preview does not count: save the \
         file and attach it.\n{NOTHING_CHARGED}"
    )
}

/// Which of several files.
pub fn which(what: Use) -> String {
    match what.most() {
        1 => "Which one?".into(),
        most => format!("Which ones, {most} at most? They are counted in this order."),
    }
}

/// Results of a job that are in the archive, as things to go on from.
pub fn results_of(job: &Job) -> Vec<Thing> {
    let (kind, ending) = match job.request.makes_pictures() {
        true => (Kind::Image, "png"),
        false => (Kind::Clip, "mp4"),
    };
    let thing = |n| Thing {
        name: format!("wan-{}.{ending}", job.id),
        kind,
        source: Source::ResultOf(job.id, n),
    };
    (0..job.results().len()).map(thing).collect()
}

/// A report was taken.
pub fn reported(told: bool) -> String {
    let told = if told {
        "The moderators of this server have been told."
    } else {
        "It is written down for the moderators of this server; they have given me no channel to \
         tell them in, so please tell one of them too."
    };
    format!("Thank you. {told}")
}

/// What somebody wants when they say nothing.
pub fn settings(p: &Preferences, changed: bool) -> String {
    let h = &p.habits;
    let usual = "as the server or I have it";
    let text = |v: Option<String>| v.unwrap_or_else(|| usual.to_owned());
    let lines = vec![
        if changed { "**Saved.** From now on:" } else { "**What you want when you say nothing:**" }
            .to_owned(),
        format!("Resolution of clips: {}", text(h.resolution.map(|r| r.to_string()))),
        format!("Shape of clips from words: {}", text(h.ratio.map(|r| r.to_string()))),
        format!("Length: {}", text(h.seconds.map(|s| format!("{s} s")))),
        format!(
            "Prompts: {}",
            match h.enhance {
                Some(true) => "written out by the model",
                Some(false) => "taken word for word",
                None => usual,
            }
        ),
        format!("A ping when a result is there: {}", if p.quiet { "no" } else { "yes" }),
        format!("Results by direct message: {}", if p.private { "yes" } else { "no" }),
        "This goes for every server. `/settings reset: True` forgets it.".to_owned(),
    ];
    fitted(lines)
}

/// What a way on is called.
pub fn way(way: Way) -> &'static str {
    match way {
        Way::Again => "made again",
        Way::Change => "changed",
        Way::Continue => "continued",
        Way::LastFrame => "from the last frame of",
        Way::Larger => "made larger",
        Way::Animate => "animated",
    }
}

/// A job in a few words, with a link to its result.
fn short(job: &Job) -> String {
    let where_it_is = match &job.state {
        State::Delivered { channel, message, .. }
            if *channel == job.place.channel && job.removed.is_none() =>
        {
            cards::link(job.place, *message)
        }
        state => state.name().to_owned(),
    };
    format!("`{}` {where_it_is}", job.id)
}

/// All about a job.
pub fn details(job: &Job, parent: Option<&Job>, children: &[Job]) -> String {
    let r = &job.request;
    let mut lines = vec![
        format!("**{}** · job `{}` · by <@{}>", cards::kind(r), job.id, job.requester),
        format!("> {}", escaped(&r.prompt, 900)),
        cards::all_details(r),
        format!("asked {} · {} · {}", relative(job.accepted_at), job.state.name(), outcome(job)),
    ];
    if let State::Delivered { .. } = job.state {
        lines.push(format!("result: {}", short(job)));
    }
    for (n, input) in r.inputs.iter().enumerate() {
        let size = input.facts.size.map(|(w, h)| format!(" · {w} × {h}")).unwrap_or_default();
        let seconds = input.facts.seconds.map(|s| format!(" · {s:.1} s")).unwrap_or_default();
        let name = numbered(r.inputs.iter().map(|i| i.role), n);
        lines.push(format!("{name}: {}{size}{seconds}", escaped(&input.name, 40)));
    }
    if let Some(from) = job.made_from {
        let before = parent.map_or_else(|| format!("`{}`", from.job), short);
        lines.push(format!("made from {before} ({})", way(from.way)));
    }
    for child in children {
        let how = child.made_from.map_or("", |m| way(m.way));
        lines.push(format!("became {} ({how})", short(child)));
    }
    fitted(lines)
}

/// The name of the input with a number, as prompts call it where they can.
pub fn numbered(roles: impl Iterator<Item = Role> + Clone, number: usize) -> String {
    let role = roles.clone().nth(number);
    let before = roles.take(number).filter(|r| Some(*r) == role).count() + 1;
    match role {
        Some(Role::ReferenceImage) => format!("Image {before}"),
        Some(Role::ReferenceVideo) => format!("Video {before}"),
        Some(Role::Picture) => format!("picture {before}"),
        Some(role) => role.name().to_owned(),
        None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_and_titles_fit_discords_forms() {
        for text in [
            PROMPT_LABEL,
            NEXT_LABEL,
            REFERENCE_LABEL,
            OPTIONS_LABEL,
            CHANGE_TITLE,
            CONTINUE_TITLE,
            LAST_FRAME_TITLE,
            ANIMATE_TITLE,
            REPORT_TITLE,
            REPORT_LABEL,
        ] {
            assert!((1..=45).contains(&text.chars().count()), "{text}");
        }
        for what in Use::ALL {
            assert!(use_name(what).chars().count() <= 45);
            assert!(offer(what, Price::default()).chars().count() <= 80);
        }
        assert!(PROMPT_STAYS.chars().count() <= 100 && OPTIONS_EXAMPLE.chars().count() <= 100);
    }

    #[test]
    fn inputs_are_numbered_as_prompts_name_them() {
        let roles = [Role::FirstFrame, Role::ReferenceImage, Role::ReferenceImage];
        let names: Vec<_> = (0..3).map(|n| numbered(roles.into_iter(), n)).collect();
        assert_eq!(names, ["first frame", "Image 1", "Image 2"]);
    }
}
