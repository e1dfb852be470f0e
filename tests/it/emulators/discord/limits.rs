//! Rate limits by route and resource, and the ban for invalid requests.

use reqwest::Response;
use wanbot::emulator::discord::{LimitedRoute, Rate, Refusals};

use super::bot::Bot;
use super::control::Staged;
use super::rest::{Api, id};
use super::*;
use crate::harness::http;

/// A time that no test reaches.
const AN_HOUR: u32 = 3_600_000;

fn header(answer: &Response, name: &str) -> Option<String> {
    answer.headers().get(name).map(|value| value.to_str().unwrap().to_owned())
}

fn number(answer: &Response, name: &str) -> f64 {
    header(answer, name).unwrap().parse().unwrap()
}

async fn post(a: &Api, channel: u64) -> Response {
    let path = format!("channels/{channel}/messages");
    a.request("POST", &path).json(&json!({"content": "x"})).send().await.unwrap()
}

#[tokio::test]
async fn each_channel_has_a_bucket_for_each_method_and_route() {
    let a = Api::open().await;
    let other = a.w.discord.add_channel(a.guild, "other");
    let rate = Rate { requests: 3, within_ms: AN_HOUR };
    a.w.discord.limit_route(LimitedRoute::CreateMessage, rate);
    let mut bucket = None;
    let mut message = 0;
    for left in [2.0, 1.0, 0.0] {
        let answer = post(&a, a.channel).await;
        let numbers = ["limit", "remaining"].map(|n| number(&answer, &format!("x-ratelimit-{n}")));
        assert_eq!((answer.status().as_u16(), numbers), (200, [3.0, left]));
        let after = number(&answer, "x-ratelimit-reset-after");
        assert!(after > 0.0 && after <= 3600.0, "{after}");
        let reset = number(&answer, "x-ratelimit-reset");
        let now = Timestamp::now().as_millisecond() as f64 / 1000.0;
        assert!(reset <= now + after + 0.001, "{reset} is {after} after a time before {now}");
        assert_eq!(header(&answer, "x-ratelimit-scope"), None);
        let name = header(&answer, "x-ratelimit-bucket").unwrap();
        assert_eq!(bucket.get_or_insert(name.clone()), &name);
        message = id(&answer.json().await.unwrap());
    }
    let refused = post(&a, a.channel).await;
    assert_eq!(refused.status(), 429);
    let texts = ["scope", "remaining", "limit", "bucket", "global"];
    let texts = texts.map(|n| header(&refused, &format!("x-ratelimit-{n}")));
    let text = |t: &str| Some(t.to_owned());
    assert_eq!(texts, [text("user"), text("0"), text("3"), bucket.clone(), None]);
    assert_eq!(header(&refused, "via").as_deref(), Some("1.1 google"));
    let (after, retry) =
        (number(&refused, "x-ratelimit-reset-after"), number(&refused, "retry-after"));
    assert_eq!(retry, after.ceil());
    let body: Value = refused.json().await.unwrap();
    assert_eq!((&body["global"], &body["retry_after"]), (&json!(false), &json!(after)));

    // Neither another channel nor another method is affected, and both API versions count together.
    let there = post(&a, other).await;
    assert_eq!((there.status().as_u16(), header(&there, "x-ratelimit-bucket")), (200, bucket));
    let path = format!("{}/{message}", a.messages());
    assert_eq!(a.call("PATCH", &path, &json!({"content": "y"})).await.0, 200);
    assert_eq!(a.call("GET", &a.messages(), &Value::Null).await.0, 200);
    let url = format!("{}/api/v9/{}", a.w.discord_origin(), a.messages());
    let v9 = http().post(url);
    let v9 = v9.header("Authorization", "Bot secret").json(&json!({"content": "x"}));
    assert_eq!(v9.send().await.unwrap().status(), 429);
    assert_eq!(a.w.discord.messages(a.channel).len(), 3);
    assert_eq!(a.w.discord.rate_limits().refused, Refusals { user: 2, ..Refusals::default() });
}

/// If the request were not read to its end, the client would see a broken connection.
#[tokio::test]
async fn a_large_refused_request_is_answered() {
    let a = Api::open().await;
    a.w.discord.limit_route(LimitedRoute::CreateMessage, Rate { requests: 1, within_ms: AN_HOUR });
    assert_eq!(post(&a, a.channel).await.status(), 200);
    let large = json!({"content": "x".repeat(20_000_000)});
    assert_eq!(a.call("POST", &a.messages(), &large).await.0, 429);
}

#[tokio::test]
async fn interactions_are_not_bound_to_the_limit_of_the_bot() {
    let mut bot = Bot::open(json!([{"name": "ping", "description": "d"}])).await;
    let (ann, channel) = (bot.ann, bot.api.channel);
    bot.discord().limit_bot(Rate { requests: 1, within_ms: AN_HOUR });
    let rate = Rate { requests: 2, within_ms: AN_HOUR };
    bot.discord().limit_route(LimitedRoute::EditResponse, rate);
    let whole = bot.api.request("GET", "users/@me").send().await.unwrap();
    assert_eq!(whole.status(), 200);
    let whole = bot.api.request("GET", "users/@me").send().await.unwrap();
    assert_eq!((whole.status().as_u16(), header(&whole, "x-ratelimit-bucket")), (429, None));
    let texts = ["scope", "global"].map(|n| header(&whole, &format!("x-ratelimit-{n}")).unwrap());
    assert_eq!(texts, ["global", "true"]);

    // Two interactions have a webhook each, and so a limit each.
    for _ in 0..2 {
        bot.discord().run_command(ann, channel, "ping", &[]).unwrap();
        let interaction = bot.interaction().await;
        let (id, token) =
            (interaction["id"].as_str().unwrap(), interaction["token"].as_str().unwrap());
        let callback = format!("interactions/{id}/{token}/callback");
        let answer = json!({"type": 4, "data": {"content": "x"}});
        let answer = bot.api.request("POST", &callback).json(&answer).send().await.unwrap();
        assert_eq!((answer.status().as_u16(), header(&answer, "x-ratelimit-limit")), (204, None));
        let edit = format!("{}/messages/@original", bot.hook(&interaction));
        let mut statuses = Vec::new();
        for _ in 0..3 {
            statuses.push(bot.api.call("PATCH", &edit, &json!({"content": "y"})).await.0);
        }
        assert_eq!(statuses, [200, 200, 429]);
    }
}

#[tokio::test]
async fn invalid_requests_ban_the_address() {
    let a = Api::open().await;
    let rate = Rate { requests: 4, within_ms: AN_HOUR };
    a.w.discord.limit_invalid_requests(rate, Duration::from_secs(1800));
    a.w.discord.limit_route(LimitedRoute::CreateMessage, Rate { requests: 1, within_ms: AN_HOUR });
    // Of others than the bot only invalid requests are counted.
    let wrong = async || {
        let wrong = http();
        let url = format!("{}/api/v10/{}", a.w.discord_origin(), a.messages());
        let request = wrong.post(url).header("Authorization", "Bot wrong");
        request.json(&json!({"content": "x"})).send().await.unwrap().status().as_u16()
    };
    assert_eq!(wrong().await, 401);
    a.w.discord.exhaust_channel(a.channel, Duration::from_secs(3600));
    for _ in 0..10 {
        let shared = post(&a, a.channel).await;
        assert_eq!(shared.status(), 429, "it counts for nobody");
        assert_eq!(header(&shared, "x-ratelimit-scope").as_deref(), Some("shared"));
        assert_eq!(number(&shared, "x-ratelimit-remaining"), 1.0);
    }
    let secret = a.w.discord.add_channel(a.guild, "secret");
    a.w.discord.set_bot_permissions(secret, 0);
    assert_eq!(post(&a, secret).await.status(), 403);
    assert_eq!(post(&a, secret).await.status(), 429, "the limit of a route");
    assert_eq!(a.get("users/@me").await.0, 200, "three of four");
    assert_eq!(wrong().await, 401);

    let banned = a.request("GET", "users/@me").send().await.unwrap();
    assert_eq!(banned.status(), 429);
    assert_eq!(header(&banned, "content-type").as_deref(), Some("text/html; charset=UTF-8"));
    let wait = number(&banned, "retry-after");
    assert!(wait > 0.0 && wait <= 1800.0, "{wait}");
    for absent in ["via", "x-ratelimit-scope", "x-ratelimit-global", "x-ratelimit-bucket"] {
        assert_eq!(header(&banned, absent), None, "{absent}");
    }
    let page = banned.text().await.unwrap();
    assert!(page.contains("Error 1015") && serde_json::from_str::<Value>(&page).is_err());
    // Without a token, and for paths that do not exist.
    let any = reqwest::get(format!("{}/api/v10/nowhere", a.w.discord_origin()));
    assert_eq!(any.await.unwrap().status(), 429);
    a.w.discord.lift_ban();
    assert_eq!(a.get("users/@me").await.0, 200);
    let refused = a.w.discord.rate_limits().refused;
    assert_eq!(refused, Refusals { user: 1, shared: 10, global: 0, banned: 2 });
}

#[tokio::test]
async fn the_control_api_sets_limits() {
    let s = Staged::begin().await;
    let guild = s.does("POST", "/guilds", json!({"name": "G"})).await;
    let new = format!("/guilds/{guild}/channels");
    let channel = s.does("POST", &new, json!({"name": "general"})).await;
    let (_, before) = s.asks("GET", "/rate_limits", Value::Null).await;
    assert_eq!(before["routes"]["create_message"]["requests"], 500, "a hundred times the table's");
    assert_eq!(before["global"], json!({"requests": 50, "within_ms": 1000}));
    assert_eq!(before["invalid"], json!({"requests": 10_000, "within_ms": 600_000}));

    let rate = json!({"requests": 1, "within_ms": AN_HOUR});
    let body = json!({"factor": 1, "routes": {"create_message": rate}});
    let (status, set) = s.asks("POST", "/rate_limits", body).await;
    assert_eq!((status, &set["routes"]["create_message"]), (200, &rate));
    assert_eq!(set["routes"]["edit_message"]["requests"], 5);
    assert_eq!(s.posts(channel, "secret").await.0, 200);
    assert_eq!(s.posts(channel, "secret").await.0, 429);
    let invalid = json!({"requests": 1, "within_ms": 1000, "ban_ms": AN_HOUR});
    s.does("POST", "/rate_limits", json!({"invalid": invalid})).await;
    assert_eq!(s.posts(channel, "wrong").await.0, 401);
    let (_, banned) = s.asks("GET", "/rate_limits", Value::Null).await;
    assert_eq!((&banned["banned"], &banned["refused"]["user"]), (&json!(true), &json!(1)));
    let body = json!({"lift_ban": true, "global": {"requests": 9, "within_ms": 7},
        "shared": {"channel": channel.to_string(), "ms": 1000}});
    let (_, lifted) = s.asks("POST", "/rate_limits", body).await;
    assert_eq!((&lifted["banned"], &lifted["global"]["requests"]), (&json!(false), &json!(9)));

    for bad in [
        json!({"routes": {"create_mesage": rate}}),
        json!({"routes": {"create_message": {"requests": 0, "within_ms": 1}}}),
        json!({"global": {"requests": 1, "within_ms": 0}}),
        json!({"invalid": {"requests": 1, "within_ms": 1}}),
        json!({"factor": 0}),
        json!({"factor": -1}),
        json!({"shared": {"channel": "x", "ms": 1}}),
        json!({"unheard_of": 1}),
    ] {
        let (status, answer) = s.asks("POST", "/rate_limits", bad.clone()).await;
        assert!(status == 400 && answer["error"].is_string(), "{bad}: {status} {answer}");
    }
    let nowhere = json!({"shared": {"channel": "1", "ms": 1}});
    assert_eq!(s.asks("POST", "/rate_limits", nowhere).await.0, 404);
}
