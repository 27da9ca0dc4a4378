import { moment } from '../consent/show-request.ts';
import { type Html, html } from './html.ts';
import type { View } from './view.ts';
import { WORDS } from './words.ts';

export type PageName = 'home' | 'history' | 'catalogue';

/** Where each page is, below the token. */
export const PATHS: Readonly<Record<PageName, string>> = {
  home: './',
  history: 'history',
  catalogue: 'catalogue',
};

/** The whole document around the content of a page. What is marked `data-live` is kept up to date by the script. */
export function layout(page: PageName, view: View, content: Html): Html {
  const words = WORDS[view.language];
  const tabs = (['home', 'history', 'catalogue'] as const).map(
    (name) =>
      html`<li><a href="${PATHS[name]}"${name === page ? html` aria-current="page"` : ''}>${words.pages[name]}</a></li>`,
  );
  return html`<!doctype html>
<html lang="${view.language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${page === 'home' ? '' : `${words.pages[page]} – `}${words.title}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="style.css">
<script src="page.js" defer></script>
</head>
<body>
<a class="skip" href="#main">${words.skip}</a>
<header>
<div class="wide">
<p class="brand"><svg viewBox="0 0 24 24" aria-hidden="true"><path d="M12 2 3 6.5v11L12 22l9-4.5v-11L12 2Zm0 2.3 6.2 3.1L12 10.5 5.8 7.4 12 4.3ZM5 9l6 3v7.2l-6-3V9Zm8 10.2V12l6-3v7.2l-6 3Z"/></svg>${words.title}</p>
<nav aria-label="${words.title}"><ul>${tabs}</ul></nav>
</div>
</header>
<main id="main" class="wide" tabindex="-1">
${content}
</main>
<footer data-live id="foot">
<div class="wide">
<p>${words.foot.device(view.device.id, view.device.type)}</p>
<p>${contact(view)}</p>
</div>
</footer>
</body>
</html>
`;
}

function contact({ contact: last, language }: View): string {
  const words = WORDS[language].foot;
  return last === undefined ? words.noContact : words.contact(moment(last.at, language), last.ok);
}
