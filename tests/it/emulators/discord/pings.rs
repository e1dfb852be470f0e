//! Who may ping roles and everyone.

use super::rest::{Api, id};
use super::*;

/// The pings of a message: roles, and whether of everyone.
fn pings(a: &Api, message: u64) -> (Vec<u64>, bool) {
    let answer = a.w.discord.message(message).unwrap();
    (answer.pinged_roles, answer.pings_everyone)
}

#[tokio::test]
async fn without_the_permission_only_mentionable_roles_are_pinged() {
    let a = Api::open().await;
    let d = &a.w.discord;
    let [staff, fans] = ["staff", "fans"].map(|name| d.add_role(a.guild, name));
    let mut s = Socket::open(&a.w, "v=10").await;
    s.say(identify("secret", 1)).await;
    s.event("GUILD_CREATE").await;
    d.set_mentionable(a.guild, fans, true);
    let event = s.event("GUILD_ROLE_UPDATE").await["d"]["role"].clone();
    assert_eq!((&event["id"], &event["mentionable"]), (&json!(fans.to_string()), &json!(true)));

    let text = format!("<@&{staff}> <@&{fans}> @everyone");
    let ann = d.add_member(a.guild, "ann", 0);
    let said = d.say(ann, a.channel, &text, Vec::new(), None).unwrap();
    assert_eq!(pings(&a, said), (vec![staff, fans], true), "the default of a server");
    let without = permission::MEMBER & !permission::MENTION_EVERYONE;
    d.set_permissions_in(a.channel, ann, without);
    let said = d.say(ann, a.channel, &text, Vec::new(), None).unwrap();
    assert_eq!(pings(&a, said), (vec![fans], false));

    d.set_bot_permissions(a.channel, without);
    let parse = json!({"parse": ["roles", "everyone"]});
    for allowed in [Value::Null, parse, json!({"parse": ["everyone"], "roles": [staff, fans]})] {
        let body = json!({"content": text, "allowed_mentions": allowed});
        let (_, made) = a.post(&body).await;
        assert_eq!(pings(&a, id(&made)), (vec![fans], false), "{allowed}");
        assert_eq!(made["mention_roles"], json!([fans.to_string()]), "{allowed}");
        assert_eq!(made["mention_everyone"], false, "{allowed}");
    }
    d.set_bot_permissions(a.channel, permission::ADMINISTRATOR);
    let (_, made) = a.post(&json!({"content": text})).await;
    assert_eq!(pings(&a, id(&made)), (vec![staff, fans], true));
}
