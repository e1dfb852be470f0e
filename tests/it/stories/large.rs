//! A video is too large for its channel, or the bot cannot post in its channel.

use tokio::task::JoinHandle;
use wanbot::emulator::Effect;
use wanbot::emulator::discord::Message;
use wanbot::emulator::discord::world::permission;

use crate::harness::member::{Member, text};
use crate::harness::{Story, http};

const MB: usize = 1024 * 1024;

async fn ann_gets(t: &Story) -> (Member, Message) {
    let ann = t.member("ann");
    let seed = wanbot::emulator::discord::OptionValue::Integer(7);
    ann.uses("video", &[("prompt", text("x")), ("seed", seed)]).await;
    t.pass(140).await;
    let message = t.new_message();
    (ann, message)
}

fn link(message: &Message) -> String {
    let (_, after) = message.content.split_once("](").expect("there is a link");
    after.split(')').next().unwrap().to_owned()
}

async fn get(url: &str) -> reqwest::Response {
    http().get(url).send().await.unwrap()
}

/// A story whose bot serves links to videos, at this origin.
async fn with_web_server() -> (Story, String, JoinHandle<()>) {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let origin = format!("http://{}", listener.local_addr().unwrap());
    let t = Story::begin_with(&[
        ("http.listen", "127.0.0.1:0".into()),
        ("http.public_url", origin.as_str().into()),
    ])
    .await;
    let server = tokio::spawn(t.app().serve(listener, Default::default()));
    (t, origin, server)
}

#[tokio::test]
async fn a_large_video_is_linked_at_the_bots_own_server() {
    let (t, origin, server) = with_web_server().await;
    t.world.wan.set_least_bytes(21 * MB);
    let (ann, message) = ann_gets(&t).await;
    assert!(message.files.is_empty() && message.pinged == [ann.id]);
    assert!(message.content.contains("too large for this channel"), "{}", message.content);

    let url = link(&message);
    assert!(url.starts_with(&origin), "{url}");
    let video = get(&url).await;
    assert_eq!(
        (video.status(), video.headers()["content-type"].to_str().unwrap()),
        (reqwest::StatusCode::OK, "video/mp4")
    );
    assert!(wanbot::media::measure(&video.bytes().await.unwrap()).is_ok());

    // A player requests a byte range.
    let http = http();
    let some = http.get(&url).header("Range", "bytes=4-7").send().await.unwrap();
    assert_eq!(some.status(), 206);
    assert_eq!(&some.bytes().await.unwrap()[..], b"ftyp");

    // Forged, expired and foreign links get the same response.
    for bad in [
        url.replace("until=", "until=9"),
        url.replace("until=", "until=x"),
        url.replace("signature=", "sign="),
        url.split('?').next().unwrap().to_owned(),
        url.replace(".mp4", "%zz.mp4"),
        url.replace(".mp4", "%ff.mp4"),
        url.replace(".mp4", "x.mp4"),
        url.replace("/clips/", "/clips/..%2f"),
        format!("{}0", url.trim_end_matches(|c: char| c.is_ascii_hexdigit())),
    ] {
        assert_eq!(get(&bad).await.status(), 404, "{bad}");
    }
    t.clock.advance(std::time::Duration::from_secs(8 * 24 * 3600));
    assert_eq!(get(&url).await.status(), 404, "links end");
    assert_eq!(get(&format!("{origin}/healthz")).await.status(), 200);
    assert_eq!(get(&format!("{origin}/readyz")).await.status(), 200);
    server.abort();
    t.finish().await;
}

/// A link to a video that cannot be read at the moment is not called bad.
#[tokio::test]
async fn a_linked_video_that_cannot_be_read_now_is_served_later() {
    let (t, _, server) = with_web_server().await;
    t.world.wan.set_least_bytes(21 * MB);
    let (_, message) = ann_gets(&t).await;
    let url = link(&message);
    assert_eq!(get(&url).await.status(), 200);
    let (videos, away) = (t.folder().join("archive/clips"), t.folder().join("away"));
    std::fs::rename(&videos, &away).unwrap();
    std::fs::write(&videos, b"").unwrap();
    assert_eq!(get(&url).await.status(), 503);
    std::fs::remove_file(&videos).unwrap();
    std::fs::rename(&away, &videos).unwrap();
    assert_eq!(get(&url).await.status(), 200);
    server.abort();
    t.finish().await;
}

#[tokio::test]
async fn the_providers_link_is_posted_without_a_web_server() {
    let t = Story::begin().await;
    t.world.wan.set_least_bytes(21 * MB);
    let (_, message) = ann_gets(&t).await;
    let url = link(&message);
    assert!(url.starts_with(&t.world.wan_origin()), "{url}");
    assert_eq!(get(&url).await.status(), 200);
    t.finish().await;
}

#[tokio::test]
async fn a_boosted_server_takes_larger_files() {
    let t = Story::begin().await;
    t.world.discord.set_tier(t.guild, 2);
    t.world.wan.set_least_bytes(21 * MB);
    let (_, message) = ann_gets(&t).await;
    assert_eq!(message.files.len(), 1);
    t.finish().await;
}

#[tokio::test]
async fn the_first_413_is_believed() {
    let t = Story::begin().await;
    t.world.discord.set_real_limit(t.channel, MB as u64);
    let (_, message) = ann_gets(&t).await;
    assert!(message.files.is_empty() && message.content.contains("too large"));
    let tries = |t: &Story| {
        let all = t.world.record.exchanges();
        all.iter().filter(|e| e.status == 413).count()
    };
    assert_eq!(tries(&t), 1);
    ann_gets(&t).await;
    assert_eq!(tries(&t), 1, "the next one is not even tried");
    t.finish().await;
}

#[tokio::test]
async fn the_result_is_sent_to_its_requester_when_a_permission_is_lost() {
    let t = Story::begin().await;
    let ann = t.member("ann");
    ann.uses("video", &[("prompt", text("x"))]).await;
    t.world.discord.set_bot_permissions(t.channel, permission::VIEW_CHANNEL);
    t.pass(140).await;
    let message = t.direct_message(&ann);
    assert_eq!(message.files.len(), 1);
    t.finish().await;
}

#[tokio::test]
async fn the_result_is_sent_to_its_requester_when_the_channel_is_deleted() {
    let t = Story::begin().await;
    let ann = t.member("ann");
    ann.uses("video", &[("prompt", text("x"))]).await;
    t.world.discord.delete_channel(t.channel);
    t.pass(140).await;
    assert_eq!(t.direct_message(&ann).files.len(), 1);
    t.finish().await;
}

#[tokio::test]
async fn a_job_ends_although_its_notice_can_be_posted_nowhere() {
    let t = Story::begin().await;
    let ann = t.member("ann");
    ann.uses("video", &[("prompt", text("x"))]).await;
    t.world.discord.set_bot_permissions(t.channel, 0);
    t.world.discord.close_direct(ann.id);
    t.pass(140).await;
    let list = ann.uses("jobs", &[]).await;
    assert!(list.text().contains("failed"), "{}", list.text());
    t.finish().await;
}

#[tokio::test]
async fn a_thread_works_like_a_channel() {
    let t = Story::begin().await;
    let thread = t.world.discord.add_channel_of(t.guild, "a thread", 11);
    let ann = t.member("ann").elsewhere(thread);
    let card = ann.uses("video", &[("prompt", text("x"))]).await;
    t.pass(140).await;
    let all = t.world.discord.messages(thread);
    assert_eq!((all.len(), all[1].reply_to), (2, Some(card.message.id)));
    t.finish().await;
}

/// The bot cannot post in the channel, the direct message arrives but its response is lost, and
/// then the bot is down for longer than the nonce is remembered.
#[tokio::test]
async fn a_direct_message_is_not_posted_twice_either() {
    let mut t = Story::begin().await;
    let ann = t.member("ann");
    ann.uses("video", &[("prompt", text("x"))]).await;
    t.tick().await;
    t.world.discord.set_bot_permissions(t.channel, permission::VIEW_CHANNEL);
    t.clock.advance(std::time::Duration::from_secs(120));
    t.tick_stage(wanbot::pipeline::Stage::Polling).await;
    // The channel's own breaker refuses by itself; the next post is the direct message.
    let direct = t.world.discord.open_direct(ann.id);
    t.fault("discord", "POST", &format!("/channels/{direct}/messages"), 1, Effect::LoseAnswer);
    t.tick_stage(wanbot::pipeline::Stage::Delivery).await;
    t.crash().await;
    t.clock.advance(std::time::Duration::from_secs(3600));
    t.start().await;
    t.pass(30).await;
    assert_eq!(t.direct_message(&ann).files.len(), 1, "once");
    let list = ann.uses("jobs", &[]).await;
    assert!(
        list.text().contains("sent by direct message"),
        "no link to another channel: {}",
        list.text()
    );
    t.finish().await;
}
