//! Calls to Discord's REST API of whose answers only what is needed is read: a success is done,
//! whatever else its body says, lacks or says in another way than serenity's models expect.

use serde::Serialize;
use serde_json::Value;
use serenity::http::{Http, LightMethod, Request, Route};

use crate::discord::client::DiscordError;
use crate::job::{ChannelId, MessageId, UserId};

/// Makes a call and returns its answer as JSON; null where it has none that can be read.
///
/// # Errors
/// What Discord said, when it did not do what was asked.
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

/// The same without a body.
///
/// # Errors
/// As [`call`].
pub(super) async fn get(
    http: &Http,
    route: Route<'_>,
    params: Vec<(&'static str, String)>,
) -> Result<Value, serenity::Error> {
    call(http, LightMethod::Get, route, params, None::<&()>).await
}

/// A snowflake, as text or as a number.
pub(super) fn snowflake(value: &Value) -> Option<u64> {
    value.as_u64().or_else(|| value.as_str()?.parse().ok()).filter(|id| *id > 0)
}

/// The ID of the message that an answer is.
///
/// # Errors
/// When it cannot be read: the message is there all the same, and can be looked for.
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

/// The messages of a page of a channel's history; nothing when it is none.
pub(super) fn history(answer: &Value) -> Option<Vec<Said>> {
    let said = |message: &Value| {
        Some(Said {
            id: MessageId(snowflake(&message["id"])?),
            author: snowflake(&message["author"]["id"]).map(UserId),
            by_a_bot: message["author"]["bot"].as_bool().unwrap_or_default(),
            content: message["content"].as_str().unwrap_or_default().to_owned(),
            reply_to: snowflake(&message["message_reference"]["message_id"]).map(MessageId),
        })
    };
    Some(answer.as_array()?.iter().filter_map(said).collect())
}

/// What is read of a server's channel or thread.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ChannelFacts {
    /// The channel that a thread belongs to, or the category of a channel.
    pub parent: Option<ChannelId>,
    /// Whether it is age-restricted.
    pub age_restricted: bool,
    /// Who made it, for a thread.
    pub owner: Option<UserId>,
}

/// What an answer says of a channel.
pub(super) fn channel(answer: &Value) -> ChannelFacts {
    ChannelFacts {
        parent: snowflake(&answer["parent_id"]).map(ChannelId),
        age_restricted: answer["nsfw"].as_bool().unwrap_or_default(),
        owner: snowflake(&answer["owner_id"]).map(UserId),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// Each field of a message absent, null, or of another type.
    fn odd() -> Vec<Value> {
        vec![Value::Null, json!({}), json!([]), json!(7), json!("x"), json!(true)]
    }

    #[test]
    fn an_answer_is_read_whatever_else_it_says() {
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
            let facts = channel(&json!({"parent_id": value, "nsfw": value, "owner_id": value}));
            assert!(facts.owner.is_none() || value == json!(7), "{value}");
        }
    }
}
