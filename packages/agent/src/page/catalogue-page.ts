import { type Html, html } from './html.ts';
import type { View } from './view.ts';
import { WORDS } from './words.ts';

/** What the End User may choose without being asked. */
export function cataloguePage({ language, authority }: View): Html {
  const words = WORDS[language].catalogue;
  return html`<h1>${words.heading}</h1>
<div class="card empty"><p>${words.none}</p><p>${words.whose(authority)}</p></div>`;
}
