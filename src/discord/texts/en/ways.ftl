# Replies, menus, modals, buttons and settings.

# Labels and titles of modals have 45 characters, examples in fields 100.
form-prompt = Prompt
form-next = Motion and camera
form-reference = What happens; use "Image 1", "Video 1"
form-options = Options (optional)
form-options-example = 10s 1080p 16:9 seed 7 verbatim
form-prompt-stays = Too long to show here. Leave empty to keep it.
form-change = Change and generate again
form-continue = Continue this video
form-last-frame = New video from the last frame
form-animate = Animate this
form-report = Report this result
form-report-reason = What is wrong with it?
menu-choose = Choose files

no-such-job = There's no such job here, or you can't see it. `/jobs` lists yours.
pressed-twice = That was pressed twice within three seconds, so I made one job. Press again if you want another.
not-yours-to-delete = Only the requester, a member whose avatar it shows, and moderators can delete it. **Report** notifies the moderators.
delete-sure = Delete this result here and from storage? This can't be undone, and its credits stay charged.
delete-done = Deleted here and from storage.
choice-gone =
    This choice is no longer available: it lasts a day, as Discord's links to the files do. Please make the request again.
    { -free }
choice-not-yours = That belongs to someone else. Make a request of your own to choose.

use-animate = Animate it
use-ends = From the first image to the second
use-continue = Continue the video
use-continue-to = Continue the video to the image
use-edit = Edit the video
use-reference = Use as references
use-score = A video to the audio
# A label: 80 characters.
offer = { $use } · from { $price }
offer-taken = **{ $use }**: checking the files…

# Two buttons under a question; labels have 80 characters.
which-part =
    { $file } is { $seconds } s long, and { $most } s is the limit. Which part should I use{ $several ->
        [yes] {" "}for this and the other videos that are too long
       *[no] {""}
    }? Either costs about { $price }.
    Nothing is charged until you choose.
part-first = First { $most } s
part-last = Last { $most } s
part-taken = **{ $part }**: checking the file…
part-chosen = **{ $part }**: job `{ $job }`
part-chosen-before = You already chose: job `{ $job }`
part-pressed-twice = Already in progress, with the part that you chose first.

files-pictures = { $count ->
        [one] one image
       *[other] { $count } images
    }
files-clips = { $count ->
        [one] one video
       *[other] { $count } videos
    }
files-sounds = { $count ->
        [one] one audio file
       *[other] { $count } audio files
    }
files-and = { $first } and { $last }
which-use =
    What should I do with { $files }{ $options }?
    { $prompt }
    Nothing is charged until you choose.
no-use =
    I can't make one video from { $files }. I take one image (animated), two images (from the first to the second), one video (continued), one audio file, or up to five images and videos as references. To choose among many, use **Apps > Use as reference** on the message.
    { -free }
no-files-hidden =
    Discord doesn't let me see what you reply to. Open the menu of that message and use **Apps > Animate this**, **Continue this video** or **Use as reference**. Or attach the file to your own message.
    { -free }
no-files-there =
    The message that you reply to has no image, video or audio: no attached file, sticker, custom emoji or preview of a link. Save it as a file and attach it.
    { -free }
no-files-deleted =
    The message that you reply to is gone. Attach the file to your own message.
    { -free }
no-files =
    Attach an image, a video or an audio file, or reply to a message that has one. For a video from a prompt alone, use `/video`; `/help` shows the rest.
    { -free }
nothing-to =
    That message has { $wanted }: no attached file, sticker, custom emoji or preview of a link that I can use. Save it as a file and attach it.
    { -free }
sticker-lottie =
    That sticker is an animated drawing (Lottie), not an image, so I can't use it. Send a screenshot of it.
    { -free }
nothing-picture = no image
nothing-clip = no video
nothing-sound = no audio
nothing-reference = no image or video
which-one = Which one?
which-ones = Which ones? At most { $most }, numbered in this order.

reported = Thank you. { $told }
reported-told = The moderators of this server have been notified.
reported-noted = It is recorded for the moderators of this server, but they have no log channel; please tell one of them too.

settings-saved = **Saved.** From now on:
settings-shown = **Your defaults:**
settings-usual = server default
settings-resolution = Resolution (videos): { $value }
settings-ratio = Aspect ratio (text to video): { $value }
settings-length = Length: { $value }
settings-prompts = Prompts: { $value }
settings-prompts-enhanced = expanded by the model
settings-prompts-verbatim = used as written
settings-ping = Ping when a result is ready: { $value }
settings-private = Results by direct message: { $value }
settings-everywhere = Applies in every server. `/settings reset: True` clears it.
yes = yes
no = no

details-title = **{ $kind }** · job `{ $job }` · by { $user }
details-asked = requested { $when } · { $state } · { $outcome }
details-result = result: { $result }
details-input = { $name }: { $file }{ $size }{ $seconds }
details-size = {" "}· { $width } × { $height }
details-seconds = {" "}· { $seconds } s
details-made-from = made from { $job } ({ $derivation })
held-not-sent = The file couldn't be sent. Use `/job` again in a minute: it costs nothing more.
held-too-large = It's too large to send here. The bot's operator can get it for you.
held-linked = It's too large to send here: [watch or download it]({ $url }), until { $until }.
held-unreadable = Part of it can't be read right now. Use `/job` again later: it costs nothing more.
held-gone = The file is no longer stored.
details-became = became { $job } ({ $derivation })
