# Words for moderators.

the-operator = the operator
act-taken-back = taken back by { $entry }
act-done = Done. { $entry }{ $undo }
act-undo =
    {""}
    `/wan-mod quota undo number:{ $number }` takes it back.

not-done =
    { $why }
    Nothing changed.
not-moderator = This is for those who may manage the server, or who have the role that they named for it.
not-done-model = There is no model { $model } on offer. `/help` and `/quota` show which are.
not-done-changed = Somebody else changed it at the same moment. Look again and repeat it.
not-done-no-act = There is no such act in this server, or none that can be taken back.
not-done-undone = It was taken back already, by act { $entry }.
not-done-not-undoable = That act changed nothing that could be taken back.
not-done-changed-since = Something else was decided about the same since. Take that back first: `/wan-mod quota log` lists it.
not-done-no-job = I know of no job by that name or message in this server. Give the link of my message, or the job's name.
not-done-no-result = That job has no result that could be removed.
not-archived = { $post }, but what it shows is still in my archive and its link, if there is one, still works. Repeat this in a minute; if it stays so, tell my operator.
not-archived-deleted = The post is deleted
not-archived-not-deleted = The post could not be deleted
not-done-everyone = For everyone there is one number: `quota set` or `settings set credits`. Grants and takes are for members and roles.
not-deleted = It is out of the archive and the record says so, but Discord did not delete the post ({ $error }). Delete it by hand, or repeat this in a minute.
not-done-unrecorded = I cannot use my records at the moment. Please try again in a few minutes.

role-gives = { $role } gives { $allowance } in every window.
role-gives-nothing = { $role } is not on the ladder: its holders get what everyone gets ({ $everyone }).
role-grant = Act { $entry }: { $amount } for each holder{ $until }
ladder = Credits in every window ({ $window }); the best role wins:
ladder-rung = { $role } – { $allowance }
ladder-weight = { $role } – { $weight } times the share of everyone in the turns
ladder-everyone = everyone – { $allowance }

log-empty = Nothing was decided yet.
log-end = That is all.
top-empty = Nothing was spent in the last { $days } days.
top-title = The last { $days } days, today included:
top-line = { $place }. { $user } – { $credits } in { $jobs } ({ $money })
top-jobs = { $count ->
        [one] 1 job
       *[other] { $count } jobs
    }
chart = Bar chart of credits spent by day. { $days }.

settings-title = What this server allows:
settings-paused = **Paused** by { $by }: { $reason }
settings-blocked = { $count } blocked inputs
settings-channel = In { $channel }, where nothing else is said: { $defaults }
budgets =
    What this server may cost:
    { $day }
    { $month }
jobs-empty = There are no jobs yet.

who-title = { $kind } · job `{ $job }` · asked for by { $user } in { $channel }
who-input = { $role }: { $name } ({ $size }, SHA-256 `{ $hash }`)
who-unknown-hash = unknown
who-cost = { $outcome } · { $money } at the provider
who-accepted = accepted { $time }
who-handed-over = handed over { $time }
who-made = made { $time }
who-removed = **Removed** by { $by } { $time }
whole-prompt =
    Prompt:
    { $prompt }

    Not wanted:
    { $negative }
whole-prompt-alt = The whole prompt.
removed-done = Removed: the post of job `{ $job }` by { $user } is deleted and its result is out of the archive. The record stays; nothing is paid back.
