# 한국어.

language-name = 한국어
decimal-separator = {"."}
money = ${ $amount }
size-kilobytes = { $size } kB
size-megabytes = { $size } MB
list-separator = {", "}
labelled = { $label }: { $text }
in-parentheses = {" "}({ $text })
quoted-reason = “{ $reason }”

## 명령어와 옵션

video = 프롬프트로 동영상을 만들어요
video-prompt = 누가 또는 무엇이, 어디서, 어떻게 움직이는지
animate = 이미지를 움직이는 동영상으로 만들어요
animate-image = 동영상의 첫 프레임이 될 사진, 그림 또는 GIF
animate-member = 또는 아바타가 첫 프레임이 될 멤버 (서버에서 허용한 경우)
animate-prompt = 움직임과 카메라 워크를 설명하세요. 모습은 이미지로 이미 정해져 있어요
continue = 동영상을 이어서 만들어요
continue-video = 이어서 만들 동영상 또는 GIF: 2초 이상, 마지막 10초까지만 사용해요
continue-prompt = 다음에 일어날 일과 카메라의 움직임. 모습은 동영상으로 이미 정해져 있어요
continue-duration = 올린 동영상을 포함한 전체 길이(초). 기본값: 5초 더 길게
reference = 내 이미지와 동영상 속 인물이나 사물로 동영상을 만들어요
reference-prompt = 일어날 일을 설명하세요. 파일은 "Image 1", "Video 1"이라고 쓰면 돼요
reference-image1 = 등장할 인물이나 사물. 프롬프트에서는 "Image 1"
reference-image = 프롬프트에서는 "Image { $number }"
reference-video1 = 동영상 또는 GIF: 1초 이상, 최대 30초까지 사용해요. 프롬프트에서는 "Video 1"
reference-video = 프롬프트에서는 "Video { $number }"
reference-voice = 첫 번째 인물의 목소리: 오디오 또는 동영상, 1초 이상, 최대 10초까지 사용해요
reference-first-frame = 동영상의 첫 프레임이 될 이미지
reference-ratio = 화면 비율 (기본값: 16:9). 첫 프레임과 함께 쓸 수 없어요
reference-duration = 길이(초). 기본값: 5. 동영상이 있으면 최대 10
edit = 동영상을 편집해요
edit-video = 편집할 동영상 또는 GIF: 2초 이상, 최대 10초까지 사용해요
edit-prompt = 바꿀 것: 사물, 배경, 스타일
edit-image1 = 편집에 쓸 이미지. 프롬프트에서는 "Image 1"
edit-keep-audio = 동영상의 원래 소리를 유지 (기본값: 모델이 결정)
edit-ratio = 화면 비율 (기본값: 원본과 같음)
edit-duration = 남길 길이(초). 기본값: 전체
image = 프롬프트나 내 이미지로 이미지를 만들어요
image-prompt = 이미지에 담을 것, 또는 내 이미지를 어떻게 바꿀지
image-count = 이미지 개수, 1~4 (기본값: 1)
image-resolution = 기본값: 2K. 4K는 내 이미지 없이 프로를 쓸 때만 가능
image-ratio = 화면 비율 (기본값: 모델이 결정)
image-pro = 품질이 더 높고 더 비싼 모델 사용 (기본값: 아니요)
image-image = 바탕으로 쓸 이미지

option-last-image = 동영상의 마지막 프레임이 될 이미지
option-audio = 동영상을 맞출 소리: 오디오 또는 동영상, 2초 이상, 최대 30초까지 사용해요
option-resolution = 720P(기본값, 더 저렴) 또는 1080P
option-ratio = 화면 비율 (기본값: 16:9)
option-duration = 길이(초). 기본값: 5
option-seed = 시드와 요청이 같으면 결과가 비슷해요. 기본값은 무작위
option-negative = 동영상에 나오지 않아야 할 것
option-enhance = 모델이 프롬프트를 보완하게 하기 (기본값: 예)
option-crop = 화면 비율이 너무 극단적인 이미지를 자르기 (기본값: 아니요)
option-preview = 확인만 하고 가격 보기. 아무것도 만들지 않아요
option-model = 기본값: { $default }
option-job = 작업 ID: 카드에 있는 8글자

jobs = 이 서버에서 내 작업과 상태를 봐요
job = 작업의 입력 파일, 출처, 결과를 자세히 봐요
again = 시드를 바꿔 결과를 다시 만들어요
cancel = 내 작업을 취소해요. 대기 중이면 무료예요
quota = 이 서버에서 내 크레딧과 가격을 봐요
help-command = 봇이 할 수 있는 일과 요청하는 방법을 봐요
settings = 내 기본값을 보거나 바꿔요
settings-option-resolution = 동영상 해상도
settings-option-ratio = 화면 비율 (텍스트로 만드는 동영상)
settings-option-duration = 길이(초)
settings-option-ping = 결과가 준비되면 멘션하기 (기본값: 예)
settings-option-private = 결과를 다이렉트 메시지로 보내기 (기본값: 아니요)
settings-option-reset = 내 기본값을 모두 초기화
settings-option-language = 봇의 답변과 내 카드의 언어 (기본값: Discord 설정에 따름)
help-option-topic = 주제 (기본값: 전체 안내)
help-topic-prompts = 프롬프트 쓰는 법

mod-option-who = 멤버 또는 역할
mod-option-member = 멤버
mod-option-role = 역할
mod-option-weight = 대기열 가중치. 1이 기본 몫이에요
mod-option-until = `3d`, `12h`, `2026-12-24` 또는 `2026-12-24 18:00`
mod-option-reason = 변경과 함께 기록될 사유
mod-option-days = 기본값: 7일
mod-days-7 = 7일
mod-days-30 = 30일
mod-option-entry = 기록 번호. 기본값은 마지막 기록
mod-quota = 멤버와 역할의 크레딧
mod-quota-show = 멤버나 역할의 크레딧을 봐요
mod-quota-set = 멤버나 역할이 기간마다 받는 크레딧을 변경해요
mod-quota-grant = 추가 크레딧을 한 번 지급해요
mod-option-amount = 크레딧 수
mod-option-allowance = `20`, `+5`, `-5`, `none` 또는 `unlimited`
mod-quota-take = 크레딧을 한 번 회수해요 (기본값: 기간이 끝날 때까지)
mod-quota-reset = 할당량과 사용량을 초기화해요
mod-quota-log = 변경 기록을 봐요
mod-quota-top = 크레딧을 가장 많이 쓴 멤버를 봐요
mod-quota-weight = 역할의 대기열 가중치를 변경해요
mod-quota-roles = 역할별 할당량을 봐요
mod-quota-undo = 변경 기록 하나를 되돌려요
mod-option-message = 메시지의 링크나 ID, 또는 작업 ID
mod-option-block-inputs = 입력 파일을 이 서버에서 차단
mod-jobs = 최근 작업을 봐요
mod-cancel = 멤버의 작업을 취소해요
mod-option-job = 작업 ID
mod-who = 결과를 누가 무엇으로 만들었는지와 가격을 봐요
mod-remove = 결과를 여기와 저장소에서 삭제해요
mod-option-setting = 설정 항목
mod-option-period = 일간 또는 월간
mod-option-channel-none = 기본값: 없음
mod-block = 멤버를 차단해요
mod-pause = 이 서버에서 새 요청을 받지 않아요. 진행 중인 작업은 계속돼요
mod-log-channel = 변경과 예산 알림을 올릴 채널을 지정해요
mod-channel-defaults = 채널의 기본값을 지정해요 (비워 두면 삭제)
mod-option-channel = 채널
mod-option-defaults = `1080p 16:9 8s 원문대로` 같은 단어
mod-option-spoiler = 결과를 스포일러로 가리기
mod-settings = 이 서버의 설정
mod-settings-show = 모든 설정을 봐요
mod-settings-set = 설정을 바꿔요
mod-option-value = 새 값 (비워 두면 기본값으로)
mod-budget = 예산(미국 달러)
mod-budget-show = 예산을 봐요
mod-budget-set = 예산을 변경해요
mod-option-dollars = `20` 같은 미국 달러, 또는 `none`
mod = 할당량, 예산, 멤버, 결과를 관리해요
mod-unblock = 멤버의 차단을 해제해요
mod-resume = 요청을 다시 받아요

command-video-name = 동영상
command-animate-name = 움직이기
command-continue-name = 이어가기
command-reference-name = 참조
command-edit-name = 편집
command-image-name = 이미지
command-jobs-name = 작업목록
command-job-name = 작업
command-again-name = 다시만들기
command-cancel-name = 취소
command-quota-name = 할당량
command-settings-name = 설정
command-help-name = 도움말
command-mod-name = wan-mod
menu-animate-name = 이미지 움직이기
menu-continue-name = 동영상 이어가기
menu-reference-name = 참조로 사용하기
menu-who-name = 누가 만들었나요?
menu-remove-name = 결과 삭제하기

option-prompt-name = 프롬프트
option-image-name = 이미지
option-image-numbered-name = 이미지{ $number }
option-video-name = 동영상
option-video-numbered-name = 동영상{ $number }
option-last-image-name = 마지막_프레임
option-first-frame-name = 첫_프레임
option-audio-name = 오디오
option-voice-name = 목소리
option-member-name = 멤버
option-resolution-name = 해상도
option-ratio-name = 화면_비율
option-duration-name = 길이
option-seed-name = 시드
option-negative-name = 제외
option-enhance-name = 프롬프트_보완
option-crop-name = 크롭
option-preview-name = 미리보기
option-model-name = 모델
option-count-name = 개수
option-pro-name = 프로
option-keep-audio-name = 소리_유지
option-job-name = 작업
option-ping-name = 멘션
option-private-name = 비공개
option-reset-name = 초기화
option-language-name = 언어
option-topic-name = 주제
option-who-name = 대상
option-role-name = 역할
option-times-name = 가중치
option-amount-name = 수량
option-until-name = 기한
option-reason-name = 사유
option-period-name = 기간
option-number-name = 번호
option-message-name = 메시지
option-block-inputs-name = 입력_차단
option-setting-name = 항목
option-value-name = 값
option-channel-name = 채널
option-options-name = 옵션
option-spoiler-name = 스포일러

sub-quota-name = 할당량
sub-settings-name = 설정
sub-budget-name = 예산
sub-show-name = 보기
sub-set-name = 변경
sub-grant-name = 지급
sub-take-name = 회수
sub-reset-name = 초기화
sub-log-name = 기록
sub-top-name = 순위
sub-weight-name = 가중치
sub-roles-name = 역할별
sub-undo-name = 되돌리기
sub-block-name = 차단
sub-unblock-name = 차단해제
sub-pause-name = 일시중지
sub-resume-name = 재개
sub-log-channel-name = 기록채널
sub-channel-defaults-name = 채널기본값
sub-jobs-name = 작업목록
sub-cancel-name = 취소
sub-who-name = 제작자
sub-remove-name = 삭제

period-day = 일간
period-month = 월간

word-verbatim = 원문대로
word-crop = 크롭
word-seed = 시드
word-seconds = s,초

## 요청에 대한 답변

-free = 차감된 크레딧은 없어요.

time-seconds = { $seconds }초
time-minutes = { $minutes }분 { $seconds }초
time-hours = { $hours }시간 { $minutes }분
and-more = … 외 { $count }개
no-prompt = > *(프롬프트 없음)*
mentioned-member = 누군가
mentioned-role = 어떤 역할의 모든 멤버
mentioned-channel = 어떤 채널

refused =
    { $why }
    { -free }
refused-model = 이 기능은 여기서 사용할 수 없어요. `/도움말`을 확인해 주세요.
refused-no-prompt = 프롬프트가 없어요. 누가 또는 무엇이, 어디서, 어떻게 움직이는지 설명해 주세요.
refused-prompt-too-long = 프롬프트가 { $chars }자예요. 모델은 { $limit }자까지 읽어요. { $over }자 줄여 주세요.
refused-negative-too-long = 제외 프롬프트가 { $chars }자예요. 모델은 { $limit }자까지 읽어요. { $over }자 줄여 주세요.
refused-no-negative = 이 모델은 제외 프롬프트를 지원하지 않아요. 대신 원하는 것을 프롬프트에 설명해 주세요.
refused-seconds = { $seconds }초 길이는 만들 수 없어요. { $min }~{ $max }초로 선택해 주세요.
refused-nothing-to-continue = 동영상이 이미 { $length }초인데, `길이`는 전체 길이({ $seconds }초)예요. 길이를 늘리거나 더 짧은 동영상을 사용해 주세요.
refused-resolution = 이 모델은 여기서 { $resolution } 해상도를 지원하지 않아요. 다른 해상도를 고르거나 해상도 옵션을 빼 주세요.
refused-ratio = 이 모델은 여기서 { $ratio } 비율을 지원하지 않아요. 지정하지 않으면 결과가 이미지나 동영상의 비율을 따라요.
refused-count = 이미지 { $count }개는 만들 수 없어요. 1~{ $max }개로 선택해 주세요.
refused-combination = 이 모델에서 함께 쓸 수 없는 조합이에요: { $roles }. { $accepts }
refused-no-files = 파일이 없어요. { $accepts }
accepts-text-to-video = 텍스트로 만드는 동영상에는 오디오 파일 하나만 넣을 수 있어요.
accepts-image-to-video = 이미지에는 마지막 프레임과 오디오를 함께 쓸 수 있고, 동영상에는 마지막 프레임만 함께 쓸 수 있어요.
accepts-reference-to-video = 참조로 만드는 동영상에는 이미지와 동영상을 합쳐 1~5개, 그리고 목소리 하나와 첫 프레임 하나를 쓸 수 있어요.
accepts-video-edit = 동영상을 편집할 때는 동영상 하나와 이미지를 최대 4개까지 쓸 수 있어요.
accepts-image = 이미지를 만들 때는 이미지를 9개까지 쓸 수 있어요.
refused-total-length = { $role ->
        [reference-video] 참조 동영상
        [voice] 목소리
       *[other] 파일
    } 길이를 모두 더하면 { $seconds }초예요. 합쳐서 { $most }초까지 쓸 수 있어요. 개수를 줄이거나 더 짧은 파일을 사용해 주세요.
refused-options = 알 수 없는 옵션이 있어요: { $words }. 옵션은 `10s`, `1080p`, `16:9`, `시드 7`, `x2`(이미지), `원문대로`(프롬프트를 쓴 그대로) 같은 단어예요.
refused-source = 이 채널에서는 그 작업의 파일을 사용할 수 없어요. 대신 파일을 직접 첨부해 주세요.
permission-view-channel = 채널 보기
permission-attach-files = 파일 첨부
permission-read-history = 메시지 기록 보기
permission-send = 메시지 보내기
permission-send-in-threads = 스레드에서 메시지 보내기
refused-publicly = 지금은 요청을 받을 수 없어요. `/할당량`에서 이유를 확인할 수 있어요(나만 볼 수 있어요).
refused-channel-unknown = Discord에서 이 채널의 종류를 알려 주지 않았어요. 1분 뒤에 다시 시도해 주세요.
refused-age-restricted = 연령 제한 채널에서 만든 것이라 연령 제한 채널에서만 사용할 수 있어요.
refused-nothing-to-animate = 움직이게 할 것이 없어요. `이미지`에 이미지를 첨부하거나, 아바타를 쓸 멤버를 `멤버`에서 선택해 주세요.
refused-image-and-member = 이미지와 멤버를 모두 지정했어요. `이미지`와 `멤버` 중 하나만 사용해 주세요.
refused-no-avatar = { $name } 님은 아바타가 없고 Discord 기본 이미지만 있어요. 다른 멤버를 선택하거나 `이미지`에 이미지를 첨부해 주세요.
refused-not-a-member = { $name } 님은 이 서버의 멤버가 아니에요. 멤버의 아바타만 사용할 수 있어요.
refused-avatar-of-another = 다이렉트 메시지에서는 본인의 아바타만 사용할 수 있어요. 본인을 선택하거나 `이미지`에 이미지를 첨부해 주세요.
refused-permissions = 이 채널에서 저에게 필요한 권한이 없어요: { $names }. 관리자에게 채널 설정에서 권한을 달라고 요청하거나 다른 채널을 이용해 주세요.
refused-direct-messages = 저는 서버에서만 작동하고 다이렉트 메시지에서는 작동하지 않아요. 서버에서 명령어를 사용해 주세요.
refused-waiting =
    대기 중인 작업이 { $waiting }개 있어요(최대 { $limit }개). 하나가 끝나기를 기다리거나 취소해 주세요. `/작업목록`에서 볼 수 있어요.
refused-too-fast = 요청이 너무 많아요. 1분에 { $limit }개까지 요청할 수 있어요. { $wait }초 뒤에 다시 시도해 주세요.
refused-storage = 저장소를 일시적으로 사용할 수 없어 작업을 받을 수 없어요. 몇 분 뒤에 다시 시도해 주세요.
refused-server = 이 서버에서는 아직 봇을 사용할 수 없어요. 봇 운영자에게 허용을 요청해 주세요.
refused-account = 동영상 제공업체가 지금 봇의 계정을 거부하고 있어요(키 또는 결제 문제). 운영자에게 알렸으니 나중에 다시 시도해 주세요.
refused-stopping = 다시 시작하는 중이에요. 1분 뒤에 다시 시도해 주세요.

role-first-frame = 첫 프레임
role-last-frame = 마지막 프레임
role-video = 동영상
role-audio = 오디오
role-reference-image = 참조 이미지
role-reference-video = 참조 동영상
role-voice = 목소리
role-source-image = 이미지
role-reference-audio = 참조 오디오
# 모델은 "Image 1", "Video 1"을 이해해요.
role-numbered-image = Image { $number }
role-numbered-video = Video { $number }
role-numbered-source-image = 이미지 { $number }

input-file = { $role } 파일({ $name })
input-empty = { $file }이 비어 있어요. 다시 업로드해 주세요.
input-wrong-kind = { $file }을 사용할 수 없어요. 파일 형식: { $found }. { $wanted }을 사용해 주세요. { $advice }
input-found-misnamed = { $found }(파일 이름과 달라요)
input-not-convertible = { $file }을 여기서 변환할 수 없어요. 파일 형식: { $found }. { $wanted }을 사용해 주세요. { $advice }
input-wanted-image = PNG, JPEG, BMP 또는 WebP 이미지 파일
input-wanted-video = MP4 또는 MOV 동영상 파일
input-wanted-audio = MP3 또는 WAV 오디오 파일
input-wanted-or = { $wanted }({ $more }도 가능)
input-damaged = { $file }을 읽을 수 없어요: { $why }. { $step }
input-unusable = { $file }을 사용할 수 없어요: { $why }. { $step }
input-beyond-limits = { $file }에 문제가 있어요. { $faults }. { $steps }
fault-and = {". "}
# 두 단계 사이.
step-and = {" "}
fault-too-large = 용량이 너무 커요: { $bytes }(최대 { $limit })
fault-bytes = { $bytes }바이트
fault-sides = { $width } × { $height }픽셀이에요. 각 변은 { $min }~{ $max }픽셀이어야 해요
fault-aspect = { $width } × { $height }픽셀이라 화면 비율이 너무 극단적이에요(최대 1:{ $limit })
fault-length = 길이가 { $seconds }초예요. { $min }~{ $max }초여야 해요
step-other = 다른 파일을 사용해 주세요.
step-crop = 허용되는 비율에 맞게 잘라 주세요.
step-crop-here = 이미지를 자르거나 `크롭`을 추가해 주세요. `크롭`을 쓰면 가운데 부분만 사용해요. 명령어의 옵션이나 메시지의 마지막 단어로 쓸 수 있어요.
step-shrink = 가로세로 크기를 줄여 주세요.
step-enlarge = 가로세로가 더 큰 파일을 사용해 주세요.
step-shorten = 길이를 줄여 주세요.
step-lengthen = 더 긴 파일을 사용해 주세요.
step-compress = 용량을 줄여 저장해 주세요.
step-export = 다시 내보낸 뒤 시도해 주세요.
step-save-smaller = 더 작은 크기로 저장해 주세요.
step-shrink-or-shorten = 가로세로 크기나 길이를 줄여 주세요.

format-png = PNG 이미지
format-jpeg = JPEG 이미지
format-bmp = BMP 이미지
format-webp = WebP 이미지
format-mp4 = MP4 동영상
format-mov = QuickTime 동영상
format-mp3 = MP3 오디오 파일
format-wav = WAV 오디오 파일
format-heic = HEIC 사진
format-avif = AVIF 이미지
format-gif = GIF 이미지
format-animated-png = 움직이는 PNG 이미지
format-animated-webp = 움직이는 WebP 이미지
format-tiff = TIFF 이미지
format-jpeg-xl = JPEG XL 이미지
format-jpeg-2000 = JPEG 2000 이미지
format-psd = Photoshop 이미지
format-matroska = Matroska(MKV) 동영상
format-webm = WebM 동영상
format-avi = AVI 동영상
format-mpeg-ts = MPEG-TS 동영상
format-mpeg-ps = MPEG 동영상
format-flv = Flash(FLV) 동영상
format-wmv = WMV 동영상
format-3gp = 3GP 동영상
format-ogg-video = Ogg 동영상
format-ogg = Ogg 오디오 파일
format-flac = FLAC 오디오 파일
format-aac = AAC 오디오 파일
format-mp2 = MP2 오디오 파일
format-aiff = AIFF 오디오 파일
format-caf = CAF 오디오 파일
format-m4a = M4A 오디오 파일
format-3gp-audio = 3GP 오디오 파일
format-amr = AMR 오디오 파일
format-wma = WMA 오디오 파일
format-matroska-audio = Matroska 오디오 파일
format-webm-audio = WebM 오디오 파일
format-long-wav = 64비트 WAV 오디오 파일
format-compressed-wav = 압축된 WAV 오디오 파일
format-wavpack = WavPack 오디오 파일
unknown-empty = 빈 파일
unknown-pdf = PDF 문서
unknown-zip = ZIP 압축 파일 또는 오피스 문서
unknown-archive = 압축 파일
unknown-midi = 악보만 있고 소리는 없는 MIDI 파일
unknown-raw = 카메라 RAW 사진
unknown-playlist = 재생 목록
unknown-xml = SVG 또는 XML 파일
unknown-web-page = 웹 페이지
unknown-text = 텍스트 파일
unknown-protected = 복사 방지된 오디오 파일
unknown-fragment = 스트리밍 동영상의 조각
unknown-other = 알 수 없는 형식의 파일

damage-unreadable = 파일이 손상되었어요
damage-other-format = { $format }인 것으로 확인되었어요
damage-undecodable = 내용을 디코딩할 수 없어요
damage-no-video = 영상이 들어 있지 않아요
damage-no-audio = 소리가 들어 있지 않아요
damage-no-pixels = 픽셀이 들어 있지 않아요
damage-pixels = 픽셀이 손상되었어요
damage-pixels-or-cut = 픽셀이 손상되었거나 중간에 잘렸어요
damage-header = 헤더가 손상되었어요
damage-structure = 파일 구조가 맞지 않아요
damage-cut-short = 중간에 잘렸어요
damage-end = 끝부분이 없어요
damage-length = 길이 정보가 없고 계산할 수도 없어요
damage-too-many-pixels = 픽셀이 너무 많아요
damage-too-many-frames = 모든 프레임의 픽셀 수를 합치면 너무 많아요
damage-too-long = WAV 파일로 만들기에는 너무 길어요
damage-too-big = 충분히 작게 줄일 수 없어요

advice-heic = iPhone에서는 **설정 > 카메라 > 포맷 > 높은 호환성**을 선택하면 새 사진이 JPEG로 저장돼요. 이 사진은 스크린샷을 보내거나 JPEG로 내보내 주세요.
advice-archive = 압축을 풀고 사용할 파일을 보내 주세요.
advice-export-image = PNG나 JPEG로 내보내거나 스크린샷을 보내 주세요.
advice-from-image = `/움직이기`로 이미지에서 동영상을 만들 수 있어요.
advice-image = 이미지 뷰어에서 열어 PNG나 JPEG로 저장해 주세요.
advice-frame = 원하는 프레임을 PNG로 저장하거나 스크린샷을 보내 주세요.
advice-animation = 대신 MP4로 저장해 주세요. GIF 사이트는 대부분 둘 다 제공하고, 동영상 편집 프로그램에서도 내보낼 수 있어요.
advice-matroska = MP4(H.264)로 내보내 주세요. OBS에서는 **파일 > 녹화본 Remux**를 사용하면 돼요.
advice-video = MP4(H.264)로 내보내 주세요.
advice-ogg = 저장한 뒤 오디오 편집 프로그램에서 MP3로 내보내 주세요. Discord의 음성 메시지가 이런 파일이에요.
advice-m4a = 오디오 편집 프로그램이나 Apple 음악 앱의 **파일 > 변환 > MP3 버전 생성**으로 MP3를 만들어 주세요.
advice-wav = 16비트(PCM) WAV나 MP3로 저장해 주세요.
advice-audio = MP3나 WAV로 내보내 주세요.
advice-audio-of-video = 소리만 MP3나 WAV로 내보내 주세요.
advice-fewer-pixels-image = 픽셀 수를 줄여 JPEG나 PNG로 저장해 주세요.
advice-fewer-pixels-video = 픽셀 수를 줄여 MP4(H.264)로 저장해 주세요.
advice-shorter-audio = 짧게 잘라 MP3나 WAV로 저장해 주세요.

unreachable-gone = 링크가 만료됨
unreachable-slow = 시간이 너무 오래 걸림
unreachable-status = 파일 서버의 응답: 오류 { $code }
unreachable-connection = 연결 실패
input-unreachable = { $file }을 Discord에서 다운로드하지 못했어요({ $why }). 다시 업로드해 주세요.
input-forgotten = { $file }이 더는 저장되어 있지 않아요. 명령어로 다시 업로드해 주세요.
input-unreadable = 지금은 저장소에서 { $file }을 읽을 수 없어요. 몇 분 뒤에 다시 시도해 주세요.
input-conversion-slow = { $file }을 변환하는 데 너무 오래 걸렸어요. 더 짧거나 작은 파일을 보내 주세요.
input-too-demanding = { $file }을 변환하려면 여기서 쓸 수 있는 것보다 많은 메모리나 계산 시간이 필요해요. { $advice }
input-no-decoder = { $file }의 코덱은 여기서 디코딩할 수 없어요. { $advice }
input-conversion-failed = 봇의 오류로 { $file }을 변환하지 못했어요. 몇 분 뒤에 다시 시도해 주세요.
input-no-last-frame = 동영상({ $name })에서 마지막 프레임을 추출하지 못했어요. 그 프레임을 이미지로 저장해서 `/움직이기`를 사용해 주세요.
input-foreign = { $file }이 Discord에 있지 않아요. 명령어로 파일을 직접 업로드해 주세요.

failed = { $why }{ $code }. { -free }
failed-charged = { $why }. 크레딧은 차감되었어요.
failed-code = {" "}(`{ $code }`)
failed-user-input = 제공업체가 요청을 처리하지 못했어요. 파일과 옵션을 확인하고 다시 시도해 주세요
failed-moderated = 제공업체의 콘텐츠 검사에서 프롬프트나 이미지 또는 결과가 거부되었어요. 프롬프트나 이미지를 바꿔 주세요. 시드만 바꿔도 통과할 때가 있어요
failed-provider = 제공업체가 결과를 만들지 못했어요. 다시 시도해 주세요
failed-lost-charged = 작업을 끝까지 추적하지 못했지만, 결과는 여기에 게시했거나 다이렉트 메시지로 보냈어요
failed-lost = 제공업체의 응답을 받지 못해 작업이 어떻게 되었는지 확인할 수 없었어요. 다시 시도해 주세요
failed-account = 제공업체가 지금 봇의 계정을 거부하고 있어요. 운영자가 해결하기 전에는 다시 시도해도 소용없어요. 관리자에게 알려 주세요
failed-undeliverable = 결과는 만들었지만 이 채널에 게시할 수도, 다이렉트 메시지를 보낼 수도 없어요. `/작업`으로 받을 수 있고, 그때 크레딧이 차감돼요. 관리자에게 알려 주세요
failed-undeliverable-charged = 결과는 만들었지만 이 채널에도 다이렉트 메시지로도 보낼 수 없어요. `/작업`으로 받아 주세요
failed-bug = 봇에 문제가 생겼어요. 관리자에게 작업 ID를 알려 주세요

cancel-done = `{ $job }` 작업을 취소했어요. { -free }
cancel-running = `{ $job }` 작업은 이미 생성 중이라 제공업체에서 멈출 수 없어요. 결과가 오면 삭제할 수 있어요.
cancel-submitting = `{ $job }` 작업을 지금 제출하는 중이에요. 몇 초 뒤에 다시 시도해 주세요.
cancel-ended = `{ $job }` 작업은 이미 끝났어요. 어떻게 끝났는지 `/작업목록`에서 볼 수 있어요.
cancel-unknown = 이 서버에 그런 작업이 없어요. `/작업목록`에서 내 작업을 볼 수 있어요.
cancel-not-yours = `{ $job }` 작업은 다른 멤버의 작업이에요. 그 멤버와 관리자만 취소할 수 있어요.
cancel-unconfirmed = 제공업체가 응답하지 않아 `{ $job }` 작업이 멈췄는지 알 수 없어요. 카드에 곧 표시될 거예요. 1분 뒤에 다시 시도해 주세요.

direct-messages-closed = 다이렉트 메시지를 보낼 수 없어 여기에 게시했어요.
converting = 파일을 변환하는 중…
converting-in-line = 파일 변환을 기다리는 중, { $place }
working = 처리하는 중…
invalid-job-id = 작업 ID가 아니에요. 작업 ID는 카드에 있는 8글자예요. `/작업목록`에서 내 작업을 볼 수 있어요.
storage-unavailable = 저장소를 일시적으로 사용할 수 없어요. 몇 분 뒤에 다시 시도해 주세요. 작업은 계속 진행돼요.
outdated = 오래된 명령어예요. Discord를 새로 고침(Ctrl+R)해서 최신 명령어를 받거나 `/도움말`을 사용해 주세요.

alt-image = 생성된 이미지: { $what }.
alt-image-prompt = 생성된 이미지: { $what }. 프롬프트: { $prompt }
alt-video = 생성된 동영상: { $what }.
alt-video-prompt = 생성된 동영상: { $what }. 프롬프트: { $prompt }
alt-what-image = 설명으로 만듦
alt-what-image-from = 다른 이미지로 만듦
alt-what-continued = 이어서 만든 동영상
alt-what-animated = 이미지로 만든 동영상
alt-what-reference = 참조 파일의 인물이나 사물이 나오는 장면
alt-what-edited = 편집한 동영상
alt-what-scene = 설명으로 만든 장면

help =
    {""}**짧은 동영상과 이미지를 만들어 드려요.** 요청에는 바로 답하고, 결과는 몇 분 뒤 이 채널에 멘션과 함께 올려요.

    { $make }
    이미지, 동영상, 오디오는 거의 모든 형식을 쓸 수 있어요. GIF, HEIC 사진, 음성 메시지도 돼요.
    {""}**결과 아래의 버튼**으로 다시 만들거나 수정하거나 이어갈 수 있어요.

    { $manage }

    동영상의 기본값은 가장 저렴한 720P, 5초예요. `미리보기: True`는 가격만 보여 줘요. 실패하거나 거부되거나 취소된 요청은 무료예요. 프롬프트를 어떻게 쓰는지는 `/도움말 주제: 프롬프트 쓰는 법`에서 볼 수 있어요.
    프롬프트와 파일은 결과를 만드는 Alibaba Cloud Model Studio로 전송돼요.

help-video =
    `/동영상` – 프롬프트로 만들어요. **누가 또는 무엇이, 어디서, 어떻게 움직이는지** 설명하세요.
help-animate =
    `/움직이기` – 이미지나 멤버의 아바타로 만들어요(마지막 프레임과 오디오는 선택). **움직임과 카메라 워크**를 설명하세요. 모습은 이미지로 이미 정해져 있어요.
help-continue-edit =
    `/이어가기` – 동영상을 이어서 만들어요. `/편집` – 동영상을 편집해요.
help-reference =
    `/참조` – 내 이미지와 동영상 속 인물과 사물로 새 동영상을 만들어요. 예: "Image 1 waves to Video 1"
help-image =
    `/이미지` – 프롬프트나 이미지로 이미지를 만들어요.
help-messages =
    {""}**또는 파일이 있는 메시지에 답장**하면서 저를 멘션하고 무슨 일이 일어나는지 설명하세요: `@봇 make it rain 10s 1080p`. 메시지 메뉴도 쓸 수 있어요: **앱 > 이미지 움직이기**, **동영상 이어가기**, **참조로 사용하기**.
help-jobs =
    `/작업목록`, `/작업`, `/다시만들기` – 내 작업. `/취소` – 작업 취소. 대기 중이면 무료예요.
help-account =
    `/할당량` – 내 크레딧과 가격. `/설정` – 내 기본값.

prompts-title = {""}**프롬프트 쓰는 법**
prompts-video =
    {""}**텍스트로 동영상 만들기** (`/동영상`): 대상 + 장면 + 움직임. 누가 또는 무엇이, 어디서, 어떻게 움직이는지 쓰고, 카메라 워크와 스타일을 덧붙이세요.
    > A red fox trots through fresh snow at dawn, tracking shot, soft light (새벽에 갓 쌓인 눈 위를 종종걸음으로 걷는 붉은여우, 트래킹 샷, 부드러운 빛)
prompts-animate =
    {""}**이미지로 동영상 만들기** (`/움직이기`, `/이어가기`): 움직임 + 카메라 워크. 모습은 이미지로 이미 정해져 있으니 다시 설명하지 마세요.
    > She turns to the window and smiles, slow push in (여성이 창문 쪽으로 돌아서며 미소 짓고, 카메라가 천천히 다가감)
prompts-reference =
    {""}**참조로 동영상 만들기** (`/참조`): 각 파일에 무엇이 있는지 순서대로 쓰고, 무슨 일이 일어나는지 쓰세요.
    > The woman in Image 1 hands the cup in Image 2 to the man in Video 1 (Image 1의 여성이 Image 2의 컵을 Video 1의 남성에게 건넴)
prompts-edit =
    {""}**동영상 편집** (`/편집`): 바뀔 것과 그대로 둘 것.
    > Make it night with neon signs; the people and the camera stay as they are (네온사인이 켜진 밤으로 바꿈, 사람과 카메라는 그대로)
prompts-image =
    {""}**이미지** (`/이미지`): 대상 + 배경 + 스타일. 내 이미지를 쓸 때는 그 이미지로 무엇을 할지 쓰세요.
    > A lighthouse on a cliff in a storm, oil painting (폭풍 속 절벽 위의 등대, 유화)
prompts-languages = 모델은 영어와 중국어를 이해해요. 가장 좋은 결과를 얻으려면 둘 중 하나로 프롬프트를 쓰세요.

## 작업 카드, 결과, 알림

title-image = **이미지**
title-images = **이미지**
title-edited = **편집한 동영상**
title-reference = **참조로 만든 동영상**
title-continued = **이어서 만든 동영상**
title-first-to-last = **이미지에서 이미지로**
title-animated = **이미지로 만든 동영상**
title-video = **동영상**
card-job = 작업 `{ $job }`
post-job = 작업 { $job }

detail-images = 이미지 { $count }개
detail-seconds = { $seconds }초
detail-seed = 시드 { $seed }
detail-verbatim = 프롬프트 원문대로
detail-own-audio = 원래 소리 유지
detail-negative = 제외: { $negative }

derivation-again = 다시 만듦
derivation-change = 수정함
derivation-continue = 이어서 만듦
derivation-last-frame = 마지막 프레임에서 시작
derivation-larger = 1080P 버전
derivation-animate = 움직이게 함
derivation-reference = 참조로 사용
card-again = `{ $job }` 작업을 다시 만듦
card-change = `{ $job }` 작업을 수정함
card-continue = `{ $job }` 작업을 이어서 만듦
card-last-frame = `{ $job }` 작업의 마지막 프레임에서 시작
card-larger = `{ $job }` 작업의 1080P 버전
card-animate = `{ $job }` 작업의 이미지를 움직이게 함
card-reference = `{ $job }` 작업을 참조로 사용

shows-avatar = 아바타 주인: { $name } (이 멤버는 결과를 삭제할 수 있어요)
shows-avatar-nameless = 한 멤버

deleted = **삭제됨**: 요청자가 삭제했어요
deleted-by-shown-member = **삭제됨**: 아바타의 주인이 삭제했어요
removed = **삭제됨**: 관리자가 삭제했어요

expected = {" "}· 완료 예상 { $earliest } ~ { $latest }
place-beyond = 대기 작업 { $waiting }개 중 하나
reason-fair-share = {" "}(멤버끼리 공평하게 나눠요)
reason-express-slot = {" "}(첫 작업: 우선 처리)
reason-member-limit = {" "}(동시에 진행할 수 있는 작업 { $count }개가 모두 진행 중)
queued = **대기 중**, { $place }{ $why }{ $expected }
stalled = **일시중지됨**: 동영상 제공업체를 이용할 수 없어요. 복구되면 작업이 자동으로 계속돼요
place-next = 다음 차례
place-waiting = 순서를 기다리는 중
place = { $place }번째 차례
submitting = **제출 중**{ $expected }
unconfirmed = **확인 중**: 제공업체의 응답을 받지 못했어요. 계속하기 전에 확인하고 있어요
submitted = **제공업체에서 대기 중**{ $expected }
running = **생성 중**, { $since } 시작{ $expected }
unknown-task = **상태 알 수 없음**: 지금은 제공업체에서 이 작업을 확인할 수 없어요. 최대 하루 동안 계속 확인할게요. 작업을 취소할 수도 있어요
finished = **완성됨**, 업로드하는 중
delivered = **완료**: { $link }
delivered-privately = **완료**: 설정대로 다이렉트 메시지로 보냈어요
delivered-directly = **완료**: 여기에 게시할 수 없어 다이렉트 메시지로 보냈어요
failed-card = **실패**: { $why }
cancelled-by = **취소됨**: { $user } 님이 취소했어요. { -free }
cancelled-card = **취소됨.** { -free }
cancelled-at-provider = **제공업체에서 취소됨.** { -free }

result-video = { $user } 님, 동영상이 준비되었어요.
result-image = { $user } 님, 이미지가 준비되었어요.
result-images = { $user } 님, 이미지가 준비되었어요.
result-details = { $details } · 소요 시간 { $took } · { $spent }크레딧 차감
result-fewer = 제공업체가 이미지 { $requested }개 중 { $count }개만 보냈어요.
result-in-server = 다시 만들거나 수정하거나 이어가려면 서버에서 다음 명령어를 실행하세요: `/작업 작업:{ $job }`
result-shrunk = 이 채널에 올리기에는 너무 커서 작게 줄였어요.
result-linked = 이 채널에 올리기에는 너무 커요: [보거나 다운로드하기]({ $url }), { $until }까지.
notice-video = { $user } 님, 동영상에 문제가 생겼어요: { $why } ({ $outcome })
notice-image = { $user } 님, 이미지에 문제가 생겼어요: { $why } ({ $outcome })

button-cancel = 취소
button-again = 다시 만들기
button-change = 수정
button-continue = 이어가기
button-last-frame = 마지막 프레임 → 새 동영상
button-larger = 1080P
button-animate = 움직이기
button-animate-n = 이미지 { $number } 움직이기
button-details = 자세히
button-delete = 삭제
button-delete-for-good = 삭제하기
button-report = 신고
button-newer = 최근 항목
button-older = 이전 항목
button-prompt-help = 프롬프트 도움말
button-block-inputs = 입력 파일도 차단

list-empty = 이 서버에 아직 내 작업이 없어요. `/동영상`을 사용해 보세요.
list-end = 작업이 더 없어요.
list-title = 이 서버의 내 최근 작업:
list-title-page = 이 서버의 내 작업, { $page }페이지:
list-queued = 대기 중, { $place }번째
list-removed = 삭제됨
list-direct = 다이렉트 메시지로 보냄

change-converted = { $from }에서 변환
change-cut = { $of }초 중 { $part ->
    [last] 마지막
   *[first] 처음
} { $seconds }초
change-cut-of-unknown = { $part ->
    [last] 마지막
   *[first] 처음
} { $seconds }초
change-cropped = { $from }픽셀을 { $to }픽셀로 자름
change-resized = { $from }픽셀을 { $to }픽셀로 조정
change-resized-too = { $to }픽셀로 조정

## 답변, 메뉴, 모달, 버튼, 설정

modal-prompt = 프롬프트
modal-motion = 움직임과 카메라 워크
modal-reference = 무슨 일이 일어나는지 ("Image 1", "Video 1" 사용)
modal-options = 옵션 (선택)
modal-options-example = 10s 1080p 16:9 시드 7 원문대로
modal-prompt-kept = 너무 길어 여기에 표시할 수 없어요. 비워 두면 그대로 유지돼요.
modal-change = 수정해서 다시 만들기
modal-continue = 동영상 이어가기
modal-last-frame = 마지막 프레임으로 새 동영상 만들기
modal-animate = 이미지 움직이기
modal-report = 이 결과 신고하기
modal-report-reason = 무엇이 문제인가요?
modal-delayed = 양식을 여는 데 시간이 너무 오래 걸렸어요. 버튼을 누르면 열려요.
menu-choose = 파일 선택

no-such-job = 여기에 그런 작업이 없거나 볼 수 없는 작업이에요. `/작업목록`에서 내 작업을 볼 수 있어요.
pressed-twice = 3초 안에 두 번 눌러서 작업을 하나만 만들었어요. 하나 더 원하면 다시 눌러 주세요.
not-yours-to-delete = 요청자와 아바타의 주인, 관리자만 삭제할 수 있어요. **신고**를 누르면 관리자에게 알려요.
delete-sure = 이 결과를 여기와 저장소에서 삭제할까요? 되돌릴 수 없고, 차감된 크레딧도 환불되지 않아요.
delete-done = 여기와 저장소에서 삭제했어요.
choice-expired =
    이 선택은 더는 사용할 수 없어요. Discord의 파일 링크처럼 하루 동안만 유효해요. 다시 요청해 주세요.
    { -free }
choice-not-yours = 다른 멤버의 요청이에요. 선택하려면 직접 요청해 주세요.

action-animate = 이미지 움직이기
action-first-to-last = 첫 번째 이미지에서 두 번째 이미지로
action-continue = 동영상 이어가기
action-continue-to = 동영상을 이미지까지 이어가기
action-edit = 동영상 편집하기
action-reference = 참조로 사용하기
action-from-audio = 오디오에 맞춘 동영상 만들기
offer = { $action } · { $price }부터
offer-checking = **{ $action }**: 파일을 확인하는 중…

which-part =
    { $file }의 길이가 { $seconds }초인데, { $most }초까지만 쓸 수 있어요. { $several ->
        [yes] 이 파일과 너무 긴 다른 동영상에서{" "}
       *[no] {""}
    }어느 부분을 쓸까요? 어느 쪽이든 약 { $price }이에요.
    선택하기 전에는 아무것도 차감되지 않아요.
part-first = 처음 { $most }초
part-last = 마지막 { $most }초
part-checking = **{ $part }**: 파일을 확인하는 중…
part-chosen = **{ $part }**: 작업 `{ $job }`
part-chosen-before = 이미 선택했어요: 작업 `{ $job }`
part-pressed-twice = 먼저 선택한 부분으로 이미 진행하고 있어요.

files-images = 이미지 { $count }개
files-videos = 동영상 { $count }개
files-audio = 오디오 파일 { $count }개
files-and = { $first }와 { $last }
which-action =
    { $files }로 무엇을 할까요?{ $options }
    { $prompt }
    선택하기 전에는 아무것도 차감되지 않아요.
no-action =
    { $files }로는 동영상 하나를 만들 수 없어요. 이미지 1개(움직이기), 이미지 2개(첫 번째에서 두 번째로), 동영상 1개(이어가기), 오디오 파일 1개, 또는 참조로 쓸 이미지와 동영상 5개까지 가능해요. 여럿 중에서 고르려면 메시지에서 **앱 > 참조로 사용하기**를 쓰세요.
    { -free }
no-files-hidden =
    Discord에서는 답장한 원래 메시지를 제가 볼 수 없어요. 그 메시지의 메뉴를 열어 **앱 > 이미지 움직이기**, **동영상 이어가기** 또는 **참조로 사용하기**를 쓰세요. 아니면 보내는 메시지에 파일을 직접 첨부해 주세요.
    { -free }
no-files-referenced =
    답장한 메시지에 이미지나 동영상, 오디오가 없어요. 첨부 파일, 스티커, 커스텀 이모지, 링크 미리보기도 없어요. 파일로 저장한 뒤 첨부해 주세요.
    { -free }
no-files-reference-deleted =
    답장한 메시지가 없어졌어요. 보내는 메시지에 파일을 직접 첨부해 주세요.
    { -free }
no-files =
    이미지나 동영상, 오디오 파일을 첨부하거나 그런 파일이 있는 메시지에 답장해 주세요. 프롬프트만으로 동영상을 만들려면 `/동영상`을 쓰세요. 나머지는 `/도움말`에 있어요.
    { -free }
missing-files =
    이 메시지에 { $wanted }. 첨부 파일, 스티커, 커스텀 이모지, 링크 미리보기 중에 사용할 수 있는 것이 없어요. 파일로 저장한 뒤 첨부해 주세요.
    { -free }
sticker-lottie =
    이 스티커는 이미지가 아니라 움직이는 그림(Lottie)이라 사용할 수 없어요. 스크린샷을 보내 주세요.
    { -free }
missing-image = 이미지가 없어요
missing-video = 동영상이 없어요
missing-audio = 오디오가 없어요
missing-reference = 이미지나 동영상이 없어요
which-one = 어느 파일을 쓸까요?
which-ones = 어느 파일들을 쓸까요? { $most }개까지 고를 수 있고, 이 순서대로 번호가 매겨져요.

reported = 알려 주셔서 고마워요. { $notified }
reported-notified = 이 서버의 관리자에게 알렸어요.
reported-recorded = 이 서버의 관리자를 위해 기록해 두었지만, 이 서버에는 기록 채널이 없어요. 관리자에게 직접 알려 주세요.

settings-saved = **저장했어요.** 이제부터:
settings-shown = **내 기본값:**
settings-default = 서버 기본값
settings-resolution = 해상도(동영상): { $value }
settings-ratio = 화면 비율(텍스트로 만드는 동영상): { $value }
settings-length = 길이: { $value }
settings-prompts = 프롬프트: { $value }
settings-prompts-enhanced = 모델이 보완
settings-prompts-verbatim = 원문대로
settings-ping = 결과가 준비되면 멘션: { $value }
settings-private = 결과를 다이렉트 메시지로: { $value }
settings-language = 언어: { $value }
settings-language-auto = Discord 설정에 따름
settings-everywhere = 모든 서버에 적용돼요. `/설정 초기화: True`로 초기화할 수 있어요.
yes = 예
no = 아니요

state-accepted = 접수됨
state-submitting = 제출 중
state-unconfirmed = 미확인
state-submitted = 제출됨
state-running = 생성 중
state-finished = 완성됨
state-stored = 저장됨
state-delivered = 전달됨
state-failed = 실패
state-cancelled = 취소됨

details-title = **{ $kind }** · 작업 `{ $job }` · 요청자 { $user }
details-requested = { $when } 요청 · { $state } · { $outcome }
details-result = 결과: { $result }
details-input = { $name }: { $file }{ $size }{ $seconds }
details-size = {" "}· { $width } × { $height }
details-seconds = {" "}· { $seconds }초
details-made-from = 바탕이 된 작업: { $job } ({ $derivation })
collect-not-sent = 파일을 보내지 못했어요. 1분 뒤에 `/작업`을 다시 사용해 주세요. 추가 비용은 없어요.
collect-too-large = 여기로 보내기에는 너무 커요. 봇 운영자에게 파일을 요청해 주세요.
collect-linked = 여기로 보내기에는 너무 커요: [보거나 다운로드하기]({ $url }), { $until }까지.
collect-unreadable = 지금은 일부를 읽을 수 없어요. 나중에 `/작업`을 다시 사용해 주세요. 추가 비용은 없어요.
collect-gone = 파일이 더는 저장되어 있지 않아요.
details-used-for = 여기서 만든 작업: { $job } ({ $derivation })

## 크레딧과 돈

credits = { $amount }크레딧
allowance-unlimited = 무제한
allowance-none = 없음
until = {" "}({ $time }까지)

because = {"."} 사유: { $reason }.
because-none = {"."}
denied-blocked = 이 서버에서 요청할 수 없게 차단되었어요({ $until }){ $because }
denied-blocked-until = { $time }까지
denied-blocked-for-good = 관리자가 해제할 때까지
denied-paused = 이 서버에서 새 요청이 일시중지되었어요{ $because } 진행 중인 작업은 끝까지 처리돼요.
denied-channel = 이 서버는 다음 채널에서만 요청을 받아요: { $channels }.
denied-model = 이 서버에서는 { $model } 모델을 사용할 수 없어요. 다른 모델을 골라 주세요.
denied-too-long = 이 서버에서는 { $max }초 이하의 동영상만 만들 수 있어요. { $seconds }초는 { $over }초 더 길어요. 더 짧은 길이를 골라 주세요.
denied-resolution = 이 서버에서는 { $max }까지 만들 수 있어요. 요청한 해상도: { $resolution }. 더 낮은 해상도를 골라 주세요.
denied-input = 관리자가 이 서버에서 차단한 파일이에요. 다른 파일을 사용해 주세요.
denied-avatars = 이 서버에서는 멤버의 아바타를 사용할 수 없어요. 관리자가 허용할 수 있어요: `/wan-mod 설정 변경 항목: allow-avatars 값: yes`.
denied-credits = 이 요청에는 { $price }이 필요한데 { $available }크레딧만 있어 { $over }크레딧이 모자라요. { $when } 사용 내역은 `/할당량`에서 볼 수 있어요.
denied-when = { $relative }에 다시 시도할 수 있어요({ $time }).
denied-never-credits = 기다려도 해결되지 않아요. 관리자에게 크레딧을 더 요청하거나, 더 짧은 길이나 더 낮은 해상도, 더 적은 개수를 선택해 주세요.
denied-budget = { $whose ->
        [server] 이 서버의
       *[global] 봇 전체의
    } { $period ->
        [day] 일간
       *[month] 월간
    } 예산이 부족해요. { $limit } 중 { $left } 남았고, 이 요청은 { $price }라서 { $over }만큼 모자라요. { $when }
denied-never-budget = 기다려도 해결되지 않아요. 더 짧은 길이나 더 낮은 해상도, 더 적은 개수를 선택해 주세요.

outcome-reserved = { $credits } 예약됨
outcome-charged = { $credits } 차감됨
outcome-charged-less = { $price }크레딧 중 { $charge }크레딧 차감됨
outcome-refunded = { $credits } 환불됨: { $why }
refund-user-input = 제공업체가 요청을 처리하지 못함
refund-moderated = 제공업체가 거부함
refund-provider = 제공업체의 오류
refund-lost = 작업이 유실됨
refund-account = 제공업체가 봇의 계정을 거부함
refund-undeliverable = 게시할 수 없음
refund-bug = 봇의 오류
refund-cancelled = 취소됨

window-short-daily = 매일
window-short-weekly = 매주
window-short-rolling = { $hours }시간
window-daily = 매일 자정, { $zone }
window-weekly = 매주 월요일 자정, { $zone }
window-rolling = 사용하고 { $hours }시간이 지난 크레딧부터

left = { $span } · { $reserved } 예약됨 · { $spent } 차감됨{ $before }
left-of = 남은 크레딧 **{ $granted } 중 { $left }**
left-no-limit = **무제한**
left-before = {" "}· 지난 기간부터 { $reserved } 예약됨

account-available = 사용 가능 **{ $available }**(지급 포함). 이번 기간:
account-from = 출처: { $from } ({ $allowance }{ $taken })
account-from-everyone = 서버 기본값
account-from-role = { $role } 역할
account-from-personal = 관리자가 지정
account-taken = , 회수한 만큼 제외
account-refills = 다시 채워지는 시점: { $window }{ $next }
account-refills-next = , { $when }
account-grant = { $role }지급 (기록 { $entry }): { $granted } 중 { $available } 남음{ $until }{ $reserved }
account-grant-role = { $role } 역할에{" "}
account-grant-reserved = {" "}· { $reserved } 예약됨
account-blocked = **차단됨**{ $until }{ $because }

quota-title = **이 서버의 내 크레딧**
quota-paused = 이 서버에서 새 요청이 일시중지되었어요{ $because }
quota-sample = 720P 5초 동영상 가격: { $price }.
quota-second = · { $model }: 초당 { $prices }크레딧
quota-image = · { $model }: 이미지당 { $prices }크레딧
quota-budget = 이 서버의 { $period ->
        [day] 일간
       *[month] 월간
    } 예산이 { $left } 남았어요({ $until }까지).

budget-limited = { $period ->
        [day] 일간
       *[month] 월간
    }: { $limit } 중 { $used } 사용 또는 예약됨 · { $renews } 갱신
budget-unlimited = { $period ->
        [day] 일간
       *[month] 월간
    }: { $used } 사용 또는 예약됨 · 무제한

preview =
    받을 수 있는 요청이에요. 가격: { $price } ({ $money }). { $left }.
    아무것도 보내거나 차감하지 않았어요. 만들려면 `미리보기` 없이 실행하세요.
preview-left = 지금 { $available }크레딧이 있고, 만들면 { $after }크레딧이 남아요
preview-no-limit = 크레딧은 무제한이에요

## 관리자용

the-operator = 봇 운영자
the-bot = 봇
entry-quota-set = 할당량 변경
entry-quota-grant = 크레딧 지급
entry-quota-take = 크레딧 회수
entry-quota-reset = 할당량 초기화
entry-quota-weight = 가중치 변경
entry-block = 멤버 차단
entry-unblock = 멤버 차단 해제
entry-pause = 요청 일시중지
entry-resume = 요청 재개
entry-settings-set = 설정 { $setting } 변경
entry-block-inputs = 입력 파일 차단
entry-channel-defaults = 채널 기본값 변경
entry-undo-of = 기록 { $entry } 되돌리기: { $what }
entry-cancel-job = 작업 취소
entry-remove-result = 결과 삭제
entry-report = 결과 신고
audit-by-role = 역할에 따름
audit-no-role-quota = 역할 할당량 없음
audit-as-everyone = 모두와 같음
audit-left = { $amount } 남음
audit-unlimited = 무제한
audit-more = { $amount } 추가{ $until }
audit-more-each = 역할 멤버마다 { $amount } 추가{ $until }
audit-less-each = 역할 멤버마다 { $amount } 감소{ $until }
audit-nothing-used = 역할에 따름, 사용량 없음
audit-weight = { $weight ->
        [1] 기본 몫
       *[other] 기본 몫의 { $weight }배
    }
audit-blocked = 차단됨{ $until }
audit-not-blocked = 차단 안 됨
audit-open = 요청 받는 중
audit-paused = 일시중지됨
audit-inputs = { $count }개 차단됨
audit-posted = 게시됨
audit-shows-own-avatar = 본인의 아바타가 나옴
audit-job-open = 진행 중
audit-job-cancelled = 작업 `{ $job }` 취소됨
audit-job-removed = 작업 `{ $job }` 결과 삭제됨
audit-job-reported = 작업 `{ $job }` { $link }
audit-budget-server = 이 서버의 { $period ->
        [day] 일간
       *[month] 월간
    } 예산: { $percent }%
audit-budget-global = 봇 전체의 { $period ->
        [day] 일간
       *[month] 월간
    } 예산: { $percent }%
audit-budget-used = { $limit } 중 { $used } 사용 또는 예약됨
audit-budget-next = 다음 { $period ->
        [day] 날
       *[month] 달
    } 시작: { $time }
audit-provider = 동영상 제공업체
audit-account-rejected = 봇의 계정을 거부함(키 또는 결제 문제)
audit-unreadable = 읽을 수 없는 기록
audit-unreachable = 연결할 수 없음
audit-jobs-wait = 복구될 때까지 작업은 비용 없이 대기함
audit-bill = { $day } 제공업체 청구서
audit-bill-reserved = 작업 { $jobs }개에 { $amount } 예약됨
audit-bill-billed = { $amount } 청구됨. 차액({ $more })은 멤버가 내지 않음
audit-provider-back = 작업을 다시 받음
entry-undone = 기록 { $entry }에서 되돌림
entry-done = 완료했어요. { $entry }{ $undo }
entry-undo =
    {""}
    되돌리려면: `/wan-mod 할당량 되돌리기 번호:{ $number }`

not-done =
    { $why }
    아무것도 바뀌지 않았어요.
not-moderator = ‘서버 관리하기’ 권한이나 관리자 역할이 필요해요.
not-done-model = { $model } 모델이 없어요. 사용할 수 있는 모델은 `/할당량`에 있어요.
not-done-changed = 다른 사람이 동시에 변경했어요. 현재 값을 확인하고 다시 시도해 주세요.
not-done-no-entry = 이 서버의 변경 기록에 그런 항목이 없거나, 되돌릴 수 있는 항목이 없어요.
not-done-undone = 기록 { $entry }에서 이미 되돌렸어요.
not-done-not-undoable = 그 기록에는 되돌릴 수 있는 변경이 없어요.
not-done-changed-since = 그 뒤에 같은 설정이 다시 바뀌었어요. 그 변경을 먼저 되돌려 주세요. `/wan-mod 할당량 기록`에서 볼 수 있어요.
not-done-no-job = 이 서버에서 그 작업이나 메시지를 찾을 수 없어요. 제 메시지의 링크나 작업 ID를 사용해 주세요.
not-done-no-result = 그 작업에는 삭제할 결과가 없어요.
not-archived = { $post }. 파일은 아직 저장소에 있고, 링크가 있다면 아직 작동해요. 1분 뒤에 다시 시도해 주세요. 그래도 안 되면 봇 운영자에게 알려 주세요.
not-archived-deleted = 게시물은 삭제했어요
not-archived-not-deleted = 게시물을 삭제하지 못했어요
not-done-everyone = 모두에게는 값 하나가 똑같이 적용돼요. `할당량 변경` 또는 `설정 변경 항목: credits`를 사용하세요. 지급과 회수는 멤버와 역할에만 할 수 있어요.
not-deleted = 파일은 저장소에서 삭제했지만 Discord가 게시물을 삭제하지 않았어요({ $error }). 직접 삭제하거나 1분 뒤에 다시 시도해 주세요.
not-done-storage = 저장소를 일시적으로 사용할 수 없어요. 몇 분 뒤에 다시 시도해 주세요.

role-gives = { $role } 역할이 기간마다 받는 크레딧: { $allowance }.
role-gives-nothing = { $role } 역할에는 따로 정한 할당량이 없어요. 이 역할의 멤버는 모두와 똑같이 받아요({ $everyone }).
role-grant = 기록 { $entry }: 역할 멤버마다 { $amount }{ $until }
role-quotas = 기간별 크레딧({ $window }). 가장 큰 할당량이 적용돼요:
role-quotas-role = { $role } – { $allowance }
role-quotas-weight = { $role } – 대기열에서 기본 몫의 { $weight }배
role-quotas-everyone = 모두 – { $allowance }

log-empty = 변경 기록이 비어 있어요.
log-end = 더 표시할 항목이 없어요.
top-empty = { $days ->
        [1] 오늘
       *[other] 지난 { $days }일 동안
    } 사용된 크레딧이 없어요.
top-title = { $days ->
        [1] 오늘
       *[other] 오늘을 포함한 지난 { $days }일
    }:
top-line = { $place }. { $user } – { $jobs }에 { $credits } ({ $money })
top-jobs = 작업 { $count }개
chart = 날짜별 사용 크레딧 막대그래프. { $days }.

settings-title = 이 서버의 설정:
settings-paused = **일시중지됨**({ $by }): { $reason }
settings-blocked = 차단된 입력 파일 { $count }개
defaults-enhanced = 모델이 프롬프트 보완
defaults-verbatim = 프롬프트 원문대로
defaults-spoiler = 스포일러
defaults-nothing = 없음
settings-channel = { $channel } 기본값: { $defaults }
budgets =
    이 서버가 쓸 수 있는 비용:
    { $day }
    { $month }
jobs-empty = 아직 작업이 없어요.

who-title = { $kind } · 작업 `{ $job }` · 요청자 { $user }, { $channel }
who-input = { $role }: { $name } ({ $size }, SHA-256 `{ $hash }`)
who-unknown-hash = 알 수 없음
who-avatar = 아바타 주인: { $user }
who-cost = { $outcome } · 제공업체 비용 { $money }
who-accepted = 접수 { $time }
who-submitted = 제출 { $time }
who-finished = 완성 { $time }
who-state = { $state } { $time }
who-removed = **삭제됨**: { $by }, { $time }
full-prompt =
    프롬프트:
    { $prompt }

    제외 프롬프트:
    { $negative }
full-prompt-alt = 전체 프롬프트.
removed-done = 삭제했어요: { $user } 님의 작업 `{ $job }` 게시물과 저장소의 파일을 삭제했어요. 작업 기록은 남고, 환불은 없어요.

invalid-amount = 수량은 `20`, `+5`, `-5`, `7.5` 같은 숫자여야 해요. 할당량을 변경할 때는 `none`이나 `unlimited`도 쓸 수 있어요.
invalid-amount-zero = 수량은 0보다 커야 해요.
invalid-amount-no-limit = { $subject }의 크레딧은 무제한이라 지급하거나 회수할 수 없어요. 대신 숫자를 지정해 주세요.
invalid-until = 기한은 현재보다 뒤여야 해요. `3d`나 `12h` 같은 기간, 또는 `2026-12-24`나 `2026-12-24 18:00` 같은 날짜를 쓰세요.
invalid-nothing-left = { $subject }에게서 회수할 크레딧이 남아 있지 않아요.
invalid-too-many-grants = { $subject }에게는 다 쓰지 않은 지급 내역이 이미 최대치인 { $max }개 있어요. `/wan-mod 할당량 변경`으로 수량을 지정하거나 `/wan-mod 할당량 초기화`로 새로 시작하세요.
invalid-too-many-inputs = 이 서버에서 이미 최대치인 파일 { $max }개를 차단하고 있어요.
invalid-no-change = 바꿀 것이 없어요. 이미 그렇게 되어 있어요.
invalid-value = `{ $setting }`에 쓸 수 있는 값: { $wanted }.
invalid-weight = 가중치는 1부터 { $max }까지의 정수여야 해요.
invalid-defaults = 기본값은 `1080p 16:9 8s 원문대로` 같은 단어예요.

setting-window = 크레딧이 갱신되는 시점
setting-time-zone = 기간의 시간대
setting-credits = 모두가 기간마다 받는 크레딧
setting-max-queued = 멤버당 최대 대기 작업 수
setting-max-running = 멤버당 최대 진행 작업 수
setting-max-duration = 동영상의 최대 길이(초)
setting-max-resolution = 동영상의 최대 해상도
setting-channels = 요청을 받는 채널
setting-models = 사용할 수 있는 모델
setting-allow-avatars = 멤버의 아바타를 움직이게 할 수 있는지
setting-moderator-role = 서버를 관리할 수 있는 사람 외에 관리자로 둘 역할
setting-log-channel = 변경과 예산 알림을 올리는 채널
setting-budget-day = 일간 예산
setting-budget-month = 월간 예산
setting-language = 변경 기록과 메시지 답변의 언어

wanted-window = `daily`(매일), `weekly`(매주), 또는 `48h`처럼 사용 후 갱신되기까지의 시간({ $min }h~{ $max }h)
wanted-zone = `Europe/Berlin`이나 `UTC` 같은 이름
wanted-allowance = `20` 같은 크레딧 수, `none` 또는 `unlimited`
wanted-count = { $min }부터 { $max }까지의 정수
wanted-seconds = 초 단위 숫자 또는 `any`
wanted-resolution = `480P`, `720P`, `1080P` 또는 `any`
wanted-channels = `#videos #lab` 같은 채널 또는 `all`
wanted-models = 모델 이름 또는 `all`
wanted-yes-no = `yes` 또는 `no`
wanted-role = 역할 또는 `none`
wanted-channel = 채널 또는 `none`
wanted-dollars = `20`이나 `7.50` 같은 달러, 또는 `none`
wanted-language = { $codes } 또는 `auto`

## 명령줄

cli-journal-not-opened = 저널 { $path } 파일을 열 수 없음
cli-no-limit = 무제한
cli-no-end = 기한 없음
cli-until = { $time }까지
cli-unknown = 알 수 없음
cli-mention-member = 멤버 { $id }
cli-mention-role = 역할 { $id }
cli-mention-channel = 채널 { $id }

cli-ok = 정상
cli-note = 참고
cli-error = 오류

cli-check-configuration = 구성; 리전 { $region } ({ $name }); 모델 { $models }
cli-check-offline = Discord와 Model Studio를 호출하지 않음(--offline)
cli-check-tls = OpenSSL을 설정할 수 없음: { $error }
cli-check-failed = 구성에 오류가 있어요.
cli-check-passed = 구성이 정상이에요. `wanbot run`으로 봇을 시작하세요.
cli-check-missing = { $key }: { $path } 경로가 아직 없음
cli-check-writable = { $key }: { $path } 경로에 쓸 수 있음
cli-check-not-writable = { $key }: { $path } 경로에 쓸 수 없음: { $error }
cli-check-no-folder = 폴더가 아님
cli-check-journal-open = 저널 { $path } 파일이 닫히지 않았고 { $file } 파일이 없음: 확인하면 파일이 만들어지므로 확인하지 않음(--offline)
cli-check-journal = 저널 { $path } 파일을 읽을 수 있음
cli-check-no-ffmpeg = ffmpeg가 설치되어 있지 않음: 채널에 올리기에 너무 큰 결과는 링크로 게시하고, GIF, WebM 등의 동영상과 음성 메시지 등의 오디오는 거부함, 동영상 손상은 검사하지 않음
cli-check-no-ffprobe = ffmpeg와 함께 ffprobe가 설치되어 있지 않음: 동영상과 오디오를 변환하지 않음
cli-check-no-heif = heif-convert(libheif-examples 패키지)가 설치되어 있지 않음: 휴대전화의 HEIC 사진과 AVIF 이미지를 거부함
cli-check-token = Discord가 토큰을 인식함: { $name }
cli-check-content-off = discord.message_content가 true이지만 개발자 포털에서 Message Content가 꺼져 있음(Bot > Privileged Gateway Intents): Discord가 연결을 거부할 것임
cli-check-content-on = 개발자 포털에서 Message Content가 켜져 있음: discord.message_content = true이면 멤버가 누구의 이미지에나 답장할 수 있음
cli-check-old-application = 봇의 사용자({ $user })가 애플리케이션({ $application })과 다름. 2016년 이전에 만든 애플리케이션에서 나타나며, 각각 알맞은 곳에 사용함
cli-check-invite = 초대 링크: { $url }
cli-check-token-refused = DISCORD_TOKEN, { $base }: { $error }
cli-check-twice-global = 명령어가 전역으로도 등록되어 있어 두 번씩 나타남: discord.register_commands_in에 서버가 있으므로 다음 시작 때 전역 등록을 삭제함
cli-check-twice-servers = 명령어가 전역과 개별 서버({ $servers })에 모두 등록되어 있어 두 번씩 나타남: discord.register_commands_in에 서버가 없으므로 다음 시작 때 서버 등록을 삭제함
cli-check-no-model = wan.disabled_models 때문에 남은 모델이 없음
cli-check-key = { $region } 리전의 Model Studio에서 키가 유효함; 지난 24시간 동안 { $model } 태스크 { $tasks }개
cli-check-key-refused = { $base }에서 DASHSCOPE_API_KEY를 거부함({ $code }): 잘못 입력했거나 폐기된 키이거나 다른 리전의 키임. 키는 만든 리전에서만 작동하며, wan.region은 { $region }임
cli-check-provider = Model Studio, { $base }: { $error }

cli-register-global = 명령어 { $count }개를 전역으로 등록함; Discord에 반영되기까지 시간이 걸릴 수 있음
cli-register-servers = 명령어 { $count }개를 서버 { $servers }개에 등록함

cli-jobs-job = 작업
cli-jobs-state = 상태
cli-jobs-model = 모델
cli-jobs-member = 멤버
cli-jobs-accepted = 접수
cli-jobs-price = 가격
cli-jobs-usage = 사용량
cli-jobs-billed = 청구
cli-jobs-prompt = 프롬프트
cli-jobs-input = 입력 파일
cli-jobs-task = 태스크
cli-jobs-failure = 실패
cli-jobs-events = 이벤트
cli-jobs-place = { $member }, 서버 { $server }, 채널 { $channel }
cli-jobs-settings = { $model } · { $resolution } · { $amount } · 시드 { $seed }
cli-jobs-cost = { $credits }, { $money }
cli-jobs-billed-seconds = { $seconds }초 청구됨
cli-jobs-billed-images = 이미지 { $count }개
cli-jobs-usage-of = { $usage } (제공업체 기준)
cli-jobs-bytes = { $role }: { $name }, { $bytes }바이트
cli-jobs-without-code = 코드 없음
cli-jobs-none = { $path }에 작업 { $job } 없음
cli-orphan-created = 생성 { $time }
cli-orphan-failed = 조회하지 못함: { $error }
cli-orphans = 지난 24시간 동안 계정의 태스크 { $all }개 중 { $orphans }개는 어느 작업에도 속하지 않음{ $orphans ->
        [0] .
       *[other] : 다른 프로그램의 태스크이거나 응답을 받지 못한 작업의 태스크임(wanbot jobs list --state failed).
    }

cli-journal-summary = 작업 { $jobs }개, 그중 { $open }개 미완료, 이벤트 { $events }개, { $bytes }바이트
cli-journal-intact = 손상되지 않았어요.
cli-journal-not-read = 저널 { $path } 파일을 읽을 수 없음
cli-journal-damaged = 봇을 멈추고 이 파일을 보관한 뒤, 손상되지 않은 마지막 백업으로 돌아가세요.
cli-backup-restore = 이 백업으로 돌아가려면: 봇을 멈추고 { $journal }, { $journal }-wal, { $journal }-shm 파일을 다른 곳으로 옮긴 뒤 백업을 { $journal } 경로에 복사하고 봇을 시작하세요. 백업 뒤에 접수한 작업은 들어 있지 않아요. 결제나 게시가 두 번 되는 일은 없어요. 봇이 그 뒤에 일어난 일을 제공업체와 채널에서 확인해요. 하루가 지나도 제공업체가 모르는 작업은 포기하고, 결과가 아직 게시되어 있으면 차감하고 그렇지 않으면 환불해요.
cli-backup-archive = 동영상과 이미지는 들어 있지 않아요. { $archive }에 파일로 있어요.

cli-status-day = 최근 24시간
cli-status-today = 오늘
cli-status-month = 이번 달
cli-status-open = 미완료
cli-status-queue = 대기열
cli-status-oldest = 오래된 작업
cli-status-title = wanbot { $version }, { $time }: { $ready }
cli-status-ready = 준비됨
cli-status-not-ready = 준비되지 않음: { $problems }
cli-status-unreachable = { $address }에 연결할 수 없음
cli-status-not-served = 알 수 없음(http.listen이 설정되지 않음)
cli-status-counts = 요청 { $accepted }, 전달 { $delivered }, 실패 { $failed }
cli-status-spent = { $used } 사용 또는 예약됨, { $limit }
cli-status-limit = 한도 { $limit }
cli-status-state = { $state } { $count }
cli-status-waiting = { $model } { $count }개
cli-status-empty = 비어 있음
cli-status-open-for = { $job } { $state }, { $age }째 미완료
cli-status-nothing-open = 미완료 작업 없음
cli-status-provider = 제공업체에서 진행 중
cli-status-nothing = 없음
cli-status-failures = 최근 실패
cli-status-none = 없음
cli-status-ago = { $age } 전
cli-status-stop = Ctrl-C를 누르면 끝나요.
age-seconds = { $seconds }초
age-minutes = { $minutes }분
age-hours = { $hours }시간
age-days = { $days }일

cli-quota-both = --server와 --direct 중 하나만 쓸 수 있음
cli-quota-no-server = 서버를 지정하거나(--server ID) 다이렉트 메시지는 --direct를 사용하세요
cli-quota-ids = `{ $setting }`에는 ID를 쓰세요. 여러 개는 공백으로 구분하고, 없을 때는 `wanbot quota settings`에 표시되는 단어를 쓰세요. 아무것도 바뀌지 않았어요.
cli-quota-role = 역할 { $role }
cli-quota-everyone = 모두
cli-quota-allowance = 할당량
cli-quota-left = 남음
cli-quota-reserved = 예약됨
cli-quota-spent = 사용됨
cli-quota-window = 기간
cli-quota-grant = 지급
cli-quota-blocked = 차단됨
cli-quota-origin-everyone = 모두
cli-quota-origin-personal = 개인
cli-quota-left-of = { $granted } 중 { $left }
cli-quota-window-of = { $start } ~ { $end }
cli-quota-grant-of = 기록 { $entry }: { $granted } 중 { $available } 남음, { $until }
cli-quota-server = 서버
cli-quota-global = 전체
cli-quota-budget = { $limit } 중 { $used }, { $until }까지
cli-quota-budget-unlimited = { $used }, 무제한, { $until }까지
cli-quota-jobs = 작업 { $count }개
