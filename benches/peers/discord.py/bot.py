"""A minimal bot for Wan videos with discord.py: a durable row before the answer, a card, the POST,
a poller, delivery. See ../README.md."""

import asyncio
import io
import logging
import os
import secrets
import sqlite3
import time

import aiohttp
import discord
import yarl
from discord import app_commands
from discord.ext import tasks

DISCORD_ORIGIN, WAN_ORIGIN = os.environ["DISCORD_ORIGIN"], os.environ["WAN_ORIGIN"]
# As wanbot: tasks that the model runs at once and one more, the interval of its poller, and how
# long Discord waits for an answer before "thinking…" has to be shown.
AT_ONCE = 6
POLL_EVERY = 5
LATE = 2

discord.http.Route.BASE = f"{DISCORD_ORIGIN}/api/v10"
discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(os.environ["DISCORD_GATEWAY"])

db = sqlite3.connect(os.environ.get("JOURNAL", "peer.sqlite"), isolation_level=None)
db.row_factory = sqlite3.Row
db.execute("PRAGMA journal_mode = WAL")
db.execute("PRAGMA synchronous = FULL")
db.executescript(
    """CREATE TABLE IF NOT EXISTS jobs (
    id TEXT PRIMARY KEY, interaction INTEGER UNIQUE, token TEXT, guild INTEGER, channel INTEGER,
    user INTEGER, prompt TEXT, seed INTEGER, state TEXT, at REAL, task TEXT, url TEXT
    ); CREATE INDEX IF NOT EXISTS by_state ON jobs (state, at)"""
)


def select(where, *values):
    return db.execute(f"SELECT * FROM jobs WHERE {where}", values).fetchall()


def card(job, state):
    soon = int(job["at"]) + 300
    return (
        f"**Video** · job `{job['id']}`\n> {job['prompt']}\n"
        f"wan2.7-t2v · 720P · 16:9 · 5 s · seed {job['seed']}\n"
        f"{state} · ready <t:{soon}:R> at the earliest, <t:{soon + 600}:R> at the latest · "
        "5 credits reserved"
    )


def buttons(job):
    view = discord.ui.View(timeout=None)
    view.add_item(discord.ui.Button(label="Cancel", custom_id=f"cancel:{job['id']}"))
    # Not kept in memory for each card.
    view.stop()
    return view


class Bot(discord.Client):
    def __init__(self):
        super().__init__(intents=discord.Intents(guilds=True))
        self.tree = app_commands.CommandTree(self)
        self.queued = len(select("state = 'accepted'"))
        self.submitting = asyncio.Lock()
        self.paused_until = 0.0

    async def setup_hook(self):
        key = os.environ["DASHSCOPE_API_KEY"]
        self.wan = aiohttp.ClientSession(headers={"Authorization": f"Bearer {key}"})
        await self.tree.sync()
        self.poll.start()

    async def call(self, path, body=None):
        address = f"{WAN_ORIGIN}/api/v1/{path}"
        if body is None:
            sent = self.wan.get(address)
        else:
            sent = self.wan.post(address, json=body, headers={"X-DashScope-Async": "enable"})
        async with sent as response:
            response.raise_for_status()
            return (await response.json())["output"]

    async def edit(self, job, state):
        webhook = discord.Webhook.partial(self.application_id, job["token"], client=self)
        try:
            await webhook.edit_message("@original", content=card(job, state), view=buttons(job))
        except discord.HTTPException:
            logging.exception("a card could not be edited")

    async def submit(self):
        if self.submitting.locked() or time.time() < self.paused_until:
            return
        async with self.submitting:
            free = AT_ONCE - len(select("state IN ('submitting', 'submitted')"))
            for job in select("state = 'accepted' ORDER BY at LIMIT ?", max(free, 0)):
                db.execute("UPDATE jobs SET state = 'submitting' WHERE id = ?", (job["id"],))
                parameters = {"resolution": "720P", "ratio": "16:9", "duration": 5}
                body = {
                    "model": "wan2.7-t2v",
                    "input": {"prompt": job["prompt"]},
                    "parameters": {**parameters, "seed": job["seed"]},
                }
                try:
                    output = await self.call(
                        "services/aigc/video-generation/video-synthesis", body
                    )
                except aiohttp.ClientError:
                    # Too many at once, for example: later.
                    db.execute("UPDATE jobs SET state = 'accepted' WHERE id = ?", (job["id"],))
                    self.paused_until = time.time() + POLL_EVERY
                    return
                db.execute(
                    "UPDATE jobs SET state = 'submitted', task = ? WHERE id = ?",
                    (output["task_id"], job["id"]),
                )
                self.queued -= 1
                await self.edit(job, "**At the provider**")

    @tasks.loop(seconds=POLL_EVERY)
    async def poll(self):
        for job in select("state = 'submitted'"):
            output = await self.call(f"tasks/{job['task']}")
            if output["task_status"] == "SUCCEEDED":
                db.execute(
                    "UPDATE jobs SET state = 'finished', url = ? WHERE id = ?",
                    (output["video_url"], job["id"]),
                )
            elif output["task_status"] in ("FAILED", "CANCELED", "UNKNOWN"):
                db.execute("UPDATE jobs SET state = 'failed' WHERE id = ?", (job["id"],))
                await self.edit(job, "**Failed**")
        for job in select("state = 'finished'"):
            async with self.wan.get(job["url"]) as response:
                video = io.BytesIO(await response.read())
            await self.get_partial_messageable(job["channel"]).send(
                f"<@{job['user']}> your video · job `{job['id']}`",
                file=discord.File(video, f"{job['id']}.mp4"),
            )
            db.execute("UPDATE jobs SET state = 'delivered' WHERE id = ?", (job["id"],))
            await self.edit(job, "**Done**")
        await self.submit()


bot = Bot()


@bot.tree.command(description="A video from a text")
@app_commands.describe(prompt="What happens in it")
async def video(interaction: discord.Interaction, prompt: app_commands.Range[str, 1, 1500]):
    # Nothing here waits, so that "thinking…" is needed only if the process was busy for long.
    late = time.time() - interaction.created_at.timestamp() > LATE
    if late:
        await interaction.response.defer(thinking=True)
    job = {
        "id": secrets.token_hex(4),
        "prompt": prompt,
        "seed": secrets.randbelow(2**31),
        "at": time.time(),
    }
    db.execute(
        "INSERT INTO jobs (id, interaction, token, guild, channel, user, prompt, seed, state, at) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'accepted', ?)",
        (
            job["id"],
            interaction.id,
            interaction.token,
            interaction.guild_id,
            interaction.channel_id,
            interaction.user.id,
            prompt,
            job["seed"],
            job["at"],
        ),
    )
    bot.queued += 1
    text = card(job, f"**Queued**, one of {bot.queued} that wait (members take turns)")
    silent = discord.AllowedMentions.none()
    if late:
        await interaction.edit_original_response(
            content=text, view=buttons(job), allowed_mentions=silent
        )
    else:
        await interaction.response.send_message(
            text, view=buttons(job), allowed_mentions=silent
        )
    await bot.submit()


bot.run(os.environ["DISCORD_TOKEN"], log_level=logging.WARNING)
