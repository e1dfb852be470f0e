//! Everyone reads the bot in their own language: the caller, the requester, the server.

use wanbot::emulator::discord::OptionValue;

use crate::harness::member::text;
use crate::harness::{PATIENCE, Story, files};

/// A message without what differs from run to run: the job ID, the seed and the times.
fn masked(content: &str, job: &str) -> String {
    let mut out = String::new();
    let mut rest = content;
    while let Some(at) = rest.find("<t:") {
        let end = rest[at..].find('>').map_or(rest.len(), |length| at + length + 1);
        out.push_str(&rest[..at]);
        out.push_str("TIME");
        rest = &rest[end..];
    }
    (out + rest).replace(job, "JOB")
}

/// The ID of the only job.
fn job(t: &Story) -> String {
    t.only_job().id.to_string()
}

/// A request in a language, from the command to the result: the card, the result and the card at the
/// end.
async fn texts_in(locale: &str, prompt: &str) -> [String; 3] {
    let t = Story::begin().await;
    let ann = t.member("ann");
    t.world.discord.set_locale(ann.id, locale);
    let options = [("prompt", text(prompt)), ("seed", OptionValue::Integer(7))];
    let card = ann.uses("video", &options).await;
    let job = job(&t);
    t.pass(120).await;
    let result = t.new_message();
    t.pass(10).await;
    let done = t.world.discord.message(card.message.id).unwrap();
    let link = format!("https://discord.com/channels/{}/{}/{}", t.guild, t.channel, result.id);
    let texts = [card.text(), &result.content, &done.content].map(|content| {
        let content = masked(content, &job).replace(&format!("<@{}>", ann.id), "@ann");
        content.replace(&link, "LINK")
    });
    t.finish().await;
    texts
}

#[tokio::test]
async fn a_request_in_english_from_the_command_to_the_result() {
    let [card, result, done] = texts_in("en-GB", "a red fox").await;
    assert_eq!(
        card,
        "**Video** · job `JOB`\n\
         > a red fox\n\
         wan2.7-t2v · 720P · 16:9 · 5 s · seed 7\n\
         **Queued**, next in line (your first job: express slot) · expected TIME – TIME\n\
         5 credits reserved"
    );
    assert_eq!(
        result,
        "@ann your video is ready.\n\
         > a red fox\n\
         wan2.7-t2v · 720P · 16:9 · 5 s · seed 7 · took 1 min 50 s · 5 charged · job JOB"
    );
    assert_eq!(
        done,
        "**Video** · job `JOB`\n\
         > a red fox\n\
         wan2.7-t2v · 720P · 16:9 · 5 s · seed 7\n\
         **Done**: LINK\n\
         5 credits charged"
    );
}

#[tokio::test]
async fn a_request_in_german_from_the_command_to_the_result() {
    let [card, result, done] = texts_in("de", "ein roter Fuchs").await;
    assert_eq!(
        card,
        "**Video** · Auftrag `JOB`\n\
         > ein roter Fuchs\n\
         wan2.7-t2v · 720P · 16:9 · 5 s · Seed 7\n\
         **In der Warteschlange**, gleich dran (dein erster Auftrag: Expressplatz) · \
         erwartet TIME – TIME\n\
         5 Credits reserviert"
    );
    assert_eq!(
        result,
        "@ann, dein Video ist fertig.\n\
         > ein roter Fuchs\n\
         wan2.7-t2v · 720P · 16:9 · 5 s · Seed 7 · erzeugt in 1 min 50 s · abgebuchte Credits: 5 · \
         Auftrag JOB"
    );
    assert_eq!(
        done,
        "**Video** · Auftrag `JOB`\n\
         > ein roter Fuchs\n\
         wan2.7-t2v · 720P · 16:9 · 5 s · Seed 7\n\
         **Fertig**: LINK\n\
         5 Credits abgebucht"
    );
}

#[tokio::test]
async fn a_request_in_japanese_from_the_command_to_the_result() {
    let [card, result, done] = texts_in("ja", "赤いきつね").await;
    assert_eq!(
        card,
        "**動画** · ジョブ `JOB`\n\
         > 赤いきつね\n\
         wan2.7-t2v · 720P · 16:9 · 5秒 · シード 7\n\
         **順番待ち**、次があなたの番です（最初のジョブ：優先枠） · 完了予定：TIME – TIME\n\
         5クレジットを確保"
    );
    assert_eq!(
        result,
        "@ann 動画ができました。\n\
         > 赤いきつね\n\
         wan2.7-t2v · 720P · 16:9 · 5秒 · シード 7 · 所要時間 1分50秒 · 5クレジット消費 · ジョブ JOB"
    );
    assert_eq!(
        done,
        "**動画** · ジョブ `JOB`\n\
         > 赤いきつね\n\
         wan2.7-t2v · 720P · 16:9 · 5秒 · シード 7\n\
         **完了**：LINK\n\
         5クレジットを消費"
    );
}

#[tokio::test]
async fn a_button_answers_in_the_language_of_the_member_who_presses_it() {
    let t = Story::begin().await;
    let (ann, bob) = (t.member("ann"), t.member("bob"));
    t.world.discord.set_locale(ann.id, "ja");
    t.world.discord.set_locale(bob.id, "de");
    ann.uses("video", &[("prompt", text("赤いきつね"))]).await;
    t.pass(120).await;
    let result = t.new_message();
    let answer = bob.presses(result.id, "削除").await;
    assert_eq!(
        answer.text(),
        "Löschen können es nur die Person, die es angefordert hat, ein Mitglied, dessen Avatar es \
         zeigt, und Moderatoren. **Melden** benachrichtigt die Moderatoren."
    );
    t.finish().await;
}

#[tokio::test]
async fn the_log_and_answers_to_messages_are_in_the_servers_language() {
    let t = Story::begin().await;
    let (mia, ann) = (t.moderator("mia"), t.member("ann"));
    t.world.discord.set_locale(t.guild, "de");
    let log = t.world.discord.add_channel(t.guild, "log");
    let logged = || {
        let last = t.world.discord.messages(log).pop().expect("an entry is posted");
        masked(&last.content, "JOB").replace(&format!("<@{}>", mia.id), "@mia")
    };
    let set = async |value: &str| {
        let options = [("setting", text("language")), ("value", text(value))];
        mia.uses("wan-mod settings set", &options).await
    };
    // The server's locale comes with the interaction.
    mia.uses("wan-mod log-channel", &[("channel", OptionValue::Channel(log))]).await;
    t.tick().await;
    assert_eq!(
        logged(),
        format!("**1** TIME · @mia · **Einstellung log-channel geändert** · none → <#{log}>")
    );
    let answer = ann.says("", vec![], None).await;
    assert_eq!(
        answer.content,
        "Häng ein Bild, ein Video oder eine Audiodatei an oder antworte auf eine Nachricht, die so \
         etwas enthält. Ein Video nur aus einem Prompt macht `/video`; `/hilfe` zeigt den Rest.\n\
         Es wurde nichts abgebucht."
    );
    let done = set("ja").await;
    assert!(done.text().contains("**settings set language**"), "her own: {}", done.text());
    t.tick().await;
    assert_eq!(logged(), "**2** TIME · @mia · **設定の変更 language** · auto → ja");
    let refused = set("tlh").await;
    assert!(refused.text().contains("`language` takes `en`, `zh-CN`"), "{}", refused.text());
    t.finish().await;
}

#[tokio::test]
async fn a_member_chooses_a_language_and_keeps_it() {
    let t = Story::begin().await;
    let ann = t.member("ann");
    let chosen = ann.uses("settings", &[("language", text("en"))]).await;
    assert!(chosen.text().contains("\nLanguage: English\n"), "{}", chosen.text());
    t.world.discord.set_locale(ann.id, "de");
    let help = ann.uses("help", &[]).await;
    assert!(help.text().starts_with("**I make short videos and images.**"), "{}", help.text());
    let reset = ann.uses("settings", &[("language", text("auto"))]).await;
    assert!(!reset.text().contains("Language: English"), "{}", reset.text());
    t.finish().await;
}

/// A language that is chosen is for answers and for later jobs; jobs keep theirs, and so do others.
#[tokio::test]
async fn a_chosen_language_is_that_of_answers_and_later_jobs() {
    let mut t = Story::begin().await;
    let (ann, bob) = (t.member("ann"), t.member("bob"));
    t.world.discord.set_locale(bob.id, "ja");
    let request = |prompt| [("prompt", text(prompt)), ("seed", OptionValue::Integer(7))];
    let before = ann.uses("video", &request("a red fox")).await;
    let chosen = ann.uses("settings", &[("language", text("de"))]).await;
    assert!(chosen.is_private());
    assert_eq!(
        chosen.text(),
        "**Gespeichert.** Ab jetzt:\n\
         Auflösung (Videos): Standard des Servers\n\
         Seitenverhältnis (Video aus Text): Standard des Servers\n\
         Länge: Standard des Servers\n\
         Prompts: Standard des Servers\n\
         Ping, wenn ein Ergebnis fertig ist: ja\n\
         Ergebnisse als Direktnachricht: nein\n\
         Sprache: Deutsch\n\
         Gilt auf allen Servern. `/einstellungen zurücksetzen: True` setzt alles zurück."
    );
    // It is stored.
    t.crash_and_restart().await;
    let later = ann.uses("video", &request("ein roter Fuchs")).await;
    let refused = ann.uses("video", &[("prompt", text(" "))]).await;
    assert_eq!(
        refused.text(),
        "Der Prompt fehlt. Beschreib, wer oder was zu sehen ist, wo und wie es sich bewegt.\n\
         Es wurde nichts abgebucht."
    );
    let help = ann.uses("help", &[("topic", text("prompts"))]).await;
    let languages = "Die Modelle verstehen Englisch und Chinesisch. Mit Prompts in einer dieser \
                     Sprachen werden die Ergebnisse am besten.";
    assert!(help.text().ends_with(languages), "{}", help.text());
    // The card that was posted before is edited in its own language.
    t.pass(130).await;
    let mut results = t.unheard();
    results.sort_by_key(|result| result.reply_to != Some(before.message.id));
    let [first, second] = &results[..] else { panic!("two results: {results:#?}") };
    let shown = |card: u64| t.world.discord.message(card).unwrap().content;
    assert!(first.content.contains(" your video is ready.\n"), "{}", first.content);
    assert!(shown(before.message.id).contains("\n**Done**: "), "{}", shown(before.message.id));
    assert!(second.content.contains(", dein Video ist fertig.\n"), "{}", second.content);
    assert!(later.text().starts_with("**Video** · Auftrag `"), "{}", later.text());
    assert!(shown(later.message.id).contains("\n**Fertig**: "), "{}", shown(later.message.id));
    // Somebody else's press is answered in their language.
    let answer = bob.presses(second.id, "Löschen").await;
    assert_eq!(
        answer.text(),
        "削除できるのは、依頼者、アバターの本人、モデレーターだけです。**報告**を押すとモデレーターに\
         通知されます。"
    );
    let auto = ann.uses("settings", &[("language", text("auto"))]).await;
    assert!(auto.text().contains("\nLanguage: as in Discord\n"), "{}", auto.text());
    t.finish().await;
}

/// The setting of a server is for its log channel and for messages, where Discord states no language.
#[tokio::test]
async fn a_servers_language_is_that_of_its_log_and_of_answers_to_messages() {
    let t = Story::begin().await;
    let (mia, ann, eve) = (t.moderator("mia"), t.member("ann"), t.member("eve"));
    let log = t.world.discord.add_channel(t.guild, "log");
    let logged = || {
        let last = t.world.discord.messages(log).pop().expect("an entry is posted");
        masked(&last.content, "JOB").replace(&format!("<@{}>", mia.id), "@mia")
    };
    mia.uses("wan-mod log-channel", &[("channel", OptionValue::Channel(log))]).await;
    let set = [("setting", text("language")), ("value", text("de"))];
    let done = mia.uses("wan-mod settings set", &set).await;
    let done = masked(done.text(), "JOB").replace(&format!("<@{}>", mia.id), "@mia");
    assert_eq!(
        done,
        "Done. **2** TIME · @mia · **settings set language** · auto → de\n\
         To undo it: `/wan-mod quota undo number:2`"
    );
    t.tick().await;
    assert_eq!(logged(), "**2** TIME · @mia · **Einstellung language geändert** · auto → de");
    let german = "Häng ein Bild, ein Video oder eine Audiodatei an oder antworte auf eine \
                  Nachricht, die so etwas enthält. Ein Video nur aus einem Prompt macht `/video`; \
                  `/hilfe` zeigt den Rest.\nEs wurde nichts abgebucht.";
    assert_eq!(ann.says("", vec![], None).await.content, german);
    // What Discord states for a command, and a member's own setting, come first.
    let quota = ann.uses("quota", &[]).await;
    assert!(quota.text().starts_with("**Your credits here**\n"), "{}", quota.text());
    eve.uses("settings", &[("language", text("en"))]).await;
    let answer = eve.says("", vec![], None).await;
    assert!(answer.content.starts_with("Attach an image, a video or"), "{}", answer.content);
    mia.uses("wan-mod settings set", &[("setting", text("language"))]).await;
    t.tick().await;
    assert_eq!(logged(), "**3** TIME · @mia · **settings set language** · de → auto");
    t.finish().await;
}

#[tokio::test]
async fn a_refused_prompt_offers_help_for_prompts() {
    let t = Story::begin().await;
    let ann = t.member("ann");
    let refused = ann.uses("video", &[("prompt", text(" \n "))]).await;
    assert!(refused.is_private());
    assert_eq!(
        refused.text(),
        "There is no prompt. Describe who or what, where, and how it moves.\nNothing was charged."
    );
    assert_eq!(refused.message.buttons()[0].0, "Prompt help");
    let help = ann.presses(refused.message.id, "Prompt help").await;
    let by_command = ann.uses("help", &[("topic", text("prompts"))]).await;
    assert!(help.is_private() && help.text() == by_command.text(), "{}", help.text());
    assert!(help.text().starts_with("**How to write prompts**\n"), "{}", help.text());
    assert!(help.text().contains("> A red fox trots through fresh snow"), "{}", help.text());
    assert!(!help.text().contains("The models understand"), "English is one of the two");
    t.finish().await;
}

/// A message is read in the server's language; the button comes with the member's own.
#[tokio::test]
async fn options_keep_the_language_in_which_they_were_read() {
    let t = Story::begin_reading().await;
    t.world.discord.set_locale(t.guild, "de");
    let (mia, ann) = (t.moderator("mia"), t.member("ann"));
    // The server's locale comes with an interaction.
    mia.uses("quota", &[]).await;
    let boats = vec![("boot.png", files::png(300, 300)); 3];
    let offer = ann.says("sie fahren los wörtlich 3sek", boats, None).await;
    let (label, _) = offer.buttons().remove(0);
    ann.presses(offer.id, &label).await;
    let card = t
        .world
        .discord
        .wait(PATIENCE, |d| d.message(offer.id).filter(|m| m.content.contains("sie fahren los\n")));
    card.await.expect("the offer becomes the card");
    let job = t.only_job();
    assert_eq!(job.request.prompt, "sie fahren los");
    assert_eq!((job.request.seconds, job.request.enhance), (3, false));
    t.pass(120).await;
    assert_eq!(t.unheard().len(), 1);
    t.finish().await;
}
