import type { UiLanguage } from '@scomo/scomo';
import { moment } from '../consent/show-request.ts';
import type { AskedFor } from '../requests/requests.ts';
import { characteristics } from './characteristics.ts';
import { type Html, html } from './html.ts';
import type { Offered } from './offers.ts';
import type { PageWords } from './page-words.ts';
import type { Said } from './requests.ts';
import type { View } from './view.ts';
import { WORDS } from './words.ts';

type Words = PageWords['catalogue'];

/** What the End User may choose without being asked, and what became of it. */
export function cataloguePage(
  { language, authority, running }: View,
  offers: readonly Offered[],
  asked: readonly AskedFor[],
  said: Said | 'asked' | undefined,
): Html {
  const words = WORDS[language].catalogue;
  const names = new Map(running.map(({ id, name }) => [id, name]));
  for (const { shown } of offers)
    for (const { component, title } of shown.members) names.set(component, title);
  return html`<h1>${words.heading}</h1>
<p class="lead">${words.lead}</p>
${said !== undefined && html`<p class="said ${said}" role="status">${WORDS[language].said[said]}</p>`}
<form method="post" action="ask" class="card choice-only"><div class="act"><button aria-describedby="look">${words.look}</button></div>
<p id="look">${words.lookMeans}</p></form>
<div id="offers" data-live>${
    offers.length === 0
      ? html`<div class="card empty"><p>${words.none}</p><p>${words.whose(authority)}</p></div>`
      : offers.map((each, index) => offerCard(each, index, words))
  }</div>
<div id="asked" data-live>${
    asked.length > 0 &&
    html`<section class="card" aria-labelledby="asked-h"><h2 id="asked-h">${words.asked}</h2>
<ul class="plain">${asked.map((each) => askedLine(each, names, words, language))}</ul></section>`
  }</div>`;
}

function offerCard({ offer, shown, here, install, remove }: Offered, index: number, words: Words): Html {
  const id = `offer-${index}`;
  return html`<section class="card" aria-labelledby="${id}"><h2 id="${id}">${offer.title}</h2>
${shown.members.map(characteristics)}
${shown.remarks.length > 0 && html`<p>${shown.remarks.join(' ')}</p>`}
${here && html`<p class="note">${words.here}</p>`}
${offer.mode === 'update' && html`<p class="note">${words.byItself}</p>`}
${install !== undefined && wish(id, install, 'Install', words.want, words.wantMeans)}
${remove !== undefined && wish(id, remove, 'Remove', words.remove, words.removeMeans)}</section>`;
}

function wish(id: string, component: string, operation: string, label: string, means: string): Html {
  return html`<form method="post" action="ask" class="choice">
<input type="hidden" name="component" value="${component}"><input type="hidden" name="operation" value="${operation}">
<div class="act"><button aria-describedby="${id}-${operation}">${label}</button></div><p id="${id}-${operation}">${means}</p></form>`;
}

function askedLine(
  { at, wish: asked, code, answer }: AskedFor,
  names: ReadonlyMap<string, string>,
  words: Words,
  language: UiLanguage,
): Html {
  const { component = '', operation } = asked ?? {};
  const what =
    asked === undefined ? words.updates : words.of(names.get(component) ?? component, operation === 'Remove');
  const result = code === undefined ? words.answers.waits : words.answers[answer?.answer ?? 'heard'];
  const why = answer?.answer === 'refused' && answer.reason !== '' ? `: ${answer.reason}` : '';
  return html`<li><p class="when"><time datetime="${at}">${moment(at, language)}</time></p><strong>${what}</strong> <span class="step">${result}${why}</span></li>`;
}
