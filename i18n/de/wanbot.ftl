# Deutsch.

language-name = Deutsch
decimal-separator = {","}
money = { $amount } $
size-kilobytes = { $size } kB
size-megabytes = { $size } MB
list-separator = {", "}
labelled = { $label }: { $text }
in-parentheses = {" "}({ $text })
quoted-reason = „{ $reason }“

## Befehle und Optionen

video = Ein Video aus einem Prompt erzeugen
video-prompt = Wer oder was, wo und wie es sich bewegt
animate = Ein Bild animieren
animate-image = Womit das Video beginnt: ein Foto, eine Zeichnung oder ein GIF
animate-member = Oder das Mitglied, mit dessen Avatar das Video beginnt, wenn der Server das erlaubt
animate-prompt = Beschreib Bewegung und Kamera; das Aussehen gibt das Bild schon vor
continue = Ein Video fortsetzen
continue-video = Das Video oder GIF, das fortgesetzt wird: ab 2 s; ich nutze höchstens die letzten 10 s
continue-prompt = Was als Nächstes passiert und was die Kamera macht; das Aussehen gibt das Video schon vor
continue-duration = GESAMTLÄNGE in Sekunden, dein Video mitgezählt (Standard: 5 s mehr)
reference = Ein Video mit Figuren oder Gegenständen aus deinen Bildern und Videos erzeugen
reference-prompt = Was passiert; die Dateien heißen im Prompt „Image 1“, „Video 1“
reference-image1 = Figur oder Gegenstand für das Video; im Prompt „Image 1“
reference-image = Im Prompt „Image { $number }“
reference-video1 = Ein Video oder GIF ab 1 s, ich nutze höchstens 30 s; im Prompt „Video 1“
reference-video = Im Prompt „Video { $number }“
reference-voice = So spricht die erste Figur: beliebiges Audio oder Video ab 1 s; ich nutze höchstens 10 s
reference-first-frame = Das Bild, mit dem das Video beginnt
reference-ratio = Seitenverhältnis (Standard: 16:9); nicht zusammen mit einem Startbild
reference-duration = Sekunden (Standard: 5); mit einem Video höchstens 10
edit = Ein Video bearbeiten
edit-video = Das Video oder GIF, das bearbeitet wird: ab 2 s; ich nutze höchstens 10 s davon
edit-prompt = Was sich ändern soll: ein Gegenstand, die Umgebung, der Stil
edit-image1 = Ein Bild für die Bearbeitung; im Prompt „Image 1“
edit-keep-audio = Den Ton des Videos behalten (Standard: Das Modell entscheidet)
edit-ratio = Seitenverhältnis (Standard: wie das Video)
edit-duration = So viele Sekunden behalten (Standard: alle)
image = Bilder aus einem Prompt oder aus deinen Bildern erzeugen
image-prompt = Was zu sehen sein soll oder was mit deinen Bildern geschehen soll
image-count = Anzahl der Bilder, 1–4 (Standard: 1)
image-resolution = Standard: 2K; 4K nur ohne eigene Bilder und mit pro
image-ratio = Seitenverhältnis (Standard: wie vom Modell vorgegeben)
image-pro = Das bessere, teurere Modell verwenden (Standard: nein)
image-image = Ein Bild, aus dem die neuen entstehen

option-last-image = Das Bild, mit dem das Video endet
option-audio = Ton, dem das Video folgt: beliebiges Audio oder Video ab 2 s; ich nutze höchstens 30 s
option-resolution = 720P (Standard, günstiger) oder 1080P
option-ratio = Seitenverhältnis (Standard: 16:9)
option-duration = Sekunden (Standard: 5)
option-seed = Gleicher Seed und gleiche Anfrage ergeben Ähnliches; Standard: zufällig
option-negative = Was im Video nicht vorkommen soll
option-enhance = Das Modell darf deinen Prompt erweitern (Standard: ja)
option-crop = Ein Bild mit zu extremem Seitenverhältnis zuschneiden (Standard: nein)
option-preview = Nur prüfen und den Preis zeigen; es wird nichts erzeugt
option-model = Standard: { $default }
option-job = Die Auftrags-ID: 8 Zeichen, sie steht auf der Karte

jobs = Deine Aufträge auf diesem Server und ihr Status
job = Details eines Auftrags: Eingabedateien, Herkunft, Ergebnis
again = Einen Auftrag mit anderem Seed wiederholen
cancel = Einen deiner Aufträge abbrechen; kostenlos, solange er wartet
quota = Deine Credits auf diesem Server und die Preise
help-command = Was ich kann und wie du es bekommst
settings = Deine Standardwerte anzeigen oder ändern
settings-option-resolution = Auflösung von Videos
settings-option-ratio = Seitenverhältnis (Video aus Text)
settings-option-duration = Sekunden
settings-option-ping = Dich anpingen, wenn ein Ergebnis fertig ist (Standard: ja)
settings-option-private = Ergebnisse als Direktnachricht senden (Standard: nein)
settings-option-reset = Alle zurücksetzen
settings-option-language = Sprache meiner Antworten und deiner Karten (Standard: wie in Discord)
help-option-topic = Ein Thema (Standard: ein Überblick)
help-topic-prompts = So schreibst du Prompts

mod-option-who = Ein Mitglied oder eine Rolle
mod-option-member = Das Mitglied
mod-option-role = Die Rolle
mod-option-weight = Gewicht in der Warteschlange; 1 ist der Anteil, den alle haben
mod-option-until = `3d`, `12h`, `2026-12-24` oder `2026-12-24 18:00`
mod-option-reason = Der Grund; er wird mit der Änderung protokolliert
mod-option-days = Standard: 7 Tage
mod-days-7 = 7 Tage
mod-days-30 = 30 Tage
mod-option-entry = Nummer des Eintrags; Standard: der letzte
mod-quota = Credits von Mitgliedern und Rollen
mod-quota-show = Die Credits eines Mitglieds oder einer Rolle anzeigen
mod-quota-set = Festlegen, was ein Mitglied oder eine Rolle pro Zeitraum bekommt
mod-quota-grant = Einmalig zusätzliche Credits gutschreiben
mod-option-amount = Anzahl der Credits
mod-option-allowance = `20`, `+5`, `-5`, `none` oder `unlimited`
mod-quota-take = Einmalig Credits abziehen (Standard: bis zum Ende des Zeitraums)
mod-quota-reset = Kontingent und Verbrauch zurücksetzen
mod-quota-log = Das Protokoll anzeigen
mod-quota-top = Anzeigen, wer am meisten verbraucht hat
mod-quota-weight = Das Gewicht einer Rolle in der Warteschlange festlegen
mod-quota-roles = Die Kontingente der Rollen auflisten
mod-quota-undo = Einen Eintrag des Protokolls rückgängig machen
mod-option-message = Link oder ID der Nachricht oder die Auftrags-ID
mod-option-block-inputs = Die Eingabedateien auf diesem Server sperren
mod-jobs = Die neuesten Aufträge auflisten
mod-cancel = Den Auftrag eines Mitglieds abbrechen
mod-option-job = Die Auftrags-ID
mod-who = Anzeigen, wer ein Ergebnis erzeugt hat, woraus und zu welchem Preis
mod-remove = Ein Ergebnis löschen, hier und aus dem Speicher
mod-option-setting = Die Einstellung
mod-option-period = Tag oder Monat
mod-option-channel-none = Standard: kein Kanal
mod-block = Ein Mitglied sperren
mod-pause = Keine neuen Anfragen auf diesem Server annehmen; laufende Aufträge gehen weiter
mod-log-channel = Den Kanal für Änderungen und Budgetwarnungen festlegen
mod-channel-defaults = Standardwerte für einen Kanal festlegen (ohne Angabe: löschen)
mod-option-channel = Der Kanal
mod-option-defaults = Wörter wie `1080p 16:9 8s wörtlich`
mod-option-spoiler = Ergebnisse als Spoiler verbergen
mod-settings = Einstellungen dieses Servers
mod-settings-show = Alle Einstellungen anzeigen
mod-settings-set = Eine Einstellung ändern
mod-option-value = Der neue Wert (ohne Angabe: Standard wiederherstellen)
mod-budget = Budgets in US-Dollar
mod-budget-show = Die Budgets anzeigen
mod-budget-set = Ein Budget festlegen
mod-option-dollars = US-Dollar, zum Beispiel `20`, oder `none`
mod = Kontingente, Budgets, Mitglieder und Ergebnisse
mod-unblock = Ein Mitglied entsperren
mod-resume = Wieder Anfragen annehmen

command-video-name = video
command-animate-name = animieren
command-continue-name = fortsetzen
command-reference-name = referenz
command-edit-name = bearbeiten
command-image-name = bild
command-jobs-name = aufträge
command-job-name = auftrag
command-again-name = wiederholen
command-cancel-name = abbrechen
command-quota-name = kontingent
command-settings-name = einstellungen
command-help-name = hilfe
command-mod-name = wan-mod
menu-animate-name = Das hier animieren
menu-continue-name = Dieses Video fortsetzen
menu-reference-name = Als Referenz verwenden
menu-who-name = Wer hat das gemacht?
menu-remove-name = Dieses Ergebnis entfernen

option-prompt-name = prompt
option-image-name = bild
option-image-numbered-name = bild{ $number }
option-video-name = video
option-video-numbered-name = video{ $number }
option-last-image-name = endbild
option-first-frame-name = startbild
option-audio-name = audio
option-voice-name = stimme
option-member-name = mitglied
option-resolution-name = auflösung
option-ratio-name = seitenverhältnis
option-duration-name = dauer
option-seed-name = seed
option-negative-name = negativ
option-enhance-name = erweitern
option-crop-name = zuschneiden
option-preview-name = vorschau
option-model-name = modell
option-count-name = anzahl
option-pro-name = pro
option-keep-audio-name = ton_behalten
option-job-name = auftrag
option-ping-name = ping
option-private-name = privat
option-reset-name = zurücksetzen
option-language-name = sprache
option-topic-name = thema
option-who-name = wer
option-role-name = rolle
option-times-name = faktor
option-amount-name = menge
option-until-name = bis
option-reason-name = grund
option-period-name = zeitraum
option-number-name = nummer
option-message-name = nachricht
option-block-inputs-name = eingaben_sperren
option-setting-name = einstellung
option-value-name = wert
option-channel-name = kanal
option-options-name = optionen
option-spoiler-name = spoiler

sub-quota-name = kontingent
sub-settings-name = einstellungen
sub-budget-name = budget
sub-show-name = anzeigen
sub-set-name = festlegen
sub-grant-name = gutschreiben
sub-take-name = abziehen
sub-reset-name = zurücksetzen
sub-log-name = protokoll
sub-top-name = top
sub-weight-name = gewicht
sub-roles-name = rollen
sub-undo-name = rückgängig
sub-block-name = sperren
sub-unblock-name = entsperren
sub-pause-name = pausieren
sub-resume-name = fortsetzen
sub-log-channel-name = protokollkanal
sub-channel-defaults-name = kanal-standardwerte
sub-jobs-name = aufträge
sub-cancel-name = abbrechen
sub-who-name = wer
sub-remove-name = entfernen

period-day = Tag
period-month = Monat

word-verbatim = wörtlich
word-crop = zuschneiden,zuschnitt
word-seed = seed
word-seconds = s,sek

## Antworten auf Anfragen

-free = Es wurde nichts abgebucht.

time-seconds = { $seconds } s
time-minutes = { $minutes } min { $seconds } s
time-hours = { $hours } h { $minutes } min
and-more = … und { $count } weitere
no-prompt = > *(kein Prompt)*
mentioned-member = jemand
mentioned-role = alle mit einer Rolle
mentioned-channel = ein Kanal

refused =
    { $why }
    { -free }
refused-model = Das gibt es hier nicht. Siehe `/hilfe`.
refused-no-prompt = Der Prompt fehlt. Beschreib, wer oder was zu sehen ist, wo und wie es sich bewegt.
refused-prompt-too-long = Der Prompt hat { $chars } Zeichen; das Modell liest höchstens { $limit }. Kürze ihn um { $over }.
refused-negative-too-long = Der negative Prompt hat { $chars } Zeichen; das Modell liest höchstens { $limit }. Kürze ihn um { $over }.
refused-no-negative = Dieses Modell unterstützt keinen negativen Prompt. Beschreib stattdessen im Prompt, was du willst.
refused-seconds = Eine Länge von { $seconds } s ist nicht möglich: Wähle { $min } bis { $max } Sekunden.
refused-nothing-to-continue = Dein Video ist schon { $length } s lang, und `dauer` ist die Gesamtlänge ({ $seconds } s). Wähle eine längere Dauer oder nimm ein kürzeres Video.
refused-resolution = Dieses Modell bietet { $resolution } hier nicht an. Wähle eine andere Auflösung oder lass sie weg.
refused-ratio = Dieses Modell unterstützt das Seitenverhältnis { $ratio } hier nicht. Lass es weg: Das Ergebnis hat dann die Form deines Bildes oder Videos.
refused-count = { $count ->
        [one] { $count } Bild ist
       *[other] { $count } Bilder sind
    } nicht möglich: Wähle 1 bis { $max }.
refused-combination = Diese Kombination akzeptiert das Modell nicht: { $roles }. { $accepts }
refused-no-files = Es wurden keine Dateien angegeben. { $accepts }
accepts-text-to-video = Für ein Video aus Text ist eine Audiodatei möglich, sonst keine Dateien.
accepts-image-to-video = Zu einem Bild sind ein Endbild und Audio möglich, zu einem Video nur ein Endbild, kein Audio.
accepts-reference-to-video = Für ein Video mit Referenzen sind ein bis fünf Bilder und Videos möglich, dazu eine Stimme und ein Startbild.
accepts-video-edit = Für eine Bearbeitung sind ein Video und bis zu vier Bilder möglich.
accepts-image = Für die Bilderzeugung sind bis zu neun Bilder möglich.
refused-total-length = { $role ->
        [reference-video] Alle Referenzvideos
        [voice] Alle Stimmen
       *[other] Alle Dateien
    } zusammen sind { $seconds } s lang; möglich sind höchstens { $most } s. Nimm weniger oder kürzere.
refused-options = Diese Optionen verstehe ich nicht: { $words }. Optionen sind Wörter wie `10s`, `1080p`, `16:9`, `seed 7`, `x2` (Bilder) und `wörtlich` (der Prompt bleibt, wie du ihn geschrieben hast).
refused-source = Die Dateien dieses Auftrags kannst du in diesem Kanal nicht verwenden. Häng stattdessen die Datei selbst an.
permission-view-channel = Kanal ansehen
permission-attach-files = Dateien anhängen
permission-read-history = Nachrichtenverlauf anzeigen
permission-send = Nachrichten senden
permission-send-in-threads = Nachrichten in Threads senden
refused-publicly = Das kann ich gerade nicht annehmen. Mit `/kontingent` siehst du, warum (nur du kannst es sehen).
refused-channel-unknown = Discord hat nicht mitgeteilt, was für ein Kanal das ist. Bitte versuch es in einer Minute noch einmal.
refused-age-restricted = Das ist in einem Kanal mit Altersbeschränkung entstanden und lässt sich nur in einem solchen Kanal verwenden.
refused-nothing-to-animate = Es gibt nichts zu animieren. Häng ein Bild als `bild` an oder wähle unter `mitglied` jemanden, dessen Avatar ich animieren soll.
refused-image-and-member = Du hast ein Bild und ein Mitglied angegeben. Verwende `bild` oder `mitglied`, nicht beides.
refused-no-avatar = { $name } hat keinen Avatar, nur das Standardbild von Discord. Wähle jemand anderen oder häng ein Bild als `bild` an.
refused-not-a-member = { $name } ist kein Mitglied dieses Servers. Ich verwende nur Avatare von Mitgliedern.
refused-avatar-of-another = In Direktnachrichten verwende ich nur deinen eigenen Avatar. Wähle dich selbst oder häng ein Bild als `bild` an.
refused-permissions = Mir fehlen in diesem Kanal Berechtigungen: { $names }. Ein Moderator kann sie in den Einstellungen des Kanals erteilen; nimm bis dahin einen anderen Kanal.
refused-direct-messages = Ich arbeite nur auf Servern, nicht in Direktnachrichten. Benutze den Befehl auf einem Server.
refused-waiting =
    Du hast { $waiting } { $waiting ->
        [one] wartenden Auftrag
       *[other] wartende Aufträge
    } (höchstens { $limit }). Warte, bis einer fertig ist, oder brich einen ab: `/aufträge` listet sie auf.
refused-too-fast = Zu viele Anfragen: Möglich { $limit ->
        [one] ist höchstens { $limit } Anfrage
       *[other] sind höchstens { $limit } Anfragen
    } pro Minute. Versuch es in { $wait } s noch einmal.
refused-storage = Der Speicher ist vorübergehend nicht verfügbar, deshalb kann ich keine Aufträge annehmen. Bitte versuch es in ein paar Minuten noch einmal.
refused-server = Dieser Server ist nicht freigeschaltet. Bitte den Betreiber des Bots, ihn freizuschalten.
refused-account = Der Videoanbieter lehnt das Konto des Bots gerade ab (Schlüssel oder Abrechnung). Der Betreiber weiß Bescheid; bitte versuch es später noch einmal.
refused-stopping = Ich starte gerade neu. Bitte versuch es in einer Minute noch einmal.

role-first-frame = Startbild
role-last-frame = Endbild
role-video = Video
role-audio = Audio
role-reference-image = Referenzbild
role-reference-video = Referenzvideo
role-voice = Stimme
role-source-image = Bild
role-reference-audio = Referenzaudio
# Die Modelle verstehen „Image 1“ und „Video 1“, nicht „Bild 1“.
role-numbered-image = Image { $number }
role-numbered-video = Video { $number }
role-numbered-source-image = Bild { $number }

input-file = Die Datei { $name } ({ $role })
input-empty = { $file } ist leer. Lade sie noch einmal hoch.
input-wrong-kind = { $file } ist { $found }. Nimm { $wanted }. { $advice }
input-found-misnamed = { $found }, auch wenn ihr Name etwas anderes sagt
input-not-convertible = { $file } ist { $found }; das kann ich hier nicht umwandeln. Nimm { $wanted }. { $advice }
input-wanted-image = ein Bild als PNG, JPEG, BMP oder WebP
input-wanted-video = ein Video als MP4 oder MOV
input-wanted-audio = eine MP3- oder WAV-Datei
input-wanted-or = { $wanted } (auch möglich: { $more })
input-damaged = { $file } ist nicht lesbar: { $why }. { $step }
input-unusable = { $file } lässt sich nicht verwenden: { $why }. { $step }
input-beyond-limits = { $file } { $faults }. { $steps }
fault-and = {". "}Sie{" "}
# Between two steps.
step-and = {" "}
fault-too-large = ist zu groß: { $bytes } (höchstens { $limit })
fault-bytes = { $bytes } Bytes
fault-sides = hat { $width } × { $height } Pixel; jede Seite muss { $min } bis { $max } haben
fault-aspect = hat { $width } × { $height } Pixel; das Seitenverhältnis ist zu extrem (höchstens 1:{ $limit })
fault-length = ist { $seconds } s lang; möglich sind { $min } bis { $max } s
step-other = Nimm eine andere Datei.
step-crop = Schneide sie zu.
step-crop-here = Schneide sie zu oder gib `zuschneiden` an (als Option des Befehls oder als letztes Wort einer Nachricht), dann nehme ich die Mitte.
step-shrink = Verkleinere sie.
step-enlarge = Nimm eine größere.
step-shorten = Kürze sie.
step-lengthen = Nimm eine längere.
step-compress = Komprimiere sie stärker.
step-export = Exportiere sie neu und versuch es noch einmal.
step-save-smaller = Speichere sie in kleinerer Größe.
step-shrink-or-shorten = Verkleinere oder kürze sie.

format-png = ein PNG-Bild
format-jpeg = ein JPEG-Bild
format-bmp = ein BMP-Bild
format-webp = ein WebP-Bild
format-mp4 = ein MP4-Video
format-mov = ein QuickTime-Video
format-mp3 = eine MP3-Audiodatei
format-wav = eine WAV-Audiodatei
format-heic = ein HEIC-Foto
format-avif = ein AVIF-Bild
format-gif = ein GIF
format-animated-png = ein animiertes PNG
format-animated-webp = ein animiertes WebP
format-tiff = ein TIFF-Bild
format-jpeg-xl = ein JPEG-XL-Bild
format-jpeg-2000 = ein JPEG-2000-Bild
format-psd = ein Photoshop-Bild
format-matroska = ein Matroska-Video (MKV)
format-webm = ein WebM-Video
format-avi = ein AVI-Video
format-mpeg-ts = ein MPEG-TS-Video
format-mpeg-ps = ein MPEG-Video
format-flv = ein Flash-Video (FLV)
format-wmv = ein WMV-Video
format-3gp = ein 3GP-Video
format-ogg-video = ein Ogg-Video
format-ogg = eine Ogg-Audiodatei
format-flac = eine FLAC-Audiodatei
format-aac = eine AAC-Audiodatei
format-mp2 = eine MP2-Audiodatei
format-aiff = eine AIFF-Audiodatei
format-caf = eine CAF-Audiodatei
format-m4a = eine M4A-Audiodatei
format-3gp-audio = eine 3GP-Audiodatei
format-amr = eine AMR-Audiodatei
format-wma = eine WMA-Audiodatei
format-matroska-audio = eine Matroska-Audiodatei
format-webm-audio = eine WebM-Audiodatei
format-long-wav = eine 64-Bit-WAV-Audiodatei
format-compressed-wav = eine komprimierte WAV-Audiodatei
format-wavpack = eine WavPack-Audiodatei
unknown-empty = eine leere Datei
unknown-pdf = ein PDF-Dokument
unknown-zip = ein ZIP-Archiv oder ein Office-Dokument
unknown-archive = ein Archiv
unknown-midi = eine MIDI-Datei mit Noten, aber ohne Ton
unknown-raw = ein RAW-Foto aus einer Kamera
unknown-playlist = eine Wiedergabeliste
unknown-xml = eine SVG- oder XML-Datei
unknown-web-page = eine Webseite
unknown-text = eine Textdatei
unknown-protected = eine Audiodatei mit Kopierschutz
unknown-fragment = ein Ausschnitt eines gestreamten Videos
unknown-other = eine Datei unbekannter Art

damage-unreadable = Sie ist beschädigt
damage-other-format = Sie ist { $format }
damage-undecodable = Ihr Inhalt lässt sich nicht dekodieren
damage-no-video = Sie enthält kein Video
damage-no-audio = Sie enthält keinen Ton
damage-no-pixels = Sie enthält keine Pixel
damage-pixels = Ihre Pixel sind beschädigt
damage-pixels-or-cut = Ihre Pixel sind beschädigt oder unvollständig
damage-header = Ihr Header ist beschädigt
damage-structure = Ihre Teile passen nicht zusammen
damage-cut-short = Sie bricht mittendrin ab
damage-end = Ihr Ende fehlt
damage-length = Ihre Länge ist nicht angegeben und lässt sich nicht ermitteln
damage-too-many-pixels = Sie hat zu viele Pixel
damage-too-many-frames = Ihre Einzelbilder haben zusammen zu viele Pixel
damage-too-long = Sie ist zu lang für eine WAV-Datei
damage-too-big = Sie lässt sich nicht stark genug verkleinern

advice-heic = Mit **Einstellungen > Kamera > Formate > Maximale Kompatibilität** speichert ein iPhone neue Fotos als JPEG; dieses hier schick als Screenshot oder exportiere es als JPEG.
advice-archive = Entpacke das Archiv und schick die Datei, die du verwenden willst.
advice-export-image = Exportiere die Datei als PNG oder JPEG oder schick einen Screenshot davon.
advice-from-image = Mit `/animieren` wird aus einem Bild ein Video.
advice-image = Öffne die Datei in einem Bildbetrachter und speichere sie als PNG oder JPEG.
advice-frame = Speichere das gewünschte Einzelbild als PNG oder schick einen Screenshot davon.
advice-animation = Speichere die Animation als MP4: Die meisten GIF-Seiten bieten beides an, und Videoprogramme können sie so exportieren.
advice-matroska = Exportiere die Datei als MP4 (H.264). OBS hat dafür **Datei > Aufnahmen remuxen**.
advice-video = Exportiere die Datei als MP4 (H.264).
advice-ogg = Speichere die Datei und exportiere sie mit einem Audioprogramm als MP3. Auch die Sprachnachrichten von Discord sind solche Dateien.
advice-m4a = Exportiere die Datei als MP3, mit einem Audioprogramm oder in Apples App „Musik“ mit **Ablage > Konvertieren > MP3-Version erstellen**.
advice-wav = Speichere die Datei als WAV mit 16 Bit (PCM) oder als MP3.
advice-audio = Exportiere die Datei als MP3 oder WAV.
advice-audio-of-video = Exportiere nur den Ton der Datei als MP3 oder WAV.
advice-fewer-pixels-image = Speichere die Datei mit weniger Pixeln als JPEG oder PNG.
advice-fewer-pixels-video = Speichere die Datei mit weniger Pixeln als MP4 (H.264).
advice-shorter-audio = Kürze die Datei und speichere sie als MP3 oder WAV.

unreachable-gone = der Link ist abgelaufen
unreachable-slow = es hat zu lange gedauert
unreachable-status = der Dateiserver antwortete mit Fehler { $code }
unreachable-connection = die Verbindung ist fehlgeschlagen
input-unreachable = { $file } konnte nicht von Discord heruntergeladen werden ({ $why }). Lade sie noch einmal hoch.
input-forgotten = { $file } ist nicht mehr gespeichert. Lade sie mit einem Befehl noch einmal hoch.
input-unreadable = { $file } kann gerade nicht aus dem Speicher gelesen werden. Versuch es in ein paar Minuten noch einmal.
input-conversion-slow = { $file } ließ sich nicht schnell genug umwandeln. Schick eine kürzere oder kleinere Datei.
input-too-demanding = { $file } braucht beim Umwandeln mehr Speicher oder Rechenzeit, als hier erlaubt ist. { $advice }
input-no-decoder = { $file } hat einen Codec, der hier nicht dekodiert werden kann. { $advice }
input-conversion-failed = { $file } konnte wegen eines Fehlers bei mir nicht umgewandelt werden. Versuch es in ein paar Minuten noch einmal.
input-no-last-frame = Aus dem Video ({ $name }) ließ sich das letzte Bild nicht extrahieren. Speichere es selbst als Bild und nutze `/animieren`.
input-foreign = { $file } liegt nicht bei Discord. Lade die Datei selbst mit dem Befehl hoch.

failed = { $why }{ $code }. { -free }
failed-charged = { $why }. Die Credits wurden abgebucht.
failed-code = {" "}(`{ $code }`)
failed-user-input = Der Anbieter konnte mit der Anfrage nichts anfangen. Prüf die Dateien und Optionen und versuch es noch einmal
failed-moderated = Die Inhaltsprüfung des Anbieters hat den Prompt, ein Bild oder das Ergebnis abgelehnt. Ändere den Prompt oder das Bild; manchmal klappt es mit einem anderen Seed
failed-provider = Der Anbieter konnte das Ergebnis nicht erzeugen. Bitte versuch es noch einmal
failed-lost-charged = Ich habe den Auftrag aus den Augen verloren, aber sein Ergebnis wurde hier gepostet oder dir gesendet
failed-lost = Die Antwort des Anbieters ging verloren, und ich konnte nicht herausfinden, was passiert ist. Bitte versuch es noch einmal
failed-account = Der Anbieter lehnt das Konto des Bots gerade ab. Ein neuer Versuch hilft erst, wenn der Betreiber das behoben hat; bitte sag einem Moderator Bescheid
failed-undeliverable = Das Ergebnis wurde erzeugt, aber ich kann in diesem Kanal nicht mehr posten und dir keine Direktnachricht senden. Mit `/auftrag` bekommst du es; erst dann werden die Credits abgebucht. Bitte sag einem Moderator Bescheid
failed-undeliverable-charged = Das Ergebnis wurde erzeugt, aber ich kann weder in diesem Kanal posten noch dir eine Direktnachricht senden. Mit `/auftrag` bekommst du es
failed-bug = Bei mir ist etwas schiefgegangen. Bitte teil einem Moderator die Auftrags-ID mit

cancel-done = Auftrag `{ $job }` wurde abgebrochen. { -free }
cancel-running = Auftrag `{ $job }` ist schon in Arbeit, und der Anbieter kann ihn nicht mehr stoppen. Du kannst das Ergebnis löschen, wenn es kommt.
cancel-submitting = Auftrag `{ $job }` wird gerade übermittelt. Versuch es in ein paar Sekunden noch einmal.
cancel-ended = Auftrag `{ $job }` ist schon beendet. Wie er ausging, zeigt `/aufträge`.
cancel-unknown = Diesen Auftrag gibt es auf diesem Server nicht. `/aufträge` listet deine auf.
cancel-not-yours = Auftrag `{ $job }` gehört jemand anderem. Nur diese Person oder ein Moderator kann ihn abbrechen.
cancel-unconfirmed = Der Anbieter hat nicht geantwortet, deshalb weiß ich nicht, ob Auftrag `{ $job }` gestoppt wurde. Seine Karte wird es zeigen; versuch es in einer Minute noch einmal.

direct-messages-closed = Ich kann dir keine Direktnachrichten senden, deshalb habe ich es hier gepostet.
converting = Deine Datei wird umgewandelt …
converting-in-line = Deine Datei wartet auf die Umwandlung, { $place }
working = Bin dabei …
invalid-job-id = Das ist keine Auftrags-ID. Auftrags-IDs haben 8 Zeichen und stehen auf der Karte; `/aufträge` listet deine auf.
storage-unavailable = Der Speicher ist vorübergehend nicht verfügbar. Bitte versuch es in ein paar Minuten noch einmal; deine Aufträge laufen weiter.
outdated = Dieser Befehl ist veraltet. Lade Discord neu (Strg+R), um die aktuellen Befehle zu bekommen, oder probier `/hilfe`.

alt-image = Bild, erzeugt { $what }.
alt-image-prompt = Bild, erzeugt { $what }. Prompt: { $prompt }
alt-video = Erzeugtes Video: { $what }.
alt-video-prompt = Erzeugtes Video: { $what }. Prompt: { $prompt }
alt-what-image = nach einer Beschreibung
alt-what-image-from = aus anderen Bildern
alt-what-continued = ein fortgesetztes Video
alt-what-animated = ein animiertes Bild
alt-what-reference = eine Szene mit Figuren oder Gegenständen aus Referenzdateien
alt-what-edited = ein bearbeitetes Video
alt-what-scene = eine Szene nach einer Beschreibung

help =
    {""}**Ich mache kurze Videos und Bilder.** Ich antworte sofort; das Ergebnis folgt ein paar Minuten später in diesem Kanal, und du wirst angepingt.

    { $make }
    Ich nehme fast alle Formate von Bildern, Videos und Audio, auch GIFs, HEIC-Fotos und Sprachnachrichten.
    Mit den **Buttons unter einem Ergebnis** kannst du es wiederholen, ändern oder fortsetzen.

    { $manage }

    Ohne weitere Angaben hat ein Video 720P und 5 s, das ist am günstigsten; `vorschau: True` zeigt nur den Preis. Was fehlschlägt, abgelehnt oder abgebrochen wird, kostet nichts. Tipps zu Prompts zeigt `/hilfe thema: So schreibst du Prompts`.
    Prompts und Dateien gehen an Alibaba Cloud Model Studio, das die Ergebnisse erzeugt.

help-video =
    `/video` – aus einem Prompt. Beschreib, **wer oder was zu sehen ist, wo und wie es sich bewegt**.
help-animate =
    `/animieren` – aus einem Bild oder dem Avatar eines Mitglieds (auf Wunsch mit Endbild und Audio). Beschreib **Bewegung und Kamera**: Das Aussehen gibt das Bild schon vor.
help-continue-edit =
    `/fortsetzen` – ein Video fortsetzen. `/bearbeiten` – ein Video bearbeiten.
help-reference =
    `/referenz` – Figuren und Gegenstände aus deinen Bildern und Videos in einem neuen Video: „Image 1 waves to Video 1“.
help-image =
    `/bild` – Bilder, aus einem Prompt oder aus Bildern.
help-messages =
    {""}**Oder antworte** auf eine Nachricht mit Dateien, erwähne mich und beschreib, was passiert: `@Bot make it rain 10s 1080p`. Oder öffne ihr Menü: **Apps > Das hier animieren**, **Dieses Video fortsetzen**, **Als Referenz verwenden**.
help-jobs =
    `/aufträge`, `/auftrag`, `/wiederholen` – deine Aufträge. `/abbrechen` – einen abbrechen; kostenlos, solange er wartet.
help-account =
    `/kontingent` – deine Credits und die Preise. `/einstellungen` – deine Standardwerte.

prompts-title = {""}**So schreibst du Prompts**
prompts-video =
    {""}**Video aus Text** (`/video`): Motiv + Szene + Bewegung. Beschreib, wer oder was zu sehen ist, wo und wie es sich bewegt; dann Kamera und Stil.
    > A red fox trots through fresh snow at dawn, tracking shot, soft light
prompts-animate =
    {""}**Aus einem Bild** (`/animieren`, `/fortsetzen`): Bewegung + Kamera. Das Aussehen gibt das Bild schon vor, beschreib es also nicht noch einmal.
    > She turns to the window and smiles, slow push in
prompts-reference =
    {""}**Mit Referenzen** (`/referenz`): Nenn der Reihe nach, was in jeder Datei zu sehen ist, und dann, was passiert.
    > The woman in Image 1 hands the cup in Image 2 to the man in Video 1
prompts-edit =
    {""}**Ein Video bearbeiten** (`/bearbeiten`): was sich ändert und was bleibt.
    > Make it night with neon signs; the people and the camera stay as they are
prompts-image =
    {""}**Bild** (`/bild`): Motiv + Umgebung + Stil. Mit eigenen Bildern: was damit geschehen soll.
    > A lighthouse on a cliff in a storm, oil painting
prompts-languages = Die Modelle verstehen Englisch und Chinesisch. Mit Prompts in einer dieser Sprachen werden die Ergebnisse am besten.

## Karte, Ergebnis und Nachricht zum Auftrag

title-image = **Bild**
title-images = **Bilder**
title-edited = **Bearbeitetes Video**
title-reference = **Video aus Referenzen**
title-continued = **Fortgesetztes Video**
title-first-to-last = **Von Bild zu Bild**
title-animated = **Animiertes Bild**
title-video = **Video**
card-job = Auftrag `{ $job }`
post-job = Auftrag { $job }

detail-images = { $count ->
        [one] { $count } Bild
       *[other] { $count } Bilder
    }
detail-seconds = { $seconds } s
detail-seed = Seed { $seed }
detail-verbatim = Prompt wie geschrieben
detail-own-audio = behält den eigenen Ton
detail-negative = ohne: { $negative }

derivation-again = Wiederholung
derivation-change = geändert
derivation-continue = fortgesetzt
derivation-last-frame = ab dem letzten Bild
derivation-larger = Version in 1080P
derivation-animate = animiert
derivation-reference = als Referenz verwendet
card-again = Wiederholung von `{ $job }`
card-change = Geänderte Fassung von `{ $job }`
card-continue = Setzt `{ $job }` fort
card-last-frame = Beginnt mit dem letzten Bild von `{ $job }`
card-larger = `{ $job }` in 1080P
card-animate = Animiert `{ $job }`
card-reference = Verwendet `{ $job }` als Referenz

shows-avatar = Zeigt den Avatar von { $name }; diese Person kann das Ergebnis löschen
shows-avatar-nameless = einem Mitglied

deleted = **Gelöscht** von der Person, die es angefordert hat
deleted-by-shown-member = **Gelöscht** von dem Mitglied, dessen Avatar es zeigt
removed = **Entfernt** von einem Moderator

expected = {" "}· erwartet { $earliest } – { $latest }
place-beyond = einer von { $waiting } wartenden Aufträgen
reason-fair-share = {" "}(fair unter allen Mitgliedern verteilt)
reason-express-slot = {" "}(dein erster Auftrag: Expressplatz)
reason-member-limit = {" "}(bei dir { $count ->
        [one] läuft schon { $count } Auftrag
       *[other] laufen schon { $count } Aufträge
    }, mehr geht nicht gleichzeitig)
queued = **In der Warteschlange**, { $place }{ $why }{ $expected }
stalled = **Angehalten**: Der Videoanbieter ist nicht erreichbar; dein Auftrag geht von selbst weiter
place-next = gleich dran
place-waiting = wartet
place = auf Platz { $place }
submitting = **Wird übermittelt**{ $expected }
unconfirmed = **Wird geprüft**: Die Antwort des Anbieters ging verloren; ich vergewissere mich, bevor ich weitermache
submitted = **In der Warteschlange des Anbieters**{ $expected }
running = **Wird erzeugt**, begonnen { $since }{ $expected }
unknown-task = **Kein Status**: Der Anbieter meldet diesen Auftrag gerade nicht. Ich frage noch höchstens einen Tag lang nach; du kannst ihn abbrechen
finished = **Fertig**, wird hochgeladen
delivered = **Fertig**: { $link }
delivered-privately = **Fertig**: wie gewünscht als Direktnachricht gesendet
delivered-directly = **Fertig**: als Direktnachricht gesendet, da ich hier nicht posten kann
failed-card = **Fehlgeschlagen**: { $why }
cancelled-by = **Abgebrochen** von { $user }. { -free }
cancelled-card = **Abgebrochen.** { -free }
cancelled-at-provider = **Beim Anbieter abgebrochen.** { -free }

result-video = { $user }, dein Video ist fertig.
result-image = { $user }, dein Bild ist fertig.
result-images = { $user }, deine Bilder sind fertig.
result-details = { $details } · erzeugt in { $took } · abgebuchte Credits: { $spent }
result-fewer = Der Anbieter hat { $count } von { $requested } Bildern geliefert.
result-in-server = Zum Wiederholen, Ändern oder Fortsetzen nutze auf dem Server `/auftrag auftrag:{ $job }`.
result-shrunk = Es war für diesen Kanal zu groß, deshalb habe ich es verkleinert.
result-linked = Es ist für diesen Kanal zu groß: [ansehen oder herunterladen]({ $url }), bis zum { $until }.
notice-video = { $user }, bei deinem Video gab es ein Problem: { $why } ({ $outcome })
notice-image = { $user }, bei deinem Bild gab es ein Problem: { $why } ({ $outcome })

button-cancel = Abbrechen
button-again = Wiederholen
button-change = Ändern
button-continue = Fortsetzen
button-last-frame = Letztes Bild → weiter
button-larger = 1080P
button-animate = Animieren
button-animate-n = { $number } animieren
button-details = Details
button-delete = Löschen
button-delete-for-good = Endgültig löschen
button-report = Melden
button-newer = Neuere
button-older = Ältere
button-prompt-help = Hilfe zu Prompts
button-block-inputs = Auch Eingabedateien sperren

list-empty = Du hast auf diesem Server noch keine Aufträge. Probier `/video`.
list-end = Keine weiteren Aufträge.
list-title = Deine neuesten Aufträge hier:
list-title-page = Deine Aufträge hier, Seite { $page }:
list-queued = in der Warteschlange, Platz { $place }
list-removed = entfernt
list-direct = als Direktnachricht gesendet

change-converted = umgewandelt, vorher { $from }
change-cut = { $part ->
    [last] letzte
   *[first] erste
} { $seconds } s von { $of } s
change-cut-of-unknown = { $part ->
    [last] letzte
   *[first] erste
} { $seconds } s
change-cropped = { $from } Pixel, auf { $to } zugeschnitten
change-resized = { $from } Pixel, auf { $to } skaliert
change-resized-too = auf { $to } skaliert

## Antworten, Menüs, Modals, Buttons und Einstellungen

modal-prompt = Prompt
modal-motion = Bewegung und Kamera
modal-reference = Was passiert; nutze „Image 1“, „Video 1“
modal-options = Optionen (falls gewünscht)
modal-options-example = 10s 1080p 16:9 seed 7 wörtlich
modal-prompt-kept = Der Prompt ist zu lang für dieses Feld. Leer lassen, um ihn zu behalten.
modal-change = Ändern und neu erzeugen
modal-continue = Dieses Video fortsetzen
modal-last-frame = Neues Video ab dem letzten Bild
modal-animate = Dieses Bild animieren
modal-report = Dieses Ergebnis melden
modal-report-reason = Was stimmt damit nicht?
modal-delayed = Das Öffnen des Formulars hat zu lange gedauert. Drück den Button, um es zu öffnen.
menu-choose = Dateien auswählen

no-such-job = Diesen Auftrag gibt es hier nicht, oder du kannst ihn nicht sehen. `/aufträge` listet deine auf.
pressed-twice = Das wurde innerhalb von drei Sekunden zweimal gedrückt, deshalb habe ich nur einen Auftrag angelegt. Drück noch einmal, wenn du einen weiteren willst.
not-yours-to-delete = Löschen können es nur die Person, die es angefordert hat, ein Mitglied, dessen Avatar es zeigt, und Moderatoren. **Melden** benachrichtigt die Moderatoren.
delete-sure = Dieses Ergebnis hier und aus dem Speicher löschen? Das lässt sich nicht rückgängig machen, und die Credits bleiben abgebucht.
delete-done = Hier und aus dem Speicher gelöscht.
choice-expired =
    Diese Auswahl ist abgelaufen: Sie gilt nur einen Tag lang, wie auch Discords Links zu den Dateien. Bitte stell die Anfrage noch einmal.
    { -free }
choice-not-yours = Das gehört jemand anderem. Stell eine eigene Anfrage, um auszuwählen.

action-animate = Das Bild animieren
action-first-to-last = Vom ersten Bild zum zweiten
action-continue = Das Video fortsetzen
action-continue-to = Das Video bis zum Bild fortsetzen
action-edit = Das Video bearbeiten
action-reference = Als Referenz verwenden
action-from-audio = Ein Video zum Audio
offer = { $action } · ab { $price }
offer-checking = **{ $action }**: Die Dateien werden geprüft …

which-part =
    { $file } ist { $seconds } s lang, erlaubt sind { $most } s. Welchen Teil soll ich nehmen{ $several ->
        [yes] , auch bei den anderen Videos, die zu lang sind
       *[no] {""}
    }? Jeder der beiden kostet etwa { $price }.
    Bis du wählst, wird nichts abgebucht.
part-first = Die ersten { $most } s
part-last = Die letzten { $most } s
part-checking = **{ $part }**: Die Datei wird geprüft …
part-chosen = **{ $part }**: Auftrag `{ $job }`
part-chosen-before = Du hast schon gewählt: Auftrag `{ $job }`
part-pressed-twice = Schon in Arbeit, mit dem Teil, den du zuerst gewählt hast.

files-images = { $count ->
        [one] einem Bild
       *[other] { $count } Bildern
    }
files-videos = { $count ->
        [one] einem Video
       *[other] { $count } Videos
    }
files-audio = { $count ->
        [one] einer Audiodatei
       *[other] { $count } Audiodateien
    }
files-and = { $first } und { $last }
which-action =
    Was soll ich mit { $files } machen?{ $options }
    { $prompt }
    Bis du wählst, wird nichts abgebucht.
no-action =
    Aus { $files } kann ich kein Video machen. Ich nehme ein Bild (animiert), zwei Bilder (vom ersten zum zweiten), ein Video (fortgesetzt), eine Audiodatei oder bis zu fünf Bilder und Videos als Referenz. Sind es mehr Dateien, kannst du mit **Apps > Als Referenz verwenden** an der Nachricht einige auswählen.
    { -free }
no-files-hidden =
    Discord zeigt mir nicht, worauf du antwortest. Öffne das Menü dieser Nachricht und nutze **Apps > Das hier animieren**, **Dieses Video fortsetzen** oder **Als Referenz verwenden**. Oder häng die Datei an deine eigene Nachricht an.
    { -free }
no-files-referenced =
    Die Nachricht, auf die du antwortest, enthält kein Bild, Video oder Audio: keine angehängte Datei, keinen Sticker, kein benutzerdefiniertes Emoji und keine Linkvorschau. Speichere das Gewünschte als Datei und häng sie an.
    { -free }
no-files-reference-deleted =
    Die Nachricht, auf die du antwortest, gibt es nicht mehr. Häng die Datei an deine eigene Nachricht an.
    { -free }
no-files =
    Häng ein Bild, ein Video oder eine Audiodatei an oder antworte auf eine Nachricht, die so etwas enthält. Ein Video nur aus einem Prompt macht `/video`; `/hilfe` zeigt den Rest.
    { -free }
missing-files =
    Diese Nachricht enthält { $wanted }: keine angehängte Datei, keinen Sticker, kein benutzerdefiniertes Emoji und keine Linkvorschau, die ich verwenden kann. Speichere das Gewünschte als Datei und häng sie an.
    { -free }
sticker-lottie =
    Dieser Sticker ist eine animierte Zeichnung (Lottie) und kein Bild, deshalb kann ich ihn nicht verwenden. Schick einen Screenshot davon.
    { -free }
missing-image = kein Bild
missing-video = kein Video
missing-audio = kein Audio
missing-reference = kein Bild oder Video
which-one = Welche Datei?
which-ones = Welche Dateien? Höchstens { $most }, in dieser Reihenfolge nummeriert.

reported = Danke. { $notified }
reported-notified = Die Moderatoren dieses Servers wurden benachrichtigt.
reported-recorded = Die Meldung ist für die Moderatoren dieses Servers vermerkt, aber sie haben keinen Protokollkanal; bitte sag auch einem von ihnen Bescheid.

settings-saved = **Gespeichert.** Ab jetzt:
settings-shown = **Deine Standardwerte:**
settings-default = Standard des Servers
settings-resolution = Auflösung (Videos): { $value }
settings-ratio = Seitenverhältnis (Video aus Text): { $value }
settings-length = Länge: { $value }
settings-prompts = Prompts: { $value }
settings-prompts-enhanced = vom Modell erweitert
settings-prompts-verbatim = wie geschrieben
settings-ping = Ping, wenn ein Ergebnis fertig ist: { $value }
settings-private = Ergebnisse als Direktnachricht: { $value }
settings-language = Sprache: { $value }
settings-language-auto = wie in Discord
settings-everywhere = Gilt auf allen Servern. `/einstellungen zurücksetzen: True` setzt alles zurück.
yes = ja
no = nein

state-accepted = angenommen
state-submitting = wird übermittelt
state-unconfirmed = unbestätigt
state-submitted = übermittelt
state-running = läuft
state-finished = fertig
state-stored = gespeichert
state-delivered = zugestellt
state-failed = fehlgeschlagen
state-cancelled = abgebrochen

details-title = **{ $kind }** · Auftrag `{ $job }` · von { $user }
details-requested = angefordert { $when } · { $state } · { $outcome }
details-result = Ergebnis: { $result }
details-input = { $name }: { $file }{ $size }{ $seconds }
details-size = {" "}· { $width } × { $height }
details-seconds = {" "}· { $seconds } s
details-made-from = entstanden aus { $job } ({ $derivation })
collect-not-sent = Die Datei konnte nicht gesendet werden. Nutze `/auftrag` in einer Minute noch einmal: Das kostet nichts extra.
collect-too-large = Es ist zu groß, um es hier zu senden. Du kannst es beim Betreiber des Bots bekommen.
collect-linked = Es ist zu groß, um es hier zu senden: [ansehen oder herunterladen]({ $url }), bis zum { $until }.
collect-unreadable = Ein Teil davon ist gerade nicht lesbar. Nutze `/auftrag` später noch einmal: Das kostet nichts extra.
collect-gone = Die Datei ist nicht mehr gespeichert.
details-used-for = daraus wurde { $job } ({ $derivation })

## Credits und Geld

credits = { $amount ->
        [one] { $amount } Credit
       *[other] { $amount } Credits
    }
allowance-unlimited = unbegrenzt
allowance-none = keine Credits
until = {" "}bis zum { $time }

because = {":"} { $reason }.
because-none = {"."}
denied-blocked = Du bist auf diesem Server für Anfragen gesperrt ({ $until }){ $because }
denied-blocked-until = bis zum { $time }
denied-blocked-for-good = bis ein Moderator die Sperre aufhebt
denied-paused = Neue Anfragen sind auf diesem Server pausiert{ $because } Laufende Aufträge werden noch fertig.
denied-channel = Dieser Server nimmt Anfragen nur hier an: { $channels }.
denied-model = Dieser Server erlaubt { $model } nicht. Wähle ein anderes Modell.
denied-too-long = Dieser Server erlaubt Videos bis { $max } s; { $seconds } s sind { $over } s zu lang. Wähle eine kürzere Dauer.
denied-resolution = Dieser Server erlaubt höchstens { $max }; du wolltest { $resolution }. Wähle eine niedrigere Auflösung.
denied-input = Ein Moderator hat diese Datei auf diesem Server gesperrt. Nimm eine andere.
denied-avatars = Auf diesem Server darf ich keine Avatare von Mitgliedern verwenden. Moderatoren können es erlauben: `/wan-mod einstellungen festlegen einstellung: allow-avatars wert: yes`.
denied-credits = Das kostet { $price }, und du hast { $available }: { $over } zu wenig. { $when } `/kontingent` zeigt, wofür du sie verbraucht hast.
denied-when = Du kannst es { $relative } noch einmal versuchen ({ $time }).
denied-never-credits = Warten hilft nicht: Bitte einen Moderator um mehr Credits oder wähle eine kürzere Dauer, eine niedrigere Auflösung oder weniger Ergebnisse.
denied-budget = { $whose ->
        [server] Das Budget dieses Servers
       *[global] Das Gesamtbudget des Bots
    } für den { $period ->
        [day] Tag
       *[month] Monat
    } reicht nicht: Von { $limit } sind noch { $left } übrig, und das hier kostet { $price }, also { $over } zu viel. { $when }
denied-never-budget = Warten hilft nicht: Wähle eine kürzere Dauer, eine niedrigere Auflösung oder weniger Ergebnisse.

outcome-reserved = { $credits } reserviert
outcome-charged = { $credits } abgebucht
outcome-charged-less = { $charge } von { $price ->
        [one] { $price } Credit
       *[other] { $price } Credits
    } abgebucht
outcome-refunded = { $credits } erstattet: { $why }
refund-user-input = Anfrage für den Anbieter unbrauchbar
refund-moderated = vom Anbieter abgelehnt
refund-provider = Fehler beim Anbieter
refund-lost = Auftrag verloren gegangen
refund-account = Konto des Bots vom Anbieter abgelehnt
refund-undeliverable = konnte nicht gepostet werden
refund-bug = Fehler bei mir
refund-cancelled = abgebrochen

window-short-daily = täglich
window-short-weekly = wöchentlich
window-short-rolling = { $hours } h
window-daily = täglich um Mitternacht, { $zone }
window-weekly = montags um Mitternacht, { $zone }
window-rolling = jeder Credit { $hours ->
        [one] { $hours } Stunde
       *[other] { $hours } Stunden
    } nach seinem Verbrauch

left = { $span } · { $reserved } reserviert · { $spent } abgebucht{ $before }
left-of = **{ $left } von { $granted }** Credits übrig
left-no-limit = **Unbegrenzt**
left-before = {" "}· { $reserved } noch vom letzten Zeitraum reserviert

account-available = **{ $available }** verfügbar (mit Gutschriften). In diesem Zeitraum:
account-from = Herkunft: { $from } ({ $allowance }{ $taken })
account-from-everyone = Standard des Servers
account-from-role = Rolle { $role }
account-from-personal = von einem Moderator festgelegt
account-taken = , minus Abzüge
account-refills = Wird aufgefüllt: { $window }{ $next }
account-refills-next = , { $when }
account-grant = Gutschrift{ $role } (Eintrag { $entry }): { $available } von { $granted } übrig{ $until }{ $reserved }
account-grant-role = {" "}für { $role }
account-grant-reserved = {" "}· { $reserved } reserviert
account-blocked = **Gesperrt**{ $until }{ $because }

quota-title = **Deine Credits hier**
quota-paused = Neue Anfragen sind auf diesem Server pausiert{ $because }
quota-sample = Ein Video mit 5 s in 720P kostet { $price }.
quota-second = · { $model }: { $prices } Credits pro Sekunde
quota-image = · { $model }: { $prices } Credits pro Bild
quota-budget = Im Budget dieses Servers für den { $period ->
        [day] Tag
       *[month] Monat
    } sind bis zum { $until } noch { $left } übrig.

budget-limited = { $period ->
        [day] Tag
       *[month] Monat
    }: { $used } von { $limit } verbraucht oder reserviert · erneuert sich { $renews }
budget-unlimited = { $period ->
        [day] Tag
       *[month] Monat
    }: { $used } verbraucht oder reserviert · unbegrenzt

preview =
    Diese Anfrage würde angenommen. Sie kostet { $price } ({ $money }); { $left }.
    Es wurde nichts gesendet und nichts abgebucht. Führ den Befehl ohne `vorschau` aus, um das Ergebnis zu erzeugen.
preview-left = du hast { $available }, danach blieben { $after }
preview-no-limit = deine Credits sind unbegrenzt

## Für Moderatoren

the-operator = der Betreiber
the-bot = der Bot
entry-quota-set = Kontingent festgelegt
entry-quota-grant = Gutschrift
entry-quota-take = Abzug
entry-quota-reset = Kontingent zurückgesetzt
entry-quota-weight = Gewicht festgelegt
entry-block = Mitglied gesperrt
entry-unblock = Mitglied entsperrt
entry-pause = Anfragen pausiert
entry-resume = Anfragen wieder angenommen
entry-settings-set = Einstellung { $setting } geändert
entry-block-inputs = Eingabedateien gesperrt
entry-channel-defaults = Kanal-Standardwerte geändert
entry-undo-of = Eintrag { $entry } rückgängig gemacht: { $what }
entry-cancel-job = Auftrag abgebrochen
entry-remove-result = Ergebnis entfernt
entry-report = Ergebnis gemeldet
audit-by-role = laut Rolle
audit-no-role-quota = ohne eigenes Kontingent
audit-as-everyone = wie alle
audit-left = { $amount } übrig
audit-unlimited = unbegrenzt
audit-more = { $amount } mehr{ $until }
audit-more-each = { $amount } mehr für jedes Mitglied mit der Rolle{ $until }
audit-less-each = { $amount } weniger für jedes Mitglied mit der Rolle{ $until }
audit-nothing-used = laut Rolle, nichts verbraucht
audit-weight = { $weight ->
        [1] einfacher Anteil
       *[other] { $weight }-facher Anteil
    }
audit-blocked = gesperrt{ $until }
audit-not-blocked = nicht gesperrt
audit-open = offen
audit-paused = pausiert
audit-inputs = { $count } gesperrt
audit-posted = gepostet
audit-shows-own-avatar = es zeigt den eigenen Avatar
audit-job-open = in Arbeit
audit-job-cancelled = Auftrag `{ $job }` abgebrochen
audit-job-removed = Ergebnis von Auftrag `{ $job }` entfernt
audit-job-reported = Auftrag `{ $job }` { $link }
audit-budget-server = Budget dieses Servers für den { $period ->
        [day] Tag
       *[month] Monat
    }: { $percent } %
audit-budget-global = Gesamtbudget des Bots für den { $period ->
        [day] Tag
       *[month] Monat
    }: { $percent } %
audit-budget-used = { $used } von { $limit } verbraucht oder reserviert
audit-budget-next = der nächste { $period ->
        [day] Tag
       *[month] Monat
    } beginnt am { $time }
audit-provider = der Videoanbieter
audit-account-rejected = er lehnt das Konto des Bots ab (Schlüssel oder Abrechnung)
audit-unreadable = ein Eintrag, der nicht lesbar ist
audit-unreachable = er ist nicht erreichbar
audit-jobs-wait = Aufträge warten, bis das vorbei ist; das kostet nichts
audit-bill = Rechnung des Anbieters für { $day }
audit-bill-reserved = { $amount } für { $jobs ->
        [one] { $jobs } Auftrag
       *[other] { $jobs } Aufträge
    } reserviert
audit-bill-billed = { $amount } berechnet; Mitglieder zahlen die Differenz von { $more } nicht
audit-provider-back = er nimmt wieder Aufträge an
entry-undone = rückgängig gemacht durch Eintrag { $entry }
entry-done = Erledigt. { $entry }{ $undo }
entry-undo =
    {""}
    Rückgängig machen: `/wan-mod kontingent rückgängig nummer:{ $number }`

not-done =
    { $why }
    Es wurde nichts geändert.
not-moderator = Dafür brauchst du die Berechtigung „Server verwalten“ oder die Moderatorenrolle.
not-done-model = Ein Modell { $model } gibt es nicht. `/kontingent` listet die verfügbaren auf.
not-done-changed = Jemand anderes hat das gleichzeitig geändert. Prüf den aktuellen Wert und versuch es noch einmal.
not-done-no-entry = Einen solchen Eintrag gibt es im Protokoll dieses Servers nicht, oder es gibt keinen, der sich rückgängig machen lässt.
not-done-undone = Schon durch Eintrag { $entry } rückgängig gemacht.
not-done-not-undoable = Dieser Eintrag hat nichts geändert, was sich rückgängig machen lässt.
not-done-changed-since = Dieselben Einstellungen wurden seitdem noch einmal geändert. Mach zuerst diese Änderung rückgängig: `/wan-mod kontingent protokoll` listet sie auf.
not-done-no-job = Diesen Auftrag oder diese Nachricht kenne ich auf diesem Server nicht. Nimm einen Link zu meiner Nachricht oder die Auftrags-ID.
not-done-no-result = Dieser Auftrag hat kein Ergebnis, das sich entfernen lässt.
not-archived = { $post }. Die Datei ist noch im Speicher, und ihr Link, falls es einen gibt, funktioniert noch. Versuch es in einer Minute noch einmal; wenn das nicht hilft, sag dem Betreiber des Bots Bescheid.
not-archived-deleted = Der Post wurde gelöscht
not-archived-not-deleted = Der Post konnte nicht gelöscht werden
not-done-everyone = Für alle gilt derselbe Wert: Nutze `kontingent festlegen` oder `einstellungen festlegen einstellung: credits`. Gutschriften und Abzüge gibt es nur für Mitglieder und Rollen.
not-deleted = Die Datei ist aus dem Speicher entfernt, aber Discord hat den Post nicht gelöscht ({ $error }). Lösch ihn von Hand oder versuch es in einer Minute noch einmal.
not-done-storage = Der Speicher ist vorübergehend nicht verfügbar. Bitte versuch es in ein paar Minuten noch einmal.

role-gives = Kontingent von { $role } pro Zeitraum: { $allowance }.
role-gives-nothing = { $role } hat kein eigenes Kontingent: Wer die Rolle hat, bekommt, was alle bekommen ({ $everyone }).
role-grant = Eintrag { $entry }: { $amount } für jedes Mitglied mit der Rolle{ $until }
role-quotas = Credits pro Zeitraum ({ $window }); das höchste Kontingent gilt:
role-quotas-role = { $role } – { $allowance }
role-quotas-weight = { $role } – { $weight }-facher Anteil an der Warteschlange
role-quotas-everyone = alle – { $allowance }

log-empty = Das Protokoll ist leer.
log-end = Keine weiteren Einträge.
top-empty = { $days ->
        [one] Heute
       *[other] In den letzten { $days } Tagen
    } wurde nichts verbraucht.
top-title = { $days ->
        [one] Heute
       *[other] Die letzten { $days } Tage, heute eingeschlossen
    }:
top-line = { $place }. { $user } – { $credits } in { $jobs } ({ $money })
top-jobs = { $count ->
        [one] { $count } Auftrag
       *[other] { $count } Aufträgen
    }
chart = Balkendiagramm der verbrauchten Credits pro Tag. { $days }.

settings-title = Einstellungen dieses Servers:
settings-paused = **Pausiert** ({ $by }): { $reason }
settings-blocked = { $count ->
        [one] { $count } gesperrte Eingabedatei
       *[other] { $count } gesperrte Eingabedateien
    }
defaults-enhanced = Prompts vom Modell erweitert
defaults-verbatim = Prompts wie geschrieben
defaults-spoiler = Spoiler
defaults-nothing = nichts
settings-channel = Standardwerte in { $channel }: { $defaults }
budgets =
    So viel darf dieser Server kosten:
    { $day }
    { $month }
jobs-empty = Es gibt noch keine Aufträge.

who-title = { $kind } · Auftrag `{ $job }` · angefordert von { $user } in { $channel }
who-input = { $role }: { $name } ({ $size }, SHA-256 `{ $hash }`)
who-unknown-hash = unbekannt
who-avatar = mit dem Avatar von { $user }
who-cost = { $outcome } · { $money } beim Anbieter
who-accepted = angenommen am { $time }
who-submitted = übermittelt am { $time }
who-finished = fertig am { $time }
who-state = { $state } am { $time }
who-removed = **Entfernt** von { $by } am { $time }
full-prompt =
    Prompt:
    { $prompt }

    Negativer Prompt:
    { $negative }
full-prompt-alt = Der vollständige Prompt.
removed-done = Entfernt: Der Post zu Auftrag `{ $job }` von { $user } ist gelöscht, und die Datei ist aus dem Speicher entfernt. Die Aufzeichnung bleibt; es wird nichts erstattet.

invalid-amount = Die Menge muss eine Zahl sein, etwa `20`, `+5`, `-5` oder `7.5` (mit Punkt); beim Festlegen geht auch `none` oder `unlimited`.
invalid-amount-zero = Die Menge muss größer als null sein.
invalid-amount-no-limit = { $subject } hat unbegrenzt Credits, deshalb lässt sich nichts gutschreiben oder abziehen. Leg stattdessen eine Zahl fest.
invalid-until = Das Ende muss in der Zukunft liegen: eine Dauer wie `3d` oder `12h` oder ein Datum wie `2026-12-24` oder `2026-12-24 18:00`.
invalid-nothing-left = { $subject } hat keine Credits mehr übrig, die sich abziehen lassen.
invalid-too-many-grants = { $subject } hat { $max } Gutschriften, die noch nicht verbraucht sind; mehr geht nicht. Leg mit `/wan-mod kontingent festlegen` eine Menge fest oder fang mit `/wan-mod kontingent zurücksetzen` neu an.
invalid-too-many-inputs = Dieser Server sperrt schon { $max } Dateien; mehr geht nicht.
invalid-no-change = Nichts zu ändern: Das ist schon so.
invalid-value = Möglich für `{ $setting }`: { $wanted }.
invalid-weight = Das Gewicht muss eine ganze Zahl von 1 bis { $max } sein.
invalid-defaults = Standardwerte sind Wörter wie `1080p 16:9 8s wörtlich`.

setting-window = wann sich Credits erneuern
setting-time-zone = Zeitzone der Zeiträume
setting-credits = Credits für alle pro Zeitraum
setting-max-queued = Höchstzahl wartender Aufträge pro Mitglied
setting-max-running = Höchstzahl laufender Aufträge pro Mitglied
setting-max-duration = Höchstdauer von Videos, in Sekunden
setting-max-resolution = höchste Auflösung von Videos
setting-channels = wo Anfragen angenommen werden
setting-models = welche Modelle erlaubt sind
setting-allow-avatars = ob Avatare von Mitgliedern animiert werden dürfen
setting-moderator-role = wer moderiert, zusätzlich zu denen, die den Server verwalten dürfen
setting-log-channel = wo Änderungen und Budgetwarnungen gepostet werden
setting-budget-day = Budget pro Tag
setting-budget-month = Budget pro Monat
setting-language = Sprache des Protokolls und der Antworten auf Nachrichten

wanted-window = `daily` (täglich), `weekly` (wöchentlich) oder ein gleitender Zeitraum wie `48h` ({ $min }h bis { $max }h)
wanted-zone = ein Name wie `Europe/Berlin` oder `UTC`
wanted-allowance = eine Anzahl Credits wie `20`, `none` oder `unlimited`
wanted-count = eine ganze Zahl von { $min } bis { $max }
wanted-seconds = eine Anzahl Sekunden oder `any`
wanted-resolution = `480P`, `720P`, `1080P` oder `any`
wanted-channels = Kanäle wie `#videos #lab` oder `all`
wanted-models = Namen von Modellen oder `all`
wanted-yes-no = `yes` oder `no`
wanted-role = eine Rolle oder `none`
wanted-channel = ein Kanal oder `none`
wanted-dollars = ein Dollarbetrag wie `20` oder `7.50` oder `none`
wanted-language = { $codes } oder `auto`

## Die Befehlszeile

cli-journal-not-opened = das Journal { $path } lässt sich nicht öffnen
cli-no-limit = unbegrenzt
cli-no-end = ohne Ende
cli-until = bis { $time }
cli-unknown = unbekannt
cli-mention-member = Mitglied { $id }
cli-mention-role = Rolle { $id }
cli-mention-channel = Kanal { $id }

cli-ok = ok
cli-note = Info
cli-error = Fehler

cli-check-configuration = Konfiguration; Region { $region } ({ $name }); Modelle { $models }
cli-check-offline = Discord und Model Studio wurden nicht abgefragt (--offline)
cli-check-tls = OpenSSL lässt sich nicht einrichten: { $error }
cli-check-failed = Die Konfiguration hat Fehler.
cli-check-passed = Die Konfiguration ist in Ordnung. Starte den Bot mit `wanbot run`.
cli-check-missing = { $key }: { $path } gibt es noch nicht
cli-check-writable = { $key }: { $path } ist beschreibbar
cli-check-not-writable = { $key }: { $path } ist nicht beschreibbar: { $error }
cli-check-no-folder = es ist kein Ordner
cli-check-journal-open = das Journal { $path } wurde nicht geschlossen, und { $file } fehlt: Es wurde nicht geprüft, weil das die Datei anlegen würde (--offline)
cli-check-journal = das Journal { $path } ist lesbar
cli-check-no-ffmpeg = ffmpeg ist nicht installiert: Ergebnisse, die für einen Kanal zu groß sind, werden als Links gepostet; GIFs, WebM und andere Videos, Sprachnachrichten und anderes Audio werden abgelehnt, und Videos werden nicht auf Schäden geprüft
cli-check-no-ffprobe = ffmpeg ist ohne ffprobe installiert: Videos und Audio werden nicht umgewandelt
cli-check-no-heif = heif-convert (Paket libheif-examples) ist nicht installiert: HEIC-Fotos von Handys und AVIF-Bilder werden abgelehnt
cli-check-token = Discord kennt das Token: Es gehört { $name }
cli-check-content-off = discord.message_content ist true, aber Message Content ist im Developer Portal aus (Bot > Privileged Gateway Intents): Discord würde die Verbindung ablehnen
cli-check-content-on = Message Content ist im Developer Portal an: Mit discord.message_content = true können Mitglieder auf jedes Bild antworten, egal von wem
cli-check-old-application = der Nutzer des Bots ({ $user }) ist nicht seine Anwendung ({ $application }), wie bei Anwendungen aus der Zeit vor 2016: Beide werden verwendet, wo sie hingehören
cli-check-invite = lade ihn ein: { $url }
cli-check-token-refused = DISCORD_TOKEN bei { $base }: { $error }
cli-check-twice-global = Befehle sind auch global registriert, also ist jeder doppelt da: Der nächste Start entfernt die globalen, da discord.register_commands_in Server nennt
cli-check-twice-servers = Befehle sind global und auch für einzelne Server ({ $servers }) registriert, also ist jeder doppelt da: Der nächste Start entfernt die für einzelne Server, da discord.register_commands_in keinen Server nennt
cli-check-no-model = wan.disabled_models lässt kein Modell übrig
cli-check-key = Model Studio in { $region } akzeptiert den Schlüssel; { $tasks ->
        [one] { $tasks } Task
       *[other] { $tasks } Tasks
    } von { $model } in den letzten 24 Stunden
cli-check-key-refused = { $base } lehnt DASHSCOPE_API_KEY ab ({ $code }): Der Schlüssel ist falsch geschrieben oder widerrufen, oder er gehört zu einer anderen Region. Ein Schlüssel gilt nur in der Region, in der er erstellt wurde; wan.region ist { $region }
cli-check-provider = Model Studio bei { $base }: { $error }

cli-register-global = { $count ->
        [one] { $count } Befehl
       *[other] { $count } Befehle
    } global registriert; bis Discord sie überall zeigt, kann es eine Weile dauern
cli-register-servers = { $count ->
        [one] { $count } Befehl
       *[other] { $count } Befehle
    } auf { $servers ->
        [one] { $servers } Server
       *[other] { $servers } Servern
    } registriert

cli-jobs-job = Auftrag
cli-jobs-state = Status
cli-jobs-model = Modell
cli-jobs-member = Mitglied
cli-jobs-accepted = angenommen
cli-jobs-price = Preis
cli-jobs-usage = Verbrauch
cli-jobs-billed = berechnet
cli-jobs-prompt = Prompt
cli-jobs-input = Eingabe
cli-jobs-task = Task
cli-jobs-failure = Fehler
cli-jobs-events = Ereignisse
cli-jobs-place = { $member } auf Server { $server }, Kanal { $channel }
cli-jobs-settings = { $model } · { $resolution } · { $amount } · Seed { $seed }
cli-jobs-cost = { $credits }, { $money }
cli-jobs-billed-seconds = { $seconds } s berechnet
cli-jobs-billed-images = { $count ->
        [one] { $count } Bild
       *[other] { $count } Bilder
    }
cli-jobs-usage-of = { $usage } (laut Anbieter)
cli-jobs-bytes = { $role }: { $name }, { $bytes } Bytes
cli-jobs-without-code = ohne Code
cli-jobs-none = in { $path } gibt es keinen Auftrag { $job }
cli-orphan-created = erstellt { $time }
cli-orphan-failed = ließ sich nicht abfragen: { $error }
cli-orphans = Tasks des Kontos aus den letzten 24 Stunden, die zu keinem Auftrag gehören: { $orphans } von { $all }{ $orphans ->
        [0] .
       *[other] . Sie stammen von einem anderen Programm oder von einem Auftrag, dessen Antwort verloren ging (wanbot jobs list --state failed).
    }

cli-journal-summary = { $jobs ->
        [one] { $jobs } Auftrag
       *[other] { $jobs } Aufträge
    }, davon { $open } offen, { $events ->
        [one] { $events } Ereignis
       *[other] { $events } Ereignisse
    }, { $bytes } Bytes
cli-journal-intact = Keine Probleme gefunden.
cli-journal-not-read = das Journal { $path } ist nicht lesbar
cli-journal-damaged = Stoppe den Bot, behalte diese Datei und kehre zum letzten unversehrten Backup zurück.
cli-backup-restore = So kehrst du dahin zurück: Stoppe den Bot, verschiebe { $journal }, { $journal }-wal und { $journal }-shm an einen anderen Ort, kopiere das Backup nach { $journal } und starte den Bot. Aufträge, die nach dem Backup angenommen wurden, sind nicht darin. Nichts wird zweimal bezahlt oder gepostet: Der Bot fragt den Anbieter und die Kanäle, was seitdem passiert ist. Ein Auftrag, über den der Anbieter nach einem Tag nichts weiß, wird aufgegeben: Er wird abgebucht, wenn sein Ergebnis noch gepostet ist, sonst erstattet.
cli-backup-archive = Videos und Bilder sind nicht darin: Sie liegen als Dateien in { $archive }.

cli-status-day = letzte 24 h
cli-status-today = heute
cli-status-month = Monat
cli-status-open = offen
cli-status-queue = wartend
cli-status-oldest = älteste
cli-status-title = wanbot { $version }, { $time }: { $ready }
cli-status-ready = bereit
cli-status-not-ready = nicht bereit: { $problems }
cli-status-unreachable = unter { $address } nicht erreichbar
cli-status-not-served = unbekannt, da http.listen nicht gesetzt ist
cli-status-counts = { $accepted } angefordert, { $delivered } zugestellt, { $failed } fehlgeschlagen
cli-status-spent = { $used } verbraucht oder reserviert, { $limit }
cli-status-limit = von { $limit }
cli-status-state = { $count } { $state }
cli-status-waiting = { $count } für { $model }
cli-status-empty = nichts
cli-status-open-for = { $job } { $state }, offen seit { $age }
cli-status-nothing-open = nichts ist offen
cli-status-provider = BEIM ANBIETER
cli-status-nothing = nichts
cli-status-failures = LETZTE FEHLER
cli-status-none = keine
cli-status-ago = vor { $age }
cli-status-stop = Zum Beenden Strg-C drücken.
age-seconds = { $seconds } s
age-minutes = { $minutes } min
age-hours = { $hours } h
age-days = { $days } d

cli-quota-both = entweder --server oder --direct, nicht beides
cli-quota-no-server = nenn den Server (--server ID), oder --direct für Direktnachrichten
cli-quota-ids = `{ $setting }` nimmt IDs, mehrere durch Leerzeichen getrennt, oder das Wort, das `wanbot quota settings` zeigt, wenn es keine gibt. Es wurde nichts geändert.
cli-quota-role = Rolle { $role }
cli-quota-everyone = alle
cli-quota-allowance = Kontingent
cli-quota-left = übrig
cli-quota-reserved = reserviert
cli-quota-spent = verbraucht
cli-quota-window = Zeitraum
cli-quota-grant = Gutschrift
cli-quota-blocked = gesperrt
cli-quota-origin-everyone = alle
cli-quota-origin-personal = persönlich
cli-quota-left-of = { $left } von { $granted }
cli-quota-window-of = { $start } bis { $end }
cli-quota-grant-of = Eintrag { $entry }: { $available } von { $granted } übrig, { $until }
cli-quota-server = Server
cli-quota-global = gesamt
cli-quota-budget = { $used } von { $limit }, bis { $until }
cli-quota-budget-unlimited = { $used }, unbegrenzt, bis { $until }
cli-quota-jobs = { $count ->
        [one] { $count } Auftrag
       *[other] { $count } Aufträge
    }
