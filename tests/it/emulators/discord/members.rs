//! Members: requested over the gateway, and included in mentions.

use super::*;

fn ask(more: Value) -> Value {
    json!({"op": 8, "d": more})
}

/// The next member chunk, and the names in it.
async fn chunk(s: &mut Socket) -> (Value, Vec<String>) {
    let event = s.event("GUILD_MEMBERS_CHUNK").await["d"].clone();
    let members = event["members"].as_array().unwrap().iter();
    let names = members.map(|m| m["user"]["username"].as_str().unwrap().to_owned()).collect();
    (event, names)
}

#[tokio::test]
async fn members_are_requested_by_id_by_name_and_all_together() {
    let w = world().await;
    let guild = w.discord.add_guild("H");
    let [ann, andy, bob] = ["ann", "Andy", "bob"].map(|n| w.discord.add_member(guild, n, 0));
    let mut s = Socket::open(&w, "v=10").await;
    s.say(identify("secret", 1)).await;
    s.event("GUILD_CREATE").await;
    let id = guild.to_string();
    s.say(ask(json!({"guild_id": id, "user_ids": [ann.to_string(), "7"], "limit": 0,
        "nonce": "n1"})))
        .await;
    let (event, names) = chunk(&mut s).await;
    assert_eq!(names, ["ann"]);
    assert_eq!((&event["guild_id"], &event["nonce"]), (&json!(id), &json!("n1")));
    assert_eq!((&event["chunk_index"], &event["chunk_count"]), (&json!(0), &json!(1)));
    assert_eq!(event["not_found"], json!(["7"]));
    assert_eq!(event["members"][0].get("permissions"), None, "only interactions tell them");
    s.say(ask(json!({"guild_id": [id], "user_ids": bob}))).await;
    assert_eq!(chunk(&mut s).await.1, ["bob"], "in a list, and as a number");
    s.say(ask(json!({"guild_id": id, "query": "an", "limit": 5, "nonce": "n".repeat(33)}))).await;
    let (event, names) = chunk(&mut s).await;
    assert_eq!((names.as_slice(), event.get("nonce")), (&["ann".into(), "Andy".into()][..], None));
    s.say(ask(json!({"guild_id": id, "query": "an", "limit": 1}))).await;
    assert_eq!(chunk(&mut s).await.1, ["ann"]);
    s.say(ask(json!({"guild_id": id, "query": "zoe", "limit": 1}))).await;
    assert_eq!(chunk(&mut s).await.1, [""; 0], "one chunk, with nobody in it");
    // Without the intent, whole lists are never sent, so this is the next chunk.
    s.say(ask(json!({"guild_id": id, "query": "", "limit": 0}))).await;
    s.say(ask(json!({"guild_id": id, "user_ids": [andy.to_string()]}))).await;
    assert_eq!(chunk(&mut s).await.1, ["Andy"]);

    w.discord.allow_members(true);
    for n in 0..1000 {
        w.discord.add_member(guild, &format!("member {n}"), 0);
    }
    let mut s = Socket::open(&w, "v=10").await;
    s.say(identify("secret", 1 | 1 << 1)).await;
    assert_eq!(s.event("READY").await["d"]["application"]["flags"], 1 << 15);
    s.say(ask(json!({"guild_id": id, "query": "", "limit": 0, "presences": true}))).await;
    for (index, count) in [(0, 1000), (1, 4)] {
        let (event, names) = chunk(&mut s).await;
        assert_eq!((&event["chunk_index"], names.len()), (&json!(index), count));
        assert_eq!((&event["chunk_count"], &event["presences"]), (&json!(2), &json!([])));
    }
}

#[tokio::test]
async fn only_members_are_mentioned_in_a_server() {
    let w = world().await;
    let guild = w.discord.add_guild("H");
    let channel = w.discord.add_channel(guild, "c");
    let [ann, gone] = ["ann", "gone"].map(|name| w.discord.add_member(guild, name, 0));
    w.discord.remove_member(guild, gone);
    let role = w.discord.add_role(guild, "staff");
    w.discord.set_roles(guild, ann, &[role]);
    let mut s = Socket::open(&w, "v=10").await;
    s.say(identify("secret", 1 | 1 << 9)).await;
    let text = format!("<@{ann}> <@{gone}> <@{}>", w.discord.bot());
    let bob = w.discord.add_member(guild, "bob", 0);
    s.event("GUILD_CREATE").await;
    w.discord.say(bob, channel, &text, vec![], None).unwrap();
    let mentions = s.event("MESSAGE_CREATE").await["d"]["mentions"].clone();
    assert_eq!(mentions[0]["member"]["roles"], json!([role.to_string()]));
    assert_eq!(mentions[0]["member"].get("user"), None, "it stands beside it");
    assert_eq!((mentions[1].get("member"), mentions[2].get("member").is_some()), (None, true));
}
