/** Keeps the marked parts of the page up to date; without it the page works, but stands still. */
export const SCRIPT = `'use strict';
const parts = () => [...document.querySelectorAll('[data-live]')].filter((part) => !part.parentElement.closest('[data-live]'));
async function refresh() {
  const answer = await fetch(location.pathname, { cache: 'no-store' });
  if (!answer.ok) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html');
  for (const part of parts()) {
    const next = fresh.getElementById(part.id);
    if (next === null || next.outerHTML === part.outerHTML) continue;
    const forms = part.querySelectorAll('form').length;
    const answering = part.contains(document.activeElement) && next.querySelectorAll('form').length >= forms;
    if (!answering) part.replaceWith(next);
  }
  document.title = fresh.title;
}
new EventSource('events').addEventListener('message', () => refresh().catch(() => undefined));
`;
