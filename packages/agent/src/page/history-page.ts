import type { UiLanguage } from '@scomo/scomo';
import { moment } from '../consent/show-request.ts';
import { type Html, html } from './html.ts';
import type { Past } from './past.ts';
import { WORDS } from './words.ts';

/** What was asked, answered and done, the newest first. */
export function historyPage(events: readonly Past[], language: UiLanguage): Html {
  const words = WORDS[language].past;
  return html`<h1>${words.heading}</h1>
<p class="lead">${words.lead}</p>
<div id="past" data-live>${
    events.length === 0
      ? html`<p class="card empty">${words.none}</p>`
      : html`<ol class="past">${events.map((event) => line(event, language))}</ol>`
  }</div>`;
}

function line(event: Past, language: UiLanguage): Html {
  const words = WORDS[language].past;
  const { at, titles } = event;
  const head = html`<p class="when"><time datetime="${at}">${moment(at, language)}</time></p>
<h2>${titles.join(', ')}</h2>`;
  if (event.kind === 'result') {
    const { outcome, detail } = event;
    return html`<li class="card ${outcome}">${head}
<p class="what">${words.outcomes[outcome]}</p>
${outcome === 'failed' && html`<p>${words.why(detail)}</p>`}</li>`;
  }
  const { answer, by, until = at, stage, shown } = event.answer;
  const said = answer === 'later' ? words.later(moment(until, language)) : words.answers[answer];
  return html`<li class="card ${answer}">${head}
<p class="what">${said} <span class="note">${words.who[by] ?? by}${stage === 'install' && `, ${words.again}`}</span></p>
<details><summary>${words.shown}</summary><pre>${shown}</pre></details></li>`;
}
