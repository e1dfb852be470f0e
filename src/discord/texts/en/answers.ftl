# Answers to requests: refusals, failures, cancellations, help.
# A message has 2,000 characters. What a member wrote arrives here escaped.

-free = Nothing was charged.

time-seconds = { $seconds } s
time-minutes = { $minutes } min { $seconds } s
time-hours = { $hours } h { $minutes } min
and-more = … and { $count } more
no-prompt = > *(no prompt)*

# Why a request is not taken. $why is one of the sentences below.
refused =
    { $why }
    { -free }
refused-model = This kind of thing is not offered here. `/help` shows what is.
refused-no-prompt = There is no prompt. Say who or what, where, and how it moves.
refused-prompt-too-long = The prompt has { $chars } characters; the model reads { $limit }. Shorten it by { $over }.
refused-negative-too-long = The negative prompt has { $chars } characters; the model reads { $limit }. Shorten it by { $over }.
refused-no-negative = This model takes no negative prompt. Say in the prompt what you want instead.
refused-seconds = A length of { $seconds } s is not possible: choose { $min } to { $max } seconds.
refused-nothing-to-continue = The clip is { $clip } s long already and `duration` is the total length ({ $seconds } s). Choose a longer one, or give a shorter clip.
refused-resolution = This model does not make { $resolution } here.
refused-ratio = This model does not take the ratio { $ratio } here. Leave it out: the result has the shape of your picture or clip.
refused-count = { $count } pictures are not possible: choose 1 to { $max }.
refused-combination = The model does not take these together: { $roles }. { $takes }
refused-combination-nothing = nothing
takes-text-to-video = For a video from words there may be a sound, and no more.
takes-image-to-video = A picture may have a last picture and audio; a clip may have a last picture, but no audio.
takes-reference-to-video = It takes one to five pictures and clips as references, and beside them one voice and one first frame.
takes-video-edit = It takes one clip and up to four pictures.
takes-image = It takes up to nine pictures.
refused-together = All { $role }s together are { $seconds } s long; the model takes { $most } s. Give fewer, or shorter ones.
refused-options = I do not understand these options: { $words }. They are words such as `10s`, `1080p`, `16:9`, `seed 7`, `x2` (pictures) and `verbatim` (the prompt as written).
refused-not-yours = What this goes on from is not there for you to use here.
# In a channel, where the reason is for one person alone.
refused-aloud = I cannot take this from you now. `/quota` tells you why, and only you.
refused-channel-unknown = Discord did not tell me what kind of channel this is. Please try again in a minute.
refused-age = That was made in an age-restricted channel, so it goes on only in one.
refused-permissions = I lack permissions in this channel: { $names }. A moderator can grant them in the channel's settings; until then use another channel.
refused-outside = I take requests in servers, not in direct messages.
refused-waiting =
    You have { $waiting } { $waiting ->
        [one] job
       *[other] jobs
    } waiting and the limit is { $limit }. Wait for one to finish, or cancel one: `/jobs` lists them.
refused-too-fast = I take { $limit } requests a minute from each member. Try again in { $wait } s.
refused-unrecorded = I cannot write to my records at the moment, so I take no jobs. Please try again in a few minutes.
refused-server = I make nothing in this server: whoever runs me has to allow it first.
refused-account = The video provider does not accept the bot's account at the moment (its key or billing). Whoever runs the bot has been told; please try again later.
refused-stopping = I am being restarted. Please try again in a minute.

# Roles of inputs.
role-first-frame = first frame
role-last-frame = last frame
role-clip = clip
role-audio = audio
role-reference-image = reference picture
role-reference-video = reference clip
role-voice = voice
role-picture = picture
role-reference-audio = reference sound
# As prompts name them, where they can.
role-numbered-image = Image { $number }
role-numbered-video = Video { $number }
role-numbered-picture = picture { $number }

# What is wrong with an input. $file is the next line.
input-file = The { $role } ({ $name })
input-empty = { $file } is empty. Upload it again.
input-wrong-kind = { $file } is { $found }. Give { $wanted }.
input-found-misnamed = { $found }, whatever its name says
input-not-convertible = { $file } is { $found }, which I cannot convert here. Give { $wanted }. { $way }
input-wanted-image = a PNG, JPEG, BMP or WebP picture
input-wanted-clip = an MP4 or MOV clip
input-wanted-audio = an MP3 or WAV sound
input-damaged = { $file } cannot be read: { $why }. Export it anew and try again.
# Limits of a file: one or more faults, and as many steps.
input-beyond-limits = { $file } { $faults }. { $steps }
fault-and = {". "}It{" "}
fault-too-large = is too large: { $bytes }, and { $limit } is the limit
fault-bytes = { $bytes } bytes
fault-sides = is { $width } × { $height } pixels; each side must have { $min } to { $max }
fault-aspect = is too long and thin: { $width } × { $height }, and 1:{ $limit } is the limit
fault-length = is { $seconds } s long; it must be { $min } to { $max } s
step-other = Give another one.
step-crop = Crop it.
step-shrink = Make it smaller.
step-enlarge = Give a larger one.
step-shorten = Cut it.
step-lengthen = Give a longer one.
step-compress = Save it smaller.

# How to save a file in a format that is taken.
way-heic = On an iPhone, **Settings > Camera > Formats > Most Compatible** makes new photos JPEG; of this one, send a screenshot, or export it as JPEG.
way-image = Open it in a viewer and save it as PNG or JPEG.
way-frame = Save the frame that you want as PNG, or send a screenshot of it.
way-animation = Save it as MP4 instead: most sites with GIFs offer both, and video editors export it.
way-matroska = Export it as MP4 (H.264). OBS has **File > Remux Recordings** for that.
way-clip = Export it as MP4 (H.264).
way-ogg = Save it and export it as MP3 with an audio editor. Discord's voice messages are such files.
way-m4a = Export it as MP3 with an audio editor, or in Apple's Music app with **File > Convert > Create MP3 Version**.
way-wav = Save it as a WAV of 16 bits (PCM), or as MP3.
way-audio = Export it as MP3 or WAV.
way-audio-of-clip = Export its audio alone as MP3 or WAV.

input-unreachable = { $file } could not be fetched from Discord ({ $why }). Upload it again.
input-forgotten = { $file } is not kept any more. Upload it with a command.
input-unreadable = { $file } cannot be read from my archive at the moment. Try again in a few minutes.
input-conversion-slow = Converting { $file } took too long. Send a shorter or smaller file.
input-conversion-failed = { $file } could not be converted because of an error on this side. Try again in a few minutes.
input-no-last-frame = The last picture could not be taken out of the clip ({ $name }).
input-foreign = { $file } is not on Discord. Upload the file itself with the command.

# Why a job failed. $code is a code of the provider's, or nothing.
failed = { $why }{ $code }. { -free }
failed-charged = { $why }. Its credits are spent.
failed-code = {" "}(`{ $code }`)
failed-user-input = the provider could not use the request. Check the picture, clip or sound and the options, and try again
failed-moderated = the provider's content check refused it: the prompt, a picture, or what came out of them. Change the prompt or the picture; the same request with another seed sometimes passes
failed-provider = the provider failed while making it. Please try again
failed-lost-charged = I lost track of it, but its result was posted here or sent to you
failed-lost = it was lost between the provider and me, and I could not find out what became of it. Please try again
failed-account = the bot's account with the provider is not accepted at the moment. Trying again will not help until the bot's operator has seen to it; please tell a moderator
failed-undeliverable = it was made, but I can't post in this channel any more, and I can't send you a direct message. `/job` gives it to you, and its credits are spent then; please tell a moderator
failed-undeliverable-charged = it was made, but the place where you asked and your direct messages are closed to me. `/job` gives it to you
failed-bug = I made a mistake. Please tell a moderator, with the job's name

# How a request to cancel ended.
cancelled = Job `{ $job }` is cancelled. { -free }
cancelled-working = Job `{ $job }` is being worked on, and the provider cannot stop it any more. The clip will arrive; you can delete it then.
cancelled-between = Job `{ $job }` is being handed over at this moment. Try again in a few seconds.
cancelled-over = Job `{ $job }` is over already. `/jobs` shows how it ended.
cancelled-unknown = There is no such job in this server. `/jobs` lists yours.
cancelled-not-yours = Job `{ $job }` is someone else's. They can cancel it, and so can moderators.
cancelled-unsure = The provider did not answer, so I do not know whether job `{ $job }` was stopped. Its card will show; try again in a minute.

closed-to-me = You take no direct messages from me, so it is here.
looking = Looking at it…
not-a-job = That is not a job's name. It has eight letters and digits and stands on the card; `/jobs` lists yours.
unreadable = I cannot read my records at the moment. Please try again in a few minutes; your jobs go on.
outdated = I do not know this command (any more). Reload Discord to see the current ones, or try `/help`.

# What a result shows, for people who cannot see it; 1,024 characters.
alt-picture = Generated { $what }.
alt-picture-prompt = Generated { $what }. Prompt: { $prompt }
alt-video = Generated video: { $what }.
alt-video-prompt = Generated video: { $what }. Prompt: { $prompt }
alt-what-image = a picture from a description
alt-what-image-from = a picture, made from others
alt-what-continued = a clip, continued
alt-what-animated = a picture, set in motion
alt-what-reference = a scene with people or things of given pictures
alt-what-edited = a clip, changed
alt-what-scene = a scene from a description

help =
    {""}**I make short videos, and pictures.** Every answer comes at once; the result a few minutes later, in this channel, and pings you.

    { $make }
    {""}**Buttons on a result** make it again, change it, let it go on.

    { $manage }

    Left alone, a video is 720P and 5 seconds long, the cheapest; `preview: True` only says what it would cost. What fails or is refused or cancelled costs nothing.
    Prompts and files are sent to Alibaba Cloud Model Studio, which makes the results.

# The lines of "help": { $make } is those up to "help-messages", { $manage } the others.
help-video =
    `/video` – from words. Say **who or what, where, and how it moves**.
help-animate =
    `/animate` – from a picture (and, if you like, a last picture and a sound). Say **how it moves and what the camera does**: the picture already carries the look.
help-clips =
    `/continue` – a clip goes on. `/edit` – a clip is changed.
help-reference =
    `/reference` – people and things of your pictures and clips in a new clip: "Image 1 waves to Video 1".
help-image =
    `/image` – pictures, from words or from pictures.
help-messages =
    {""}**Or reply** to a message with files, mention me, and say what happens: `@me make it rain 10s 1080p`. Or open its menu: **Apps > Animate this**, **Continue this clip**, **Use as reference**.
help-jobs =
    `/jobs`, `/job`, `/again` – your jobs. `/cancel` – stop one; free while it waits.
help-account =
    `/quota` – your credits, and what things cost. `/settings` – what you want when you say nothing.
