import type { PageWords } from './page-words.ts';

const count = (n: number, one: string, many: string) => (n === 1 ? one : `${n} ${many}`);

function spell(amount: number, one: string, many: (n: number) => string): string {
  const n = Math.max(1, Math.round(amount));
  return n === 1 ? one : many(n);
}

/** The page in English. */
export const ENGLISH: PageWords = {
  title: 'Software on this device',
  skip: 'Skip to the content',
  pages: { home: 'Overview', history: 'History', catalogue: 'On offer' },
  lead: (authority) =>
    `${authority} looks after the software on this device from a distance. Whatever needs your decision is asked here.`,
  standing: (open, doing) => {
    if (open > 0)
      return count(open, 'One question waits for your decision.', 'questions wait for your decision.');
    return doing > 0 ? 'Under way. You need not do anything.' : 'All is well. You need not do anything.';
  },
  ask: {
    needed: 'Your decision',
    putOff: (until) => `Put off until ${until}`,
    install: (titles) => `Install ${titles}?`,
    update: (titles) => `Update ${titles}?`,
    again: (titles) => `Install ${titles} now?`,
    from: (provider) => `${provider} offers this software for your device.`,
    price: 'Price',
    size: 'Download',
    version: 'Version',
    what: 'What you would get',
    decide: 'What shall happen?',
    yes: 'Yes, download and install',
    yesInstall: 'Yes, install',
    yesMeans: (size) =>
      `${size} is downloaded, checked and installed. If it does not work, the device goes back to what it has now.`,
    yesInstallMeans:
      'It is on the device already and is installed now. If it does not work, the device goes back to what it has now.',
    later: 'Later',
    delay: 'Ask me again',
    laterMeans: (left) =>
      left === 1
        ? 'Nothing happens until then. This is the last time that you can put it off.'
        : `Nothing happens until then. You can put it off ${left} times.`,
    laterNever: 'This can not be put off any more.',
    atLatest: (when) => `Without an answer it goes ahead on ${when}.`,
    no: 'No, leave everything as it is',
    noMeans: (provider) => `Nothing is installed and nothing changes. ${provider} is told that you said no.`,
    seconds: (seconds) => {
      if (seconds < 3600) return spell(seconds / 60, 'in a minute', (n) => `in ${n} minutes`);
      if (seconds < 24 * 3600) return spell(seconds / 3600, 'in an hour', (n) => `in ${n} hours`);
      return spell(seconds / 86_400, 'tomorrow', (n) => `in ${n} days`);
    },
  },
  said: {
    yes: 'Thank you: you said yes. How it goes on is shown below.',
    no: 'You said no. Everything stays as it is.',
    later: 'You said later. You are asked again then.',
    changed: 'Something has changed since this was shown to you. Please look at it again before you answer.',
    gone: 'This question is not open any more: it has been answered, or was taken back.',
    asked: 'It was asked for. The answer appears below.',
    malformed: 'That was no answer that this page knows. Please try again.',
  },
  now: {
    heading: 'Happening now',
    nothing: 'Nothing is being downloaded or installed.',
    steps: {
      starting: 'Starts in a moment',
      downloading: 'Downloading',
      unpacking: 'Checking what was downloaded',
      switching: 'Installing',
      removing: 'Removing',
      held: 'Ready, and waiting',
    },
    amount: (done, total, percent) => `${done} of ${total} (${percent} %)`,
    hours: (until) => `Quiet hours: nothing is installed before ${until}.`,
    lock: (detail, until) => `In use: ${detail}. It goes on when that ends, or on ${until}.`,
  },
  installed: {
    heading: 'Installed',
    none: 'No software has come to this device this way yet.',
    name: 'Software',
    version: 'Version',
    ready: 'downloaded, not in use yet',
    broken: (why) => `does not work: ${why}`,
    others: (n) => count(n, 'One more program came with the device.', 'more programs came with the device.'),
  },
  past: {
    heading: 'History',
    lead: 'What you were asked, what you answered, and what came of it.',
    none: 'Nothing has been asked or installed yet.',
    answers: {
      yes: 'Answered: yes',
      no: 'Answered: no',
      told: 'You were told about it',
      deadline: 'Went ahead: the time to answer was over',
      'no-ui': 'Could not be asked',
    },
    later: (until) => `Answered: later, to be asked again on ${until}`,
    again: 'before the installation',
    who: {
      page: 'on this page',
      terminal: 'on the terminal',
      notification: 'in a notification',
      'policy-file': 'by a standing answer',
      policy: 'by the rules',
    },
    outcomes: { installed: 'Installed', removed: 'Removed', off: 'Switched off', failed: 'Not installed' },
    why: (detail) =>
      detail === '' ? 'Everything is as it was before.' : `Everything is as it was before. Cause: ${detail}`,
    shown: 'What was shown',
  },
  catalogue: {
    heading: 'On offer',
    lead: 'Software that you may choose yourself. Before anything is downloaded you are asked once more, with all details.',
    none: 'Nothing is on offer at the moment.',
    look: 'Look for updates',
    lookMeans: 'Asks now whether there is something new. Nothing is installed by that.',
    want: 'I want this',
    wantMeans: 'It is asked for. What it costs, and that it really shall come, you are asked before.',
    remove: 'Remove it',
    removeMeans: 'Asks for it to be taken off this device.',
    byItself: 'Comes by itself as an update.',
    here: 'It is on this device.',
    asked: 'What you asked for',
    updates: 'Updates',
    of: (name, removes) => (removes ? `${name}: to be removed` : name),
    answers: {
      waits: 'The server has not answered yet.',
      ordered: 'It comes.',
      open: 'It is under way already.',
      refused: 'Refused',
      heard: 'The server was asked.',
    },
    whose: (authority) =>
      `When ${authority} offers software that you may choose yourself, it is listed here.`,
  },
  how: {
    heading: 'How this works',
    points: (authority) => [
      [
        'Where the software comes from',
        `From ${authority}. Everything is signed; this device checks the signature and throws away whatever was changed on the way.`,
      ],
      [
        'If you say yes',
        'It is downloaded and installed. What belongs together is changed together: if one part does not work, all of it goes back to what it was.',
      ],
      [
        'If you say later',
        'Nothing happens until then. How often that is possible, and until when, stands beside the button.',
      ],
      [
        'If you say no',
        `Nothing changes, and ${authority} is told so. It may ask again with another version.`,
      ],
      [
        'What is kept of it',
        `What you were shown, your answer, and when: here under History, and at ${authority} as evidence.`,
      ],
    ],
  },
  foot: {
    device: (id, type) => `This device: ${id} (${type})`,
    contact: (when, good) =>
      good ? `Last contact with the server: ${when}` : `The server could not be reached: ${when}`,
    noContact: 'No contact with the server yet',
  },
};
