"""Checks of discord.py against `wanbot emulate`; README.md says how to run it."""

import argparse
import asyncio
import base64
import io
import json
import sys
import traceback
import urllib.request

import discord
from discord import app_commands
from yarl import URL

TOKEN = "MTQwMDAwMDAwMDAwMDAwMDAwMA.emulated.token"
PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)

options = argparse.ArgumentParser(description=__doc__)
options.add_argument("--discord", default="http://127.0.0.1:4100")
options.add_argument("--control", default="http://127.0.0.1:4300")
at = options.parse_args()

# The changed line: discord.py has no setting for the address.
discord.http.Route.BASE = at.discord + "/api/v10"
discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = URL(at.discord.replace("http", "ws", 1))

checks = []


def check(test):
    """Registers a check, whose name is that of the function."""
    checks.append(test)
    return test


def act(path, body=None, method="POST"):
    """Calls the control API, which does what people do."""
    request = urllib.request.Request(
        at.control + path,
        method=method,
        data=None if body is None else json.dumps(body).encode(),
        headers={"content-type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=30) as answer:
        return json.load(answer)


class Bot(discord.Client):
    """A bot with a command of each kind."""

    def __init__(self):
        intents = discord.Intents.default()
        intents.message_content = True
        super().__init__(intents=intents)
        self.tree = app_commands.CommandTree(self)
        self.heard = asyncio.Queue()

    async def do(self, path, body=None, method="POST"):
        return await asyncio.to_thread(act, path, body, method)

    async def hear(self, event):
        """Waits for an event of this name; others before it are dropped."""
        while True:
            name, data = await asyncio.wait_for(self.heard.get(), 10)
            if name == event:
                return data

    def dispatch(self, event, /, *args, **kwargs):
        super().dispatch(event, *args, **kwargs)
        self.heard.put_nowait((event, args))

    async def use(self, name, **options):
        """A member uses a command, and sees the response."""
        body = {"user": self.ann, "name": name, "options": options, "wait": True}
        return await self.do(f"/channels/{self.channel.id}/commands", body)

    async def seen(self, interaction):
        """What an interaction has produced so far."""
        return await self.do(f"/interactions/{interaction['id']}", method="GET")


bot = Bot()


class Question(discord.ui.Modal, title="Question"):
    text = discord.ui.TextInput(label="Text")

    async def on_submit(self, interaction):
        await interaction.response.send_message(f"form: {self.text.value}")


class Buttons(discord.ui.View):
    @discord.ui.button(label="press")
    async def press(self, interaction, _):
        await interaction.response.edit_message(content="pressed", view=self)

    @discord.ui.button(label="ask")
    async def ask(self, interaction, _):
        await interaction.response.send_modal(Question())

    @discord.ui.select(options=[discord.SelectOption(label="A", value="a")])
    async def choose(self, interaction, select):
        await interaction.response.send_message(f"chose {select.values[0]}")


@bot.tree.command(description="Says what it gets")
async def echo(interaction: discord.Interaction, text: str, file: discord.Attachment = None):
    size = len(await file.read()) if file else 0
    await interaction.response.send_message(f"{text} {size}", view=Buttons())


@bot.tree.command(description="Takes its time")
async def slow(interaction: discord.Interaction):
    await interaction.response.defer()
    await interaction.edit_original_response(
        content="done", attachments=[discord.File(io.BytesIO(PIXEL), "pixel.png")]
    )
    await interaction.followup.send("more", ephemeral=True)


@bot.tree.command(description="Offers choices")
async def pick(interaction: discord.Interaction, fruit: str):
    await interaction.response.send_message(fruit)


@pick.autocomplete("fruit")
async def fruits(_, current: str):
    return [app_commands.Choice(name=f, value=f) for f in ("apple", "pear") if current in f]


@bot.tree.context_menu(name="Quote")
async def quote(interaction: discord.Interaction, message: discord.Message):
    await interaction.response.send_message(f"> {message.content}")


@bot.tree.context_menu(name="Greet")
async def greet(interaction: discord.Interaction, member: discord.Member):
    await interaction.response.send_message(f"hello {member.name}")


@check
async def commands_are_registered():
    bot.tree.copy_global_to(guild=bot.guild)
    names = {c.name for c in await bot.tree.sync(guild=bot.guild)}
    assert names == {"echo", "slow", "pick", "Quote", "Greet"}, names
    listed = await bot.tree.fetch_commands(guild=bot.guild)
    assert {c.name for c in listed} == names, listed


@check
async def a_command_gets_text_and_file():
    file = {"name": "pixel.png", "base64": base64.b64encode(PIXEL).decode()}
    seen = await bot.use("echo", text="hi", file=file)
    assert seen["answer"]["content"] == f"hi {len(PIXEL)}", seen


@check
async def a_deferral_is_edited_and_followed():
    await bot.use("slow")
    text, = [m async for m in bot.channel.history(limit=1)]
    assert (text.content, [a.filename for a in text.attachments]) == ("done", ["pixel.png"]), text
    assert text.attachments[0].content_type == "image/png"
    assert await text.attachments[0].read() == PIXEL


@check
async def a_button_a_menu_and_a_form_are_answered():
    seen = await bot.use("echo", text="x")
    message = seen["answer"]["id"]
    await bot.do(f"/messages/{message}/press", {"user": bot.ann, "label": "press"})
    while (await bot.hear("interaction"))[0].type != discord.InteractionType.component:
        pass
    chosen = await bot.do(f"/messages/{message}/choose", {"user": bot.ann, "values": ["a"]})
    asked = await bot.do(f"/messages/{message}/press", {"user": bot.ann, "label": "ask"})
    while not (modal := (await bot.seen(asked))["modal"]):
        await asyncio.sleep(0.05)
    field = modal["components"][0]["components"][0]["custom_id"]
    sent = await bot.do(f"/interactions/{asked['id']}/modal", {field: "words", "wait": "true"})
    assert sent["answer"]["content"] == "form: words", sent
    seen = await bot.seen(chosen)
    assert seen["answer"]["content"] == "chose a", seen
    assert (await bot.channel.fetch_message(int(message))).content == "pressed"


@check
async def choices_are_offered():
    body = {"user": bot.ann, "name": "pick", "options": {"fruit": "pe"}, "focused": "fruit"}
    seen = await bot.do(f"/channels/{bot.channel.id}/autocomplete", body)
    assert [c["value"] for c in seen["choices"]] == ["pear"], seen


@check
async def menus_of_messages_and_members_are_used():
    message = await bot.channel.send("words")
    body = {"user": bot.ann, "name": "Quote", "wait": True}
    seen = await bot.do(f"/messages/{message.id}/menu", body)
    assert seen["answer"]["content"] == "> words", seen
    body = {"user": bot.ann, "name": "Greet", "channel": str(bot.channel.id), "wait": True}
    seen = await bot.do(f"/guilds/{bot.guild.id}/members/{bot.ann}/menu", body)
    assert seen["answer"]["content"] == "hello ann", seen


@check
async def a_mention_is_read_and_replied_to():
    body = {"user": bot.ann, "content": f"<@{bot.user.id}> look",
            "files": [{"name": "a.png", "base64": base64.b64encode(PIXEL).decode()}]}
    await bot.do(f"/channels/{bot.channel.id}/messages", body)
    while True:
        message, = await bot.hear("message")
        if message.author.id == int(bot.ann):
            break
    assert bot.user in message.mentions and message.attachments[0].width == 1
    reply = await message.reply("seen", file=discord.File(io.BytesIO(PIXEL), "b.png"))
    assert reply.type == discord.MessageType.reply and reply.reference.message_id == message.id


@check
async def messages_are_edited_listed_and_deleted():
    message = await bot.channel.send("  one  ", nonce="n1")
    assert (message.content, message.nonce) == ("one", "n1")
    assert (await message.edit(content="two")).content == "two"
    assert [m.content async for m in bot.channel.history(limit=1)] == ["two"]
    await message.delete()
    try:
        await bot.channel.fetch_message(message.id)
    except discord.NotFound as refused:
        assert refused.code == 10008
    else:
        raise AssertionError("it is still there")


@check
async def an_embed_has_its_time():
    embed = discord.Embed(title="t", timestamp=discord.utils.utcnow()).add_field(name="a", value="b")
    made = await bot.channel.send(embed=embed)
    assert made.embeds[0].timestamp == embed.timestamp and made.embeds[0].fields[0].value == "b"


@check
async def reactions_are_added_and_cleared():
    message = await bot.channel.send("x")
    await message.add_reaction("🔥")
    await bot.do(f"/messages/{message.id}/react", {"user": bot.ann, "emoji": "🦊"})
    seen = await bot.channel.fetch_message(message.id)
    assert [str(r.emoji) for r in seen.reactions] == ["🔥", "🦊"], seen.reactions
    assert [u.name async for u in seen.reactions[1].users()] == ["ann"]
    await message.clear_reaction("🦊")
    await bot.hear("raw_reaction_clear_emoji")
    await message.clear_reactions()
    await bot.hear("raw_reaction_clear")
    assert not (await bot.channel.fetch_message(message.id)).reactions


@check
async def messages_are_pinned():
    first, second = [await bot.channel.send(text) for text in ("first", "second")]
    await first.pin()
    await bot.hear("guild_channel_pins_update")
    await second.pin()
    pins = [m async for m in bot.channel.pins()]
    assert [m.id for m in pins] == [second.id, first.id], pins
    await first.unpin()
    assert [m.id async for m in bot.channel.pins()] == [second.id]


@check
async def many_are_deleted_at_once():
    made = [await bot.channel.send(str(n)) for n in range(3)]
    await bot.channel.delete_messages(made)
    gone, = await bot.hear("raw_bulk_message_delete")
    assert gone.message_ids == {m.id for m in made}


@check
async def threads_are_created():
    message = await bot.channel.send("start")
    thread = await message.create_thread(name="about", auto_archive_duration=60)
    assert (thread.id, thread.parent_id) == (message.id, bot.channel.id)
    assert (await thread.send("inside")).channel.id == thread.id
    alone = await bot.channel.create_thread(name="alone", type=discord.ChannelType.public_thread)
    secret = await bot.channel.create_thread(name="secret")
    assert secret.is_private()
    active = {t.id for t in await bot.guild.active_threads()}
    assert active == {thread.id, alone.id, secret.id}, active


@check
async def a_message_is_forwarded():
    message = await bot.channel.send("far")
    made = await message.forward(bot.channel)
    assert made.message_snapshots[0].content == "far"
    assert made.reference.type == discord.MessageReferenceType.forward


@check
async def pings_are_limited():
    role = await bot.do(f"/guilds/{bot.guild.id}/roles", {"name": "staff"})
    text = f"<@&{role['id']}> <@{bot.ann}> @everyone"
    allowed = discord.AllowedMentions(users=True, roles=False, everyone=False)
    made = await bot.channel.send(text, allowed_mentions=allowed)
    assert [user.name for user in made.mentions] == ["ann"], made.mentions
    assert not made.role_mentions and not made.mention_everyone


@check
async def a_direct_message_arrives():
    user = await bot.fetch_user(int(bot.ann))
    message = await user.send("hello")
    assert [m.content async for m in message.channel.history()] == ["hello"]
    await bot.do(f"/users/{bot.ann}/state", {"takes_direct": False})
    try:
        await user.send("again")
    except discord.Forbidden as refused:
        assert refused.code == 50007
    else:
        raise AssertionError("they do not take it")


@check
async def errors_have_their_codes():
    async def code(call):
        try:
            await call
        except discord.HTTPException as refused:
            return refused.code
        return None

    assert await code(bot.fetch_channel(7)) == 10003
    assert await code(bot.fetch_guild(7)) in (10004, 50001)
    assert await code(bot.channel.send("x" * 2001)) == 50035
    assert await code(bot.channel.send("")) == 50006
    large = discord.File(io.BytesIO(bytes(20_000_001)), "large.bin")
    assert await code(bot.channel.send(file=large)) == 40005


@check
async def twenty_at_once_arrive_within_the_limit():
    sent = await asyncio.gather(*[bot.channel.send(f"n{n}") for n in range(20)])
    listed = [m.content async for m in bot.channel.history(limit=20)]
    assert len({m.id for m in sent}) == 20 and sorted(listed) == sorted(m.content for m in sent)


@check
async def a_lost_connection_is_resumed():
    await bot.do("/gateway/close", {"code": 4000})
    missed = {"user": bot.ann, "content": "missed"}
    await bot.do(f"/channels/{bot.channel.id}/messages", missed)
    await bot.hear("resumed")


async def main():
    failed = 0
    connected = asyncio.create_task(bot.start(TOKEN))
    await asyncio.wait_for(ready_or_refused(connected), 30)
    made = await bot.do("/guilds", {"name": "checks"})
    while not (guild := bot.get_guild(int(made["id"]))):
        await asyncio.sleep(0.05)
    bot.guild = guild
    channel = await bot.do(f"/guilds/{guild.id}/channels", {"name": "checks"})
    while not (found := guild.get_channel(int(channel["id"]))):
        await asyncio.sleep(0.05)
    bot.channel = found
    bot.ann = (await bot.do(f"/guilds/{guild.id}/members", {"name": "ann"}))["id"]
    # MANAGE_MESSAGES and PIN_MESSAGES.
    path = f"/guilds/{guild.id}/members/{bot.user.id}/permissions"
    await bot.do(path, {"give": str(1 << 13 | 1 << 51)})
    for test in checks:
        try:
            await asyncio.wait_for(test(), 60)
            print("ok    ", test.__name__, flush=True)
        except Exception:
            failed += 1
            print("FAILED", test.__name__, flush=True)
            traceback.print_exc()
    await bot.close()
    print(f"{len(checks) - failed} of {len(checks)} checks passed")
    return 1 if failed else 0


async def ready_or_refused(connected):
    """Waits for READY, or raises the reason why there is none."""
    ready = asyncio.create_task(bot.hear("ready"))
    done, _ = await asyncio.wait({ready, connected}, return_when=asyncio.FIRST_COMPLETED)
    if connected in done:
        connected.result()


sys.exit(asyncio.run(main()))
