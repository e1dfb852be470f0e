# The job's card, its result and its notice.

title-picture = **Picture**
title-pictures = **Pictures**
title-edited = **Edited clip**
title-reference = **Video from references**
title-continued = **Continued clip**
title-ends = **From picture to picture**
title-animated = **Animated picture**
title-video = **Video**
card-title = { $title } · job `{ $job }`

detail-pictures = { $count } pictures
detail-seconds = { $seconds } s
detail-seed = seed { $seed }
detail-verbatim = prompt as written
detail-own-sound = its own sound
detail-negative = without: { $negative }

# What was done with an earlier job.
way-again = made again
way-change = changed
way-continue = continued
way-last-frame = from the last frame of
way-larger = made larger
way-animate = animated
way-reference = used as a reference
card-again = Made again job `{ $job }`
card-change = Changed job `{ $job }`
card-continue = Continued job `{ $job }`
card-last-frame = From the last frame of job `{ $job }`
card-larger = Made larger job `{ $job }`
card-animate = Animated job `{ $job }`
card-reference = Used job `{ $job }` as a reference

deleted = **Deleted** by its requester · { $outcome }
removed = **Removed** by a moderator · { $outcome }

expected = {" "}· ready { $earliest } at the earliest, { $latest } at the latest
place-beyond = one of { $waiting } that wait
why-turns = {" "}(members take turns, by what their jobs cost)
why-first = {" "}(your first for now takes the quick place)
why-share = {" "}(you have { $count } being made, as many as one member may at once)
queued = **Queued**, { $place }{ $why }{ $expected } · { $price }
stalled = **Waiting**: the video provider takes nothing at the moment; this goes on as soon as it does · { $price }
place-next = next in line
place-waiting = waiting
place = { $place ->
        [one] { $place }st
        [two] { $place }nd
        [few] { $place }rd
       *[other] { $place }th
    } in line
submitting = **Being handed over**{ $expected } · { $price }
unconfirmed = **Checking**: the provider's answer was lost, and I am making sure before I go on · { $price }
submitted = **At the provider**, waiting{ $expected } · { $price }
running = **Being made**, since { $since }{ $expected } · { $price }
unknown-task = **No word**: the provider says that it does not know this job at the moment. I keep asking for up to a day, and you can cancel it · { $price }
finished = **Done**, on its way to you · { $price }
delivered = **Done**: { $link } · { $price }
delivered-privately = **Done**: sent directly, as you want it · { $price }
delivered-directly = **Done**: sent to you directly, since I may not post here · { $price }
failed-card = **Failed**: { $why } · { $price }
cancelled-by = **Cancelled** by { $user }. { -free } · { $price }
cancelled-card = **Cancelled.** { -free } · { $price }
cancelled-there = **Cancelled** at the provider. { -free } · { $price }

result-clip = { $user } your clip is ready.
result-picture = { $user } your picture is ready.
result-pictures = { $user } your pictures are ready.
result-details = { $details } · took { $took } · spent { $spent } · { $marker }
result-fewer = It came with only { $came } of the { $asked }.
result-go-on = To go on from it, use `/job job:{ $job }` in the server.
result-shrunk = It was too large for this channel and has been made smaller.
result-linked = It is too large for this channel: [watch or download it]({ $url }), until { $until }.
notice-video = { $user } your video did not work out: { $why } ({ $outcome })
notice-picture = { $user } your picture did not work out: { $why } ({ $outcome })

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
list-end = There are no more.
list-title = Your latest jobs here:
list-title-page = Your jobs here, page { $page }:
list-queued = queued, place { $place }
list-removed = removed
list-direct = sent directly

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
change-resized = { $from } pixels, resized to { $to }
