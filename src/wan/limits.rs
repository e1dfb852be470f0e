//! The account's concurrency limits, as the provider reports them.
//!
//! Its documentation names two endpoints: `/api/v1/quotas` and `/api/v1/models/limits`
//! (docs/reference/wan-api.md §3.6). The first that responds is used; if neither does, the
//! catalogue's values apply.

use std::collections::HashMap;

use reqwest::Method;
use serde::Deserialize;

use crate::provider::Error;
use crate::wan::client::Client;

/// Endpoints to try, in order.
const PATHS: [&str; 2] = ["quotas", "models/limits"];
/// A larger limit is treated as a mistake.
const MAX_LIMIT: usize = 10_000;

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
    /// The lower of the account's and the workspace's limit.
    fn concurrency(&self) -> Option<usize> {
        let limits = [&self.model_limit, &self.workspace_limit].into_iter().flatten();
        limits
            .filter_map(|l| l.async_user_concurrency_limit)
            .filter(|n| (1..=MAX_LIMIT).contains(n))
            .min()
    }
}

impl Client {
    /// How many tasks of each model may run concurrently, as far as the provider reports it.
    ///
    /// # Errors
    /// When neither endpoint responds for any model.
    pub async fn limits(&self, models: &[String]) -> Result<HashMap<String, usize>, Error> {
        let (mut found, mut refused) = (HashMap::new(), None);
        for model in models {
            let mut answer = self.limits_at(PATHS[0], model).await;
            // Try the other endpoint if this one does not exist. After a temporary error the other
            // would fail too.
            if answer.as_ref().is_err_and(|e| !e.class.is_temporary()) {
                answer = self.limits_at(PATHS[1], model).await;
            }
            match answer {
                Ok(answer) => {
                    let rows = answer.output.quotas.iter().filter(|r| r.model == *model);
                    found.extend(
                        rows.filter_map(Row::concurrency).min().map(|n| (model.clone(), n)),
                    );
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
        self.send(&self.queries, request).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lower_limit_applies_and_invalid_ones_are_ignored() {
        let read = |text: &str| serde_json::from_str::<Row>(text).unwrap().concurrency();
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
