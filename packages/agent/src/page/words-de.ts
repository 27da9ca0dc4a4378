import type { PageWords } from './page-words.ts';

const count = (n: number, one: string, many: string) => (n === 1 ? one : `${n} ${many}`);

function spell(amount: number, one: string, many: (n: number) => string): string {
  const n = Math.max(1, Math.round(amount));
  return n === 1 ? one : many(n);
}

/** The page in German. */
export const GERMAN: PageWords = {
  title: 'Software auf diesem Gerät',
  skip: 'Zum Inhalt',
  pages: { home: 'Übersicht', history: 'Verlauf', catalogue: 'Angebote' },
  lead: (authority) =>
    `${authority} betreut die Software auf diesem Gerät aus der Ferne. Was Ihre Entscheidung braucht, wird hier gefragt.`,
  standing: (open, doing) => {
    if (open > 0)
      return count(open, 'Eine Frage wartet auf Ihre Entscheidung.', 'Fragen warten auf Ihre Entscheidung.');
    return doing > 0 ? 'Es läuft. Sie müssen nichts tun.' : 'Alles in Ordnung. Sie müssen nichts tun.';
  },
  ask: {
    needed: 'Ihre Entscheidung',
    putOff: (until) => `Verschoben auf ${until}`,
    install: (titles) => `${titles} installieren?`,
    update: (titles) => `${titles} aktualisieren?`,
    again: (titles) => `${titles} jetzt installieren?`,
    from: (provider) => `${provider} bietet diese Software für Ihr Gerät an.`,
    price: 'Preis',
    size: 'Download',
    version: 'Version',
    what: 'Was Sie bekommen',
    decide: 'Was soll geschehen?',
    yes: 'Ja, laden und installieren',
    yesInstall: 'Ja, installieren',
    yesMeans: (size) =>
      `${size} werden geladen, geprüft und dann installiert. Wenn es nicht läuft, kehrt das Gerät zum jetzigen Stand zurück.`,
    yesInstallMeans:
      'Es ist schon auf dem Gerät und wird jetzt installiert. Wenn es nicht läuft, kehrt das Gerät zum jetzigen Stand zurück.',
    later: 'Später',
    delay: 'Wieder fragen',
    laterMeans: (left) =>
      left === 1
        ? 'Bis dahin geschieht nichts. Danach lässt es sich nicht mehr verschieben.'
        : `Bis dahin geschieht nichts. Verschieben können Sie noch ${left}-mal.`,
    laterNever: 'Das lässt sich nicht mehr verschieben.',
    atLatest: (when) => `Ohne Antwort geht es am ${when} los.`,
    no: 'Nein, alles lassen, wie es ist',
    noMeans: (provider) =>
      `Nichts wird installiert, nichts ändert sich. ${provider} erfährt, dass Sie Nein gesagt haben.`,
    seconds: (seconds) => {
      if (seconds < 3600) return spell(seconds / 60, 'in einer Minute', (n) => `in ${n} Minuten`);
      if (seconds < 24 * 3600) return spell(seconds / 3600, 'in einer Stunde', (n) => `in ${n} Stunden`);
      return spell(seconds / 86_400, 'morgen', (n) => `in ${n} Tagen`);
    },
  },
  said: {
    yes: 'Danke: Sie haben Ja gesagt. Wie es weitergeht, sehen Sie unten.',
    no: 'Sie haben Nein gesagt. Alles bleibt, wie es ist.',
    later: 'Sie haben Später gesagt. Dann werden Sie wieder gefragt.',
    changed:
      'Seit der Anzeige hat sich etwas geändert. Bitte sehen Sie es sich noch einmal an, bevor Sie antworten.',
    gone: 'Diese Frage ist nicht mehr offen: sie wurde beantwortet oder zurückgenommen.',
    asked: 'Es wurde angefragt. Die Antwort erscheint unten.',
    malformed: 'Das war keine Antwort, die diese Seite kennt. Bitte versuchen Sie es noch einmal.',
  },
  now: {
    heading: 'Was gerade geschieht',
    nothing: 'Nichts wird geladen oder installiert.',
    steps: {
      starting: 'Beginnt gleich',
      downloading: 'Wird geladen',
      unpacking: 'Das Geladene wird geprüft',
      switching: 'Wird installiert',
      removing: 'Wird entfernt',
      held: 'Bereit und wartet',
    },
    amount: (done, total, percent) => `${done} von ${total} (${percent} %)`,
    hours: (until) => `Ruhezeit: vor ${until} wird nichts installiert.`,
    lock: (detail, until) => `In Benutzung: ${detail}. Danach geht es weiter, oder am ${until}.`,
  },
  installed: {
    heading: 'Installiert',
    none: 'Auf diesem Weg ist noch keine Software auf das Gerät gekommen.',
    name: 'Software',
    version: 'Version',
    ready: 'geladen, noch nicht in Gebrauch',
    broken: (why) => `läuft nicht: ${why}`,
    others: (n) =>
      count(n, 'Ein weiteres Programm kam mit dem Gerät.', 'weitere Programme kamen mit dem Gerät.'),
  },
  past: {
    heading: 'Verlauf',
    lead: 'Was Sie gefragt wurden, was Sie geantwortet haben, und was daraus wurde.',
    none: 'Noch wurde nichts gefragt oder installiert.',
    answers: {
      yes: 'Antwort: Ja',
      no: 'Antwort: Nein',
      told: 'Es wurde Ihnen mitgeteilt',
      deadline: 'Ging ohne Antwort weiter: die Zeit war um',
      'no-ui': 'Konnte nicht gefragt werden',
    },
    later: (until) => `Antwort: später, wieder gefragt am ${until}`,
    again: 'vor dem Installieren',
    who: {
      page: 'auf dieser Seite',
      terminal: 'im Terminal',
      notification: 'in einer Benachrichtigung',
      'policy-file': 'durch eine feste Antwort',
      policy: 'durch die Regeln',
    },
    outcomes: {
      installed: 'Installiert',
      removed: 'Entfernt',
      off: 'Abgeschaltet',
      failed: 'Nicht installiert',
    },
    why: (detail) =>
      detail === '' ? 'Alles ist, wie es vorher war.' : `Alles ist, wie es vorher war. Grund: ${detail}`,
    shown: 'Was angezeigt wurde',
  },
  catalogue: {
    heading: 'Angebote',
    lead: 'Software, die Sie selbst wählen können. Bevor etwas geladen wird, werden Sie noch einmal gefragt, mit allen Einzelheiten.',
    none: 'Zurzeit gibt es keine Angebote.',
    look: 'Nach Neuem fragen',
    lookMeans: 'Fragt jetzt, ob es etwas Neues gibt. Installiert wird dadurch nichts.',
    want: 'Das möchte ich',
    wantMeans: 'Es wird angefragt. Was es kostet und ob es wirklich kommen soll, werden Sie vorher gefragt.',
    remove: 'Entfernen',
    removeMeans: 'Fragt an, dass es von diesem Gerät genommen wird.',
    byItself: 'Kommt von selbst als Aktualisierung.',
    here: 'Es ist auf diesem Gerät.',
    asked: 'Worum Sie gebeten haben',
    updates: 'Neues',
    of: (name, removes) => (removes ? `${name}: entfernen` : name),
    answers: {
      waits: 'Der Server hat noch nicht geantwortet.',
      ordered: 'Es kommt.',
      open: 'Es ist schon unterwegs.',
      refused: 'Abgelehnt',
      heard: 'Der Server wurde gefragt.',
    },
    whose: (authority) =>
      `Bietet ${authority} Software an, die Sie selbst wählen können, dann steht sie hier.`,
  },
  how: {
    heading: 'Wie das geht',
    points: (authority) => [
      [
        'Woher die Software kommt',
        `Von ${authority}. Alles ist unterschrieben; dieses Gerät prüft das und verwirft, was unterwegs verändert wurde.`,
      ],
      [
        'Wenn Sie Ja sagen',
        'Es wird geladen und installiert. Was zusammengehört, wird zusammen geändert: läuft ein Teil nicht, kehrt alles zum alten Stand zurück.',
      ],
      [
        'Wenn Sie Später sagen',
        'Bis dahin geschieht nichts. Wie oft das geht und wie lange, steht neben dem Knopf.',
      ],
      [
        'Wenn Sie Nein sagen',
        `Nichts ändert sich, und ${authority} erfährt es. Mit einer anderen Version können Sie wieder gefragt werden.`,
      ],
      [
        'Was davon bleibt',
        `Was Ihnen gezeigt wurde, Ihre Antwort und wann: hier unter Verlauf, und bei ${authority} als Nachweis.`,
      ],
    ],
  },
  foot: {
    device: (id, type) => `Dieses Gerät: ${id} (${type})`,
    contact: (when, good) =>
      good ? `Letzter Kontakt mit dem Server: ${when}` : `Der Server war nicht zu erreichen: ${when}`,
    noContact: 'Noch kein Kontakt mit dem Server',
  },
};
