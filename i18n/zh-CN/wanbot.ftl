# 简体中文。规则见 i18n/en/wanbot.ftl 的开头。

## Numbers and the language itself

language-name = 简体中文
decimal-separator = {"."}
money = ${ $amount }
size-kilobytes = { $size } kB
size-megabytes = { $size } MB
list-separator = 、
labelled = { $label }：{ $text }
in-parentheses = （{ $text }）
quoted-reason = “{ $reason }”

## Commands and options

video = 用提示词生成视频
video-prompt = 谁或什么、在哪里、怎么动
animate = 让图片动起来
animate-image = 作为视频开头的照片、绘画或 GIF
animate-member = 或使用某位成员的头像作为开头（需服务器允许）
animate-prompt = 描述动作和镜头；画面已由图片决定
continue = 续写视频
continue-video = 要续写的视频或 GIF：至少 2 秒；最多使用最后 10 秒
continue-prompt = 接下来发生什么、镜头怎么动；画面已由视频决定
continue-duration = 总时长（秒），包含你的视频（默认：延长 5 秒）
reference = 用你的图片和视频中的人物或物体生成视频
reference-prompt = 发生什么；用“图1”“视频1”指代参考素材
reference-image1 = 要出现的人物或物体；在提示词中写作“图1”
reference-image = 在提示词中写作“图{ $number }”
reference-video1 = 视频或 GIF：至少 1 秒，最多使用 30 秒；在提示词中写作“视频1”
reference-video = 在提示词中写作“视频{ $number }”
reference-voice = 第一个人物的音色：音频或视频，至少 1 秒；最多使用 10 秒
reference-first-frame = 作为视频开头的图片
reference-ratio = 宽高比（默认：16:9）；使用首帧时不可选
reference-duration = 秒数（默认：5）；含参考视频时最多 10
edit = 编辑视频
edit-video = 要编辑的视频或 GIF：至少 2 秒；最多使用 10 秒
edit-prompt = 要改什么：物体、场景或风格
edit-image1 = 编辑时用到的图片；在提示词中写作“图1”
edit-keep-audio = 保留视频原声（默认：由模型决定）
edit-ratio = 宽高比（默认：与原视频相同）
edit-duration = 保留的秒数（默认：全部）
image = 用提示词或你的图片生成图片
image-prompt = 想画什么，或要对你的图片做什么
image-count = 图片数量，1–4（默认：1）
image-resolution = 默认：2K；4K 仅限纯提示词生成，并需开启专业版
image-ratio = 宽高比（默认：由模型决定）
image-pro = 使用质量更高、也更贵的模型（默认：否）
image-image = 作为素材的图片

option-last-image = 作为视频结尾的图片
option-audio = 驱动视频的声音：音频或视频，至少 2 秒；最多使用 30 秒
option-resolution = 720P（默认，更便宜）或 1080P
option-ratio = 宽高比（默认：16:9）
option-duration = 秒数（默认：5）
option-seed = 种子和请求相同，结果就相近；默认随机
option-negative = 不希望视频中出现的内容
option-enhance = 让模型扩写你的提示词（默认：是）
option-crop = 图片宽高比过于极端时自动裁剪（默认：否）
option-preview = 只检查并显示价格，不生成
option-model = 默认：{ $default }
option-job = 任务 ID：卡片上的 8 个字符

jobs = 你在此服务器的任务及其状态
job = 任务详情：输入、来源、结果
again = 换一个种子重新生成
cancel = 取消你的一个任务；排队时取消不收费
quota = 你在此服务器的积分和价格
help-command = 我能做什么、怎么用
settings = 查看或修改你的默认设置
settings-option-resolution = 视频的分辨率
settings-option-ratio = 宽高比（文生视频）
settings-option-duration = 秒数
settings-option-ping = 结果生成后 @ 你（默认：是）
settings-option-private = 通过私信发送结果（默认：否）
settings-option-reset = 清除所有默认设置
settings-option-language = 我的回复和你的卡片使用的语言（默认：与 Discord 相同）
help-option-topic = 主题（默认：总览）
help-topic-prompts = 如何写提示词

mod-option-who = 成员或身份组
mod-option-member = 成员
mod-option-role = 身份组
mod-option-weight = 排队权重；1 为普通成员的份额
mod-option-until = `3d`、`12h`、`2026-12-24` 或 `2026-12-24 18:00`
mod-option-reason = 原因，会随更改一起记录
mod-option-days = 默认：7 天
mod-days-7 = 7 天
mod-days-30 = 30 天
mod-option-entry = 记录编号；默认为最近一条
mod-quota = 成员和身份组的积分
mod-quota-show = 查看成员或身份组的积分
mod-quota-set = 修改成员或身份组每个周期的积分
mod-quota-grant = 一次性发放额外积分
mod-option-amount = 积分数量
mod-option-allowance = `20`、`+5`、`-5`、`none` 或 `unlimited`
mod-quota-take = 一次性扣减积分（默认到本周期结束）
mod-quota-reset = 重置额度和用量
mod-quota-log = 查看操作日志
mod-quota-top = 查看用量排行
mod-quota-weight = 修改身份组的排队权重
mod-quota-roles = 列出各身份组的额度
mod-quota-undo = 撤销操作日志中的一条记录
mod-option-message = 消息的链接或 ID，或任务 ID
mod-option-block-inputs = 同时在此服务器屏蔽它的输入文件
mod-jobs = 列出最近的任务
mod-cancel = 取消成员的任务
mod-option-job = 任务 ID
mod-who = 查看结果由谁生成、用了什么、花费多少
mod-remove = 删除结果，包括存储中的文件
mod-option-setting = 设置项
mod-option-period = 每天或每月
mod-option-channel-none = 默认：无
mod-block = 禁止成员提交请求
mod-pause = 暂停接受此服务器的新请求；进行中的任务会继续
mod-log-channel = 设定接收更改记录和预算提醒的频道
mod-channel-defaults = 设定频道的默认选项（留空则清除）
mod-option-channel = 频道
mod-option-defaults = 例如 `1080p 16:9 8s 原文`
mod-option-spoiler = 将结果标记为剧透内容
mod-settings = 此服务器的设置
mod-settings-show = 查看所有设置
mod-settings-set = 修改一项设置
mod-option-value = 新的值（留空则恢复默认）
mod-budget = 以美元计的预算
mod-budget-show = 查看预算
mod-budget-set = 修改预算
mod-option-dollars = 美元金额，例如 `20`，或 `none`
mod = 管理额度、预算、成员和结果
mod-unblock = 允许成员重新提交请求
mod-resume = 恢复接受请求

command-video-name = 视频
command-animate-name = 图生视频
command-continue-name = 续写
command-reference-name = 参考
command-edit-name = 编辑
command-image-name = 图片
command-jobs-name = 任务列表
command-job-name = 任务
command-again-name = 重新生成
command-cancel-name = 取消
command-quota-name = 额度
command-settings-name = 设置
command-help-name = 帮助
command-mod-name = wan管理
menu-animate-name = 让它动起来
menu-continue-name = 续写这个视频
menu-reference-name = 用作参考
menu-who-name = 这是谁生成的？
menu-remove-name = 移除此结果

option-prompt-name = 提示词
option-image-name = 图片
option-image-numbered-name = 图{ $number }
option-video-name = 视频
option-video-numbered-name = 视频{ $number }
option-last-image-name = 尾帧
option-first-frame-name = 首帧
option-audio-name = 音频
option-voice-name = 音色
option-member-name = 成员
option-resolution-name = 分辨率
option-ratio-name = 宽高比
option-duration-name = 时长
option-seed-name = 种子
option-negative-name = 反向提示词
option-enhance-name = 扩写
option-crop-name = 裁剪
option-preview-name = 预览
option-model-name = 模型
option-count-name = 数量
option-pro-name = 专业版
option-keep-audio-name = 保留原声
option-job-name = 任务
option-ping-name = 提醒
option-private-name = 私信
option-reset-name = 清除
option-language-name = 语言
option-topic-name = 主题
option-who-name = 对象
option-role-name = 身份组
option-times-name = 权重
option-amount-name = 数额
option-until-name = 截止
option-reason-name = 原因
option-period-name = 周期
option-number-name = 编号
option-message-name = 消息
option-block-inputs-name = 屏蔽输入
option-setting-name = 设置项
option-value-name = 值
option-channel-name = 频道
option-options-name = 选项
option-spoiler-name = 剧透

sub-quota-name = 额度
sub-settings-name = 设置
sub-budget-name = 预算
sub-show-name = 查看
sub-set-name = 修改
sub-grant-name = 发放
sub-take-name = 扣减
sub-reset-name = 重置
sub-log-name = 日志
sub-top-name = 排行
sub-weight-name = 权重
sub-roles-name = 身份组额度
sub-undo-name = 撤销
sub-block-name = 禁止
sub-unblock-name = 解除禁止
sub-pause-name = 暂停
sub-resume-name = 恢复
sub-log-channel-name = 日志频道
sub-channel-defaults-name = 频道默认
sub-jobs-name = 任务列表
sub-cancel-name = 取消
sub-who-name = 溯源
sub-remove-name = 移除

period-day = 每天
period-month = 每月

word-verbatim = 原文, 原样
word-crop = 裁剪
word-seed = 种子
word-seconds = 秒, 秒钟

## Answers to requests: refusals, failures, cancellations, help

-free = 未扣除积分。

time-seconds = { $seconds } 秒
time-minutes = { $minutes } 分 { $seconds } 秒
time-hours = { $hours } 小时 { $minutes } 分
and-more = ……另有 { $count } 项
no-prompt = > *（无提示词）*
mentioned-member = 某人
mentioned-role = 某个身份组的所有人
mentioned-channel = 某个频道

refused =
    { $why }
    { -free }
refused-model = 这里无法使用这个功能。请查看 `/帮助`。
refused-no-prompt = 缺少提示词。请描述谁或什么、在哪里、怎么动。
refused-prompt-too-long = 提示词有 { $chars } 个字符，模型最多读取 { $limit } 个。请删减 { $over } 个。
refused-negative-too-long = 反向提示词有 { $chars } 个字符，模型最多读取 { $limit } 个。请删减 { $over } 个。
refused-no-negative = 该模型不支持反向提示词。请在提示词中直接描述你想要的内容。
refused-seconds = 不支持 { $seconds } 秒的时长：请选择 { $min } 到 { $max } 秒。
refused-nothing-to-continue = 你的视频已有 { $length } 秒，而 `时长` 是总时长（{ $seconds } 秒）。请选择更长的时长，或使用更短的视频。
refused-resolution = 该模型在这里不支持 { $resolution }。请选择其他分辨率，或去掉这个选项。
refused-ratio = 该模型在这里不支持宽高比 { $ratio }。请去掉这个选项：结果会沿用你的图片或视频的宽高比。
refused-count = 无法生成 { $count } 张图片：请选择 1 到 { $max } 张。
refused-combination = 该模型不支持同时使用这些输入：{ $roles }。{ $accepts }
refused-no-files = 没有提供文件。{ $accepts }
accepts-text-to-video = 文生视频可以附上一个音频文件，不能附上其他文件。
accepts-image-to-video = 图片可以搭配尾帧和音频；视频可以搭配尾帧，但不能搭配音频。
accepts-reference-to-video = 参考生视频可以使用图片和视频共一到五个，外加一个音色和一个首帧。
accepts-video-edit = 编辑视频时，可以使用一个视频和最多四张图片。
accepts-image = 生成图片时，最多可以使用九张图片。
refused-total-length = { $role ->
        [reference-video] 所有参考视频
        [voice] 所有音色文件
       *[other] 所有文件
    }加起来有 { $seconds } 秒，模型最多接受 { $most } 秒。请减少数量或使用更短的文件。
refused-options = 无法识别这些选项：{ $words }。可用的选项例如 `10s`、`1080p`、`16:9`、`种子 7`、`x2`（图片数量）和 `原文`（按原样使用提示词）。
refused-source = 你不能在此频道使用该任务的文件。请直接附上文件。
permission-view-channel = 查看频道
permission-attach-files = 添加文件
permission-read-history = 阅读消息历史记录
permission-send = 发送消息
permission-send-in-threads = 在子区内发送消息
refused-publicly = 现在无法接受这个请求。用 `/额度` 查看原因（仅你可见）。
refused-channel-unknown = 无法从 Discord 获取此频道的类型。请一分钟后再试。
refused-age-restricted = 该内容来自有年龄限制的频道，只能在这类频道中使用。
refused-nothing-to-animate = 没有可以动起来的图片。请用 `图片` 附上图片，或用 `成员` 选择一位成员以使用其头像。
refused-image-and-member = 你同时选择了图片和成员。`图片` 和 `成员` 只能选一个。
refused-no-avatar = { $name } 没有设置头像，用的是 Discord 的默认图片。请换一位成员，或用 `图片` 附上图片。
refused-not-a-member = { $name } 不是此服务器的成员。我只能使用服务器成员的头像。
refused-avatar-of-another = 在私信中，我只能使用你自己的头像。请选择你自己，或用 `图片` 附上图片。
refused-permissions = 我在此频道缺少权限：{ $names }。请让管理员在频道设置中授予，或使用其他频道。
refused-direct-messages = 我只在服务器中工作，不支持私信。请在服务器中使用命令。
refused-waiting = 你有 { $waiting } 个任务在排队（上限 { $limit } 个）。请等待其中一个完成，或取消一个：`/任务列表` 会列出它们。
refused-too-fast = 请求过于频繁：每分钟最多 { $limit } 个。请 { $wait } 秒后再试。
refused-storage = 存储暂时不可用，无法接受任务。请几分钟后再试。
refused-server = 此服务器尚未启用机器人。请联系机器人的运营者开通。
refused-account = 视频服务商目前不接受机器人的账号（密钥或账单问题）。已通知运营者，请稍后再试。
refused-stopping = 我正在重启。请一分钟后再试。

role-first-frame = 首帧
role-last-frame = 尾帧
role-video = 视频
role-audio = 音频
role-reference-image = 参考图片
role-reference-video = 参考视频
role-voice = 音色
role-source-image = 图片
role-reference-audio = 参考音频
role-numbered-image = 图{ $number }
role-numbered-video = 视频{ $number }
role-numbered-source-image = 图{ $number }

input-file = { $role }（{ $name }）
input-empty = { $file }是空文件。请重新上传。
input-wrong-kind = { $file }的格式不对：{ $found }。请使用 { $wanted }。{ $advice }
input-found-misnamed = { $found }（与文件名不符）
input-not-convertible = 这里无法转换{ $file }：{ $found }。请使用 { $wanted }。{ $advice }
input-wanted-image = PNG、JPEG、BMP 或 WebP 图片
input-wanted-video = MP4 或 MOV 视频
input-wanted-audio = MP3 或 WAV 文件
input-wanted-or = { $wanted }（{ $more } 也可以）
input-damaged = 无法读取{ $file }：{ $why }。{ $step }
input-unusable = 无法使用{ $file }：{ $why }。{ $step }
input-beyond-limits = { $file }{ $faults }。{ $steps }
fault-and = ；
# Between two steps.
step-and = {""}
fault-too-large = 太大：{ $bytes }（上限 { $limit }）
fault-bytes = { $bytes } 字节
fault-sides = 尺寸为 { $width } × { $height } 像素（每边须为 { $min } 到 { $max }）
fault-aspect = 宽高比过于极端：{ $width } × { $height }（上限 1:{ $limit }）
fault-length = 时长为 { $seconds } 秒（须为 { $min } 到 { $max } 秒）
step-other = 请换一个文件。
step-crop = 请裁剪画面。
step-crop-here = 请裁剪图片；或加上 `裁剪`（命令选项，或写在消息末尾），我会使用中间部分。
step-shrink = 请缩小尺寸。
step-enlarge = 请使用尺寸更大的文件。
step-shorten = 请缩短时长。
step-lengthen = 请使用更长的文件。
step-compress = 请压缩后再保存。
step-export = 请重新导出后再试。
step-save-smaller = 请存成更小的尺寸。
step-shrink-or-shorten = 请缩小尺寸或缩短时长。

format-png = PNG 图片
format-jpeg = JPEG 图片
format-bmp = BMP 图片
format-webp = WebP 图片
format-mp4 = MP4 视频
format-mov = QuickTime 视频
format-mp3 = MP3 音频
format-wav = WAV 音频
format-heic = HEIC 照片
format-avif = AVIF 图片
format-gif = GIF 图片
format-animated-png = PNG 动图
format-animated-webp = WebP 动图
format-tiff = TIFF 图片
format-jpeg-xl = JPEG XL 图片
format-jpeg-2000 = JPEG 2000 图片
format-psd = Photoshop 图片
format-matroska = Matroska（MKV）视频
format-webm = WebM 视频
format-avi = AVI 视频
format-mpeg-ts = MPEG-TS 视频
format-mpeg-ps = MPEG 视频
format-flv = Flash（FLV）视频
format-wmv = WMV 视频
format-3gp = 3GP 视频
format-ogg-video = Ogg 视频
format-ogg = Ogg 音频
format-flac = FLAC 音频
format-aac = AAC 音频
format-mp2 = MP2 音频
format-aiff = AIFF 音频
format-caf = CAF 音频
format-m4a = M4A 音频
format-3gp-audio = 3GP 音频
format-amr = AMR 音频
format-wma = WMA 音频
format-matroska-audio = Matroska 音频
format-webm-audio = WebM 音频
format-long-wav = 64 位 WAV 音频
format-compressed-wav = 压缩的 WAV 音频
format-wavpack = WavPack 音频
unknown-empty = 空文件
unknown-pdf = PDF 文档
unknown-zip = ZIP 压缩包或办公文档
unknown-archive = 压缩包
unknown-midi = MIDI 文件（只有音符，没有声音）
unknown-raw = 相机的 RAW 照片
unknown-playlist = 播放列表
unknown-xml = SVG 或 XML 文件
unknown-web-page = 网页
unknown-text = 文本文件
unknown-protected = 带版权保护的音频文件
unknown-fragment = 流媒体视频的片段
unknown-other = 未知类型的文件

damage-unreadable = 文件已损坏
damage-other-format = 实际内容是“{ $format }”
damage-undecodable = 内容无法解码
damage-no-video = 里面没有视频
damage-no-audio = 里面没有声音
damage-no-pixels = 里面没有像素
damage-pixels = 像素数据已损坏
damage-pixels-or-cut = 像素数据已损坏或不完整
damage-header = 文件头已损坏
damage-structure = 文件结构不一致
damage-cut-short = 文件不完整
damage-end = 缺少结尾
damage-length = 没有标明时长，也无法算出
damage-too-many-pixels = 像素太多
damage-too-many-frames = 所有帧的像素总数太多
damage-too-long = 超出 WAV 文件的长度上限
damage-too-big = 无法缩到足够小

advice-heic = 在 iPhone 上，选择**设置 > 相机 > 格式 > 兼容性最佳**，以后的照片就会存为 JPEG；这一张请发送截图，或导出为 JPEG。
advice-archive = 请解压后发送要用的文件。
advice-export-image = 请导出为 PNG 或 JPEG，或发送截图。
advice-from-image = `/图生视频` 可以让图片动起来。
advice-image = 请用看图软件打开，另存为 PNG 或 JPEG。
advice-frame = 请把想要的那一帧存为 PNG，或发送它的截图。
advice-animation = 请改存为 MP4：多数 GIF 网站两种格式都提供，视频编辑软件也能导出。
advice-matroska = 请导出为 MP4（H.264）。OBS 可以用**文件 > 录像转封装**。
advice-video = 请导出为 MP4（H.264）。
advice-ogg = 请保存后用音频编辑软件导出为 MP3。Discord 的语音消息就是这种文件。
advice-m4a = 请用音频编辑软件导出为 MP3，或在 Apple 的“音乐”App 中选择**文件 > 转换 > 创建 MP3 版本**。
advice-wav = 请存为 16 位（PCM）WAV，或存为 MP3。
advice-audio = 请导出为 MP3 或 WAV。
advice-audio-of-video = 请把其中的音频单独导出为 MP3 或 WAV。
advice-fewer-pixels-image = 请减少像素，保存为 JPEG 或 PNG。
advice-fewer-pixels-video = 请减少像素，保存为 MP4（H.264）。
advice-shorter-audio = 请剪短，并保存为 MP3 或 WAV。

unreachable-gone = 链接已过期
unreachable-slow = 耗时过长
unreachable-status = 文件所在的服务器返回错误 { $code }
unreachable-connection = 连接失败
input-unreachable = 无法从 Discord 下载{ $file }：{ $why }。请重新上传。
input-forgotten = { $file }已不再保存。请用命令重新上传。
input-unreadable = 暂时无法读取已保存的{ $file }。请几分钟后再试。
input-conversion-slow = 转换{ $file }耗时过长。请发送更短或更小的文件。
input-too-demanding = 转换{ $file }所需的内存或计算时间超出了这里的限制。{ $advice }
input-no-decoder = 这里无法解码{ $file }的编码格式。{ $advice }
input-conversion-failed = 由于我这边出错，无法转换{ $file }。请几分钟后再试。
input-no-last-frame = 无法从视频（{ $name }）中提取尾帧。请自行将该帧存为图片，然后使用 `/图生视频`。
input-foreign = { $file }不在 Discord 上。请用命令上传文件本身。

failed = { $why }{ $code }。{ -free }
failed-charged = { $why }。积分已扣除。
failed-code = （`{ $code }`）
failed-user-input = 服务商无法处理这个请求。请检查文件和选项后再试
failed-moderated = 服务商的内容审核拒绝了提示词、图片或结果。请修改提示词或图片；有时换个种子也能通过
failed-provider = 服务商生成失败。请再试一次
failed-lost-charged = 任务的状态曾一度无法查询，但结果已发布在这里或已发送给你
failed-lost = 没有收到服务商的回应，也无法查明情况。请再试一次
failed-account = 服务商目前不接受机器人的账号。在运营者修复之前，重试也没有用；请告诉管理员
failed-undeliverable = 结果已生成，但我无法再在此频道发布，也无法给你发私信。请用 `/任务` 获取，届时会扣除积分。请告诉管理员
failed-undeliverable-charged = 结果已生成，但我无法在此频道发布，也无法给你发私信。请用 `/任务` 获取
failed-bug = 我这边出了问题。请把任务 ID 告诉管理员

cancel-done = 任务 `{ $job }` 已取消。{ -free }
cancel-running = 任务 `{ $job }` 已在生成，服务商无法中止。结果出来后你可以删除它。
cancel-submitting = 任务 `{ $job }` 正在提交。请几秒后再试。
cancel-ended = 任务 `{ $job }` 已经结束。用 `/任务列表` 查看它的状态。
cancel-unknown = 此服务器中没有这个任务。`/任务列表` 会列出你的任务。
cancel-not-yours = 任务 `{ $job }` 是别人的。只有本人和管理员可以取消。
cancel-unconfirmed = 服务商没有回应，暂时无法确定任务 `{ $job }` 是否已中止。卡片会显示最新状态；请一分钟后再试。

direct-messages-closed = 你关闭了私信，所以我把结果发在了这里。
converting = 正在转换你的文件……
converting-in-line = 等待转换你的文件，{ $place }
working = 处理中……
invalid-job-id = 这不是任务 ID。任务 ID 是卡片上的 8 个字符；`/任务列表` 会列出你的任务。
storage-unavailable = 存储暂时不可用。请几分钟后再试；你的任务会继续进行。
outdated = 这个命令已过期。请重新加载 Discord（Ctrl+R）以获取最新命令，或试试 `/帮助`。

alt-image = AI 生成的图片：{ $what }。
alt-image-prompt = AI 生成的图片：{ $what }。提示词：{ $prompt }
alt-video = AI 生成的视频：{ $what }。
alt-video-prompt = AI 生成的视频：{ $what }。提示词：{ $prompt }
alt-what-image = 根据描述创作
alt-what-image-from = 以其他图片为素材创作
alt-what-continued = 一段续写的视频
alt-what-animated = 一张动起来的图片
alt-what-reference = 包含参考素材中人物或物体的场景
alt-what-edited = 一段编辑过的视频
alt-what-scene = 根据描述创作的场景

help =
    {""}**我可以制作短视频和图片。**我会立即回复；几分钟后，结果会发到此频道并 @ 你。

    { $make }
    几乎所有格式的图片、视频和音频都可以用，包括 GIF、HEIC 照片和语音消息。
    {""}**结果下方的按钮**可以重新生成、修改或续写它。

    { $manage }

    视频默认为 720P、5 秒，也是最便宜的选择；`预览: True` 只显示价格。失败、被拒绝或取消的请求不收费。提示词的写法见 `/帮助 主题: 如何写提示词`。
    提示词和文件会发送给阿里云百炼（Model Studio），由它生成结果。

help-video =
    `/视频`：用提示词生成。请描述**谁或什么、在哪里、怎么动**。
help-animate =
    `/图生视频`：用图片或成员的头像生成（还可加上尾帧和音频）。请描述**动作和镜头**，画面已由图片决定。
help-continue-edit =
    `/续写`：续写视频。`/编辑`：编辑视频。
help-reference =
    `/参考`：让你的图片和视频中的人物或物体出现在新视频里，例如“图1向视频1挥手”。
help-image =
    `/图片`：用提示词或图片生成图片。
help-messages =
    {""}**也可以回复**带文件的消息，@ 我并描述要发生什么：`@我 让画面下起雨来 10s 1080p`。或打开消息菜单：**APP > 让它动起来**、**续写这个视频**、**用作参考**。
help-jobs =
    `/任务列表`、`/任务`、`/重新生成`：你的任务。`/取消`：取消任务；排队时取消不收费。
help-account =
    `/额度`：你的积分和价格。`/设置`：你的默认设置。

prompts-title = {""}**如何写提示词**
prompts-video =
    {""}**文生视频**（`/视频`）：主体 + 场景 + 运动。先写谁或什么、在哪里、怎么动，再写镜头和风格。
    > 一只赤狐在黎明时分小跑穿过新雪，跟随镜头，柔和的光线
prompts-animate =
    {""}**图生视频**（`/图生视频`、`/续写`）：运动 + 镜头。画面已由图片决定，不用再描述。
    > 她转向窗户，露出微笑，镜头缓慢推近
prompts-reference =
    {""}**参考生视频**（`/参考`）：按顺序说明每个文件里有什么，再写发生什么。
    > 图1中的女人把图2中的杯子递给视频1中的男人
prompts-edit =
    {""}**编辑视频**（`/编辑`）：哪些要改，哪些不变。
    > 改成有霓虹灯的夜晚；人物和镜头保持不变
prompts-image =
    {""}**图片**（`/图片`）：主体 + 场景 + 风格。如果附上自己的图片，请写要对它们做什么。
    > 暴风雨中悬崖上的灯塔，油画
prompts-languages = 模型能理解英文和中文。用其中一种语言写提示词，效果最好。

## The job's card, its result and its notice

title-image = **图片**
title-images = **图片**
title-edited = **编辑视频**
title-reference = **参考生视频**
title-continued = **续写视频**
title-first-to-last = **首尾帧生视频**
title-animated = **图生视频**
title-video = **文生视频**
card-job = 任务 `{ $job }`
post-job = 任务 { $job }

detail-images = { $count } 张图片
detail-seconds = { $seconds } 秒
detail-seed = 种子 { $seed }
detail-verbatim = 按原样使用提示词
detail-own-audio = 保留原声
detail-negative = 不要：{ $negative }

derivation-again = 重新生成
derivation-change = 修改
derivation-continue = 续写
derivation-last-frame = 以其尾帧开头
derivation-larger = 1080P 版
derivation-animate = 图生视频
derivation-reference = 用作参考
card-again = 重新生成自 `{ $job }`
card-change = 修改自 `{ $job }`
card-continue = 续写自 `{ $job }`
card-last-frame = 以 `{ $job }` 的尾帧开头
card-larger = `{ $job }` 的 1080P 版
card-animate = 让 `{ $job }` 动起来
card-reference = 以 `{ $job }` 为参考

shows-avatar = 使用的头像：{ $name }（本人可以删除此结果）
shows-avatar-nameless = 某位成员

deleted = **已删除**（由请求者删除）
deleted-by-shown-member = **已删除**（由头像所属的成员删除）
removed = **已移除**（由管理员移除）

expected = {" "}· 预计完成：{ $earliest } – { $latest }
place-beyond = 共有 { $waiting } 个任务在排队
reason-fair-share = （成员之间公平轮流）
reason-express-slot = （你的首个任务：快速通道）
reason-member-limit = （你同时进行的任务已达上限 { $count } 个）
queued = **排队中**，{ $place }{ $why }{ $expected }
stalled = **已暂停**：视频服务商暂时不可用；你的任务会自动继续
place-next = 下一个就是你
place-waiting = 等待中
place = 排在第 { $place } 位
submitting = **正在提交**{ $expected }
unconfirmed = **正在核实**：没有收到服务商的回应，确认之后再继续
submitted = **在服务商处排队**{ $expected }
running = **生成中**，{ $since }开始{ $expected }
unknown-task = **状态未知**：服务商目前查不到这个任务的状态。我会继续查询，最多一天；你也可以取消它
finished = **已生成**，正在上传
delivered = **完成**：{ $link }
delivered-privately = **完成**：已按你的设置通过私信发送
delivered-directly = **完成**：我无法在这里发布，已通过私信发送
failed-card = **失败**：{ $why }
cancelled-by = **已取消**（由 { $user } 取消）。{ -free }
cancelled-card = **已取消。**{ -free }
cancelled-at-provider = **已在服务商处取消。**{ -free }

result-video = { $user } 你的视频已生成。
result-image = { $user } 你的图片已生成。
result-images = { $user } 你的图片已生成。
result-details = { $details } · 耗时 { $took } · 已扣除 { $spent } 积分
result-fewer = 请求了 { $requested } 张，服务商返回了 { $count } 张。
result-in-server = 要重新生成、修改或续写，请在服务器中运行 `/任务 任务:{ $job }`。
result-shrunk = 文件超出此频道的大小限制，我把它压缩了。
result-linked = 文件超出此频道的大小限制：[观看或下载]({ $url })，有效期至 { $until }。
notice-video = { $user } 你的视频出了问题：{ $why }（{ $outcome }）
notice-image = { $user } 你的图片出了问题：{ $why }（{ $outcome }）

button-cancel = 取消
button-again = 重新生成
button-change = 修改
button-continue = 续写
button-last-frame = 尾帧 → 新视频
button-larger = 1080P
button-animate = 让它动起来
button-animate-n = 让图{ $number }动起来
button-details = 详情
button-delete = 删除
button-delete-for-good = 确认删除
button-report = 举报
button-newer = 较新
button-older = 较早
button-prompt-help = 提示词帮助
button-block-inputs = 同时屏蔽输入文件

list-empty = 你在此服务器还没有任务。试试 `/视频`。
list-end = 没有更多任务了。
list-title = 你在此服务器的最近任务：
list-title-page = 你在此服务器的任务，第 { $page } 页：
list-queued = 排队中，第 { $place } 位
list-removed = 已移除
list-direct = 已通过私信发送

change-converted = 原格式：{ $from }
change-cut = 取 { $of } 秒中的{ $part ->
    [last] 最后
   *[first] 前
} { $seconds } 秒
change-cut-of-unknown = 取{ $part ->
    [last] 最后
   *[first] 前
} { $seconds } 秒
change-cropped = 由 { $from } 像素裁剪为 { $to }
change-resized = 由 { $from } 像素缩放为 { $to }
change-resized-too = 缩放为 { $to }

## Replies, menus, modals, buttons and settings

modal-prompt = 提示词
modal-motion = 动作和镜头
modal-reference = 发生什么；用“图1”“视频1”指代
modal-options = 选项（选填）
modal-options-example = 10s 1080p 16:9 种子 7 原文
modal-prompt-kept = 内容太长，无法在此显示。留空则保持不变。
modal-change = 修改后重新生成
modal-continue = 续写这个视频
modal-last-frame = 以尾帧生成新视频
modal-animate = 让它动起来
modal-report = 举报此结果
modal-report-reason = 它有什么问题？
modal-delayed = 打开表单用时过长。点击按钮即可打开。
menu-choose = 选择文件

no-such-job = 这里没有这个任务，或者你无权查看。`/任务列表` 会列出你的任务。
pressed-twice = 你在三秒内点了两次，所以只创建了一个任务。如果还想要一个，请再点一次。
not-yours-to-delete = 只有请求者、头像所属的成员和管理员可以删除它。点击**举报**可通知管理员。
delete-sure = 要删除此结果（包括存储中的文件）吗？此操作无法撤销，已扣除的积分不会退还。
delete-done = 已删除，存储中的文件也已一并删除。
choice-expired =
    这个选择已失效：它只保留一天，与 Discord 的文件链接一样。请重新提交请求。
    { -free }
choice-not-yours = 这是别人的请求。请提交自己的请求后再选择。

action-animate = 让它动起来
action-first-to-last = 从第一张图到第二张图
action-continue = 续写视频
action-continue-to = 续写视频，以图片结尾
action-edit = 编辑视频
action-reference = 用作参考
action-from-audio = 根据音频生成视频
offer = { $action } · { $price }起
offer-checking = **{ $action }**：正在检查文件……

which-part =
    { $file }有 { $seconds } 秒，上限是 { $most } 秒。{ $several ->
        [yes] 这个视频和其他过长的视频
       *[no] 这个视频
    }要用哪一段？两种选择都约需 { $price }。
    选择之前不会扣除积分。
part-first = 前 { $most } 秒
part-last = 最后 { $most } 秒
part-checking = **{ $part }**：正在检查文件……
part-chosen = **{ $part }**：任务 `{ $job }`
part-chosen-before = 你已经选过了：任务 `{ $job }`
part-pressed-twice = 已在处理，使用你先选的那一段。

files-images = { $count } 张图片
files-videos = { $count } 个视频
files-audio = { $count } 个音频文件
files-and = { $first }和 { $last }
which-action =
    要用 { $files }做什么？{ $options }
    { $prompt }
    选择之前不会扣除积分。
no-action =
    无法用 { $files }生成一个视频。可以使用：一张图片（让它动起来）、两张图片（从第一张到第二张）、一个视频（续写）、一个音频文件，或最多五个参考图片和视频。如果文件很多，请用消息菜单中的 **APP > 用作参考** 来挑选。
    { -free }
no-files-hidden =
    由于 Discord 的限制，我看不到你回复的内容。请打开那条消息的菜单，使用 **APP > 让它动起来**、**续写这个视频**或**用作参考**。或者把文件附在你自己的消息里。
    { -free }
no-files-referenced =
    你回复的消息里没有图片、视频或音频：没有附件、贴纸、自定义表情或链接预览。请把它存为文件后附上。
    { -free }
no-files-reference-deleted =
    你回复的消息已不存在。请把文件附在你自己的消息里。
    { -free }
no-files =
    请附上图片、视频或音频文件，或回复带有这些文件的消息。只用提示词生成视频，请用 `/视频`；其他用法见 `/帮助`。
    { -free }
missing-files =
    那条消息里{ $wanted }：没有我能使用的附件、贴纸、自定义表情或链接预览。请把它存为文件后附上。
    { -free }
sticker-lottie =
    这个贴纸是 Lottie 动画，不是图片，我无法使用。请发送它的截图。
    { -free }
missing-image = 没有图片
missing-video = 没有视频
missing-audio = 没有音频
missing-reference = 没有图片或视频
which-one = 用哪一个？
which-ones = 用哪些？最多 { $most } 个，按此顺序编号。

reported = 谢谢。{ $notified }
reported-notified = 已通知此服务器的管理员。
reported-recorded = 已为此服务器的管理员记录下来，但他们没有设定日志频道；请也直接告诉其中一位。

settings-saved = **已保存。**今后使用：
settings-shown = **你的默认设置：**
settings-default = 服务器默认
settings-resolution = 分辨率（视频）：{ $value }
settings-ratio = 宽高比（文生视频）：{ $value }
settings-length = 时长：{ $value }
settings-prompts = 提示词：{ $value }
settings-prompts-enhanced = 由模型扩写
settings-prompts-verbatim = 按原样使用
settings-ping = 结果生成后 @ 你：{ $value }
settings-private = 通过私信发送结果：{ $value }
settings-language = 语言：{ $value }
settings-language-auto = 与 Discord 相同
settings-everywhere = 适用于所有服务器。`/设置 清除: True` 可清除。
yes = 是
no = 否

state-accepted = 已受理
state-submitting = 正在提交
state-unconfirmed = 待核实
state-submitted = 已提交
state-running = 生成中
state-finished = 已生成
state-stored = 已存储
state-delivered = 已送达
state-failed = 失败
state-cancelled = 已取消

details-title = **{ $kind }** · 任务 `{ $job }` · 请求者 { $user }
details-requested = { $when }提交 · { $state } · { $outcome }
details-result = 结果：{ $result }
details-input = { $name }：{ $file }{ $size }{ $seconds }
details-size = {" "}· { $width } × { $height }
details-seconds = {" "}· { $seconds } 秒
details-made-from = 来自 { $job }（{ $derivation }）
collect-not-sent = 文件发送失败。请一分钟后再次使用 `/任务`，不会另外收费。
collect-too-large = 文件太大，无法在这里发送。机器人的运营者可以为你取出。
collect-linked = 文件太大，无法在这里发送：[观看或下载]({ $url })，有效期至 { $until }。
collect-unreadable = 目前有一部分无法读取。请稍后再次使用 `/任务`，不会另外收费。
collect-gone = 文件已不再保存。
details-used-for = 衍生出 { $job }（{ $derivation }）

## Credits and money

credits = { $amount } 积分
allowance-unlimited = 无限制
allowance-none = 无
until = （至 { $time }）

because = 。原因：{ $reason }。
because-none = 。
denied-blocked = 你已被禁止在此服务器提交请求，{ $until }{ $because }
denied-blocked-until = 到 { $time } 为止
denied-blocked-for-good = 直到管理员解除
denied-paused = 此服务器已暂停接受新请求{ $because }进行中的任务仍会完成。
denied-channel = 此服务器只在这些频道接受请求：{ $channels }。
denied-model = 此服务器不允许使用 { $model }。请选择其他模型。
denied-too-long = 此服务器的视频最长 { $max } 秒；{ $seconds } 秒超出了 { $over } 秒。请选择更短的时长。
denied-resolution = 此服务器最高支持 { $max }；你请求的是 { $resolution }。请选择更低的分辨率。
denied-input = 管理员已在此服务器屏蔽这个文件。请换一个。
denied-avatars = 此服务器不允许我使用成员的头像。管理员可以开启：`/wan管理 设置 修改 设置项: allow-avatars 值: yes`。
denied-credits = 需要 { $price }，而你只有 { $available } 积分，还差 { $over } 积分。{ $when }用 `/额度` 查看积分的去向。
denied-when = { $relative }可以重试（{ $time }）。
denied-never-credits = 等待也没有用：请向管理员申请更多积分，或缩短时长、降低分辨率、减少结果数量。
denied-budget = { $whose ->
        [server] 此服务器的
       *[global] 机器人全局的
    }{ $period ->
        [day] 每日
       *[month] 每月
    }预算不足：{ $limit } 中还剩 { $left }，而本次需要 { $price }，超出 { $over }。{ $when }
denied-never-budget = 等待也没有用：请缩短时长、降低分辨率或减少结果数量。

outcome-reserved = 已预扣 { $credits }
outcome-charged = 已扣除 { $credits }
outcome-charged-less = 已扣除 { $charge } 积分（预扣 { $price }）
outcome-refunded = 已退还 { $credits }：{ $why }
refund-user-input = 服务商无法处理这个请求
refund-moderated = 被服务商拒绝
refund-provider = 服务商生成失败
refund-lost = 任务丢失
refund-account = 服务商不接受机器人的账号
refund-undeliverable = 无法发布
refund-bug = 我这边出错
refund-cancelled = 已取消

window-short-daily = 每天
window-short-weekly = 每周
window-short-rolling = 每 { $hours } 小时
window-daily = 每天零点（{ $zone }）
window-weekly = 每周一零点（{ $zone }）
window-rolling = 每笔积分使用 { $hours } 小时后

left = { $span } · 预扣 { $reserved } · 已扣除 { $spent }{ $before }
left-of = 剩余 **{ $left } / { $granted }** 积分
left-no-limit = **无限制**
left-before = {" "}· 另有上个周期的预扣 { $reserved }

account-available = 可用 **{ $available }** 积分（含额外发放）。本周期：
account-from = 来源：{ $from }（{ $allowance }{ $taken }）
account-from-everyone = 服务器默认
account-from-role = 身份组 { $role }
account-from-personal = 由管理员设定
account-taken = ，另有扣减
account-refills = 恢复时间：{ $window }{ $next }
account-refills-next = ，下次：{ $when }
account-grant = 额外发放{ $role }（记录 { $entry }）：剩余 { $available } / { $granted }{ $until }{ $reserved }
account-grant-role = 给 { $role }
account-grant-reserved = {" "}· 预扣 { $reserved }
account-blocked = **已被禁止提交请求**{ $until }{ $because }

quota-title = **你在此服务器的积分**
quota-paused = 此服务器已暂停接受新请求{ $because }
quota-sample = 一个 5 秒的 720P 视频需要 { $price }。
quota-second = · { $model }：每秒 { $prices } 积分
quota-image = · { $model }：每张 { $prices } 积分
quota-budget = 此服务器的{ $period ->
        [day] 每日
       *[month] 每月
    }预算还剩 { $left }（至 { $until }）。

budget-limited = { $period ->
        [day] 每日
       *[month] 每月
    }：已用或预扣 { $used } / { $limit } · { $renews }重置
budget-unlimited = { $period ->
        [day] 每日
       *[month] 每月
    }：已用或预扣 { $used } · 无限制

preview =
    这个请求可以受理，需要 { $price }（{ $money }）；{ $left }。
    尚未发送，也未扣除积分。去掉 `预览` 再运行即可生成。
preview-left = 你有 { $available } 积分，之后还剩 { $after }
preview-no-limit = 你的积分没有限制

## For moderators

the-operator = 运营者
the-bot = 机器人
entry-quota-set = 修改额度
entry-quota-grant = 发放积分
entry-quota-take = 扣减积分
entry-quota-reset = 重置额度
entry-quota-weight = 修改权重
entry-block = 禁止成员提交请求
entry-unblock = 允许成员重新提交请求
entry-pause = 暂停接受请求
entry-resume = 恢复接受请求
entry-settings-set = 修改设置 { $setting }
entry-block-inputs = 屏蔽输入文件
entry-channel-defaults = 频道默认选项
entry-undo-of = 撤销记录 { $entry }：{ $what }
entry-cancel-job = 取消任务
entry-remove-result = 移除结果
entry-report = 举报
audit-by-role = 按身份组
audit-no-role-quota = 无身份组额度
audit-as-everyone = 与所有人相同
audit-left = 剩余 { $amount }
audit-unlimited = 无限制
audit-more = 增加 { $amount }{ $until }
audit-more-each = 每位成员增加 { $amount }{ $until }
audit-less-each = 每位成员减少 { $amount }{ $until }
audit-nothing-used = 按身份组，未使用
audit-weight = { $weight ->
        [1] 与普通成员相同
       *[other] 普通成员份额的 { $weight } 倍
    }
audit-blocked = 已禁止提交请求{ $until }
audit-not-blocked = 未禁止提交请求
audit-open = 接受请求
audit-paused = 已暂停
audit-inputs = 已屏蔽 { $count } 个
audit-posted = 已发布
audit-shows-own-avatar = 其中有本人的头像
audit-job-open = 进行中
audit-job-cancelled = 任务 `{ $job }` 已取消
audit-job-removed = 任务 `{ $job }` 的结果已移除
audit-job-reported = 任务 `{ $job }` { $link }
audit-budget-server = 此服务器的{ $period ->
        [day] 每日
       *[month] 每月
    }预算：{ $percent }%
audit-budget-global = 机器人的全局{ $period ->
        [day] 每日
       *[month] 每月
    }预算：{ $percent }%
audit-budget-used = 已用或预扣 { $used } / { $limit }
audit-budget-next = { $period ->
        [day] 新的一天
       *[month] 新的一个月
    }从 { $time } 开始
audit-provider = 视频服务商
audit-account-rejected = 不接受机器人的账号（密钥或账单问题）
audit-unreadable = 一条无法读取的记录
audit-unreachable = 无法连接
audit-jobs-wait = 恢复之前任务会一直等待，不收费
audit-bill = 服务商 { $day } 的账单
audit-bill-reserved = { $jobs } 个任务共预扣 { $amount }
audit-bill-billed = 账单为 { $amount }；差额 { $more } 不由成员承担
audit-provider-back = 已恢复接受任务
entry-undone = 已由记录 { $entry } 撤销
entry-done = 完成。{ $entry }{ $undo }
entry-undo =
    {""}
    如需撤销：`/wan管理 额度 撤销 编号:{ $number }`

not-done =
    { $why }
    没有任何更改。
not-moderator = 你需要“管理服务器”权限或管理员身份组。
not-done-model = 没有 { $model } 这个模型。`/额度` 会列出可用的模型。
not-done-changed = 有人同时修改了它。请查看当前的值后再试。
not-done-no-entry = 此服务器的日志中没有这条记录，或者没有可以撤销的记录。
not-done-undone = 已由记录 { $entry } 撤销。
not-done-not-undoable = 这条记录没有可以撤销的更改。
not-done-changed-since = 同样的设置之后又被改过。请先撤销那次更改：`/wan管理 额度 日志` 会列出它。
not-done-no-job = 在此服务器中找不到这个任务或消息。请使用我发的消息的链接，或任务 ID。
not-done-no-result = 该任务没有可以移除的结果。
not-archived = { $post }。文件仍在存储中；如果有链接，链接也仍然有效。请一分钟后再试；如果没有用，请告诉机器人的运营者。
not-archived-deleted = 消息已删除
not-archived-not-deleted = 消息无法删除
not-done-everyone = 所有人适用同一个数值：请用 `额度 修改` 或 `设置 修改 设置项: credits`。发放和扣减只针对成员和身份组。
not-deleted = 文件已从存储中删除，但 Discord 没有删除消息（{ $error }）。请手动删除，或一分钟后再试。
not-done-storage = 存储暂时不可用。请几分钟后再试。

role-gives = { $role } 每个周期的额度：{ $allowance }。
role-gives-nothing = { $role } 没有自己的额度：其成员的额度与所有人相同（{ $everyone }）。
role-grant = 记录 { $entry }：每位成员 { $amount }{ $until }
role-quotas = 每个周期的积分（{ $window }）；有多个身份组时取最高额度：
role-quotas-role = { $role }：{ $allowance }
role-quotas-weight = { $role }：排队份额为普通成员的 { $weight } 倍
role-quotas-everyone = 所有人：{ $allowance }

log-empty = 日志是空的。
log-end = 没有更多记录了。
top-empty = { $days ->
        [1] 今天
       *[other] 最近 { $days } 天
    }没有消耗积分。
top-title = { $days ->
        [1] 今天
       *[other] 最近 { $days } 天（含今天）
    }：
top-line = { $place }. { $user }：{ $credits }，{ $jobs }（{ $money }）
top-jobs = { $count } 个任务
chart = 每日积分用量的柱状图。{ $days }。

settings-title = 此服务器的设置：
settings-paused = **已暂停**（由 { $by } 暂停）：{ $reason }
settings-blocked = 已屏蔽 { $count } 个输入文件
defaults-enhanced = 扩写提示词
defaults-verbatim = 按原样使用提示词
defaults-spoiler = 标记为剧透
defaults-nothing = 无
settings-channel = { $channel } 的默认选项：{ $defaults }
budgets =
    此服务器的预算：
    { $day }
    { $month }
jobs-empty = 还没有任务。

who-title = { $kind } · 任务 `{ $job }` · 由 { $user } 在 { $channel } 提交
who-input = { $role }：{ $name }（{ $size }，SHA-256 `{ $hash }`）
who-unknown-hash = 未知
who-avatar = 使用了 { $user } 的头像
who-cost = { $outcome } · 服务商收取 { $money }
who-accepted = 受理：{ $time }
who-submitted = 提交：{ $time }
who-finished = 生成：{ $time }
who-state = { $state }：{ $time }
who-removed = **已移除**（由 { $by } 移除）：{ $time }
full-prompt =
    提示词：
    { $prompt }

    反向提示词：
    { $negative }
full-prompt-alt = 完整的提示词。
removed-done = 已移除：任务 `{ $job }`（{ $user }）的消息已删除，文件也已从存储中删除。记录会保留；不退还积分。

invalid-amount = 数额是数字，例如 `20`、`+5`、`-5` 或 `7.5`；修改额度时也可以用 `none` 或 `unlimited`。
invalid-amount-zero = 数额必须大于零。
invalid-amount-no-limit = { $subject } 的积分没有限制，所以无法增加或扣减。请改为填写一个数值。
invalid-until = 截止时间必须晚于现在：可以写时长，例如 `3d` 或 `12h`，也可以写日期，例如 `2026-12-24` 或 `2026-12-24 18:00`。
invalid-nothing-left = { $subject } 没有可扣减的剩余积分。
invalid-too-many-grants = { $subject } 已有 { $max } 笔尚未用完的发放，达到上限。请用 `/wan管理 额度 修改` 填写数额，或用 `/wan管理 额度 重置` 重新开始。
invalid-too-many-inputs = 此服务器已屏蔽 { $max } 个文件，达到上限。
invalid-no-change = 无需更改：已经是这样了。
invalid-value = `{ $setting }` 的值应为：{ $wanted }。
invalid-weight = 权重是 1 到 { $max } 的整数。
invalid-defaults = 默认选项的写法例如 `1080p 16:9 8s 原文`。

setting-window = 积分的恢复时间
setting-time-zone = 周期使用的时区
setting-credits = 每位成员每个周期的积分
setting-max-queued = 每位成员最多排队的任务数
setting-max-running = 每位成员最多同时进行的任务数
setting-max-duration = 视频的最大时长（秒）
setting-max-resolution = 视频的最高分辨率
setting-channels = 接受请求的频道
setting-models = 可以使用的模型
setting-allow-avatars = 是否可以让成员的头像动起来
setting-moderator-role = 除有权管理服务器的人之外，担任管理员的身份组
setting-log-channel = 发布更改记录和预算提醒的频道
setting-budget-day = 每日预算
setting-budget-month = 每月预算
setting-language = 日志的语言，以及回复消息时的语言

wanted-window = `daily`、`weekly`，或以小时计的滚动周期，例如 `48h`（{ $min }h 到 { $max }h）
wanted-zone = 时区名称，例如 `Europe/Berlin` 或 `UTC`
wanted-allowance = 积分数量，例如 `20`，或 `none`、`unlimited`
wanted-count = { $min } 到 { $max } 的整数
wanted-seconds = 秒数，或 `any`
wanted-resolution = `480P`、`720P`、`1080P` 或 `any`
wanted-channels = 频道，例如 `#videos #lab`，或 `all`
wanted-models = 模型名称，或 `all`
wanted-yes-no = `yes` 或 `no`
wanted-role = 身份组，或 `none`
wanted-channel = 频道，或 `none`
wanted-dollars = 美元金额，例如 `20` 或 `7.50`，或 `none`
wanted-language = { $codes }，或 `auto`

## The command line: `wanbot check`, `jobs`, `status`, `quota`, `backup`, `journal`, `register`

cli-journal-not-opened = 无法打开日志库 { $path }
cli-no-limit = 无限制
cli-no-end = 无期限
cli-until = 至 { $time }
cli-unknown = 未知
cli-mention-member = 成员 { $id }
cli-mention-role = 身份组 { $id }
cli-mention-channel = 频道 { $id }

cli-ok = 正常
cli-note = 注意
cli-error = 错误

cli-check-configuration = 配置；地域 { $region }（{ $name }）；模型 { $models }
cli-check-offline = 没有连接 Discord 和百炼（--offline）
cli-check-tls = 无法初始化 OpenSSL：{ $error }
cli-check-failed = 配置有错误。
cli-check-passed = 配置正常。用 `wanbot run` 启动机器人。
cli-check-missing = { $key }：{ $path } 尚不存在
cli-check-writable = { $key }：{ $path } 可写
cli-check-not-writable = { $key }：{ $path } 不可写：{ $error }
cli-check-no-folder = 不是文件夹
cli-check-journal-open = 日志库 { $path } 没有正常关闭，而且 { $file } 不存在：没有检查内容，因为检查会创建该文件（--offline）
cli-check-journal = 日志库 { $path } 可读
cli-check-no-ffmpeg = 未安装 ffmpeg：超出频道大小限制的结果会以链接发布；GIF、WebM 和其他视频、语音消息和其他音频会被拒绝；视频也不会做损坏检查
cli-check-no-ffprobe = ffmpeg 所在位置没有 ffprobe：不会转换视频和音频
cli-check-no-heif = 未安装 heif-convert（软件包 libheif-examples）：手机的 HEIC 照片和 AVIF 图片会被拒绝
cli-check-token = 令牌有效：{ $name }
cli-check-content-off = discord.message_content 为 true，但开发者门户中的 Message Content 未开启（Bot > Privileged Gateway Intents）：Discord 会拒绝连接
cli-check-content-on = 开发者门户中的 Message Content 已开启：设置 discord.message_content = true 后，成员可以通过回复使用任何人的图片
cli-check-old-application = 机器人的用户（{ $user }）与它的应用（{ $application }）不同，2016 年以前的应用都是这样：两者会用在各自的地方
cli-check-invite = 邀请链接：{ $url }
cli-check-token-refused = DISCORD_TOKEN，{ $base }：{ $error }
cli-check-twice-global = 命令也注册为全局命令，因此每个命令出现两次：下次启动会移除全局命令，因为 discord.register_commands_in 指定了服务器
cli-check-twice-servers = 命令既注册为全局命令，也注册在个别服务器（{ $servers }），因此每个命令出现两次：下次启动会移除后者，因为 discord.register_commands_in 没有指定服务器
cli-check-no-model = wan.disabled_models 停用了所有模型
cli-check-key = { $region } 的百炼接受该密钥；最近 24 小时有 { $tasks } 个 { $model } 任务
cli-check-key-refused = { $base } 不接受 DASHSCOPE_API_KEY（{ $code }）：输入有误、已被吊销，或属于其他地域。密钥只在创建它的地域有效；wan.region 为 { $region }
cli-check-provider = 百炼，{ $base }：{ $error }

cli-register-global = 已全局注册 { $count } 个命令；Discord 可能需要一些时间
cli-register-servers = 已在 { $servers } 个服务器注册 { $count } 个命令

cli-jobs-job = 任务
cli-jobs-state = 状态
cli-jobs-model = 模型
cli-jobs-member = 成员
cli-jobs-accepted = 受理时间
cli-jobs-price = 价格
cli-jobs-usage = 用量
cli-jobs-billed = 账单
cli-jobs-prompt = 提示词
cli-jobs-input = 输入
cli-jobs-task = 服务商任务
cli-jobs-failure = 失败
cli-jobs-events = 事件
cli-jobs-place = { $member }，服务器 { $server }，频道 { $channel }
cli-jobs-settings = { $model } · { $resolution } · { $amount } · 种子 { $seed }
cli-jobs-cost = { $credits }，{ $money }
cli-jobs-billed-seconds = 计费 { $seconds } 秒
cli-jobs-billed-images = { $count } 张图片
cli-jobs-usage-of = { $usage }（服务商提供）
cli-jobs-bytes = { $role }：{ $name }，{ $bytes } 字节
cli-jobs-without-code = 无代码
cli-jobs-none = { $path } 中没有任务 { $job }
cli-orphan-created = 创建于 { $time }
cli-orphan-failed = 无法查询：{ $error }
cli-orphans = 该账号最近 24 小时的 { $all } 个服务商任务中，有 { $orphans } 个不属于任何任务{ $orphans ->
        [0] 。
       *[other] ：它们属于其他程序，或属于没有收到回应的任务（wanbot jobs list --state failed）。
    }

cli-journal-summary = { $jobs } 个任务，其中 { $open } 个未结束，{ $events } 个事件，{ $bytes } 字节
cli-journal-intact = 日志库完好。
cli-journal-not-read = 无法读取日志库 { $path }
cli-journal-damaged = 请停止机器人，保留这个文件，并恢复到最近一个完整的备份。
cli-backup-restore = 恢复方法：停止机器人，移走 { $journal }、{ $journal }-wal 和 { $journal }-shm，把备份复制为 { $journal }，再启动机器人。备份之后受理的任务不在其中。不会重复付费或重复发布：机器人会向服务商和频道查询之后发生的事。一天后服务商仍查不到的任务会被放弃：如果结果仍在频道中则扣除积分，否则退还。
cli-backup-archive = 备份不含视频和图片：它们是 { $archive } 中的文件。

cli-status-day = 近 24 小时
cli-status-today = 今天
cli-status-month = 本月
cli-status-open = 未结束
cli-status-queue = 队列
cli-status-oldest = 最早
cli-status-title = wanbot { $version }，{ $time }：{ $ready }
cli-status-ready = 就绪
cli-status-not-ready = 未就绪：{ $problems }
cli-status-unreachable = 无法连接 { $address }
cli-status-not-served = 未知（未设置 http.listen）
cli-status-counts = 请求 { $accepted }，送达 { $delivered }，失败 { $failed }
cli-status-spent = 已用或预扣 { $used }，{ $limit }
cli-status-limit = 上限 { $limit }
cli-status-state = { $count } 个{ $state }
cli-status-waiting = { $model } { $count } 个
cli-status-empty = 空
cli-status-open-for = { $job } { $state }，已持续 { $age }
cli-status-nothing-open = 没有未结束的任务
cli-status-provider = 服务商处
cli-status-nothing = 无
cli-status-failures = 最近的失败
cli-status-none = 无
cli-status-ago = { $age }前
cli-status-stop = 按 Ctrl-C 退出。
age-seconds = { $seconds } 秒
age-minutes = { $minutes } 分钟
age-hours = { $hours } 小时
age-days = { $days } 天

cli-quota-both = --server 和 --direct 只能用一个
cli-quota-no-server = 请指定服务器（--server ID），或用 --direct 指定私信
cli-quota-ids = `{ $setting }` 接受 ID，多个 ID 之间用空格分隔；要清空，请填写没有值时 `wanbot quota settings` 显示的那个词。没有任何更改。
cli-quota-role = 身份组 { $role }
cli-quota-everyone = 所有人
cli-quota-allowance = 额度
cli-quota-left = 剩余
cli-quota-reserved = 预扣
cli-quota-spent = 已扣除
cli-quota-window = 周期
cli-quota-grant = 发放
cli-quota-blocked = 禁止请求
cli-quota-origin-everyone = 所有人
cli-quota-origin-personal = 个人
cli-quota-left-of = { $left } / { $granted }
cli-quota-window-of = { $start } 至 { $end }
cli-quota-grant-of = 记录 { $entry }：剩余 { $available } / { $granted }，{ $until }
cli-quota-server = 服务器
cli-quota-global = 全局
cli-quota-budget = { $used } / { $limit }，至 { $until }
cli-quota-budget-unlimited = { $used }，无限制，至 { $until }
cli-quota-jobs = { $count } 个任务
