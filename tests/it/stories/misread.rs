//! Discord's responses differ from what a library expects, events are sent twice, or messages are
//! lost.

use serde_json::{Value, json};
use wanbot::discord::connect;
use wanbot::discord::gateway::session_starts;
use wanbot::emulator::discord::world::permission;
use wanbot::emulator::{Effect, Exchange};
use wanbot::pipeline::Stage;
use wanbot::tls::Tls;

use crate::harness::member::{file, text};
use crate::harness::{PATIENCE, Story, files};

fn answer(status: u16, body: Value) -> Effect {
    Effect::Answer { status, body, headers: vec![] }
}

/// A response contains only the fields that this bot needs; every other field is in turn missing,
/// null and of another type.
#[tokio::test]
async fn answers_that_no_library_can_read_whole_are_answers() {
    let mut t = Story::prepare(&[]).await;
    let discord = t.config().discord;
    let http = connect::rest(&discord.token, &discord.api_base, &Tls::new().unwrap()).unwrap();
    let bot = t.world.discord.bot();
    for offset in 0..3 {
        t.stop().await;
        t.answer_oddly(offset);
        t.start().await;
        let known = connect::identify(&http).await.unwrap();
        assert_eq!((known.user, known.application), (bot, bot));
        let starts = session_starts(&http).await.unwrap();
        assert_eq!((starts.remaining, starts.shards), (999 - offset as u64, 1), "one more each");
        let ann = t.member(&format!("ann {offset}"));
        let card = ann.uses("video", &[("prompt", text("a fox"))]).await;
        t.pass(130).await;
        let result = t.new_message();
        assert_eq!((result.files.len(), result.reply_to), (1, Some(card.message.id)));
        t.pass(20).await;
        let shown = t.world.discord.message(card.message.id).unwrap().content;
        assert!(shown.contains("**Done**"), "{shown}");
        let card = ann.says("make it rain", vec![("a.png", files::png(300, 300))], None).await;
        assert!(card.content.contains("job `"), "{}", card.content);
        // The channel refuses posts: the result goes to direct messages, which are opened.
        t.world.discord.set_bot_permissions(t.channel, permission::VIEW_CHANNEL);
        t.pass(150).await;
        assert_eq!(t.direct_message(&ann).files.len(), 1);
        t.world.discord.set_bot_permissions(t.channel, permission::MEMBER);
    }
    t.finish().await;
}

/// The response's head reports success, and its body breaks off.
fn unreadable() -> Effect {
    Effect::Truncate { bytes: 5 }
}

#[tokio::test]
async fn a_reply_whose_answer_cannot_be_read_is_made_once() {
    let t = Story::begin().await;
    let ann = t.member("ann");
    let messages = format!("/channels/{}/messages", t.channel);
    t.fault("discord", "POST", &messages, 1, unreadable());
    let card = ann.says("make it rain", vec![("a.png", files::png(300, 300))], None).await;
    assert!(card.content.contains("job `"), "{}", card.content);
    assert_eq!(t.calls("POST", &messages), 1, "it is found and not posted again");
    t.pass(150).await;
    assert_eq!(t.new_message().reply_to, Some(card.id));
    t.finish().await;
}

#[tokio::test]
async fn a_card_whose_edits_cannot_be_read_is_edited() {
    let t = Story::begin().await;
    let ann = t.member("ann");
    // The first of them replaces "thinking…".
    t.fault("discord", "PATCH", "/messages/@original", 100, unreadable());
    let card = ann.uses("animate", &[("image", file("a.png", files::png(300, 300)))]).await;
    t.pass(150).await;
    assert_eq!(t.new_message().reply_to, Some(card.message.id));
    t.pass(20).await;
    let open = t.app().store().select(|_| true);
    assert!(open.is_empty(), "its card is believed to say how it ended: {open:#?}");
    let shown = t.world.discord.message(card.message.id).unwrap().content;
    assert!(shown.contains("**Done**"), "{shown}");
    t.world.faults.clear();
    t.finish().await;
}

#[tokio::test]
async fn a_card_of_which_all_responses_are_unreadable_is_found_in_the_history() {
    let t = Story::begin().await;
    t.fault("discord", "POST", "/callback", 1, unreadable());
    t.fault("discord", "GET", "/messages/@original", 1, unreadable());
    t.fault("discord", "PATCH", "/messages/@original", 100, unreadable());
    let ann = t.member("ann");
    let card = ann.uses("video", &[("prompt", text("a fox"))]).await;
    t.pass(130).await;
    let result = t.new_message();
    assert_eq!((result.files.len(), result.reply_to), (1, Some(card.message.id)));
    t.pass(20).await;
    let shown = t.world.discord.message(card.message.id).unwrap().content;
    assert!(shown.contains("**Done**"), "{shown}");
    t.world.faults.clear();
    t.finish().await;
}

#[tokio::test]
async fn a_bot_whose_user_is_not_its_application_hears_and_finds_itself() {
    let mut t = Story::prepare(&[]).await;
    t.world.discord.separate_application();
    t.start().await;
    let ann = t.member("ann");
    let card = ann.says("make it rain", vec![("a.png", files::png(300, 300))], None).await;
    assert!(card.content.contains("job `"), "{}", card.content);
    t.tick().await;
    t.clock.advance(std::time::Duration::from_secs(150));
    t.tick_stage(Stage::Polling).await;
    t.fault("discord", "POST", "/messages", 1, Effect::LoseAnswer);
    t.tick_stage(Stage::Delivery).await;
    // Longer than the nonce is remembered: only the channel history knows the post.
    t.clock.advance(std::time::Duration::from_secs(900));
    t.pass(20).await;
    assert_eq!(t.new_message().files.len(), 1, "once");
    t.finish().await;
}

#[tokio::test]
async fn an_interaction_that_is_sent_twice_has_one_response() {
    let t = Story::begin().await;
    let ann = t.member("ann");
    let card = ann.uses("video", &[("prompt", text("a fox"))]).await;
    t.world.discord.repeat(card.interaction);
    t.pass(130).await;
    let result = t.new_message();
    // Before the first of the two is answered: nobody pressed twice.
    let pressed = t.world.discord.press(ann.id, result.id, "Again").unwrap();
    assert_eq!(t.world.discord.repeat(pressed), 1);
    let again = ann.reads(pressed).await;
    assert!(again.text().contains("job `"), "{}", again.text());
    t.world.discord.repeat(again.interaction);
    // A response to a later command means that the repeated event was processed.
    ann.uses("quota", &[]).await;
    let shown = t.world.discord.seen(again.interaction);
    assert!(shown.followups.is_empty(), "{shown:#?}");
    let message = t.world.discord.message(again.message.id).unwrap();
    assert!(message.content.contains("job `"), "still the card: {}", message.content);
    t.pass(130).await;
    t.new_message();
    t.finish().await;
}

/// "thinking…" was deleted, or the follow-up is refused: the member is still notified of the
/// refusal.
#[tokio::test]
async fn a_refusal_after_a_deferred_answer_is_heard() {
    let t = Story::begin().await;
    let ann = t.member("ann");
    let refused = || file("a.txt", &b"no image at all"[..]);
    // A moderator deletes "thinking…" while the file is downloaded: the follow-up is still
    // accepted.
    t.fault("cdn", "GET", "", 1, Effect::Delay { ms: 300 });
    let interaction = ann.tries("animate", &[("image", refused())]).unwrap();
    let thinking = t.world.discord.wait(PATIENCE, |d| d.seen(interaction).answer.map(|a| a.id));
    t.world.discord.delete_message(thinking.await.expect("it thinks"));
    let response = ann.reads(interaction).await;
    assert!(
        response.is_private() && response.text().contains("is a text file"),
        "{}",
        response.text()
    );
    let deletes = t.calls("DELETE", "/messages/@original");
    assert_eq!(deletes, 1, "it is not deleted repeatedly");
    // The follow-up is refused: the message goes to direct messages.
    let no = || json!({"message": "Unknown Webhook", "code": 10015});
    t.fault("discord", "POST", "/webhooks/", 1, answer(404, no()));
    ann.tries("animate", &[("image", refused())]).unwrap();
    let direct = t.world.discord.wait(PATIENCE, |d| {
        let channel = d.direct(ann.id)?;
        d.messages(channel).pop()
    });
    let direct = direct.await.expect("a direct message");
    assert!(direct.content.contains("Nothing was charged."), "{}", direct.content);
    // The direct message is refused too: a public message mentions the refusal without its details.
    t.world.discord.close_direct(ann.id);
    t.fault("discord", "POST", "/webhooks/", 1, answer(404, no()));
    ann.tries("animate", &[("image", refused())]).unwrap();
    let channel = t.channel;
    let line = t.world.discord.wait(PATIENCE, |d| {
        d.messages(channel).into_iter().find(|m| m.content.contains("Nothing was charged."))
    });
    let line = line.await.expect("a line in the channel");
    assert!(line.content.contains(&format!("<@{}>", ann.id)), "{}", line.content);
    t.unheard();
    t.finish().await;
}

/// "thinking…" cannot be deleted: the public text replaces it.
#[tokio::test]
async fn a_deferred_answer_that_cannot_be_deleted_is_replaced() {
    let t = Story::begin().await;
    let ann = t.member("ann");
    let broken = || answer(500, json!({"message": "500: Internal Server Error", "code": 0}));
    t.fault("discord", "DELETE", "/messages/@original", 100, broken());
    let response = ann.uses("animate", &[("image", file("a.txt", &b"no image"[..]))]).await;
    assert!(
        !response.is_private() && response.text().contains("is a text file"),
        "{}",
        response.text()
    );
    assert!(t.world.discord.seen(response.interaction).followups.is_empty(), "it is said once");
    t.world.faults.clear();
    t.finish().await;
}

/// Everybody can read what replaces "thinking…": a member's credits are not in it.
#[tokio::test]
async fn what_replaces_a_deferred_answer_has_nothing_private() {
    let t = Story::begin_with(&[("quota.credits", "5".into())]).await;
    let body = json!({"message": "500: Internal Server Error", "code": 0});
    t.fault("discord", "DELETE", "/messages/@original", 100, answer(500, body));
    // It costs more than the least that a video can: that shows once the file has arrived.
    let asked = [("video", file("a.mp4", files::mp4(8.0))), ("prompt", text("in the snow"))];
    let response = t.member("ann").uses("edit", &asked).await;
    assert!(
        !response.is_private() && response.text().contains("Use `/quota` to see why"),
        "{}",
        response.text()
    );
    assert!(!response.text().contains("credits"), "{}", response.text());
    t.world.faults.clear();
    t.finish().await;
}

/// The number of commands in the story's server, and the number of distinct names.
fn registered_names(t: &Story) -> (usize, usize) {
    let mut names = t.world.discord.commands(t.guild);
    let all = names.len();
    names.sort();
    names.dedup();
    (all, names.len())
}

/// Whether a value contains nulls, empty lists or empty objects.
fn has_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Array(list) => list.is_empty() || list.iter().any(has_empty),
        Value::Object(fields) => fields.is_empty() || fields.values().any(has_empty),
        _ => false,
    }
}

/// Some servers refuse what Discord ignores: serenity adds such fields to commands and options.
#[tokio::test]
async fn commands_are_registered_without_empty_fields() {
    let t = Story::begin().await;
    let all = t.world.record.exchanges();
    let puts: Vec<_> =
        all.iter().filter(|e| e.method == "PUT" && e.path.ends_with("/commands")).collect();
    assert!(!puts.is_empty());
    for command in puts.iter().flat_map(|put| put.request.as_array().unwrap()) {
        assert!(!has_empty(command), "{command:#}");
    }
    t.finish().await;
}

#[tokio::test]
async fn commands_are_registered_in_one_place() {
    let mut t = Story::begin().await;
    assert!(t.world.discord.commands(t.guild).len() > 10);
    t.stop().await;
    t.set("discord.register_commands_in", vec![t.guild.to_string()].into());
    t.start().await;
    let settled = t.world.discord.wait(PATIENCE, |_| {
        let (all, different) = registered_names(&t);
        (all == different).then_some(())
    });
    settled.await.expect("each command is there once");
    t.stop().await;
    t.set("discord.register_commands_in", toml::Value::Array(vec![]));
    t.start().await;
    let settled = t.world.discord.wait(PATIENCE, |_| {
        let (all, different) = registered_names(&t);
        (all == different && all > 10).then_some(())
    });
    settled.await.expect("and the way back");
    t.finish().await;
}

#[tokio::test]
async fn a_server_that_is_not_there_keeps_the_commands_from_no_other() {
    let mut t = Story::begin().await;
    t.stop().await;
    t.set("discord.register_commands_in", vec!["4".to_owned(), t.guild.to_string()].into());
    let refused = json!({"message": "Missing Access", "code": 50001});
    t.fault("discord", "PUT", "/guilds/4/commands", 1, answer(403, refused));
    t.start().await;
    let registered = || {
        let all = t.world.record.exchanges();
        let path = format!("/guilds/{}/commands", t.guild);
        let made = |e: &&Exchange| e.method == "PUT" && e.path.ends_with(&path);
        all.iter().any(|e| made(&e) && e.status == 200).then_some(())
    };
    t.world.discord.wait(PATIENCE, |_| registered()).await.expect("the commands are registered");
    let settled = t.world.discord.wait(PATIENCE, |_| {
        let (all, different) = registered_names(&t);
        (all == different).then_some(())
    });
    settled.await.expect("those for everywhere go all the same");
    assert!(t.world.discord.commands(t.guild).len() > 10);
    t.finish().await;
}

#[tokio::test]
async fn a_server_that_is_named_no_more_loses_its_commands() {
    let mut t = Story::prepare(&[]).await;
    let (other, bare) =
        (t.world.discord.add_guild("Another Club"), t.world.discord.add_guild("A Third Club"));
    t.set("discord.register_commands_in", vec![t.guild.to_string(), other.to_string()].into());
    t.start().await;
    let has = |t: &Story, guild| t.world.discord.commands(guild).len() > 10;
    let both =
        t.world.discord.wait(PATIENCE, |_| (has(&t, t.guild) && has(&t, other)).then_some(()));
    both.await.expect("both have them");
    t.stop().await;
    t.set("discord.register_commands_in", vec![t.guild.to_string()].into());
    t.start().await;
    let gone = t.world.discord.wait(PATIENCE, |d| d.commands(other).is_empty().then_some(()));
    gone.await.expect("the other one loses them");
    assert!(has(&t, t.guild));
    let looked = t.calls("GET", &format!("/guilds/{bare}/commands"));
    let changed = t.calls("PUT", &format!("/guilds/{bare}/commands"));
    assert!(looked <= 2 && changed == 0, "looked at once a start: {looked}, {changed}");
    t.finish().await;
}
