# All texts in Brazilian Portuguese.

## Numbers and the language itself

language-name = Português do Brasil
decimal-separator = {","}
money = US$ { $amount }
size-kilobytes = { $size } kB
size-megabytes = { $size } MB
list-separator = {", "}
labelled = { $label }: { $text }
in-parentheses = {" "}({ $text })
quoted-reason = “{ $reason }”

## Commands and options

video = Gera um vídeo a partir de um prompt
video-prompt = Quem ou o que aparece, onde e como se move
animate = Anima uma imagem
animate-image = Com o que o vídeo começa: uma foto, um desenho ou um GIF
animate-member = Ou o membro cujo avatar abre o vídeo, se o servidor permitir
animate-prompt = Descreva o movimento e a câmera; a imagem já define o visual
continue = Estende um vídeo
continue-video = O vídeo ou GIF que você quer estender: a partir de 2 s; uso no máximo os últimos 10 s
continue-prompt = O que acontece depois e o que a câmera faz; o vídeo já define o visual
continue-duration = Duração TOTAL em segundos, incluindo o seu vídeo (padrão: mais 5 s)
reference = Gera um vídeo com personagens ou objetos das suas imagens e vídeos
reference-prompt = O que acontece; no prompt, os arquivos se chamam "Image 1", "Video 1"
reference-image1 = Personagem ou objeto que deve aparecer: "Image 1" no seu prompt
reference-image = "Image { $number }" no seu prompt
reference-video1 = Um vídeo ou GIF: a partir de 1 s, uso no máximo 30 s; "Video 1" no seu prompt
reference-video = "Video { $number }" no seu prompt
reference-voice = Como o primeiro personagem fala: qualquer áudio ou vídeo, a partir de 1 s; uso no máximo 10 s
reference-first-frame = A imagem com que o vídeo começa
reference-ratio = Proporção (padrão: 16:9); não vale com um primeiro quadro
reference-duration = Segundos (padrão: 5); no máximo 10 com um vídeo
edit = Edita um vídeo
edit-video = O vídeo ou GIF que você quer editar: a partir de 2 s; uso no máximo 10 s
edit-prompt = O que mudar: um objeto, o cenário, o estilo
edit-image1 = Uma imagem para usar na edição: "Image 1" no seu prompt
edit-keep-audio = Manter o áudio do vídeo (padrão: o modelo decide)
edit-ratio = Proporção (padrão: a do vídeo)
edit-duration = Quantos segundos manter (padrão: todos)
image = Gera imagens a partir de um prompt ou das suas imagens
image-prompt = O que mostrar ou o que fazer com as suas imagens
image-count = Número de imagens, 1–4 (padrão: 1)
image-resolution = Padrão: 2K; 4K só sem imagens suas e com pro
image-ratio = Proporção (padrão: a do modelo)
image-pro = Usar o modelo de maior qualidade, que é mais caro (padrão: não)
image-image = Uma imagem para usar como base

option-last-image = A imagem com que o vídeo termina
option-audio = Áudio que guia o vídeo: qualquer áudio ou vídeo, a partir de 2 s; uso no máximo 30 s
option-resolution = 720P (padrão, mais barata) ou 1080P
option-ratio = Proporção (padrão: 16:9)
option-duration = Segundos (padrão: 5)
option-seed = A mesma seed e o mesmo pedido dão um resultado parecido; o padrão é aleatório
option-negative = O que não deve aparecer no vídeo
option-enhance = Deixar o modelo expandir o seu prompt (padrão: sim)
option-crop = Recortar uma imagem de proporção extrema demais (padrão: não)
option-preview = Só verificar o pedido e mostrar o preço; nada é gerado
option-model = Padrão: { $default }
option-job = O ID do trabalho: 8 caracteres, aparece no cartão

jobs = Seus trabalhos neste servidor e a situação deles
job = Detalhes de um trabalho: arquivos, origem, resultado
again = Repete um trabalho com outra seed
cancel = Cancela um dos seus trabalhos; grátis enquanto ele espera
quota = Seus créditos neste servidor e os preços
help-command = O que eu faço e como pedir
settings = Mostra ou altera os seus padrões
settings-option-resolution = Resolução dos vídeos
settings-option-ratio = Proporção (de texto para vídeo)
settings-option-duration = Segundos
settings-option-ping = Mencionar você quando um resultado estiver pronto (padrão: sim)
settings-option-private = Enviar os resultados por mensagem direta (padrão: não)
settings-option-reset = Limpar todos os padrões
settings-option-language = Idioma das minhas respostas e dos seus cartões (padrão: o do seu Discord)
help-option-topic = Um tópico (padrão: um resumo)
help-topic-prompts = Como escrever prompts

mod-option-who = Um membro ou um cargo
mod-option-member = O membro
mod-option-role = O cargo
mod-option-weight = Peso na fila; 1 é a parcela que todos têm
mod-option-until = `3d`, `12h`, `2026-12-24` ou `2026-12-24 18:00`
mod-option-reason = O motivo, registrado junto com a alteração
mod-option-days = Padrão: 7 dias
mod-days-7 = 7 dias
mod-days-30 = 30 dias
mod-option-entry = Número da entrada; por padrão, a última
mod-quota = Créditos de membros e cargos
mod-quota-show = Mostra os créditos de um membro ou cargo
mod-quota-set = Define quanto um membro ou cargo recebe por período
mod-quota-grant = Concede um bônus único de créditos
mod-option-amount = Número de créditos
mod-option-allowance = `20`, `+5`, `-5`, `none` ou `unlimited`
mod-quota-take = Deduz créditos uma única vez (por padrão, até o fim do período)
mod-quota-reset = Redefine a cota e o uso
mod-quota-log = Mostra o registro de auditoria
mod-quota-top = Mostra quem mais gasta
mod-quota-weight = Define o peso de um cargo na fila
mod-quota-roles = Lista as cotas dos cargos
mod-quota-undo = Desfaz uma entrada do registro de auditoria
mod-option-message = Link ou ID da mensagem, ou o ID do trabalho
mod-option-block-inputs = Bloquear também os arquivos de entrada neste servidor
mod-jobs = Lista os trabalhos recentes
mod-cancel = Cancela o trabalho de um membro
mod-option-job = O ID do trabalho
mod-who = Mostra quem pediu um resultado, a partir de quê e o preço
mod-remove = Exclui um resultado, aqui e do armazenamento
mod-option-setting = A configuração
mod-option-period = Dia ou mês
mod-option-channel-none = Padrão: nenhum
mod-block = Bloqueia um membro
mod-pause = Para de aceitar pedidos neste servidor; os trabalhos em andamento continuam
mod-log-channel = Define o canal para alterações e alertas de orçamento
mod-channel-defaults = Define os padrões de um canal (omita para limpar)
mod-option-channel = O canal
mod-option-defaults = Palavras como `1080p 16:9 8s literal`
mod-option-spoiler = Ocultar os resultados como spoiler
mod-settings = Configurações deste servidor
mod-settings-show = Mostra todas as configurações
mod-settings-set = Altera uma configuração
mod-option-value = O novo valor (omita para restaurar o padrão)
mod-budget = Orçamentos em dólares americanos
mod-budget-show = Mostra os orçamentos
mod-budget-set = Define um orçamento
mod-option-dollars = Dólares americanos, por exemplo `20`, ou `none`
mod = Cotas, orçamentos, membros e resultados
mod-unblock = Desbloqueia um membro
mod-resume = Volta a aceitar pedidos

command-video-name = vídeo
command-animate-name = animar
command-continue-name = continuar
command-reference-name = referência
command-edit-name = editar
command-image-name = imagem
command-jobs-name = trabalhos
command-job-name = trabalho
command-again-name = repetir
command-cancel-name = cancelar
command-quota-name = cota
command-settings-name = configurações
command-help-name = ajuda
command-mod-name = wan-mod
menu-animate-name = Animar isto
menu-continue-name = Continuar este vídeo
menu-reference-name = Usar como referência
menu-who-name = Quem fez isto?
menu-remove-name = Remover este resultado

option-prompt-name = prompt
option-image-name = imagem
option-image-numbered-name = imagem{ $number }
option-video-name = vídeo
option-video-numbered-name = vídeo{ $number }
option-last-image-name = última_imagem
option-first-frame-name = primeiro_quadro
option-audio-name = áudio
option-voice-name = voz
option-member-name = membro
option-resolution-name = resolução
option-ratio-name = proporção
option-duration-name = duração
option-seed-name = seed
option-negative-name = negativo
option-enhance-name = expandir_prompt
option-crop-name = recortar
option-preview-name = prévia
option-model-name = modelo
option-count-name = quantidade
option-pro-name = pro
option-keep-audio-name = manter_áudio
option-job-name = trabalho
option-ping-name = mencionar
option-private-name = privado
option-reset-name = redefinir
option-language-name = idioma
option-topic-name = tópico
option-who-name = quem
option-role-name = cargo
option-times-name = vezes
option-amount-name = quantidade
option-until-name = até
option-reason-name = motivo
option-period-name = período
option-number-name = número
option-message-name = mensagem
option-block-inputs-name = bloquear_arquivos
option-setting-name = configuração
option-value-name = valor
option-channel-name = canal
option-options-name = opções
option-spoiler-name = spoiler

sub-quota-name = cota
sub-settings-name = configurações
sub-budget-name = orçamento
sub-show-name = mostrar
sub-set-name = definir
sub-grant-name = conceder
sub-take-name = deduzir
sub-reset-name = redefinir
sub-log-name = registro
sub-top-name = ranking
sub-weight-name = peso
sub-roles-name = cargos
sub-undo-name = desfazer
sub-block-name = bloquear
sub-unblock-name = desbloquear
sub-pause-name = pausar
sub-resume-name = retomar
sub-log-channel-name = canal-de-registro
sub-channel-defaults-name = padrões-do-canal
sub-jobs-name = trabalhos
sub-cancel-name = cancelar
sub-who-name = quem
sub-remove-name = remover

period-day = dia
period-month = mês

word-verbatim = literal
word-crop = recortar
word-seed = seed,semente
word-seconds = s,seg

## Answers to requests: refusals, failures, cancellations, help

-free = Nada foi cobrado.

time-seconds = { $seconds } s
time-minutes = { $minutes } min { $seconds } s
time-hours = { $hours } h { $minutes } min
and-more = … e mais { $count }
no-prompt = > *(sem prompt)*
mentioned-member = alguém
mentioned-role = todos com um cargo
mentioned-channel = um canal

refused =
    { $why }
    { -free }
refused-model = Isso não está disponível aqui. Veja `/ajuda`.
refused-no-prompt = Falta o prompt. Descreva quem ou o que aparece, onde e como se move.
refused-prompt-too-long = O prompt tem { $chars } caracteres; o modelo lê no máximo { $limit }. Corte { $over }.
refused-negative-too-long = O prompt negativo tem { $chars } caracteres; o modelo lê no máximo { $limit }. Corte { $over }.
refused-no-negative = Este modelo não aceita prompt negativo. Em vez disso, descreva no prompt o que você quer.
refused-seconds = Não dá para usar uma duração de { $seconds } s: escolha de { $min } a { $max } segundos.
refused-nothing-to-continue = Seu vídeo já tem { $length } s, e `duração` é a duração total ({ $seconds } s). Escolha uma duração maior ou use um vídeo mais curto.
refused-resolution = Este modelo não oferece { $resolution } aqui. Escolha outra resolução ou deixe essa opção de fora.
refused-ratio = Este modelo não aceita a proporção { $ratio } aqui. Deixe essa opção de fora: o resultado terá o formato da sua imagem ou do seu vídeo.
refused-count = { $count ->
        [0] Não é possível gerar { $count } imagens
        [one] Não é possível gerar { $count } imagem
       *[other] Não é possível gerar { $count } imagens
    }: escolha de 1 a { $max }.
refused-combination = O modelo não aceita esta combinação: { $roles }. { $accepts }
refused-no-files = Nenhum arquivo foi informado. { $accepts }
accepts-text-to-video = Um vídeo a partir de texto aceita um arquivo de áudio e mais nenhum outro.
accepts-image-to-video = Uma imagem aceita uma última imagem e áudio; um vídeo aceita uma última imagem, mas não áudio.
accepts-reference-to-video = Um vídeo a partir de referências aceita de um a cinco arquivos de imagem e vídeo, além de uma voz e um primeiro quadro.
accepts-video-edit = Uma edição aceita um vídeo e até quatro imagens.
accepts-image = Um pedido de imagens aceita até nove imagens.
refused-total-length = { $role ->
        [reference-video] Os vídeos de referência
        [voice] As vozes
       *[other] Os arquivos
    } somam { $seconds } s; o máximo é { $most } s. Use menos arquivos ou arquivos mais curtos.
refused-options = Não entendo estas opções: { $words }. As opções são palavras como `10s`, `1080p`, `16:9`, `seed 7`, `x2` (imagens) e `literal` (o prompt como foi escrito).
refused-source = Você não pode usar os arquivos desse trabalho neste canal. Anexe o próprio arquivo.
permission-view-channel = Ver canal
permission-attach-files = Anexar arquivos
permission-read-history = Ver histórico de mensagens
permission-send = Enviar mensagens
permission-send-in-threads = Enviar mensagens em tópicos
refused-publicly = Não posso aceitar isso agora. Use `/cota` para ver o motivo (só você verá).
refused-channel-unknown = O Discord não informou que tipo de canal é este. Tente de novo em um minuto.
refused-age-restricted = Isso foi feito em um canal com restrição de idade, então só pode ser usado em um canal com a mesma restrição.
refused-nothing-to-animate = Não há nada para animar. Anexe uma imagem em `imagem` ou escolha alguém em `membro` para usar o avatar dessa pessoa.
refused-image-and-member = Você indicou uma imagem e um membro. Use `imagem` ou `membro`, não os dois.
refused-no-avatar = { $name } não tem avatar, só a imagem padrão do Discord. Escolha outra pessoa ou anexe uma imagem em `imagem`.
refused-not-a-member = { $name } não é membro deste servidor. Só uso avatares de membros.
refused-avatar-of-another = Em mensagens diretas, só uso o seu próprio avatar. Escolha você mesmo ou anexe uma imagem em `imagem`.
refused-permissions = Não tenho estas permissões neste canal: { $names }. Um moderador pode concedê-las nas configurações do canal; até lá, use outro canal.
refused-direct-messages = Só funciono em servidores, não em mensagens diretas. Use o comando em um servidor.
refused-waiting =
    Você tem { $waiting } { $waiting ->
        [one] trabalho
       *[other] trabalhos
    } em espera (máx. { $limit }). Aguarde um terminar ou cancele algum: `/trabalhos` mostra a lista.
refused-too-fast = Pedidos demais: o limite é de { $limit ->
        [one] { $limit } pedido
       *[other] { $limit } pedidos
    } por minuto. Tente de novo em { $wait } s.
refused-storage = O armazenamento está temporariamente indisponível, então não posso aceitar trabalhos. Tente de novo em alguns minutos.
refused-server = Este servidor não está habilitado. Peça ao operador do bot para liberá-lo.
refused-account = O provedor de vídeo está recusando a conta do bot (por causa da chave ou do faturamento). O operador foi avisado; tente de novo mais tarde.
refused-stopping = Estou reiniciando. Tente de novo em um minuto.

role-first-frame = primeiro quadro
role-last-frame = último quadro
role-video = vídeo
role-audio = áudio
role-reference-image = imagem de referência
role-reference-video = vídeo de referência
role-voice = voz
role-source-image = imagem
role-reference-audio = áudio de referência
role-numbered-image = Image { $number }
role-numbered-video = Video { $number }
role-numbered-source-image = imagem { $number }

input-file = O arquivo { $name } ({ $role })
input-empty = { $file } está vazio. Envie-o novamente.
input-wrong-kind = { $file } é { $found }. Use { $wanted }. { $advice }
input-found-misnamed = { $found }, embora o nome diga outra coisa
input-not-convertible = { $file } é { $found }, e aqui não consigo convertê-lo. Use { $wanted }. { $advice }
input-wanted-image = uma imagem PNG, JPEG, BMP ou WebP
input-wanted-video = um vídeo MP4 ou MOV
input-wanted-audio = um arquivo MP3 ou WAV
input-wanted-or = { $wanted } ({ $more } também)
input-damaged = { $file } não pode ser lido: { $why }. { $step }
input-unusable = { $file } não pode ser usado: { $why }. { $step }
input-beyond-limits = { $file } { $faults }. { $steps }
fault-and = {". "}Além disso,{" "}
# Between two steps.
step-and = {" "}
fault-too-large = é grande demais: { $bytes } (máx. { $limit })
fault-bytes = { $bytes } bytes
fault-sides = tem { $width } × { $height } pixels; cada lado deve ter de { $min } a { $max }
fault-aspect = tem { $width } × { $height }; a proporção é extrema demais (máx. 1:{ $limit })
fault-length = tem { $seconds } s de duração; deve ter de { $min } a { $max } s
step-other = Use outro arquivo.
step-crop = Recorte-o.
step-crop-here = Recorte-o ou adicione `recortar` para usar a parte central: é uma opção do comando, ou a última palavra de uma mensagem.
step-shrink = Reduza as dimensões.
step-enlarge = Use um com dimensões maiores.
step-shorten = Corte-o.
step-lengthen = Use um mais longo.
step-compress = Salve-o com mais compactação.
step-export = Exporte-o novamente e tente de novo.
step-save-smaller = Salve-o em um tamanho menor.
step-shrink-or-shorten = Reduza as dimensões ou a duração.

format-png = uma imagem PNG
format-jpeg = uma imagem JPEG
format-bmp = uma imagem BMP
format-webp = uma imagem WebP
format-mp4 = um vídeo MP4
format-mov = um vídeo QuickTime
format-mp3 = um arquivo de áudio MP3
format-wav = um arquivo de áudio WAV
format-heic = uma foto HEIC
format-avif = uma imagem AVIF
format-gif = uma imagem GIF
format-animated-png = uma imagem PNG animada
format-animated-webp = uma imagem WebP animada
format-tiff = uma imagem TIFF
format-jpeg-xl = uma imagem JPEG XL
format-jpeg-2000 = uma imagem JPEG 2000
format-psd = uma imagem do Photoshop
format-matroska = um vídeo Matroska (MKV)
format-webm = um vídeo WebM
format-avi = um vídeo AVI
format-mpeg-ts = um vídeo MPEG-TS
format-mpeg-ps = um vídeo MPEG
format-flv = um vídeo Flash (FLV)
format-wmv = um vídeo WMV
format-3gp = um vídeo 3GP
format-ogg-video = um vídeo Ogg
format-ogg = um arquivo de áudio Ogg
format-flac = um arquivo de áudio FLAC
format-aac = um arquivo de áudio AAC
format-mp2 = um arquivo de áudio MP2
format-aiff = um arquivo de áudio AIFF
format-caf = um arquivo de áudio CAF
format-m4a = um arquivo de áudio M4A
format-3gp-audio = um arquivo de áudio 3GP
format-amr = um arquivo de áudio AMR
format-wma = um arquivo de áudio WMA
format-matroska-audio = um arquivo de áudio Matroska
format-webm-audio = um arquivo de áudio WebM
format-long-wav = um arquivo de áudio WAV de 64 bits
format-compressed-wav = um arquivo de áudio WAV compactado
format-wavpack = um arquivo de áudio WavPack
unknown-empty = um arquivo vazio
unknown-pdf = um documento PDF
unknown-zip = um arquivo ZIP ou um documento do Office
unknown-archive = um arquivo compactado
unknown-midi = um arquivo MIDI, que tem notas, mas não áudio
unknown-raw = uma foto RAW de câmera
unknown-playlist = uma playlist
unknown-xml = um arquivo SVG ou XML
unknown-web-page = uma página da web
unknown-text = um arquivo de texto
unknown-protected = um arquivo de áudio com proteção contra cópia
unknown-fragment = um trecho de um vídeo de streaming
unknown-other = um arquivo de tipo desconhecido

damage-unreadable = ele está danificado
damage-other-format = ele é { $format }
damage-undecodable = o conteúdo não pode ser decodificado
damage-no-video = ele não contém vídeo
damage-no-audio = ele não contém áudio
damage-no-pixels = ele não contém pixels
damage-pixels = os pixels estão danificados
damage-pixels-or-cut = os pixels estão danificados ou incompletos
damage-header = o cabeçalho está danificado
damage-structure = as partes dele não se encaixam
damage-cut-short = ele está incompleto
damage-end = falta o final dele
damage-length = a duração não está indicada e não pode ser calculada
damage-too-many-pixels = ele tem pixels demais
damage-too-many-frames = os quadros somam pixels demais
damage-too-long = ele é longo demais para um arquivo WAV
damage-too-big = ele não pode ser reduzido o suficiente

advice-heic = Em um iPhone, **Ajustes > Câmera > Formatos > Mais Compatível** salva as novas fotos como JPEG; para esta, envie uma captura de tela ou exporte-a como JPEG.
advice-archive = Descompacte o arquivo e envie o que você quer usar.
advice-export-image = Exporte o arquivo como PNG ou JPEG ou envie uma captura de tela.
advice-from-image = `/animar` transforma uma imagem em vídeo.
advice-image = Abra o arquivo em um visualizador e salve-o como PNG ou JPEG.
advice-frame = Salve o quadro que você quer como PNG ou envie uma captura de tela dele.
advice-animation = Salve a animação como MP4: a maioria dos sites de GIFs oferece os dois formatos, e os editores de vídeo exportam MP4.
advice-matroska = Exporte o arquivo como MP4 (H.264). O OBS faz isso em **Arquivo > Converter gravações**.
advice-video = Exporte o arquivo como MP4 (H.264).
advice-ogg = Salve o arquivo e exporte-o como MP3 com um editor de áudio. As mensagens de voz do Discord são arquivos desse tipo.
advice-m4a = Exporte o arquivo como MP3 com um editor de áudio ou, no app Música da Apple, em **Arquivo > Converter > Criar Versão MP3**.
advice-wav = Salve o arquivo como WAV de 16 bits (PCM) ou como MP3.
advice-audio = Exporte o arquivo como MP3 ou WAV.
advice-audio-of-video = Exporte só o áudio do arquivo como MP3 ou WAV.
advice-fewer-pixels-image = Salve-o com menos pixels como JPEG ou PNG.
advice-fewer-pixels-video = Salve-o com menos pixels como MP4 (H.264).
advice-shorter-audio = Corte-o e salve-o como MP3 ou WAV.

unreachable-gone = o link expirou
unreachable-slow = demorou demais
unreachable-status = o servidor de arquivos respondeu com o erro { $code }
unreachable-connection = a conexão falhou
input-unreachable = { $file } não pôde ser baixado do Discord ({ $why }). Envie-o novamente.
input-forgotten = { $file } não está mais armazenado. Envie-o novamente com um comando.
input-unreadable = { $file } não pode ser lido do armazenamento no momento. Tente de novo em alguns minutos.
input-conversion-slow = { $file } demorou demais para ser convertido. Envie um arquivo mais curto ou menor.
input-too-demanding = { $file } precisa de mais memória ou tempo de processamento do que uma conversão pode usar aqui. { $advice }
input-no-decoder = { $file } usa um codec que não pode ser decodificado aqui. { $advice }
input-conversion-failed = { $file } não pôde ser convertido por causa de um erro meu. Tente de novo em alguns minutos.
input-no-last-frame = Não foi possível extrair o último quadro do vídeo ({ $name }). Salve-o você mesmo como imagem e use `/animar`.
input-foreign = { $file } não está no Discord. Envie o próprio arquivo com o comando.

failed = { $why }{ $code }. { -free }
failed-charged = { $why }. Os créditos foram cobrados.
failed-code = {" "}(`{ $code }`)
failed-user-input = o provedor não conseguiu processar o pedido. Confira os arquivos e as opções e tente de novo
failed-moderated = a verificação de conteúdo do provedor recusou o prompt, uma imagem ou o resultado. Mude o prompt ou a imagem; às vezes outra seed passa
failed-provider = o provedor não conseguiu gerar o resultado. Tente de novo
failed-lost-charged = não consegui acompanhar o trabalho até o fim, mas o resultado foi publicado aqui ou enviado a você
failed-lost = a resposta do provedor se perdeu e não consegui descobrir o que aconteceu. Tente de novo
failed-account = o provedor está recusando a conta do bot. Tentar de novo não adianta até que o operador resolva; avise um moderador
failed-undeliverable = o resultado foi gerado, mas não posso mais publicar neste canal nem enviar uma mensagem direta a você. Use `/trabalho` para recebê-lo; só então os créditos são cobrados. Avise um moderador
failed-undeliverable-charged = o resultado foi gerado, mas não posso escrever neste canal nem nas suas mensagens diretas. Use `/trabalho` para recebê-lo
failed-bug = algo deu errado do meu lado. Informe o ID do trabalho a um moderador

cancel-done = O trabalho `{ $job }` foi cancelado. { -free }
cancel-running = O trabalho `{ $job }` já está sendo gerado, e o provedor não consegue interrompê-lo. Você pode excluir o resultado quando ele chegar.
cancel-submitting = O trabalho `{ $job }` está sendo enviado ao provedor agora. Tente de novo em alguns segundos.
cancel-ended = O trabalho `{ $job }` já terminou. Veja em `/trabalhos` como terminou.
cancel-unknown = Esse trabalho não existe neste servidor. `/trabalhos` mostra os seus.
cancel-not-yours = O trabalho `{ $job }` é de outra pessoa. Só ela e os moderadores podem cancelá-lo.
cancel-unconfirmed = O provedor não respondeu, então não sei se o trabalho `{ $job }` foi interrompido. O cartão dele vai mostrar; tente de novo em um minuto.

direct-messages-closed = Não consigo enviar mensagens diretas a você, então publiquei aqui.
converting = Convertendo o seu arquivo…
converting-in-line = Seu arquivo está esperando a conversão: { $place }
working = Um momento…
invalid-job-id = Isso não é um ID de trabalho. Os IDs de trabalho têm 8 caracteres e aparecem no cartão; `/trabalhos` mostra os seus.
storage-unavailable = O armazenamento está temporariamente indisponível. Tente de novo em alguns minutos; seus trabalhos continuam.
outdated = Este comando está desatualizado. Recarregue o Discord (Ctrl+R) para ver os comandos atuais ou tente `/ajuda`.

alt-image = Imagem gerada { $what }.
alt-image-prompt = Imagem gerada { $what }. Prompt: { $prompt }
alt-video = Vídeo gerado: { $what }.
alt-video-prompt = Vídeo gerado: { $what }. Prompt: { $prompt }
alt-what-image = a partir de uma descrição
alt-what-image-from = a partir de outras imagens
alt-what-continued = a continuação de um vídeo
alt-what-animated = uma imagem animada
alt-what-reference = uma cena com personagens ou objetos de arquivos de referência
alt-what-edited = um vídeo editado
alt-what-scene = uma cena a partir de uma descrição

help =
    {""}**Eu crio vídeos curtos e imagens.** Respondo na hora; o resultado chega alguns minutos depois neste canal e menciona você.

    { $make }
    Aceito quase todos os formatos de imagem, vídeo e áudio, inclusive GIFs, fotos HEIC e mensagens de voz.
    {""}**Os botões de um resultado** servem para repeti-lo, alterá-lo ou continuá-lo.

    { $manage }

    Por padrão, um vídeo tem 720P e 5 s, a opção mais barata; `prévia: True` só mostra o preço. O que falha, é recusado ou é cancelado não custa nada. Sobre os prompts, veja `/ajuda tópico: Como escrever prompts`.
    Os prompts e os arquivos são enviados ao Alibaba Cloud Model Studio, que gera os resultados.

help-video =
    `/vídeo` – a partir de um prompt. Descreva **quem ou o que aparece, onde e como se move**.
help-animate =
    `/animar` – a partir de uma imagem ou do avatar de um membro (se quiser, com uma última imagem e áudio). Descreva **o movimento e a câmera**: a imagem já define o visual.
help-continue-edit =
    `/continuar` – estende um vídeo. `/editar` – edita um vídeo.
help-reference =
    `/referência` – personagens e objetos das suas imagens e vídeos em um novo vídeo: "Image 1 waves to Video 1".
help-image =
    `/imagem` – imagens, a partir de um prompt ou de outras imagens.
help-messages =
    {""}**Ou responda** a uma mensagem com arquivos, me mencione e descreva o que acontece: `@bot make it rain 10s 1080p`. Ou abra o menu dela: **Apps > Animar isto**, **Continuar este vídeo**, **Usar como referência**.
help-jobs =
    `/trabalhos`, `/trabalho`, `/repetir` – seus trabalhos. `/cancelar` – cancela um; grátis enquanto ele espera.
help-account =
    `/cota` – seus créditos e os preços. `/configurações` – seus padrões.

prompts-title = {""}**Como escrever prompts**
prompts-video =
    {""}**Vídeo a partir de texto** (`/vídeo`): sujeito + cena + movimento. Diga quem ou o que aparece, onde e como se move; depois, a câmera e o estilo.
    > A red fox trots through fresh snow at dawn, tracking shot, soft light
prompts-animate =
    {""}**A partir de uma imagem** (`/animar`, `/continuar`): movimento + câmera. A imagem já define o visual, então não o descreva de novo.
    > She turns to the window and smiles, slow push in
prompts-reference =
    {""}**Com referências** (`/referência`): diga o que há em cada arquivo, na ordem deles, e depois o que acontece.
    > The woman in Image 1 hands the cup in Image 2 to the man in Video 1
prompts-edit =
    {""}**Editar um vídeo** (`/editar`): o que muda e o que fica igual.
    > Make it night with neon signs; the people and the camera stay as they are
prompts-image =
    {""}**Imagem** (`/imagem`): sujeito + cenário + estilo. Com imagens suas: o que fazer com elas.
    > A lighthouse on a cliff in a storm, oil painting
prompts-languages = Os modelos entendem inglês e chinês. Para ter os melhores resultados, escreva os prompts em um desses idiomas.

## The job's card, its result and its notice

title-image = **Imagem**
title-images = **Imagens**
title-edited = **Vídeo editado**
title-reference = **Vídeo a partir de referências**
title-continued = **Continuação de vídeo**
title-first-to-last = **De imagem a imagem**
title-animated = **Imagem animada**
title-video = **Vídeo**
card-job = trabalho `{ $job }`
post-job = trabalho { $job }

detail-images = { $count ->
        [one] { $count } imagem
       *[other] { $count } imagens
    }
detail-seconds = { $seconds } s
detail-seed = seed { $seed }
detail-verbatim = prompt como foi escrito
detail-own-audio = mantém o próprio áudio
detail-negative = sem: { $negative }

derivation-again = repetição
derivation-change = com alterações
derivation-continue = continuação
derivation-last-frame = a partir do último quadro
derivation-larger = versão em 1080P
derivation-animate = animação
derivation-reference = usado como referência
card-again = Repetição de `{ $job }`
card-change = Versão alterada de `{ $job }`
card-continue = Continuação de `{ $job }`
card-last-frame = Começa no último quadro de `{ $job }`
card-larger = Versão em 1080P de `{ $job }`
card-animate = Animação de `{ $job }`
card-reference = Usa `{ $job }` como referência

shows-avatar = Mostra o avatar de { $name }, que pode excluir o resultado
shows-avatar-nameless = um membro

deleted = **Excluído** por quem fez o pedido
deleted-by-shown-member = **Excluído** pelo membro cujo avatar aparece
removed = **Removido** por um moderador

expected = {" "}· previsto: { $earliest } – { $latest }
place-beyond = um de { $waiting } em espera
reason-fair-share = {" "}(a fila é dividida igualmente entre os membros)
reason-express-slot = {" "}(seu primeiro trabalho: vaga expressa)
reason-member-limit = {" "}(você atingiu o limite de { $count } { $count ->
        [one] trabalho
       *[other] trabalhos
    } em andamento)
queued = **Na fila**: { $place }{ $why }{ $expected }
stalled = **Em pausa**: o provedor de vídeo está indisponível; seu trabalho vai continuar automaticamente
place-next = é o próximo
place-waiting = em espera
place = posição { $place }
submitting = **Enviando**{ $expected }
unconfirmed = **Verificando**: a resposta do provedor se perdeu; estou conferindo antes de continuar
submitted = **Na fila do provedor**{ $expected }
running = **Gerando** · começou { $since }{ $expected }
unknown-task = **Sem status**: o provedor não dá notícias deste trabalho no momento. Vou continuar perguntando por até um dia; você pode cancelá-lo
finished = **Finalizado**, fazendo upload
delivered = **Pronto**: { $link }
delivered-privately = **Pronto**: enviado por mensagem direta, como você prefere
delivered-directly = **Pronto**: enviado por mensagem direta, já que não posso publicar aqui
failed-card = **Falhou**: { $why }
cancelled-by = **Cancelado** por { $user }. { -free }
cancelled-card = **Cancelado.** { -free }
cancelled-at-provider = **Cancelado** no provedor. { -free }

result-video = { $user }, seu vídeo está pronto.
result-image = { $user }, sua imagem está pronta.
result-images = { $user }, suas imagens estão prontas.
result-details = { $details } · levou { $took } · créditos cobrados: { $spent }
result-fewer = O provedor entregou { $count } das { $requested } imagens.
result-in-server = Para repetir, alterar ou continuar este resultado, use `/trabalho trabalho:{ $job }` no servidor.
result-shrunk = O arquivo era grande demais para este canal, então eu o reduzi.
result-linked = O arquivo é grande demais para este canal: [assista ou baixe]({ $url }) até { $until }.
notice-video = { $user }, houve um problema com o seu vídeo: { $why } ({ $outcome })
notice-image = { $user }, houve um problema com a sua imagem: { $why } ({ $outcome })

button-cancel = Cancelar
button-again = Repetir
button-change = Alterar
button-continue = Continuar
button-last-frame = Último quadro → novo
button-larger = 1080P
button-animate = Animar
button-animate-n = Animar { $number }
button-details = Detalhes
button-delete = Excluir
button-delete-for-good = Excluir de vez
button-report = Denunciar
button-newer = Mais recentes
button-older = Mais antigos
button-prompt-help = Ajuda com prompts
button-block-inputs = Bloquear também os arquivos

list-empty = Você ainda não tem trabalhos neste servidor. Experimente `/vídeo`.
list-end = Não há mais trabalhos.
list-title = Seus trabalhos mais recentes aqui:
list-title-page = Seus trabalhos aqui, página { $page }:
list-queued = na fila, posição { $place }
list-removed = removido
list-direct = enviado por mensagem direta

change-converted = convertido de { $from }
change-cut = { $part ->
    [last] últimos
   *[first] primeiros
} { $seconds } s de { $of } s
change-cut-of-unknown = { $part ->
    [last] últimos
   *[first] primeiros
} { $seconds } s
change-cropped = { $from } pixels, recortado para { $to }
change-resized = { $from } pixels, redimensionado para { $to }
change-resized-too = redimensionado para { $to }

## Replies, menus, modals, buttons and settings

modal-prompt = Prompt
modal-motion = Movimento e câmera
modal-reference = O que acontece; use "Image 1", "Video 1"
modal-options = Opções (opcional)
modal-options-example = 10s 1080p 16:9 seed 7 literal
modal-prompt-kept = Longo demais para mostrar aqui. Deixe vazio para manter.
modal-change = Alterar e gerar de novo
modal-continue = Continuar este vídeo
modal-last-frame = Novo vídeo a partir do último quadro
modal-animate = Animar isto
modal-report = Denunciar este resultado
modal-report-reason = Qual é o problema?
modal-delayed = O formulário demorou demais para abrir. Pressione o botão para abri-lo.
menu-choose = Escolha os arquivos

no-such-job = Esse trabalho não existe aqui ou você não pode vê-lo. `/trabalhos` mostra os seus.
pressed-twice = O botão foi pressionado duas vezes em três segundos, então criei só um trabalho. Pressione de novo se quiser outro.
not-yours-to-delete = Só quem fez o pedido, o membro cujo avatar aparece e os moderadores podem excluí-lo. **Denunciar** avisa os moderadores.
delete-sure = Excluir este resultado aqui e do armazenamento? Isso não pode ser desfeito, e os créditos não são reembolsados.
delete-done = Excluído aqui e do armazenamento.
choice-expired =
    Esta escolha expirou: ela vale por um dia, como os links do Discord para os arquivos. Faça o pedido de novo.
    { -free }
choice-not-yours = Isso é de outra pessoa. Faça o seu próprio pedido para escolher.

action-animate = Animar a imagem
action-first-to-last = Da primeira imagem para a segunda
action-continue = Continuar o vídeo
action-continue-to = Continuar o vídeo até a imagem
action-edit = Editar o vídeo
action-reference = Usar como referências
action-from-audio = Um vídeo para o áudio
offer = { $action } · a partir de { $price }
offer-checking = **{ $action }**: verificando os arquivos…

which-part =
    { $file } tem { $seconds } s, e o limite é { $most } s. Que parte devo usar{ $several ->
        [yes] {" "}deste e dos outros vídeos longos demais
       *[no] {""}
    }? Qualquer uma custa cerca de { $price }.
    Nada é cobrado até você escolher.
part-first = Primeiros { $most } s
part-last = Últimos { $most } s
part-checking = **{ $part }**: verificando o arquivo…
part-chosen = **{ $part }**: trabalho `{ $job }`
part-chosen-before = Você já escolheu: trabalho `{ $job }`
part-pressed-twice = Já está em andamento, com a parte que você escolheu primeiro.

files-images = { $count ->
        [one] uma imagem
       *[other] { $count } imagens
    }
files-videos = { $count ->
        [one] um vídeo
       *[other] { $count } vídeos
    }
files-audio = { $count ->
        [one] um arquivo de áudio
       *[other] { $count } arquivos de áudio
    }
files-and = { $first } e { $last }
which-action =
    O que devo fazer com { $files }?{ $options }
    { $prompt }
    Nada é cobrado até você escolher.
no-action =
    Não consigo fazer um vídeo com { $files }. Aceito uma imagem (que eu animo), duas imagens (da primeira para a segunda), um vídeo (que eu continuo), um arquivo de áudio ou até cinco imagens e vídeos como referências. Para escolher entre muitos, use **Apps > Usar como referência** na mensagem.
    { -free }
no-files-hidden =
    O Discord não me deixa ver a mensagem à qual você respondeu. Abra o menu dela e use **Apps > Animar isto**, **Continuar este vídeo** ou **Usar como referência**. Ou anexe o arquivo à sua própria mensagem.
    { -free }
no-files-referenced =
    A mensagem à qual você respondeu não tem imagem, vídeo nem áudio: nenhum arquivo anexado, figurinha, emoji personalizado ou prévia de link. Salve como arquivo o que quiser usar e anexe-o.
    { -free }
no-files-reference-deleted =
    A mensagem à qual você respondeu não existe mais. Anexe o arquivo à sua própria mensagem.
    { -free }
no-files =
    Anexe uma imagem, um vídeo ou um arquivo de áudio, ou responda a uma mensagem que tenha um. Para um vídeo só a partir de um prompt, use `/vídeo`; `/ajuda` mostra o resto.
    { -free }
missing-files =
    Essa mensagem não tem { $wanted }: nenhum arquivo anexado, figurinha, emoji personalizado ou prévia de link que eu possa usar. Salve como arquivo o que quiser usar e anexe-o.
    { -free }
sticker-lottie =
    Essa figurinha é uma animação desenhada (Lottie), não uma imagem, então não posso usá-la. Envie uma captura de tela dela.
    { -free }
missing-image = nenhuma imagem
missing-video = nenhum vídeo
missing-audio = nenhum áudio
missing-reference = nenhuma imagem nem vídeo
which-one = Qual arquivo?
which-ones = Quais arquivos? No máximo { $most }, numerados nesta ordem.

reported = Obrigado. { $notified }
reported-notified = Os moderadores deste servidor foram avisados.
reported-recorded = A denúncia ficou registrada para os moderadores deste servidor, mas eles não têm um canal de registro; avise também um deles diretamente.

settings-saved = **Salvo.** A partir de agora:
settings-shown = **Seus padrões:**
settings-default = padrão do servidor
settings-resolution = Resolução (vídeos): { $value }
settings-ratio = Proporção (de texto para vídeo): { $value }
settings-length = Duração: { $value }
settings-prompts = Prompts: { $value }
settings-prompts-enhanced = expandidos pelo modelo
settings-prompts-verbatim = usados como foram escritos
settings-ping = Menção quando um resultado fica pronto: { $value }
settings-private = Resultados por mensagem direta: { $value }
settings-language = Idioma: { $value }
settings-language-auto = o do seu Discord
settings-everywhere = Vale em todos os servidores. `/configurações redefinir: True` limpa tudo.
yes = sim
no = não

state-accepted = aceito
state-submitting = sendo enviado
state-unconfirmed = não confirmado
state-submitted = enviado
state-running = em andamento
state-finished = finalizado
state-stored = armazenado
state-delivered = entregue
state-failed = com falha
state-cancelled = cancelado

details-title = **{ $kind }** · trabalho `{ $job }` · de { $user }
details-requested = pedido { $when } · { $state } · { $outcome }
details-result = resultado: { $result }
details-input = { $name }: { $file }{ $size }{ $seconds }
details-size = {" "}· { $width } × { $height }
details-seconds = {" "}· { $seconds } s
details-made-from = feito a partir de { $job } ({ $derivation })
collect-not-sent = Não foi possível enviar o arquivo. Use `/trabalho` de novo em um minuto, sem custo adicional.
collect-too-large = O arquivo é grande demais para ser enviado aqui. O operador do bot pode enviá-lo a você.
collect-linked = O arquivo é grande demais para ser enviado aqui: [assista ou baixe]({ $url }) até { $until }.
collect-unreadable = Parte do arquivo não pode ser lida no momento. Use `/trabalho` de novo mais tarde, sem custo adicional.
collect-gone = O arquivo não está mais armazenado.
details-used-for = deu origem a { $job } ({ $derivation })

## Credits and money

credits = { $amount ->
        [0] { $amount } créditos
        [one] { $amount } crédito
       *[other] { $amount } créditos
    }
allowance-unlimited = sem limite
allowance-none = nenhum crédito
until = {" "}até { $time }

because = {":"} { $reason }.
because-none = {"."}
denied-blocked = Você não pode fazer pedidos neste servidor { $until }{ $because }
denied-blocked-until = até { $time }
denied-blocked-for-good = até que um moderador desbloqueie você
denied-paused = Novos pedidos estão em pausa neste servidor{ $because } Os trabalhos em andamento vão terminar.
denied-channel = Este servidor só aceita pedidos em { $channels }.
denied-model = Este servidor não permite { $model }. Escolha outro modelo.
denied-too-long = Este servidor permite vídeos de até { $max } s; { $seconds } s são { $over } s a mais. Escolha uma duração menor.
denied-resolution = Este servidor permite até { $max }; você pediu { $resolution }. Escolha uma resolução menor.
denied-input = Um moderador bloqueou este arquivo neste servidor. Use outro.
denied-avatars = Este servidor não me permite usar os avatares dos membros. Os moderadores podem permitir: `/wan-mod configurações definir configuração: allow-avatars valor: yes`.
denied-credits = Isso custa { $price } e você tem { $available }: { $over ->
        [one] falta { $over }
       *[other] faltam { $over }
    }. { $when } `/cota` mostra em que você gastou os seus.
denied-when = Você pode tentar de novo { $relative } ({ $time }).
denied-never-credits = Esperar não adianta: peça mais créditos a um moderador ou escolha uma duração menor, uma resolução menor ou menos resultados.
denied-budget = { $whose ->
        [server] O orçamento deste servidor
       *[global] O orçamento global do bot
    } para { $period ->
        [day] o dia
       *[month] o mês
    } não é suficiente: restam { $left } de { $limit } e isso custa { $price }, { $over } a mais. { $when }
denied-never-budget = Esperar não adianta: escolha uma duração menor, uma resolução menor ou menos resultados.

outcome-reserved = reservado: { $credits }
outcome-charged = cobrado: { $credits }
outcome-charged-less = cobrado: { $charge } de { $price ->
        [one] { $price } crédito
       *[other] { $price } créditos
    }
outcome-refunded = reembolsado: { $credits } – { $why }
refund-user-input = o provedor não conseguiu processar o pedido
refund-moderated = o provedor recusou o pedido
refund-provider = o provedor falhou
refund-lost = o trabalho se perdeu
refund-account = o provedor recusou a conta do bot
refund-undeliverable = não foi possível publicar
refund-bug = erro meu
refund-cancelled = cancelado

window-short-daily = por dia
window-short-weekly = por semana
window-short-rolling = { $hours } h
window-daily = todo dia à meia-noite, { $zone }
window-weekly = às segundas-feiras à meia-noite, { $zone }
window-rolling = cada crédito { $hours ->
        [one] { $hours } hora
       *[other] { $hours } horas
    } depois de usado

left = { $span } · reservados: { $reserved } · cobrados: { $spent }{ $before }
left-of = Créditos restantes: **{ $left } de { $granted }**
left-no-limit = **Sem limite**
left-before = {" "}· reservados desde o período anterior: { $reserved }

account-available = Disponíveis: **{ $available }** (incluindo bônus). Neste período:
account-from = Origem: { $from } ({ $allowance }{ $taken })
account-from-everyone = padrão do servidor
account-from-role = cargo { $role }
account-from-personal = definição de um moderador
account-taken = , menos deduções
account-refills = Renovação: { $window }{ $next }
account-refills-next = , { $when }
account-grant = Bônus{ $role } (entrada { $entry }): { $available ->
        [0] restam { $available }
        [one] resta { $available }
       *[other] restam { $available }
    } de { $granted }{ $until }{ $reserved }
account-grant-role = {" "}para { $role }
account-grant-reserved = {" "}· reservados: { $reserved }
account-blocked = **Bloqueio**{ $until }{ $because }

quota-title = **Seus créditos aqui**
quota-paused = Novos pedidos estão em pausa neste servidor{ $because }
quota-sample = Um vídeo de 5 s em 720P custa { $price }.
quota-second = · { $model }: { $prices } créditos por segundo
quota-image = · { $model }: { $prices } créditos por imagem
quota-budget = Do orçamento deste servidor para { $period ->
        [day] o dia
       *[month] o mês
    }, restam { $left } até { $until }.

budget-limited = { $period ->
        [day] Dia
       *[month] Mês
    }: { $used } de { $limit } usados ou reservados · renova-se { $renews }
budget-unlimited = { $period ->
        [day] Dia
       *[month] Mês
    }: { $used } usados ou reservados · sem limite

preview =
    Este pedido seria aceito. Ele custa { $price } ({ $money }); { $left }.
    Nada foi enviado nem cobrado. Execute o comando sem `prévia` para gerar.
preview-left = você tem { $available } e ficaria com { $after }
preview-no-limit = você não tem limite

## For moderators

the-operator = o operador
the-bot = o bot
entry-quota-set = cota definida
entry-quota-grant = bônus concedido
entry-quota-take = créditos deduzidos
entry-quota-reset = cota redefinida
entry-quota-weight = peso na fila definido
entry-block = membro bloqueado
entry-unblock = membro desbloqueado
entry-pause = pedidos em pausa
entry-resume = pedidos retomados
entry-settings-set = configuração { $setting } alterada
entry-block-inputs = arquivos de entrada bloqueados
entry-channel-defaults = padrões do canal alterados
entry-undo-of = entrada { $entry } desfeita: { $what }
entry-cancel-job = trabalho cancelado
entry-remove-result = resultado removido
entry-report = resultado denunciado
audit-by-role = conforme o cargo
audit-no-role-quota = cargo sem cota
audit-as-everyone = igual a todos
audit-left = { $amount ->
        [0] restam { $amount }
        [one] resta { $amount }
       *[other] restam { $amount }
    }
audit-unlimited = sem limite
audit-more = mais { $amount }{ $until }
audit-more-each = mais { $amount } para cada membro com o cargo{ $until }
audit-less-each = menos { $amount } para cada membro com o cargo{ $until }
audit-nothing-used = conforme o cargo, nada usado
audit-weight = { $weight ->
        [1] a parcela de todos
       *[other] { $weight } vezes a parcela de todos
    }
audit-blocked = bloqueado{ $until }
audit-not-blocked = não bloqueado
audit-open = aberto
audit-paused = em pausa
audit-inputs = bloqueados: { $count }
audit-posted = publicado
audit-shows-own-avatar = mostra o próprio avatar
audit-job-open = em andamento
audit-job-cancelled = trabalho `{ $job }` cancelado
audit-job-removed = resultado do trabalho `{ $job }` removido
audit-job-reported = trabalho `{ $job }` { $link }
audit-budget-server = orçamento deste servidor para { $period ->
        [day] o dia
       *[month] o mês
    }: { $percent }%
audit-budget-global = orçamento global do bot para { $period ->
        [day] o dia
       *[month] o mês
    }: { $percent }%
audit-budget-used = { $used } de { $limit } usados ou reservados
audit-budget-next = { $period ->
        [day] o próximo dia
       *[month] o próximo mês
    } começa em { $time }
audit-provider = o provedor de vídeo
audit-account-rejected = recusa a conta do bot (chave ou faturamento)
audit-unreadable = uma entrada que não pode ser lida
audit-unreachable = não responde
audit-jobs-wait = os trabalhos esperam até isso se resolver, sem custo
audit-bill = fatura do provedor de { $day }
audit-bill-reserved = { $amount } reservados para { $jobs ->
        [one] { $jobs } trabalho
       *[other] { $jobs } trabalhos
    }
audit-bill-billed = { $amount } faturados; os membros não pagam a diferença de { $more }
audit-provider-back = voltou a aceitar trabalhos
entry-undone = desfeita pela entrada { $entry }
entry-done = Feito. { $entry }{ $undo }
entry-undo =
    {""}
    Para desfazer: `/wan-mod cota desfazer número:{ $number }`

not-done =
    { $why }
    Nada foi alterado.
not-moderator = Você precisa da permissão "Gerenciar servidor" ou do cargo de moderador.
not-done-model = O modelo { $model } não existe. `/cota` mostra os disponíveis.
not-done-changed = Outra pessoa alterou isso ao mesmo tempo. Confira o valor atual e tente de novo.
not-done-no-entry = Essa entrada não existe no registro deste servidor, ou não há nenhuma que possa ser desfeita.
not-done-undone = Essa entrada já foi desfeita pela entrada { $entry }.
not-done-not-undoable = Essa entrada não alterou nada que possa ser desfeito.
not-done-changed-since = As mesmas configurações foram alteradas de novo depois disso. Desfaça essa alteração primeiro: `/wan-mod cota registro` mostra qual é.
not-done-no-job = Não encontrei esse trabalho ou essa mensagem neste servidor. Use um link para a minha mensagem ou o ID do trabalho.
not-done-no-result = Esse trabalho não tem resultado para remover.
not-archived = { $post }. O arquivo continua no armazenamento, e o link dele, se houver, ainda funciona. Tente de novo em um minuto; se não adiantar, avise o operador do bot.
not-archived-deleted = A publicação foi excluída
not-archived-not-deleted = Não foi possível excluir a publicação
not-done-everyone = O mesmo valor vale para todos: use `cota definir` ou `configurações definir configuração: credits`. Bônus e deduções são só para membros e cargos.
not-deleted = O arquivo foi removido do armazenamento, mas o Discord não excluiu a publicação ({ $error }). Exclua-a manualmente ou tente de novo em um minuto.
not-done-storage = O armazenamento está temporariamente indisponível. Tente de novo em alguns minutos.

role-gives = Cota de { $role } por período: { $allowance }.
role-gives-nothing = { $role } não tem cota própria: seus membros recebem o mesmo que todos ({ $everyone }).
role-grant = Entrada { $entry }: { $amount } para cada membro com o cargo{ $until }
role-quotas = Créditos por período ({ $window }); vale a cota mais alta:
role-quotas-role = { $role } – { $allowance }
role-quotas-weight = { $role } – { $weight } vezes a parcela da fila que todos têm
role-quotas-everyone = todos – { $allowance }

log-empty = O registro está vazio.
log-end = Não há mais entradas.
top-empty = Nada foi gasto { $days ->
        [one] hoje
       *[other] nos últimos { $days } dias
    }.
top-title = { $days ->
        [one] Hoje
       *[other] Os últimos { $days } dias, incluindo hoje
    }:
top-line = { $place }. { $user } – { $credits } em { $jobs } ({ $money })
top-jobs = { $count ->
        [0] { $count } trabalhos
        [one] { $count } trabalho
       *[other] { $count } trabalhos
    }
chart = Gráfico de barras dos créditos gastos por dia. { $days }.

settings-title = Configurações deste servidor:
settings-paused = **Pausado** ({ $by }): { $reason }
settings-blocked = { $count ->
        [one] { $count } arquivo de entrada bloqueado
       *[other] { $count } arquivos de entrada bloqueados
    }
defaults-enhanced = prompts expandidos pelo modelo
defaults-verbatim = prompts como foram escritos
defaults-spoiler = spoilers
defaults-nothing = nenhum
settings-channel = Padrões em { $channel }: { $defaults }
budgets =
    Quanto este servidor pode custar:
    { $day }
    { $month }
jobs-empty = Ainda não há trabalhos.

who-title = { $kind } · trabalho `{ $job }` · pedido por { $user } em { $channel }
who-input = { $role }: { $name } ({ $size }, SHA-256 `{ $hash }`)
who-unknown-hash = desconhecido
who-avatar = com o avatar de { $user }
who-cost = { $outcome } · { $money } no provedor
who-accepted = aceito: { $time }
who-submitted = enviado: { $time }
who-finished = finalizado: { $time }
who-state = { $state }: { $time }
who-removed = **Removido** por { $by } ({ $time })
full-prompt =
    Prompt:
    { $prompt }

    Prompt negativo:
    { $negative }
full-prompt-alt = O prompt completo.
removed-done = Removido: a publicação do trabalho `{ $job }` de { $user } foi excluída, e o arquivo foi removido do armazenamento. O registro do trabalho fica; nada é reembolsado.

invalid-amount = A quantidade deve ser um número como `20`, `+5`, `-5` ou `7.5` (com ponto); para definir, também vale `none` ou `unlimited`.
invalid-amount-zero = A quantidade deve ser maior que zero.
invalid-amount-no-limit = { $subject } tem créditos sem limite, então não há o que adicionar nem deduzir. Defina um número.
invalid-until = O fim deve estar no futuro: um prazo como `3d` ou `12h` ou uma data como `2026-12-24` ou `2026-12-24 18:00`.
invalid-nothing-left = { $subject } não tem mais créditos para deduzir.
invalid-too-many-grants = { $subject } tem { $max } bônus ainda não esgotados, que é o máximo. Defina uma quantidade com `/wan-mod cota definir` ou recomece com `/wan-mod cota redefinir`.
invalid-too-many-inputs = Este servidor já bloqueia { $max } arquivos, que é o máximo.
invalid-no-change = Nada a alterar: já está assim.
invalid-value = `{ $setting }` aceita { $wanted }.
invalid-weight = O peso deve ser um número inteiro de 1 a { $max }.
invalid-defaults = Os padrões são palavras como `1080p 16:9 8s literal`.

setting-window = quando os créditos se renovam
setting-time-zone = fuso horário dos períodos
setting-credits = créditos para todos por período
setting-max-queued = máximo de trabalhos na fila por membro
setting-max-running = máximo de trabalhos em andamento por membro
setting-max-duration = duração máxima dos vídeos, em segundos
setting-max-resolution = resolução máxima dos vídeos
setting-channels = onde os pedidos são aceitos
setting-models = quais modelos podem ser usados
setting-allow-avatars = se os avatares dos membros podem ser animados
setting-moderator-role = quem modera, além de quem pode gerenciar o servidor
setting-log-channel = onde são publicadas as alterações e os alertas de orçamento
setting-budget-day = orçamento por dia
setting-budget-month = orçamento por mês
setting-language = idioma do registro e das respostas a mensagens

wanted-window = `daily` (diário), `weekly` (semanal) ou um período móvel em horas, como `48h` (de { $min }h a { $max }h)
wanted-zone = um nome como `Europe/Berlin` ou `UTC`
wanted-allowance = um número de créditos como `20`, `none` ou `unlimited`
wanted-count = um número inteiro de { $min } a { $max }
wanted-seconds = um número de segundos ou `any`
wanted-resolution = `480P`, `720P`, `1080P` ou `any`
wanted-channels = canais como `#videos #lab`, ou `all`
wanted-models = nomes de modelos ou `all`
wanted-yes-no = `yes` ou `no`
wanted-role = um cargo ou `none`
wanted-channel = um canal ou `none`
wanted-dollars = um valor em dólares como `20` ou `7.50`, ou `none`
wanted-language = { $codes } ou `auto`

## The command line: `wanbot check`, `jobs`, `status`, `quota`, `backup`, `journal`, `register`

cli-journal-not-opened = não é possível abrir o journal { $path }
cli-no-limit = sem limite
cli-no-end = sem fim
cli-until = até { $time }
cli-unknown = desconhecido
cli-mention-member = membro { $id }
cli-mention-role = cargo { $id }
cli-mention-channel = canal { $id }

cli-ok = ok
cli-note = nota
cli-error = erro

cli-check-configuration = configuração; região { $region } ({ $name }); modelos { $models }
cli-check-offline = o Discord e o Model Studio não foram consultados (--offline)
cli-check-tls = não é possível inicializar o OpenSSL: { $error }
cli-check-failed = A configuração tem erros.
cli-check-passed = A configuração está correta. Inicie o bot com `wanbot run`.
cli-check-missing = { $key }: { $path } ainda não existe
cli-check-writable = { $key }: é possível escrever em { $path }
cli-check-not-writable = { $key }: não é possível escrever em { $path }: { $error }
cli-check-no-folder = não é uma pasta
cli-check-journal-open = o journal { $path } não foi fechado e { $file } não existe: ele não foi examinado, pois isso criaria o arquivo (--offline)
cli-check-journal = o journal { $path } pode ser lido
cli-check-no-ffmpeg = o ffmpeg não está instalado: resultados grandes demais para um canal são publicados como links, e são recusados GIFs, WebM e outros vídeos, mensagens de voz e outros áudios, e não se verifica se os vídeos estão danificados
cli-check-no-ffprobe = o ffmpeg está instalado sem o ffprobe: vídeos e áudios não são convertidos
cli-check-no-heif = o heif-convert (pacote libheif-examples) não está instalado: fotos HEIC de celulares e imagens AVIF são recusadas
cli-check-token = o Discord reconhece o token: é { $name }
cli-check-content-off = discord.message_content é true, mas Message Content está desativado no portal de desenvolvedores (Bot > Privileged Gateway Intents): o Discord recusaria a conexão
cli-check-content-on = Message Content está ativado no portal de desenvolvedores: com discord.message_content = true, os membros podem responder à imagem de qualquer pessoa
cli-check-old-application = o usuário do bot ({ $user }) não é o mesmo que o aplicativo dele ({ $application }), como nos aplicativos anteriores a 2016: cada um é usado onde deve
cli-check-invite = link de convite: { $url }
cli-check-token-refused = DISCORD_TOKEN em { $base }: { $error }
cli-check-twice-global = os comandos também estão registrados globalmente, então cada um aparece duas vezes: o próximo início remove os globais, pois discord.register_commands_in indica servidores
cli-check-twice-servers = os comandos estão registrados globalmente e também em servidores específicos ({ $servers }), então cada um aparece duas vezes: o próximo início remove estes últimos, pois discord.register_commands_in não indica nenhum servidor
cli-check-no-model = wan.disabled_models não deixa nenhum modelo
cli-check-key = o Model Studio em { $region } aceita a chave; { $tasks ->
        [0] { $tasks } tarefas
        [one] { $tasks } tarefa
       *[other] { $tasks } tarefas
    } de { $model } nas últimas 24 horas
cli-check-key-refused = { $base } recusa DASHSCOPE_API_KEY ({ $code }): ela foi digitada errado, foi revogada ou é de outra região. Uma chave só funciona na região em que foi criada; wan.region indica { $region }
cli-check-provider = Model Studio em { $base }: { $error }

cli-register-global = { $count ->
        [one] { $count } comando registrado
       *[other] { $count } comandos registrados
    } globalmente; pode levar um tempo até o Discord mostrá-los
cli-register-servers = { $count ->
        [one] { $count } comando registrado
       *[other] { $count } comandos registrados
    } em { $servers ->
        [one] { $servers } servidor
       *[other] { $servers } servidores
    }

cli-jobs-job = trabalho
cli-jobs-state = estado
cli-jobs-model = modelo
cli-jobs-member = membro
cli-jobs-accepted = aceito
cli-jobs-price = preço
cli-jobs-usage = uso
cli-jobs-billed = faturado
cli-jobs-prompt = prompt
cli-jobs-input = entrada
cli-jobs-task = tarefa
cli-jobs-failure = falha
cli-jobs-events = eventos
cli-jobs-place = { $member } no servidor { $server }, canal { $channel }
cli-jobs-settings = { $model } · { $resolution } · { $amount } · seed { $seed }
cli-jobs-cost = { $credits }, { $money }
cli-jobs-billed-seconds = { $seconds } s faturados
cli-jobs-billed-images = { $count ->
        [0] { $count } imagens
        [one] { $count } imagem
       *[other] { $count } imagens
    }
cli-jobs-usage-of = { $usage } (segundo o provedor)
cli-jobs-bytes = { $role }: { $name }, { $bytes } bytes
cli-jobs-without-code = sem código
cli-jobs-none = o trabalho { $job } não existe em { $path }
cli-orphan-created = criada { $time }
cli-orphan-failed = não foi possível consultar: { $error }
cli-orphans = Tarefas das últimas 24 horas que não pertencem a nenhum trabalho: { $orphans } de { $all } da conta{ $orphans ->
        [0] .
       *[other] . São de outro programa ou de um trabalho cuja resposta se perdeu (wanbot jobs list --state failed).
    }

cli-journal-summary = { $jobs ->
        [0] { $jobs } trabalhos
        [one] { $jobs } trabalho
       *[other] { $jobs } trabalhos
    } (abertos: { $open }), { $events ->
        [0] { $events } eventos
        [one] { $events } evento
       *[other] { $events } eventos
    }, { $bytes } bytes
cli-journal-intact = Nenhum problema encontrado.
cli-journal-not-read = não é possível ler o journal { $path }
cli-journal-damaged = Pare o bot, guarde este arquivo e volte ao último backup íntegro.
cli-backup-restore = Para voltar a ele: pare o bot, mova { $journal }, { $journal }-wal e { $journal }-shm para outro lugar, copie o backup para { $journal } e inicie o bot. Os trabalhos aceitos depois do backup não estão nele. Nada é pago nem publicado duas vezes: o bot pergunta ao provedor e aos canais o que aconteceu desde então. Um trabalho do qual o provedor não sabe nada depois de um dia é abandonado: é cobrado se o resultado ainda estiver publicado; caso contrário, é reembolsado.
cli-backup-archive = Os vídeos e as imagens não estão nele: são arquivos em { $archive }.

cli-status-day = últ. 24 h
cli-status-today = hoje
cli-status-month = este mês
cli-status-open = abertos
cli-status-queue = fila
cli-status-oldest = mais antigo
cli-status-title = wanbot { $version }, { $time }: { $ready }
cli-status-ready = pronto
cli-status-not-ready = não está pronto: { $problems }
cli-status-unreachable = não responde em { $address }
cli-status-not-served = desconhecido, pois http.listen não está definido
cli-status-counts = { $accepted } pedidos, { $delivered } entregues, { $failed } com falha
cli-status-spent = { $used } usados ou reservados, { $limit }
cli-status-limit = de { $limit }
cli-status-state = { $count } { $state }
cli-status-waiting = { $count } para { $model }
cli-status-empty = vazia
cli-status-open-for = { $job } { $state }, aberto há { $age }
cli-status-nothing-open = nada está aberto
cli-status-provider = NO PROVEDOR
cli-status-nothing = nada
cli-status-failures = ÚLTIMAS FALHAS
cli-status-none = nenhuma
cli-status-ago = há { $age }
cli-status-stop = Ctrl-C para sair.
age-seconds = { $seconds } s
age-minutes = { $minutes } min
age-hours = { $hours } h
age-days = { $days ->
        [one] { $days } dia
       *[other] { $days } dias
    }

cli-quota-both = use --server ou --direct, não os dois
cli-quota-no-server = indique o servidor (--server ID), ou --direct para mensagens diretas
cli-quota-ids = `{ $setting }` aceita IDs, vários separados por espaços, ou a palavra que `wanbot quota settings` mostra quando não há nenhum. Nada foi alterado.
cli-quota-role = cargo { $role }
cli-quota-everyone = todos
cli-quota-allowance = cota
cli-quota-left = restam
cli-quota-reserved = reservados
cli-quota-spent = cobrados
cli-quota-window = período
cli-quota-grant = bônus
cli-quota-blocked = bloqueio
cli-quota-origin-everyone = todos
cli-quota-origin-personal = pessoal
cli-quota-left-of = { $left } de { $granted }
cli-quota-window-of = { $start } a { $end }
cli-quota-grant-of = entrada { $entry }: { $available } de { $granted } disponíveis, { $until }
cli-quota-server = servidor
cli-quota-global = global
cli-quota-budget = { $used } de { $limit }, até { $until }
cli-quota-budget-unlimited = { $used }, sem limite, até { $until }
cli-quota-jobs = { $count ->
        [0] { $count } trabalhos
        [one] { $count } trabalho
       *[other] { $count } trabalhos
    }
