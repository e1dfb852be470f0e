//! `/animate member:`: avatars, only where the server allows them, and the pictured member's say.

use wanbot::emulator::discord::OptionValue;

use crate::harness::member::{Member, Response, file, text};
use crate::harness::{Story, files};

/// A story in a server that allows avatars, with Ann and Bob, who has one.
async fn with_avatars() -> (Story, Member, Member) {
    let t = Story::begin().await;
    allow(&t, "yes").await;
    let (ann, bob) = (t.member("ann"), t.member("bob"));
    t.world.discord.set_avatar(bob.id, None, Some(&files::png(512, 512).into())).unwrap();
    (t, ann, bob)
}

async fn allow(t: &Story, value: &str) {
    let set = [("setting", text("allow-avatars")), ("value", text(value))];
    let response = t.moderator("meg").uses("wan-mod settings set", &set).await;
    assert!(response.text().contains(&format!("→ {value}")), "{}", response.text());
}

async fn animates(by: &Member, whom: &Member) -> Response {
    let options = [("member", OptionValue::Member(whom.id)), ("prompt", text("a wink"))];
    by.uses("animate", &options).await
}

/// Uses a command that is refused to its user alone, free of charge.
async fn is_refused(response: Response, words: &str) {
    assert!(response.is_private() && response.text().contains(words), "{}", response.text());
    assert!(response.text().contains("Nothing was charged."), "{}", response.text());
}

#[tokio::test]
async fn an_avatar_is_animated_where_the_server_allows_it() {
    let t = Story::begin().await;
    let (ann, bob) = (t.member("ann"), t.member("b*o*b"));
    t.world.discord.set_avatar(bob.id, None, Some(&files::png(512, 512).into())).unwrap();
    is_refused(animates(&ann, &bob).await, "doesn't let me use members' avatars").await;
    is_refused(animates(&bob, &bob).await, "doesn't let me use members' avatars").await;
    allow(&t, "yes").await;
    let card = animates(&ann, &bob).await;
    assert!(card.text().contains("first frame: avatar.png"), "{}", card.text());
    let line = r"Shows the avatar of b\*o\*b, who can delete the result";
    assert!(card.text().contains(line), "{}", card.text());
    assert!(card.message.pinged.is_empty());
    t.pass(130).await;
    let result = t.new_message();
    assert!(result.content.contains(line), "{}", result.content);
    assert_eq!(result.pinged, [ann.id]);
    let details = ann.uses("job", &[("job", text(&card.job()))]).await;
    assert!(details.text().contains(line), "{}", details.text());
    let meg = t.moderator("moderator");
    let response = meg.uses("wan-mod who", &[("message", text(&card.job()))]).await;
    let who = format!("with the avatar of <@{}>", bob.id);
    assert!(response.text().contains(&who), "{}", response.text());
    t.finish().await;
}

#[tokio::test]
async fn exactly_one_image_is_needed_and_an_avatar_must_be_a_members_own() {
    let (t, ann, bob) = with_avatars().await;
    is_refused(ann.uses("animate", &[("prompt", text("x"))]).await, "nothing to animate").await;
    let both =
        [("image", file("a.png", files::png(300, 300))), ("member", OptionValue::Member(bob.id))];
    is_refused(ann.uses("animate", &both).await, "not both").await;
    is_refused(animates(&bob, &ann).await, "ann has no avatar").await;
    t.world.discord.remove_member(t.guild, bob.id);
    is_refused(animates(&ann, &bob).await, "bob isn't a member of this server").await;
    assert_eq!(t.app().store().select(|_| true).len(), 0);
    t.finish().await;
}

#[tokio::test]
async fn the_avatar_in_the_server_precedes_the_global_one() {
    let (t, ann, bob) = with_avatars().await;
    let here = files::png(300, 260).into();
    t.world.discord.set_avatar(bob.id, Some(t.guild), Some(&here)).unwrap();
    animates(&ann, &bob).await;
    assert_eq!(t.only_job().request.inputs[0].facts.size, Some((300, 260)));
    t.pass(130).await;
    t.new_message();
    t.finish().await;
}

#[tokio::test]
async fn the_depicted_member_can_remove_the_result() {
    let (t, ann, bob) = with_avatars().await;
    let eve = t.member("eve");
    let card = animates(&ann, &bob).await;
    t.pass(130).await;
    let result = t.new_message();
    let response = eve.presses(result.id, "Delete").await;
    assert!(response.text().contains("Only the requester"), "{}", response.text());
    let forged = format!("delete-for-good:{}", card.job());
    let press = t.world.discord.forge_press(eve.id, result.id, &forged, "x").unwrap();
    eve.reads(press).await;
    assert!(t.world.discord.message(result.id).is_some());

    let sure = bob.presses(result.id, "Delete").await;
    assert!(sure.is_private(), "{}", sure.text());
    let response = bob.presses(sure.message.id, "Delete it").await;
    assert!(response.text().contains("Deleted here"), "{}", response.text());
    assert!(t.world.discord.message(result.id).is_none());
    assert_eq!((t.archived("clips"), t.archived("inputs")), (0, 0));
    let shown = t.world.discord.message(card.message.id).unwrap().content;
    assert!(shown.contains("**Deleted** by the member whose avatar it shows"), "{shown}");
    assert!(!shown.contains("a wink"), "{shown}");
    // Moderators can see why it is gone.
    let response = t.moderator("meg").uses("wan-mod quota log", &[]).await;
    let entry = format!(
        "<@{}> · **remove result** · <@{}> · posted → result of job `{}` removed · “it shows their avatar”",
        bob.id,
        ann.id,
        card.job()
    );
    assert!(response.text().contains(&entry), "{}", response.text());
    t.finish().await;
}

/// What is made from a result shows the same member.
#[tokio::test]
async fn results_made_from_an_avatar_result_depict_the_same_member() {
    let (t, ann, bob) = with_avatars().await;
    let eve = t.member("eve");
    animates(&ann, &bob).await;
    t.pass(130).await;
    let result = t.new_message();
    let card = eve.fills(result.id, "Continue", &[("prompt", "and on")]).await;
    assert!(card.text().contains("Shows the avatar of bob"), "{}", card.text());
    t.pass(130).await;
    let continued = t.new_message();
    let sure = bob.presses(continued.id, "Delete").await;
    bob.presses(sure.message.id, "Delete it").await;
    assert!(t.world.discord.message(continued.id).is_none());
    assert!(t.world.discord.message(result.id).is_some());
    // No more of it once the server does not allow avatars any more.
    allow(&t, "no").await;
    is_refused(ann.presses(result.id, "Again").await, "doesn't let me use members' avatars").await;
    t.finish().await;
}

#[tokio::test]
async fn in_direct_messages_there_is_ones_own_avatar_only() {
    let t = Story::begin_with(&[("quota.direct_messages", true.into())]).await;
    let (ann, bob) = (t.member("ann"), t.member("bob"));
    for who in [&ann, &bob] {
        t.world.discord.set_avatar(who.id, None, Some(&files::png(512, 512).into())).unwrap();
    }
    let alone = ann.elsewhere(t.world.discord.open_direct(ann.id));
    is_refused(animates(&alone, &bob).await, "your own avatar only").await;
    let card = animates(&alone, &ann).await;
    assert!(card.text().contains("Shows the avatar of ann"), "{}", card.text());
    t.pass(130).await;
    let all = t.world.discord.messages(t.world.discord.direct(ann.id).unwrap());
    assert!(all.iter().any(|m| m.content.contains("your video is ready")), "{all:#?}");
    t.finish().await;
}
