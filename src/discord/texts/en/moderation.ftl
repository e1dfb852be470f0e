# Words for moderators.

the-operator = the operator
the-bot = the bot
audit-by-role = by role
audit-no-role-quota = no role quota
audit-as-everyone = same as everyone
audit-left = { $amount } left
audit-unlimited = unlimited
audit-more = { $amount } more{ $until }
audit-more-each = { $amount } more for each holder{ $until }
audit-less-each = { $amount } less for each holder{ $until }
audit-nothing-used = by role, nothing used
audit-weight = { $weight } times everyone's share
audit-blocked = blocked{ $until }
audit-not-blocked = not blocked
audit-open = open
audit-paused = paused
audit-inputs = { $count } blocked
audit-posted = posted
audit-job-open = in progress
audit-job-cancelled = job `{ $job }` cancelled
audit-job-removed = job `{ $job }` removed
audit-job-reported = job `{ $job }` { $link }
audit-budget-server = this server's budget for the { $period }: { $percent }%
audit-budget-global = the bot's global budget for the { $period }: { $percent }%
audit-budget-used = { $used } of { $limit } used or reserved
audit-budget-next = the next { $period } begins { $time }
audit-provider = the video provider
audit-account-rejected = it does not accept the bot's account (key or billing)
audit-unreadable = an entry that can't be read
audit-unreachable = it cannot be reached
audit-jobs-wait = jobs wait and cost nothing until then
audit-bill = the provider's bill for { $day }
audit-bill-reserved = { $amount } reserved for { $jobs ->
        [one] 1 job
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
not-done-model = There is no model { $model }. `/help` and `/quota` list the available ones.
not-done-changed = Somebody else changed it at the same time. Check the current value and try again.
not-done-no-entry = There is no such entry in this server's log, or none that can be undone.
not-done-undone = Already undone by entry { $entry }.
not-done-not-undoable = That entry changed nothing that could be undone.
not-done-changed-since = The same settings have been changed again since. Undo that change first: `/wan-mod quota log` lists it.
not-done-no-job = I don't know that job or message in this server. Use a link to my message, or the job ID.
not-done-no-result = That job has no result to remove.
not-archived = { $post }, but the file is still in storage, and its link, if there is one, still works. Try again in a minute; if that doesn't help, tell the bot's operator.
not-archived-deleted = The post was deleted
not-archived-not-deleted = The post couldn't be deleted
not-done-everyone = Everyone shares one number: `quota set` or `settings set credits`. Grants and deductions are for members and roles.
not-deleted = The file is removed from storage, but Discord didn't delete the post ({ $error }). Delete it by hand, or try again in a minute.
not-done-unrecorded = Storage is temporarily unavailable. Please try again in a few minutes.

role-gives = { $role } gives { $allowance } per period.
role-gives-nothing = { $role } has no quota of its own: its members get what everyone gets ({ $everyone }).
role-grant = Entry { $entry }: { $amount } for each holder{ $until }
ladder = Credits per period ({ $window }); the best role wins:
ladder-rung = { $role } – { $allowance }
ladder-weight = { $role } – { $weight } times everyone's share of the queue
ladder-everyone = everyone – { $allowance }

log-empty = The log is empty.
log-end = No more entries.
top-empty = Nothing was spent in the last { $days } days.
top-title = The last { $days } days, today included:
top-line = { $place }. { $user } – { $credits } in { $jobs } ({ $money })
top-jobs = { $count ->
        [one] 1 job
       *[other] { $count } jobs
    }
chart = Bar chart of credits spent by day. { $days }.

settings-title = Settings of this server:
settings-paused = **Paused** by { $by }: { $reason }
settings-blocked = { $count } blocked inputs
settings-channel = Defaults in { $channel }: { $defaults }
budgets =
    What this server may cost:
    { $day }
    { $month }
jobs-empty = There are no jobs yet.

who-title = { $kind } · job `{ $job }` · requested by { $user } in { $channel }
who-input = { $role }: { $name } ({ $size }, SHA-256 `{ $hash }`)
who-unknown-hash = unknown
who-depicted = with the avatar of { $user }
who-cost = { $outcome } · { $money } at the provider
who-accepted = accepted { $time }
who-submitted = submitted { $time }
who-made = finished { $time }
who-removed = **Removed** by { $by } { $time }
whole-prompt =
    Prompt:
    { $prompt }

    Not wanted:
    { $negative }
whole-prompt-alt = The complete prompt.
removed-done = Removed: the post of job `{ $job }` by { $user } is deleted, and the file is removed from storage. The record stays; nothing is refunded.

bad-amount = An amount is a number such as `20`, `+5`, `-5` or `7.5`; to set, also `none` or `unlimited`.
bad-amount-zero = The amount must be greater than zero.
bad-amount-no-limit = { $subject } has no limit, so nothing can be added or deducted. Set a number instead.
bad-until = The end must be in the future: a length such as `3d` or `12h`, or a date such as `2026-12-24` or `2026-12-24 18:00`.
bad-nothing-left = { $subject } has no credits left to deduct.
bad-too-many-grants = { $subject } has { $max } grants that are not used up yet, which is the maximum. Set an amount with `/wan-mod quota set`, or start over with `/wan-mod quota reset`.
bad-too-many-inputs = This server blocks { $max } files already, which is the maximum.
bad-no-change = Nothing to change: that is already so.
bad-value = `{ $setting }` takes { $wanted }.
bad-weight = A weight is a whole number from 1 to { $max }.
bad-defaults = Defaults are words such as `1080p 16:9 8s verbatim`.

# What the settings are.
setting-window = when credits renew
setting-time-zone = time zone of the periods
setting-credits = credits for everyone per period
setting-waiting = maximum queued jobs per member
setting-running = maximum running jobs per member
setting-longest = maximum duration of videos, in seconds
setting-largest = maximum resolution of videos
setting-channels = where requests are accepted
setting-models = which models may be used
setting-allow-avatars = whether members' avatars may be animated
setting-moderator-role = who moderates, besides those who may manage the server
setting-log-channel = where changes and budget alerts are posted
setting-budget-day = budget per day
setting-budget-month = budget per month
