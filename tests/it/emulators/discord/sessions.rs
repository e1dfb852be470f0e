//! The lifecycle of gateway sessions: identify, heartbeat, resume and close.

use super::*;
use crate::harness::http;

/// Reads payloads until the given opcode.
async fn op(s: &mut Socket, op: u64) -> Value {
    loop {
        match s.hear().await {
            Observation::Payload(p) if p["op"] == op => return p,
            Observation::Payload(_) => {}
            Observation::Closed(code) => panic!("closed with {code} while waiting for op {op}"),
        }
    }
}

/// A session with servers and messages, and its ID.
async fn session(w: &Running) -> (Socket, String) {
    let mut s = Socket::open(w, "v=10").await;
    s.say(identify("secret", 1 | 1 << 9)).await;
    let ready = s.event("READY").await;
    s.event("GUILD_CREATE").await;
    let id = ready["d"]["session_id"].as_str().unwrap().to_owned();
    (s, id)
}

fn resume(id: &str, seq: u64) -> Value {
    json!({"op": 6, "d": {"token": "secret", "session_id": id, "seq": seq}})
}

fn sharded(index: u64, count: u64) -> Value {
    let mut payload = identify("secret", 1 | 1 << 9 | 1 << 12);
    payload["d"]["shard"] = json!([index, count]);
    payload
}

#[tokio::test]
async fn a_client_without_heartbeats_is_disconnected_whatever_else_it_sends() {
    let w = world().await;
    w.discord.set_heartbeat(Duration::from_millis(200), Duration::from_millis(200));
    let mut s = Socket::open(&w, "v=10").await;
    let hello = op(&mut s, 10).await;
    assert_eq!(hello["d"]["heartbeat_interval"], 200);
    s.say(identify("secret", 1)).await;
    s.event("GUILD_CREATE").await;
    // Neither sending nor receiving other payloads replaces a heartbeat.
    let presence = json!({"op": 3, "d": {"since": null, "activities": [], "status": "online",
        "afk": false}});
    let mut pace = tokio::time::interval(Duration::from_millis(20));
    let code = loop {
        tokio::select! {
            heard = s.hear() => {
                if let Observation::Closed(code) = heard {
                    break code;
                }
            }
            _ = pace.tick() => {
                w.discord.add_guild("another");
                // The last send can hit a closed connection.
                let _ = s.stream.send(Frame::Text(presence.to_string().into())).await;
            }
        }
    };
    assert_eq!(code, 4009);
}

#[tokio::test]
async fn a_quiet_client_that_sends_heartbeats_stays() {
    let w = world().await;
    w.discord.set_heartbeat(Duration::from_millis(300), Duration::from_millis(700));
    let (mut s, _) = session(&w).await;
    // Longer in total than the second within which a heartbeat is required.
    for seq in 0..4 {
        tokio::time::sleep(Duration::from_millis(300)).await;
        s.say(json!({"op": 1, "d": seq})).await;
        op(&mut s, 11).await;
    }
    assert_eq!(s.closed().await, 4009, "and then it is late");
}

#[tokio::test]
async fn a_dead_connection_acknowledges_nothing_and_missed_events_are_sent_on_a_new_one() {
    let w = world().await;
    let (mut s, id) = session(&w).await;
    w.discord.freeze_gateway();
    s.say(json!({"op": 1, "d": 2})).await;
    let guild = w.discord.add_guild("H");
    let heard = tokio::time::timeout(Duration::from_millis(200), s.hear()).await;
    assert!(heard.is_err(), "neither an ACK nor an event: {heard:?}");
    let mut other = Socket::open(&w, "v=10").await;
    other.say(resume(&id, 2)).await;
    assert_eq!(other.event("GUILD_CREATE").await["d"]["id"], guild.to_string());
    other.event("RESUMED").await;
    drop(s);
    other.say(json!({"op": 1, "d": 3})).await;
    op(&mut other, 11).await;
    w.discord.add_guild("I");
    assert_eq!(other.event("GUILD_CREATE").await["d"]["name"], "I", "the new line lives on");
}

#[tokio::test]
async fn the_server_asks_for_a_heartbeat_a_reconnection_or_a_new_session() {
    let w = world().await;
    let (mut s, id) = session(&w).await;
    for asked in [1, 7] {
        w.discord.gateway_op(asked, &Value::Null);
        assert_eq!(op(&mut s, u64::from(asked)).await["d"], Value::Null);
    }
    // Resumable, on the same connection.
    w.discord.gateway_op(9, &json!(true));
    assert_eq!(op(&mut s, 9).await["d"], true);
    let gone = w.discord.wait(PATIENCE, |d| (!d.is_connected()).then_some(()));
    gone.await.unwrap();
    w.discord.add_guild("H");
    s.say(resume(&id, 2)).await;
    assert_eq!(s.event("GUILD_CREATE").await["d"]["name"], "H");
    s.event("RESUMED").await;
    // Not resumable: the session is discarded, and a new one begins.
    w.discord.gateway_op(9, &json!(false));
    assert_eq!(op(&mut s, 9).await["d"], false);
    s.say(resume(&id, 2)).await;
    assert_eq!(op(&mut s, 9).await["d"], false);
    s.say(identify("secret", 1)).await;
    assert_ne!(s.event("READY").await["d"]["session_id"], json!(id));
}

#[tokio::test]
async fn a_session_that_breaks_among_its_servers_receives_the_rest_later() {
    let w = world().await;
    for name in ["H", "I"] {
        w.discord.add_guild(name);
    }
    for code in [4000, 1006] {
        w.discord.break_next_start(1, code);
        let mut s = Socket::open(&w, "v=10").await;
        s.say(identify("secret", 1)).await;
        let ready = s.event("READY").await;
        assert_eq!(ready["d"]["guilds"].as_array().unwrap().len(), 3);
        assert_eq!(s.event("GUILD_CREATE").await["d"]["name"], "G");
        match code {
            1006 => {
                let next = tokio::time::timeout(PATIENCE, s.stream.next()).await.unwrap();
                let broken = matches!(next, None | Some(Err(_)));
                assert!(broken, "without a close frame: {next:?}");
            }
            code => assert_eq!(s.closed().await, code),
        }
        let mut s = Socket::open(&w, "v=10").await;
        s.say(resume(ready["d"]["session_id"].as_str().unwrap(), 2)).await;
        for (name, seq) in [("H", 3), ("I", 4)] {
            let event = s.event("GUILD_CREATE").await;
            assert_eq!((&event["d"]["name"], &event["s"]), (&json!(name), &json!(seq)));
        }
        s.event("RESUMED").await;
    }
    // A close code that ends the session.
    w.discord.break_next_start(0, 4009);
    let mut s = Socket::open(&w, "v=10").await;
    s.say(identify("secret", 1)).await;
    let ready = s.event("READY").await;
    assert_eq!(s.closed().await, 4009);
    let mut s = Socket::open(&w, "v=10").await;
    s.say(resume(ready["d"]["session_id"].as_str().unwrap(), 1)).await;
    assert_eq!(op(&mut s, 9).await["d"], false);
}

#[tokio::test]
async fn each_shard_has_its_servers_and_hears_of_them_alone() {
    let w = world().await;
    w.discord.set_shards(3);
    let mut guilds = Vec::new();
    for n in 0..6 {
        // IDs are times in milliseconds, shifted.
        w.discord.advance_clock(Duration::from_millis(1));
        guilds.push(w.discord.add_guild(&format!("guild {n}")));
    }
    let ann = w.discord.add_member(guilds[0], "ann", 0);
    for guild in &guilds[1..] {
        w.discord.join(*guild, ann);
    }
    let mut servers = 0;
    for index in 0..3 {
        let mut s = Socket::open(&w, "v=10").await;
        s.say(sharded(index, 3)).await;
        let ready = s.event("READY").await;
        assert_eq!(ready["d"]["shard"], json!([index, 3]));
        let mine: Vec<u64> = ready["d"]["guilds"]
            .as_array()
            .unwrap()
            .iter()
            .map(|g| g["id"].as_str().unwrap().parse().unwrap())
            .collect();
        assert!(mine.iter().all(|g| (g >> 22) % 3 == index), "{mine:?}");
        assert!(mine.len() >= 2, "{mine:?}");
        for _ in &mine {
            let id = s.event("GUILD_CREATE").await["d"]["id"].as_str().unwrap().to_owned();
            assert!(mine.contains(&id.parse().unwrap()));
        }
        servers += mine.len();
        // A shard receives only events of its own servers, and the first shard direct messages.
        for guild in &guilds {
            let channel = w.discord.add_channel(*guild, "c");
            w.discord.say(ann, channel, &guild.to_string(), vec![], None).unwrap();
        }
        let direct = w.discord.open_direct(ann);
        w.discord.say(ann, direct, "in private", vec![], None).unwrap();
        for guild in guilds.iter().filter(|g| mine.contains(g)) {
            let heard = s.event("MESSAGE_CREATE").await;
            assert_eq!(heard["d"]["guild_id"], guild.to_string());
        }
        if index == 0 {
            let heard = s.event("MESSAGE_CREATE").await;
            assert_eq!(heard["d"]["content"], "in private");
        }
        s.say(json!({"op": 1, "d": 1})).await;
        let Observation::Payload(last) = s.hear().await else { panic!("closed") };
        assert_eq!(last["op"], 11, "nothing of other shards: {last}");
    }
    assert_eq!(servers, 7, "every server has one shard");
    let mut s = Socket::open(&w, "v=10").await;
    s.say(sharded(3, 3)).await;
    assert_eq!(s.closed().await, 4010);
}

async fn asked(w: &Running) -> Value {
    let http = http();
    let url = format!("{}/api/v10/gateway/bot", w.discord_origin());
    let answer = http.get(url).header("Authorization", "Bot secret").send().await.unwrap();
    answer.json().await.unwrap()
}

#[tokio::test]
async fn identifying_is_counted_and_renewed_after_a_day() {
    let w = world().await;
    let limit = asked(&w).await["session_start_limit"].clone();
    assert_eq!((&limit["total"], &limit["remaining"]), (&json!(1000), &json!(1000)));
    for _ in 0..3 {
        session(&w).await;
    }
    w.discord.advance_clock(Duration::from_secs(3600));
    let limits = asked(&w).await;
    let limit = json!({"total": 1000, "remaining": 997, "reset_after": 23 * 3_600_000,
        "max_concurrency": 1});
    assert_eq!((&limits["session_start_limit"], &limits["shards"]), (&limit, &json!(1)));
    w.discord.advance_clock(Duration::from_secs(23 * 3600));
    assert_eq!(asked(&w).await["session_start_limit"]["remaining"], 1000);
    session(&w).await;
    assert_eq!(asked(&w).await["session_start_limit"]["remaining"], 999);
}

#[tokio::test]
async fn a_bot_that_identifies_too_often_in_a_day_loses_its_sessions_and_token() {
    let w = world().await;
    w.discord.set_session_starts(1);
    let (mut first, id) = session(&w).await;
    let mut s = Socket::open(&w, "v=10").await;
    s.say(identify("secret", 1)).await;
    assert_eq!(s.closed().await, 4004);
    assert_eq!(first.closed().await, 4004, "every session ends");
    let mut s = Socket::open(&w, "v=10").await;
    s.say(resume(&id, 2)).await;
    assert_eq!(s.closed().await, 4004, "the token was reset");
    // The owner configures the new token.
    w.discord.set_token("secret");
    w.discord.set_session_starts(1000);
    session(&w).await;
}

#[tokio::test]
async fn events_that_are_repeated_are_sent_to_resumed_sessions_too() {
    let w = world().await;
    let (mut s, id) = session(&w).await;
    let guild = w.discord.add_guild("H");
    let channel = w.discord.add_channel(guild, "c");
    let ann = w.discord.add_member(guild, "ann", 0);
    let said = w.discord.say(ann, channel, "x", vec![], None).unwrap();
    let first = s.event("MESSAGE_CREATE").await["s"].as_u64().unwrap();
    drop(s);
    let gone = w.discord.wait(PATIENCE, |d| (!d.is_connected()).then_some(()));
    gone.await.unwrap();
    w.discord.repeat(said);
    let mut s = Socket::open(&w, "v=10").await;
    s.say(resume(&id, first)).await;
    let again = s.event("MESSAGE_CREATE").await;
    assert_eq!((&again["d"]["id"], &again["s"]), (&json!(said.to_string()), &json!(first + 1)));
    assert_eq!(s.event("RESUMED").await["s"], first + 2);
}

#[tokio::test]
async fn each_bucket_of_shards_takes_one_identify_at_a_time() {
    let w = world().await;
    w.discord.limit_identifies(2, Duration::from_secs(60));
    assert_eq!(asked(&w).await["session_start_limit"]["max_concurrency"], 2);
    for (index, granted) in [(0, true), (1, true), (2, false), (3, false)] {
        let mut s = Socket::open(&w, "v=10").await;
        s.say(sharded(index, 4)).await;
        if granted {
            s.event("READY").await;
        } else {
            assert_eq!(op(&mut s, 9).await["d"], false, "shard {index}");
        }
    }
    let limit = asked(&w).await["session_start_limit"].clone();
    assert_eq!(limit["remaining"], 998, "those that came too soon do not count");
    // After an IDENTIFY that came too soon, the connection accepts another one.
    let mut s = Socket::open(&w, "v=10").await;
    s.say(sharded(0, 4)).await;
    op(&mut s, 9).await;
    w.discord.limit_identifies(1, Duration::ZERO);
    s.say(sharded(0, 4)).await;
    s.event("READY").await;
}

#[tokio::test]
async fn ready_tells_whether_content_may_be_read() {
    let w = world().await;
    for (allowed, flags) in [(false, 0), (true, 1 << 19)] {
        w.discord.allow_message_content(allowed);
        let mut s = Socket::open(&w, "v=10").await;
        s.say(identify("secret", 1)).await;
        assert_eq!(s.event("READY").await["d"]["application"]["flags"], flags);
    }
}
