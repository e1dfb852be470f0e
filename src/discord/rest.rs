//! Calls to Discord's REST API that read only what is needed of an answer: a success stays a
//! success, whatever its body adds, lacks or formats differently than serenity's models expect.

use serde::Serialize;
use serde_json::Value;
use serenity::http::{Http, LightMethod, Request, Route};

use crate::discord::error::DiscordError;
use crate::job::{ChannelId, MessageId, UserId};

/// Makes a call and returns its answer as JSON; null if the answer has no readable body.
///
/// # Errors
/// Discord's error, if the call failed.
pub(super) async fn call(
    http: &Http,
    method: LightMethod,
    route: Route<'_>,
    params: Vec<(&'static str, String)>,
    body: Option<&(impl Serialize + Sync)>,
) -> Result<Value, serenity::Error> {
    let body = body.map(serde_json::to_vec).transpose()?;
    let params = (!params.is_empty()).then_some(params);
    let response = http.request(Request::new(route, method).params(params).body(body)).await?;
    Ok(response.json().await.unwrap_or(Value::Null))
}

/// Like [`call`], without a body.
///
/// # Errors
/// See [`call`].
pub(super) async fn get(
    http: &Http,
    route: Route<'_>,
    params: Vec<(&'static str, String)>,
) -> Result<Value, serenity::Error> {
    call(http, LightMethod::Get, route, params, None::<&()>).await
}

/// A snowflake, encoded as a string or a number.
pub(super) fn snowflake(value: &Value) -> Option<u64> {
    value.as_u64().or_else(|| value.as_str()?.parse().ok()).filter(|id| *id > 0)
}

/// The ID of the message in an answer.
///
/// # Errors
/// If it cannot be read; the message exists all the same and can be searched for.
pub(super) fn message_id(answer: &Value) -> Result<MessageId, DiscordError> {
    snowflake(&answer["id"]).map(MessageId).ok_or(DiscordError::IdUnread)
}

/// What is read of a message in a channel's history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Said {
    pub(super) id: MessageId,
    pub(super) author: Option<UserId>,
    pub(super) by_a_bot: bool,
    pub(super) content: String,
    /// The message that it replies to.
    pub(super) reply_to: Option<MessageId>,
}

/// The messages in a page of a channel's history; `None` if the answer is not a list.
pub(super) fn history(answer: &Value) -> Option<Vec<Said>> {
    let read = |message: &Value| {
        Some(Said {
            id: MessageId(snowflake(&message["id"])?),
            author: snowflake(&message["author"]["id"]).map(UserId),
            by_a_bot: message["author"]["bot"].as_bool().unwrap_or_default(),
            content: message["content"].as_str().unwrap_or_default().to_owned(),
            reply_to: snowflake(&message["message_reference"]["message_id"]).map(MessageId),
        })
    };
    Some(answer.as_array()?.iter().filter_map(read).collect())
}

/// What is read of a server's channel or thread.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ChannelFacts {
    /// The parent channel of a thread, or the category of a channel.
    pub parent: Option<ChannelId>,
    /// Whether it is age-restricted.
    pub age_restricted: bool,
    /// The creator of a thread.
    pub owner: Option<UserId>,
    /// Whether it is a thread that is archived or locked.
    pub closed: bool,
}

/// Reads a channel.
pub(super) fn channel(answer: &Value) -> ChannelFacts {
    let is = |what: &str| answer["thread_metadata"][what].as_bool().unwrap_or_default();
    ChannelFacts {
        parent: snowflake(&answer["parent_id"]).map(ChannelId),
        age_restricted: answer["nsfw"].as_bool().unwrap_or_default(),
        owner: snowflake(&answer["owner_id"]).map(UserId),
        closed: is("archived") || is("locked"),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// Values of types that are not expected.
    fn odd() -> Vec<Value> {
        vec![Value::Null, json!({}), json!([]), json!(7), json!("x"), json!(true)]
    }

    #[test]
    fn unexpected_fields_do_not_break_parsing() {
        let message = json!({"id": "5", "author": {"id": 9, "bot": true}, "content": "hi"});
        let fields = ["author", "content", "message_reference", "embeds", "type", "unheard_of"];
        for field in fields {
            let mut absent = message.clone();
            absent.as_object_mut().unwrap().remove(field);
            assert_eq!(message_id(&absent), Ok(MessageId(5)), "without {field}");
            for value in odd() {
                let mut other = message.clone();
                other[field] = value;
                assert_eq!(message_id(&other), Ok(MessageId(5)), "{other}");
                assert_eq!(history(&json!([other])).unwrap().len(), 1, "{other}");
            }
        }
        let said = history(&json!([message, {"id": null}])).unwrap();
        assert_eq!((said.len(), said[0].author, said[0].by_a_bot), (1, Some(UserId(9)), true));
        for value in odd() {
            assert!(message_id(&json!({"id": value})).is_err() || value == json!(7), "{value}");
            let facts = channel(&json!({"parent_id": value, "nsfw": value, "owner_id": value,
                "thread_metadata": value}));
            assert!(!facts.closed, "{value}");
            assert!(facts.owner.is_none() || value == json!(7), "{value}");
        }
    }
}
