# Credits and money.

credits = { $amount } credits
credits-one = 1 credit
until = {" "}until { $time }

denied-blocked = You're blocked from making requests in this server, { $until }{ $because }
denied-blocked-until = until { $time }
denied-blocked-for-good = until a moderator lifts it
denied-paused = New requests are paused in this server{ $because } Running jobs will still finish.
denied-channel = This server accepts requests only in { $channels }.
denied-model = This server doesn't use { $model }. `/help` shows what is available.
denied-too-long = This server allows videos of up to { $longest } s; { $seconds } s is { $over } s too long.
denied-too-fine = This server allows up to { $largest }; you asked for { $resolution }.
denied-input = A moderator has blocked this file in this server. Use another one.
denied-avatars = This server doesn't let me use members' avatars. Moderators can allow it: `/wan-mod settings set setting: allow-avatars value: yes`.
denied-credits = This costs { $price } and you have { $available }: { $over } too few. { $when } `/quota` shows where yours went.
denied-when = You can retry { $relative } ({ $time }).
denied-never-credits = Waiting won't help: ask a moderator for more credits, or choose a shorter or smaller video.
denied-budget = { $whose } budget for the { $period } is too low: { $left } of { $limit } is left and this costs { $price }, { $over } too much. { $when }
denied-budget-server = This server's
denied-budget-global = The bot's global
denied-never-budget = Waiting won't help: choose a shorter or smaller video.

outcome-reserved = { $credits } reserved
outcome-charged = { $credits } charged
outcome-charged-less = { $charge } of { $price } credits charged
outcome-refunded = { $credits } refunded: { $why }
returned-user-input = the provider couldn't use the request
returned-moderated = the provider refused it
returned-provider = the provider failed
returned-lost = it was lost
returned-account = the provider doesn't accept the bot's account
returned-undeliverable = it couldn't be posted
returned-bug = an error on my side
returned-cancelled = cancelled

window-daily = daily at midnight, { $zone }
window-weekly = on Mondays at midnight, { $zone }
window-rolling = each credit { $hours } hours after it was used

left = { $span } · { $held } reserved · { $spent } charged{ $before }
left-of = **{ $left } of { $granted }** credits left
left-no-limit = **No limit**
left-before = {" "}· { $held } reserved since the last period

account-available = **{ $available }** available (including grants). This period:
account-from = Source: { $from } ({ $allowance }{ $taken })
account-from-everyone = server default
account-from-role = role { $role }
account-from-personal = set by a moderator
account-taken = , minus deductions
account-refills = Refills { $window }{ $next }
account-refills-next = , { $when }
account-grant = Granted{ $role } (entry { $entry }): { $available } of { $granted } left{ $until }{ $held }
account-grant-role = {" "}for { $role }
account-grant-held = {" "}· { $held } reserved
account-blocked = **Blocked**{ $until }{ $because }

quota-title = **Your credits here**
quota-paused = New requests are paused in this server{ $because }
quota-sample = A 5 s video at 720P costs { $price }.
quota-second = · { $model }: { $prices } per second
quota-picture = · { $model }: { $prices } per image
quota-budget = This server's budget for the { $period } has { $left } left until { $until }.

budget-limited = { $period }: { $used } of { $limit } used or reserved · renews { $anew }
budget-free = { $period }: { $used } used or reserved · no limit

preview =
    This would be accepted. It costs { $price } ({ $money }); { $left }.
    Nothing was sent or charged. Run it without `preview` to generate it.
preview-left = you have { $available }, and { $after } would be left
preview-no-limit = you have no limit
