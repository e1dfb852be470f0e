# Textes de wanbot en français. Les règles et l'explication des variables sont dans le fichier anglais.
# Espaces insécables : fine (U+202F) devant ; ! ?, normale (U+00A0) devant : et %, devant les unités et entre
# guillemets. Les noms de commandes n'ont que des espaces ordinaires.

## Nombres et langue

language-name = Français
decimal-separator = {","}
money = { $amount } $
size-kilobytes = { $size } ko
size-megabytes = { $size } Mo
list-separator = {", "}
labelled = { $label } : { $text }
in-parentheses = {" "}({ $text })
quoted-reason = « { $reason } »

## Commandes et options

video = Générer une vidéo à partir d'un prompt
video-prompt = Qui ou quoi, où, et comment ça bouge
animate = Animer une image
animate-image = L'image de départ de la vidéo : une photo, un dessin ou un GIF
animate-member = Ou le membre dont l'avatar sert d'image de départ, si le serveur l'autorise
animate-prompt = Décris le mouvement et la caméra ; l'image fixe déjà l'apparence
continue = Prolonger une vidéo
continue-video = La vidéo ou le GIF à prolonger : au moins 2 s ; j'utilise au plus les 10 dernières secondes
continue-prompt = La suite de l'action et le mouvement de caméra ; la vidéo fixe déjà l'apparence
continue-duration = Durée TOTALE en secondes, ta vidéo comprise (par défaut : 5 s de plus)
reference = Générer une vidéo avec des personnages ou objets de tes images et vidéos
reference-prompt = Ce qui se passe ; désigne-les par « Image 1 », « Video 1 »
reference-image1 = Personnage ou objet à inclure ; désigne-le par « Image 1 »
reference-image = « Image { $number } » dans ton prompt
reference-video1 = Une vidéo ou un GIF d'au moins 1 s, j'en utilise au plus 30 s ; « Video 1 » dans ton prompt
reference-video = « Video { $number } » dans ton prompt
reference-voice = La voix du premier personnage : tout audio ou vidéo d'au moins 1 s ; j'en utilise au plus 10 s
reference-first-frame = L'image de départ de la vidéo
reference-ratio = Ratio (par défaut : 16:9) ; pas avec une première image
reference-duration = Secondes (par défaut : 5) ; 10 au maximum avec une vidéo
edit = Modifier une vidéo
edit-video = La vidéo ou le GIF à modifier : au moins 2 s ; j'en utilise au plus 10 s
edit-prompt = Ce qui doit changer : un objet, le décor, le style
edit-image1 = Une image à utiliser : « Image 1 » dans ton prompt
edit-keep-audio = Garder le son de la vidéo (par défaut : le modèle décide)
edit-ratio = Ratio (par défaut : celui de la vidéo)
edit-duration = Secondes à garder (par défaut : toutes)
image = Générer des images à partir d'un prompt ou de tes images
image-prompt = Ce que l'image doit montrer, ou ce qu'il faut faire de tes images
image-count = Nombre d'images, de 1 à 4 (par défaut : 1)
image-resolution = Par défaut : 2K ; 4K seulement à partir d'un prompt, avec pro
image-ratio = Ratio (par défaut : celui du modèle)
image-pro = Utiliser le modèle de meilleure qualité, plus cher (par défaut : non)
image-image = Image à utiliser comme base

option-last-image = L'image de fin de la vidéo
option-audio = Son sur lequel la vidéo se cale : audio ou vidéo d'au moins 2 s ; j'en utilise au plus 30 s
option-resolution = 720P (par défaut, moins cher) ou 1080P
option-ratio = Ratio (par défaut : 16:9)
option-duration = Secondes (par défaut : 5)
option-seed = Même graine et même demande : résultat semblable ; aléatoire par défaut
option-negative = Ce qui ne doit pas apparaître dans la vidéo
option-enhance = Laisser le modèle enrichir ton prompt (par défaut : oui)
option-crop = Recadrer une image dont le ratio est trop extrême (par défaut : non)
option-preview = Vérifier seulement et afficher le prix ; rien n'est généré
option-model = Par défaut : { $default }
option-job = L'ID de tâche : 8 caractères, indiqués sur la fiche

jobs = Tes tâches sur ce serveur et leur état
job = Détails d'une tâche : fichiers sources, origine, résultat
again = Relancer une tâche avec une autre graine
cancel = Annuler une de tes tâches ; gratuit tant qu'elle attend
quota = Tes crédits sur ce serveur, et les prix
help-command = Ce que je sais faire et comment me le demander
settings = Voir ou changer tes réglages par défaut
settings-option-resolution = Résolution des vidéos
settings-option-ratio = Ratio (vidéos à partir de texte)
settings-option-duration = Secondes
settings-option-ping = Te mentionner quand un résultat est prêt (par défaut : oui)
settings-option-private = Envoyer les résultats par message privé (par défaut : non)
settings-option-reset = Effacer tous ces réglages
settings-option-language = Langue de mes réponses et de tes fiches (par défaut : celle de Discord)
help-option-topic = Un sujet (par défaut : vue d'ensemble)
help-topic-prompts = Écrire des prompts

mod-option-who = Un membre ou un rôle
mod-option-member = Le membre
mod-option-role = Le rôle
mod-option-weight = Poids dans la file d'attente ; 1 est la part normale d'un membre
mod-option-until = `3d`, `12h`, `2026-12-24` ou `2026-12-24 18:00`
mod-option-reason = La raison, enregistrée avec la modification
mod-option-days = Par défaut : 7 jours
mod-days-7 = 7 jours
mod-days-30 = 30 jours
mod-option-entry = Numéro de l'entrée ; la dernière par défaut
mod-quota = Crédits des membres et des rôles
mod-quota-show = Voir les crédits d'un membre ou d'un rôle
mod-quota-set = Définir ce qu'un membre ou un rôle reçoit par période
mod-quota-grant = Accorder un bonus de crédits ponctuel
mod-option-amount = Nombre de crédits
mod-option-allowance = `20`, `+5`, `-5`, `none` ou `unlimited`
mod-quota-take = Déduire ponctuellement des crédits (par défaut, jusqu'à la fin de la période)
mod-quota-reset = Réinitialiser le quota et la consommation
mod-quota-log = Afficher les logs
mod-quota-top = Afficher qui dépense le plus
mod-quota-weight = Définir le poids d'un rôle dans la file d'attente
mod-quota-roles = Lister les quotas des rôles
mod-quota-undo = Annuler une entrée des logs
mod-option-message = Lien ou ID du message, ou ID de tâche
mod-option-block-inputs = Bloquer ses fichiers sources sur ce serveur
mod-jobs = Lister les tâches récentes
mod-cancel = Annuler la tâche d'un membre
mod-option-job = L'ID de tâche
mod-who = Voir qui a demandé un résultat, ses sources et son prix
mod-remove = Retirer un résultat d'ici et du stockage
mod-option-setting = Le paramètre
mod-option-period = Jour ou mois
mod-option-channel-none = Par défaut : aucun
mod-block = Bloquer un membre
mod-pause = Ne plus accepter de demandes sur ce serveur ; les tâches en cours continuent
mod-log-channel = Définir le salon pour les modifications et les alertes de budget
mod-channel-defaults = Définir les options par défaut d'un salon (vide pour les effacer)
mod-option-channel = Le salon
mod-option-defaults = Des mots comme `1080p 16:9 8s verbatim`
mod-option-spoiler = Masquer les résultats derrière un spoiler
mod-settings = Paramètres de ce serveur
mod-settings-show = Voir tous les paramètres
mod-settings-set = Modifier un paramètre
mod-option-value = La nouvelle valeur (vide pour revenir à la valeur par défaut)
mod-budget = Budgets en dollars américains
mod-budget-show = Voir les budgets
mod-budget-set = Définir un budget
mod-option-dollars = Des dollars américains comme `20`, ou `none`
mod = Quotas, budgets, membres et résultats
mod-unblock = Débloquer un membre
mod-resume = Accepter de nouveau les demandes

command-video-name = vidéo
command-animate-name = animer
command-continue-name = prolonger
command-reference-name = référence
command-edit-name = modifier
command-image-name = image
command-jobs-name = tâches
command-job-name = tâche
command-again-name = relancer
command-cancel-name = annuler
command-quota-name = quota
command-settings-name = paramètres
command-help-name = aide
command-mod-name = wan-mod
menu-animate-name = Animer ça
menu-continue-name = Prolonger cette vidéo
menu-reference-name = Utiliser comme référence
menu-who-name = Qui a fait ça ?
menu-remove-name = Retirer ce résultat

option-prompt-name = prompt
option-image-name = image
option-image-numbered-name = image{ $number }
option-video-name = vidéo
option-video-numbered-name = vidéo{ $number }
option-last-image-name = dernière_image
option-first-frame-name = première_image
option-audio-name = audio
option-voice-name = voix
option-member-name = membre
option-resolution-name = résolution
option-ratio-name = ratio
option-duration-name = durée
option-seed-name = graine
option-negative-name = négatif
option-enhance-name = enrichir
option-crop-name = recadrer
option-preview-name = aperçu
option-model-name = modèle
option-count-name = nombre
option-pro-name = pro
option-keep-audio-name = garder_son
option-job-name = tâche
option-ping-name = mention
option-private-name = privé
option-reset-name = réinitialiser
option-language-name = langue
option-topic-name = sujet
option-who-name = qui
option-role-name = rôle
option-times-name = poids
option-amount-name = montant
option-until-name = fin
option-reason-name = raison
option-period-name = période
option-number-name = numéro
option-message-name = message
option-block-inputs-name = bloquer_sources
option-setting-name = paramètre
option-value-name = valeur
option-channel-name = salon
option-options-name = options
option-spoiler-name = spoiler

sub-quota-name = quota
sub-settings-name = paramètres
sub-budget-name = budget
sub-show-name = voir
sub-set-name = définir
sub-grant-name = accorder
sub-take-name = déduire
sub-reset-name = réinitialiser
sub-log-name = logs
sub-top-name = top
sub-weight-name = poids
sub-roles-name = rôles
sub-undo-name = annuler
sub-block-name = bloquer
sub-unblock-name = débloquer
sub-pause-name = pause
sub-resume-name = reprendre
sub-log-channel-name = salon-logs
sub-channel-defaults-name = options-salon
sub-jobs-name = tâches
sub-cancel-name = annuler
sub-who-name = qui
sub-remove-name = retirer

period-day = jour
period-month = mois
word-verbatim = verbatim, tel-quel
word-crop = recadrer
word-seed = graine
word-seconds = s

## Réponses aux demandes : refus, échecs, annulations, aide

-free = Rien n'a été débité.

time-seconds = { $seconds } s
time-minutes = { $minutes } min { $seconds } s
time-hours = { $hours } h { $minutes } min
and-more = … et { $count } de plus
no-prompt = > *(pas de prompt)*
mentioned-member = quelqu'un
mentioned-role = tous ceux qui ont un rôle
mentioned-channel = un salon

refused =
    { $why }
    { -free }
refused-model = Ce n'est pas disponible ici. Consulte `/aide`.
refused-no-prompt = Il manque le prompt. Décris qui ou quoi, où, et comment ça bouge.
refused-prompt-too-long = Le prompt fait { $chars } caractères ; le modèle en lit { $limit } au maximum. Raccourcis-le de { $over }.
refused-negative-too-long = Le prompt négatif fait { $chars } caractères ; le modèle en lit { $limit } au maximum. Raccourcis-le de { $over }.
refused-no-negative = Ce modèle n'accepte pas de prompt négatif. Décris plutôt dans le prompt ce que tu veux voir.
refused-seconds = Une durée de { $seconds } s n'est pas possible : choisis entre { $min } et { $max } secondes.
refused-nothing-to-continue = Ta vidéo dure déjà { $length } s, et `durée` est la durée totale ({ $seconds } s). Choisis une durée plus longue, ou utilise une vidéo plus courte.
refused-resolution = Ce modèle ne propose pas { $resolution } ici. Choisis une autre résolution ou ne l'indique pas.
refused-ratio = Ce modèle n'accepte pas le ratio { $ratio } ici. Ne l'indique pas : le résultat aura les proportions de ton image ou de ta vidéo.
refused-count = Impossible de générer { $count ->
        [one] { $count } image
       *[other] { $count } images
    } : choisis de 1 à { $max }.
refused-combination = Le modèle n'accepte pas cette combinaison : { $roles }. { $accepts }
refused-no-files = Aucun fichier n'a été fourni. { $accepts }
accepts-text-to-video = Une vidéo à partir de texte accepte un fichier audio, et aucun autre fichier.
accepts-image-to-video = Avec une image, tu peux ajouter une dernière image et un audio ; avec une vidéo, une dernière image, mais pas d'audio.
accepts-reference-to-video = Une vidéo avec références accepte d'une à cinq images et vidéos, plus une voix et une première image.
accepts-video-edit = Une modification de vidéo accepte une vidéo et jusqu'à quatre images.
accepts-image = Une demande d'image accepte jusqu'à neuf images.
refused-total-length = { $role ->
        [reference-video] Les vidéos de référence durent
        [voice] Les voix durent
       *[other] Les fichiers durent
    } { $seconds } s au total ; le modèle accepte { $most } s au maximum. Réduis leur nombre ou leur durée.
refused-options = Je ne comprends pas ces options : { $words }. Les options sont des mots comme `10s`, `1080p`, `16:9`, `graine 7`, `x2` (images) et `verbatim` (le prompt tel quel).
refused-source = Tu ne peux pas utiliser les fichiers de cette tâche dans ce salon. Joins plutôt le fichier lui-même.
permission-view-channel = Voir le salon
permission-attach-files = Joindre des fichiers
permission-read-history = Voir les anciens messages
permission-send = Envoyer des messages
permission-send-in-threads = Envoyer des messages dans les fils
refused-publicly = Je ne peux pas accepter ça pour le moment. Utilise `/quota` pour savoir pourquoi (la réponse n'est visible que par toi).
refused-channel-unknown = Discord n'a pas précisé le type de ce salon. Réessaie dans une minute.
refused-age-restricted = Ce contenu vient d'un salon soumis à une limite d'âge : tu ne peux l'utiliser que dans un tel salon.
refused-nothing-to-animate = Il n'y a rien à animer. Joins une image avec `image`, ou choisis un membre avec `membre` pour utiliser son avatar.
refused-image-and-member = Tu as indiqué une image et un membre. Utilise `image` ou `membre`, pas les deux.
refused-no-avatar = { $name } n'a pas d'avatar, seulement l'image par défaut de Discord. Choisis quelqu'un d'autre, ou joins une image avec `image`.
refused-not-a-member = { $name } n'est pas membre de ce serveur. Je n'utilise que les avatars des membres.
refused-avatar-of-another = En message privé, je n'utilise que ton propre avatar. Choisis-toi, ou joins une image avec `image`.
refused-permissions = Il me manque des permissions dans ce salon : { $names }. Un modérateur peut me les donner dans les paramètres du salon ; en attendant, utilise un autre salon.
refused-direct-messages = Je ne fonctionne que sur les serveurs, pas en message privé. Utilise la commande sur un serveur.
refused-waiting =
    Tu as { $waiting } { $waiting ->
        [one] tâche
       *[other] tâches
    } en attente (maximum : { $limit }). Attends que l'une se termine, ou annules-en une : `/tâches` les liste.
refused-too-fast = Trop de demandes : la limite est de { $limit ->
        [one] { $limit } demande
       *[other] { $limit } demandes
    } par minute. Réessaie dans { $wait } s.
refused-storage = Le stockage est temporairement indisponible, je ne peux donc pas accepter de tâche. Réessaie dans quelques minutes.
refused-server = Ce serveur n'est pas activé. Demande à l'opérateur du bot de l'autoriser.
refused-account = Le fournisseur vidéo n'accepte pas le compte du bot en ce moment (clé ou facturation). L'opérateur est prévenu ; réessaie plus tard.
refused-stopping = Je redémarre. Réessaie dans une minute.

role-first-frame = première image
role-last-frame = dernière image
role-video = vidéo
role-audio = audio
role-reference-image = image de référence
role-reference-video = vidéo de référence
role-voice = voix
role-source-image = image
role-reference-audio = audio de référence
role-numbered-image = Image { $number }
role-numbered-video = Video { $number }
role-numbered-source-image = image { $number }

input-file = Le fichier { $name } ({ $role })
input-empty = { $file } est vide. Envoie-le de nouveau.
input-wrong-kind = { $file } est { $found }. Utilise { $wanted }. { $advice }
input-found-misnamed = { $found }, quoi qu'en dise son nom
input-not-convertible = { $file } est { $found }, que je ne peux pas convertir ici. Utilise { $wanted }. { $advice }
input-wanted-image = une image PNG, JPEG, BMP ou WebP
input-wanted-video = une vidéo MP4 ou MOV
input-wanted-audio = un fichier MP3 ou WAV
input-wanted-or = { $wanted } ({ $more } aussi)
input-damaged = { $file } est illisible : { $why }. { $step }
input-unusable = { $file } ne peut pas être utilisé : { $why }. { $step }
input-beyond-limits = { $file } { $faults }. { $steps }
fault-and = {". "}Il{" "}
# Between two steps.
step-and = {" "}
fault-too-large = est trop lourd : { $bytes } (maximum : { $limit })
fault-bytes = { $bytes } octets
fault-sides = fait { $width } × { $height } pixels ; chaque côté doit en faire entre { $min } et { $max }
fault-aspect = fait { $width } × { $height } pixels ; le ratio est trop extrême (maximum 1:{ $limit })
fault-length = dure { $seconds } s ; il doit durer entre { $min } et { $max } s
step-other = Utilise un autre fichier.
step-crop = Recadre-le.
step-crop-here = Recadre-le, ou ajoute `recadrer` (option de la commande, ou dernier mot d'un message) pour que j'utilise la partie centrale.
step-shrink = Réduis ses dimensions.
step-enlarge = Utilises-en un plus grand.
step-shorten = Raccourcis-le.
step-lengthen = Utilises-en un plus long.
step-compress = Compresse-le davantage.
step-export = Exporte-le de nouveau et réessaie.
step-save-smaller = Enregistre-le en plus petit.
step-shrink-or-shorten = Réduis ses dimensions ou raccourcis-le.

format-png = une image PNG
format-jpeg = une image JPEG
format-bmp = une image BMP
format-webp = une image WebP
format-mp4 = une vidéo MP4
format-mov = une vidéo QuickTime
format-mp3 = un fichier audio MP3
format-wav = un fichier audio WAV
format-heic = une photo HEIC
format-avif = une image AVIF
format-gif = une image GIF
format-animated-png = une image PNG animée
format-animated-webp = une image WebP animée
format-tiff = une image TIFF
format-jpeg-xl = une image JPEG XL
format-jpeg-2000 = une image JPEG 2000
format-psd = une image Photoshop
format-matroska = une vidéo Matroska (MKV)
format-webm = une vidéo WebM
format-avi = une vidéo AVI
format-mpeg-ts = une vidéo MPEG-TS
format-mpeg-ps = une vidéo MPEG
format-flv = une vidéo Flash (FLV)
format-wmv = une vidéo WMV
format-3gp = une vidéo 3GP
format-ogg-video = une vidéo Ogg
format-ogg = un fichier audio Ogg
format-flac = un fichier audio FLAC
format-aac = un fichier audio AAC
format-mp2 = un fichier audio MP2
format-aiff = un fichier audio AIFF
format-caf = un fichier audio CAF
format-m4a = un fichier audio M4A
format-3gp-audio = un fichier audio 3GP
format-amr = un fichier audio AMR
format-wma = un fichier audio WMA
format-matroska-audio = un fichier audio Matroska
format-webm-audio = un fichier audio WebM
format-long-wav = un fichier audio WAV 64 bits
format-compressed-wav = un fichier audio WAV compressé
format-wavpack = un fichier audio WavPack
unknown-empty = un fichier vide
unknown-pdf = un document PDF
unknown-zip = une archive ZIP ou un document bureautique
unknown-archive = une archive
unknown-midi = un fichier MIDI, qui contient des notes mais pas d'audio
unknown-raw = une photo RAW d'appareil photo
unknown-playlist = une liste de lecture
unknown-xml = un fichier SVG ou XML
unknown-web-page = une page web
unknown-text = un fichier texte
unknown-protected = un fichier audio protégé contre la copie
unknown-fragment = un fragment de vidéo diffusée en streaming
unknown-other = un fichier d'un type inconnu

damage-unreadable = il est endommagé
damage-other-format = c'est { $format }
damage-undecodable = son contenu ne peut pas être décodé
damage-no-video = il ne contient pas de vidéo
damage-no-audio = il ne contient pas de son
damage-no-pixels = il ne contient pas de pixels
damage-pixels = ses pixels sont endommagés
damage-pixels-or-cut = ses pixels sont endommagés ou incomplets
damage-header = son en-tête est endommagé
damage-structure = ses parties ne concordent pas
damage-cut-short = il est incomplet
damage-end = il manque la fin
damage-length = sa durée n'est pas indiquée et ne peut pas être calculée
damage-too-many-pixels = il a trop de pixels
damage-too-many-frames = ses images ont trop de pixels au total
damage-too-long = il est trop long pour un fichier WAV
damage-too-big = impossible de le réduire suffisamment

advice-heic = Sur un iPhone, **Réglages > Appareil photo > Formats > Le plus compatible** enregistre les nouvelles photos en JPEG ; pour celle-ci, envoie une capture d'écran ou exporte-la en JPEG.
advice-archive = Décompresse l'archive et envoie le fichier que tu veux utiliser.
advice-export-image = Exporte ton fichier en PNG ou JPEG, ou envoie une capture d'écran.
advice-from-image = `/animer` transforme une image en vidéo.
advice-image = Ouvre ton fichier dans une visionneuse d'images et enregistre-le en PNG ou JPEG.
advice-frame = Enregistre en PNG l'image que tu veux, ou envoies-en une capture d'écran.
advice-animation = Enregistre plutôt l'animation en MP4 : la plupart des sites de GIF proposent les deux, et les logiciels de montage savent exporter en MP4.
advice-matroska = Exporte ton fichier en MP4 (H.264). Dans OBS : **Fichier > Convertir les enregistrements**.
advice-video = Exporte ton fichier en MP4 (H.264).
advice-ogg = Enregistre ton fichier et exporte-le en MP3 avec un éditeur audio. Les messages vocaux de Discord sont de ce type.
advice-m4a = Exporte ton fichier en MP3 avec un éditeur audio, ou dans l'app Musique d'Apple avec **Fichier > Convertir > Créer une version MP3**.
advice-wav = Enregistre ton fichier en WAV 16 bits (PCM) ou en MP3.
advice-audio = Exporte ton fichier en MP3 ou WAV.
advice-audio-of-video = Exporte uniquement la piste audio en MP3 ou WAV.
advice-fewer-pixels-image = Enregistre-le avec moins de pixels en JPEG ou PNG.
advice-fewer-pixels-video = Enregistre-le avec moins de pixels en MP4 (H.264).
advice-shorter-audio = Raccourcis-le et enregistre-le en MP3 ou WAV.

unreachable-gone = le lien a expiré
unreachable-slow = cela a pris trop de temps
unreachable-status = le serveur de fichiers a répondu par l'erreur { $code }
unreachable-connection = la connexion a échoué
input-unreachable = { $file } n'a pas pu être téléchargé depuis Discord ({ $why }). Envoie-le de nouveau.
input-forgotten = { $file } n'est plus stocké. Envoie-le de nouveau avec une commande.
input-unreadable = { $file } ne peut pas être lu dans le stockage pour le moment. Réessaie dans quelques minutes.
input-conversion-slow = { $file } a mis trop de temps à être converti. Envoie un fichier plus court ou plus petit.
input-too-demanding = { $file } demande plus de mémoire ou de temps de calcul qu'une conversion n'en a ici. { $advice }
input-no-decoder = { $file } utilise un codec qui ne peut pas être décodé ici. { $advice }
input-conversion-failed = { $file } n'a pas pu être converti à cause d'une erreur de mon côté. Réessaie dans quelques minutes.
input-no-last-frame = La dernière image n'a pas pu être extraite de la vidéo ({ $name }). Enregistre-la toi-même comme image et utilise `/animer`.
input-foreign = { $file } n'est pas sur Discord. Envoie le fichier lui-même avec la commande.

failed = { $why }{ $code }. { -free }
failed-charged = { $why }. Les crédits ont été débités.
failed-code = {" "}(`{ $code }`)
failed-user-input = le fournisseur n'a pas pu utiliser la demande. Vérifie les fichiers et les options, puis réessaie
failed-moderated = le contrôle de contenu du fournisseur a refusé le prompt, une image ou le résultat. Modifie le prompt ou l'image ; parfois, une autre graine suffit
failed-provider = la génération a échoué chez le fournisseur. Réessaie
failed-lost-charged = j'ai perdu la trace de la tâche, mais son résultat a été publié ici ou t'a été envoyé
failed-lost = la réponse du fournisseur s'est perdue, et je n'ai pas pu savoir ce qui s'est passé. Réessaie
failed-account = le fournisseur n'accepte pas le compte du bot en ce moment. Inutile de réessayer avant que l'opérateur ait réglé le problème ; préviens un modérateur
failed-undeliverable = le résultat a été généré, mais je ne peux plus publier dans ce salon ni t'envoyer de message privé. Récupère-le avec `/tâche` ; les crédits seront alors débités. Préviens un modérateur
failed-undeliverable-charged = le résultat a été généré, mais ce salon et tes messages privés me sont fermés. Récupère-le avec `/tâche`
failed-bug = une erreur s'est produite de mon côté. Donne l'ID de tâche à un modérateur

cancel-done = La tâche `{ $job }` est annulée. { -free }
cancel-running = La tâche `{ $job }` est déjà en cours de génération, et le fournisseur ne peut pas l'arrêter. Tu pourras supprimer le résultat quand il arrivera.
cancel-submitting = La tâche `{ $job }` est en cours d'envoi. Réessaie dans quelques secondes.
cancel-ended = La tâche `{ $job }` est déjà terminée. `/tâches` indique comment elle s'est terminée.
cancel-unknown = Cette tâche n'existe pas sur ce serveur. `/tâches` liste les tiennes.
cancel-not-yours = La tâche `{ $job }` appartient à quelqu'un d'autre. Cette personne peut l'annuler, et les modérateurs aussi.
cancel-unconfirmed = Le fournisseur n'a pas répondu : je ne sais pas si la tâche `{ $job }` a été arrêtée. Sa fiche le montrera ; réessaie dans une minute.

direct-messages-closed = Comme tes messages privés sont fermés, j'ai publié le résultat ici.
converting = Conversion de ton fichier…
converting-in-line = Fichier en attente de conversion : { $place }
working = Je m'en occupe…
invalid-job-id = Ce n'est pas un ID de tâche. Un ID de tâche fait 8 caractères, indiqués sur la fiche ; `/tâches` liste les tiens.
storage-unavailable = Le stockage est temporairement indisponible. Réessaie dans quelques minutes ; tes tâches continuent.
outdated = Cette commande est obsolète. Recharge Discord (Ctrl+R) pour avoir les commandes actuelles, ou essaie `/aide`.

alt-image = Image générée { $what }.
alt-image-prompt = Image générée { $what }. Prompt : { $prompt }
alt-video = Vidéo générée : { $what }.
alt-video-prompt = Vidéo générée : { $what }. Prompt : { $prompt }
alt-what-image = d'après une description
alt-what-image-from = à partir d'autres images
alt-what-continued = une vidéo prolongée
alt-what-animated = une image animée
alt-what-reference = une scène avec des personnages ou objets tirés de fichiers de référence
alt-what-edited = une vidéo modifiée
alt-what-scene = une scène d'après une description

help =
    {""}**Je crée de courtes vidéos et des images.** Je réponds tout de suite ; le résultat arrive quelques minutes plus tard dans ce salon, et je te mentionne.

    { $make }
    J'accepte presque tous les formats d'image, de vidéo et d'audio, y compris les GIF, les photos HEIC et les messages vocaux.
    {""}**Les boutons d'un résultat** permettent de le relancer, de l'ajuster ou de le prolonger.

    { $manage }

    Par défaut, une vidéo est en 720P et dure 5 s, l'option la moins chère ; `aperçu: True` affiche seulement le prix. Un échec, un refus ou une annulation ne coûte rien. Pour les prompts, consulte `/aide sujet: Écrire des prompts`.
    Les prompts et les fichiers sont envoyés à Alibaba Cloud Model Studio, qui génère les résultats.

help-video =
    `/vidéo` – à partir d'un prompt. Décris **qui ou quoi, où, et comment ça bouge**.
help-animate =
    `/animer` – à partir d'une image ou de l'avatar d'un membre (avec une dernière image et un audio si tu veux). Décris **le mouvement et la caméra** : l'image fixe déjà l'apparence.
help-continue-edit =
    `/prolonger` – prolonger une vidéo. `/modifier` – modifier une vidéo.
help-reference =
    `/référence` – les personnages et objets de tes images et vidéos dans une nouvelle vidéo : « Image 1 waves to Video 1 ».
help-image =
    `/image` – des images, à partir d'un prompt ou d'images.
help-messages =
    {""}**Ou réponds** à un message qui contient des fichiers, mentionne-moi et décris ce qui doit se passer : `@bot make it rain 10s 1080p`. Ou ouvre son menu : **Applications > Animer ça**, **Prolonger cette vidéo**, **Utiliser comme référence**.
help-jobs =
    `/tâches`, `/tâche`, `/relancer` – tes tâches. `/annuler` – en annuler une ; gratuit tant qu'elle attend.
help-account =
    `/quota` – tes crédits, et les prix. `/paramètres` – tes réglages par défaut.

prompts-title = {""}**Écrire des prompts**
prompts-video =
    {""}**Vidéo à partir de texte** (`/vidéo`) : sujet + décor + mouvement. Dis qui ou quoi, où, et comment ça bouge ; puis la caméra et le style.
    > A red fox trots through fresh snow at dawn, tracking shot, soft light
prompts-animate =
    {""}**À partir d'une image** (`/animer`, `/prolonger`) : mouvement + caméra. L'image fixe déjà l'apparence, ne la décris donc pas de nouveau.
    > She turns to the window and smiles, slow push in
prompts-reference =
    {""}**Avec des références** (`/référence`) : nomme ce que montre chaque fichier, dans l'ordre, puis ce qui se passe.
    > The woman in Image 1 hands the cup in Image 2 to the man in Video 1
prompts-edit =
    {""}**Modifier une vidéo** (`/modifier`) : ce qui change, et ce qui reste.
    > Make it night with neon signs; the people and the camera stay as they are
prompts-image =
    {""}**Image** (`/image`) : sujet + décor + style. Avec tes propres images : ce qu'il faut en faire.
    > A lighthouse on a cliff in a storm, oil painting
prompts-languages = Les modèles comprennent l'anglais et le chinois. Pour de meilleurs résultats, écris tes prompts dans l'une de ces langues, comme dans ces exemples.

## Fiche de la tâche, résultat et notification

title-image = **Image**
title-images = **Images**
title-edited = **Vidéo modifiée**
title-reference = **Vidéo avec références**
title-continued = **Vidéo prolongée**
title-first-to-last = **D'une image à l'autre**
title-animated = **Image animée**
title-video = **Vidéo**
card-job = tâche `{ $job }`
post-job = tâche { $job }

detail-images = { $count ->
        [one] { $count } image
       *[other] { $count } images
    }
detail-seconds = { $seconds } s
detail-seed = graine { $seed }
detail-verbatim = prompt tel quel
detail-own-audio = garde le son d'origine
detail-negative = sans : { $negative }

derivation-again = relance
derivation-change = version ajustée
derivation-continue = prolongation
derivation-last-frame = à partir de sa dernière image
derivation-larger = version 1080P
derivation-animate = animation
derivation-reference = utilisation comme référence
card-again = Relance de `{ $job }`
card-change = Version ajustée de `{ $job }`
card-continue = Prolonge `{ $job }`
card-last-frame = Part de la dernière image de `{ $job }`
card-larger = Version 1080P de `{ $job }`
card-animate = Anime `{ $job }`
card-reference = Utilise `{ $job }` comme référence

shows-avatar = Avatar représenté : { $name }, qui peut supprimer le résultat
shows-avatar-nameless = un membre

deleted = **Résultat supprimé** par son auteur
deleted-by-shown-member = **Résultat supprimé** par le membre dont on voit l'avatar
removed = **Résultat retiré** par un modérateur

expected = {" "}· résultat prévu { $earliest } – { $latest }
place-beyond = parmi { $waiting } tâches
reason-fair-share = {" "}(partage équitable entre les membres)
reason-express-slot = {" "}(ta première tâche : voie express)
reason-member-limit = {" "}(tu as atteint ta limite de { $count } { $count ->
        [one] tâche
       *[other] tâches
    } en cours)
queued = **En attente**, { $place }{ $why }{ $expected }
stalled = **En pause** : le fournisseur vidéo est indisponible ; ta tâche reprendra automatiquement
place-next = en tête de file
place-waiting = dans la file
place = { $place ->
        [one] { $place }er
       *[other] { $place }e
    } dans la file
submitting = **Envoi**{ $expected }
unconfirmed = **Vérification** : la réponse du fournisseur s'est perdue ; je vérifie avant de continuer
submitted = **Dans la file du fournisseur**{ $expected }
running = **Génération en cours**, commencée { $since }{ $expected }
unknown-task = **Sans nouvelles** : le fournisseur ne signale pas cette tâche en ce moment. Je continue à l'interroger pendant un jour au maximum ; tu peux l'annuler
finished = **Génération terminée**, envoi du résultat
delivered = **Terminée** : { $link }
delivered-privately = **Terminée** : résultat envoyé par message privé, comme tu le préfères
delivered-directly = **Terminée** : résultat envoyé par message privé, car je ne peux pas publier ici
failed-card = **Échec** : { $why }
cancelled-by = **Annulée** par { $user }. { -free }
cancelled-card = **Annulée.** { -free }
cancelled-at-provider = **Annulée** chez le fournisseur. { -free }

result-video = { $user }, ta vidéo est prête.
result-image = { $user }, ton image est prête.
result-images = { $user }, tes images sont prêtes.
result-details = { $details } · en { $took } · { $spent ->
        [one] { $spent } crédit débité
       *[other] { $spent } crédits débités
    }
result-fewer = Le fournisseur n'a renvoyé que { $count ->
        [one] { $count } image
       *[other] { $count } images
    } sur { $requested }.
result-in-server = Pour relancer, ajuster ou prolonger ce résultat, lance `/tâche tâche:{ $job }` sur le serveur.
result-shrunk = Le fichier était trop lourd pour ce salon, je l'ai donc réduit.
result-linked = Le fichier est trop lourd pour ce salon : [le voir ou le télécharger]({ $url }), jusqu'au { $until }.
notice-video = { $user }, un problème est survenu avec ta vidéo : { $why } ({ $outcome })
notice-image = { $user }, un problème est survenu avec ton image : { $why } ({ $outcome })

button-cancel = Annuler
button-again = Relancer
button-change = Ajuster
button-continue = Prolonger
button-last-frame = Dernière image → suite
button-larger = 1080P
button-animate = Animer
button-animate-n = Animer { $number }
button-details = Détails
button-delete = Supprimer
button-delete-for-good = Oui, supprimer
button-report = Signaler
button-newer = Plus récentes
button-older = Plus anciennes
button-prompt-help = Aide aux prompts
button-block-inputs = Bloquer aussi ses sources

list-empty = Tu n'as pas encore de tâche sur ce serveur. Essaie `/vidéo`.
list-end = Pas d'autres tâches.
list-title = Tes dernières tâches ici :
list-title-page = Tes tâches ici, page { $page } :
list-queued = en attente, position { $place }
list-removed = résultat retiré
list-direct = résultat envoyé par message privé

change-converted = converti depuis { $from }
change-cut = { $seconds } { $part ->
    [last] dernières
   *[first] premières
} secondes sur { $of }
change-cut-of-unknown = { $seconds } { $part ->
    [last] dernières
   *[first] premières
} secondes
change-cropped = { $from } pixels, recadré en { $to }
change-resized = { $from } pixels, redimensionné en { $to }
change-resized-too = redimensionné en { $to }

## Réponses, menus, formulaires, boutons et paramètres

modal-prompt = Prompt
modal-motion = Mouvement et caméra
modal-reference = Ce qui se passe ; « Image 1 », « Video 1 »
modal-options = Options (facultatif)
modal-options-example = 10s 1080p 16:9 graine 7 verbatim
modal-prompt-kept = Trop long pour être affiché ici. Laisse vide pour le garder.
modal-change = Ajuster et générer de nouveau
modal-continue = Prolonger cette vidéo
modal-last-frame = Nouvelle vidéo depuis la dernière image
modal-animate = Animer ça
modal-report = Signaler ce résultat
modal-report-reason = Quel est le problème ?
modal-delayed = L'ouverture du formulaire a pris trop de temps. Appuie sur le bouton pour l'ouvrir.
menu-choose = Choisir des fichiers

no-such-job = Cette tâche n'existe pas ici, ou tu ne peux pas la voir. `/tâches` liste les tiennes.
pressed-twice = Tu as appuyé deux fois en trois secondes, je n'ai donc créé qu'une tâche. Appuie de nouveau si tu en veux une autre.
not-yours-to-delete = Seuls l'auteur de ce résultat, le membre dont on voit l'avatar et les modérateurs peuvent le supprimer. **Signaler** prévient les modérateurs.
delete-sure = Supprimer ce résultat d'ici et du stockage ? Cette action est définitive, et les crédits ne seront pas remboursés.
delete-done = Supprimé d'ici et du stockage.
choice-expired =
    Ce choix n'est plus disponible : il dure un jour, comme les liens de Discord vers les fichiers. Refais la demande.
    { -free }
choice-not-yours = Ce choix appartient à quelqu'un d'autre. Fais ta propre demande pour choisir.

action-animate = Animer l'image
action-first-to-last = De la première image à la seconde
action-continue = Prolonger la vidéo
action-continue-to = Prolonger la vidéo jusqu'à l'image
action-edit = Modifier la vidéo
action-reference = Utiliser comme références
action-from-audio = Une vidéo calée sur l'audio
offer = { $action } · à partir de { $price }
offer-checking = **{ $action }** : vérification des fichiers…

which-part =
    { $file } dure { $seconds } s, et la limite est de { $most } s. Quelle partie utiliser{ $several ->
        [yes] {" "}pour cette vidéo et les autres qui sont trop longues
       *[no] {""}
    } ? Dans les deux cas, cela coûte environ { $price }.
    Rien n'est débité avant ton choix.
part-first = Les { $most } premières secondes
part-last = Les { $most } dernières secondes
part-checking = **{ $part }** : vérification du fichier…
part-chosen = **{ $part }** : tâche `{ $job }`
part-chosen-before = Tu as déjà choisi : tâche `{ $job }`
part-pressed-twice = C'est déjà en cours, avec la partie que tu as choisie en premier.

files-images = { $count ->
        [one] une image
       *[other] { $count } images
    }
files-videos = { $count ->
        [one] une vidéo
       *[other] { $count } vidéos
    }
files-audio = { $count ->
        [one] un fichier audio
       *[other] { $count } fichiers audio
    }
files-and = { $first } et { $last }
which-action =
    Que faire avec { $files }{ $options } ?
    { $prompt }
    Rien n'est débité avant ton choix.
no-action =
    Je ne peux pas faire une vidéo avec { $files }. J'accepte une image (animée), deux images (de la première à la seconde), une vidéo (prolongée), un fichier audio, ou jusqu'à cinq images et vidéos comme références. Pour choisir parmi plusieurs fichiers, utilise **Applications > Utiliser comme référence** sur le message.
    { -free }
no-files-hidden =
    Discord ne me laisse pas voir le message auquel tu réponds. Ouvre le menu de ce message et utilise **Applications > Animer ça**, **Prolonger cette vidéo** ou **Utiliser comme référence**. Ou joins le fichier à ton propre message.
    { -free }
no-files-referenced =
    Le message auquel tu réponds ne contient ni image, ni vidéo, ni audio : pas de fichier joint, d'autocollant, d'émoji personnalisé ou d'aperçu de lien. Enregistre le contenu voulu dans un fichier et joins-le.
    { -free }
no-files-reference-deleted =
    Le message auquel tu réponds n'existe plus. Joins le fichier à ton propre message.
    { -free }
no-files =
    Joins une image, une vidéo ou un fichier audio, ou réponds à un message qui en contient. Pour une vidéo à partir d'un prompt seul, utilise `/vidéo` ; `/aide` montre le reste.
    { -free }
missing-files =
    Ce message ne contient { $wanted } : pas de fichier joint, d'autocollant, d'émoji personnalisé ou d'aperçu de lien utilisable. Enregistre le contenu voulu dans un fichier et joins-le.
    { -free }
sticker-lottie =
    Cet autocollant est une animation vectorielle (Lottie), pas une image : je ne peux donc pas l'utiliser. Envoies-en une capture d'écran.
    { -free }
missing-image = aucune image
missing-video = aucune vidéo
missing-audio = aucun audio
missing-reference = ni image ni vidéo
which-one = Lequel ?
which-ones = Lesquels ? { $most } au maximum, numérotés dans cet ordre.

reported = Merci. { $notified }
reported-notified = Les modérateurs de ce serveur ont été prévenus.
reported-recorded = C'est enregistré pour les modérateurs de ce serveur, mais ils n'ont pas de salon de logs ; préviens aussi l'un d'eux directement.

settings-saved = **Enregistré.** Désormais :
settings-shown = **Tes réglages par défaut :**
settings-default = valeur par défaut du serveur
settings-resolution = Résolution (vidéos) : { $value }
settings-ratio = Ratio (vidéos à partir de texte) : { $value }
settings-length = Durée : { $value }
settings-prompts = Prompts : { $value }
settings-prompts-enhanced = enrichis par le modèle
settings-prompts-verbatim = utilisés tels quels
settings-ping = Mention quand un résultat est prêt : { $value }
settings-private = Résultats par message privé : { $value }
settings-language = Langue : { $value }
settings-language-auto = celle de Discord
settings-everywhere = Valable sur tous les serveurs. `/paramètres réinitialiser: True` efface tout.
yes = oui
no = non

state-accepted = acceptée
state-submitting = envoi
state-unconfirmed = à vérifier
state-submitted = envoyée
state-running = en cours
state-finished = générée
state-stored = stockée
state-delivered = livrée
state-failed = échec
state-cancelled = annulée

details-title = **{ $kind }** · tâche `{ $job }` · par { $user }
details-requested = demandée { $when } · { $state } · { $outcome }
details-result = résultat : { $result }
details-input = { $name } : { $file }{ $size }{ $seconds }
details-size = {" "}· { $width } × { $height }
details-seconds = {" "}· { $seconds } s
details-made-from = issue de { $job } ({ $derivation })
collect-not-sent = Le fichier n'a pas pu être envoyé. Utilise de nouveau `/tâche` dans une minute : cela ne coûte rien de plus.
collect-too-large = Le fichier est trop lourd pour être envoyé ici. L'opérateur du bot peut te le fournir.
collect-linked = Le fichier est trop lourd pour être envoyé ici : [le voir ou le télécharger]({ $url }), jusqu'au { $until }.
collect-unreadable = Une partie du fichier ne peut pas être lue pour le moment. Utilise de nouveau `/tâche` plus tard : cela ne coûte rien de plus.
collect-gone = Le fichier n'est plus stocké.
details-used-for = a donné { $job } ({ $derivation })

## Crédits et argent

credits = { $amount ->
        [one] { $amount } crédit
       *[other] { $amount } crédits
    }
allowance-unlimited = illimité
allowance-none = aucun crédit
until = {" "}jusqu'au { $time }

because = {" :"} { $reason }.
because-none = {"."}
denied-blocked = Tes demandes sont bloquées sur ce serveur { $until }{ $because }
denied-blocked-until = jusqu'au { $time }
denied-blocked-for-good = jusqu'à ce qu'un modérateur te débloque
denied-paused = Les nouvelles demandes sont en pause sur ce serveur{ $because } Les tâches en cours iront à leur terme.
denied-channel = Ce serveur n'accepte les demandes que dans { $channels }.
denied-model = Ce serveur n'autorise pas { $model }. Choisis un autre modèle.
denied-too-long = Ce serveur autorise des vidéos de { $max } s au maximum ; { $seconds } s, c'est { $over } s de trop. Choisis une durée plus courte.
denied-resolution = Ce serveur autorise { $max } au maximum ; tu as demandé { $resolution }. Choisis une résolution plus basse.
denied-input = Un modérateur a bloqué ce fichier sur ce serveur. Utilises-en un autre.
denied-avatars = Ce serveur ne me laisse pas utiliser les avatars des membres. Les modérateurs peuvent l'autoriser : `/wan-mod paramètres définir paramètre: allow-avatars valeur: yes`.
denied-credits = Cela coûte { $price } et tu en as { $available } : il t'en manque { $over }. { $when } `/quota` montre où sont passés les tiens.
denied-when = Tu pourras réessayer { $relative } ({ $time }).
denied-never-credits = Attendre n'y changera rien : demande plus de crédits à un modérateur, ou choisis une durée plus courte, une résolution plus basse ou moins de résultats.
denied-budget = Le budget { $period ->
        [day] quotidien
       *[month] mensuel
    } { $whose ->
        [server] de ce serveur
       *[global] global du bot
    } est insuffisant : il reste { $left } sur { $limit } et cela coûte { $price }, soit { $over } de trop. { $when }
denied-never-budget = Attendre n'y changera rien : choisis une durée plus courte, une résolution plus basse ou moins de résultats.

outcome-reserved = réservé : { $credits }
outcome-charged = débité : { $credits }
outcome-charged-less = débité : { $charge } sur { $price ->
        [one] { $price } crédit
       *[other] { $price } crédits
    }
outcome-refunded = remboursé : { $credits } – { $why }
refund-user-input = demande inutilisable pour le fournisseur
refund-moderated = demande refusée par le fournisseur
refund-provider = échec du fournisseur
refund-lost = tâche perdue
refund-account = compte du bot refusé par le fournisseur
refund-undeliverable = publication impossible
refund-bug = erreur de mon côté
refund-cancelled = tâche annulée

window-short-daily = quotidienne
window-short-weekly = hebdomadaire
window-short-rolling = { $hours } h
window-daily = chaque jour à minuit ({ $zone })
window-weekly = chaque lundi à minuit ({ $zone })
window-rolling = chaque crédit revient { $hours ->
        [one] { $hours } heure
       *[other] { $hours } heures
    } après son utilisation

left = { $span } · { $reserved ->
        [one] { $reserved } réservé
       *[other] { $reserved } réservés
    } · { $spent ->
        [one] { $spent } débité
       *[other] { $spent } débités
    }{ $before }
left-of = Crédits restants : **{ $left } sur { $granted }**
left-no-limit = **Sans limite**
left-before = {" "}· { $reserved ->
        [one] { $reserved } réservé
       *[other] { $reserved } réservés
    } depuis la période précédente

account-available = { $available ->
        [one] **{ $available }** disponible
       *[other] **{ $available }** disponibles
    } (bonus compris). Cette période :
account-from = Source : { $from } ({ $allowance }{ $taken })
account-from-everyone = valeur par défaut du serveur
account-from-role = rôle { $role }
account-from-personal = défini par un modérateur
account-taken = , moins les déductions
account-refills = Recharge : { $window }{ $next }
account-refills-next = , prochaine { $when }
account-grant = Bonus{ $role } (entrée { $entry }) : reste { $available } sur { $granted }{ $until }{ $reserved }
account-grant-role = {" "}du rôle { $role }
account-grant-reserved = {" "}· { $reserved ->
        [one] { $reserved } réservé
       *[other] { $reserved } réservés
    }
account-blocked = **Demandes bloquées**{ $until }{ $because }

quota-title = **Tes crédits ici**
quota-paused = Les nouvelles demandes sont en pause sur ce serveur{ $because }
quota-sample = Une vidéo de 5 s en 720P coûte { $price }.
quota-second = · { $model } : { $prices } crédits par seconde
quota-image = · { $model } : { $prices } crédits par image
quota-budget = Budget { $period ->
        [day] quotidien
       *[month] mensuel
    } de ce serveur : il reste { $left } jusqu'au { $until }.

budget-limited = { $period ->
        [day] Jour
       *[month] Mois
    } : { $used } sur { $limit } dépensés ou réservés · renouvelé { $renews }
budget-unlimited = { $period ->
        [day] Jour
       *[month] Mois
    } : { $used } dépensés ou réservés · sans limite

preview =
    Cette demande serait acceptée. Elle coûte { $price } ({ $money }) ; { $left }.
    Rien n'a été envoyé ni débité. Lance-la sans `aperçu` pour la générer.
preview-left = tu en as { $available }, il t'en resterait { $after }
preview-no-limit = tu n'as pas de limite

## Pour les modérateurs

the-operator = l'opérateur
the-bot = le bot
entry-quota-set = quota défini
entry-quota-grant = bonus accordé
entry-quota-take = crédits déduits
entry-quota-reset = quota réinitialisé
entry-quota-weight = poids du rôle
entry-block = membre bloqué
entry-unblock = membre débloqué
entry-pause = pause
entry-resume = reprise
entry-settings-set = paramètre { $setting }
entry-block-inputs = fichiers sources bloqués
entry-channel-defaults = options par défaut du salon
entry-undo-of = annulation de l'entrée { $entry } : { $what }
entry-cancel-job = tâche annulée
entry-remove-result = résultat retiré
entry-report = signalement
audit-by-role = selon le rôle
audit-no-role-quota = pas de quota propre au rôle
audit-as-everyone = comme tout le monde
audit-left = reste { $amount }
audit-unlimited = illimité
audit-more = { $amount } de plus{ $until }
audit-more-each = { $amount } de plus par membre du rôle{ $until }
audit-less-each = { $amount } de moins par membre du rôle{ $until }
audit-nothing-used = selon le rôle, rien de dépensé
audit-weight = { $weight ->
        [1] la part normale
       *[other] { $weight } fois la part normale
    }
audit-blocked = bloqué{ $until }
audit-not-blocked = non bloqué
audit-open = demandes acceptées
audit-paused = en pause
audit-inputs = { $count ->
        [one] { $count } bloqué
       *[other] { $count } bloqués
    }
audit-posted = publié
audit-shows-own-avatar = son propre avatar y figure
audit-job-open = en cours
audit-job-cancelled = tâche `{ $job }` annulée
audit-job-removed = résultat de la tâche `{ $job }` retiré
audit-job-reported = tâche `{ $job }` { $link }
audit-budget-server = budget { $period ->
        [day] quotidien
       *[month] mensuel
    } de ce serveur : { $percent } %
audit-budget-global = budget { $period ->
        [day] quotidien
       *[month] mensuel
    } global du bot : { $percent } %
audit-budget-used = { $used } sur { $limit } dépensés ou réservés
audit-budget-next = { $period ->
        [day] la journée suivante
       *[month] le mois suivant
    } commence le { $time }
audit-provider = fournisseur vidéo
audit-account-rejected = il n'accepte pas le compte du bot (clé ou facturation)
audit-unreadable = entrée illisible
audit-unreachable = il est injoignable
audit-jobs-wait = les tâches attendent que ce soit réglé, sans frais
audit-bill = facture du fournisseur pour le { $day }
audit-bill-reserved = { $amount } réservés pour { $jobs ->
        [one] { $jobs } tâche
       *[other] { $jobs } tâches
    }
audit-bill-billed = { $amount } facturés ; les membres ne paient pas la différence de { $more }
audit-provider-back = il accepte de nouveau les tâches
entry-undone = annulée par l'entrée { $entry }
entry-done = C'est fait. { $entry }{ $undo }
entry-undo =
    {""}
    Pour l'annuler : `/wan-mod quota annuler numéro:{ $number }`

not-done =
    { $why }
    Rien n'a changé.
not-moderator = Il te faut la permission « Gérer le serveur » ou le rôle de modérateur.
not-done-model = Il n'y a pas de modèle { $model }. `/quota` liste les modèles disponibles.
not-done-changed = Quelqu'un d'autre a fait une modification au même moment. Vérifie la valeur actuelle et réessaie.
not-done-no-entry = Cette entrée n'existe pas dans les logs de ce serveur, ou aucune entrée ne peut être annulée.
not-done-undone = Déjà annulée par l'entrée { $entry }.
not-done-not-undoable = Cette entrée n'a rien changé qui puisse être annulé.
not-done-changed-since = Les mêmes paramètres ont été modifiés à nouveau depuis. Annule d'abord cette modification : `/wan-mod quota logs` la liste.
not-done-no-job = Je ne connais pas cette tâche ou ce message sur ce serveur. Utilise un lien vers mon message, ou l'ID de tâche.
not-done-no-result = Cette tâche n'a pas de résultat à retirer.
not-archived = { $post }. Le fichier est encore dans le stockage, et son lien, s'il y en a un, fonctionne toujours. Réessaie dans une minute ; si le problème persiste, préviens l'opérateur du bot.
not-archived-deleted = Le message a été supprimé
not-archived-not-deleted = Le message n'a pas pu être supprimé
not-done-everyone = Tout le monde a le même montant : utilise `quota définir` ou `paramètres définir paramètre: credits`. Les bonus et les déductions sont réservés aux membres et aux rôles.
not-deleted = Le fichier est retiré du stockage, mais Discord n'a pas supprimé le message ({ $error }). Supprime-le à la main, ou réessaie dans une minute.
not-done-storage = Le stockage est temporairement indisponible. Réessaie dans quelques minutes.

role-gives = Quota de { $role } par période : { $allowance }.
role-gives-nothing = { $role } n'a pas de quota propre : ses membres reçoivent autant que tout le monde ({ $everyone }).
role-grant = Entrée { $entry } : { $amount } par membre du rôle{ $until }
role-quotas = Crédits par période ({ $window }) ; le quota le plus élevé s'applique :
role-quotas-role = { $role } – { $allowance }
role-quotas-weight = { $role } – { $weight } fois la part normale dans la file d'attente
role-quotas-everyone = tout le monde – { $allowance }

log-empty = Les logs sont vides.
log-end = Pas d'autres entrées.
top-empty = Rien n'a été dépensé { $days ->
        [one] aujourd'hui
       *[other] au cours des { $days } derniers jours
    }.
top-title = { $days ->
        [one] Aujourd'hui
       *[other] Les { $days } derniers jours, aujourd'hui compris
    } :
top-line = { $place }. { $user } – { $credits } en { $jobs } ({ $money })
top-jobs = { $count ->
        [one] { $count } tâche
       *[other] { $count } tâches
    }
chart = Diagramme en barres des crédits dépensés par jour. { $days }.

settings-title = Paramètres de ce serveur :
settings-paused = **Mis en pause** par { $by } : { $reason }
settings-blocked = { $count ->
        [one] { $count } fichier source bloqué
       *[other] { $count } fichiers sources bloqués
    }
defaults-enhanced = prompts enrichis par le modèle
defaults-verbatim = prompts tels quels
defaults-spoiler = spoilers
defaults-nothing = rien
settings-channel = Options par défaut dans { $channel } : { $defaults }
budgets =
    Ce que ce serveur peut coûter :
    { $day }
    { $month }
jobs-empty = Il n'y a pas encore de tâche.

who-title = { $kind } · tâche `{ $job }` · demandée par { $user } dans { $channel }
who-input = { $role } : { $name } ({ $size }, SHA-256 `{ $hash }`)
who-unknown-hash = inconnu
who-avatar = avec l'avatar de { $user }
who-cost = { $outcome } · { $money } chez le fournisseur
who-accepted = acceptée le { $time }
who-submitted = envoyée le { $time }
who-finished = générée le { $time }
who-state = { $state } le { $time }
who-removed = **Résultat retiré** par { $by } le { $time }
full-prompt =
    Prompt :
    { $prompt }

    Prompt négatif :
    { $negative }
full-prompt-alt = Le prompt complet.
removed-done = C'est retiré : le message de la tâche `{ $job }` de { $user } est supprimé, et le fichier est retiré du stockage. La tâche reste dans l'historique ; rien n'est remboursé.

invalid-amount = Un montant est un nombre comme `20`, `+5`, `-5` ou `7.5` (avec un point) ; pour définir un quota, aussi `none` ou `unlimited`.
invalid-amount-zero = Le montant doit être supérieur à zéro.
invalid-amount-no-limit = { $subject } n'a pas de limite : il n'y a rien à ajouter ni à déduire. Définis plutôt un nombre.
invalid-until = La fin doit être dans le futur : une durée comme `3d` ou `12h`, ou une date comme `2026-12-24` ou `2026-12-24 18:00`.
invalid-nothing-left = { $subject } n'a plus de crédits à déduire.
invalid-too-many-grants = { $subject } a { $max } bonus non épuisés, le maximum. Définis un montant avec `/wan-mod quota définir`, ou repars de zéro avec `/wan-mod quota réinitialiser`.
invalid-too-many-inputs = Ce serveur bloque déjà { $max } fichiers, le maximum.
invalid-no-change = Rien à changer : c'est déjà le cas.
invalid-value = `{ $setting }` accepte { $wanted }.
invalid-weight = Un poids est un nombre entier de 1 à { $max }.
invalid-defaults = Les options par défaut sont des mots comme `1080p 16:9 8s verbatim`.

setting-window = renouvellement des crédits
setting-time-zone = fuseau horaire des périodes
setting-credits = crédits accordés à tout le monde par période
setting-max-queued = nombre maximal de tâches en attente par membre
setting-max-running = nombre maximal de tâches en cours par membre
setting-max-duration = durée maximale des vidéos, en secondes
setting-max-resolution = résolution maximale des vidéos
setting-channels = salons où les demandes sont acceptées
setting-models = modèles autorisés
setting-allow-avatars = autorisation d'animer les avatars des membres
setting-moderator-role = rôle de modération, en plus des membres qui peuvent gérer le serveur
setting-log-channel = salon des modifications et des alertes de budget
setting-budget-day = budget par jour
setting-budget-month = budget par mois
setting-language = langue des logs et des réponses aux messages

wanted-window = `daily` (chaque jour), `weekly` (chaque semaine) ou une durée glissante en heures comme `48h` ({ $min }h à { $max }h)
wanted-zone = un nom comme `Europe/Berlin` ou `UTC`
wanted-allowance = un nombre de crédits (par exemple `20`), `none` ou `unlimited`
wanted-count = un nombre entier de { $min } à { $max }
wanted-seconds = un nombre de secondes, ou `any`
wanted-resolution = `480P`, `720P`, `1080P` ou `any`
wanted-channels = des salons comme `#videos #lab`, ou `all`
wanted-models = des noms de modèles, ou `all`
wanted-yes-no = `yes` ou `no`
wanted-role = un rôle, ou `none`
wanted-channel = un salon, ou `none`
wanted-dollars = un montant en dollars comme `20` ou `7.50`, ou `none`
wanted-language = { $codes }, ou `auto`

## Ligne de commande : `wanbot check`, `jobs`, `status`, `quota`, `backup`, `journal`, `register`

cli-journal-not-opened = impossible d'ouvrir le journal { $path }
cli-no-limit = sans limite
cli-no-end = sans fin
cli-until = jusqu'au { $time }
cli-unknown = inconnu
cli-mention-member = membre { $id }
cli-mention-role = rôle { $id }
cli-mention-channel = salon { $id }

cli-ok = ok
cli-note = note
cli-error = erreur

cli-check-configuration = configuration ; région { $region } ({ $name }) ; modèles { $models }
cli-check-offline = Discord et Model Studio n'ont pas été appelés (--offline)
cli-check-tls = impossible d'initialiser OpenSSL : { $error }
cli-check-failed = La configuration contient des erreurs.
cli-check-passed = Configuration correcte. Démarrer le bot avec `wanbot run`.
cli-check-missing = { $key } : { $path } n'existe pas encore
cli-check-writable = { $key } : { $path } est accessible en écriture
cli-check-not-writable = { $key } : impossible d'écrire dans { $path } : { $error }
cli-check-no-folder = ce n'est pas un dossier
cli-check-journal-open = le journal { $path } n'a pas été fermé, et { $file } n'existe pas : le journal n'a pas été examiné, car cela créerait ce fichier (--offline)
cli-check-journal = le journal { $path } est lisible
cli-check-no-ffmpeg = ffmpeg n'est pas installé : les résultats trop lourds pour un salon sont publiés sous forme de liens ; les GIF, WebM et autres vidéos, les messages vocaux et autres fichiers audio sont refusés, et les vidéos ne sont pas vérifiées jusqu'au bout
cli-check-no-ffprobe = ffprobe n'est pas installé à côté de ffmpeg : les vidéos et les fichiers audio ne sont pas convertis
cli-check-no-heif = heif-convert (paquet libheif-examples) n'est pas installé : les photos HEIC des téléphones et les images AVIF sont refusées
cli-check-token = Discord reconnaît le jeton : c'est { $name }
cli-check-content-off = discord.message_content vaut true, mais Message Content est désactivé dans le portail des développeurs (Bot > Privileged Gateway Intents) : Discord refuserait la connexion
cli-check-content-on = Message Content est activé dans le portail des développeurs : avec discord.message_content = true, les membres peuvent répondre à l'image de n'importe qui
cli-check-old-application = l'utilisateur du bot ({ $user }) n'est pas son application ({ $application }), comme pour les applications d'avant 2016 : chacun est utilisé là où il le faut
cli-check-invite = pour l'inviter : { $url }
cli-check-token-refused = DISCORD_TOKEN sur { $base } : { $error }
cli-check-twice-global = les commandes sont aussi enregistrées partout, chacune apparaît donc deux fois : le prochain démarrage retire celles enregistrées partout, car discord.register_commands_in nomme des serveurs
cli-check-twice-servers = les commandes sont enregistrées partout et aussi pour certains serveurs ({ $servers }), chacune y apparaît donc deux fois : le prochain démarrage retire celles de ces serveurs, car discord.register_commands_in ne nomme aucun serveur
cli-check-no-model = wan.disabled_models ne laisse aucun modèle
cli-check-key = Model Studio ({ $region }) accepte la clé ; { $tasks ->
        [one] { $tasks } tâche
       *[other] { $tasks } tâches
    } de { $model } ces dernières 24 heures
cli-check-key-refused = DASHSCOPE_API_KEY n'est pas acceptée par { $base } ({ $code }) : elle est mal saisie ou révoquée, ou vient d'une autre région. Une clé ne fonctionne que dans la région où elle a été créée ; wan.region indique { $region }
cli-check-provider = Model Studio sur { $base } : { $error }

cli-register-global = { $count ->
        [one] { $count } commande enregistrée
       *[other] { $count } commandes enregistrées
    } partout ; Discord peut prendre un moment
cli-register-servers = { $count ->
        [one] { $count } commande enregistrée
       *[other] { $count } commandes enregistrées
    } sur { $servers ->
        [one] { $servers } serveur
       *[other] { $servers } serveurs
    }

cli-jobs-job = tâche
cli-jobs-state = état
cli-jobs-model = modèle
cli-jobs-member = membre
cli-jobs-accepted = acceptée
cli-jobs-price = prix
cli-jobs-usage = usage
cli-jobs-billed = facturé
cli-jobs-prompt = prompt
cli-jobs-input = source
cli-jobs-task = ID distant
cli-jobs-failure = échec
cli-jobs-events = événements
cli-jobs-place = { $member } sur le serveur { $server }, salon { $channel }
cli-jobs-settings = { $model } · { $resolution } · { $amount } · graine { $seed }
cli-jobs-cost = { $credits }, { $money }
cli-jobs-billed-seconds = { $seconds } s facturées
cli-jobs-billed-images = { $count ->
        [one] { $count } image
       *[other] { $count } images
    }
cli-jobs-usage-of = { $usage } (selon le fournisseur)
cli-jobs-bytes = { $role } : { $name }, { $bytes } octets
cli-jobs-without-code = sans code
cli-jobs-none = il n'y a pas de tâche { $job } dans { $path }
cli-orphan-created = création : { $time }
cli-orphan-failed = impossible de l'interroger : { $error }
cli-orphans = { $orphans } des { $all } tâches du compte chez Model Studio des dernières 24 heures ne correspondent à aucune tâche de wanbot{ $orphans ->
        [0] .
       *[other] {" :"} elles viennent d'un autre programme, ou d'une tâche dont la réponse s'est perdue (wanbot jobs list --state failed).
    }

cli-journal-summary = { $jobs ->
        [one] { $jobs } tâche
       *[other] { $jobs } tâches
    }, dont { $open ->
        [one] { $open } ouverte
       *[other] { $open } ouvertes
    }, { $events ->
        [one] { $events } événement
       *[other] { $events } événements
    }, { $bytes } octets
cli-journal-intact = Aucun problème détecté.
cli-journal-not-read = impossible de lire le journal { $path }
cli-journal-damaged = Arrêter le bot, garder ce fichier et revenir à la dernière sauvegarde intacte.
cli-backup-restore = Pour y revenir : arrêter le bot, déplacer { $journal }, { $journal }-wal et { $journal }-shm ailleurs, copier la sauvegarde vers { $journal }, démarrer le bot. Les tâches acceptées après la sauvegarde n'y sont pas. Rien n'est payé ni publié deux fois : le bot demande au fournisseur et aux salons ce qui s'est passé depuis. Une tâche dont le fournisseur ne sait rien au bout d'un jour est abandonnée : elle est débitée si son résultat est encore publié, sinon remboursée.
cli-backup-archive = Les vidéos et les images n'y sont pas : ce sont des fichiers dans { $archive }.

cli-status-day = sur 24 h
cli-status-today = aujourd'hui
cli-status-month = ce mois-ci
cli-status-open = ouvertes
cli-status-queue = file
cli-status-oldest = ancienneté
cli-status-title = wanbot { $version } le { $time } : { $ready }
cli-status-ready = prêt
cli-status-not-ready = pas prêt : { $problems }
cli-status-unreachable = injoignable à { $address }
cli-status-not-served = inconnu, car http.listen n'est pas défini
cli-status-counts = demandées : { $accepted }, livrées : { $delivered }, échecs : { $failed }
cli-status-spent = { $used } dépensés ou réservés, { $limit }
cli-status-limit = sur { $limit }
cli-status-state = { $state } : { $count }
cli-status-waiting = { $count } pour { $model }
cli-status-empty = vide
cli-status-open-for = { $job } { $state }, ouverte depuis { $age }
cli-status-nothing-open = aucune tâche ouverte
cli-status-provider = CHEZ LE FOURNISSEUR
cli-status-nothing = rien
cli-status-failures = DERNIERS ÉCHECS
cli-status-none = aucun
cli-status-ago = il y a { $age }
cli-status-stop = Ctrl-C pour quitter.
age-seconds = { $seconds } s
age-minutes = { $minutes } min
age-hours = { $hours } h
age-days = { $days ->
        [one] { $days } jour
       *[other] { $days } jours
    }

cli-quota-both = soit --server, soit --direct, pas les deux
cli-quota-no-server = indiquer le serveur (--server ID), ou --direct pour les messages privés
cli-quota-ids = `{ $setting }` accepte des ID, séparés par des espaces s'il y en a plusieurs, ou le mot que `wanbot quota settings` affiche quand il n'y en a pas. Rien n'a changé.
cli-quota-role = rôle { $role }
cli-quota-everyone = tout le monde
cli-quota-allowance = quota
cli-quota-left = reste
cli-quota-reserved = réservé
cli-quota-spent = débité
cli-quota-window = période
cli-quota-grant = bonus
cli-quota-blocked = bloqué
cli-quota-origin-everyone = tout le monde
cli-quota-origin-personal = personnel
cli-quota-left-of = { $left } sur { $granted }
cli-quota-window-of = du { $start } au { $end }
cli-quota-grant-of = entrée { $entry } : reste { $available } sur { $granted }, { $until }
cli-quota-server = serveur
cli-quota-global = global
cli-quota-budget = { $used } / { $limit }, jusqu'au { $until }
cli-quota-budget-unlimited = { $used }, sans limite, jusqu'au { $until }
cli-quota-jobs = { $count ->
        [one] { $count } tâche
       *[other] { $count } tâches
    }
