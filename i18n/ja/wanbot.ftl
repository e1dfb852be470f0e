# 日本語。規則は i18n/en/wanbot.ftl の冒頭にあります。

## Numbers and the language itself

language-name = 日本語
decimal-separator = {"."}
money = ${ $amount }
size-kilobytes = { $size } kB
size-megabytes = { $size } MB
list-separator = 、
labelled = { $label }：{ $text }
in-parentheses = （{ $text }）
quoted-reason = 「{ $reason }」

## Commands and options

video = プロンプトから動画を生成
video-prompt = 誰が・何が、どこで、どう動くか
animate = 画像を動かす
animate-image = 動画の最初のフレームになる写真、イラスト、GIF
animate-member = または、アバターを最初のフレームにするメンバー（サーバーが許可している場合）
animate-prompt = 動きとカメラワークを書いてください。見た目は画像で決まります
continue = 動画の続きを作る
continue-video = 続きを作る動画またはGIF：2秒以上。使うのは最後の10秒まで
continue-prompt = 次に何が起き、カメラがどう動くか。見た目は動画で決まります
continue-duration = 元の動画を含む合計の秒数（デフォルト：5秒延長）
reference = 画像や動画の人物・物を使って動画を生成
reference-prompt = 何が起きるか。参照ファイルは「Image 1」「Video 1」と書きます
reference-image1 = 登場させる人物や物。プロンプトでは「Image 1」
reference-image = プロンプトでは「Image { $number }」
reference-video1 = 動画またはGIF：1秒以上、使うのは30秒まで。プロンプトでは「Video 1」
reference-video = プロンプトでは「Video { $number }」
reference-voice = 1人目の人物の声：音声または動画（1秒以上、使うのは10秒まで）
reference-first-frame = 動画の最初のフレームになる画像
reference-ratio = アスペクト比（デフォルト：16:9）。最初のフレームとは併用不可
reference-duration = 秒数（デフォルト：5）。動画を参照する場合は10まで
edit = 動画を編集
edit-video = 編集する動画またはGIF：2秒以上。使うのは10秒まで
edit-prompt = 変えたいもの：物、場面、スタイル
edit-image1 = 編集に使う画像。プロンプトでは「Image 1」
edit-keep-audio = 元の音声を残す（デフォルト：モデルが判断）
edit-ratio = アスペクト比（デフォルト：元の動画と同じ）
edit-duration = 残す秒数（デフォルト：すべて）
image = プロンプトや手持ちの画像から画像を生成
image-prompt = 描きたいもの、または手持ちの画像をどうするか
image-count = 画像の枚数、1〜4（デフォルト：1）
image-resolution = デフォルト：2K。4Kはプロンプトだけから「プロ」で生成する場合のみ
image-ratio = アスペクト比（デフォルト：モデルが判断）
image-pro = より高品質で料金の高いモデルを使う（デフォルト：いいえ）
image-image = 素材にする画像

option-last-image = 動画の最後のフレームになる画像
option-audio = この音に合わせて動画を生成：音声または動画（2秒以上、使うのは30秒まで）
option-resolution = 720P（デフォルト、割安）または1080P
option-ratio = アスペクト比（デフォルト：16:9）
option-duration = 秒数（デフォルト：5）
option-seed = シードとリクエストが同じなら似た結果になります。デフォルトはランダム
option-negative = 動画に出したくないもの
option-enhance = モデルがプロンプトを拡張する（デフォルト：はい）
option-crop = アスペクト比が極端な画像を切り抜く（デフォルト：いいえ）
option-preview = 確認と料金の表示だけ。何も生成しません
option-model = デフォルト：{ $default }
option-job = ジョブID：カードに表示される8文字

jobs = このサーバーでのあなたのジョブと状態
job = ジョブの詳細：入力、元のジョブ、結果
again = 別のシードで再生成
cancel = 自分のジョブをキャンセル。待機中なら無料
quota = このサーバーでのあなたのクレジットと料金
help-command = できることと使い方
settings = デフォルト設定の表示と変更
settings-option-resolution = 動画の解像度
settings-option-ratio = アスペクト比（プロンプトからの動画）
settings-option-duration = 秒数
settings-option-ping = 結果ができたらメンションする（デフォルト：はい）
settings-option-private = 結果をDMで送る（デフォルト：いいえ）
settings-option-reset = すべてのデフォルト設定を消去
settings-option-language = 返答とカードの言語（デフォルト：Discordと同じ）
help-option-topic = トピック（デフォルト：概要）
help-topic-prompts = プロンプトの書き方

mod-option-who = メンバーまたはロール
mod-option-member = メンバー
mod-option-role = ロール
mod-option-weight = 順番待ちの優先度。1が標準です
mod-option-until = `3d`、`12h`、`2026-12-24`、`2026-12-24 18:00`など
mod-option-reason = 変更とともに記録される理由
mod-option-days = デフォルト：7日間
mod-days-7 = 7日間
mod-days-30 = 30日間
mod-option-entry = 記録の番号。デフォルトは最新の記録
mod-quota = メンバーとロールのクレジット
mod-quota-show = メンバーまたはロールのクレジットを表示
mod-quota-set = メンバーまたはロールが期間ごとに受け取る量を設定
mod-quota-grant = クレジットを1回だけ追加で付与
mod-option-amount = クレジット数
mod-option-allowance = `20`、`+5`、`-5`、`none`、`unlimited`
mod-quota-take = クレジットを1回だけ差し引く（デフォルトでは期間の終わりまで）
mod-quota-reset = 割り当てと使用量をリセット
mod-quota-log = 監査ログを表示
mod-quota-top = 使用量の多いメンバーを表示
mod-quota-weight = ロールの順番待ちの優先度を設定
mod-quota-roles = ロールの割り当てを一覧表示
mod-quota-undo = 監査ログの記録を元に戻す
mod-option-message = メッセージのリンクかID、またはジョブID
mod-option-block-inputs = 入力ファイルもこのサーバーでブロックする
mod-jobs = 最近のジョブを一覧表示
mod-cancel = メンバーのジョブをキャンセル
mod-option-job = ジョブID
mod-who = 結果の作成者、元のファイル、料金を表示
mod-remove = 結果をここと保存先から削除
mod-option-setting = 設定項目
mod-option-period = 1日または1か月
mod-option-channel-none = デフォルト：なし
mod-block = メンバーをブロック
mod-pause = このサーバーで新しいリクエストの受け付けを一時停止（実行中のジョブは続行）
mod-log-channel = 変更と予算の通知を投稿するチャンネルを設定
mod-channel-defaults = チャンネルのデフォルトを設定（省略すると消去）
mod-option-channel = チャンネル
mod-option-defaults = 例：`1080p 16:9 8s 原文`
mod-option-spoiler = 結果をスポイラーで隠す
mod-settings = このサーバーの設定
mod-settings-show = すべての設定を表示
mod-settings-set = 設定を変更
mod-option-value = 新しい値（省略するとデフォルトに戻ります）
mod-budget = 米ドルでの予算
mod-budget-show = 予算を表示
mod-budget-set = 予算を設定
mod-option-dollars = `20`のような米ドルの金額、または`none`
mod = 割り当て、予算、メンバー、結果の管理
mod-unblock = メンバーのブロックを解除
mod-resume = リクエストの受け付けを再開

command-video-name = 動画
command-animate-name = 動かす
command-continue-name = 続き
command-reference-name = 参照
command-edit-name = 編集
command-image-name = 画像
command-jobs-name = ジョブ一覧
command-job-name = ジョブ
command-again-name = 再生成
command-cancel-name = キャンセル
command-quota-name = クレジット
command-settings-name = 設定
command-help-name = ヘルプ
command-mod-name = wan管理
menu-animate-name = これを動かす
menu-continue-name = この動画の続きを作る
menu-reference-name = 参照として使う
menu-who-name = 作成者を表示
menu-remove-name = この結果を削除

option-prompt-name = プロンプト
option-image-name = 画像
option-image-numbered-name = 画像{ $number }
option-video-name = 動画
option-video-numbered-name = 動画{ $number }
option-last-image-name = 最後の画像
option-first-frame-name = 最初のフレーム
option-audio-name = 音声
option-voice-name = 声
option-member-name = メンバー
option-resolution-name = 解像度
option-ratio-name = アスペクト比
option-duration-name = 長さ
option-seed-name = シード
option-negative-name = ネガティブ
option-enhance-name = プロンプト拡張
option-crop-name = 切り抜き
option-preview-name = プレビュー
option-model-name = モデル
option-count-name = 枚数
option-pro-name = プロ
option-keep-audio-name = 元の音声を残す
option-job-name = ジョブ
option-ping-name = メンション
option-private-name = dm
option-reset-name = リセット
option-language-name = 言語
option-topic-name = トピック
option-who-name = 対象
option-role-name = ロール
option-times-name = 優先度
option-amount-name = 数量
option-until-name = 期限
option-reason-name = 理由
option-period-name = 期間
option-number-name = 番号
option-message-name = メッセージ
option-block-inputs-name = 入力もブロック
option-setting-name = 項目
option-value-name = 値
option-channel-name = チャンネル
option-options-name = オプション
option-spoiler-name = スポイラー

sub-quota-name = 割り当て
sub-settings-name = 設定
sub-budget-name = 予算
sub-show-name = 表示
sub-set-name = 変更
sub-grant-name = 付与
sub-take-name = 差し引き
sub-reset-name = リセット
sub-log-name = ログ
sub-top-name = ランキング
sub-weight-name = 優先度
sub-roles-name = ロール一覧
sub-undo-name = 元に戻す
sub-block-name = ブロック
sub-unblock-name = ブロック解除
sub-pause-name = 一時停止
sub-resume-name = 再開
sub-log-channel-name = ログチャンネル
sub-channel-defaults-name = チャンネルのデフォルト
sub-jobs-name = ジョブ一覧
sub-cancel-name = キャンセル
sub-who-name = 作成者
sub-remove-name = 削除

period-day = 1日
period-month = 1か月

word-verbatim = 原文, 原文のまま
word-crop = 切り抜き, トリミング, クロップ
word-seed = シード
word-seconds = 秒, 秒間

## Answers to requests: refusals, failures, cancellations, help

-free = クレジットは消費されていません。

time-seconds = { $seconds }秒
time-minutes = { $minutes }分{ $seconds }秒
time-hours = { $hours }時間{ $minutes }分
and-more = …ほか{ $count }件
no-prompt = > *（プロンプトなし）*
mentioned-member = 誰か
mentioned-role = あるロールのメンバー全員
mentioned-channel = あるチャンネル

refused =
    { $why }
    { -free }
refused-model = この機能は、ここでは利用できません。`/ヘルプ`をご覧ください。
refused-no-prompt = プロンプトがありません。誰が・何が、どこで、どう動くかを書いてください。
refused-prompt-too-long = プロンプトは{ $chars }文字ですが、モデルが読めるのは{ $limit }文字までです。{ $over }文字減らしてください。
refused-negative-too-long = ネガティブプロンプトは{ $chars }文字ですが、モデルが読めるのは{ $limit }文字までです。{ $over }文字減らしてください。
refused-no-negative = このモデルはネガティブプロンプトに対応していません。代わりに、出したいものをプロンプトに書いてください。
refused-seconds = { $seconds }秒にはできません。{ $min }〜{ $max }秒から選んでください。
refused-nothing-to-continue = 動画はすでに{ $length }秒ありますが、`長さ`は合計の秒数（{ $seconds }秒）です。`長さ`を増やすか、もっと短い動画を使ってください。
refused-resolution = このモデルは、ここでは{ $resolution }に対応していません。別の解像度を選ぶか、指定を外してください。
refused-ratio = このモデルは、ここではアスペクト比{ $ratio }に対応していません。指定しなければ、画像や動画と同じ比率になります。
refused-count = { $count }枚の画像は生成できません。1〜{ $max }枚から選んでください。
refused-combination = モデルは次の組み合わせに対応していません：{ $roles }。{ $accepts }
refused-no-files = ファイルが指定されていません。{ $accepts }
accepts-text-to-video = プロンプトからの動画に付けられるのは、音声ファイル1つだけです。
accepts-image-to-video = 画像には最後の画像と音声を、動画には最後の画像を組み合わせられます。動画に音声は付けられません。
accepts-reference-to-video = 参照からの動画には、画像と動画を合わせて1〜5個、それに声と最初のフレームを1つずつ使えます。
accepts-video-edit = 動画の編集には、動画1本と、画像4枚までを使えます。
accepts-image = 画像の生成には、画像を9枚まで使えます。
refused-total-length = { $role ->
        [reference-video] 参照動画の合計
        [voice] 声の合計
       *[other] ファイルの合計
    }は{ $seconds }秒ですが、モデルが扱えるのは{ $most }秒までです。数を減らすか、短いものを使ってください。
refused-options = 次のオプションは認識できません：{ $words }。使えるのは`10s`、`1080p`、`16:9`、`シード 7`、`x2`（画像の枚数）、`原文`（プロンプトを原文のまま使う）などです。
refused-source = そのジョブのファイルは、このチャンネルでは使えません。代わりにファイルそのものを添付してください。
permission-view-channel = チャンネルを見る
permission-attach-files = ファイルを添付
permission-read-history = メッセージ履歴を読む
permission-send = メッセージを送信
permission-send-in-threads = スレッドでメッセージを送信
refused-publicly = 今は受け付けられません。理由は`/クレジット`で確認できます（あなただけに表示されます）。
refused-channel-unknown = チャンネルの種類をDiscordから取得できませんでした。1分後にもう一度お試しください。
refused-age-restricted = これは年齢制限チャンネルで作られたため、年齢制限チャンネルでしか使えません。
refused-nothing-to-animate = 動かすものがありません。`画像`に画像を添付するか、`メンバー`でアバターを使うメンバーを選んでください。
refused-image-and-member = 画像とメンバーの両方が指定されています。`画像`か`メンバー`のどちらかにしてください。
refused-no-avatar = { $name } はアバターを設定していません（Discordの標準画像のままです）。ほかの人を選ぶか、`画像`に画像を添付してください。
refused-not-a-member = { $name } はこのサーバーのメンバーではありません。使えるのはメンバーのアバターだけです。
refused-avatar-of-another = DMで使えるのは、あなた自身のアバターだけです。自分を選ぶか、`画像`に画像を添付してください。
refused-permissions = このチャンネルでは、ボットに次の権限がありません：{ $names }。モデレーターにチャンネルの設定で付与してもらうか、別のチャンネルを使ってください。
refused-direct-messages = 使えるのはサーバーの中だけです。DMでは使えません。サーバーでコマンドを実行してください。
refused-waiting = 待機中のジョブが{ $waiting }件あります（上限{ $limit }件）。1件が終わるのを待つか、キャンセルしてください。`/ジョブ一覧`で確認できます。
refused-too-fast = リクエストが多すぎます。1分間に{ $limit }件までです。{ $wait }秒後にもう一度お試しください。
refused-storage = 保存先が一時的に利用できないため、ジョブを受け付けられません。数分後にもう一度お試しください。
refused-server = このサーバーではボットが有効になっていません。ボットの運営者に許可を依頼してください。
refused-account = 動画のプロバイダーが、現在ボットのアカウントを受け付けていません（キーまたは請求の問題）。運営者には通知済みです。後でもう一度お試しください。
refused-stopping = 再起動中です。1分後にもう一度お試しください。

role-first-frame = 最初のフレーム
role-last-frame = 最後のフレーム
role-video = 動画
role-audio = 音声
role-reference-image = 参照画像
role-reference-video = 参照動画
role-voice = 声
role-source-image = 画像
role-reference-audio = 参照音声
role-numbered-image = Image { $number }
role-numbered-video = Video { $number }
role-numbered-source-image = 画像{ $number }

input-file = { $role }（{ $name }）
input-empty = { $file }は空です。もう一度アップロードしてください。
input-wrong-kind = { $file }は{ $found }です。{ $wanted }を使ってください。{ $advice }
input-found-misnamed = ファイル名とは違い、{ $found }
input-not-convertible = { $file }は{ $found }で、ここでは変換できません。{ $wanted }を使ってください。{ $advice }
input-wanted-image = PNG、JPEG、BMP、WebPのいずれかの画像
input-wanted-video = MP4またはMOVの動画
input-wanted-audio = MP3またはWAVのファイル
input-wanted-or = { $wanted }（{ $more }も使えます）
input-damaged = { $file }を読み取れません：{ $why }。{ $step }
input-unusable = { $file }は使えません：{ $why }。{ $step }
input-beyond-limits = { $file }は{ $faults }。{ $steps }
fault-and = 。
# Between two steps.
step-and = {""}
fault-too-large = ファイルサイズが大きすぎます：{ $bytes }（上限{ $limit }）
fault-bytes = { $bytes }バイト
fault-sides = { $width } × { $height }ピクセルです（各辺は{ $min }〜{ $max }ピクセル）
fault-aspect = アスペクト比が極端です：{ $width } × { $height }（上限1:{ $limit }）
fault-length = 長さが{ $seconds }秒です（{ $min }〜{ $max }秒にする必要があります）
step-other = 別のファイルを使ってください。
step-crop = 画面を切り抜いて、アスペクト比を調整してください。
step-crop-here = 画像を切り抜くか、`切り抜き`（コマンドのオプション、またはメッセージの最後の語）を付けてください。付けると中央部分を使います。
step-shrink = 縮小してください。
step-enlarge = もっと大きいものを使ってください。
step-shorten = 短くしてください。
step-lengthen = もっと長いものを使ってください。
step-compress = ファイルサイズを小さくして保存してください。
step-export = 書き出し直して、もう一度お試しください。
step-save-smaller = もっと小さいサイズで保存してください。
step-shrink-or-shorten = 縮小するか、短くしてください。

format-png = PNG画像
format-jpeg = JPEG画像
format-bmp = BMP画像
format-webp = WebP画像
format-mp4 = MP4動画
format-mov = QuickTime動画
format-mp3 = MP3音声ファイル
format-wav = WAV音声ファイル
format-heic = HEIC写真
format-avif = AVIF画像
format-gif = GIF画像
format-animated-png = アニメーションPNG画像
format-animated-webp = アニメーションWebP画像
format-tiff = TIFF画像
format-jpeg-xl = JPEG XL画像
format-jpeg-2000 = JPEG 2000画像
format-psd = Photoshop画像
format-matroska = Matroska（MKV）動画
format-webm = WebM動画
format-avi = AVI動画
format-mpeg-ts = MPEG-TS動画
format-mpeg-ps = MPEG動画
format-flv = Flash（FLV）動画
format-wmv = WMV動画
format-3gp = 3GP動画
format-ogg-video = Ogg動画
format-ogg = Ogg音声ファイル
format-flac = FLAC音声ファイル
format-aac = AAC音声ファイル
format-mp2 = MP2音声ファイル
format-aiff = AIFF音声ファイル
format-caf = CAF音声ファイル
format-m4a = M4A音声ファイル
format-3gp-audio = 3GP音声ファイル
format-amr = AMR音声ファイル
format-wma = WMA音声ファイル
format-matroska-audio = Matroska音声ファイル
format-webm-audio = WebM音声ファイル
format-long-wav = 64ビットのWAV音声ファイル
format-compressed-wav = 圧縮されたWAV音声ファイル
format-wavpack = WavPack音声ファイル
unknown-empty = 空のファイル
unknown-pdf = PDF文書
unknown-zip = ZIPファイルまたはオフィス文書
unknown-archive = 圧縮ファイル
unknown-midi = 音符だけで音声のないMIDIファイル
unknown-raw = カメラのRAW写真
unknown-playlist = プレイリスト
unknown-xml = SVGまたはXMLファイル
unknown-web-page = ウェブページ
unknown-text = テキストファイル
unknown-protected = コピーガード付きの音声ファイル
unknown-fragment = ストリーミング動画の断片
unknown-other = 不明な種類のファイル

damage-unreadable = ファイルが壊れています
damage-other-format = 中身は{ $format }です
damage-undecodable = 内容をデコードできません
damage-no-video = 映像が含まれていません
damage-no-audio = 音声が含まれていません
damage-no-pixels = ピクセルが含まれていません
damage-pixels = 画像データが壊れています
damage-pixels-or-cut = 画像データが壊れているか、途中で切れています
damage-header = ヘッダーが壊れています
damage-structure = ファイルの構造に矛盾があります
damage-cut-short = 途中で切れています
damage-end = 終わりの部分がありません
damage-length = 長さが記録されておらず、計算もできません
damage-too-many-pixels = ピクセル数が多すぎます
damage-too-many-frames = 全フレームのピクセル数の合計が多すぎます
damage-too-long = WAVファイルとしては長すぎます
damage-too-big = 十分に小さくできません

advice-heic = iPhoneでは、**設定 > カメラ > フォーマット > 互換性優先**を選ぶと、新しい写真がJPEGになります。この写真は、スクリーンショットを送るか、JPEGで書き出してください。
advice-archive = 展開して、使いたいファイルを送ってください。
advice-export-image = PNGかJPEGで書き出すか、スクリーンショットを送ってください。
advice-from-image = `/動かす`で画像から動画を作れます。
advice-image = 画像ビューアーで開き、PNGかJPEGで保存してください。
advice-frame = 使いたいフレームをPNGで保存するか、スクリーンショットを送ってください。
advice-animation = 代わりにMP4で保存してください。多くのGIFサイトに両方の形式があり、動画編集ソフトでも書き出せます。
advice-matroska = MP4（H.264）で書き出してください。OBSでは**ファイル > 録画の再多重化**でできます。
advice-video = MP4（H.264）で書き出してください。
advice-ogg = 保存して、音声編集ソフトでMP3に書き出してください。Discordのボイスメッセージもこの形式です。
advice-m4a = 音声編集ソフトでMP3に書き出すか、Appleのミュージックアプリで**ファイル > 変換 > MP3バージョンを作成**を選んでください。
advice-wav = 16ビット（PCM）のWAVか、MP3で保存してください。
advice-audio = MP3かWAVで書き出してください。
advice-audio-of-video = 音声だけをMP3かWAVで書き出してください。
advice-fewer-pixels-image = ピクセル数を減らして、JPEGかPNGで保存してください。
advice-fewer-pixels-video = ピクセル数を減らして、MP4（H.264）で保存してください。
advice-shorter-audio = 短く切って、MP3かWAVで保存してください。

unreachable-gone = リンクの有効期限が切れています
unreachable-slow = 時間がかかりすぎました
unreachable-status = ファイルのサーバーがエラー{ $code }を返しました
unreachable-connection = 接続に失敗しました
input-unreachable = { $file }をDiscordからダウンロードできませんでした：{ $why }。もう一度アップロードしてください。
input-forgotten = { $file }はもう保存されていません。コマンドでもう一度アップロードしてください。
input-unreadable = { $file }を今は保存先から読み取れません。数分後にもう一度お試しください。
input-conversion-slow = { $file }の変換に時間がかかりすぎました。もっと短い、または小さいファイルを送ってください。
input-too-demanding = { $file }の変換には、ここで使える以上のメモリか計算時間が必要です。{ $advice }
input-no-decoder = { $file }のコーデックは、ここではデコードできません。{ $advice }
input-conversion-failed = こちらのエラーで{ $file }を変換できませんでした。数分後にもう一度お試しください。
input-no-last-frame = 動画（{ $name }）から最後のフレームを取り出せませんでした。そのフレームを画像として保存し、`/動かす`を使ってください。
input-foreign = { $file }はDiscord上にありません。コマンドでファイル自体をアップロードしてください。

failed = { $why }{ $code }。{ -free }
failed-charged = { $why }。クレジットは消費されました。
failed-code = （`{ $code }`）
failed-user-input = プロバイダーがリクエストを処理できませんでした。ファイルとオプションを確認して、もう一度お試しください
failed-moderated = プロバイダーの内容チェックで、プロンプト、画像、または結果が拒否されました。プロンプトか画像を変えてください。別のシードで通ることもあります
failed-provider = プロバイダーでの生成に失敗しました。もう一度お試しください
failed-lost-charged = ジョブを途中で追跡できなくなりましたが、結果はここに投稿されたか、あなたに送信されています
failed-lost = プロバイダーからの応答が失われ、状況を確認できませんでした。もう一度お試しください
failed-account = プロバイダーが現在ボットのアカウントを受け付けていません。運営者が修正するまで再試行しても解決しません。モデレーターに知らせてください
failed-undeliverable = 結果は生成されましたが、このチャンネルへの投稿もDMの送信もできなくなりました。`/ジョブ`で受け取れます（受け取るとクレジットが消費されます）。モデレーターに知らせてください
failed-undeliverable-charged = 結果は生成されましたが、このチャンネルにもDMにも送れません。`/ジョブ`で受け取ってください
failed-bug = こちらで問題が発生しました。モデレーターにジョブIDを伝えてください

cancel-done = ジョブ`{ $job }`をキャンセルしました。{ -free }
cancel-running = ジョブ`{ $job }`はすでに生成中で、プロバイダーでは止められません。結果が届いたら削除できます。
cancel-submitting = ジョブ`{ $job }`は今まさに送信中です。数秒後にもう一度お試しください。
cancel-ended = ジョブ`{ $job }`はすでに終わっています。どう終わったかは`/ジョブ一覧`で確認できます。
cancel-unknown = このサーバーにそのジョブはありません。あなたのジョブは`/ジョブ一覧`で確認できます。
cancel-not-yours = ジョブ`{ $job }`はほかの人のものです。キャンセルできるのは本人とモデレーターです。
cancel-unconfirmed = プロバイダーからの応答がなく、ジョブ`{ $job }`が止まったかどうかわかりません。状態はカードに表示されます。1分後にもう一度お試しください。

direct-messages-closed = あなたにDMを送れないため、ここに投稿しました。
converting = ファイルを変換しています…
converting-in-line = ファイルの変換待ち：{ $place }
working = 処理しています…
invalid-job-id = それはジョブIDではありません。ジョブIDはカードに表示される8文字です。あなたのジョブは`/ジョブ一覧`で確認できます。
storage-unavailable = 保存先が一時的に利用できません。数分後にもう一度お試しください。あなたのジョブは続いています。
outdated = このコマンドは古くなっています。Discordを再読み込み（Ctrl+R）して最新のコマンドを使うか、`/ヘルプ`をお試しください。

alt-image = AI生成の画像：{ $what }。
alt-image-prompt = AI生成の画像：{ $what }。プロンプト：{ $prompt }
alt-video = AI生成の動画：{ $what }。
alt-video-prompt = AI生成の動画：{ $what }。プロンプト：{ $prompt }
alt-what-image = 説明から作成
alt-what-image-from = ほかの画像をもとに作成
alt-what-continued = 動画の続き
alt-what-animated = 画像から作った動画
alt-what-reference = 参照ファイルの人物や物が登場する場面
alt-what-edited = 編集した動画
alt-what-scene = 説明から作った場面

help =
    {""}**短い動画と画像を作ります。**すぐに返答し、数分後に結果をこのチャンネルに投稿してメンションします。

    { $make }
    画像、動画、音声はほとんどの形式を使えます。GIF、HEICの写真、ボイスメッセージも使えます。
    {""}**結果のボタン**で、再生成、変更、続きの作成ができます。

    { $manage }

    動画は、デフォルトでは最も安い720P・5秒です。`プレビュー: True`なら料金だけを表示します。失敗、拒否、キャンセルの場合は無料です。プロンプトの書き方は`/ヘルプ トピック: プロンプトの書き方`をご覧ください。
    プロンプトとファイルはAlibaba Cloud Model Studioに送られ、そこで結果が生成されます。

help-video =
    `/動画`：プロンプトから。**誰が・何が、どこで、どう動くか**を書いてください。
help-animate =
    `/動かす`：画像やメンバーのアバターから（最後の画像と音声も追加可能）。**動きとカメラワーク**を書いてください。見た目は画像で決まります。
help-continue-edit =
    `/続き`：動画の続きを作る。`/編集`：動画を編集する。
help-reference =
    `/参照`：画像や動画の人物・物を新しい動画に登場させる。例：「Image 1 waves to Video 1」
help-image =
    `/画像`：プロンプトまたは画像から画像を作る。
help-messages =
    {""}**ファイルのあるメッセージに返信**し、メンションを付けて内容を書いても使えます：`@ボット make it rain 10s 1080p`。または、メッセージのメニューから**アプリ > これを動かす**、**この動画の続きを作る**、**参照として使う**を選びます。
help-jobs =
    `/ジョブ一覧`、`/ジョブ`、`/再生成`：あなたのジョブ。`/キャンセル`：ジョブのキャンセル。待機中なら無料です。
help-account =
    `/クレジット`：あなたのクレジットと料金。`/設定`：あなたのデフォルト設定。

prompts-title = {""}**プロンプトの書き方**
prompts-video =
    {""}**プロンプトからの動画**（`/動画`）：被写体 + 場面 + 動き。誰が・何が、どこで、どう動くかを書き、続けてカメラワークとスタイルを書きます。
    > A red fox trots through fresh snow at dawn, tracking shot, soft light（夜明けの新雪を小走りするアカギツネ、追尾ショット、柔らかな光）
prompts-animate =
    {""}**画像からの動画**（`/動かす`、`/続き`）：動き + カメラワーク。見た目は画像で決まるので、説明は不要です。
    > She turns to the window and smiles, slow push in（彼女が窓の方を向いて微笑む、ゆっくり寄る）
prompts-reference =
    {""}**参照からの動画**（`/参照`）：各ファイルに何が写っているかを順に書き、次に何が起きるかを書きます。
    > The woman in Image 1 hands the cup in Image 2 to the man in Video 1（Image 1の女性がImage 2のカップをVideo 1の男性に渡す）
prompts-edit =
    {""}**動画の編集**（`/編集`）：変えるものと、変えないもの。
    > Make it night with neon signs; the people and the camera stay as they are（ネオンの灯る夜にする。人物とカメラはそのまま）
prompts-image =
    {""}**画像**（`/画像`）：被写体 + 場面 + スタイル。手持ちの画像を使う場合は、それをどうするか。
    > A lighthouse on a cliff in a storm, oil painting（嵐の崖に立つ灯台、油絵）
prompts-languages = モデルが理解するのは英語と中国語です。どちらかで書くと、最もよい結果が得られます。

## The job's card, its result and its notice

title-image = **画像**
title-images = **画像**
title-edited = **編集した動画**
title-reference = **参照からの動画**
title-continued = **続きの動画**
title-first-to-last = **2枚の画像からの動画**
title-animated = **画像からの動画**
title-video = **動画**
card-job = ジョブ `{ $job }`
post-job = ジョブ { $job }

detail-images = 画像{ $count }枚
detail-seconds = { $seconds }秒
detail-seed = シード { $seed }
detail-verbatim = プロンプトは原文のまま
detail-own-audio = 元の音声を保持
detail-negative = 除外：{ $negative }

derivation-again = 再生成
derivation-change = 変更
derivation-continue = 続き
derivation-last-frame = 最後のフレームから
derivation-larger = 1080P版
derivation-animate = 画像を動画に
derivation-reference = 参照として使用
card-again = `{ $job }`を再生成
card-change = `{ $job }`を変更
card-continue = `{ $job }`の続き
card-last-frame = `{ $job }`の最後のフレームから開始
card-larger = `{ $job }`の1080P版
card-animate = `{ $job }`を動かす
card-reference = `{ $job }`を参照として使用

shows-avatar = アバター：{ $name }（本人はこの結果を削除できます）
shows-avatar-nameless = メンバー

deleted = **削除済み**（依頼者が削除）
deleted-by-shown-member = **削除済み**（アバターの本人が削除）
removed = **削除済み**（モデレーターが削除）

expected = {" "}· 完了予定：{ $earliest } – { $latest }
place-beyond = { $waiting }件が待機中
reason-fair-share = （メンバー間で公平に割り振り）
reason-express-slot = （最初のジョブ：優先枠）
reason-member-limit = （同時に実行できる上限の{ $count }件に達しています）
queued = **順番待ち**、{ $place }{ $why }{ $expected }
stalled = **一時停止**：動画のプロバイダーが利用できません。ジョブは自動的に再開します
place-next = 次があなたの番です
place-waiting = 待機中
place = { $place }番目
submitting = **送信中**{ $expected }
unconfirmed = **確認中**：プロバイダーの応答が失われたため、確認してから続けます
submitted = **プロバイダーで順番待ち**{ $expected }
running = **生成中**（{ $since }に開始）{ $expected }
unknown-task = **状態不明**：プロバイダーが今、このジョブの状態を返していません。最長で1日、確認を続けます。キャンセルもできます
finished = **生成完了**、アップロード中
delivered = **完了**：{ $link }
delivered-privately = **完了**：設定に従ってDMで送りました
delivered-directly = **完了**：ここに投稿できないため、DMで送りました
failed-card = **失敗**：{ $why }
cancelled-by = **キャンセル済み**（{ $user } による）。{ -free }
cancelled-card = **キャンセルしました。**{ -free }
cancelled-at-provider = **プロバイダー側でキャンセルされました。**{ -free }

result-video = { $user } 動画ができました。
result-image = { $user } 画像ができました。
result-images = { $user } 画像ができました。
result-details = { $details } · 所要時間 { $took } · { $spent }クレジット消費
result-fewer = { $requested }枚のうち、プロバイダーから届いたのは{ $count }枚です。
result-in-server = 再生成、変更、続きの作成をするには、サーバーで`/ジョブ ジョブ:{ $job }`を実行してください。
result-shrunk = このチャンネルに投稿するには大きすぎたため、小さくしました。
result-linked = このチャンネルに投稿するには大きすぎます：[視聴またはダウンロード]({ $url })（{ $until }まで）。
notice-video = { $user } 動画の処理で問題が発生しました：{ $why }（{ $outcome }）
notice-image = { $user } 画像の処理で問題が発生しました：{ $why }（{ $outcome }）

button-cancel = キャンセル
button-again = 再生成
button-change = 変更
button-continue = 続きを作る
button-last-frame = 最後のフレーム → 新しい動画
button-larger = 1080P
button-animate = 動かす
button-animate-n = 画像{ $number }を動かす
button-details = 詳細
button-delete = 削除
button-delete-for-good = 削除する
button-report = 報告
button-newer = 新しい方へ
button-older = 古い方へ
button-prompt-help = プロンプトの書き方
button-block-inputs = 入力ファイルもブロック

list-empty = このサーバーにはまだあなたのジョブがありません。`/動画`をお試しください。
list-end = これ以上ジョブはありません。
list-title = このサーバーでのあなたの最近のジョブ：
list-title-page = このサーバーでのあなたのジョブ、{ $page }ページ目：
list-queued = 順番待ち、{ $place }番目
list-removed = 削除済み
list-direct = DMで送信済み

change-converted = { $from }から変換
change-cut = { $of }秒のうち{ $part ->
    [last] 最後
   *[first] 最初
}の{ $seconds }秒
change-cut-of-unknown = { $part ->
    [last] 最後
   *[first] 最初
}の{ $seconds }秒
change-cropped = { $from }ピクセルから{ $to }に切り抜き
change-resized = { $from }ピクセルから{ $to }にサイズ変更
change-resized-too = { $to }にサイズ変更

## Replies, menus, modals, buttons and settings

modal-prompt = プロンプト
modal-motion = 動きとカメラワーク
modal-reference = 何が起きるか（「Image 1」「Video 1」で指定）
modal-options = オプション（任意）
modal-options-example = 10s 1080p 16:9 シード 7 原文
modal-prompt-kept = 長すぎてここに表示できません。空欄ならそのまま使います。
modal-change = 変更して再生成
modal-continue = この動画の続きを作る
modal-last-frame = 最後のフレームから新しい動画
modal-animate = これを動かす
modal-report = この結果を報告
modal-report-reason = 何が問題ですか？
modal-delayed = フォームを開くのに時間がかかりすぎました。ボタンを押すと開きます。
menu-choose = ファイルを選択

no-such-job = そのジョブはここにないか、あなたには表示できません。あなたのジョブは`/ジョブ一覧`で確認できます。
pressed-twice = 3秒以内に2回押されたため、ジョブは1件だけ作りました。もう1件必要なら、もう一度押してください。
not-yours-to-delete = 削除できるのは、依頼者、アバターの本人、モデレーターだけです。**報告**を押すとモデレーターに通知されます。
delete-sure = この結果をここと保存先から削除しますか？ 元に戻すことはできず、消費したクレジットも払い戻されません。
delete-done = ここと保存先から削除しました。
choice-expired =
    この選択はもう使えません。Discordのファイルのリンクと同じく、有効なのは1日です。もう一度リクエストしてください。
    { -free }
choice-not-yours = これはほかの人のものです。選ぶには、自分でリクエストしてください。

action-animate = これを動かす
action-first-to-last = 1枚目の画像から2枚目につなぐ
action-continue = 動画の続きを作る
action-continue-to = 画像で終わる続きを作る
action-edit = 動画を編集
action-reference = 参照として使う
action-from-audio = 音声に合わせて動画を作る
offer = { $action } · { $price }から
offer-checking = **{ $action }**：ファイルを確認しています…

which-part =
    { $file }は{ $seconds }秒で、上限は{ $most }秒です。{ $several ->
        [yes] この動画とほかの長すぎる動画について、
       *[no] {""}
    }どちらの部分を使いますか？ どちらも約{ $price }です。
    選ぶまでクレジットは消費されません。
part-first = 最初の{ $most }秒
part-last = 最後の{ $most }秒
part-checking = **{ $part }**：ファイルを確認しています…
part-chosen = **{ $part }**：ジョブ `{ $job }`
part-chosen-before = すでに選択済みです：ジョブ `{ $job }`
part-pressed-twice = 先に選んだ部分で、すでに処理中です。

files-images = 画像{ $count }枚
files-videos = 動画{ $count }本
files-audio = 音声ファイル{ $count }個
files-and = { $first }と{ $last }
which-action =
    { $files }をどうしますか？{ $options }
    { $prompt }
    選ぶまでクレジットは消費されません。
no-action =
    { $files }から1本の動画は作れません。使えるのは、画像1枚（動かす）、画像2枚（1枚目から2枚目へ）、動画1本（続きを作る）、音声ファイル1個、または参照として画像と動画を合わせて5個までです。たくさんの中から選ぶには、メッセージの**アプリ > 参照として使う**を使ってください。
    { -free }
no-files-hidden =
    返信先の内容は、Discordの仕組み上見ることができません。そのメッセージのメニューを開き、**アプリ > これを動かす**、**この動画の続きを作る**、**参照として使う**のいずれかを選んでください。または、ファイルを自分のメッセージに添付してください。
    { -free }
no-files-referenced =
    返信先のメッセージに画像、動画、音声がありません。添付ファイル、スタンプ、カスタム絵文字、リンクのプレビューのいずれもありません。ファイルとして保存し、添付してください。
    { -free }
no-files-reference-deleted =
    返信先のメッセージはもうありません。ファイルを自分のメッセージに添付してください。
    { -free }
no-files =
    画像、動画、音声ファイルのいずれかを添付するか、それらのあるメッセージに返信してください。プロンプトだけで動画を作るには`/動画`を使います。ほかの使い方は`/ヘルプ`をご覧ください。
    { -free }
missing-files =
    そのメッセージには{ $wanted }。使える添付ファイル、スタンプ、カスタム絵文字、リンクのプレビューのいずれもありません。ファイルとして保存し、添付してください。
    { -free }
sticker-lottie =
    そのスタンプは画像ではなくアニメーション（Lottie）なので、使えません。スクリーンショットを送ってください。
    { -free }
missing-image = 画像がありません
missing-video = 動画がありません
missing-audio = 音声がありません
missing-reference = 画像も動画もありません
which-one = どれにしますか？
which-ones = どれにしますか？ { $most }個まで選べます。この順に番号が付きます。

reported = ありがとうございます。{ $notified }
reported-notified = このサーバーのモデレーターに通知しました。
reported-recorded = このサーバーのモデレーター向けに記録しましたが、ログチャンネルが設定されていません。モデレーターの誰かにも直接知らせてください。

settings-saved = **保存しました。**今後の設定：
settings-shown = **あなたのデフォルト設定：**
settings-default = サーバーのデフォルト
settings-resolution = 解像度（動画）：{ $value }
settings-ratio = アスペクト比（プロンプトからの動画）：{ $value }
settings-length = 長さ：{ $value }
settings-prompts = プロンプト：{ $value }
settings-prompts-enhanced = モデルが拡張
settings-prompts-verbatim = 原文のまま使用
settings-ping = 結果ができたらメンション：{ $value }
settings-private = 結果をDMで送信：{ $value }
settings-language = 言語：{ $value }
settings-language-auto = Discordと同じ
settings-everywhere = すべてのサーバーで有効です。`/設定 リセット: True`で消去できます。
yes = はい
no = いいえ

state-accepted = 受付済み
state-submitting = 送信中
state-unconfirmed = 確認中
state-submitted = 送信済み
state-running = 生成中
state-finished = 生成完了
state-stored = 保存済み
state-delivered = 配信済み
state-failed = 失敗
state-cancelled = キャンセル済み

details-title = **{ $kind }** · ジョブ `{ $job }` · 依頼者 { $user }
details-requested = { $when }にリクエスト · { $state } · { $outcome }
details-result = 結果：{ $result }
details-input = { $name }：{ $file }{ $size }{ $seconds }
details-size = {" "}· { $width } × { $height }
details-seconds = {" "}· { $seconds }秒
details-made-from = 元のジョブ：{ $job }（{ $derivation }）
collect-not-sent = ファイルを送れませんでした。1分後にもう一度`/ジョブ`を使ってください。追加の料金はかかりません。
collect-too-large = 大きすぎて、ここでは送れません。ボットの運営者に依頼すれば受け取れます。
collect-linked = 大きすぎて、ここでは送れません：[視聴またはダウンロード]({ $url })（{ $until }まで）。
collect-unreadable = 今は一部を読み取れません。後でもう一度`/ジョブ`を使ってください。追加の料金はかかりません。
collect-gone = ファイルはもう保存されていません。
details-used-for = ここから作られたジョブ：{ $job }（{ $derivation }）

## Credits and money

credits = { $amount }クレジット
allowance-unlimited = 無制限
allowance-none = なし
until = （{ $time }まで）

because = 。理由：{ $reason }。
because-none = 。
denied-blocked = このサーバーでのリクエストはブロックされています（{ $until }）{ $because }
denied-blocked-until = { $time }まで
denied-blocked-for-good = モデレーターが解除するまで
denied-paused = このサーバーでは新しいリクエストの受け付けを一時停止しています{ $because }実行中のジョブは最後まで処理されます。
denied-channel = このサーバーでリクエストできるチャンネル：{ $channels }。
denied-model = このサーバーでは{ $model }を使えません。別のモデルを選んでください。
denied-too-long = このサーバーで作れる動画は{ $max }秒までです。{ $seconds }秒は{ $over }秒長すぎます。もっと短い秒数を選んでください。
denied-resolution = このサーバーで使えるのは{ $max }までです。リクエストは{ $resolution }でした。もっと低い解像度を選んでください。
denied-input = このファイルは、モデレーターがこのサーバーでブロックしています。別のファイルを使ってください。
denied-avatars = このサーバーではメンバーのアバターを使えません。モデレーターが許可できます：`/wan管理 設定 変更 項目: allow-avatars 値: yes`。
denied-credits = { $price }必要ですが、使えるのは{ $available }クレジットで、{ $over }クレジット足りません。{ $when }クレジットの内訳は`/クレジット`で確認できます。
denied-when = { $relative }に再試行できます（{ $time }）。
denied-never-credits = 待っても解決しません。モデレーターにクレジットの追加を頼むか、長さを短くする、解像度を下げる、結果の数を減らすなどしてください。
denied-budget = { $whose ->
        [server] このサーバーの
       *[global] ボット全体の
    }{ $period ->
        [day] 1日の
       *[month] 1か月の
    }予算が足りません。{ $limit }のうち残りは{ $left }で、今回は{ $price }かかり、{ $over }超過します。{ $when }
denied-never-budget = 待っても解決しません。長さを短くするか、解像度を下げるか、結果の数を減らしてください。

outcome-reserved = { $credits }を確保
outcome-charged = { $credits }を消費
outcome-charged-less = { $price }クレジットのうち{ $charge }を消費
outcome-refunded = { $credits }を払い戻し：{ $why }
refund-user-input = プロバイダーがリクエストを処理できませんでした
refund-moderated = プロバイダーが拒否しました
refund-provider = プロバイダーでの生成に失敗しました
refund-lost = ジョブが失われました
refund-account = プロバイダーがボットのアカウントを受け付けません
refund-undeliverable = 投稿できませんでした
refund-bug = こちらのエラー
refund-cancelled = キャンセル

window-short-daily = 1日ごと
window-short-weekly = 1週間ごと
window-short-rolling = { $hours }時間ごと
window-daily = 毎日午前0時（{ $zone }）
window-weekly = 毎週月曜日の午前0時（{ $zone }）
window-rolling = 各クレジットは使用から{ $hours }時間後

left = { $span } · 確保{ $reserved } · 消費{ $spent }{ $before }
left-of = 残り**{ $left } / { $granted }**クレジット
left-no-limit = **無制限**
left-before = {" "}· 前の期間からの確保分 { $reserved }

account-available = **{ $available }**クレジット利用可能（追加付与を含む）。今の期間：
account-from = 割り当て：{ $from }（{ $allowance }{ $taken }）
account-from-everyone = サーバーのデフォルト
account-from-role = ロール { $role }
account-from-personal = モデレーターが設定
account-taken = 、差し引きあり
account-refills = 回復：{ $window }{ $next }
account-refills-next = 、次は{ $when }
account-grant = { $role }追加付与（記録{ $entry }）：残り{ $available } / { $granted }{ $until }{ $reserved }
account-grant-role = { $role } への
account-grant-reserved = {" "}· 確保{ $reserved }
account-blocked = **ブロック中**{ $until }{ $because }

quota-title = **このサーバーでのあなたのクレジット**
quota-paused = このサーバーでは新しいリクエストの受け付けを一時停止しています{ $because }
quota-sample = 5秒の720P動画は{ $price }です。
quota-second = · { $model }：1秒あたり{ $prices }クレジット
quota-image = · { $model }：1枚あたり{ $prices }クレジット
quota-budget = このサーバーの{ $period ->
        [day] 1日の
       *[month] 1か月の
    }予算は、残り{ $left }です（{ $until }まで）。

budget-limited = { $period ->
        [day] 1日
       *[month] 1か月
    }：使用・確保 { $used } / { $limit } · { $renews }にリセット
budget-unlimited = { $period ->
        [day] 1日
       *[month] 1か月
    }：使用・確保 { $used } · 無制限

preview =
    このリクエストは受け付けられます。{ $price }（{ $money }）かかります。{ $left }。
    何も送信せず、クレジットも消費していません。生成するには`プレビュー`なしで実行してください。
preview-left = 使えるクレジットは{ $available }、実行後の残りは{ $after }です
preview-no-limit = クレジットに制限はありません

## For moderators

the-operator = 運営者
the-bot = ボット
entry-quota-set = 割り当ての変更
entry-quota-grant = クレジットの付与
entry-quota-take = クレジットの差し引き
entry-quota-reset = 割り当てのリセット
entry-quota-weight = 優先度の変更
entry-block = ブロック
entry-unblock = ブロック解除
entry-pause = 一時停止
entry-resume = 再開
entry-settings-set = 設定の変更 { $setting }
entry-block-inputs = 入力ファイルのブロック
entry-channel-defaults = チャンネルのデフォルト
entry-undo-of = 記録{ $entry }を元に戻す：{ $what }
entry-cancel-job = ジョブのキャンセル
entry-remove-result = 結果の削除
entry-report = 報告
audit-by-role = ロールに従う
audit-no-role-quota = ロールの割り当てなし
audit-as-everyone = 全員と同じ
audit-left = 残り{ $amount }
audit-unlimited = 無制限
audit-more = { $amount }追加{ $until }
audit-more-each = ロールのメンバー1人につき{ $amount }追加{ $until }
audit-less-each = ロールのメンバー1人につき{ $amount }差し引き{ $until }
audit-nothing-used = ロールに従う、使用なし
audit-weight = { $weight ->
        [1] 標準
       *[other] 標準の{ $weight }倍
    }
audit-blocked = ブロック中{ $until }
audit-not-blocked = ブロックなし
audit-open = 受付中
audit-paused = 一時停止
audit-inputs = { $count }件をブロック
audit-posted = 投稿済み
audit-shows-own-avatar = 本人のアバターが写っているため
audit-job-open = 進行中
audit-job-cancelled = ジョブ `{ $job }` キャンセル済み
audit-job-removed = ジョブ `{ $job }` の結果を削除済み
audit-job-reported = ジョブ `{ $job }` { $link }
audit-budget-server = このサーバーの{ $period ->
        [day] 1日の
       *[month] 1か月の
    }予算：{ $percent }%
audit-budget-global = ボット全体の{ $period ->
        [day] 1日の
       *[month] 1か月の
    }予算：{ $percent }%
audit-budget-used = 使用・確保 { $used } / { $limit }
audit-budget-next = { $period ->
        [day] 次の日
       *[month] 次の月
    }の開始：{ $time }
audit-provider = 動画のプロバイダー
audit-account-rejected = ボットのアカウントを受け付けません（キーまたは請求の問題）
audit-unreadable = 読み取れない記録
audit-unreachable = 接続できません
audit-jobs-wait = 復旧するまでジョブは待機し、料金はかかりません
audit-bill = { $day }のプロバイダーの請求
audit-bill-reserved = ジョブ{ $jobs }件で{ $amount }を確保
audit-bill-billed = 請求額{ $amount }、差額の{ $more }はメンバーの負担になりません
audit-provider-back = 再びジョブを受け付けています
entry-undone = 記録{ $entry }で元に戻し済み
entry-done = 完了しました。{ $entry }{ $undo }
entry-undo =
    {""}
    元に戻すには：`/wan管理 割り当て 元に戻す 番号:{ $number }`

not-done =
    { $why }
    何も変更していません。
not-moderator = 「サーバー管理」の権限か、モデレーターのロールが必要です。
not-done-model = { $model }というモデルはありません。使えるモデルは`/クレジット`で確認できます。
not-done-changed = 同時にほかの人が変更しました。今の値を確認して、もう一度お試しください。
not-done-no-entry = このサーバーのログにその記録がないか、元に戻せる記録がありません。
not-done-undone = すでに記録{ $entry }で元に戻されています。
not-done-not-undoable = その記録には、元に戻せる変更がありません。
not-done-changed-since = その後、同じ設定がもう一度変更されています。先にその変更を元に戻してください。`/wan管理 割り当て ログ`で確認できます。
not-done-no-job = このサーバーにそのジョブやメッセージは見つかりません。ボットのメッセージへのリンクか、ジョブIDを使ってください。
not-done-no-result = そのジョブには、削除できる結果がありません。
not-archived = { $post }。ファイルはまだ保存先に残っており、リンクがあればまだ有効です。1分後にもう一度お試しください。解決しない場合は、ボットの運営者に知らせてください。
not-archived-deleted = 投稿は削除しました
not-archived-not-deleted = 投稿は削除できませんでした
not-done-everyone = 全員の値は共通です。`割り当て 変更`か`設定 変更 項目: credits`を使ってください。付与と差し引きの対象は、メンバーとロールだけです。
not-deleted = ファイルは保存先から削除しましたが、Discordで投稿が削除されませんでした（{ $error }）。手動で削除するか、1分後にもう一度お試しください。
not-done-storage = 保存先が一時的に利用できません。数分後にもう一度お試しください。

role-gives = { $role } の期間ごとの割り当て：{ $allowance }。
role-gives-nothing = { $role } には独自の割り当てがありません。メンバーには全員共通の割り当て（{ $everyone }）が適用されます。
role-grant = 記録{ $entry }：ロールのメンバー1人につき{ $amount }{ $until }
role-quotas = 期間ごとのクレジット（{ $window }）。最も多い割り当てが適用されます：
role-quotas-role = { $role }：{ $allowance }
role-quotas-weight = { $role }：順番待ちの優先度が標準の{ $weight }倍
role-quotas-everyone = 全員：{ $allowance }

log-empty = ログは空です。
log-end = これ以上記録はありません。
top-empty = { $days ->
        [1] 今日
       *[other] 過去{ $days }日間
    }のクレジット消費はありません。
top-title = { $days ->
        [1] 今日
       *[other] 今日を含む過去{ $days }日間
    }：
top-line = { $place }. { $user }：{ $jobs }で{ $credits }（{ $money }）
top-jobs = ジョブ{ $count }件
chart = 日ごとの消費クレジットの棒グラフ。{ $days }。

settings-title = このサーバーの設定：
settings-paused = **一時停止中**（{ $by } による）：{ $reason }
settings-blocked = ブロックした入力ファイル{ $count }件
defaults-enhanced = プロンプトを拡張
defaults-verbatim = プロンプトは原文のまま
defaults-spoiler = スポイラーで隠す
defaults-nothing = なし
settings-channel = { $channel } のデフォルト：{ $defaults }
budgets =
    このサーバーの予算：
    { $day }
    { $month }
jobs-empty = まだジョブはありません。

who-title = { $kind } · ジョブ `{ $job }` · 依頼者 { $user }（{ $channel }）
who-input = { $role }：{ $name }（{ $size }、SHA-256 `{ $hash }`）
who-unknown-hash = 不明
who-avatar = { $user } のアバターを使用
who-cost = { $outcome } · プロバイダーでの費用 { $money }
who-accepted = 受付：{ $time }
who-submitted = 送信：{ $time }
who-finished = 生成完了：{ $time }
who-state = { $state }：{ $time }
who-removed = **削除済み**（{ $by } による）：{ $time }
full-prompt =
    プロンプト：
    { $prompt }

    ネガティブプロンプト：
    { $negative }
full-prompt-alt = プロンプトの全文。
removed-done = 削除しました：{ $user } のジョブ`{ $job }`の投稿を削除し、ファイルも保存先から削除しました。記録は残り、クレジットは払い戻されません。

invalid-amount = 数量は`20`、`+5`、`-5`、`7.5`のような数です。割り当ての変更では`none`と`unlimited`も使えます。
invalid-amount-zero = 数量は0より大きくしてください。
invalid-amount-no-limit = { $subject } には制限がないため、追加も差し引きもできません。代わりに数値を指定してください。
invalid-until = 期限には未来の時点を指定してください。`3d`や`12h`のような長さか、`2026-12-24`や`2026-12-24 18:00`のような日時で書きます。
invalid-nothing-left = { $subject } には、差し引けるクレジットが残っていません。
invalid-too-many-grants = { $subject } には使い切っていない付与が上限の{ $max }件あります。`/wan管理 割り当て 変更`で数量を指定するか、`/wan管理 割り当て リセット`でやり直してください。
invalid-too-many-inputs = このサーバーがブロックしているファイルは、すでに上限の{ $max }件です。
invalid-no-change = すでにその状態のため、変更はありません。
invalid-value = `{ $setting }`に使える値：{ $wanted }。
invalid-weight = 優先度は1〜{ $max }の整数です。
invalid-defaults = デフォルトは`1080p 16:9 8s 原文`のように書きます。

setting-window = クレジットが回復する時期
setting-time-zone = 期間のタイムゾーン
setting-credits = 全員が期間ごとに受け取るクレジット
setting-max-queued = メンバー1人の待機中ジョブの上限
setting-max-running = メンバー1人の実行中ジョブの上限
setting-max-duration = 動画の長さの上限（秒）
setting-max-resolution = 動画の解像度の上限
setting-channels = リクエストを受け付けるチャンネル
setting-models = 使えるモデル
setting-allow-avatars = メンバーのアバターを動かせるかどうか
setting-moderator-role = サーバーを管理できる人に加えて、モデレーターになるロール
setting-log-channel = 変更と予算の通知を投稿するチャンネル
setting-budget-day = 1日の予算
setting-budget-month = 1か月の予算
setting-language = ログと、メッセージへの返答の言語

wanted-window = `daily`、`weekly`、または消費してから回復するまでの時間（`48h`など、{ $min }h〜{ $max }h）
wanted-zone = `Europe/Berlin`や`UTC`のようなタイムゾーン名
wanted-allowance = `20`のようなクレジット数、`none`、`unlimited`のいずれか
wanted-count = { $min }〜{ $max }の整数
wanted-seconds = 秒数、または`any`
wanted-resolution = `480P`、`720P`、`1080P`、`any`のいずれか
wanted-channels = `#videos #lab`のようなチャンネル、または`all`
wanted-models = モデルの名前、または`all`
wanted-yes-no = `yes`または`no`
wanted-role = ロール、または`none`
wanted-channel = チャンネル、または`none`
wanted-dollars = `20`や`7.50`のようなドルの金額、または`none`
wanted-language = { $codes }、または`auto`

## The command line: `wanbot check`, `jobs`, `status`, `quota`, `backup`, `journal`, `register`

cli-journal-not-opened = ジャーナル{ $path }を開けません
cli-no-limit = 無制限
cli-no-end = 期限なし
cli-until = { $time }まで
cli-unknown = 不明
cli-mention-member = メンバー{ $id }
cli-mention-role = ロール{ $id }
cli-mention-channel = チャンネル{ $id }

cli-ok = OK
cli-note = 注意
cli-error = NG

cli-check-configuration = 設定：リージョン{ $region }（{ $name }）、モデル{ $models }
cli-check-offline = DiscordとModel Studioには接続していません（--offline）
cli-check-tls = OpenSSLを準備できません：{ $error }
cli-check-failed = 設定に誤りがあります。
cli-check-passed = 設定は正常です。`wanbot run`でボットを起動してください。
cli-check-missing = { $key }：{ $path }はまだありません
cli-check-writable = { $key }：{ $path }に書き込めます
cli-check-not-writable = { $key }：{ $path }に書き込めません：{ $error }
cli-check-no-folder = フォルダーではありません
cli-check-journal-open = ジャーナル{ $path }は正常に閉じられておらず、{ $file }もありません。確認するとこのファイルが作られるため、中身は確認していません（--offline）
cli-check-journal = ジャーナル{ $path }を読み取れます
cli-check-no-ffmpeg = ffmpegがインストールされていません。大きすぎてチャンネルに投稿できない結果はリンクで投稿し、GIF、WebMなどの動画、ボイスメッセージなどの音声は拒否します。また、動画の破損は検査されません
cli-check-no-ffprobe = ffmpegと同じ場所にffprobeがありません。動画と音声は変換しません
cli-check-no-heif = heif-convert（パッケージlibheif-examples）がインストールされていません。スマートフォンのHEIC写真とAVIF画像は拒否します
cli-check-token = トークンは有効です：{ $name }
cli-check-content-off = discord.message_contentはtrueですが、開発者ポータルのMessage Contentがオフです（Bot > Privileged Gateway Intents）。Discordは接続を拒否します
cli-check-content-on = 開発者ポータルのMessage Contentがオンです。discord.message_content = trueにすると、メンバーは誰の画像にも返信して使えます
cli-check-old-application = ボットのユーザー（{ $user }）とアプリケーション（{ $application }）が異なります。2016年より前のアプリケーションではそうなっており、それぞれ必要な場所で使います
cli-check-invite = 招待用のリンク：{ $url }
cli-check-token-refused = DISCORD_TOKEN（{ $base }）：{ $error }
cli-check-twice-global = コマンドがグローバルにも登録されているため、二重に表示されます。discord.register_commands_inにサーバーが指定されているので、次の起動時にグローバルの登録を削除します
cli-check-twice-servers = コマンドがグローバルと個別のサーバー（{ $servers }）の両方に登録されているため、二重に表示されます。discord.register_commands_inにサーバーが指定されていないので、次の起動時に個別の登録を削除します
cli-check-no-model = wan.disabled_modelsによって、使えるモデルがありません
cli-check-key = { $region }のModel Studioがキーを受け付けました。過去24時間の{ $model }のタスクは{ $tasks }件です
cli-check-key-refused = { $base }がDASHSCOPE_API_KEYを受け付けません（{ $code }）。入力ミス、失効、または別のリージョンのキーです。キーは作成したリージョンでのみ使えます。wan.regionは{ $region }です
cli-check-provider = Model Studio（{ $base }）：{ $error }

cli-register-global = { $count }個のコマンドをグローバルに登録しました。Discordへの反映に時間がかかることがあります
cli-register-servers = { $count }個のコマンドを{ $servers }個のサーバーに登録しました

cli-jobs-job = ジョブ
cli-jobs-state = 状態
cli-jobs-model = モデル
cli-jobs-member = メンバー
cli-jobs-accepted = 受付日時
cli-jobs-price = 料金
cli-jobs-usage = 使用量
cli-jobs-billed = 請求
cli-jobs-prompt = プロンプト
cli-jobs-input = 入力
cli-jobs-task = タスク
cli-jobs-failure = 失敗
cli-jobs-events = イベント
cli-jobs-place = { $member }、サーバー{ $server }、チャンネル{ $channel }
cli-jobs-settings = { $model } · { $resolution } · { $amount } · シード { $seed }
cli-jobs-cost = { $credits }、{ $money }
cli-jobs-billed-seconds = 請求対象{ $seconds }秒
cli-jobs-billed-images = 画像{ $count }枚
cli-jobs-usage-of = { $usage }（プロバイダーの報告）
cli-jobs-bytes = { $role }：{ $name }、{ $bytes }バイト
cli-jobs-without-code = コードなし
cli-jobs-none = { $path }にジョブ{ $job }はありません
cli-orphan-created = 作成 { $time }
cli-orphan-failed = 問い合わせできませんでした：{ $error }
cli-orphans = 過去24時間のアカウントのタスク{ $all }件のうち、{ $orphans }件はどのジョブにも属していません{ $orphans ->
        [0] 。
       *[other] 。別のプログラムのものか、応答が失われたジョブのものです（wanbot jobs list --state failed）。
    }

cli-journal-summary = ジョブ{ $jobs }件（うち未完了{ $open }件）、イベント{ $events }件、{ $bytes }バイト
cli-journal-intact = 破損はありません。
cli-journal-not-read = ジャーナル{ $path }を読み取れません
cli-journal-damaged = ボットを止め、このファイルを保管し、破損のない最新のバックアップに戻してください。
cli-backup-restore = このバックアップに戻すには：ボットを止め、{ $journal }、{ $journal }-wal、{ $journal }-shmを別の場所に移し、バックアップを{ $journal }にコピーして、ボットを起動します。バックアップ後に受け付けたジョブは含まれません。二重の支払いや投稿はありません。ボットはその後の出来事をプロバイダーとチャンネルに問い合わせます。1日たってもプロバイダーに情報がないジョブは打ち切られ、結果がまだ投稿されていればクレジットを消費し、そうでなければ払い戻します。
cli-backup-archive = 動画と画像は含まれません。{ $archive }にファイルとしてあります。

cli-status-day = 過去24時間
cli-status-today = 今日
cli-status-month = 今月
cli-status-open = 未完了
cli-status-queue = 順番待ち
cli-status-oldest = 最古
cli-status-title = wanbot { $version }、{ $time }：{ $ready }
cli-status-ready = 準備完了
cli-status-not-ready = 準備未完了：{ $problems }
cli-status-unreachable = { $address }に接続できません
cli-status-not-served = 不明（http.listenが設定されていません）
cli-status-counts = リクエスト{ $accepted }、配信{ $delivered }、失敗{ $failed }
cli-status-spent = 使用・確保 { $used }、{ $limit }
cli-status-limit = 上限{ $limit }
cli-status-state = { $state }{ $count }件
cli-status-waiting = { $model } { $count }件
cli-status-empty = なし
cli-status-open-for = { $job } { $state }、経過{ $age }
cli-status-nothing-open = 未完了のジョブはありません
cli-status-provider = プロバイダーで処理中
cli-status-nothing = なし
cli-status-failures = 最近の失敗
cli-status-none = なし
cli-status-ago = { $age }前
cli-status-stop = Ctrl-Cで終了します。
age-seconds = { $seconds }秒
age-minutes = { $minutes }分
age-hours = { $hours }時間
age-days = { $days }日

cli-quota-both = --serverと--directは同時に指定できません
cli-quota-no-server = サーバー（--server ID）を指定するか、DMなら--directを指定してください
cli-quota-ids = `{ $setting }`にはIDを指定します。複数の場合は空白で区切ります。なしにする場合は、`wanbot quota settings`で表示される語を指定します。何も変更していません。
cli-quota-role = ロール{ $role }
cli-quota-everyone = 全員
cli-quota-allowance = 割り当て
cli-quota-left = 残り
cli-quota-reserved = 確保
cli-quota-spent = 消費
cli-quota-window = 期間
cli-quota-grant = 付与
cli-quota-blocked = ブロック
cli-quota-origin-everyone = 全員
cli-quota-origin-personal = 個人
cli-quota-left-of = { $left } / { $granted }
cli-quota-window-of = { $start }から{ $end }まで
cli-quota-grant-of = 記録{ $entry }：残り{ $available } / { $granted }、{ $until }
cli-quota-server = サーバー
cli-quota-global = 全体
cli-quota-budget = { $used } / { $limit }、{ $until }まで
cli-quota-budget-unlimited = { $used }、無制限、{ $until }まで
cli-quota-jobs = ジョブ{ $count }件
