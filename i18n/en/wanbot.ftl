# All texts that people read, in English: Discord's messages, its commands, and the command line.
#
# - A text without a translation falls back to English, and a test fails.
# - Names of variables ({ $name }), Markdown (**bold**, `code`) and line breaks stay. A variable may
#   move, and may be used in a selector. A term (-free) is the file's own.
# - $file, $why, $what and the like are other texts of this file; the comments say which.
# - Numbers come as numbers: they can be used in a selector ([one], *[other], …) and are written with
#   the decimal separator below. Times come in Discord's markup, which each reader's client shows in
#   their own zone and language.
# - Commands and options that a text mentions ("`/help`", "`preview: True`") are written with the
#   names that this file gives them (command-…-name, option-…-name).
# - Limits are in the comments. docs/dev/add-a-language.md says more.

## Numbers and the language itself

# The name of the language, in the language itself.
language-name = English
decimal-separator = {"."}
# $amount has two decimals.
money = ${ $amount }
size-kilobytes = { $size } kB
size-megabytes = { $size } MB
# Between the items of a list.
list-separator = {", "}
# A name and what belongs to it.
labelled = { $label }: { $text }
# What was changed in a file, behind its name.
in-parentheses = {" "}({ $text })
# A reason that somebody gave.
quoted-reason = “{ $reason }”

## Commands and options
# Descriptions have at most 100 characters. Their names are below.

video = Generate a video from a text prompt
video-prompt = Who or what, where, and how it moves
animate = Animate an image
animate-image = What the video starts from: a photo, drawing or GIF
animate-member = Or the member whose avatar it starts from, where the server allows it
animate-prompt = Describe motion and camera; the image already sets the look
continue = Extend a video
continue-video = The video or GIF to extend: 2 s or more; I use at most its last 10 s
continue-prompt = What happens next and what the camera does; the video already sets the look
continue-duration = TOTAL length in seconds, your video included (default: 5 s more)
reference = Generate a video with characters or objects from your images and videos
reference-prompt = What happens; refer to them as "Image 1", "Video 1"
reference-image1 = Character or object to include; refer to it as "Image 1"
reference-image = "Image { $number }" in your prompt
reference-video1 = A video or GIF: 1 s or more, I use at most 30 s; "Video 1" in your prompt
reference-video = "Video { $number }" in your prompt
reference-voice = How the first character speaks: any audio or video, 1 s or more; I use at most 10 s
reference-first-frame = The image that the video starts from
reference-ratio = Aspect ratio (default: 16:9); not with a first frame
reference-duration = Seconds (default: 5); at most 10 with a video
edit = Edit a video
edit-video = The video or GIF to edit: 2 s or more; I use at most 10 s of it
edit-prompt = What to change: an object, the setting, the style
edit-image1 = An image to use in the edit: "Image 1" in your prompt
edit-keep-audio = Keep the video's own audio (default: the model decides)
edit-ratio = Aspect ratio (default: the video's own)
edit-duration = Seconds to keep (default: all)
image = Generate images from a prompt or from your images
image-prompt = What to show, or what to do with your images
image-count = Number of images, 1–4 (default: 1)
image-resolution = Default: 2K; 4K only from a prompt, with pro
image-ratio = Aspect ratio (default: the model's own)
image-pro = Use the higher-quality, more expensive model (default: no)
image-image = An image to make them from

option-last-image = The image that the video ends on
option-audio = Audio the video follows: any audio or video, 2 s or more; I use at most 30 s
option-resolution = 720P (the default, cheaper) or 1080P
option-ratio = Aspect ratio (default: 16:9)
option-duration = Seconds (default: 5)
option-seed = Same seed and request give a similar result; random by default
option-negative = What should not appear in the video
option-enhance = Let the model expand your prompt (default: yes)
option-crop = Crop an image whose aspect ratio is too extreme (default: no)
option-preview = Only check it and show the price; nothing is generated
option-model = Default: { $default }
option-job = The job ID: 8 characters, shown on the card

jobs = Your jobs in this server and their state
job = Details of a job: inputs, source, result
again = Repeat a job with another seed
cancel = Cancel one of your jobs; free while it waits
quota = Your credits in this server, and prices
help-command = What I can do and how to ask for it
settings = Show or change your defaults
settings-option-resolution = Resolution of videos
settings-option-ratio = Aspect ratio (text to video)
settings-option-duration = Seconds
settings-option-ping = Ping you when a result is ready (default: yes)
settings-option-private = Send results by direct message (default: no)
settings-option-reset = Clear all of them
settings-option-language = Language of my answers and of your cards (default: as in Discord)
help-option-topic = A topic (default: an overview)
help-topic-prompts = How to write prompts

# Commands of moderators.
mod-option-who = A member or a role
mod-option-member = The member
mod-option-role = The role
mod-option-weight = Scheduling weight; 1 is everyone's share
mod-option-until = `3d`, `12h`, `2026-12-24` or `2026-12-24 18:00`
mod-option-reason = The reason, recorded with the change
mod-option-days = Default: 7 days
mod-days-7 = 7 days
mod-days-30 = 30 days
mod-option-entry = Number of the entry; the last one by default
mod-quota = Credits of members and roles
mod-quota-show = Show the credits of a member or a role
mod-quota-set = Set what a member or a role gets per period
mod-quota-grant = Grant extra credits once
mod-option-amount = Number of credits
mod-option-allowance = `20`, `+5`, `-5`, `none` or `unlimited`
mod-quota-take = Deduct credits once (until the period ends by default)
mod-quota-reset = Reset quota and usage
mod-quota-log = Show the audit log
mod-quota-top = Show the top spenders
mod-quota-weight = Set the scheduling weight of a role
mod-quota-roles = List the quotas of roles
mod-quota-undo = Undo an entry of the audit log
mod-option-message = Link or ID of the message, or the job ID
mod-option-block-inputs = Block its input files in this server
mod-jobs = List recent jobs
mod-cancel = Cancel a member's job
mod-option-job = The job ID
mod-who = Show who made a result, from what, and its price
mod-remove = Delete a result, here and from storage
mod-option-setting = The setting
mod-option-period = Day or month
mod-option-channel-none = Default: none
mod-block = Block a member
mod-pause = Accept no new requests in this server; running jobs continue
mod-log-channel = Set the channel for changes and budget alerts
mod-channel-defaults = Set defaults for a channel (omit to clear)
mod-option-channel = The channel
mod-option-defaults = Words such as `1080p 16:9 8s verbatim`
mod-option-spoiler = Hide results behind a spoiler
mod-settings = Settings of this server
mod-settings-show = Show all settings
mod-settings-set = Change a setting
mod-option-value = The new value (omit to restore the default)
mod-budget = Budgets in US dollars
mod-budget-show = Show the budgets
mod-budget-set = Set a budget
mod-option-dollars = US dollars such as `20`, or `none`
mod = Quotas, budgets, members and results
mod-unblock = Unblock a member
mod-resume = Accept requests again

# Names of commands, as members type them: 1 to 32 letters (of any script), digits, - and _, no
# spaces, lower case where the script has it. No two commands may have the same name, nor two options
# of one command, nor two subcommands of one group.
command-video-name = video
command-animate-name = animate
command-continue-name = continue
command-reference-name = reference
command-edit-name = edit
command-image-name = image
command-jobs-name = jobs
command-job-name = job
command-again-name = again
command-cancel-name = cancel
command-quota-name = quota
command-settings-name = settings
command-help-name = help
command-mod-name = wan-mod
# Names in the menu of a message: 1 to 32 characters, with spaces and capitals.
menu-animate-name = Animate this
menu-continue-name = Continue this video
menu-reference-name = Use as reference
menu-who-name = Who made this?
menu-remove-name = Remove this result

# Names of options; the same rules as for commands.
option-prompt-name = prompt
option-image-name = image
option-image-numbered-name = image{ $number }
option-video-name = video
option-video-numbered-name = video{ $number }
option-last-image-name = last_image
option-first-frame-name = first_frame
option-audio-name = audio
option-voice-name = voice
option-member-name = member
option-resolution-name = resolution
option-ratio-name = ratio
option-duration-name = duration
option-seed-name = seed
option-negative-name = negative
option-enhance-name = enhance
option-crop-name = crop
option-preview-name = preview
option-model-name = model
option-count-name = count
option-pro-name = pro
option-keep-audio-name = keep_audio
option-job-name = job
option-ping-name = ping
option-private-name = private
option-reset-name = reset
option-language-name = language
option-topic-name = topic
option-who-name = who
option-role-name = role
option-times-name = times
option-amount-name = amount
option-until-name = until
option-reason-name = reason
option-period-name = period
option-number-name = number
option-message-name = message
option-block-inputs-name = block_inputs
option-setting-name = setting
option-value-name = value
option-channel-name = channel
option-options-name = options
option-spoiler-name = spoiler

# Subcommands of /wan-mod and their groups; the same rules as for commands.
sub-quota-name = quota
sub-settings-name = settings
sub-budget-name = budget
sub-show-name = show
sub-set-name = set
sub-grant-name = grant
sub-take-name = take
sub-reset-name = reset
sub-log-name = log
sub-top-name = top
sub-weight-name = weight
sub-roles-name = roles
sub-undo-name = undo
sub-block-name = block
sub-unblock-name = unblock
sub-pause-name = pause
sub-resume-name = resume
sub-log-channel-name = log-channel
sub-channel-defaults-name = channel-defaults
sub-jobs-name = jobs
sub-cancel-name = cancel
sub-who-name = who
sub-remove-name = remove

# Choices of options: at most 100 characters.
period-day = day
period-month = month

# Words that members may write as options after a prompt, besides the English ones: one or more,
# separated by commas, in lower case, without spaces. The first is the one that I write.
word-verbatim = verbatim
word-crop = crop
word-seed = seed
# What may follow a number of seconds, besides "s".
word-seconds = s

## Answers to requests: refusals, failures, cancellations, help
# A message has 2,000 characters. What a member wrote arrives here escaped.

-free = Nothing was charged.

time-seconds = { $seconds } s
time-minutes = { $minutes } min { $seconds } s
time-hours = { $hours } h { $minutes } min
and-more = … and { $count } more
no-prompt = > *(no prompt)*
# Mentions in prompts whose names are not known.
mentioned-member = someone
mentioned-role = everyone with a role
mentioned-channel = a channel

# Why a request is refused. $why is one of the sentences below.
refused =
    { $why }
    { -free }
refused-model = That isn't available here. See `/help`.
refused-no-prompt = There is no prompt. Describe who or what, where, and how it moves.
refused-prompt-too-long = The prompt has { $chars } characters; the model reads at most { $limit }. Shorten it by { $over }.
refused-negative-too-long = The negative prompt has { $chars } characters; the model reads at most { $limit }. Shorten it by { $over }.
refused-no-negative = This model doesn't support negative prompts. Describe in the prompt what you want instead.
refused-seconds = A length of { $seconds } s isn't possible: choose { $min } to { $max } seconds.
refused-nothing-to-continue = Your video is { $length } s long already, and `duration` is the total length ({ $seconds } s). Choose a longer duration, or use a shorter video.
refused-resolution = This model doesn't offer { $resolution } here. Choose another resolution, or leave it out.
refused-ratio = This model doesn't accept the aspect ratio { $ratio } here. Leave it out: the result gets the aspect ratio of your image or video.
refused-count = { $count ->
        [one] { $count } image isn't
       *[other] { $count } images aren't
    } possible: choose 1 to { $max }.
refused-combination = The model doesn't accept these together: { $roles }. { $accepts }
refused-no-files = No files were given. { $accepts }
accepts-text-to-video = A text-to-video request can have one audio file, and no other files.
accepts-image-to-video = An image can have a last image and audio; a video can have a last image, but no audio.
accepts-reference-to-video = A reference request accepts one to five images and videos, plus one voice and one first frame.
accepts-video-edit = An edit accepts one video and up to four images.
accepts-image = An image request accepts up to nine images.
# $role is reference-video, voice or another.
refused-total-length = { $role ->
        [reference-video] All reference videos
        [voice] All voices
       *[other] All files
    } together are { $seconds } s long; the model accepts at most { $most } s. Use fewer or shorter ones.
refused-options = I don't understand these options: { $words }. Options are words such as `10s`, `1080p`, `16:9`, `seed 7`, `x2` (images) and `verbatim` (the prompt as written).
refused-source = You can't use that job's files in this channel. Attach the file itself instead.
# Discord's names of permissions, as in its settings.
permission-view-channel = View Channel
permission-attach-files = Attach Files
permission-read-history = Read Message History
permission-send = Send Messages
permission-send-in-threads = Send Messages in Threads
# In a channel, where the reason is for one person alone.
refused-publicly = I can't accept this right now. Use `/quota` to see why (only you can see it).
refused-channel-unknown = Discord didn't say what kind of channel this is. Please try again in a minute.
refused-age-restricted = That was made in an age-restricted channel, so it can only be used in one.
refused-nothing-to-animate = There is nothing to animate. Attach an image as `image`, or choose a member as `member` for their avatar.
refused-image-and-member = You gave both an image and a member. Use `image` or `member`, not both.
refused-no-avatar = { $name } has no avatar, only Discord's default image. Choose someone else, or attach an image as `image`.
refused-not-a-member = { $name } isn't a member of this server. I use the avatars of members only.
refused-avatar-of-another = In direct messages I use your own avatar only. Choose yourself, or attach an image as `image`.
refused-permissions = I'm missing permissions in this channel: { $names }. Ask a moderator to grant them in the channel's settings, or use another channel.
refused-direct-messages = I work in servers only, not in direct messages. Use the command in a server.
refused-waiting =
    You have { $waiting } { $waiting ->
        [one] job
       *[other] jobs
    } waiting (max { $limit }). Wait for one to finish, or cancel one: `/jobs` lists them.
refused-too-fast = Too many requests: the limit is { $limit ->
        [one] { $limit } request
       *[other] { $limit } requests
    } a minute. Try again in { $wait } s.
refused-storage = Storage is temporarily unavailable, so I can't accept jobs. Please try again in a few minutes.
refused-server = This server isn't enabled. Ask the bot's operator to allow it.
refused-account = The video provider doesn't accept the bot's account right now (its key or billing). The operator has been notified; please try again later.
refused-stopping = I'm restarting. Please try again in a minute.

# Roles of inputs.
role-first-frame = first frame
role-last-frame = last frame
role-video = video
role-audio = audio
role-reference-image = reference image
role-reference-video = reference video
role-voice = voice
role-source-image = image
role-reference-audio = reference audio
# As prompts name them, where they can.
role-numbered-image = Image { $number }
role-numbered-video = Video { $number }
role-numbered-source-image = image { $number }

# What is wrong with an input. $file is the next line, $step one of the texts "step-…".
input-file = The { $role } ({ $name })
input-empty = { $file } is empty. Upload it again.
input-wrong-kind = { $file } is { $found }. Use { $wanted }. { $advice }
input-found-misnamed = { $found }, whatever its name says
input-not-convertible = { $file } is { $found }, which I can't convert here. Use { $wanted }. { $advice }
input-wanted-image = a PNG, JPEG, BMP or WebP image
input-wanted-video = an MP4 or MOV video
input-wanted-audio = an MP3 or WAV file
input-wanted-or = { $wanted } ({ $more } work too)
input-damaged = { $file } can't be read: { $why }. { $step }
input-unusable = { $file } can't be used: { $why }. { $step }
# Limits of a file: one or more faults, and as many steps.
input-beyond-limits = { $file } { $faults }. { $steps }
fault-and = {". "}It{" "}
# Between two steps.
step-and = {" "}
fault-too-large = is too large: { $bytes } (max { $limit })
fault-bytes = { $bytes } bytes
fault-sides = is { $width } × { $height } pixels; each side must be { $min } to { $max }
fault-aspect = is { $width } × { $height }; the aspect ratio is too extreme (max 1:{ $limit })
fault-length = is { $seconds } s long; it must be { $min } to { $max } s
step-other = Use another file.
step-crop = Crop it.
step-crop-here = Crop it, or add `crop`, and its middle is used: an option of the command, or the last word of a message.
step-shrink = Make it smaller.
step-enlarge = Use a larger one.
step-shorten = Trim it.
step-lengthen = Use a longer one.
step-compress = Save it with more compression.
step-export = Export it again and retry.
step-save-smaller = Save it in a smaller size.
step-shrink-or-shorten = Make it smaller or shorter.

# What a file is: { $found } of the texts above, and { $from } of "change-converted".
format-png = a PNG image
format-jpeg = a JPEG image
format-bmp = a BMP image
format-webp = a WebP image
format-mp4 = an MP4 video
format-mov = a QuickTime video
format-mp3 = an MP3 audio file
format-wav = a WAV audio file
format-heic = a HEIC photo
format-avif = an AVIF image
format-gif = a GIF image
format-animated-png = an animated PNG image
format-animated-webp = an animated WebP image
format-tiff = a TIFF image
format-jpeg-xl = a JPEG XL image
format-jpeg-2000 = a JPEG 2000 image
format-psd = a Photoshop image
format-matroska = a Matroska (MKV) video
format-webm = a WebM video
format-avi = an AVI video
format-mpeg-ts = an MPEG-TS video
format-mpeg-ps = an MPEG video
format-flv = a Flash (FLV) video
format-wmv = a WMV video
format-3gp = a 3GP video
format-ogg-video = an Ogg video
format-ogg = an Ogg audio file
format-flac = a FLAC audio file
format-aac = an AAC audio file
format-mp2 = an MP2 audio file
format-aiff = an AIFF audio file
format-caf = a CAF audio file
format-m4a = an M4A audio file
format-3gp-audio = a 3GP audio file
format-amr = an AMR audio file
format-wma = a WMA audio file
format-matroska-audio = a Matroska audio file
format-webm-audio = a WebM audio file
format-long-wav = a 64-bit WAV audio file
format-compressed-wav = a compressed WAV audio file
format-wavpack = a WavPack audio file
unknown-empty = an empty file
unknown-pdf = a PDF document
unknown-zip = a ZIP archive or an office document
unknown-archive = an archive
unknown-midi = a MIDI file, which has notes but no audio
unknown-raw = a camera's raw photo
unknown-playlist = a playlist
unknown-xml = an SVG or XML file
unknown-web-page = a web page
unknown-text = a text file
unknown-protected = an audio file with copy protection
unknown-fragment = a piece of a streamed video
unknown-other = an unknown type of file

# Why a file cannot be read: { $why } of "input-damaged".
damage-unreadable = it is damaged
damage-other-format = it is { $format }
damage-undecodable = its contents can't be decoded
damage-no-video = it contains no video
damage-no-audio = it contains no audio
damage-no-pixels = it contains no pixels
damage-pixels = its pixels are damaged
damage-pixels-or-cut = its pixels are damaged or cut short
damage-header = its header is damaged
damage-structure = its parts don't fit together
damage-cut-short = it was cut short
damage-end = its end is missing
damage-length = its length isn't stated and can't be determined
damage-too-many-pixels = it has too many pixels
damage-too-many-frames = its frames have too many pixels in all
damage-too-long = it is too long for a WAV file
damage-too-big = it can't be made small enough

# How to save a file in a format that is accepted.
advice-heic = On an iPhone, **Settings > Camera > Formats > Most Compatible** makes new photos JPEG; for this one, send a screenshot or export it as JPEG.
advice-archive = Unpack it and send the file that you want.
advice-export-image = Export it as PNG or JPEG, or send a screenshot of it.
advice-from-image = `/animate` makes a video of an image.
advice-image = Open it in a viewer and save it as PNG or JPEG.
advice-frame = Save the frame that you want as PNG, or send a screenshot of it.
advice-animation = Save it as MP4 instead: most sites with GIFs offer both, and video editors export it.
advice-matroska = Export it as MP4 (H.264). OBS has **File > Remux Recordings** for that.
advice-video = Export it as MP4 (H.264).
advice-ogg = Save it and export it as MP3 with an audio editor. Discord's voice messages are such files.
advice-m4a = Export it as MP3 with an audio editor, or in Apple's Music app with **File > Convert > Create MP3 Version**.
advice-wav = Save it as a WAV of 16 bits (PCM), or as MP3.
advice-audio = Export it as MP3 or WAV.
advice-audio-of-video = Export its audio alone as MP3 or WAV.
advice-fewer-pixels-image = Save it with fewer pixels as JPEG or PNG.
advice-fewer-pixels-video = Save it with fewer pixels as MP4 (H.264).
advice-shorter-audio = Trim it and save it as MP3 or WAV.

# Why a download failed: { $why } of "input-unreachable". $code is a status of HTTP.
unreachable-gone = the link has expired
unreachable-slow = it took too long
unreachable-status = its server answered with error { $code }
unreachable-connection = the connection failed
input-unreachable = { $file } couldn't be downloaded from Discord ({ $why }). Upload it again.
input-forgotten = { $file } is no longer stored. Upload it again with a command.
input-unreadable = { $file } can't be read from storage right now. Try again in a few minutes.
input-conversion-slow = { $file } took too long to convert. Send a shorter or smaller file.
input-too-demanding = { $file } needs more memory or computing time than a conversion may use here. { $advice }
input-no-decoder = { $file } has a codec that can't be decoded here. { $advice }
input-conversion-failed = { $file } couldn't be converted because of an error on my side. Try again in a few minutes.
input-no-last-frame = The last frame couldn't be extracted from the video ({ $name }). Save it as an image yourself and use `/animate`.
input-foreign = { $file } isn't on Discord. Upload the file itself with the command.

# Why a job failed. $code is a code of the provider's, or nothing.
failed = { $why }{ $code }. { -free }
failed-charged = { $why }. The credits were charged.
failed-code = {" "}(`{ $code }`)
failed-user-input = the provider couldn't use the request. Check the files and options, and try again
failed-moderated = the provider's content check refused the prompt, an image or the result. Change the prompt or the image; sometimes another seed passes
failed-provider = the provider failed to generate it. Please try again
failed-lost-charged = I lost track of it, but its result was posted here or sent to you
failed-lost = the provider's answer was lost, and I couldn't find out what happened. Please try again
failed-account = the provider doesn't accept the bot's account right now. Retrying won't help until the operator has fixed it; please tell a moderator
failed-undeliverable = it was generated, but I can no longer post in this channel or send you a direct message. Use `/job` to get it; the credits are charged then. Please tell a moderator
failed-undeliverable-charged = it was generated, but this channel and your direct messages are closed to me. Use `/job` to get it
failed-bug = something went wrong on my side. Please tell a moderator the job ID

# How a request to cancel ended.
cancel-done = Job `{ $job }` is cancelled. { -free }
cancel-running = Job `{ $job }` is already being generated, and the provider can't stop it. You can delete the result when it arrives.
cancel-submitting = Job `{ $job }` is being submitted right now. Try again in a few seconds.
cancel-ended = Job `{ $job }` has already ended. `/jobs` shows how.
cancel-unknown = There is no such job in this server. `/jobs` lists yours.
cancel-not-yours = Job `{ $job }` belongs to someone else. They can cancel it, and so can moderators.
cancel-unconfirmed = The provider didn't answer, so I don't know whether job `{ $job }` was stopped. Its card will show it; try again in a minute.

direct-messages-closed = Your DMs are closed, so I posted it here.
# While a file waits for one of the converters, and while it is converted.
converting = Converting your file…
converting-in-line = Converting your file, { $place }
working = Working on it…
invalid-job-id = That's not a job ID. Job IDs are 8 characters, shown on the card; `/jobs` lists yours.
storage-unavailable = Storage is temporarily unavailable. Please try again in a few minutes; your jobs continue.
outdated = This command is out of date. Reload Discord (Ctrl+R) to get the current ones, or try `/help`.

# What a result shows, for people who cannot see it; 1,024 characters.
alt-image = Image generated { $what }.
alt-image-prompt = Image generated { $what }. Prompt: { $prompt }
alt-video = Generated video: { $what }.
alt-video-prompt = Generated video: { $what }. Prompt: { $prompt }
alt-what-image = from a description
alt-what-image-from = from other images
alt-what-continued = a video, continued
alt-what-animated = an image, animated
alt-what-reference = a scene with characters or objects from reference files
alt-what-edited = a video, edited
alt-what-scene = a scene from a description

help =
    {""}**I make short videos and images.** I answer immediately; the result follows a few minutes later in this channel and pings you.

    { $make }
    I accept nearly every kind of image, video and audio file, including GIFs, HEIC photos and voice messages.
    {""}**Buttons on a result** repeat it, change it or continue it.

    { $manage }

    By default a video is 720P and 5 s, the cheapest option; `preview: True` only shows the price. What fails, is refused or is cancelled costs nothing. For prompts, see `/help topic: How to write prompts`.
    Prompts and files are sent to Alibaba Cloud Model Studio, which generates the results.

# The lines of "help": { $make } is those up to "help-messages", { $manage } the others.
help-video =
    `/video` – from a prompt. Describe **who or what, where, and how it moves**.
help-animate =
    `/animate` – from an image or a member's avatar (optionally with a last image and audio). Describe **motion and camera**: the image already sets the look.
help-continue-edit =
    `/continue` – extend a video. `/edit` – edit a video.
help-reference =
    `/reference` – characters and objects from your images and videos in a new video: "Image 1 waves to Video 1".
help-image =
    `/image` – images, from a prompt or from images.
help-messages =
    {""}**Or reply** to a message with files, mention me, and describe what happens: `@me make it rain 10s 1080p`. Or open its menu: **Apps > Animate this**, **Continue this video**, **Use as reference**.
help-jobs =
    `/jobs`, `/job`, `/again` – your jobs. `/cancel` – cancel one; free while it waits.
help-account =
    `/quota` – your credits, and prices. `/settings` – your defaults.

# How to write prompts, of `/help` with the topic "prompts" and the button "Prompt help". All of them
# together, with "prompts-title" and "prompts-languages", have at most 2,000 characters.
prompts-title = {""}**How to write prompts**
prompts-video =
    {""}**Video from text** (`/video`): subject + scene + motion. Say who or what, where, and how it moves; then camera and style.
    > A red fox trots through fresh snow at dawn, tracking shot, soft light
prompts-animate =
    {""}**From an image** (`/animate`, `/continue`): motion + camera. The image already sets the look, so don't describe it again.
    > She turns to the window and smiles, slow push in
prompts-reference =
    {""}**With references** (`/reference`): name what is in each file, in their order, then what happens.
    > The woman in Image 1 hands the cup in Image 2 to the man in Video 1
prompts-edit =
    {""}**Edit a video** (`/edit`): what changes, and what stays.
    > Make it night with neon signs; the people and the camera stay as they are
prompts-image =
    {""}**Image** (`/image`): subject + setting + style. With images of your own: what to do with them.
    > A lighthouse on a cliff in a storm, oil painting
# Only in languages that the models don't understand.
prompts-languages = The models understand English and Chinese. Write prompts in one of them for the best results.

## The job's card, its result and its notice

title-image = **Image**
title-images = **Images**
title-edited = **Edited video**
title-reference = **Video from references**
title-continued = **Continued video**
title-first-to-last = **From image to image**
title-animated = **Animated image**
title-video = **Video**
# The end of a card's first line. It must end with `{ $job }`: the card is found again by it.
card-job = job `{ $job }`
# The end of a result's details and of a notice. It must end with a space and { $job }, without more.
post-job = job { $job }

detail-images = { $count ->
        [one] { $count } image
       *[other] { $count } images
    }
detail-seconds = { $seconds } s
detail-seed = seed { $seed }
detail-verbatim = prompt as written
detail-own-audio = keeps its own audio
detail-negative = without: { $negative }

# What was done with an earlier job.
derivation-again = repeat
derivation-change = changed
derivation-continue = continued
derivation-last-frame = from its last frame
derivation-larger = 1080P version
derivation-animate = animated
derivation-reference = used as a reference
card-again = Repeat of `{ $job }`
card-change = Changed from `{ $job }`
card-continue = Continues `{ $job }`
card-last-frame = Starts from the last frame of `{ $job }`
card-larger = 1080P version of `{ $job }`
card-animate = Animates `{ $job }`
card-reference = Uses `{ $job }` as a reference

# $name is a name, without a ping.
shows-avatar = Shows the avatar of { $name }, who can delete the result
shows-avatar-nameless = a member

deleted = **Deleted** by its requester
deleted-by-shown-member = **Deleted** by the member whose avatar it shows
removed = **Removed** by a moderator

# The lines of status. $expected is the next line or nothing, $place one of the places, $why nothing
# or a reason.
expected = {" "}· expected { $earliest } – { $latest }
place-beyond = one of { $waiting } waiting
reason-fair-share = {" "}(shared fairly between members)
reason-express-slot = {" "}(your first job: express slot)
reason-member-limit = {" "}(you're at your limit of { $count } running { $count ->
        [one] job
       *[other] jobs
    })
queued = **Queued**, { $place }{ $why }{ $expected }
stalled = **Paused**: the video provider is unavailable; your job will continue automatically
place-next = next in line
place-waiting = waiting
# $place is an ordinal number; a language without ordinals says it in another way.
place = { $place ->
        [one] { $place }st
        [two] { $place }nd
        [few] { $place }rd
       *[other] { $place }th
    } in line
submitting = **Submitting**{ $expected }
unconfirmed = **Checking**: the provider's answer was lost; I'm making sure before I continue
submitted = **Queued at the provider**{ $expected }
running = **Generating** since { $since }{ $expected }
unknown-task = **No status**: the provider doesn't report this job right now. I'll keep checking for up to a day; you can cancel it
finished = **Finished**, uploading
delivered = **Done**: { $link }
delivered-privately = **Done**: sent by direct message, as you prefer
delivered-directly = **Done**: sent by direct message, since I can't post here
failed-card = **Failed**: { $why }
cancelled-by = **Cancelled** by { $user }. { -free }
cancelled-card = **Cancelled.** { -free }
cancelled-at-provider = **Cancelled** at the provider. { -free }

result-video = { $user } your video is ready.
result-image = { $user } your image is ready.
result-images = { $user } your images are ready.
# $spent is a number of credits.
result-details = { $details } · took { $took } · { $spent } charged
result-fewer = The provider returned { $count } of { $requested } images.
result-in-server = To repeat, change or continue it, run `/job job:{ $job }` in the server.
result-shrunk = It was too large for this channel, so I made it smaller.
result-linked = It's too large for this channel: [watch or download it]({ $url }), until { $until }.
notice-video = { $user } your video failed: { $why } ({ $outcome })
notice-image = { $user } your image failed: { $why } ({ $outcome })

# Labels of buttons: 80 characters, better 34.
button-cancel = Cancel
button-again = Again
button-change = Change
button-continue = Continue
button-last-frame = Last frame → next
button-larger = 1080P
button-animate = Animate
button-animate-n = Animate { $number }
button-details = Details
button-delete = Delete
button-delete-for-good = Delete it
button-report = Report
button-newer = Newer
button-older = Older
button-prompt-help = Prompt help
button-block-inputs = Block its inputs too

list-empty = You have no jobs in this server yet. Try `/video`.
list-end = No more jobs.
list-title = Your latest jobs here:
list-title-page = Your jobs here, page { $page }:
list-queued = queued, position { $place }
list-removed = removed
list-direct = sent by direct message

# What was changed in a member's file, in parentheses behind its name.
change-converted = converted from { $from }
change-cut = { $part ->
    [last] last
   *[first] first
} { $seconds } s of { $of } s
change-cut-of-unknown = { $part ->
    [last] last
   *[first] first
} { $seconds } s
change-cropped = { $from } pixels, cropped to { $to }
change-resized = { $from } pixels, resized to { $to }
change-resized-too = resized to { $to }

## Replies, menus, modals, buttons and settings

# Labels and titles of modals have 45 characters, examples in fields 100.
modal-prompt = Prompt
modal-motion = Motion and camera
modal-reference = What happens; use "Image 1", "Video 1"
modal-options = Options (optional)
modal-options-example = 10s 1080p 16:9 seed 7 verbatim
modal-prompt-kept = Too long to show here. Leave empty to keep it.
modal-change = Change and generate again
modal-continue = Continue this video
modal-last-frame = New video from the last frame
modal-animate = Animate this
modal-report = Report this result
modal-report-reason = What is wrong with it?
modal-delayed = Opening the form took too long. Press the button to open it.
menu-choose = Choose files

no-such-job = There's no such job here, or you can't see it. `/jobs` lists yours.
pressed-twice = That was pressed twice within three seconds, so I made one job. Press again if you want another.
not-yours-to-delete = Only the requester, a member whose avatar it shows, and moderators can delete it. **Report** notifies the moderators.
delete-sure = Delete this result here and from storage? This can't be undone, and its credits stay charged.
delete-done = Deleted here and from storage.
choice-expired =
    This choice is no longer available: it lasts a day, as Discord's links to the files do. Please make the request again.
    { -free }
choice-not-yours = That belongs to someone else. Make a request of your own to choose.

action-animate = Animate it
action-first-to-last = From the first image to the second
action-continue = Continue the video
action-continue-to = Continue the video to the image
action-edit = Edit the video
action-reference = Use as references
action-from-audio = Make a video to the audio
# A label: 80 characters.
offer = { $action } · from { $price }
offer-checking = **{ $action }**: checking the files…

# Two buttons under a question; labels have 80 characters.
which-part =
    { $file } is { $seconds } s long, and { $most } s is the limit. Which part should I use{ $several ->
        [yes] {" "}for this and the other videos that are too long
       *[no] {""}
    }? Either costs about { $price }.
    Nothing is charged until you choose.
part-first = First { $most } s
part-last = Last { $most } s
part-checking = **{ $part }**: checking the file…
part-chosen = **{ $part }**: job `{ $job }`
part-chosen-before = You already chose: job `{ $job }`
part-pressed-twice = Already in progress, with the part that you chose first.

files-images = { $count ->
        [one] one image
       *[other] { $count } images
    }
files-videos = { $count ->
        [one] one video
       *[other] { $count } videos
    }
files-audio = { $count ->
        [one] one audio file
       *[other] { $count } audio files
    }
files-and = { $first } and { $last }
which-action =
    What should I do with { $files }{ $options }?
    { $prompt }
    Nothing is charged until you choose.
no-action =
    I can't make one video from { $files }. I accept one image (animated), two images (from the first to the second), one video (continued), one audio file, or up to five images and videos as references. To choose among many, use **Apps > Use as reference** on the message.
    { -free }
no-files-hidden =
    Discord doesn't let me see what you reply to. Open the menu of that message and use **Apps > Animate this**, **Continue this video** or **Use as reference**. Or attach the file to your own message.
    { -free }
no-files-referenced =
    The message that you reply to has no image, video or audio: no attached file, sticker, custom emoji or preview of a link. Save it as a file and attach it.
    { -free }
no-files-reference-deleted =
    The message that you reply to is gone. Attach the file to your own message.
    { -free }
no-files =
    Attach an image, a video or an audio file, or reply to a message that has one. For a video from a prompt alone, use `/video`; `/help` shows the rest.
    { -free }
missing-files =
    That message has { $wanted }: no attached file, sticker, custom emoji or preview of a link that I can use. Save it as a file and attach it.
    { -free }
sticker-lottie =
    That sticker is an animated drawing (Lottie), not an image, so I can't use it. Send a screenshot of it.
    { -free }
missing-image = no image
missing-video = no video
missing-audio = no audio
missing-reference = no image or video
which-one = Which one?
which-ones = Which ones? At most { $most }, numbered in this order.

reported = Thank you. { $notified }
reported-notified = The moderators of this server have been notified.
reported-recorded = It's recorded for the moderators of this server, but they have no log channel. Please contact one of them too.

settings-saved = **Saved.** From now on:
settings-shown = **Your defaults:**
settings-default = server default
settings-resolution = Resolution (videos): { $value }
settings-ratio = Aspect ratio (text to video): { $value }
settings-length = Length: { $value }
settings-prompts = Prompts: { $value }
settings-prompts-enhanced = expanded by the model
settings-prompts-verbatim = used as written
settings-ping = Ping when a result is ready: { $value }
settings-private = Results by direct message: { $value }
settings-language = Language: { $value }
settings-language-auto = as in Discord
settings-everywhere = Applies in every server. `/settings reset: True` clears it.
yes = yes
no = no

# States of a job, in lists.
state-accepted = accepted
state-submitting = submitting
state-unconfirmed = unconfirmed
state-submitted = submitted
state-running = running
state-finished = finished
state-stored = stored
state-delivered = delivered
state-failed = failed
state-cancelled = cancelled

details-title = **{ $kind }** · job `{ $job }` · by { $user }
details-requested = requested { $when } · { $state } · { $outcome }
details-result = result: { $result }
details-input = { $name }: { $file }{ $size }{ $seconds }
details-size = {" "}· { $width } × { $height }
details-seconds = {" "}· { $seconds } s
details-made-from = made from { $job } ({ $derivation })
collect-not-sent = The file couldn't be sent. Use `/job` again in a minute: it costs nothing more.
collect-too-large = It's too large to send here. The bot's operator can get it for you.
collect-linked = It's too large to send here: [watch or download it]({ $url }), until { $until }.
collect-unreadable = Part of it can't be read right now. Use `/job` again later: it costs nothing more.
collect-gone = The file is no longer stored.
details-used-for = used for { $job } ({ $derivation })

## Credits and money

credits = { $amount ->
        [one] { $amount } credit
       *[other] { $amount } credits
    }
# An allowance.
allowance-unlimited = unlimited
allowance-none = none
until = {" "}until { $time }

# The end of a sentence: with the reason that a moderator gave, or without.
because = {":"} { $reason }.
because-none = {"."}
# $until is one of the next two, $because one of the above.
denied-blocked = You're blocked from making requests in this server, { $until }{ $because }
denied-blocked-until = until { $time }
denied-blocked-for-good = until a moderator lifts it
denied-paused = New requests are paused in this server{ $because } Running jobs will still finish.
denied-channel = This server accepts requests only in { $channels }.
denied-model = This server doesn't allow { $model }. Choose another model.
denied-too-long = This server allows videos of up to { $max } s; { $seconds } s is { $over } s too long. Choose a shorter duration.
denied-resolution = This server allows up to { $max }; you asked for { $resolution }. Choose a lower resolution.
denied-input = A moderator has blocked this file in this server. Use another one.
denied-avatars = This server doesn't let me use members' avatars. Moderators can allow it: `/wan-mod settings set setting: allow-avatars value: yes`.
denied-credits = This costs { $price } and you have { $available }: { $over } too few. { $when } `/quota` shows where yours went.
denied-when = You can retry { $relative } ({ $time }).
denied-never-credits = Waiting won't help: ask a moderator for more credits, or choose a shorter duration, a lower resolution or fewer results.
# $whose is server or global, $period day or month, $when "denied-when" or "denied-never-budget".
denied-budget = { $whose ->
        [server] This server's
       *[global] The bot's global
    } budget for the { $period ->
        [day] day
       *[month] month
    } is too low: { $left } of { $limit } is left and this costs { $price }, { $over } too much. { $when }
denied-never-budget = Waiting won't help: choose a shorter duration, a lower resolution or fewer results.

# A job's price. $credits is the text "credits".
outcome-reserved = { $credits } reserved
outcome-charged = { $credits } charged
outcome-charged-less = { $charge } of { $price ->
        [one] { $price } credit
       *[other] { $price } credits
    } charged
outcome-refunded = { $credits } refunded: { $why }
refund-user-input = the provider couldn't use the request
refund-moderated = the provider refused it
refund-provider = the provider failed
refund-lost = the job was lost
refund-account = the provider doesn't accept the bot's account
refund-undeliverable = it couldn't be posted
refund-bug = an error on my side
refund-cancelled = cancelled

window-short-daily = daily
window-short-weekly = weekly
window-short-rolling = { $hours }h
window-daily = daily at midnight, { $zone }
window-weekly = on Mondays at midnight, { $zone }
window-rolling = each credit { $hours ->
        [one] { $hours } hour
       *[other] { $hours } hours
    } after it was used

left = { $span } · { $reserved } reserved · { $spent } charged{ $before }
left-of = **{ $left } of { $granted }** credits left
left-no-limit = **No limit**
left-before = {" "}· { $reserved } reserved since the last period

account-available = **{ $available }** available (including grants). This period:
account-from = Source: { $from } ({ $allowance }{ $taken })
account-from-everyone = server default
account-from-role = role { $role }
account-from-personal = set by a moderator
account-taken = , minus deductions
account-refills = Refills { $window }{ $next }
account-refills-next = , { $when }
account-grant = Granted{ $role } (entry { $entry }): { $available } of { $granted } left{ $until }{ $reserved }
account-grant-role = {" "}for { $role }
account-grant-reserved = {" "}· { $reserved } reserved
account-blocked = **Blocked**{ $until }{ $because }

quota-title = **Your credits here**
quota-paused = New requests are paused in this server{ $because }
quota-sample = A 5 s video at 720P costs { $price }.
quota-second = · { $model }: { $prices } credits per second
quota-image = · { $model }: { $prices } credits per image
quota-budget = This server's budget for the { $period ->
        [day] day
       *[month] month
    } has { $left } left until { $until }.

budget-limited = { $period ->
        [day] day
       *[month] month
    }: { $used } of { $limit } used or reserved · renews { $renews }
budget-unlimited = { $period ->
        [day] day
       *[month] month
    }: { $used } used or reserved · no limit

preview =
    This would be accepted. It costs { $price } ({ $money }); { $left }.
    Nothing was sent or charged. Run it without `preview` to generate it.
preview-left = you have { $available }, and { $after } would be left
preview-no-limit = you have no limit

## For moderators

the-operator = the operator
the-bot = the bot
# What an entry is about: the command, or what happened.
entry-quota-set = quota set
entry-quota-grant = quota grant
entry-quota-take = quota take
entry-quota-reset = quota reset
entry-quota-weight = quota weight
entry-block = block
entry-unblock = unblock
entry-pause = pause
entry-resume = resume
entry-settings-set = settings set { $setting }
entry-block-inputs = block inputs
entry-channel-defaults = channel defaults
entry-undo-of = undo { $entry }: { $what }
entry-cancel-job = cancel job
entry-remove-result = remove result
entry-report = report
audit-by-role = by role
audit-no-role-quota = no role quota
audit-as-everyone = same as everyone
audit-left = { $amount } left
audit-unlimited = unlimited
audit-more = { $amount } more{ $until }
audit-more-each = { $amount } more for each holder{ $until }
audit-less-each = { $amount } less for each holder{ $until }
audit-nothing-used = by role, nothing used
audit-weight = { $weight ->
        [1] everyone's share
       *[other] { $weight } times everyone's share
    }
audit-blocked = blocked{ $until }
audit-not-blocked = not blocked
audit-open = open
audit-paused = paused
audit-inputs = { $count } blocked
audit-posted = posted
# The reason why a member removed a result of another member.
audit-shows-own-avatar = it shows their avatar
audit-job-open = in progress
audit-job-cancelled = job `{ $job }` cancelled
audit-job-removed = result of job `{ $job }` removed
audit-job-reported = job `{ $job }` { $link }
# $period is day or month.
audit-budget-server = this server's budget for the { $period ->
        [day] day
       *[month] month
    }: { $percent }%
audit-budget-global = the bot's global budget for the { $period ->
        [day] day
       *[month] month
    }: { $percent }%
audit-budget-used = { $used } of { $limit } used or reserved
audit-budget-next = the next { $period ->
        [day] day
       *[month] month
    } begins { $time }
audit-provider = the video provider
audit-account-rejected = it doesn't accept the bot's account (key or billing)
audit-unreadable = an entry that can't be read
audit-unreachable = it can't be reached
audit-jobs-wait = jobs wait until this is over, at no cost
audit-bill = the provider's bill for { $day }
audit-bill-reserved = { $amount } reserved for { $jobs ->
        [one] { $jobs } job
       *[other] { $jobs } jobs
    }
audit-bill-billed = { $amount } billed; members don't pay the difference of { $more }
audit-provider-back = it accepts jobs again
entry-undone = undone by { $entry }
entry-done = Done. { $entry }{ $undo }
entry-undo =
    {""}
    To undo it: `/wan-mod quota undo number:{ $number }`

not-done =
    { $why }
    Nothing changed.
not-moderator = You need the Manage Server permission or the moderator role.
not-done-model = There is no model { $model }. `/quota` lists the available ones.
not-done-changed = Somebody else changed it at the same time. Check the current value and try again.
not-done-no-entry = There is no such entry in this server's log, or none that can be undone.
not-done-undone = Already undone by entry { $entry }.
not-done-not-undoable = That entry changed nothing that could be undone.
not-done-changed-since = The same settings have been changed again since. Undo that change first: `/wan-mod quota log` lists it.
not-done-no-job = I don't know that job or message in this server. Use a link to my message, or the job ID.
not-done-no-result = That job has no result to remove.
not-archived = { $post }. The file is still in storage, and its link, if there is one, still works. Try again in a minute; if that doesn't help, tell the bot's operator.
not-archived-deleted = The post was deleted
not-archived-not-deleted = The post couldn't be deleted
not-done-everyone = One value applies to everyone: use `quota set` or `settings set setting: credits`. Grants and deductions are only for members and roles.
not-deleted = The file is removed from storage, but Discord didn't delete the post ({ $error }). Delete it by hand, or try again in a minute.
not-done-storage = Storage is temporarily unavailable. Please try again in a few minutes.

role-gives = { $role } gives { $allowance } per period.
role-gives-nothing = { $role } has no quota of its own: its members get what everyone gets ({ $everyone }).
role-grant = Entry { $entry }: { $amount } for each holder{ $until }
# $window is one of the "window-short" texts.
role-quotas = Credits per period ({ $window }); the highest quota applies:
role-quotas-role = { $role } – { $allowance }
role-quotas-weight = { $role } – { $weight } times everyone's share of the queue
role-quotas-everyone = everyone – { $allowance }

log-empty = The log is empty.
log-end = No more entries.
top-empty = Nothing was spent { $days ->
        [one] today
       *[other] in the last { $days } days
    }.
top-title = { $days ->
        [one] Today
       *[other] The last { $days } days, today included
    }:
top-line = { $place }. { $user } – { $credits } in { $jobs } ({ $money })
top-jobs = { $count ->
        [one] { $count } job
       *[other] { $count } jobs
    }
chart = Bar chart of credits spent by day. { $days }.

settings-title = Settings of this server:
settings-paused = **Paused** by { $by }: { $reason }
settings-blocked = { $count ->
        [one] { $count } blocked input
       *[other] { $count } blocked inputs
    }
# The defaults of a channel, after "Defaults in #channel:".
defaults-enhanced = prompts expanded by the model
defaults-verbatim = prompts as written
defaults-spoiler = spoilers
defaults-nothing = nothing
settings-channel = Defaults in { $channel }: { $defaults }
budgets =
    What this server may cost:
    { $day }
    { $month }
jobs-empty = There are no jobs yet.

who-title = { $kind } · job `{ $job }` · requested by { $user } in { $channel }
who-input = { $role }: { $name } ({ $size }, SHA-256 `{ $hash }`)
who-unknown-hash = unknown
who-avatar = with the avatar of { $user }
who-cost = { $outcome } · { $money } at the provider
who-accepted = accepted { $time }
who-submitted = submitted { $time }
who-finished = finished { $time }
who-state = { $state } { $time }
who-removed = **Removed** by { $by } { $time }
full-prompt =
    Prompt:
    { $prompt }

    Negative prompt:
    { $negative }
full-prompt-alt = The complete prompt.
removed-done = Removed: the post of job `{ $job }` by { $user } is deleted, and the file is removed from storage. The record stays; nothing is refunded.

invalid-amount = An amount is a number such as `20`, `+5`, `-5` or `7.5`; to set, also `none` or `unlimited`.
invalid-amount-zero = The amount must be greater than zero.
invalid-amount-no-limit = { $subject } has no limit, so nothing can be added or deducted. Set a number instead.
invalid-until = The end must be in the future: a length such as `3d` or `12h`, or a date such as `2026-12-24` or `2026-12-24 18:00`.
invalid-nothing-left = { $subject } has no credits left to deduct.
invalid-too-many-grants = { $subject } has { $max } grants that are not used up yet, which is the maximum. Set an amount with `/wan-mod quota set`, or start over with `/wan-mod quota reset`.
invalid-too-many-inputs = This server blocks { $max } files already, which is the maximum.
invalid-no-change = Nothing to change: it's already set that way.
invalid-value = `{ $setting }` takes { $wanted }.
invalid-weight = A weight is a whole number from 1 to { $max }.
invalid-defaults = Defaults are words such as `1080p 16:9 8s verbatim`.

# What the settings are.
setting-window = when credits renew
setting-time-zone = time zone of the periods
setting-credits = credits for everyone per period
setting-max-queued = maximum queued jobs per member
setting-max-running = maximum running jobs per member
setting-max-duration = maximum duration of videos, in seconds
setting-max-resolution = maximum resolution of videos
setting-channels = where requests are accepted
setting-models = which models may be used
setting-allow-avatars = whether members' avatars may be animated
setting-moderator-role = who moderates, besides those who may manage the server
setting-log-channel = where changes and budget alerts are posted
setting-budget-day = budget per day
setting-budget-month = budget per month
setting-language = language of the log, and of answers to messages

# The values that a setting takes: { $wanted } of "invalid-value". The words in backticks stay as they are.
wanted-window = `daily`, `weekly`, or rolling hours such as `48h` ({ $min }h to { $max }h)
wanted-zone = a name such as `Europe/Berlin` or `UTC`
wanted-allowance = a number of credits such as `20`, `none` or `unlimited`
wanted-count = a whole number from { $min } to { $max }
wanted-seconds = a number of seconds, or `any`
wanted-resolution = `480P`, `720P`, `1080P` or `any`
wanted-channels = channels such as `#videos #lab`, or `all`
wanted-models = names of models, or `all`
wanted-yes-no = `yes` or `no`
wanted-role = a role, or `none`
wanted-channel = a channel, or `none`
wanted-dollars = dollars such as `20` or `7.50`, or `none`
# $codes is a list of codes such as `de`.
wanted-language = { $codes }, or `auto`

## The command line: `wanbot check`, `jobs`, `status`, `quota`, `backup`, `journal`, `register`
# Tables align by themselves. Names of commands, flags, files and keys stay as they are.

cli-journal-not-opened = the journal { $path } cannot be opened
cli-no-limit = no limit
cli-no-end = no end
cli-until = until { $time }
cli-unknown = unknown
cli-mention-member = member { $id }
cli-mention-role = role { $id }
cli-mention-channel = channel { $id }

# Labels before a finding: at most 6 characters.
cli-ok = ok
cli-note = note
cli-error = error

cli-check-configuration = configuration; region { $region } ({ $name }); models { $models }
cli-check-offline = Discord and Model Studio were not called (--offline)
cli-check-tls = OpenSSL cannot be set up: { $error }
cli-check-failed = Configuration has errors.
cli-check-passed = Configuration OK. Start the bot with `wanbot run`.
cli-check-missing = { $key }: { $path } does not exist yet
cli-check-writable = { $key }: { $path } can be written
cli-check-not-writable = { $key }: { $path } cannot be written: { $error }
cli-check-no-folder = it is not a folder
cli-check-journal-open = the journal { $path } was not closed, and { $file } is not there: it was not checked, since that would create the file (--offline)
cli-check-journal = the journal { $path } can be read
cli-check-no-ffmpeg = ffmpeg is not installed: results that are too large for a channel are posted as links, and GIFs, WebM and other videos, voice messages and other audio are refused, and videos are not decoded to find damage
cli-check-no-ffprobe = ffprobe is not installed beside ffmpeg: videos and audio are not converted
cli-check-no-heif = heif-convert (package libheif-examples) is not installed: HEIC photos of phones and AVIF images are refused
cli-check-token = Discord knows the token: it is { $name }
cli-check-content-off = discord.message_content is true, but Message Content is off in the developer portal (Bot > Privileged Gateway Intents): Discord would refuse the connection
cli-check-content-on = Message Content is on in the developer portal: with discord.message_content = true members can reply to any image
cli-check-old-application = the bot's user ({ $user }) is not its application ({ $application }), as with applications from before 2016: both are used where they belong
cli-check-invite = invite it: { $url }
cli-check-token-refused = DISCORD_TOKEN at { $base }: { $error }
cli-check-twice-global = commands are also registered globally, so each appears twice: the next start removes the global ones, since discord.register_commands_in names servers
cli-check-twice-servers = commands are registered globally and also in single servers ({ $servers }), so each appears twice: the next start removes those of the servers, since discord.register_commands_in names no server
cli-check-no-model = wan.disabled_models leaves no model
cli-check-key = Model Studio in { $region } accepts the key; { $tasks ->
        [one] { $tasks } task
       *[other] { $tasks } tasks
    } of { $model } in the last 24 hours
cli-check-key-refused = DASHSCOPE_API_KEY is not accepted by { $base } ({ $code }): it is mistyped or revoked, or it is a key of another region. A key works only in the region where it was made; wan.region says { $region }
cli-check-provider = Model Studio at { $base }: { $error }

cli-register-global = registered { $count ->
        [one] { $count } command
       *[other] { $count } commands
    } globally; Discord may take a while
cli-register-servers = registered { $count ->
        [one] { $count } command
       *[other] { $count } commands
    } in { $servers ->
        [one] { $servers } server
       *[other] { $servers } servers
    }

# Columns of a table, and labels of lines.
cli-jobs-job = job
cli-jobs-state = state
cli-jobs-model = model
cli-jobs-member = member
cli-jobs-accepted = accepted
cli-jobs-price = price
cli-jobs-usage = usage
cli-jobs-billed = billed
cli-jobs-prompt = prompt
cli-jobs-input = input
cli-jobs-task = task
cli-jobs-failure = failure
cli-jobs-events = events
cli-jobs-place = { $member } in server { $server }, channel { $channel }
cli-jobs-settings = { $model } · { $resolution } · { $amount } · seed { $seed }
# $credits is the text "credits", $money an amount of money.
cli-jobs-cost = { $credits }, { $money }
cli-jobs-billed-seconds = { $seconds } s billed
cli-jobs-billed-images = { $count ->
        [one] { $count } image
       *[other] { $count } images
    }
cli-jobs-usage-of = { $usage } (reported by the provider)
cli-jobs-bytes = { $role }: { $name }, { $bytes } bytes
cli-jobs-without-code = without a code
cli-jobs-none = there is no job { $job } in { $path }
cli-orphan-created = created { $time }
cli-orphan-failed = could not be queried: { $error }
cli-orphans = Tasks of the last 24 hours that belong to no job: { $orphans } of the account's { $all }{ $orphans ->
        [0] .
       *[other] . They belong to another program, or to a job whose response was lost (wanbot jobs list --state failed).
    }

cli-journal-summary = { $jobs ->
        [one] { $jobs } job
       *[other] { $jobs } jobs
    }, { $open } of them open, { $events ->
        [one] { $events } event
       *[other] { $events } events
    }, { $bytes } bytes
cli-journal-intact = No problems found.
cli-journal-not-read = the journal { $path } cannot be read
cli-journal-damaged = Stop the bot, keep this file, and restore the last intact backup.
cli-backup-restore = To restore it: stop the bot, move { $journal }, { $journal }-wal and { $journal }-shm away, copy the backup to { $journal }, start the bot. Jobs that are accepted after the backup are not in it. Nothing is paid or posted twice: the bot asks the provider and the channels what happened since. A job of which the provider knows nothing after a day is given up: it is charged if its result is still posted, and refunded otherwise.
cli-backup-archive = Videos and images are not in it: they are files in { $archive }.

# Labels of `wanbot status`: at most 11 characters.
cli-status-day = last 24 h
cli-status-today = today
cli-status-month = this month
cli-status-open = open
cli-status-queue = queue
cli-status-oldest = oldest
cli-status-title = wanbot { $version } at { $time }: { $ready }
cli-status-ready = ready
cli-status-not-ready = not ready: { $problems }
cli-status-unreachable = not reachable at { $address }
cli-status-not-served = not known, since http.listen is not set
cli-status-counts = { $accepted } accepted, { $delivered } delivered, { $failed } failed
cli-status-spent = { $used } spent or reserved, { $limit }
cli-status-limit = of { $limit }
cli-status-state = { $count } { $state }
cli-status-waiting = { $count } for { $model }
cli-status-empty = empty
cli-status-open-for = { $job } { $state }, open for { $age }
cli-status-nothing-open = no open jobs
cli-status-provider = AT THE PROVIDER
cli-status-nothing = nothing
cli-status-failures = LAST FAILURES
cli-status-none = none
cli-status-ago = { $age } ago
cli-status-stop = Press Ctrl-C to stop.
age-seconds = { $seconds } s
age-minutes = { $minutes } min
age-hours = { $hours } h
age-days = { $days ->
        [one] { $days } day
       *[other] { $days } days
    }

cli-quota-both = either --server or --direct, not both
cli-quota-no-server = name the server (--server ID), or --direct for direct messages
cli-quota-ids = `{ $setting }` takes IDs, several of them with spaces between, or the word that `wanbot quota settings` shows where there are none. Nothing changed.
cli-quota-role = role { $role }
cli-quota-everyone = everyone
# Labels of lines: at most 10 characters.
cli-quota-allowance = allowance
cli-quota-left = left
cli-quota-reserved = reserved
cli-quota-spent = spent
cli-quota-window = window
cli-quota-grant = grant
cli-quota-blocked = blocked
cli-quota-origin-everyone = everyone
cli-quota-origin-personal = personal
cli-quota-left-of = { $left } of { $granted }
cli-quota-window-of = { $start } to { $end }
cli-quota-grant-of = entry { $entry }: { $available } of { $granted } left, { $until }
cli-quota-server = server
cli-quota-global = global
cli-quota-budget = { $used } of { $limit }, until { $until }
cli-quota-budget-unlimited = { $used }, no limit, until { $until }
cli-quota-jobs = { $count ->
        [one] { $count } job
       *[other] { $count } jobs
    }
