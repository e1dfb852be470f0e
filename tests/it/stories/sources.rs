//! What members can use besides the files that they attach: stickers, custom emoji, embeds,
//! forwards, files without a type.

use serde_json::json;
use wanbot::emulator::discord::StickerFormat;

use crate::harness::{Story, files, has_ffmpeg};

fn case(name: &str) -> bytes::Bytes {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    std::fs::read(folder.join(name)).unwrap().into()
}

const PROMPT: [(&str, &str); 1] = [("prompt", "it dances")];

#[tokio::test]
async fn a_sticker_is_animated() {
    let t = Story::begin().await;
    let (ann, bob) = (t.member("ann"), t.member("bob"));
    let add =
        |name, format, bytes| t.world.discord.add_sticker(t.guild, name, format, &bytes).unwrap();
    let wave = add("Wave", StickerFormat::Png, files::png(320, 320).into());
    let message = bob.posts_stickers("hello", &[wave]);
    let card = ann.points(message, "Animate this", &PROMPT).await;
    assert!(card.text().contains("first frame: Wave.png"), "{}", card.text());
    let card = ann.says_with_sticker("it waves", wave).await;
    assert!(card.content.contains("first frame: Wave.png"), "{}", card.content);
    t.pass(130).await;
    assert_eq!(t.unheard().len(), 2);

    // A drawing in JSON, of which nothing here makes pixels.
    let drawing =
        add("Wumpus", StickerFormat::Lottie, b"{\"v\":\"5.5.2\",\"layers\":[]}"[..].into());
    let message = bob.posts_stickers("", &[drawing]);
    let used = t.world.discord.use_menu(ann.id, message, "Animate this").unwrap();
    let response = ann.reads(used).await;
    assert!(response.is_private() && response.text().contains("animated drawing (Lottie)"));
    assert!(response.text().contains("Nothing was charged."), "{}", response.text());
    let response = ann.says_with_sticker("it waves", drawing).await;
    assert!(response.content.contains("animated drawing (Lottie)"), "{}", response.content);
    t.finish().await;
}

#[tokio::test]
async fn a_sticker_that_is_a_gif_is_used_by_its_first_frame() {
    if !has_ffmpeg() {
        return println!("SKIPPED: there is no ffmpeg");
    }
    let t = Story::begin_with(&[("convert.ffmpeg", "ffmpeg".into())]).await;
    let ann = t.member("ann");
    let gif = case("05-animated.gif");
    let cat = t.world.discord.add_sticker(t.guild, "Cat", StickerFormat::Gif, &gif).unwrap();
    let message = ann.posts_stickers("", &[cat]);
    let card = ann.points(message, "Animate this", &PROMPT).await;
    assert!(card.text().contains("first frame: Cat.gif (converted from a GIF"), "{}", card.text());
    t.pass(120).await;
    t.new_message();
    t.finish().await;
}

#[tokio::test]
async fn a_custom_emoji_is_used_where_there_is_nothing_else() {
    let t = Story::begin_reading().await;
    let (ann, bob) = (t.member("ann"), t.member("bob"));
    let image = files::png(128, 128).into();
    let cat = t.world.discord.add_emoji(t.guild, "cat_dance", &image, false).unwrap();
    let dog = t.world.discord.add_emoji(t.guild, "dog", &image, true).unwrap();
    let one = bob.posts(&format!("look <:cat_dance:{cat}> <:cat_dance:{cat}>"), vec![], None);
    let line = "first frame: cat\\_dance.webp (128 × 128 pixels, resized to 240 × 240)";
    let card = ann.points(one, "Animate this", &PROMPT).await;
    assert!(card.text().contains(line), "{}", card.text());
    let card = ann.says("it dances", vec![], Some(one)).await;
    assert!(card.content.contains(line), "{}", card.content);
    let card = ann.says(&format!("<a:dog:{dog}>"), vec![], None).await;
    assert!(card.content.contains("first frame: dog.webp"), "{}", card.content);
    t.pass(130).await;
    assert_eq!(t.unheard().len(), 3);

    let both = bob.posts(&format!("<:cat_dance:{cat}><a:dog:{dog}>"), vec![], None);
    let asked = t.world.discord.use_menu(ann.id, both, "Animate this").unwrap();
    let menu = ann.reads(asked).await;
    assert!(menu.text().contains("Which one?"), "{}", menu.text());
    let chosen = t.world.discord.choose(ann.id, menu.message.id, &["1"]).unwrap();
    let card = ann.sends(chosen, &PROMPT).await;
    assert!(card.text().contains("first frame: dog.webp"), "{}", card.text());

    // Beside an image it only decorates the words, on either side.
    let words = format!("mine <:cat_dance:{cat}>");
    let photo = bob.posts(&words, vec![("hat.png", files::png(300, 300))], None);
    let card = ann.says(&words, vec![], Some(photo)).await;
    assert!(card.content.contains("first frame: hat.png\n"), "{}", card.content);
    assert!(!card.content.contains("dance.webp"), "{}", card.content);
    let nothing = bob.posts("hello", vec![], None);
    let response = ann.says(&words, vec![], Some(nothing)).await;
    assert!(response.content.contains("no image, video or audio"), "{}", response.content);
    t.pass(130).await;
    assert_eq!(t.unheard().len(), 2);
    t.finish().await;
}

#[tokio::test]
async fn the_preview_of_a_link_is_used_through_discords_proxy() {
    let t = Story::begin_reading().await;
    let (ann, bob) = (t.member("ann"), t.member("bob"));
    let (photo, still, moving) = (
        "https://images.example/cats/cat.png?w=640",
        "https://gifs.example/jump.png",
        "https://gifs.example/jump.mp4",
    );
    t.world.discord.put_in_web(photo, files::png(640, 480).into());
    t.world.discord.put_in_web(still, files::png(640, 360).into());
    t.world.discord.put_in_web(moving, files::mp4(3.0).into());

    let link = bob.posts(photo, vec![], None);
    let medium = |url: &str| json!({"url": url});
    let preview = json!({"type": "image", "url": photo, "thumbnail": medium(photo)});
    t.world.discord.show_previews(link, vec![preview]);
    let card = ann.points(link, "Animate this", &PROMPT).await;
    assert!(card.text().contains("first frame: cat.png"), "{}", card.text());
    let card = ann.says("it purrs", vec![], Some(link)).await;
    assert!(card.content.contains("first frame: cat.png"), "{}", card.content);

    // Of a GIF site, the video and a still of it.
    let link = bob.posts("https://gifs.example/jump", vec![], None);
    let (thumbnail, video) = (medium(still), medium(moving));
    let preview = json!({"type": "gifv", "thumbnail": thumbnail, "video": video});
    t.world.discord.show_previews(link, vec![preview]);
    let card = ann.points(link, "Animate this", &PROMPT).await;
    assert!(card.text().contains("first frame: jump.png"), "{}", card.text());
    let card = ann.points(link, "Continue this video", &[]).await;
    assert!(card.text().contains("video: jump.mp4"), "{}", card.text());
    let card = ann.says("and on", vec![], Some(link)).await;
    assert!(card.content.contains("video: jump.mp4"), "{}", card.content);
    t.pass(150).await;
    assert_eq!(t.unheard().len(), 5);

    // The page has changed meanwhile.
    let gone = bob.posts("https://gone.example/a.png", vec![], None);
    let preview = json!({"type": "image", "thumbnail": medium("https://gone.example/a.png")});
    t.world.discord.show_previews(gone, vec![preview]);
    let response = ann.points(gone, "Animate this", &PROMPT).await;
    assert!(
        response.is_private() && response.text().contains("couldn't be downloaded"),
        "{}",
        response.text()
    );
    assert!(response.text().contains("Nothing was charged."), "{}", response.text());
    // Whatever an embed says, nobody but Discord is asked.
    let port = t.world.at.wan.port();
    let foreign = json!({"type": "rich", "image": {
        "url": format!("attachment://x"), "proxy_url": format!("http://127.0.0.1:{port}/x.png"),
    }});
    t.world.discord.show_previews(gone, vec![foreign]);
    let response = ann.points(gone, "Animate this", &PROMPT).await;
    assert!(
        response.is_private() && response.text().contains("isn't on Discord"),
        "{}",
        response.text()
    );
    t.finish().await;
}

#[tokio::test]
async fn a_forwarded_message_has_its_files_and_stickers() {
    let t = Story::begin_reading().await;
    let (ann, bob) = (t.member("ann"), t.member("bob"));
    let garden = t.world.discord.add_channel(t.guild, "garden");
    let there = bob.elsewhere(garden);
    let rose = there.posts("look", vec![("rose.png", files::png(640, 480))], None);
    let forward = bob.forwards(rose);
    let card = ann.points(forward, "Animate this", &PROMPT).await;
    assert!(card.text().contains("first frame: rose.png"), "{}", card.text());
    let card = ann.says("it opens", vec![], Some(forward)).await;
    assert!(card.content.contains("first frame: rose.png"), "{}", card.content);

    let image = files::png(320, 320).into();
    let wave = t.world.discord.add_sticker(t.guild, "Wave", StickerFormat::Apng, &image).unwrap();
    let forward = bob.forwards(there.posts_stickers("", &[wave]));
    let card = ann.points(forward, "Animate this", &PROMPT).await;
    assert!(card.text().contains("first frame: Wave.png"), "{}", card.text());
    t.pass(130).await;
    assert_eq!(t.unheard().len(), 3);
    t.finish().await;
}

#[tokio::test]
async fn a_file_of_which_discord_knows_no_type_is_recognised_by_its_bytes() {
    let t = Story::begin().await;
    let ann = t.member("ann");
    let sent = vec![
        ("IMG_0001", files::png(640, 480)),
        ("recording.dat", files::mp4(3.0)),
        ("notes", b"only words".to_vec()),
    ];
    let message = ann.posts("from my old phone", sent, None);
    let card = ann.points(message, "Animate this", &PROMPT).await;
    assert!(card.text().contains("first frame: IMG\\_0001"), "{}", card.text());
    let card = ann.points(message, "Continue this video", &[]).await;
    assert!(card.text().contains("video: recording.dat"), "{}", card.text());
    let card = ann.says("it moves", vec![("IMG_0002", files::png(640, 480))], None).await;
    assert!(card.content.contains("first frame: IMG\\_0002"), "{}", card.content);
    let words = ann.posts("words", vec![("notes", b"only words".to_vec())], None);
    let used = t.world.discord.use_menu(ann.id, words, "Animate this").unwrap();
    let response = ann.reads(used).await;
    assert!(response.text().contains("no image"), "{}", response.text());
    t.pass(130).await;
    assert_eq!(t.unheard().len(), 3);
    t.finish().await;
}
