"""Words of a German text as the suggestions see them: surface, normal form, stem.

Own and small because this library stands on the standard library alone. The stemmer is the published Snowball
algorithm for German (snowballstem.org, "German stemming algorithm"); a test holds it against the reference package.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

_WORD = re.compile(r"[^\W_]+(?:[-/][^\W_]+)*")
_LINE_END_HYPHEN = re.compile(r"(?<=[^\W\d_])[-\u2010\u00ac]\s*\n\s*(?!(?:und|oder|bzw)\b)(?=[a-zäöüß])")
_PIECES = re.compile(r"[-/]")
_BETWEEN_VOWELS = re.compile(r"(?<=[aeiouyäöü])([uy])(?=[aeiouyäöü])")
_VOWELS = frozenset("aeiouyäöü")
_S_ENDING = frozenset("bdfghklmnrt")
_ST_ENDING = frozenset("bdfghklmnt")

STOPWORDS = frozenset(
    """
    aber als also am an anbei ans auch auf aus bei beim bin bis bitte bzw da dabei dafür damit danach danke dann
    daran darauf darin darüber das dass davon dazu dein deine dem den denn der deren des deshalb dessen die dies
    diese dieselbe diesem diesen dieser dieses doch dort du durch ein eine einem einen einer eines er es etwa etwas
    euch euer eure für gar gegen gegenüber geehrte geehrter geehrten grüße grüßen gruß hab habe haben hallo hat hatte
    hatten herr herren herrn frau damen her hier hin hinter ich ihm ihn ihnen ihr ihre ihrem ihren ihrer ihres im in
    ins ist ja je jede jedem jeden jeder jedes jedoch jetzt kann kein keine keinem keinen keiner können könnte lieber
    liebe mal man mehr mein meine meinem meinen meiner mich mir mit mfg mittlerweile möchte möchten muss müssen nach
    nachdem nicht nichts noch nun nur ob oder ohne schon sehr sein seine seinem seinen seiner seit sich sie sind so
    sobald solche sollen sollte sondern sonst sowie trotz über um und uns unser unsere unserem unseren unserer unter
    viel viele vielen vom von vor wann war waren warum was wegen weil weiter welche welchem welchen welcher welches
    wenn wer werde werden wie wieder will wir wird wo wurde wurden würde würden zu zum zur zwar zwischen freundliche
    freundlichen freundlicher sehr
    """.split()  # noqa: SIM905 - a list of words is read as words
)

GENERAL = frozenset(
    """
    abend abends abgeholt abgelehnt abgeschlossen ablehnung abs acht aktenzeichen allein allgemeine alt alte alten
    alter anerkannt angaben angenommen angst ankunft anlage anlagen annahme annehmen anpassen antwort antworten april
    art aufbau aufenthalt aufgabe aufgaben aufhören aufnahme august ausgeführt ausnahme aussage aussicht austausch
    außerdem band beachten bedarf bedenken beerfelden beginnen beginnt begründen behörden beide beiden beider
    beigefügt beiliegend bekam bekommen bekommt bereich bereits berg beruf berücksichtigen beschweren beschädigt
    besitzer besorgen besprechen besser bestehen besteht besten bestimmen bestätigung bezahlen bezahlt bild binnen
    bisher bitten blaue brauche brauchen braucht brennt brombachtal bruder bürgermeister bürgermeisterin
    bürgermeisters büro chancen chef daher damals dank darf darmstadt darstellen dauer deines deswegen dezember
    dienstag dienstags dokument donnerstag drauf drei dritter dürfen ecke eigentlich einfache einführung eingeladen
    einstellen einwohnern elf enden endet entschieden entwicklung erbach erbacher ergebnis erhalten erinnerung
    erklärung erlaubt erledigen ersetzen erwartet erweitern eröffnet etwas eur euro fahrt fax februar finanzielle
    finden fliegen fordert frage fragen frankfurt freier freitag freund freunde freundin früh früher frühere fünf
    ganz ganze ganzen gearbeitet geben geblieben geboren gebrochen gebunden gefragt gefunden gegründet gehe gehen
    geholt geht gehören gehört gekauft gekommen gelegen gelegenheit gelesen gelten gelände gemacht gemeinde
    gemeindeverwaltung gemeindevorstand gemeindevorstandes gemeindevorstands gemeldet genommen geplant gerechnet gern
    gerne gerufen gesagt geschickt geschlossen geschäftszeichen gesehen gesetz gesetzt gesichert gesprochen gestanden
    gestellt gestern gestiegen gesucht geworden geändert geöffnet gibt gibts gilt ging grad groß große großen größer
    größere gut gute guten günstiger halbe halten handy heißen heißt herstellung hessen hessische hessischen
    hessischer hessisches heute hiermit hierzu hilfe hinweis hinweisen hoffe hoffen holen hält hängen hängt idee
    ihres immer informieren innerhalb interesse internationale inzwischen jahr jahre jahren januar jemand juli jung
    juni jährlich kalender kalt kam kenntnisse kirchbrombach kirche klein kleine kleinen kommen kommt kopf kopie
    kreisstadt kurz künftig lag lager lang lange lassen lasten leider letzte letzten letzter leute lieber liegen
    liegt liter locker lässt machen macht magistrat magistrats mai mann meiner meines meist meisten meldung
    michelstadt michelstädter million millionen minuten mitteilen mittwoch mittwochs mobil monat monate monaten
    montag montags morgen morgens märz möglich nachmittags nachts nah natürlich neben nehmen nein neu neue neuen
    neuer neues neun niemand nimmt november null nächste nächsten nächster nötig oberzent odenwald odenwaldkreis
    odenwaldkreises odenwälder oktober paar partner plattform projekt prozent punkt punkte rathaus raus rechtliche
    reduzieren rein rest richtig risiko rückmeldung sagen sagt saison samstag samstags schaffen scheint schicken
    schließt schnell schreiben schriftlich schwester schöner sechs sehen sendung september setzen sicher sichern
    sicht sieben sofort sogar soll somit sonntag sparen sprechen stadt stadtverwaltung stand stark start statt stehen
    steht stellen stellt suchen sucht system tag tage tagen team technische teil tel telefax telefon telefonisch
    termin termine text tipps tragen treten tritt trägt tür unbekannt unklar unseres unterstützung untersucht
    verfügung verlangen verlangt verlauf verständnis verwendung vielen vielleicht vier vorab vorjahr vorschlag
    vorschläge vorstellen wachsen weiß welt wenig weniger wiederholen wiesbaden wieviel wissen woche wochen wollen
    wollte wollten wurden während wünschen wünscht zehn zeichen zeit zeiten zeitpunkt zieht zudem zuletzt zurück
    zusammen zusammenarbeit zusenden zusätzliche zwei zwölf öffnen übernahme übersenden übertragen
    """.replace("ß", "ss").split()
)
"""Words of every letter, and places of the district: they say nothing of the matter, and where one position's terms
alone happened to hold one, it would pull all letters there. In normal form."""


@dataclass(frozen=True, slots=True)
class Word:
    """``surface`` as it stands in the text, ``form`` lower-cased with ss for ß, ``stem`` of the form."""

    surface: str
    form: str
    stem: str


def normal(text: str) -> str:
    """Lower case, composed umlauts, ss for ß: the form words are compared in."""
    return unicodedata.normalize("NFC", text).lower().replace("ß", "ss")


def join_lines(text: str) -> str:
    """Undo what page layout did to words: soft hyphens and hyphenation at line ends ('Grund-\\nsteuer')."""
    return _LINE_END_HYPHEN.sub("", text.replace("\u00ad", ""))


def words(text: str) -> list[Word]:
    """The words of ``text`` in order; pieces of 'Kita-Beitrag' follow the joined 'kitabeitrag'.

    Single letters and mere numbers are left out, stop words stay (phrases are matched by nearness)."""
    found: list[Word] = []
    for match in _WORD.finditer(join_lines(text)):
        pieces = _PIECES.split(match[0])
        if len(pieces) > 1:
            found += _word(match[0], "".join(pieces))
        for piece in pieces:
            found += _word(piece, piece)
    return found


def _word(surface: str, text: str) -> list[Word]:
    form = normal(text)
    if len(form) < 2 or form.isdigit():
        return []
    return [Word(surface, form, stem(form))]


def _region(word: str, start: int) -> int:
    """Where the region after the first consonant that follows a vowel begins."""
    for i in range(start + 1, len(word)):
        if word[i] not in _VOWELS and word[i - 1] in _VOWELS:
            return i + 1
    return len(word)


@lru_cache(maxsize=20_000)
def stem(form: str) -> str:
    """The Snowball stem of a normal form: 'beiträge' and 'beitrag' both give 'beitrag'."""
    word = _BETWEEN_VOWELS.sub(lambda m: m[1].upper(), form)
    r1 = _region(word, 0)
    r2 = _region(word, r1)
    r1 = max(r1, 3)
    word = _step3(_step2(_step1(word, r1), r1), r1, r2)
    return word.lower().replace("ä", "a").replace("ö", "o").replace("ü", "u")


def _step1(word: str, r1: int) -> str:
    for suffix in ("erinnen", "erin", "ern", "em", "er", "en", "es", "e"):
        if word.endswith(suffix):
            if len(word) - len(suffix) < r1:
                return word
            word = word[: -len(suffix)]
            return word[:-1] if suffix in ("e", "en", "es") and word.endswith("niss") else word
    if word.endswith("s") and len(word) - 1 >= r1 and word[-2:-1] in _S_ENDING:
        return word[:-1]
    if word.endswith("ln") and len(word) - 1 >= r1:
        return word[:-1]
    return word


def _step2(word: str, r1: int) -> str:
    for suffix in ("est", "en", "er"):
        if word.endswith(suffix):
            return word[: -len(suffix)] if len(word) - len(suffix) >= r1 else word
    if word.endswith("st") and len(word) >= 6 and len(word) - 2 >= r1 and word[-3] in _ST_ENDING:
        return word[:-2]
    return word


def _step3(word: str, r1: int, r2: int) -> str:
    def drop(suffix: str, region: int, not_after_e: bool = False) -> bool:
        nonlocal word
        cut = len(word) - len(suffix)
        if not word.endswith(suffix) or cut < region or (not_after_e and word[cut - 1 : cut] == "e"):
            return False
        word = word[:cut]
        return True

    for suffix in ("isch", "lich", "heit", "keit", "end", "ung", "ig", "ik"):
        if not word.endswith(suffix):
            continue
        if not drop(suffix, r2, not_after_e=suffix in ("isch", "ig", "ik")):
            return word
        if suffix in ("end", "ung"):
            drop("ig", r2, not_after_e=True)
        elif suffix in ("lich", "heit"):
            if not drop("er", r1):
                drop("en", r1)
        elif suffix == "keit" and not drop("lich", r2):
            drop("ig", r2)
        return word
    return word
