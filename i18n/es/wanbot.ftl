# All texts in Spanish, for Spain and Latin America.

## Numbers and the language itself

language-name = Español
decimal-separator = {","}
money = { $amount } USD
size-kilobytes = { $size } kB
size-megabytes = { $size } MB
list-separator = {", "}
labelled = { $label }: { $text }
in-parentheses = {" "}({ $text })
quoted-reason = “{ $reason }”

## Commands and options

video = Genera un video a partir de un prompt
video-prompt = Quién o qué, dónde y cómo se mueve
animate = Anima una imagen
animate-image = Con qué empieza el video: una foto, un dibujo o un GIF
animate-member = O el miembro con cuyo avatar empieza el video, si el servidor lo permite
animate-prompt = Describe el movimiento y la cámara; la imagen ya define el aspecto
continue = Prolonga un video
continue-video = El video o GIF que quieres prolongar: desde 2 s; uso como máximo los últimos 10 s
continue-prompt = Qué pasa después y qué hace la cámara; el video ya define el aspecto
continue-duration = Duración TOTAL en segundos, con tu video incluido (predeterminado: 5 s más)
reference = Genera un video con personajes u objetos de tus imágenes y videos
reference-prompt = Qué ocurre; nómbralos como "Image 1" o "Video 1"
reference-image1 = Personaje u objeto que debe aparecer; nómbralo como "Image 1"
reference-image = "Image { $number }" en tu prompt
reference-video1 = Un video o GIF: desde 1 s, uso como máximo 30 s; "Video 1" en tu prompt
reference-video = "Video { $number }" en tu prompt
reference-voice = Cómo habla el primer personaje: cualquier audio o video, desde 1 s; uso como máximo 10 s
reference-first-frame = La imagen con la que empieza el video
reference-ratio = Relación de aspecto (predeterminada: 16:9); no se admite con un primer fotograma
reference-duration = Segundos (predeterminado: 5); máximo 10 con un video
edit = Edita un video
edit-video = El video o GIF que quieres editar: desde 2 s; uso como máximo 10 s
edit-prompt = Qué cambiar: un objeto, el entorno, el estilo
edit-image1 = Una imagen para usar en la edición: "Image 1" en tu prompt
edit-keep-audio = Conservar el audio del video (predeterminado: decide el modelo)
edit-ratio = Relación de aspecto (predeterminada: la del video)
edit-duration = Segundos que se conservan (predeterminado: todos)
image = Genera imágenes a partir de un prompt o de tus imágenes
image-prompt = Qué mostrar o qué hacer con tus imágenes
image-count = Número de imágenes, 1–4 (predeterminado: 1)
image-resolution = Predeterminada: 2K; 4K solo a partir de un prompt y con pro
image-ratio = Relación de aspecto (predeterminada: la del modelo)
image-pro = Usar el modelo de más calidad, que es más caro (predeterminado: no)
image-image = Una imagen de partida

option-last-image = La imagen con la que termina el video
option-audio = Audio que sigue el video: cualquier audio o video, desde 2 s; uso como máximo 30 s
option-resolution = 720P (predeterminada, más barata) o 1080P
option-ratio = Relación de aspecto (predeterminada: 16:9)
option-duration = Segundos (predeterminado: 5)
option-seed = Con la misma semilla y petición, el resultado es parecido; al azar si no la indicas
option-negative = Qué no debe aparecer en el video
option-enhance = Dejar que el modelo amplíe tu prompt (predeterminado: sí)
option-crop = Recortar una imagen con una relación de aspecto demasiado extrema (predeterminado: no)
option-preview = Solo comprobar la petición y mostrar el precio; no se genera nada
option-model = Predeterminado: { $default }
option-job = El ID del trabajo: 8 caracteres, aparece en la tarjeta

jobs = Tus trabajos en este servidor y su estado
job = Detalles de un trabajo: archivos, origen, resultado
again = Repite un trabajo con otra semilla
cancel = Cancela uno de tus trabajos; gratis mientras espera
quota = Tus créditos en este servidor y los precios
help-command = Qué puedo hacer y cómo pedirlo
settings = Muestra o cambia tus valores predeterminados
settings-option-resolution = Resolución de los videos
settings-option-ratio = Relación de aspecto (de texto a video)
settings-option-duration = Segundos
settings-option-ping = Mencionarte cuando un resultado esté listo (predeterminado: sí)
settings-option-private = Enviarte los resultados por mensaje directo (predeterminado: no)
settings-option-reset = Borrarlos todos
settings-option-language = Idioma de mis respuestas y de tus tarjetas (predeterminado: el de tu Discord)
help-option-topic = Un tema (predeterminado: un resumen)
help-topic-prompts = Cómo escribir prompts

mod-option-who = Un miembro o un rol
mod-option-member = El miembro
mod-option-role = El rol
mod-option-weight = Peso en la cola; 1 es la parte normal de un miembro
mod-option-until = `3d`, `12h`, `2026-12-24` o `2026-12-24 18:00`
mod-option-reason = El motivo, que se guarda junto al cambio
mod-option-days = Predeterminado: 7 días
mod-days-7 = 7 días
mod-days-30 = 30 días
mod-option-entry = Número de la entrada; si no lo indicas, la última
mod-quota = Créditos de miembros y roles
mod-quota-show = Muestra los créditos de un miembro o de un rol
mod-quota-set = Establece cuánto recibe un miembro o un rol por periodo
mod-quota-grant = Concede un bono de créditos, una sola vez
mod-option-amount = Número de créditos
mod-option-allowance = `20`, `+5`, `-5`, `none` o `unlimited`
mod-quota-take = Deduce créditos una sola vez (si no indicas otra cosa, hasta que acabe el periodo)
mod-quota-reset = Restablece la cuota y el uso
mod-quota-log = Muestra el registro de auditoría
mod-quota-top = Muestra quiénes gastan más
mod-quota-weight = Establece el peso de un rol en la cola
mod-quota-roles = Muestra las cuotas de los roles
mod-quota-undo = Deshace una entrada del registro de auditoría
mod-option-message = Enlace o ID del mensaje, o el ID del trabajo
mod-option-block-inputs = Bloquear sus archivos de entrada en este servidor
mod-jobs = Muestra los trabajos recientes
mod-cancel = Cancela el trabajo de un miembro
mod-option-job = El ID del trabajo
mod-who = Muestra quién pidió un resultado, con qué se hizo y cuánto costó
mod-remove = Elimina un resultado, aquí y del almacenamiento
mod-option-setting = El ajuste
mod-option-period = Día o mes
mod-option-channel-none = Predeterminado: ninguno
mod-block = Bloquea a un miembro
mod-pause = Deja de aceptar peticiones en este servidor; los trabajos en curso continúan
mod-log-channel = Elige el canal para los cambios y las alertas de presupuesto
mod-channel-defaults = Establece valores predeterminados de un canal (omítelos para borrarlos)
mod-option-channel = El canal
mod-option-defaults = Palabras como `1080p 16:9 8s literal`
mod-option-spoiler = Ocultar los resultados como spoiler
mod-settings = Ajustes de este servidor
mod-settings-show = Muestra todos los ajustes
mod-settings-set = Cambia un ajuste
mod-option-value = El nuevo valor (omítelo para volver al predeterminado)
mod-budget = Presupuestos en dólares estadounidenses
mod-budget-show = Muestra los presupuestos
mod-budget-set = Establece un presupuesto
mod-option-dollars = Dólares estadounidenses, como `20`, o `none`
mod = Cuotas, presupuestos, miembros y resultados
mod-unblock = Desbloquea a un miembro
mod-resume = Vuelve a aceptar peticiones

command-video-name = video
command-animate-name = animar
command-continue-name = continuar
command-reference-name = referencia
command-edit-name = editar
command-image-name = imagen
command-jobs-name = trabajos
command-job-name = trabajo
command-again-name = repetir
command-cancel-name = cancelar
command-quota-name = cuota
command-settings-name = ajustes
command-help-name = ayuda
command-mod-name = wan-mod
menu-animate-name = Animar esto
menu-continue-name = Continuar este video
menu-reference-name = Usar como referencia
menu-who-name = ¿Quién hizo esto?
menu-remove-name = Eliminar este resultado

option-prompt-name = prompt
option-image-name = imagen
option-image-numbered-name = imagen{ $number }
option-video-name = video
option-video-numbered-name = video{ $number }
option-last-image-name = última_imagen
option-first-frame-name = primer_fotograma
option-audio-name = audio
option-voice-name = voz
option-member-name = miembro
option-resolution-name = resolución
option-ratio-name = relación_de_aspecto
option-duration-name = duración
option-seed-name = semilla
option-negative-name = negativo
option-enhance-name = ampliar_prompt
option-crop-name = recortar
option-preview-name = vista_previa
option-model-name = modelo
option-count-name = cantidad
option-pro-name = pro
option-keep-audio-name = conservar_audio
option-job-name = trabajo
option-ping-name = mencionar
option-private-name = privado
option-reset-name = restablecer
option-language-name = idioma
option-topic-name = tema
option-who-name = quién
option-role-name = rol
option-times-name = peso
option-amount-name = cantidad
option-until-name = hasta
option-reason-name = motivo
option-period-name = periodo
option-number-name = número
option-message-name = mensaje
option-block-inputs-name = bloquear_archivos
option-setting-name = ajuste
option-value-name = valor
option-channel-name = canal
option-options-name = opciones
option-spoiler-name = spoiler

sub-quota-name = cuota
sub-settings-name = ajustes
sub-budget-name = presupuesto
sub-show-name = mostrar
sub-set-name = establecer
sub-grant-name = conceder
sub-take-name = deducir
sub-reset-name = restablecer
sub-log-name = registro
sub-top-name = ranking
sub-weight-name = peso
sub-roles-name = roles
sub-undo-name = deshacer
sub-block-name = bloquear
sub-unblock-name = desbloquear
sub-pause-name = pausar
sub-resume-name = reanudar
sub-log-channel-name = canal-de-registro
sub-channel-defaults-name = predeterminados-del-canal
sub-jobs-name = trabajos
sub-cancel-name = cancelar
sub-who-name = quién
sub-remove-name = eliminar

period-day = día
period-month = mes

word-verbatim = literal
word-crop = recortar
word-seed = semilla
word-seconds = s,seg

## Answers to requests: refusals, failures, cancellations, help

-free = No se cobró nada.

time-seconds = { $seconds } s
time-minutes = { $minutes } min { $seconds } s
time-hours = { $hours } h { $minutes } min
and-more = … y { $count } más
no-prompt = > *(sin prompt)*
mentioned-member = alguien
mentioned-role = todos los que tienen un rol
mentioned-channel = un canal

refused =
    { $why }
    { -free }
refused-model = Eso no está disponible aquí. Consulta `/ayuda`.
refused-no-prompt = Falta el prompt. Describe quién o qué, dónde y cómo se mueve.
refused-prompt-too-long = El prompt tiene { $chars } caracteres; el modelo lee como máximo { $limit }. Acórtalo: sobran { $over }.
refused-negative-too-long = El prompt negativo tiene { $chars } caracteres; el modelo lee como máximo { $limit }. Acórtalo: sobran { $over }.
refused-no-negative = Este modelo no admite prompt negativo. En su lugar, describe en el prompt lo que quieres ver.
refused-seconds = No es posible una duración de { $seconds } s: elige de { $min } a { $max } segundos.
refused-nothing-to-continue = Tu video ya dura { $length } s, y `duración` es la duración total ({ $seconds } s). Elige una duración mayor o usa un video más corto.
refused-resolution = Este modelo no ofrece { $resolution } aquí. Elige otra resolución u omítela.
refused-ratio = Este modelo no admite aquí la relación de aspecto { $ratio }. Omítela: el resultado tendrá las proporciones de tu imagen o video.
refused-count = { $count ->
        [one] No es posible generar { $count } imagen
       *[other] No es posible generar { $count } imágenes
    }: elige de 1 a { $max }.
refused-combination = El modelo no admite esta combinación: { $roles }. { $accepts }
refused-no-files = No se indicó ningún archivo. { $accepts }
accepts-text-to-video = Un video a partir de texto admite un archivo de audio y ningún otro archivo.
accepts-image-to-video = Con una imagen puedes añadir una última imagen y audio; con un video, una última imagen, pero no audio.
accepts-reference-to-video = Un video a partir de referencias admite de una a cinco imágenes y videos, además de una voz y un primer fotograma.
accepts-video-edit = Una edición admite un video y hasta cuatro imágenes.
accepts-image = Una petición de imágenes admite hasta nueve imágenes.
refused-total-length = { $role ->
        [reference-video] Todos los videos de referencia
        [voice] Todas las voces
       *[other] Todos los archivos
    } suman { $seconds } s; el modelo admite como máximo { $most } s. Usa menos archivos, o más cortos.
refused-options = No entiendo estas opciones: { $words }. Las opciones son palabras como `10s`, `1080p`, `16:9`, `semilla 7`, `x2` (imágenes) y `literal` (el prompt tal cual).
refused-source = No puedes usar los archivos de ese trabajo en este canal. Adjunta el archivo directamente.
permission-view-channel = Ver canal
permission-attach-files = Adjuntar archivos
permission-read-history = Leer el historial de mensajes
permission-send = Enviar mensajes
permission-send-in-threads = Enviar mensajes en hilos
refused-publicly = Ahora no puedo aceptar esto. Usa `/cuota` para saber por qué (solo tú lo verás).
refused-channel-unknown = Discord no indicó qué tipo de canal es este. Inténtalo de nuevo en un minuto.
refused-age-restricted = Eso se creó en un canal con restricción de edad, así que solo se puede usar en un canal de ese tipo.
refused-nothing-to-animate = No hay nada que animar. Adjunta una imagen en `imagen` o elige a un miembro en `miembro` para usar su avatar.
refused-image-and-member = Indicaste una imagen y un miembro. Usa `imagen` o `miembro`, pero no las dos opciones.
refused-no-avatar = { $name } no tiene avatar, solo la imagen predeterminada de Discord. Elige a otra persona o adjunta una imagen en `imagen`.
refused-not-a-member = { $name } no es miembro de este servidor. Solo uso avatares de miembros.
refused-avatar-of-another = En los mensajes directos solo uso tu propio avatar. Elígete a ti o adjunta una imagen en `imagen`.
refused-permissions = Me faltan permisos en este canal: { $names }. Un moderador puede concederlos en los ajustes del canal; mientras tanto, usa otro canal.
refused-direct-messages = Solo funciono en servidores, no en mensajes directos. Usa el comando en un servidor.
refused-waiting =
    Tienes { $waiting } { $waiting ->
        [one] trabajo
       *[other] trabajos
    } en espera (máx. { $limit }). Espera a que termine uno o cancela alguno: `/trabajos` los muestra.
refused-too-fast = Demasiadas peticiones: el límite es de { $limit ->
        [one] { $limit } petición
       *[other] { $limit } peticiones
    } por minuto. Inténtalo de nuevo en { $wait } s.
refused-storage = El almacenamiento no está disponible por ahora, así que no puedo aceptar trabajos. Inténtalo de nuevo en unos minutos.
refused-server = Este servidor no está habilitado. Pide al operador del bot que lo habilite.
refused-account = El proveedor de video no acepta la cuenta del bot en este momento (por su clave o su facturación). Se avisó al operador; inténtalo más tarde.
refused-stopping = Me estoy reiniciando. Inténtalo de nuevo en un minuto.

role-first-frame = primer fotograma
role-last-frame = último fotograma
role-video = video
role-audio = audio
role-reference-image = imagen de referencia
role-reference-video = video de referencia
role-voice = voz
role-source-image = imagen
role-reference-audio = audio de referencia
role-numbered-image = Image { $number }
role-numbered-video = Video { $number }
role-numbered-source-image = imagen { $number }

input-file = El archivo { $name } ({ $role })
input-empty = { $file } está vacío. Vuelve a subirlo.
input-wrong-kind = { $file } es { $found }. Usa { $wanted }. { $advice }
input-found-misnamed = { $found }, diga lo que diga su nombre
input-not-convertible = { $file } es { $found }, y aquí no puedo convertirlo. Usa { $wanted }. { $advice }
input-wanted-image = una imagen PNG, JPEG, BMP o WebP
input-wanted-video = un video MP4 o MOV
input-wanted-audio = un archivo MP3 o WAV
input-wanted-or = { $wanted } (también { $more })
input-damaged = { $file } no se puede leer: { $why }. { $step }
input-unusable = { $file } no se puede usar: { $why }. { $step }
input-beyond-limits = { $file } { $faults }. { $steps }
fault-and = {". "}Además,{" "}
# Between two steps.
step-and = {" "}
fault-too-large = pesa demasiado: { $bytes } (máx. { $limit })
fault-bytes = { $bytes } bytes
fault-sides = mide { $width } × { $height } píxeles; cada lado debe medir de { $min } a { $max }
fault-aspect = mide { $width } × { $height }; la relación de aspecto es demasiado extrema (máx. 1:{ $limit })
fault-length = dura { $seconds } s; debe durar de { $min } a { $max } s
step-other = Usa otro archivo.
step-crop = Recórtalo.
step-crop-here = Recórtalo o añade `recortar` (opción del comando o última palabra del mensaje) para que use la parte central.
step-shrink = Reduce sus dimensiones.
step-enlarge = Usa uno más grande.
step-shorten = Acórtalo.
step-lengthen = Usa uno más largo.
step-compress = Guárdalo con más compresión.
step-export = Expórtalo de nuevo y vuelve a intentarlo.
step-save-smaller = Guárdalo más pequeño.
step-shrink-or-shorten = Reduce sus dimensiones o acórtalo.

format-png = una imagen PNG
format-jpeg = una imagen JPEG
format-bmp = una imagen BMP
format-webp = una imagen WebP
format-mp4 = un video MP4
format-mov = un video QuickTime
format-mp3 = un archivo de audio MP3
format-wav = un archivo de audio WAV
format-heic = una foto HEIC
format-avif = una imagen AVIF
format-gif = una imagen GIF
format-animated-png = una imagen PNG animada
format-animated-webp = una imagen WebP animada
format-tiff = una imagen TIFF
format-jpeg-xl = una imagen JPEG XL
format-jpeg-2000 = una imagen JPEG 2000
format-psd = una imagen de Photoshop
format-matroska = un video Matroska (MKV)
format-webm = un video WebM
format-avi = un video AVI
format-mpeg-ts = un video MPEG-TS
format-mpeg-ps = un video MPEG
format-flv = un video Flash (FLV)
format-wmv = un video WMV
format-3gp = un video 3GP
format-ogg-video = un video Ogg
format-ogg = un archivo de audio Ogg
format-flac = un archivo de audio FLAC
format-aac = un archivo de audio AAC
format-mp2 = un archivo de audio MP2
format-aiff = un archivo de audio AIFF
format-caf = un archivo de audio CAF
format-m4a = un archivo de audio M4A
format-3gp-audio = un archivo de audio 3GP
format-amr = un archivo de audio AMR
format-wma = un archivo de audio WMA
format-matroska-audio = un archivo de audio Matroska
format-webm-audio = un archivo de audio WebM
format-long-wav = un archivo de audio WAV de 64 bits
format-compressed-wav = un archivo de audio WAV comprimido
format-wavpack = un archivo de audio WavPack
unknown-empty = un archivo vacío
unknown-pdf = un documento PDF
unknown-zip = un archivo ZIP o un documento de Office
unknown-archive = un archivo comprimido
unknown-midi = un archivo MIDI, que tiene notas pero no audio
unknown-raw = una foto en formato RAW de una cámara
unknown-playlist = una lista de reproducción
unknown-xml = un archivo SVG o XML
unknown-web-page = una página web
unknown-text = un archivo de texto
unknown-protected = un archivo de audio con protección anticopia
unknown-fragment = un fragmento de un video en streaming
unknown-other = un archivo de un tipo desconocido

damage-unreadable = está dañado
damage-other-format = es { $format }
damage-undecodable = su contenido no se puede decodificar
damage-no-video = no contiene video
damage-no-audio = no contiene audio
damage-no-pixels = no contiene píxeles
damage-pixels = sus píxeles están dañados
damage-pixels-or-cut = sus píxeles están dañados o incompletos
damage-header = su cabecera está dañada
damage-structure = sus partes no encajan
damage-cut-short = está incompleto
damage-end = le falta el final
damage-length = no indica su duración y no se puede calcular
damage-too-many-pixels = tiene demasiados píxeles
damage-too-many-frames = sus fotogramas suman demasiados píxeles
damage-too-long = es demasiado largo para un archivo WAV
damage-too-big = no se puede reducir lo suficiente

advice-heic = En un iPhone, **Ajustes (o Configuración) > Cámara > Formatos > Más compatible** hace que las fotos nuevas sean JPEG; para esta, envía una captura de pantalla o expórtala como JPEG.
advice-archive = Descomprime el archivo y envía el que quieras usar.
advice-export-image = Exporta el archivo como PNG o JPEG, o envía una captura de pantalla.
advice-from-image = `/animar` convierte una imagen en un video.
advice-image = Abre el archivo en un visor y guárdalo como PNG o JPEG.
advice-frame = Guarda como PNG el fotograma que quieras o envía una captura de pantalla.
advice-animation = Guarda la animación como MP4: la mayoría de los sitios de GIF ofrecen ambos formatos, y los editores de video pueden exportarla.
advice-matroska = Exporta el archivo como MP4 (H.264). En OBS: **Archivo > Convertir grabaciones**.
advice-video = Exporta el archivo como MP4 (H.264).
advice-ogg = Guarda el archivo y expórtalo como MP3 con un editor de audio. Los mensajes de voz de Discord son de este tipo.
advice-m4a = Exporta el archivo como MP3 con un editor de audio, o en la app Música de Apple con **Archivo > Convertir > Crear versión en MP3**.
advice-wav = Guarda el archivo como WAV de 16 bits (PCM) o como MP3.
advice-audio = Exporta el archivo como MP3 o WAV.
advice-audio-of-video = Exporta solo la pista de audio como MP3 o WAV.
advice-fewer-pixels-image = Guárdalo con menos píxeles como JPEG o PNG.
advice-fewer-pixels-video = Guárdalo con menos píxeles como MP4 (H.264).
advice-shorter-audio = Acórtalo y guárdalo como MP3 o WAV.

unreachable-gone = el enlace expiró
unreachable-slow = tardó demasiado
unreachable-status = el servidor de archivos respondió con el error { $code }
unreachable-connection = falló la conexión
input-unreachable = { $file } no se pudo descargar de Discord ({ $why }). Vuelve a subirlo.
input-forgotten = { $file } ya no está guardado. Vuelve a subirlo con un comando.
input-unreadable = { $file } no se puede leer del almacenamiento en este momento. Inténtalo de nuevo en unos minutos.
input-conversion-slow = { $file } tardó demasiado en convertirse. Envía un archivo más corto o más pequeño.
input-too-demanding = { $file } necesita más memoria o tiempo de cálculo de lo que aquí se permite para convertirlo. { $advice }
input-no-decoder = { $file } usa un códec que aquí no se puede decodificar. { $advice }
input-conversion-failed = { $file } no se pudo convertir por un error mío. Inténtalo de nuevo en unos minutos.
input-no-last-frame = No se pudo extraer el último fotograma del video ({ $name }). Guárdalo tú como imagen y usa `/animar`.
input-foreign = { $file } no está en Discord. Sube el propio archivo con el comando.

failed = { $why }{ $code }. { -free }
failed-charged = { $why }. Los créditos se cobraron.
failed-code = {" "}(`{ $code }`)
failed-user-input = el proveedor no pudo usar la petición. Revisa los archivos y las opciones y vuelve a intentarlo
failed-moderated = el control de contenido del proveedor rechazó el prompt, una imagen o el resultado. Cambia el prompt o la imagen; a veces otra semilla funciona
failed-provider = el proveedor no pudo generar el resultado. Vuelve a intentarlo
failed-lost-charged = perdí el rastro del trabajo, pero su resultado se publicó aquí o se te envió
failed-lost = se perdió la respuesta del proveedor y no pude averiguar qué pasó. Vuelve a intentarlo
failed-account = el proveedor no acepta la cuenta del bot en este momento. Reintentar no servirá hasta que el operador lo arregle; avisa a un moderador
failed-undeliverable = el resultado se generó, pero ya no puedo publicar en este canal ni enviarte un mensaje directo. Usa `/trabajo` para obtenerlo; entonces se cobrarán los créditos. Avisa a un moderador
failed-undeliverable-charged = el resultado se generó, pero no puedo escribir en este canal ni en tus mensajes directos. Usa `/trabajo` para obtenerlo
failed-bug = hubo un error de mi parte. Pásale el ID del trabajo a un moderador

cancel-done = El trabajo `{ $job }` se canceló. { -free }
cancel-running = El trabajo `{ $job }` ya se está generando y el proveedor no puede detenerlo. Podrás eliminar el resultado cuando llegue.
cancel-submitting = El trabajo `{ $job }` se está enviando ahora mismo. Inténtalo de nuevo en unos segundos.
cancel-ended = El trabajo `{ $job }` ya terminó. `/trabajos` muestra cómo acabó.
cancel-unknown = Ese trabajo no existe en este servidor. `/trabajos` muestra los tuyos.
cancel-not-yours = El trabajo `{ $job }` es de otra persona. Solo esa persona y los moderadores pueden cancelarlo.
cancel-unconfirmed = El proveedor no respondió, así que no sé si el trabajo `{ $job }` se detuvo. Su tarjeta lo mostrará; inténtalo de nuevo en un minuto.

direct-messages-closed = Tus mensajes directos están cerrados, así que publiqué el resultado aquí.
converting = Convirtiendo tu archivo…
converting-in-line = Tu archivo está en cola para convertirse: { $place }
working = Un momento…
invalid-job-id = Eso no es un ID de trabajo. Los ID de trabajo tienen 8 caracteres y aparecen en la tarjeta; `/trabajos` muestra los tuyos.
storage-unavailable = El almacenamiento no está disponible por ahora. Inténtalo de nuevo en unos minutos; tus trabajos continúan.
outdated = Este comando está desactualizado. Recarga Discord (Ctrl+R) para obtener los actuales o prueba `/ayuda`.

alt-image = Imagen generada { $what }.
alt-image-prompt = Imagen generada { $what }. Prompt: { $prompt }
alt-video = Video generado: { $what }.
alt-video-prompt = Video generado: { $what }. Prompt: { $prompt }
alt-what-image = a partir de una descripción
alt-what-image-from = a partir de otras imágenes
alt-what-continued = la continuación de un video
alt-what-animated = una imagen animada
alt-what-reference = una escena con personajes u objetos de archivos de referencia
alt-what-edited = un video editado
alt-what-scene = una escena a partir de una descripción

help =
    {""}**Hago videos cortos e imágenes.** Respondo al momento; el resultado llega a este canal unos minutos después, y te menciono.

    { $make }
    Acepto casi cualquier formato de imagen, video y audio, también GIF, fotos HEIC y mensajes de voz.
    {""}**Los botones de un resultado** sirven para repetirlo, cambiarlo o continuarlo.

    { $manage }

    De forma predeterminada, un video es de 720P y 5 s, la opción más barata; `vista_previa: True` solo muestra el precio. Lo que falla, se rechaza o se cancela no cuesta nada. Para los prompts, consulta `/ayuda tema: Cómo escribir prompts`.
    Los prompts y los archivos se envían a Alibaba Cloud Model Studio, que genera los resultados.

help-video =
    `/video` – a partir de un prompt. Describe **quién o qué, dónde y cómo se mueve**.
help-animate =
    `/animar` – a partir de una imagen o del avatar de un miembro (si quieres, con una última imagen y audio). Describe **el movimiento y la cámara**: la imagen ya define el aspecto.
help-continue-edit =
    `/continuar` – prolonga un video. `/editar` – edita un video.
help-reference =
    `/referencia` – personajes y objetos de tus imágenes y videos en un video nuevo: "Image 1 waves to Video 1".
help-image =
    `/imagen` – imágenes, a partir de un prompt o de otras imágenes.
help-messages =
    {""}**O responde** a un mensaje con archivos, mencióname y describe qué debe ocurrir: `@bot make it rain 10s 1080p`. O abre su menú: **Aplicaciones > Animar esto**, **Continuar este video**, **Usar como referencia**.
help-jobs =
    `/trabajos`, `/trabajo`, `/repetir` – tus trabajos. `/cancelar` – cancela uno; gratis mientras espera.
help-account =
    `/cuota` – tus créditos y los precios. `/ajustes` – tus valores predeterminados.

prompts-title = {""}**Cómo escribir prompts**
prompts-video =
    {""}**Video a partir de texto** (`/video`): sujeto + escena + movimiento. Di quién o qué, dónde y cómo se mueve; después, la cámara y el estilo.
    > A red fox trots through fresh snow at dawn, tracking shot, soft light
prompts-animate =
    {""}**A partir de una imagen** (`/animar`, `/continuar`): movimiento + cámara. La imagen ya define el aspecto; no hace falta describirlo.
    > She turns to the window and smiles, slow push in
prompts-reference =
    {""}**Con referencias** (`/referencia`): di qué hay en cada archivo, en su orden, y después qué ocurre.
    > The woman in Image 1 hands the cup in Image 2 to the man in Video 1
prompts-edit =
    {""}**Editar un video** (`/editar`): qué cambia y qué se queda igual.
    > Make it night with neon signs; the people and the camera stay as they are
prompts-image =
    {""}**Imagen** (`/imagen`): sujeto + entorno + estilo. Con imágenes tuyas: qué hacer con ellas.
    > A lighthouse on a cliff in a storm, oil painting
prompts-languages = Los modelos entienden inglés y chino. Para obtener los mejores resultados, escribe los prompts en uno de esos idiomas, como en estos ejemplos.

## The job's card, its result and its notice

title-image = **Imagen**
title-images = **Imágenes**
title-edited = **Video editado**
title-reference = **Video a partir de referencias**
title-continued = **Continuación de un video**
title-first-to-last = **De imagen a imagen**
title-animated = **Imagen animada**
title-video = **Video**
card-job = trabajo `{ $job }`
post-job = trabajo { $job }

detail-images = { $count ->
        [one] { $count } imagen
       *[other] { $count } imágenes
    }
detail-seconds = { $seconds } s
detail-seed = semilla { $seed }
detail-verbatim = prompt tal cual
detail-own-audio = conserva su audio
detail-negative = sin: { $negative }

derivation-again = repetición
derivation-change = con cambios
derivation-continue = continuación
derivation-last-frame = desde su último fotograma
derivation-larger = versión en 1080P
derivation-animate = animación
derivation-reference = usado como referencia
card-again = Repetición de `{ $job }`
card-change = Versión con cambios de `{ $job }`
card-continue = Continuación de `{ $job }`
card-last-frame = Empieza en el último fotograma de `{ $job }`
card-larger = Versión en 1080P de `{ $job }`
card-animate = Animación de `{ $job }`
card-reference = Usa `{ $job }` como referencia

shows-avatar = Muestra el avatar de { $name }, que puede eliminar el resultado
shows-avatar-nameless = un miembro

deleted = **Eliminado** por quien lo pidió
deleted-by-shown-member = **Eliminado** por el miembro cuyo avatar muestra
removed = **Eliminado** por un moderador

expected = {" "}· previsto: { $earliest } – { $latest }
place-beyond = uno de { $waiting } en espera
reason-fair-share = {" "}(turnos repartidos por igual entre los miembros)
reason-express-slot = {" "}(tu primer trabajo: turno exprés)
reason-member-limit = {" "}(alcanzaste tu límite de { $count } { $count ->
        [one] trabajo
       *[other] trabajos
    } en curso)
queued = **En cola**: { $place }{ $why }{ $expected }
stalled = **En pausa**: el proveedor de video no está disponible; tu trabajo continuará automáticamente
place-next = siguiente
place-waiting = en espera
place = puesto { $place }
submitting = **Enviando**{ $expected }
unconfirmed = **Comprobando**: se perdió la respuesta del proveedor; me aseguro antes de continuar
submitted = **En la cola del proveedor**{ $expected }
running = **Generando** · empezó { $since }{ $expected }
unknown-task = **Sin noticias**: el proveedor no da información sobre este trabajo por ahora. Seguiré preguntando durante un día como máximo; puedes cancelarlo
finished = **Terminado**, subiendo el resultado
delivered = **Listo**: { $link }
delivered-privately = **Listo**: enviado por mensaje directo, como prefieres
delivered-directly = **Listo**: enviado por mensaje directo, porque no puedo publicar aquí
failed-card = **Falló**: { $why }
cancelled-by = **Cancelado** por { $user }. { -free }
cancelled-card = **Cancelado.** { -free }
cancelled-at-provider = **Cancelado** en el proveedor. { -free }

result-video = { $user }, tu video está listo.
result-image = { $user }, tu imagen está lista.
result-images = { $user }, tus imágenes están listas.
result-details = { $details } · tardó { $took } · créditos cobrados: { $spent }
result-fewer = El proveedor devolvió { $count } de las { $requested } imágenes.
result-in-server = Para repetir, cambiar o continuar este resultado, ejecuta `/trabajo trabajo:{ $job }` en el servidor.
result-shrunk = El archivo era demasiado grande para este canal, así que lo reduje.
result-linked = El archivo es demasiado grande para este canal: [velo o descárgalo]({ $url }) hasta el { $until }.
notice-video = { $user }, hubo un problema con tu video: { $why } ({ $outcome })
notice-image = { $user }, hubo un problema con tu imagen: { $why } ({ $outcome })

button-cancel = Cancelar
button-again = Repetir
button-change = Cambiar
button-continue = Continuar
button-last-frame = Último fotograma → nuevo
button-larger = 1080P
button-animate = Animar
button-animate-n = Animar { $number }
button-details = Detalles
button-delete = Eliminar
button-delete-for-good = Eliminarlo
button-report = Reportar
button-newer = Más recientes
button-older = Anteriores
button-prompt-help = Ayuda con prompts
button-block-inputs = Bloquear también sus archivos

list-empty = Aún no tienes trabajos en este servidor. Prueba `/video`.
list-end = No hay más trabajos.
list-title = Tus últimos trabajos aquí:
list-title-page = Tus trabajos aquí, página { $page }:
list-queued = en cola, puesto { $place }
list-removed = eliminado
list-direct = enviado por mensaje directo

change-converted = convertido a partir de { $from }
change-cut = { $part ->
    [last] últimos
   *[first] primeros
} { $seconds } s de { $of } s
change-cut-of-unknown = { $part ->
    [last] últimos
   *[first] primeros
} { $seconds } s
change-cropped = { $from } píxeles, recortado a { $to }
change-resized = { $from } píxeles, redimensionado a { $to }
change-resized-too = redimensionado a { $to }

## Replies, menus, modals, buttons and settings

modal-prompt = Prompt
modal-motion = Movimiento y cámara
modal-reference = Qué ocurre; usa "Image 1" y "Video 1"
modal-options = Opciones (opcional)
modal-options-example = 10s 1080p 16:9 semilla 7 literal
modal-prompt-kept = Es demasiado largo para mostrarlo. Déjalo vacío para conservarlo.
modal-change = Cambiar y generar de nuevo
modal-continue = Continuar este video
modal-last-frame = Nuevo video desde el último fotograma
modal-animate = Animar esto
modal-report = Reportar este resultado
modal-report-reason = ¿Qué problema tiene?
modal-delayed = El formulario tardó demasiado en abrirse. Pulsa el botón para abrirlo.
menu-choose = Elige archivos

no-such-job = Ese trabajo no existe aquí o no puedes verlo. `/trabajos` muestra los tuyos.
pressed-twice = Pulsaste dos veces en tres segundos, así que creé un solo trabajo. Pulsa otra vez si quieres otro.
not-yours-to-delete = Solo pueden eliminarlo quien lo pidió, el miembro cuyo avatar muestra y los moderadores. **Reportar** avisa a los moderadores.
delete-sure = ¿Eliminar este resultado aquí y del almacenamiento? No se puede deshacer, y sus créditos no se reembolsan.
delete-done = Eliminado aquí y del almacenamiento.
choice-expired =
    Esta elección ya no está disponible: dura un día, igual que los enlaces de Discord a los archivos. Vuelve a hacer la petición.
    { -free }
choice-not-yours = Eso es de otra persona. Haz tu propia petición para elegir.

action-animate = Animar la imagen
action-first-to-last = De la primera imagen a la segunda
action-continue = Continuar el video
action-continue-to = Continuar el video hasta la imagen
action-edit = Editar el video
action-reference = Usar como referencias
action-from-audio = Un video para el audio
offer = { $action } · desde { $price }
offer-checking = **{ $action }**: comprobando los archivos…

which-part =
    { $file } dura { $seconds } s y el límite es de { $most } s. ¿Qué parte uso{ $several ->
        [yes] {" "}de este y de los demás videos demasiado largos
       *[no] {""}
    }? Cualquiera de las dos cuesta alrededor de { $price }.
    No se cobra nada hasta que elijas.
part-first = Primeros { $most } s
part-last = Últimos { $most } s
part-checking = **{ $part }**: comprobando el archivo…
part-chosen = **{ $part }**: trabajo `{ $job }`
part-chosen-before = Ya elegiste: trabajo `{ $job }`
part-pressed-twice = Ya está en marcha, con la parte que elegiste primero.

files-images = { $count ->
        [one] una imagen
       *[other] { $count } imágenes
    }
files-videos = { $count ->
        [one] un video
       *[other] { $count } videos
    }
files-audio = { $count ->
        [one] un archivo de audio
       *[other] { $count } archivos de audio
    }
files-and = { $first } y { $last }
which-action =
    ¿Qué hago con { $files }{ $options }?
    { $prompt }
    No se cobra nada hasta que elijas.
no-action =
    No puedo hacer un video con { $files }. Acepto una imagen (la animo), dos imágenes (de la primera a la segunda), un video (lo continúo), un archivo de audio o hasta cinco imágenes y videos como referencias. Para elegir entre muchos, usa **Aplicaciones > Usar como referencia** en el mensaje.
    { -free }
no-files-hidden =
    Discord no me deja ver a qué respondes. Abre el menú de ese mensaje y usa **Aplicaciones > Animar esto**, **Continuar este video** o **Usar como referencia**. O adjunta el archivo a tu propio mensaje.
    { -free }
no-files-referenced =
    El mensaje al que respondes no tiene imagen, video ni audio: ni archivo adjunto, ni sticker, ni emoji personalizado, ni vista previa de un enlace. Guarda como archivo lo que quieras usar y adjúntalo.
    { -free }
no-files-reference-deleted =
    El mensaje al que respondes ya no existe. Adjunta el archivo a tu propio mensaje.
    { -free }
no-files =
    Adjunta una imagen, un video o un archivo de audio, o responde a un mensaje que tenga alguno. Para un video solo a partir de un prompt, usa `/video`; `/ayuda` muestra el resto.
    { -free }
missing-files =
    Ese mensaje no tiene { $wanted }: ni archivo adjunto, ni sticker, ni emoji personalizado, ni vista previa de un enlace que pueda usar. Guarda como archivo lo que quieras usar y adjúntalo.
    { -free }
sticker-lottie =
    Ese sticker es una animación vectorial (Lottie), no una imagen, así que no puedo usarlo. Envía una captura de pantalla.
    { -free }
missing-image = ninguna imagen
missing-video = ningún video
missing-audio = ningún audio
missing-reference = ninguna imagen ni ningún video
which-one = ¿Cuál?
which-ones = ¿Cuáles? Máximo { $most }, numerados en este orden.

reported = Gracias. { $notified }
reported-notified = Se avisó a los moderadores de este servidor.
reported-recorded = Queda registrado para los moderadores de este servidor, pero no tienen canal de registro; avisa también a uno de ellos.

settings-saved = **Guardado.** A partir de ahora:
settings-shown = **Tus valores predeterminados:**
settings-default = valor predeterminado del servidor
settings-resolution = Resolución (videos): { $value }
settings-ratio = Relación de aspecto (de texto a video): { $value }
settings-length = Duración: { $value }
settings-prompts = Prompts: { $value }
settings-prompts-enhanced = ampliados por el modelo
settings-prompts-verbatim = tal como los escribes
settings-ping = Mención cuando un resultado está listo: { $value }
settings-private = Resultados por mensaje directo: { $value }
settings-language = Idioma: { $value }
settings-language-auto = el de tu Discord
settings-everywhere = Se aplican en todos los servidores. `/ajustes restablecer: True` los borra.
yes = sí
no = no

state-accepted = aceptado
state-submitting = enviándose
state-unconfirmed = sin confirmar
state-submitted = enviado
state-running = en curso
state-finished = terminado
state-stored = guardado
state-delivered = entregado
state-failed = fallido
state-cancelled = cancelado

details-title = **{ $kind }** · trabajo `{ $job }` · de { $user }
details-requested = pedido { $when } · { $state } · { $outcome }
details-result = resultado: { $result }
details-input = { $name }: { $file }{ $size }{ $seconds }
details-size = {" "}· { $width } × { $height }
details-seconds = {" "}· { $seconds } s
details-made-from = hecho a partir de { $job } ({ $derivation })
collect-not-sent = No se pudo enviar el archivo. Usa `/trabajo` otra vez en un minuto: no cuesta nada más.
collect-too-large = El archivo es demasiado grande para enviarlo aquí. El operador del bot puede conseguírtelo.
collect-linked = El archivo es demasiado grande para enviarlo aquí: [velo o descárgalo]({ $url }) hasta el { $until }.
collect-unreadable = Una parte del archivo no se puede leer en este momento. Usa `/trabajo` otra vez más tarde: no cuesta nada más.
collect-gone = El archivo ya no está guardado.
details-used-for = dio lugar a { $job } ({ $derivation })

## Credits and money

credits = { $amount ->
        [one] { $amount } crédito
       *[other] { $amount } créditos
    }
allowance-unlimited = sin límite
allowance-none = ningún crédito
until = {" "}hasta el { $time }

because = {":"} { $reason }.
because-none = {"."}
denied-blocked = No puedes hacer peticiones en este servidor { $until }{ $because }
denied-blocked-until = hasta el { $time }
denied-blocked-for-good = hasta que un moderador te desbloquee
denied-paused = Las peticiones nuevas están en pausa en este servidor{ $because } Los trabajos en curso terminarán.
denied-channel = Este servidor solo acepta peticiones en { $channels }.
denied-model = Este servidor no permite { $model }. Elige otro modelo.
denied-too-long = Este servidor permite videos de hasta { $max } s; { $seconds } s son { $over } s de más. Elige una duración más corta.
denied-resolution = Este servidor permite hasta { $max }; pediste { $resolution }. Elige una resolución más baja.
denied-input = Un moderador bloqueó este archivo en este servidor. Usa otro.
denied-avatars = Este servidor no me permite usar los avatares de los miembros. Los moderadores pueden permitirlo: `/wan-mod ajustes establecer ajuste: allow-avatars valor: yes`.
denied-credits = Esto cuesta { $price } y tienes { $available }: { $over ->
        [one] te falta { $over }
       *[other] te faltan { $over }
    }. { $when } `/cuota` muestra en qué gastaste los tuyos.
denied-when = Puedes volver a intentarlo { $relative } ({ $time }).
denied-never-credits = Esperar no servirá: pide más créditos a un moderador o elige una duración más corta, una resolución más baja o menos resultados.
denied-budget = El presupuesto { $period ->
        [day] diario
       *[month] mensual
    } { $whose ->
        [server] de este servidor
       *[global] global del bot
    } no alcanza: quedan { $left } de { $limit } y esto cuesta { $price }, { $over } de más. { $when }
denied-never-budget = Esperar no servirá: elige una duración más corta, una resolución más baja o menos resultados.

outcome-reserved = reservado: { $credits }
outcome-charged = cobrado: { $credits }
outcome-charged-less = cobrado: { $charge } de { $price ->
        [one] { $price } crédito
       *[other] { $price } créditos
    }
outcome-refunded = reembolsado: { $credits } – { $why }
refund-user-input = el proveedor no pudo usar la petición
refund-moderated = el proveedor rechazó la petición
refund-provider = el proveedor falló
refund-lost = el trabajo se perdió
refund-account = el proveedor no acepta la cuenta del bot
refund-undeliverable = no se pudo publicar
refund-bug = un error mío
refund-cancelled = cancelado

window-short-daily = por día
window-short-weekly = por semana
window-short-rolling = { $hours } h
window-daily = cada día a medianoche, { $zone }
window-weekly = los lunes a medianoche, { $zone }
window-rolling = cada crédito { $hours ->
        [one] { $hours } hora
       *[other] { $hours } horas
    } después de usarse

left = { $span } · reservados: { $reserved } · cobrados: { $spent }{ $before }
left-of = Créditos restantes: **{ $left } de { $granted }**
left-no-limit = **Sin límite**
left-before = {" "}· reservados desde el periodo anterior: { $reserved }

account-available = Disponibles: **{ $available }** (bonos incluidos). En este periodo:
account-from = Origen: { $from } ({ $allowance }{ $taken })
account-from-everyone = valor predeterminado del servidor
account-from-role = rol { $role }
account-from-personal = establecido por un moderador
account-taken = , menos deducciones
account-refills = Renovación: { $window }{ $next }
account-refills-next = , { $when }
account-grant = Bono{ $role } (entrada { $entry }): { $available ->
        [one] queda { $available }
       *[other] quedan { $available }
    } de { $granted }{ $until }{ $reserved }
account-grant-role = {" "}para { $role }
account-grant-reserved = {" "}· reservados: { $reserved }
account-blocked = **Bloqueo**{ $until }{ $because }

quota-title = **Tus créditos aquí**
quota-paused = Las peticiones nuevas están en pausa en este servidor{ $because }
quota-sample = Un video de 5 s a 720P cuesta { $price }.
quota-second = · { $model }: { $prices } créditos por segundo
quota-image = · { $model }: { $prices } créditos por imagen
quota-budget = Al presupuesto { $period ->
        [day] diario
       *[month] mensual
    } de este servidor le quedan { $left } hasta el { $until }.

budget-limited = { $period ->
        [day] Día
       *[month] Mes
    }: { $used } de { $limit } usados o reservados · se renueva { $renews }
budget-unlimited = { $period ->
        [day] Día
       *[month] Mes
    }: { $used } usados o reservados · sin límite

preview =
    Esta petición se aceptaría. Cuesta { $price } ({ $money }); { $left }.
    No se envió ni se cobró nada. Ejecuta el comando sin `vista_previa` para generar el resultado.
preview-left = tienes { $available } y te quedarían { $after }
preview-no-limit = no tienes límite

## For moderators

the-operator = el operador
the-bot = el bot
entry-quota-set = cuota establecida
entry-quota-grant = bono concedido
entry-quota-take = créditos deducidos
entry-quota-reset = cuota restablecida
entry-quota-weight = peso en la cola
entry-block = bloqueo
entry-unblock = desbloqueo
entry-pause = pausa
entry-resume = reanudación
entry-settings-set = ajuste { $setting }
entry-block-inputs = archivos de entrada bloqueados
entry-channel-defaults = valores predeterminados del canal
entry-undo-of = entrada { $entry } deshecha: { $what }
entry-cancel-job = trabajo cancelado
entry-remove-result = resultado eliminado
entry-report = reporte
audit-by-role = según el rol
audit-no-role-quota = rol sin cuota
audit-as-everyone = como todos
audit-left = { $amount ->
        [one] queda { $amount }
       *[other] quedan { $amount }
    }
audit-unlimited = sin límite
audit-more = { $amount } más{ $until }
audit-more-each = { $amount } más para cada miembro con el rol{ $until }
audit-less-each = { $amount } menos para cada miembro con el rol{ $until }
audit-nothing-used = según el rol, nada usado
audit-weight = { $weight ->
        [1] la parte normal
       *[other] { $weight } veces la parte normal
    }
audit-blocked = con bloqueo{ $until }
audit-not-blocked = sin bloqueo
audit-open = abierto
audit-paused = en pausa
audit-inputs = bloqueados: { $count }
audit-posted = publicado
audit-shows-own-avatar = muestra su propio avatar
audit-job-open = en curso
audit-job-cancelled = trabajo `{ $job }` cancelado
audit-job-removed = resultado del trabajo `{ $job }` eliminado
audit-job-reported = trabajo `{ $job }` { $link }
audit-budget-server = presupuesto { $period ->
        [day] diario
       *[month] mensual
    } de este servidor: { $percent } %
audit-budget-global = presupuesto { $period ->
        [day] diario
       *[month] mensual
    } global del bot: { $percent } %
audit-budget-used = { $used } de { $limit } usados o reservados
audit-budget-next = { $period ->
        [day] el día siguiente
       *[month] el mes siguiente
    } empieza el { $time }
audit-provider = el proveedor de video
audit-account-rejected = no acepta la cuenta del bot (clave o facturación)
audit-unreadable = una entrada que no se puede leer
audit-unreachable = no responde
audit-jobs-wait = los trabajos esperan hasta que se resuelva, sin que se cobre nada
audit-bill = la factura del proveedor del { $day }
audit-bill-reserved = { $amount } reservados para { $jobs ->
        [one] { $jobs } trabajo
       *[other] { $jobs } trabajos
    }
audit-bill-billed = { $amount } facturados; los miembros no pagan la diferencia de { $more }
audit-provider-back = vuelve a aceptar trabajos
entry-undone = deshecha por la entrada { $entry }
entry-done = Hecho. { $entry }{ $undo }
entry-undo =
    {""}
    Para deshacerlo: `/wan-mod cuota deshacer número:{ $number }`

not-done =
    { $why }
    No se cambió nada.
not-moderator = Necesitas el permiso "Gestionar servidor" (o "Administrar servidor") o el rol de moderador.
not-done-model = No existe el modelo { $model }. `/cuota` muestra los disponibles.
not-done-changed = Otra persona lo cambió al mismo tiempo. Comprueba el valor actual e inténtalo de nuevo.
not-done-no-entry = Esa entrada no existe en el registro de este servidor, o no hay ninguna que se pueda deshacer.
not-done-undone = La entrada { $entry } ya la deshizo.
not-done-not-undoable = Esa entrada no cambió nada que se pueda deshacer.
not-done-changed-since = Los mismos ajustes se volvieron a cambiar después. Deshaz primero ese cambio: `/wan-mod cuota registro` lo muestra.
not-done-no-job = No conozco ese trabajo o mensaje en este servidor. Usa un enlace a mi mensaje o el ID del trabajo.
not-done-no-result = Ese trabajo no tiene ningún resultado que eliminar.
not-archived = { $post }. El archivo sigue en el almacenamiento, y su enlace, si lo tiene, todavía funciona. Inténtalo de nuevo en un minuto; si no sirve, avisa al operador del bot.
not-archived-deleted = La publicación se eliminó
not-archived-not-deleted = La publicación no se pudo eliminar
not-done-everyone = Hay una sola cantidad para todos: usa `cuota establecer` o `ajustes establecer ajuste: credits`. Los bonos y las deducciones son solo para miembros y roles.
not-deleted = El archivo se eliminó del almacenamiento, pero Discord no eliminó la publicación ({ $error }). Elimínala a mano o inténtalo de nuevo en un minuto.
not-done-storage = El almacenamiento no está disponible por ahora. Inténtalo de nuevo en unos minutos.

role-gives = Cuota de { $role } por periodo: { $allowance }.
role-gives-nothing = { $role } no tiene cuota propia: sus miembros reciben lo mismo que los demás ({ $everyone }).
role-grant = Entrada { $entry }: { $amount } para cada miembro con el rol{ $until }
role-quotas = Créditos por periodo ({ $window }); se aplica la cuota más alta:
role-quotas-role = { $role } – { $allowance }
role-quotas-weight = { $role } – { $weight } veces la parte normal de la cola
role-quotas-everyone = todos – { $allowance }

log-empty = El registro está vacío.
log-end = No hay más entradas.
top-empty = No se gastó nada { $days ->
        [one] hoy
       *[other] en los últimos { $days } días
    }.
top-title = { $days ->
        [one] Hoy
       *[other] Los últimos { $days } días, hoy incluido
    }:
top-line = { $place }. { $user } – { $credits } en { $jobs } ({ $money })
top-jobs = { $count ->
        [one] { $count } trabajo
       *[other] { $count } trabajos
    }
chart = Gráfico de barras de los créditos gastados por día. { $days }.

settings-title = Ajustes de este servidor:
settings-paused = **Pausado** por { $by }: { $reason }
settings-blocked = { $count ->
        [one] { $count } archivo de entrada bloqueado
       *[other] { $count } archivos de entrada bloqueados
    }
defaults-enhanced = prompts ampliados por el modelo
defaults-verbatim = prompts tal cual
defaults-spoiler = spoilers
defaults-nothing = ninguno
settings-channel = Valores predeterminados en { $channel }: { $defaults }
budgets =
    Lo que puede gastar este servidor:
    { $day }
    { $month }
jobs-empty = Aún no hay trabajos.

who-title = { $kind } · trabajo `{ $job }` · lo pidió { $user } en { $channel }
who-input = { $role }: { $name } ({ $size }, SHA-256 `{ $hash }`)
who-unknown-hash = desconocido
who-avatar = con el avatar de { $user }
who-cost = { $outcome } · { $money } en el proveedor
who-accepted = aceptado: { $time }
who-submitted = enviado: { $time }
who-finished = terminado: { $time }
who-state = { $state }: { $time }
who-removed = **Eliminado** por { $by } ({ $time })
full-prompt =
    Prompt:
    { $prompt }

    Prompt negativo:
    { $negative }
full-prompt-alt = El prompt completo.
removed-done = Se eliminaron la publicación del trabajo `{ $job }` de { $user } y su archivo del almacenamiento. El historial se conserva; no se reembolsa nada.

invalid-amount = Una cantidad es un número como `20`, `+5`, `-5` o `7.5` (con punto); para establecer una cuota, también `none` o `unlimited`.
invalid-amount-zero = La cantidad debe ser mayor que cero.
invalid-amount-no-limit = { $subject } no tiene límite, así que no se puede añadir ni deducir nada. En su lugar, establece un número.
invalid-until = El final debe estar en el futuro: una duración como `3d` o `12h`, o una fecha como `2026-12-24` o `2026-12-24 18:00`.
invalid-nothing-left = A { $subject } no le quedan créditos que deducir.
invalid-too-many-grants = { $subject } tiene { $max } bonos sin agotar, que es el máximo. Establece una cantidad con `/wan-mod cuota establecer` o empieza de cero con `/wan-mod cuota restablecer`.
invalid-too-many-inputs = Este servidor ya bloquea { $max } archivos, que es el máximo.
invalid-no-change = No hay nada que cambiar: ya está así.
invalid-value = `{ $setting }` admite { $wanted }.
invalid-weight = Un peso es un número entero de 1 a { $max }.
invalid-defaults = Los valores predeterminados son palabras como `1080p 16:9 8s literal`.

setting-window = cuándo se renuevan los créditos
setting-time-zone = zona horaria de los periodos
setting-credits = créditos para todos por periodo
setting-max-queued = máximo de trabajos en cola por miembro
setting-max-running = máximo de trabajos en curso por miembro
setting-max-duration = duración máxima de los videos, en segundos
setting-max-resolution = resolución máxima de los videos
setting-channels = dónde se aceptan peticiones
setting-models = qué modelos se pueden usar
setting-allow-avatars = si se pueden animar los avatares de los miembros
setting-moderator-role = quién modera, además de quienes pueden gestionar el servidor
setting-log-channel = dónde se publican los cambios y las alertas de presupuesto
setting-budget-day = presupuesto por día
setting-budget-month = presupuesto por mes
setting-language = idioma del registro y de las respuestas a mensajes

wanted-window = `daily` (cada día), `weekly` (cada semana) o un periodo móvil en horas como `48h` (de { $min }h a { $max }h)
wanted-zone = un nombre como `Europe/Berlin` o `UTC`
wanted-allowance = un número de créditos (por ejemplo, `20`), `none` o `unlimited`
wanted-count = un número entero de { $min } a { $max }
wanted-seconds = un número de segundos o `any`
wanted-resolution = `480P`, `720P`, `1080P` o `any`
wanted-channels = canales como `#videos #lab`, o `all`
wanted-models = nombres de modelos o `all`
wanted-yes-no = `yes` o `no`
wanted-role = un rol o `none`
wanted-channel = un canal o `none`
wanted-dollars = una cantidad en dólares como `20` o `7.50`, o `none`
wanted-language = { $codes } o `auto`

## The command line: `wanbot check`, `jobs`, `status`, `quota`, `backup`, `journal`, `register`

cli-journal-not-opened = no se puede abrir el journal { $path }
cli-no-limit = sin límite
cli-no-end = sin final
cli-until = hasta { $time }
cli-unknown = desconocido
cli-mention-member = miembro { $id }
cli-mention-role = rol { $id }
cli-mention-channel = canal { $id }

cli-ok = ok
cli-note = nota
cli-error = error

cli-check-configuration = configuración; región { $region } ({ $name }); modelos { $models }
cli-check-offline = no se consultó a Discord ni a Model Studio (--offline)
cli-check-tls = OpenSSL no se puede inicializar: { $error }
cli-check-failed = La configuración tiene errores.
cli-check-passed = La configuración es correcta. Inicia el bot con `wanbot run`.
cli-check-missing = { $key }: { $path } aún no existe
cli-check-writable = { $key }: se puede escribir en { $path }
cli-check-not-writable = { $key }: no se puede escribir en { $path }: { $error }
cli-check-no-folder = no es una carpeta
cli-check-journal-open = el journal { $path } no se cerró y { $file } no existe: no se examinó, porque eso crearía el archivo (--offline)
cli-check-journal = el journal { $path } se puede leer
cli-check-no-ffmpeg = ffmpeg no está instalado: los resultados demasiado grandes para un canal se publican como enlaces, y se rechazan GIF, WebM y otros videos, mensajes de voz y otros audios, y no se comprueba si los videos están dañados
cli-check-no-ffprobe = ffprobe no está instalado junto a ffmpeg: los videos y el audio no se convierten
cli-check-no-heif = heif-convert (paquete libheif-examples) no está instalado: se rechazan las fotos HEIC de teléfonos y las imágenes AVIF
cli-check-token = Discord reconoce el token: es { $name }
cli-check-content-off = discord.message_content es true, pero Message Content está desactivado en el portal de desarrolladores (Bot > Privileged Gateway Intents): Discord rechazaría la conexión
cli-check-content-on = Message Content está activado en el portal de desarrolladores: con discord.message_content = true, los miembros pueden responder a la imagen de cualquiera
cli-check-old-application = el usuario del bot ({ $user }) no coincide con su aplicación ({ $application }), como en las aplicaciones anteriores a 2016: cada uno se usa donde corresponde
cli-check-invite = enlace de invitación: { $url }
cli-check-token-refused = DISCORD_TOKEN en { $base }: { $error }
cli-check-twice-global = los comandos también están registrados de forma global, así que cada uno aparece dos veces: el próximo inicio quita los globales, porque discord.register_commands_in indica servidores
cli-check-twice-servers = los comandos están registrados de forma global y también en servidores concretos ({ $servers }), así que cada uno aparece dos veces: el próximo inicio quita los de esos servidores, porque discord.register_commands_in no indica ningún servidor
cli-check-no-model = wan.disabled_models no deja ningún modelo
cli-check-key = Model Studio en { $region } acepta la clave; { $tasks ->
        [one] { $tasks } tarea
       *[other] { $tasks } tareas
    } de { $model } en las últimas 24 horas
cli-check-key-refused = { $base } no acepta DASHSCOPE_API_KEY ({ $code }): está mal escrita, se revocó o es de otra región. Una clave solo funciona en la región donde se creó; wan.region indica { $region }
cli-check-provider = Model Studio en { $base }: { $error }

cli-register-global = se { $count ->
        [one] registró { $count } comando
       *[other] registraron { $count } comandos
    } de forma global; Discord puede tardar un poco
cli-register-servers = se { $count ->
        [one] registró { $count } comando
       *[other] registraron { $count } comandos
    } en { $servers ->
        [one] { $servers } servidor
       *[other] { $servers } servidores
    }

cli-jobs-job = trabajo
cli-jobs-state = estado
cli-jobs-model = modelo
cli-jobs-member = miembro
cli-jobs-accepted = aceptado
cli-jobs-price = precio
cli-jobs-usage = uso
cli-jobs-billed = facturado
cli-jobs-prompt = prompt
cli-jobs-input = entrada
cli-jobs-task = tarea
cli-jobs-failure = fallo
cli-jobs-events = eventos
cli-jobs-place = { $member } en el servidor { $server }, canal { $channel }
cli-jobs-settings = { $model } · { $resolution } · { $amount } · semilla { $seed }
cli-jobs-cost = { $credits }, { $money }
cli-jobs-billed-seconds = { $seconds } s facturados
cli-jobs-billed-images = { $count ->
        [one] { $count } imagen
       *[other] { $count } imágenes
    }
cli-jobs-usage-of = { $usage } (según el proveedor)
cli-jobs-bytes = { $role }: { $name }, { $bytes } bytes
cli-jobs-without-code = sin código
cli-jobs-none = no existe el trabajo { $job } en { $path }
cli-orphan-created = creación: { $time }
cli-orphan-failed = no se pudo consultar: { $error }
cli-orphans = Tareas de las últimas 24 horas que no pertenecen a ningún trabajo: { $orphans } de las { $all } de la cuenta{ $orphans ->
        [0] .
       *[other] . Son de otro programa o de un trabajo cuya respuesta se perdió (wanbot jobs list --state failed).
    }

cli-journal-summary = { $jobs ->
        [one] { $jobs } trabajo
       *[other] { $jobs } trabajos
    } (abiertos: { $open }), { $events ->
        [one] { $events } evento
       *[other] { $events } eventos
    }, { $bytes } bytes
cli-journal-intact = No se encontraron problemas.
cli-journal-not-read = no se puede leer el journal { $path }
cli-journal-damaged = Detén el bot, conserva este archivo y vuelve a la última copia de seguridad íntegra.
cli-backup-restore = Para volver a ella: detén el bot, mueve { $journal }, { $journal }-wal y { $journal }-shm a otro lugar, copia la copia de seguridad en { $journal } e inicia el bot. No incluye los trabajos aceptados después de la copia. Nada se paga ni se publica dos veces: el bot pregunta al proveedor y a los canales qué pasó desde entonces. Un trabajo del que el proveedor no sabe nada después de un día se abandona: se cobra si su resultado sigue publicado y, si no, se reembolsa.
cli-backup-archive = No incluye los videos ni las imágenes: son archivos en { $archive }.

cli-status-day = últ. 24 h
cli-status-today = hoy
cli-status-month = este mes
cli-status-open = abiertos
cli-status-queue = cola
cli-status-oldest = más antiguo
cli-status-title = wanbot { $version }, { $time }: { $ready }
cli-status-ready = listo
cli-status-not-ready = no está listo: { $problems }
cli-status-unreachable = no responde en { $address }
cli-status-not-served = desconocido, porque http.listen no está definido
cli-status-counts = { $accepted } pedidos, { $delivered } entregados, { $failed } fallidos
cli-status-spent = { $used } usados o reservados, { $limit }
cli-status-limit = de { $limit }
cli-status-state = { $count } { $state }
cli-status-waiting = { $count } para { $model }
cli-status-empty = vacía
cli-status-open-for = { $job } { $state }, abierto desde hace { $age }
cli-status-nothing-open = no hay nada abierto
cli-status-provider = EN EL PROVEEDOR
cli-status-nothing = nada
cli-status-failures = ÚLTIMOS FALLOS
cli-status-none = ninguno
cli-status-ago = hace { $age }
cli-status-stop = Ctrl-C para salir.
age-seconds = { $seconds } s
age-minutes = { $minutes } min
age-hours = { $hours } h
age-days = { $days ->
        [one] { $days } día
       *[other] { $days } días
    }

cli-quota-both = usa --server o --direct, no ambos
cli-quota-no-server = indica el servidor (--server ID), o --direct para los mensajes directos
cli-quota-ids = `{ $setting }` admite ID, varios separados por espacios, o la palabra que muestra `wanbot quota settings` cuando no hay ninguno. No se cambió nada.
cli-quota-role = rol { $role }
cli-quota-everyone = todos
cli-quota-allowance = cuota
cli-quota-left = quedan
cli-quota-reserved = reservados
cli-quota-spent = cobrados
cli-quota-window = periodo
cli-quota-grant = bono
cli-quota-blocked = bloqueo
cli-quota-origin-everyone = todos
cli-quota-origin-personal = personal
cli-quota-left-of = { $left } de { $granted }
cli-quota-window-of = { $start } a { $end }
cli-quota-grant-of = entrada { $entry }: { $available } de { $granted } disponibles, { $until }
cli-quota-server = servidor
cli-quota-global = global
cli-quota-budget = { $used } de { $limit }, hasta { $until }
cli-quota-budget-unlimited = { $used }, sin límite, hasta { $until }
cli-quota-jobs = { $count ->
        [one] { $count } trabajo
       *[other] { $count } trabajos
    }
