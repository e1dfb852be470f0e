# The ways in and on: replies, menus, forms, buttons, settings.

# Labels and titles of forms have 45 characters, examples in fields 100.
form-prompt = Prompt
form-next = How it moves, what the camera does
form-reference = What happens; say "Image 1", "Video 1"
form-options = Options (optional)
form-options-example = 10s 1080p 16:9 seed 7 verbatim
form-prompt-stays = Too long to show here. Left empty, it stays as it is.
form-change = Change and make it anew
form-continue = Continue this clip
form-last-frame = A new clip from the last frame
form-animate = Animate this
form-report = Report this result
form-report-reason = What is wrong with it?
menu-choose = Which of the files?

no-such-job = There is no such job here, or it is not there for you to see. `/jobs` lists yours.
pressed-twice = That was pressed twice within three seconds, so I make it once. Press again if you want another.
not-yours-to-delete = Only who asked for it, and moderators, can delete it. **Report** tells the moderators.
delete-sure = Delete this result, here and in my archive? That cannot be undone, and its credits stay spent.
delete-done = It is deleted, here and in my archive.
sketch-gone =
    That was more than a day ago, and Discord's links to the files have ended. Use the entry under Apps once more, or reply anew.
    { -free }
not-your-sketch = That is somebody else's. Reply to the message yourself, or use its entry under Apps.

use-animate = Animate it
use-ends = From the first to the second
use-continue = Continue the clip
use-continue-to = Continue the clip to the picture
use-edit = Edit the clip
use-reference = Use as references
use-score = A video to the sound
# A label: 80 characters.
offer = { $use } · from { $price }
offer-taken = **{ $use }**: looking at the files…

files-pictures = { $count ->
        [one] one picture
       *[other] { $count } pictures
    }
files-clips = { $count ->
        [one] one clip
       *[other] { $count } clips
    }
files-sounds = { $count ->
        [one] one sound
       *[other] { $count } sounds
    }
which-use =
    What shall I make of { $files }{ $options }?
    { $prompt }
    Nothing is charged until you choose.
no-use =
    I cannot make one clip of { $files }. I take one picture (it begins to move), two (from the first to the second), one clip (it goes on), one sound, or up to five pictures and clips as references. To choose among many, use **Apps > Use as reference** on the message.
    { -free }
no-files-hidden =
    Discord does not let me see what you reply to. Open the menu of that message and use **Apps > Animate this**, **Continue this clip** or **Use as reference**: that always works. Or attach the file to your own message.
    { -free }
no-files-there =
    There is no picture, clip or sound attached to the message that you reply to. A link or a preview does not count: save the file and attach it.
    { -free }
no-files-deleted =
    The message that you reply to is gone. Attach the file to your own message.
    { -free }
no-files =
    Attach a picture, a clip or a sound, or reply to a message that has one. For a video from words alone there is `/video`; `/help` shows the rest.
    { -free }
nothing-to =
    There is { $wanted } attached to that message. A link or a preview does not count: save the file and attach it.
    { -free }
nothing-picture = no picture
nothing-clip = no clip
nothing-sound = no sound
nothing-reference = no picture or clip
which-one = Which one?
which-ones = Which ones, { $most } at most? They are counted in this order.

reported = Thank you. { $told }
reported-told = The moderators of this server have been told.
reported-noted = It is written down for the moderators of this server; they have given me no channel to tell them in, so please tell one of them too.

settings-saved = **Saved.** From now on:
settings-shown = **What you want when you say nothing:**
settings-usual = as the server or I have it
settings-resolution = Resolution of clips: { $value }
settings-ratio = Shape of clips from words: { $value }
settings-length = Length: { $value }
settings-prompts = Prompts: { $value }
settings-prompts-enhanced = written out by the model
settings-prompts-verbatim = taken word for word
settings-ping = A ping when a result is there: { $value }
settings-private = Results by direct message: { $value }
settings-everywhere = This goes for every server. `/settings reset: True` forgets it.
yes = yes
no = no

details-title = **{ $kind }** · job `{ $job }` · by { $user }
details-asked = asked { $when } · { $state } · { $outcome }
details-result = result: { $result }
details-input = { $name }: { $file }{ $size }{ $seconds }
details-size = {" "}· { $width } × { $height }
details-seconds = {" "}· { $seconds } s
details-made-from = made from { $job } ({ $derivation })
held-not-sent = The file could not be sent just now. Use `/job` again in a minute: it costs nothing more.
held-too-large = It is too large to send here. Whoever runs this bot can get it for you.
held-linked = It is too large to send here: [watch or download it]({ $url }), until { $until }.
held-unreadable = It cannot all be read right now. Use `/job` again later: it costs nothing more.
held-gone = The file is not kept any more.
details-became = became { $job } ({ $derivation })
