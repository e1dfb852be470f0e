// Checks of discord.js against `wanbot emulate`; README.md says how to run it.

import assert from "node:assert/strict";
import { once } from "node:events";
import {
  ActionRowBuilder, AttachmentBuilder, ButtonBuilder, ButtonStyle, ChannelType, Client, Events,
  GatewayIntentBits, LabelBuilder, MessageFlags, ModalBuilder, Partials, TextInputBuilder,
  TextInputStyle,
} from "discord.js";

const TOKEN = "MTQwMDAwMDAwMDAwMDAwMDAwMA.emulated.token";
const PIXEL = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "base64",
);

function option(name, usual) {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? usual : process.argv[at + 1];
}
const discord = option("discord", "http://127.0.0.1:4100");
const control = option("control", "http://127.0.0.1:4300");

const client = new Client({
  intents: [
    GatewayIntentBits.Guilds, GatewayIntentBits.GuildMessages, GatewayIntentBits.MessageContent,
    GatewayIntentBits.GuildMessageReactions, GatewayIntentBits.DirectMessages,
  ],
  partials: [Partials.Channel],
  rest: { api: `${discord}/api` }, // The changed line.
});

/** Calls the control API, which does what people do. */
async function act(path, body, method = "POST") {
  const answer = await fetch(control + path, {
    method,
    headers: { "content-type": "application/json" },
    body: body && JSON.stringify(body),
  });
  assert.equal(answer.status, 200, `${path}: ${await answer.clone().text()}`);
  return answer.json();
}

/** Waits for an event that an action causes, and of which `fits` is true. */
async function told(event, action, fits = () => true) {
  const heard = new Promise((done, fail) => {
    const listener = (...args) => {
      if (!fits(...args)) return;
      client.off(event, listener);
      done(args);
    };
    client.on(event, listener);
    setTimeout(() => fail(Error(`no ${event}`)), 10_000).unref();
  });
  const [args] = await Promise.all([heard, action()]);
  return args;
}

async function code(call) {
  try {
    await call;
  } catch (refused) {
    return refused.code;
  }
  return null;
}

let guild, channel, ann;
const use = (name, options = {}) =>
  act(`/channels/${channel.id}/commands`, { user: ann, name, options, wait: true });

client.on(Events.InteractionCreate, async (i) => {
  if (i.isAutocomplete()) {
    const fruits = ["apple", "pear"].filter((fruit) => fruit.includes(i.options.getFocused()));
    await i.respond(fruits.map((fruit) => ({ name: fruit, value: fruit })));
  } else if (i.isChatInputCommand() && i.commandName === "echo") {
    const file = i.options.getAttachment("file");
    const bytes = file ? (await (await fetch(file.url)).arrayBuffer()).byteLength : 0;
    const row = new ActionRowBuilder().addComponents(
      new ButtonBuilder().setCustomId("press").setLabel("press").setStyle(ButtonStyle.Primary),
      new ButtonBuilder().setCustomId("ask").setLabel("ask").setStyle(ButtonStyle.Secondary),
    );
    await i.reply({ content: `${i.options.getString("text")} ${bytes}`, components: [row] });
  } else if (i.isChatInputCommand() && i.commandName === "slow") {
    await i.deferReply();
    await i.editReply({ content: "done", files: [new AttachmentBuilder(PIXEL, { name: "pixel.png" })] });
    await i.followUp({ content: "more", flags: MessageFlags.Ephemeral });
  } else if (i.isButton() && i.customId === "press") {
    await i.update({ content: "pressed" });
  } else if (i.isButton()) {
    const text = new TextInputBuilder().setCustomId("text").setStyle(TextInputStyle.Short);
    const label = new LabelBuilder().setLabel("Text").setTextInputComponent(text);
    const modal = new ModalBuilder().setCustomId("form").setTitle("Question");
    await i.showModal(modal.addLabelComponents(label));
  } else if (i.isModalSubmit()) {
    await i.reply(`form: ${i.fields.getTextInputValue("text")}`);
  } else if (i.isMessageContextMenuCommand()) {
    await i.reply(`> ${i.targetMessage.content}`);
  } else if (i.isUserContextMenuCommand()) {
    await i.reply(`hello ${i.targetUser.username}`);
  }
});

const checks = {
  async commands_are_registered() {
    const text = { type: 3, name: "text", description: "d", required: true };
    const file = { type: 11, name: "file", description: "d" };
    const fruit = { type: 3, name: "fruit", description: "d", autocomplete: true };
    const made = await guild.commands.set([
      { name: "echo", description: "d", options: [text, file] },
      { name: "slow", description: "d" },
      { name: "pick", description: "d", options: [fruit] },
      { name: "Quote", type: 3 },
      { name: "Greet", type: 2 },
    ]);
    assert.equal(made.size, 5);
    const one = await guild.commands.create({ name: "single", description: "d" });
    await guild.commands.edit(one, { description: "other" });
    await guild.commands.delete(one);
    assert.equal((await guild.commands.fetch()).size, 5);
  },
  async a_command_gets_text_and_file() {
    const file = { name: "pixel.png", base64: PIXEL.toString("base64") };
    const seen = await use("echo", { text: "hi", file });
    assert.equal(seen.answer.content, `hi ${PIXEL.length}`);
  },
  async a_deferral_is_edited_and_followed() {
    await use("slow");
    const message = (await channel.messages.fetch({ limit: 1 })).first();
    const file = message.attachments.first();
    assert.deepEqual([message.content, file.name, file.width], ["done", "pixel.png", 1]);
    const got = await fetch(file.url, { headers: { range: "bytes=1-3" } });
    assert.deepEqual([got.status, await got.text()], [206, "PNG"]);
  },
  async a_button_and_a_form_are_answered() {
    const { answer } = await use("echo", { text: "x" });
    const press = (label) => act(`/messages/${answer.id}/press`, { user: ann, label });
    await told(Events.MessageUpdate, () => press("press"));
    assert.equal((await channel.messages.fetch(answer.id)).content, "pressed");
    const asked = await press("ask");
    while (!(await act(`/interactions/${asked.id}`, undefined, "GET")).modal) {
      await new Promise((done) => setTimeout(done, 50));
    }
    const sent = await act(`/interactions/${asked.id}/modal`, { text: "words", wait: "true" });
    assert.equal(sent.answer.content, "form: words");
  },
  async choices_are_offered() {
    const body = { user: ann, name: "pick", options: { fruit: "pe" }, focused: "fruit" };
    const seen = await act(`/channels/${channel.id}/autocomplete`, body);
    assert.deepEqual(seen.choices.map((choice) => choice.value), ["pear"]);
  },
  async menus_of_messages_and_members_are_used() {
    const message = await channel.send("words");
    let seen = await act(`/messages/${message.id}/menu`, { user: ann, name: "Quote", wait: true });
    assert.equal(seen.answer.content, "> words");
    const body = { user: ann, name: "Greet", channel: channel.id, wait: true };
    seen = await act(`/guilds/${guild.id}/members/${ann}/menu`, body);
    assert.equal(seen.answer.content, "hello ann");
  },
  async a_mention_is_read_and_replied_to() {
    const body = { user: ann, content: `<@${client.user.id}> look` };
    const say = () => act(`/channels/${channel.id}/messages`, body);
    const [message] = await told(Events.MessageCreate, say, (said) => said.author.id === ann);
    assert.equal(message.mentions.has(client.user), true);
    const reply = await message.reply("seen");
    assert.equal(reply.reference.messageId, message.id);
  },
  async messages_are_edited_listed_and_deleted() {
    const message = await channel.send({ content: "  one  ", nonce: "n1", enforceNonce: true });
    const again = await channel.send({ content: "other", nonce: "n1", enforceNonce: true });
    assert.deepEqual([message.content, again.id], ["one", message.id]);
    assert.equal((await message.edit("two")).content, "two");
    await message.delete();
    const found = channel.messages.fetch({ message: message.id, force: true });
    assert.equal(await code(found), 10008);
  },
  async reactions_are_added_and_cleared() {
    const message = await channel.send("x");
    await message.react("🔥");
    const react = () => act(`/messages/${message.id}/react`, { user: ann, emoji: "🦊" });
    await told(Events.MessageReactionAdd, react, (_, user) => user.id === ann);
    const fox = message.reactions.resolve("🦊");
    assert.deepEqual((await fox.users.fetch()).map((user) => user.username), ["ann"]);
    await told(Events.MessageReactionRemoveEmoji, () => fox.remove());
    await told(Events.MessageReactionRemoveAll, () => message.reactions.removeAll());
    assert.equal((await message.fetch(true)).reactions.cache.size, 0);
  },
  async messages_are_pinned() {
    const message = await channel.send("pinned");
    await told(Events.ChannelPinsUpdate, () => message.pin());
    const { items } = await channel.messages.fetchPins();
    assert.deepEqual(items.map((pin) => pin.message.id), [message.id]);
    await message.unpin();
    assert.equal((await channel.messages.fetchPins()).items.length, 0);
  },
  async many_are_deleted_at_once() {
    const made = [await channel.send("a"), await channel.send("b"), await channel.send("c")];
    const [gone] = await told(Events.MessageBulkDelete, () => channel.bulkDelete(made));
    assert.deepEqual([...gone.keys()].sort(), made.map((message) => message.id).sort());
  },
  async threads_are_created() {
    const message = await channel.send("start");
    const thread = await message.startThread({ name: "about", autoArchiveDuration: 60 });
    assert.deepEqual([thread.id, thread.parentId], [message.id, channel.id]);
    assert.equal((await thread.send("inside")).channelId, thread.id);
    const alone = await channel.threads.create({ name: "alone" });
    const type = ChannelType.PrivateThread;
    const secret = await channel.threads.create({ name: "secret", type });
    const { threads } = await guild.channels.fetchActiveThreads();
    assert.deepEqual([...threads.keys()].sort(), [thread.id, alone.id, secret.id].sort());
  },
  async a_message_is_forwarded() {
    const message = await channel.send("far");
    const made = await message.forward(channel);
    assert.equal(made.messageSnapshots.first().content, "far");
  },
  async a_direct_message_arrives() {
    const user = await client.users.fetch(ann);
    assert.equal((await user.send("hello")).content, "hello");
    await act(`/users/${ann}/state`, { takes_direct: false });
    assert.equal(await code(user.send("again")), 50007);
  },
  async errors_have_their_codes() {
    assert.equal(await code(client.channels.fetch("7")), 10003);
    assert.equal(await code(channel.send("x".repeat(2001))), 50035);
    const files = [new AttachmentBuilder(Buffer.alloc(20_000_001), { name: "large.bin" })];
    assert.equal(await code(channel.send({ files })), 40005);
  },
  async twenty_at_once_arrive_within_the_limit() {
    const sent = await Promise.all(Array.from({ length: 20 }, (_, n) => channel.send(`n${n}`)));
    const listed = await channel.messages.fetch({ limit: 20 });
    assert.deepEqual([...listed.keys()].sort(), sent.map((message) => message.id).sort());
  },
  async a_lost_connection_is_resumed() {
    await told(Events.ShardResume, () => act("/gateway/close", { code: 4000 }));
  },
};

const timeout = (time) => new Promise((_, fail) => setTimeout(() => fail(Error("too slow")), time).unref());
await Promise.all([once(client, Events.ClientReady), client.login(TOKEN)]);
const [joined] = await told(Events.GuildCreate, () => act("/guilds", { name: "checks" }));
guild = joined;
[channel] = await told(Events.ChannelCreate, () => act(`/guilds/${guild.id}/channels`, { name: "checks" }));
ann = (await act(`/guilds/${guild.id}/members`, { name: "ann" })).id;
// MANAGE_MESSAGES and PIN_MESSAGES.
const give = String((1n << 13n) | (1n << 51n));
await act(`/guilds/${guild.id}/members/${client.user.id}/permissions`, { give });
let failed = 0;
for (const [name, check] of Object.entries(checks)) {
  try {
    await Promise.race([check(), timeout(60_000)]);
    console.log("ok    ", name);
  } catch (error) {
    failed += 1;
    console.log("FAILED", name);
    console.error(error);
  }
}
const all = Object.keys(checks).length;
console.log(`${all - failed} of ${all} checks passed`);
await client.destroy();
process.exit(failed ? 1 : 0);
