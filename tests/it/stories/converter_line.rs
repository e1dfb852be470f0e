//! Two files are converted at once; whoever waits reads their place in the line.

use std::time::Duration;

use super::converted::{case, fake_converters};
use crate::harness::member::{file, text};
use crate::harness::{PATIENCE, Story};

#[tokio::test]
async fn whoever_waits_for_a_converter_reads_their_place() {
    let mut t = Story::prepare(&[("discord.card_edit_interval", "100ms".into())]).await;
    let open = t.folder().join("open").display().to_string();
    fake_converters(&mut t, &format!("until [ -e {open} ]; do sleep 0.1; done; exit 1"));
    t.start().await;
    let voice = || file("voice-message.ogg", case("09-voice-message.ogg"));
    let asks = |name: &str| {
        let member = t.member(name);
        let options = [("prompt", text("x")), ("audio", voice())];
        let asked = member.tries("video", &options).expect("Discord's client accepts it");
        (member, asked)
    };
    let asked = ["ann", "bob", "cleo"].map(asks);
    // Whose file was fetched first is open.
    let waits = t.world.discord.wait(PATIENCE, |d| {
        let answers = asked.iter().filter_map(|(_, asked)| d.seen(*asked).answer);
        answers.into_iter().find(|a| a.content == "Converting your file, next in line")
    });
    waits.await.expect("one of the three waits");
    let dan = t.member("dan");
    let said = dan.posts(
        &format!("<@{}> it talks", t.world.discord.bot()),
        vec![("voice-message.ogg", case("09-voice-message.ogg"))],
        None,
    );
    let reply = t.world.discord.wait(PATIENCE, |d| {
        let mut all = d.messages(t.channel).into_iter();
        all.find(|m| m.reply_to == Some(said) && m.content.contains("2nd in line"))
    });
    let reply = reply.await.expect("the reply says the place");
    // The place does not change, so nothing is edited again.
    let edits = || t.calls("PATCH", "/messages/");
    let before = edits();
    tokio::time::sleep(Duration::from_millis(500)).await;
    assert_eq!(edits(), before);

    std::fs::write(t.folder().join("open"), "").unwrap();
    for (member, asked) in asked {
        let told = t.world.discord.wait(PATIENCE, |d| d.seen(asked).followups.first().cloned());
        let told = told.await.expect("a refusal");
        assert_eq!(told.only_for, Some(member.id));
        assert!(told.content.contains("cannot be decoded"), "{}", told.content);
    }
    let told = t.world.discord.wait(PATIENCE, |d| {
        d.message(reply.id).filter(|m| m.content.contains("cannot be decoded"))
    });
    told.await.expect("the reply becomes a refusal");
    t.unheard();
    t.finish().await;
}
