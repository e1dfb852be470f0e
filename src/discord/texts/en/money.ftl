# Credits and money.

credits = { $amount } credits
credits-one = 1 credit
until = {" "}until { $time }

denied-blocked = You are blocked from making videos in this server, { $until }{ $because }
denied-blocked-until = until { $time }
denied-blocked-for-good = until a moderator lifts it
denied-paused = New videos are paused in this server{ $because } What is under way will still arrive.
denied-channel = This server wants videos made elsewhere: { $channels }.
denied-model = This server does not use { $model }. `/help` shows what else there is.
denied-too-long = A clip may have { $longest } seconds in this server; { $seconds } is { $over } too many.
denied-too-fine = Clips are { $largest } at most in this server; { $resolution } is too much.
denied-input = A moderator has blocked this file in this server. Use another one.
denied-credits = This costs { $price } and you have { $available }: { $over } too few. { $when } `/quota` shows where yours went.
denied-when = It would go through { $relative } ({ $time }).
denied-never-credits = It will not go through later either, as things stand: ask a moderator for more, or make it shorter or smaller.
denied-budget = { $whose } budget for the { $period } does not suffice: { $left } of { $limit } is left and this costs { $price }, { $over } too much. { $when }
denied-budget-server = This server's
denied-budget-global = My operator's
denied-never-budget = It will never go through: make it shorter or smaller.

outcome-holds = holds { $price }
outcome-spent = held { $price } · spent { $spent }
outcome-returned = held { $price } · returned { $price }: { $why }
returned-user-input = the provider could not use the request
returned-moderated = the provider refused it
returned-provider = the provider failed
returned-lost = it was lost
returned-account = the provider does not take my account
returned-undeliverable = it could not be posted
returned-bug = my mistake
returned-cancelled = cancelled

window-daily = daily at midnight, { $zone }
window-weekly = on Mondays at midnight, { $zone }
window-rolling = each credit { $hours } hours after it was used

left = { $span } · { $held } held by running jobs · { $spent } spent{ $before }
left-of = **{ $left } of { $granted }** credits left
left-no-limit = **No limit**
left-before = {" "}· { $held } held since the last window

account-available = **{ $available }** to spend, grants included; of this window:
account-from = From: { $from } ({ $allowance }{ $taken })
account-from-everyone = what everyone gets here
account-from-role = the role { $role }
account-from-personal = set by a moderator
account-taken = , less what was taken
account-refills = Refills { $window }{ $next }
account-refills-next = , { $when }
account-grant = Granted{ $role } (entry { $entry }): { $available } of { $granted } left{ $until }{ $held }
account-grant-role = {" "}for { $role }
account-grant-held = {" "}· { $held } held
account-blocked = **Blocked**{ $until }{ $because }

quota-title = **Your credits here**
quota-paused = New videos are paused in this server{ $because }
quota-sample = A 5 s clip at 720P costs { $price }.
quota-second = · { $model }: { $prices } a second
quota-picture = · { $model }: { $prices } a picture
quota-budget = This server's budget for the { $period } has { $left } left until { $until }.

budget-limited = { $period }: { $used } of { $limit } used or set aside · begins anew { $anew }
budget-free = { $period }: { $used } used or set aside · no limit

preview =
    This would go through. It costs { $price } ({ $money }); { $left }.
    Nothing was sent and nothing was charged: leave out `preview` to make it.
preview-left = you have { $available }, and { $after } would be left
preview-no-limit = you have no limit
