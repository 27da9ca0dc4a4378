import { formatBytes, type UiLanguage } from '@scomo/scomo';
import { moment } from '../consent/show-request.ts';
import { characteristics } from './characteristics.ts';
import { type Html, html } from './html.ts';
import type { PageWords } from './page-words.ts';
import type { Asking } from './requests.ts';
import { WORDS } from './words.ts';

/** One question: what it is about, all its characteristics, and what each answer means. Mission row C3 */
export function requestCard(asking: Asking, known: ReadonlySet<string>, language: UiLanguage): Html {
  const { request, shown, until, digest } = asking;
  const words = WORDS[language].ask;
  const { members } = request;
  const titles = listed(
    shown.members.map(({ title }) => title),
    language,
  );
  const update = members.every(({ component }) => known.has(component));
  const heading =
    request.stage === 'install' ? words.again(titles) : update ? words.update(titles) : words.install(titles);
  const id = `ask-${digest.slice(0, 12)}`;
  return html`<section class="card ask${until !== undefined && ' off'}" id="${id}" aria-labelledby="${id}-h">
<p class="eyebrow">${until === undefined ? words.needed : words.putOff(moment(until, language))}</p>
<h2 id="${id}-h">${heading}</h2>
<p>${words.from(providers(request, language))}</p>
<p class="what-label">${words.what}</p>
${shown.members.map(characteristics)}
${shown.remarks.length > 0 && html`<ul class="remarks">${shown.remarks.map((remark) => html`<li>${remark}</li>`)}</ul>`}
${answers(asking, words, language)}
</section>`;
}

function answers(
  { request, shown, prices, digest, delays, deferralsLeft }: Asking,
  words: PageWords['ask'],
  language: UiLanguage,
): Html {
  const { stage, set, members, policy } = request;
  const bytes = members.reduce((sum, member) => sum + member.bytes, 0);
  const install = stage === 'install';
  const option = (seconds: number) => html`<option value="${seconds}">${words.seconds(seconds)}</option>`;
  const later = html`<div class="choice">
<div class="act"><button name="answer" value="later" aria-describedby="${digest.slice(0, 12)}-later">${words.later}</button>
<label>${words.delay} <select name="delay">${delays.map(option)}</select></label></div>
<p id="${digest.slice(0, 12)}-later">${words.laterMeans(deferralsLeft)}</p>
</div>`;
  const never = html`<p class="note">${words.laterNever}</p>`;
  return html`<form method="post" action="answer">
<h3>${words.decide}</h3>
<input type="hidden" name="set" value="${set}"><input type="hidden" name="stage" value="${stage}">
<input type="hidden" name="digest" value="${digest}">
<div class="choice">
<div class="act"><button class="yes" name="answer" value="yes" aria-describedby="${digest.slice(0, 12)}-yes">${install ? words.yesInstall : words.yes}</button></div>
<p class="cost">${words.price}: ${cost(prices, shown)}</p>
<p id="${digest.slice(0, 12)}-yes">${install ? words.yesInstallMeans : words.yesMeans(formatBytes(bytes, language))}</p>
</div>
${delays.length > 0 ? later : policy.deferralsMax > 0 && never}
<div class="choice">
<div class="act"><button name="answer" value="no" aria-describedby="${digest.slice(0, 12)}-no">${words.no}</button></div>
<p id="${digest.slice(0, 12)}-no">${words.noMeans(providers(request, language))}</p>
</div>
</form>`;
}

/** What a yes costs; of several, each by its name. */
function cost(prices: Asking['prices'], { members }: Asking['shown']): string {
  if (prices.length === 1) return prices.join();
  return prices.map((price, index) => `${members[index]?.title ?? ''}: ${price}`).join('; ');
}

function providers({ members }: Asking['request'], language: UiLanguage): string {
  return listed([...new Set(members.map(({ provider }) => provider || '?'))], language);
}

/** `a, b and c` */
function listed(names: readonly string[], language: UiLanguage): string {
  return new Intl.ListFormat(language).format(names);
}
