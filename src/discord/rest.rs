//! Calls to Discord's REST API that read only what is needed of an answer: a success stays a
//! success, whatever its body adds, lacks or formats differently than serenity's models expect.

use bytes::Bytes;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use serenity::http::{Http, LightMethod, Request, Route};

use crate::job::{ChannelId, MessageId, UserId};
use crate::service::MessengerError;

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
    let answer = call_unread(http, method, route, params, body).await?;
    Ok(serde_json::from_slice(&answer).unwrap_or(Value::Null))
}

/// Like [`call`], with the answer as it came; empty if it broke off.
///
/// # Errors
/// See [`call`].
pub(super) async fn call_unread(
    http: &Http,
    method: LightMethod,
    route: Route<'_>,
    params: Vec<(&'static str, String)>,
    body: Option<&(impl Serialize + Sync)>,
) -> Result<Bytes, serenity::Error> {
    let body = body.map(serde_json::to_vec).transpose()?;
    let params = (!params.is_empty()).then_some(params);
    let request = http.request(Request::new(route, method).params(params).body(body));
    // See `DiscordClient::call`.
    let response = Box::pin(request).await?;
    // Read even where nothing of it is needed: the connection can be used again only then.
    Ok(response.bytes().await.unwrap_or_default())
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

/// The ID of an object.
pub(super) fn id(object: &Value) -> Option<u64> {
    snowflake(&object["id"])
}

/// All that is read of a message in an answer. The rest is skipped and not built: it is several
/// kilobytes, and comes with every card.
#[derive(Default, Deserialize)]
struct MessageAnswer {
    #[serde(default)]
    id: Value,
}

/// The ID of the message that is an answer.
///
/// # Errors
/// If it cannot be read; the message exists all the same and can be searched for.
pub(super) fn message_id(answer: &[u8]) -> Result<MessageId, MessengerError> {
    let answer: MessageAnswer = serde_json::from_slice(answer).unwrap_or_default();
    snowflake(&answer.id).map(MessageId).ok_or(MessengerError::IdUnread)
}

/// All that is read of the answer to an interaction callback.
#[derive(Default, Deserialize)]
struct CallbackAnswer {
    #[serde(default)]
    interaction: Value,
}

/// The ID of the message that an interaction callback created.
///
/// # Errors
/// If it cannot be read; the message exists all the same and can be searched for.
pub(super) fn created_id(answer: &[u8]) -> Result<MessageId, MessengerError> {
    let answer: CallbackAnswer = serde_json::from_slice(answer).unwrap_or_default();
    let id = answer.interaction.get("response_message_id").and_then(snowflake);
    id.map(MessageId).ok_or(MessengerError::IdUnread)
}

/// What is read of a message in a channel's history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Said {
    pub(super) id: MessageId,
    pub(super) author: Option<UserId>,
    pub(super) content: String,
    /// The message that it replies to.
    pub(super) reply_to: Option<MessageId>,
}

/// The messages in a page of a channel's history; `None` if the answer is not a list.
pub(super) fn history(answer: &Value) -> Option<Vec<Said>> {
    let read = |message: &Value| {
        let reply_to = message.pointer("/message_reference/message_id");
        Some(Said {
            id: MessageId(id(message)?),
            author: message.pointer("/author/id").and_then(snowflake).map(UserId),
            content: message["content"].as_str().unwrap_or_default().to_owned(),
            reply_to: reply_to.and_then(snowflake).map(MessageId),
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
    let thread = &answer["thread_metadata"];
    let is = |what: &str| thread[what].as_bool().unwrap_or_default();
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
    fn a_callback_states_the_message_that_it_created() {
        let message = json!({"id": "7", "content": "…", "embeds": [{"type": "rich"}]});
        let answer = json!({
            "interaction": {"id": "5", "type": 2, "response_message_id": "7"},
            "resource": {"type": 4, "message": message},
        });
        assert_eq!(created_id(answer.to_string().as_bytes()), Ok(MessageId(7)));
        // A 204, as before `with_response` existed.
        assert_eq!(created_id(b""), Err(MessengerError::IdUnread));
    }

    #[test]
    fn unexpected_fields_do_not_break_parsing() {
        let read = |message: &Value| message_id(message.to_string().as_bytes());
        let message = json!({"id": "5", "author": {"id": 9, "bot": true}, "content": "hi"});
        let fields = ["author", "content", "message_reference", "embeds", "type", "unheard_of"];
        for field in fields {
            let mut absent = message.clone();
            absent.as_object_mut().unwrap().remove(field);
            assert_eq!(read(&absent), Ok(MessageId(5)), "without {field}");
            for value in odd() {
                let mut other = message.clone();
                other[field] = value;
                assert_eq!(read(&other), Ok(MessageId(5)), "{other}");
                assert_eq!(history(&json!([other])).unwrap().len(), 1, "{other}");
            }
        }
        let said = history(&json!([message, {"id": null}])).unwrap();
        assert_eq!((said.len(), said[0].author), (1, Some(UserId(9))));
        for value in odd() {
            assert!(read(&json!({"id": value})).is_err() || value == json!(7), "{value}");
            let callback = json!({"interaction": {"response_message_id": value}}).to_string();
            assert!(created_id(callback.as_bytes()).is_err() || value == json!(7), "{value}");
            let callback = json!({"interaction": value, "resource": value}).to_string();
            assert!(created_id(callback.as_bytes()).is_err(), "{value}");
            let facts = channel(&json!({"parent_id": value, "nsfw": value, "owner_id": value,
                "thread_metadata": value}));
            assert!(!facts.closed, "{value}");
            assert!(facts.owner.is_none() || value == json!(7), "{value}");
        }
    }
}
