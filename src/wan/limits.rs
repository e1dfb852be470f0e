//! What the provider says of the account's limits.
//!
//! Its pages disagree on where to ask: `/api/v1/quotas`, or `/api/v1/models/limits` (wan-api
//! reference §3.6). Whichever answers is believed; where neither does, the catalogue holds.

use std::collections::HashMap;

use reqwest::Method;
use serde::Deserialize;

use crate::wan::client::Client;
use crate::wan::error::Error;

/// Where to ask, in turn.
const PATHS: [&str; 2] = ["quotas", "models/limits"];
/// A figure beyond this is a mistake.
const MOST: usize = 10_000;

#[derive(Deserialize)]
struct Answer {
    output: Output,
}

#[derive(Deserialize)]
struct Output {
    quotas: Vec<Row>,
}

#[derive(Deserialize)]
struct Row {
    model: String,
    model_limit: Option<Limit>,
    workspace_limit: Option<Limit>,
}

#[derive(Deserialize)]
struct Limit {
    async_user_concurrency_limit: Option<usize>,
}

impl Row {
    /// The lesser of what the account and what the workspace may.
    fn at_once(&self) -> Option<usize> {
        let limits = [&self.model_limit, &self.workspace_limit].into_iter().flatten();
        limits
            .filter_map(|l| l.async_user_concurrency_limit)
            .filter(|n| (1..=MOST).contains(n))
            .min()
    }
}

impl Client {
    /// How many tasks of each model run at once, where the provider says so.
    ///
    /// # Errors
    /// When neither place answers for any model.
    pub async fn limits(&self, models: &[String]) -> Result<HashMap<String, usize>, Error> {
        let (mut found, mut refused) = (HashMap::new(), None);
        for model in models {
            let mut answer = self.limits_at(PATHS[0], model).await;
            // Not there; what is only busy is busy there too.
            if answer.as_ref().is_err_and(|e| !e.class.passes()) {
                answer = self.limits_at(PATHS[1], model).await;
            }
            match answer {
                Ok(answer) => {
                    let rows = answer.output.quotas.iter().filter(|r| r.model == *model);
                    found.extend(rows.filter_map(Row::at_once).min().map(|n| (model.clone(), n)));
                }
                Err(e) => refused = Some(e),
            }
        }
        match refused {
            Some(e) if found.is_empty() => Err(e),
            _ => Ok(found),
        }
    }

    async fn limits_at(&self, path: &str, model: &str) -> Result<Answer, Error> {
        self.queries.permit().await;
        let request = self.request(Method::GET, path).query(&[
            ("model", model),
            ("page_no", "1"),
            ("page_size", "20"),
        ]);
        self.asked(&self.queries, request).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lesser_limit_holds_and_nonsense_none() {
        let read = |text: &str| serde_json::from_str::<Row>(text).unwrap().at_once();
        let row = |account: &str, workspace: &str| {
            format!(r#"{{"model":"m","model_limit":{account},"workspace_limit":{workspace}}}"#)
        };
        let limit = |n: i64| format!(r#"{{"async_user_concurrency_limit":{n},"request_limit":5}}"#);
        assert_eq!(read(&row(&limit(5), "null")), Some(5));
        assert_eq!(read(&row(&limit(5), &limit(2))), Some(2));
        assert_eq!(read(&row(&limit(0), "null")), None);
        assert_eq!(read(&row("{}", "null")), None);
    }
}
