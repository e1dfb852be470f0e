//! Forty members and a moderator who act concurrently.

use std::io::Cursor;
use std::sync::Mutex;
use std::time::Duration;

use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use wanbot::emulator::discord::OptionValue;
use wanbot::emulator::discord::world::permission;

use crate::world::World;

const MEMBERS: usize = 40;

pub struct Crowd {
    pub members: Vec<u64>,
    moderator: u64,
    image_file: bytes::Bytes,
    /// Credits that the moderator tried to grant.
    pub granted: Mutex<i64>,
}

impl Crowd {
    pub fn gather(world: &World) -> Self {
        let discord = &world.running.discord;
        let members = (0..MEMBERS)
            .map(|n| discord.add_member(world.guild, &format!("member {n}"), 0))
            .collect();
        let moderator = discord.add_member(world.guild, "moderator", permission::MANAGE_GUILD);
        let image = image::RgbImage::from_pixel(300, 300, image::Rgb([40, 90, 160]));
        let mut image_file = Cursor::new(Vec::new());
        image.write_to(&mut image_file, image::ImageFormat::Png).unwrap();
        let image_file = image_file.into_inner().into();
        Self { members, moderator, image_file, granted: Mutex::default() }
    }

    /// Uses the bot forever; most of the time the bot is not running.
    pub async fn keep_asking(&self, world: &World, seed: u64) {
        let discord = &world.running.discord;
        let mut rng = StdRng::seed_from_u64(seed + 1);
        let mut number = 0;
        loop {
            tokio::time::sleep(Duration::from_millis(rng.random_range(20..180))).await;
            let member = self.members[rng.random_range(0..MEMBERS)];
            let channel = world.channel;
            number += 1;
            let prompt = OptionValue::Text(format!("wish {number} of {member}"));
            // A refusal by Discord's client, for example before the commands are registered, is
            // ignored.
            let _ = match rng.random_range(0..12) {
                0 => {
                    let grant = [
                        ("who", OptionValue::Member(member)),
                        ("amount", OptionValue::Text("3".into())),
                    ];
                    *self.granted.lock().unwrap() += 3;
                    discord.run_command(self.moderator, channel, "wan-mod quota grant", &grant)
                }
                1 | 2 => {
                    let file =
                        OptionValue::File { name: "a.png".into(), bytes: self.image_file.clone() };
                    let options = [
                        ("image", file),
                        ("prompt", prompt),
                        ("duration", OptionValue::Integer(2)),
                    ];
                    discord.run_command(member, channel, "animate", &options)
                }
                3 => {
                    let messages = discord.messages(channel);
                    let back = rng.random_range(0..10).min(messages.len().saturating_sub(1));
                    match messages.iter().rev().nth(back) {
                        Some(message) => discord.press(self.moderator, message.id, "Cancel"),
                        None => continue,
                    }
                }
                _ => {
                    let options = [("prompt", prompt), ("duration", OptionValue::Integer(2))];
                    discord.run_command(member, channel, "video", &options)
                }
            };
        }
    }
}
