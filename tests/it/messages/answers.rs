//! Answers to commands, buttons, menus, modals and messages, as members get them: from the real
//! program, which is used in two stories.

use std::os::unix::fs::PermissionsExt;

use wanbot::emulator::discord::{Message, OptionValue, StickerFormat};

use super::sheet::{Keys, Sheet, Shown};
use crate::harness::member::{Member, file, text};
use crate::harness::{Story, files};

/// A story whose messages are put on a sheet.
struct Tour {
    t: Story,
    sheet: Sheet,
    /// What differs from run to run, and what it is replaced by.
    names: Vec<(String, String)>,
}

impl Tour {
    async fn begin(settings: &[(&str, toml::Value)]) -> Self {
        let keys = Keys::default();
        let mut t = Story::prepare_seen_by(settings, Some(keys.layer())).await;
        // With a converter, last frames are offered. It is not used.
        let ffmpeg = t.folder().join("ffmpeg");
        std::fs::write(&ffmpeg, "#!/bin/sh\necho ffmpeg version 1.2.3\n").unwrap();
        std::fs::set_permissions(&ffmpeg, std::fs::Permissions::from_mode(0o755)).unwrap();
        t.set("convert.ffmpeg", ffmpeg.display().to_string().into());
        t.start().await;
        let names = vec![
            (t.guild.to_string(), "SERVER".to_owned()),
            (t.channel.to_string(), "CHANNEL".to_owned()),
        ];
        Self { t, sheet: Sheet::of(keys), names }
    }

    fn member(&mut self, name: &str) -> Member {
        self.named(self.t.member(name), name)
    }

    fn named(&mut self, member: Member, name: &str) -> Member {
        self.names.push((format!("<@{}>", member.id), format!("@{name}")));
        member
    }

    fn show(&mut self, title: &str, message: &(impl Shown + ?Sized)) {
        self.sheet.show(title, message);
    }

    /// Shows what a member gets after a button.
    async fn press(&mut self, title: &str, who: &Member, message: u64, label: &str) -> Message {
        let answer = who.presses(message, label).await.message;
        self.show(title, &answer);
        answer
    }

    /// Shows the modal that a button opens, and returns the interaction.
    async fn modal(&mut self, title: &str, who: &Member, message: u64, label: &str) -> u64 {
        let pressed = self.t.world.discord.press(who.id, message, label).unwrap();
        let modal = who.modal(pressed).await;
        self.show(title, &modal);
        pressed
    }

    /// Shows the answer to a menu entry, which is a modal or a message.
    async fn menu(&mut self, title: &str, who: &Member, message: u64, entry: &str) -> Option<u64> {
        let used = self.t.world.discord.use_menu(who.id, message, entry).unwrap();
        let seen = self.t.world.discord.wait(crate::harness::PATIENCE, |d| {
            let seen = d.seen(used);
            let is_answered = seen.answer.as_ref().is_some_and(|answer| !answer.thinking);
            (seen.modal.is_some() || is_answered).then_some(seen)
        });
        let seen = seen.await.expect("an answer");
        match (seen.modal, seen.answer) {
            (Some(modal), _) => self.show(title, &modal),
            (None, Some(answer)) => {
                self.show(title, &answer);
                return Some(answer.id);
            }
            (None, None) => {}
        }
        None
    }

    /// Lets a job be finished and shows its result.
    async fn result(&mut self, title: &str) -> Message {
        self.t.pass(120).await;
        let result = self.t.new_message();
        self.sheet.forget();
        self.show(title, &result);
        result
    }

    async fn finish(mut self, name: &str) {
        let jobs = self.t.journal().newest_jobs(None, 100).await.unwrap();
        for (n, job) in jobs.iter().rev().enumerate() {
            self.names.push((job.id.to_string(), format!("JOB{}", n + 1)));
        }
        self.t.finish().await;
        let names = self.names;
        self.sheet.check(name, |text| masked(text, &names));
    }
}

/// Replaces names, the times and the seeds that the bot drew.
pub fn masked(text: &str, names: &[(String, String)]) -> String {
    let mut text = text.to_owned();
    for (from, to) in names {
        text = text.replace(from, to);
    }
    let digits = |rest: &str| rest.chars().take_while(char::is_ascii_digit).count();
    for (before, long, to) in [("<t:", 1, "TIME"), ("seed ", 2, "SEED"), ("/", 15, "ID")] {
        let mut parts = text.split(before);
        let mut out = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            let count = digits(part);
            out += before;
            out += if count >= long { to } else { &part[..count] };
            out += &part[count..];
        }
        text = out;
    }
    text
}

#[test]
fn times_drawn_seeds_and_ids_are_masked() {
    let names = [("abc".to_owned(), "JOB1".to_owned())];
    assert_eq!(
        masked("`abc` <t:1795:R> seed 7 seed 1234 /1/123456789012345678", &names),
        "`JOB1` <t:TIME:R> seed 7 seed SEED /1/ID"
    );
}

#[tokio::test]
async fn answers_to_commands_and_buttons() {
    let mut tour = Tour::begin(&[]).await;
    let (ann, bob) = (tour.member("ann"), tour.member("bob"));
    tour.show("/help", &ann.uses("help", &[]).await.message);
    let prompts = ann.uses("help", &[("topic", text("prompts"))]).await;
    tour.show("/help topic: prompts", &prompts.message);
    for command in ["job", "again", "cancel"] {
        let answer = ann.uses(command, &[("job", text("not an ID"))]).await;
        tour.show(&format!("/{command} with no job ID"), &answer.message);
    }
    let unknown = ann.uses("job", &[("job", text("00000000"))]).await;
    tour.show("/job of no job", &unknown.message);
    let refused = ann.uses("video", &[("prompt", text(" "))]).await;
    tour.show("/video without a prompt", &refused.message);
    tour.press("Prompt help", &ann, refused.message.id, "Prompt help").await;
    let preview = [("prompt", text("a fox")), ("preview", OptionValue::Boolean(true))];
    tour.show("/video with preview", &ann.uses("video", &preview).await.message);

    let prompt = text("<@5> and <@&5> meet in <#5>");
    let card = ann.uses("video", &[("prompt", prompt), ("seed", OptionValue::Integer(7))]).await;
    tour.show("/video", &card.message);
    let result = tour.result("its result").await;
    tour.modal("Change", &ann, result.id, "Change").await;
    tour.modal("Continue", &ann, result.id, "Continue").await;
    tour.modal("Last frame", &ann, result.id, "Last frame → next").await;
    let changed = ann.fills(result.id, "Change", &[("options", "10min")]).await;
    tour.show("Change with unknown options", &changed.message);
    tour.press("Details", &ann, result.id, "Details").await;
    tour.press("Again", &ann, result.id, "Again").await;
    tour.press("Again twice", &ann, result.id, "Again").await;
    let forged = tour.t.world.discord.forge_press(ann.id, result.id, "nonsense", "Again").unwrap();
    tour.show("a button of an earlier version", &ann.reads(forged).await.message);
    tour.result("the second result").await;
    let reporting = tour.modal("Report", &bob, result.id, "Report").await;
    let reported = bob.sends(reporting, &[("prompt", "it is not a fox")]).await;
    tour.show("reported", &reported.message);
    tour.press("Delete by another", &bob, result.id, "Delete").await;
    let sure = tour.press("Delete", &ann, result.id, "Delete").await;
    tour.press("Delete it", &ann, sure.id, "Delete it").await;

    ann.uses("image", &[("prompt", text("a lighthouse")), ("seed", OptionValue::Integer(7))]).await;
    let image = tour.result("an image").await;
    tour.modal("Animate", &ann, image.id, "Animate").await;
    let long = "a very long prompt ".repeat(250);
    ann.uses("video", &[("prompt", text(&long)), ("seed", OptionValue::Integer(7))]).await;
    let long = tour.result("a long prompt").await;
    tour.modal("Change a long prompt", &ann, long.id, "Change").await;
    tour.finish("answers").await;
}

#[tokio::test]
async fn answers_to_messages_menus_and_moderators() {
    let mut tour = Tour::begin(&[]).await;
    let (ann, bob) = (tour.member("ann"), tour.member("bob"));
    let mia = tour.t.moderator("mia");
    let mia = tour.named(mia, "mia");
    let png = || files::png(300, 300);
    let two = vec![("a.png", png()), ("b.png", png())];
    let three = vec![("a.png", png()), ("b.png", png()), ("c.png", png())];
    let offer = ann.says("they dance 3s seed 7", three, None).await;
    tour.show("a message with three images", &offer);
    let label = offer.buttons()[0].0.clone();
    tour.press("an offer to another", &bob, offer.id, &label).await;
    tour.t.clock.advance(std::time::Duration::from_secs(25 * 3600));
    tour.press("an offer after a day", &ann, offer.id, &label).await;
    tour.show("a message without a file", &ann.says("hello", vec![], None).await);

    let images = bob.posts("look", two, None);
    tour.menu("Animate this, of two images", &ann, images, "Animate this").await;
    let image = bob.posts("look", vec![("a.png", png())], None);
    tour.menu("Animate this", &ann, image, "Animate this").await;
    tour.menu("Continue this video, of an image", &ann, image, "Continue this video").await;
    tour.menu("Use as reference", &ann, image, "Use as reference").await;
    let video = bob.posts("look", vec![("a.mp4", files::mp4(3.0))], None);
    tour.menu("Continue this video", &ann, video, "Continue this video").await;
    let audio = bob.posts("listen", vec![("a.wav", files::wav(3))], None);
    tour.menu("Animate this, of audio", &ann, audio, "Animate this").await;
    let drawing = b"{\"v\":\"5.5.2\",\"layers\":[]}"[..].into();
    let drawing =
        tour.t.world.discord.add_sticker(tour.t.guild, "Wumpus", StickerFormat::Lottie, &drawing);
    let sticker = bob.posts_stickers("", &[drawing.unwrap()]);
    tour.menu("Animate this, of a drawing", &ann, sticker, "Animate this").await;

    let long = "a very long prompt ".repeat(20);
    let options = [
        ("image", file("a.png", png())),
        ("prompt", text(long.trim())),
        ("seed", OptionValue::Integer(7)),
    ];
    let card = ann.uses("animate", &options).await;
    tour.show("/animate", &card.message);
    let result = tour.result("its result").await;
    tour.menu("Who made this?", &mia, result.id, "Who made this?").await;
    let removed = tour.menu("Remove this result", &mia, result.id, "Remove this result").await;
    let label = "Block its inputs too";
    tour.press(label, &mia, removed.unwrap(), label).await;
    for _ in 0..8 {
        let grant = [("who", OptionValue::Member(ann.id)), ("amount", text("5"))];
        mia.uses("wan-mod quota grant", &grant).await;
    }
    tour.sheet.forget();
    let log = mia.uses("wan-mod quota log", &[]).await.message;
    tour.show("/wan-mod quota log", &log);
    tour.press("its second page", &mia, log.id, "Older").await;
    mia.uses("wan-mod block", &[("member", OptionValue::Member(ann.id))]).await;
    tour.sheet.forget();
    let blocked = ann.says("it dances", vec![("a.png", png())], None).await;
    tour.show("a message of a blocked member", &blocked);
    tour.show(
        "/video of a blocked member",
        &ann.uses("video", &[("prompt", text("x"))]).await.message,
    );
    tour.finish("messages").await;
}
