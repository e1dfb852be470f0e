//! Members and roles that a prompt mentions: the model and the readers of the card get their names.

use crate::harness::{Story, files};

#[tokio::test]
async fn a_role_in_a_message_is_named() {
    let mut t = Story::prepare(&[]).await;
    let dancers = t.role("Dancers of *Ghent*", &[]);
    t.start().await;
    let ann = t.member("ann");
    let singers = t.role("Singers", &[]);
    let words = format!("the <@&{dancers}> and the <@&{singers}> with <@&{}>", dancers + 999);
    let card = ann.says(&words, vec![("stage.png", files::png(300, 300))], None).await;
    let line = "> the Dancers of \\*Ghent\\* and the Singers with everyone with a role\n";
    assert!(card.content.contains(line), "{}", card.content);
    t.tick().await;
    let tasks = t.world.wan.tasks();
    let prompt = tasks[0].body["input"]["prompt"].as_str().unwrap();
    assert_eq!(prompt, "the Dancers of *Ghent* and the Singers with everyone with a role");
    t.pass(130).await;
    t.new_message();
    t.finish().await;
}

#[tokio::test]
async fn members_and_roles_in_a_modal_are_named() {
    let t = Story::begin().await;
    let (ann, bob) = (t.member("ann"), t.member("bob"));
    let dancers = t.role("Dancers", &[]);
    let message = ann.posts("", vec![("stage.png", files::png(300, 300))], None);
    // Nobody has the second ID, and a channel may be hidden from her.
    let words = format!("<@{}>, <@{}> and <@&{dancers}> in <#{}>", bob.id, bob.id + 999, t.channel);
    let card = ann.points(message, "Animate this", &[("prompt", &words)]).await;
    let line = "> bob, someone and Dancers in a channel\n";
    assert!(card.text().contains(line), "{}", card.text());
    t.pass(130).await;
    let result = t.new_message();
    assert!(result.content.contains("your video is ready"), "{}", result.content);

    let again = format!("<@&{dancers}> and <@{}> <@{}>", bob.id, ann.id);
    let card = ann.fills(result.id, "Continue", &[("prompt", &again)]).await;
    assert!(card.text().contains("> Dancers and bob ann\n"), "{}", card.text());
    t.pass(130).await;
    t.new_message();
    t.finish().await;
}

/// Discord refuses each of the calls for their names, and the bot stops its calls about a server of
/// which fifty are refused.
#[tokio::test]
async fn ids_of_nobody_do_not_stop_the_answers_in_a_server() {
    let t = Story::begin_with(&[("queue.requests_per_minute", 1000.into())]).await;
    let ann = t.member("ann");
    let thin = ann.posts("", vec![("thin.png", files::png(3000, 300))], None);
    let words = format!("<@{}> <@{}> <@{}>", ann.id + 997, ann.id + 998, ann.id + 999);
    for _ in 0..20 {
        let told = ann.points(thin, "Animate this", &[("prompt", &words)]).await;
        assert!(told.is_private() && told.text().contains("1:8"), "{}", told.text());
    }
    assert_eq!(t.calls("GET", "/members/"), 60);
    let card = ann.says("it rains", vec![("stage.png", files::png(300, 300))], None).await;
    assert!(card.content.contains("> it rains\n"), "{}", card.content);
    t.pass(130).await;
    t.new_message();
    t.finish().await;
}
