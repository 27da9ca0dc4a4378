import { type ChildProcess, spawn } from 'node:child_process';
import type { UiLanguage } from '@scomo/scomo';
import { LIMITS } from '../base/limits.ts';
import { unsupported } from './alert-lines.ts';
import type { GivenAnswer, Question, Questions } from './questions.ts';

/** Asks through the desktop's notifications. org.freedesktop.Notifications, by libnotify's notify-send */
const PROGRAM = 'notify-send';

const WORDS: Readonly<
  Record<UiLanguage, Readonly<Record<'ask' | 'askInstall' | 'tell' | 'yes' | 'later' | 'no', string>>>
> = {
  en: {
    ...{ ask: 'Download and install this software?', askInstall: 'Install this software now?' },
    ...{ tell: 'Software is installed', yes: 'Yes', later: 'Later, in an hour', no: 'No' },
  },
  de: {
    ...{ ask: 'Diese Software laden und installieren?', askInstall: 'Diese Software jetzt installieren?' },
    ...{ tell: 'Software wird installiert', yes: 'Ja', later: 'Später, in einer Stunde', no: 'Nein' },
  },
};

/** A question on the screen. */
interface Shown {
  readonly question: Question;
  readonly child: ChildProcess;
  /** Of the monotonic clock; undefined while it is there. */
  goneAt?: number;
  answer?: GivenAnswer['answer'];
}

/** One notification a question; one that was closed without an answer comes again after an hour. Without notify-send nobody answers here. */
export function notificationQuestions(
  language: UiLanguage,
  answered: () => void,
  say: (line: string) => void,
): Questions {
  const shown = new Map<string, Shown>();
  const children = new Set<ChildProcess>();
  let missing = false;
  const start = (args: readonly string[]): ChildProcess => {
    const child = spawn(PROGRAM, args, { stdio: ['ignore', 'pipe', 'ignore'] });
    children.add(child);
    child.on('close', () => children.delete(child));
    child.on('error', (error) => {
      if (!missing) say(`no notifications: ${error.message}`);
      missing = true;
    });
    return child;
  };
  const show = (question: Question): Shown => {
    const child = start(argumentsFor(question));
    const entry: Shown = { question, child };
    let said = '';
    child.stdout?.setEncoding('utf8').on('data', (part: string) => {
      said = `${said}${part}`.slice(0, LIMITS.outputBytesMax);
    });
    child.on('close', () => {
      entry.goneAt = performance.now();
      const answer = (['yes', 'later', 'no'] as const).find((word) => word === said.trim());
      if (answer === undefined) return;
      entry.answer = answer;
      answered();
    });
    return entry;
  };
  return {
    who: 'a notification',
    answerTo(question) {
      const key = `${question.stage} ${question.set}`;
      const last = shown.get(key);
      // An answer to another text is none to this one.
      const there = last?.question.text === question.text ? last : undefined;
      if (there?.answer !== undefined) {
        shown.delete(key);
        const text = bodyOf(question.text);
        const by = 'notification';
        return { answer: there.answer, by, laterSeconds: LIMITS.laterSecondsDefault, shown: text };
      }
      const stale = there?.goneAt !== undefined && performance.now() - there.goneAt > LIMITS.notifyAgainMs;
      if (missing || (there !== undefined && !stale)) return undefined;
      last?.child.kill();
      shown.set(key, show(question));
      return undefined;
    },
    ask: async () => unsupported,
    tell: (text) => void start(['--app-name=scomo', '--', WORDS[language].tell, bodyOf(text)]),
    close() {
      for (const child of children) child.kill();
    },
  };
}

function argumentsFor({ stage, language, text, mayDefer }: Question): readonly string[] {
  const words = WORDS[language];
  const actions = mayDefer ? (['yes', 'later', 'no'] as const) : (['yes', 'no'] as const);
  const summary = stage === 'install' ? words.askInstall : words.ask;
  return [
    ...['--app-name=scomo', '--expire-time=0', '--wait'],
    ...actions.map((name) => `--action=${name}=${words[name]}`),
    ...['--', summary, bodyOf(text)],
  ];
}

/** A body may be taken for markup, or not: signs that would differ are replaced, so that what is kept is what was shown. */
function bodyOf(text: string): string {
  return text.replaceAll('&', '＆').replaceAll('<', '‹').replaceAll('>', '›');
}
