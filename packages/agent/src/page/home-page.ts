import { formatBytes, type UiLanguage } from '@scomo/scomo';
import { moment } from '../consent/show-request.ts';
import type { Doing } from './doing.ts';
import { type Html, html } from './html.ts';
import { requestCard } from './request-card.ts';
import type { Said } from './requests.ts';
import type { Running, View } from './view.ts';
import { WORDS } from './words.ts';

/** The overview: what is asked, what is happening, what is there. `said`: what became of the form that was just sent. */
export function homePage(view: View, said: Said | undefined): Html {
  const { language, requests, doing, authority } = view;
  const words = WORDS[language];
  const known = new Set(view.running.filter(({ active }) => active).map(({ id }) => id));
  const waiting = requests.filter(({ until }) => until === undefined).length;
  return html`${said !== undefined && html`<p class="said ${said}" role="status">${words.said[said]}</p>`}
<div id="standing" data-live role="status"><h1>${words.standing(waiting, doing.length)}</h1></div>
<p class="lead">${words.lead(authority)}</p>
<div id="requests" data-live>${requests.map((asking) => requestCard(asking, known, language))}</div>
<section class="card" id="now" data-live aria-labelledby="now-h">
<h2 id="now-h">${words.now.heading}</h2>
${doing.length === 0 ? html`<p class="empty">${words.now.nothing}</p>` : html`<ul class="plain">${doing.map((each) => doingItem(each, language))}</ul>`}
</section>
<section class="card" id="installed" data-live aria-labelledby="installed-h">
<h2 id="installed-h">${words.installed.heading}</h2>
${view.running.length === 0 ? html`<p class="empty">${words.installed.none}</p>` : table(view.running, language)}
${view.others > 0 && html`<p class="note">${words.installed.others(view.others)}</p>`}
</section>
<details class="card">
<summary>${words.how.heading}</summary>
<dl class="how">${words.how.points(authority).map(([what, text]) => html`<dt>${what}</dt><dd>${text}</dd>`)}</dl>
</details>`;
}

function doingItem({ titles, step, done, total, held }: Doing, language: UiLanguage): Html {
  const words = WORDS[language].now;
  const percent = done === undefined || !total ? 0 : Math.floor((done / total) * 100);
  const size = (bytes: number) => formatBytes(bytes, language);
  return html`<li><strong>${titles.join(', ')}</strong> <span class="step">${words.steps[step]}</span>
${
  done !== undefined &&
  total !== undefined &&
  html`<progress max="100" value="${percent}" aria-label="${titles.join(', ')}"></progress>
<span class="amount">${words.amount(size(done), size(total), percent)}</span>`
}
${
  held !== undefined &&
  html`<p>${
    held.reason === 'lock'
      ? words.lock(held.detail, moment(held.until, language))
      : words.hours(moment(held.until, language))
  }</p>`
}</li>`;
}

function table(running: readonly Running[], language: UiLanguage): Html {
  const words = WORDS[language].installed;
  const rows = running.map(
    ({ name, id, version, active, broken }) =>
      html`<tr><th scope="row">${name} <code>${id}</code></th><td>${version}${
        broken !== undefined
          ? html` <span class="badge bad">${words.broken(broken)}</span>`
          : !active && html` <span class="badge">${words.ready}</span>`
      }</td></tr>`,
  );
  return html`<table><thead><tr><th scope="col">${words.name}</th><th scope="col">${words.version}</th></tr></thead><tbody>${rows}</tbody></table>`;
}
