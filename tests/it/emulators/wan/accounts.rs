//! Several accounts side by side: keys, tasks, limits, regions, workspaces.

use super::*;

/// Calls the API with a key and one of the provider's host names as `Host`.
async fn at(s: &ModelStudio, host: &str, key: &str) -> (u16, String) {
    let request = s.http.get(s.url("tasks")).bearer_auth(key).header("host", host);
    let answer = request.send().await.unwrap();
    let status = answer.status().as_u16();
    let body: Value = answer.json().await.unwrap();
    (status, body["code"].as_str().unwrap_or_default().to_owned())
}

async fn beijing() -> ModelStudio {
    let s = ModelStudio::open().await;
    let account = json!({"account": "beijing", "keys": ["sk-2"], "region": "cn-beijing",
        "workspace": "ws-bj", "limits": {"wan2.7-t2v": 1}});
    assert_eq!(s.control("/wan/account", &account).await, (200, json!({})));
    s
}

#[tokio::test]
async fn each_account_has_its_own_tasks_limits_and_debts() {
    let s = beijing().await;
    let own = s.made(&t2v()).await;
    let post = async || {
        let request = s.http.post(s.url(VIDEO)).bearer_auth("sk-2").json(&t2v());
        request.header("X-DashScope-Async", "enable").send().await.unwrap()
    };
    let mut others = Vec::new();
    for _ in 0..2 {
        let made: Value = post().await.json().await.unwrap();
        others.push(made["output"]["task_id"].as_str().unwrap().to_owned());
    }
    s.clock.advance(Duration::from_secs(10));
    assert_eq!(s.asked(&others[0]).await["output"]["task_status"], "UNKNOWN", "not ours");
    let get = |path: &str| s.http.get(s.url(path)).bearer_auth("sk-2").send();
    let list: Value = get("tasks").await.unwrap().json().await.unwrap();
    let rows: Vec<_> = list["data"].as_array().unwrap().iter().collect();
    let states: Vec<_> = rows.iter().map(|r| r["status"].as_str().unwrap()).collect();
    assert_eq!(states, ["PENDING", "RUNNING"], "one at once");
    assert!(rows.iter().all(|r| r["region"] == "cn-beijing" && r["api_key_id"] == "2"));
    assert_ne!(rows[0]["caller_uid"], "1000000000000001");
    let cancel = s.http.post(s.url(&format!("tasks/{own}/cancel"))).bearer_auth("sk-2");
    assert_eq!(code(cancel.send().await.unwrap()).await.1, "UnsupportedOperation");

    let owes = json!({"account": "beijing", "in_arrears": true});
    assert_eq!(s.control("/wan/account", &owes).await.0, 200);
    assert_eq!(code(post().await).await.1, "Arrearage");
    assert_eq!(s.post(VIDEO, &t2v()).await.status(), 200, "the first one does not");
    let stolen = json!({"account": "beijing", "keys": [KEY]});
    assert_eq!(s.control("/wan/account", &stolen).await.0, 400, "a key has one account");
    assert_eq!(s.world.wan.tasks().iter().filter(|t| &*t.account == "beijing").count(), 2);
}

#[tokio::test]
async fn places_take_the_keys_of_their_region_and_workspace() {
    let s = beijing().await;
    let fine = (200, String::new());
    let unknown = (401, "InvalidApiKey".to_owned());
    let foreign = (403, "Workspace.AccessDenied".to_owned());
    assert_eq!(at(&s, "dashscope.aliyuncs.com", "sk-2").await, fine);
    assert_eq!(at(&s, "dashscope.aliyuncs.com", KEY).await, unknown);
    assert_eq!(at(&s, "dashscope-intl.aliyuncs.com", KEY).await, fine);
    assert_eq!(at(&s, "ws-bj.cn-beijing.maas.aliyuncs.com", "sk-2").await, fine);
    assert_eq!(at(&s, "ws-9.cn-beijing.maas.aliyuncs.com", "sk-2").await, foreign);
    assert_eq!(at(&s, "ws-9.cn-beijing.maas.aliyuncs.com", KEY).await, unknown);
    for (workspace, status) in [("ws-1", 200), ("ws-bj", 403)] {
        let request = s.http.get(s.url("tasks")).bearer_auth(KEY);
        let answer = request.header("X-DashScope-WorkSpace", workspace).send().await.unwrap();
        assert_eq!(answer.status(), status, "{workspace}");
    }
}

#[tokio::test]
async fn a_key_can_be_lent_for_minutes() {
    let s = ModelStudio::open().await;
    let lent = s.post("tokens?expire_in_seconds=90", &json!({})).await;
    let lent: Value = lent.json().await.unwrap();
    let token = lent["token"].as_str().unwrap();
    assert!(token.starts_with("st-"), "{token}");
    assert_eq!(lent["expires_at"], s.clock.now().as_second() + 90);
    let ask = |key: &str| s.http.get(s.url("tasks")).bearer_auth(key).send();
    assert_eq!(ask(token).await.unwrap().status(), 200);
    for wrong in ["0", "1801", "-1", "x"] {
        let answer = s.post(&format!("tokens?expire_in_seconds={wrong}"), &json!({})).await;
        assert_eq!(code(answer).await.0, 400, "{wrong}");
    }
    s.clock.advance(Duration::from_secs(90));
    assert_eq!(code(ask(token).await.unwrap()).await.1, "InvalidApiKey");
}

#[tokio::test]
async fn a_region_has_some_of_the_models() {
    let s = ModelStudio::open().await;
    let account = json!({"account": "hongkong", "keys": ["sk-hk"], "region": "cn-hongkong"});
    assert_eq!(s.control("/wan/account", &account).await.0, 200);
    let post = async |model: &str| {
        let body = json!({"model": model, "input": {"prompt": "a fox"}});
        let request = s.http.post(s.url(VIDEO)).bearer_auth("sk-hk").json(&body);
        request.header("X-DashScope-Async", "enable").send().await.unwrap()
    };
    assert_eq!(post("wan3.0-video").await.status(), 200);
    let (status, code, message) = code(post("wan2.7-t2v").await).await;
    assert_eq!(
        (status, code.as_str(), message.as_str()),
        (400, "InvalidParameter", "Model not exist.")
    );
    let get = |path: &str| s.http.get(s.url(path)).bearer_auth("sk-hk").send();
    for (model, status) in [("wan3.0-video", 200), ("wan2.7-t2v", 400)] {
        let path = format!("uploads?action=getPolicy&model={model}");
        assert_eq!(get(&path).await.unwrap().status(), status, "{model}");
    }
    let limits: Value = get("quotas").await.unwrap().json().await.unwrap();
    let rows = limits["output"]["quotas"].as_array().unwrap();
    let models: Vec<_> = rows.iter().map(|row| row["model"].as_str().unwrap()).collect();
    assert_eq!(models, ["wan3.0-video", "wan3.0-video-prime"]);
}
