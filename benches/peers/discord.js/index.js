// A minimal bot for Wan videos with discord.js: a durable row before the answer, a card, the POST,
// a poller, delivery. See ../README.md.
'use strict';

const crypto = require('node:crypto');
const Database = require('better-sqlite3');
const {
  ActionRowBuilder, ButtonBuilder, ButtonStyle, Client, Events, GatewayIntentBits,
} = require('discord.js');

const { DISCORD_TOKEN, DISCORD_ORIGIN, DASHSCOPE_API_KEY, WAN_ORIGIN, JOURNAL } = process.env;
// As wanbot: tasks that the model runs at once and one more, the interval of its poller, and how
// long Discord waits for an answer before "thinking…" has to be shown.
const AT_ONCE = 6;
const POLL_EVERY = 5_000;
const LATE = 2_000;

const db = new Database(JOURNAL ?? 'peer.sqlite');
db.pragma('journal_mode = WAL');
db.pragma('synchronous = FULL');
db.exec(`CREATE TABLE IF NOT EXISTS jobs (
  id TEXT PRIMARY KEY, interaction TEXT UNIQUE, token TEXT, guild TEXT, channel TEXT, user TEXT,
  prompt TEXT, seed INTEGER, state TEXT, at INTEGER, task TEXT, url TEXT
); CREATE INDEX IF NOT EXISTS by_state ON jobs (state, at)`);
const insert = db.prepare(`INSERT INTO jobs
  (id, interaction, token, guild, channel, user, prompt, seed, state, at)
  VALUES (@id, @interaction, @token, @guild, @channel, @user, @prompt, @seed, 'accepted', @at)`);
const setState = db.prepare('UPDATE jobs SET state = ? WHERE id = ?');
const setTask = db.prepare("UPDATE jobs SET state = 'submitted', task = ? WHERE id = ?");
const setUrl = db.prepare("UPDATE jobs SET state = 'finished', url = ? WHERE id = ?");
const waiting = db.prepare("SELECT * FROM jobs WHERE state = 'accepted' ORDER BY at LIMIT ?");
const atProvider = db.prepare("SELECT * FROM jobs WHERE state IN ('submitting', 'submitted')");
const finished = db.prepare("SELECT * FROM jobs WHERE state = 'finished'");
let queued = db.prepare("SELECT count(*) AS n FROM jobs WHERE state = 'accepted'").get().n;

const client = new Client({
  intents: [GatewayIntentBits.Guilds],
  rest: { api: `${DISCORD_ORIGIN}/api` },
});

function card(job, state) {
  const soon = Math.floor(job.at / 1000) + 300;
  return {
    content: `**Video** · job \`${job.id}\`\n> ${job.prompt}\n`
      + `wan2.7-t2v · 720P · 16:9 · 5 s · seed ${job.seed}\n`
      + `${state} · ready <t:${soon}:R> at the earliest, <t:${soon + 600}:R> at the latest · `
      + '5 credits reserved',
    components: [new ActionRowBuilder().addComponents(
      new ButtonBuilder().setCustomId(`cancel:${job.id}`).setLabel('Cancel')
        .setStyle(ButtonStyle.Secondary),
    )],
    allowedMentions: { parse: [] },
  };
}

async function accept(interaction) {
  // Nothing here waits, so that "thinking…" is needed only if the process was busy for long.
  if (Date.now() - interaction.createdTimestamp > LATE) await interaction.deferReply();
  const job = {
    id: crypto.randomBytes(5).toString('hex').slice(0, 8),
    interaction: interaction.id,
    token: interaction.token,
    guild: interaction.guildId,
    channel: interaction.channelId,
    user: interaction.user.id,
    prompt: interaction.options.getString('prompt', true),
    seed: crypto.randomInt(2 ** 31),
    at: Date.now(),
  };
  insert.run(job);
  queued += 1;
  const answer = card(job, `**Queued**, one of ${queued} that wait (members take turns)`);
  await (interaction.deferred ? interaction.editReply(answer) : interaction.reply(answer));
  submit().catch(console.error);
}

async function wan(path, body) {
  const response = await fetch(`${WAN_ORIGIN}/api/v1/${path}`, {
    method: body ? 'POST' : 'GET',
    headers: {
      authorization: `Bearer ${DASHSCOPE_API_KEY}`,
      ...(body && { 'content-type': 'application/json', 'x-dashscope-async': 'enable' }),
    },
    body: body && JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`the provider answers ${response.status}`);
  return (await response.json()).output;
}

async function edit(job, state) {
  await client.rest.patch(
    `/webhooks/${client.application.id}/${job.token}/messages/@original`,
    { body: { ...card(job, state), allowedMentions: undefined }, auth: false },
  ).catch(console.error);
}

let submitting = false;
let pausedUntil = 0;

async function submit() {
  if (submitting || Date.now() < pausedUntil) return;
  submitting = true;
  try {
    const free = AT_ONCE - atProvider.all().length;
    for (const job of free > 0 ? waiting.all(free) : []) {
      setState.run('submitting', job.id);
      try {
        const { task_id: task } = await wan('services/aigc/video-generation/video-synthesis', {
          model: 'wan2.7-t2v',
          input: { prompt: job.prompt },
          parameters: { resolution: '720P', ratio: '16:9', duration: 5, seed: job.seed },
        });
        setTask.run(task, job.id);
      } catch {
        // Too many at once, for example: later.
        setState.run('accepted', job.id);
        pausedUntil = Date.now() + POLL_EVERY;
        return;
      }
      queued -= 1;
      await edit(job, '**At the provider**');
    }
  } finally {
    submitting = false;
  }
}

async function poll() {
  for (const job of atProvider.all().filter((j) => j.task)) {
    const { task_status: status, video_url: url } = await wan(`tasks/${job.task}`);
    if (status === 'SUCCEEDED') {
      setUrl.run(url, job.id);
    } else if (['FAILED', 'CANCELED', 'UNKNOWN'].includes(status)) {
      setState.run('failed', job.id);
      await edit(job, '**Failed**');
    }
  }
  await deliver();
  await submit();
}

async function deliver() {
  for (const job of finished.all()) {
    const video = Buffer.from(await (await fetch(job.url)).arrayBuffer());
    const channel = await client.channels.fetch(job.channel);
    await channel.send({
      content: `<@${job.user}> your video · job \`${job.id}\``,
      files: [{ attachment: video, name: `${job.id}.mp4` }],
    });
    setState.run('delivered', job.id);
    await edit(job, '**Done**');
  }
}

client.on(Events.InteractionCreate, (interaction) => {
  if (interaction.isChatInputCommand()) accept(interaction).catch(console.error);
});
client.once(Events.ClientReady, async () => {
  await client.application.commands.set([{
    name: 'video',
    description: 'A video from a text',
    options: [{
      type: 3, name: 'prompt', description: 'What happens in it', required: true, max_length: 1500,
    }],
  }]);
  setInterval(() => poll().catch(console.error), POLL_EVERY);
});
client.login(DISCORD_TOKEN);
