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
refused-model = That isn't available here. See `/help`.
refused-no-prompt = There is no prompt. Describe who or what, where, and how it moves.
refused-prompt-too-long = The prompt has { $chars } characters; the model reads { $limit }. Shorten it by { $over }.
refused-negative-too-long = The negative prompt has { $chars } characters; the model reads { $limit }. Shorten it by { $over }.
refused-no-negative = This model takes no negative prompt. Describe in the prompt what you want instead.
refused-seconds = A length of { $seconds } s is not possible: choose { $min } to { $max } seconds.
refused-nothing-to-continue = Your video is { $clip } s long already, and `duration` is the total length ({ $seconds } s). Choose a longer duration, or use a shorter video.
refused-resolution = This model doesn't offer { $resolution } here.
refused-ratio = This model doesn't take the ratio { $ratio } here. Leave it out: the result has the shape of your image or video.
refused-count = { $count } images are not possible: choose 1 to { $max }.
refused-combination = The model doesn't take these together: { $roles }. { $takes }
refused-combination-nothing = nothing
takes-text-to-video = A text-to-video request can have one audio file, and no other files.
takes-image-to-video = An image can have a last image and audio; a video can have a last image, but no audio.
takes-reference-to-video = It takes one to five images and videos as references, plus one voice and one first frame.
takes-video-edit = It takes one video and up to four images.
takes-image = It takes up to nine images.
refused-together = All { $role }s together are { $seconds } s long; the model takes { $most } s. Use fewer or shorter ones.
refused-options = I don't understand these options: { $words }. Options are words such as `10s`, `1080p`, `16:9`, `seed 7`, `x2` (images) and `verbatim` (the prompt as written).
refused-not-yours = You can't use that job's files in this channel.
# In a channel, where the reason is for one person alone.
refused-aloud = I can't accept this right now. Use `/quota` to see why (only you can see it).
refused-channel-unknown = Discord didn't say what kind of channel this is. Please try again in a minute.
refused-age = That was made in an age-restricted channel, so it can only be used in one.
refused-nothing-to-animate = There is nothing to animate. Attach an image as `image`, or choose a member as `member` for their avatar.
refused-image-and-member = You gave both an image and a member. Use `image` or `member`, not both.
refused-no-avatar = { $name } has no avatar, only Discord's default image. Choose someone else, or attach an image as `image`.
refused-not-a-member = { $name } isn't a member of this server. I use the avatars of members only.
refused-avatar-of-another = In direct messages I use your own avatar only.
refused-permissions = I lack permissions in this channel: { $names }. A moderator can grant them in the channel's settings; until then use another channel.
refused-outside = I only work in servers, not in direct messages.
refused-waiting =
    You have { $waiting } { $waiting ->
        [one] job
       *[other] jobs
    } waiting (max { $limit }). Wait for one to finish, or cancel one: `/jobs` lists them.
refused-too-fast = The limit is { $limit } requests a minute. Try again in { $wait } s.
refused-unrecorded = Storage is temporarily unavailable, so I can't accept jobs. Please try again in a few minutes.
refused-server = This server isn't enabled. Ask the bot's operator to allow it.
refused-account = The video provider doesn't accept the bot's account right now (its key or billing). The operator has been notified; please try again later.
refused-stopping = I'm restarting. Please try again in a minute.

# Roles of inputs.
role-first-frame = first frame
role-last-frame = last frame
role-clip = video
role-audio = audio
role-reference-image = reference image
role-reference-video = reference video
role-voice = voice
role-picture = image
role-reference-audio = reference audio
# As prompts name them, where they can.
role-numbered-image = Image { $number }
role-numbered-video = Video { $number }
role-numbered-picture = image { $number }

# What is wrong with an input. $file is the next line.
input-file = The { $role } ({ $name })
input-empty = { $file } is empty. Upload it again.
input-wrong-kind = { $file } is { $found }. Use { $wanted }.
input-found-misnamed = { $found }, whatever its name says
input-not-convertible = { $file } is { $found }, which I can't convert here. Use { $wanted }. { $way }
input-wanted-image = a PNG, JPEG, BMP or WebP image
input-wanted-clip = an MP4 or MOV video
input-wanted-audio = an MP3 or WAV file
input-damaged = { $file } cannot be read: { $why }. Export it again and retry.
# Limits of a file: one or more faults, and as many steps.
input-beyond-limits = { $file } { $faults }. { $steps }
fault-and = {". "}It{" "}
fault-too-large = is too large: { $bytes } (max { $limit })
fault-bytes = { $bytes } bytes
fault-sides = is { $width } × { $height } pixels; each side must have { $min } to { $max }
fault-aspect = is { $width } × { $height }; the aspect ratio is too extreme (max 1:{ $limit })
fault-length = is { $seconds } s long; it must be { $min } to { $max } s
step-other = Use another file.
step-crop = Crop it.
step-crop-here = Crop it, or add `crop`, and its middle is used: an option of the command, or the last word of a message.
step-shrink = Make it smaller.
step-enlarge = Use a larger one.
step-shorten = Cut it.
step-lengthen = Use a longer one.
step-compress = Save it smaller.

# How to save a file in a format that is taken.
way-heic = On an iPhone, **Settings > Camera > Formats > Most Compatible** makes new photos JPEG; for this one, send a screenshot or export it as JPEG.
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

input-unreachable = { $file } couldn't be downloaded from Discord ({ $why }). Upload it again.
input-forgotten = { $file } is no longer stored. Upload it again with a command.
input-unreadable = { $file } can't be read from storage right now. Try again in a few minutes.
input-conversion-slow = Converting { $file } took too long. Send a shorter or smaller file.
input-conversion-failed = { $file } couldn't be converted because of an error on my side. Try again in a few minutes.
input-no-last-frame = The last frame couldn't be extracted from the video ({ $name }).
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
cancelled = Job `{ $job }` is cancelled. { -free }
cancelled-working = Job `{ $job }` is already being generated, and the provider can't stop it. You can delete the result when it arrives.
cancelled-between = Job `{ $job }` is being submitted right now. Try again in a few seconds.
cancelled-over = Job `{ $job }` has already ended. `/jobs` shows how.
cancelled-unknown = There is no such job in this server. `/jobs` lists yours.
cancelled-not-yours = Job `{ $job }` belongs to someone else. They can cancel it, and so can moderators.
cancelled-unsure = The provider didn't answer, so I don't know whether job `{ $job }` was stopped. Its card will show it; try again in a minute.

closed-to-me = Your DMs are closed, so I posted it here.
# While a file waits for one of the converters, and while it is converted.
converting = Converting your file…
converting-in-line = Converting your file, { $place }
looking = Working on it…
not-a-job = That's not a job ID. Job IDs are 8 characters, shown on the card; `/jobs` lists yours.
unreadable = Storage is temporarily unavailable. Please try again in a few minutes; your jobs continue.
outdated = This command is out of date. Reload Discord (Ctrl+R) to get the current ones, or try `/help`.

# What a result shows, for people who cannot see it; 1,024 characters.
alt-picture = Generated { $what }.
alt-picture-prompt = Generated { $what }. Prompt: { $prompt }
alt-video = Generated video: { $what }.
alt-video-prompt = Generated video: { $what }. Prompt: { $prompt }
alt-what-image = an image from a description
alt-what-image-from = an image, made from others
alt-what-continued = a video, continued
alt-what-animated = an image, animated
alt-what-reference = a scene with characters or objects from reference files
alt-what-edited = a video, edited
alt-what-scene = a scene from a description

help =
    {""}**I make short videos and images.** I answer immediately; the result follows a few minutes later in this channel and pings you.

    { $make }
    {""}**Buttons on a result** repeat it, change it or continue it.

    { $manage }

    By default a video is 720P and 5 s, the cheapest option; `preview: True` only shows the price. What fails, is refused or is cancelled costs nothing.
    Prompts and files are sent to Alibaba Cloud Model Studio, which generates the results.

# The lines of "help": { $make } is those up to "help-messages", { $manage } the others.
help-video =
    `/video` – from a prompt. Describe **who or what, where, and how it moves**.
help-animate =
    `/animate` – from an image or a member's avatar (optionally with a last image and audio). Describe **motion and camera**: the image already sets the look.
help-clips =
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
