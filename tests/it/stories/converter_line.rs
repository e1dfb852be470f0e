//! Two files are converted at once; a member who waits sees their place in the line.

use std::time::Duration;

use super::converted::{case, fake_converters};
use crate::harness::member::{Member, file, text};
use crate::harness::{PATIENCE, Story, files, has_ffmpeg};

#[tokio::test]
async fn a_member_who_waits_for_a_converter_sees_their_place() {
    let mut t = Story::prepare(&[("discord.card_edit_interval", "100ms".into())]).await;
    let at = |name: &str| t.folder().join(name).display().to_string();
    let (first, one, open) = (at("first"), at("one"), at("open"));
    // The first conversion waits for another file than the others.
    let gate = format!("mkdir {first} 2>/dev/null && gate={one} || gate={open}");
    fake_converters(&mut t, &format!("{gate}; until [ -e $gate ]; do sleep 0.1; done; exit 1"));
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
    // One conversion ends, so that the next one begins.
    std::fs::write(t.folder().join("one"), "").unwrap();
    let begun = t.world.discord.wait(PATIENCE, |d| {
        let mut answers = asked.iter().filter_map(|(_, asked)| d.seen(*asked).answer);
        answers.find(|answer| answer.content == "Converting your file…")
    });
    begun.await.expect("whoever waited reads that it is converted");

    std::fs::write(t.folder().join("open"), "").unwrap();
    for (member, asked) in asked {
        let refusal = t.world.discord.wait(PATIENCE, |d| d.seen(asked).followups.first().cloned());
        let response = refusal.await.expect("a refusal");
        assert_eq!(response.only_for, Some(member.id));
        assert!(response.content.contains("can't be decoded"), "{}", response.content);
    }
    let refusal = t
        .world
        .discord
        .wait(PATIENCE, |d| d.message(reply.id).filter(|m| m.content.contains("can't be decoded")));
    refusal.await.expect("the reply becomes a refusal");
    t.unheard();
    t.finish().await;
}

/// A file that waits for a converter waits on disk: the places for downloads are for those who need
/// no converter. A large image, which is prepared in a process of its own, and an MP4 that is only
/// checked do not wait for conversions either.
#[tokio::test]
async fn files_that_wait_for_a_converter_hold_up_no_plain_image_and_no_plain_video() {
    if !has_ffmpeg() {
        return println!("SKIPPED: there is no ffmpeg");
    }
    let mut t = Story::prepare(&[("discord.card_edit_interval", "100ms".into())]).await;
    let open = t.folder().join("open").display().to_string();
    // An MP4 is looked at by the real programs.
    let real = "case \"$*\" in *'-f mov '*) exec \"${0##*/}\" \"$@\";; esac";
    let waits = format!("until [ -e {open} ]; do sleep 0.1; done; exit 1");
    fake_converters(&mut t, &format!("{real}\n{waits}"));
    t.start().await;
    let asks = |(member, n): (&Member, u32)| {
        let voice = file("voice-message.ogg", case("09-voice-message.ogg"));
        let options = [("prompt", text(&format!("{n}"))), ("audio", voice)];
        member.tries("video", &options).expect("Discord's client accepts it")
    };
    let members = ["ann", "bob", "cleo", "dan"].map(|name| t.member(name));
    let twice = members.iter().flat_map(|member| [(member, 1), (member, 2)]);
    let asked: Vec<_> = twice.map(asks).collect();
    // Two are converted, and the others stand in line.
    let waits = t.world.discord.wait(PATIENCE, |d| {
        let answers = asked.iter().filter_map(|asked| d.seen(*asked).answer);
        let in_line = answers.filter(|answer| answer.content.starts_with("Converting your file"));
        (in_line.count() == 6).then_some(())
    });
    waits.await.expect("six of them wait");
    assert_eq!(t.archived("inputs"), 6, "those that wait are on disk");
    let (eve, fay) = (t.member("eve"), t.member("fay"));
    let image = file("a.png", files::png(2400, 2000));
    let card = eve.uses("animate", &[("image", image), ("prompt", text("it turns"))]).await;
    assert!(card.text().contains("next in line"), "{}", card.text());
    let video = file("a.mp4", case("01-control-8s.mp4"));
    let card = fay.uses("edit", &[("video", video), ("prompt", text("in the snow"))]).await;
    assert!(card.text().contains("in line"), "{}", card.text());

    std::fs::write(t.folder().join("open"), "").unwrap();
    for asked in asked {
        let refused = t.world.discord.wait(PATIENCE, |d| d.seen(asked).followups.first().cloned());
        let refused = refused.await.expect("a refusal");
        assert!(refused.content.contains("can't be decoded"), "{}", refused.content);
    }
    assert_eq!(t.archived("inputs"), 2, "only the image and the video that were accepted");
    t.pass(300).await;
    assert_eq!(t.unheard().len(), 2, "their videos");
    t.finish().await;
}
