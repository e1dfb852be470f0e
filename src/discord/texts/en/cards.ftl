# The job's card, its result and its notice.

title-picture = **Image**
title-pictures = **Images**
title-edited = **Edited video**
title-reference = **Video from references**
title-continued = **Continued video**
title-ends = **From image to image**
title-animated = **Animated image**
title-video = **Video**
card-title = { $title } · job `{ $job }`

detail-pictures = { $count } images
detail-seconds = { $seconds } s
detail-seed = seed { $seed }
detail-verbatim = prompt as written
detail-own-sound = keeps its own audio
detail-negative = without: { $negative }

# What was done with an earlier job.
way-again = repeat
way-change = changed
way-continue = continued
way-last-frame = from its last frame
way-larger = 1080P version
way-animate = animated
way-reference = used as a reference
card-again = Repeat of `{ $job }`
card-change = Changed from `{ $job }`
card-continue = Continues `{ $job }`
card-last-frame = Starts from the last frame of `{ $job }`
card-larger = 1080P version of `{ $job }`
card-animate = Animates `{ $job }`
card-reference = Uses `{ $job }` as a reference

# $name is a name, without a ping.
depicted = Shows the avatar of { $name }, who can delete the result
depicted-nameless = a member

deleted = **Deleted** by its requester · { $outcome }
deleted-by-depicted = **Deleted** by the member whose avatar it shows · { $outcome }
removed = **Removed** by a moderator · { $outcome }

expected = {" "}· expected { $earliest } – { $latest }
place-beyond = one of { $waiting } waiting
why-turns = {" "}(shared fairly between members)
why-first = {" "}(your first job: express slot)
why-share = {" "}(you're at your limit of { $count } running jobs)
queued = **Queued**, { $place }{ $why }{ $expected } · { $price }
stalled = **Paused**: the video provider is unavailable; your job will continue automatically · { $price }
place-next = next in line
place-waiting = waiting
place = { $place ->
        [one] { $place }st
        [two] { $place }nd
        [few] { $place }rd
       *[other] { $place }th
    } in line
submitting = **Submitting**{ $expected } · { $price }
unconfirmed = **Checking**: the provider's answer was lost; I'm making sure before I continue · { $price }
submitted = **Queued at the provider**{ $expected } · { $price }
running = **Generating** since { $since }{ $expected } · { $price }
unknown-task = **No status**: the provider doesn't report this job right now. I keep asking for up to a day; you can cancel it · { $price }
finished = **Finished**, uploading · { $price }
delivered = **Done**: { $link } · { $price }
delivered-privately = **Done**: sent by direct message, as you prefer · { $price }
delivered-directly = **Done**: sent by direct message, since I can't post here · { $price }
failed-card = **Failed**: { $why } · { $price }
cancelled-by = **Cancelled** by { $user }. { -free } · { $price }
cancelled-card = **Cancelled.** { -free } · { $price }
cancelled-there = **Cancelled** at the provider. { -free } · { $price }

result-clip = { $user } your video is ready.
result-picture = { $user } your image is ready.
result-pictures = { $user } your images are ready.
result-details = { $details } · took { $took } · { $spent } charged · { $marker }
result-fewer = The provider returned { $came } of { $asked }.
result-go-on = To use it further, run `/job job:{ $job }` in the server.
result-shrunk = It was too large for this channel, so I made it smaller.
result-linked = It's too large for this channel: [watch or download it]({ $url }), until { $until }.
notice-video = { $user } your video failed: { $why } ({ $outcome })
notice-picture = { $user } your image failed: { $why } ({ $outcome })

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
