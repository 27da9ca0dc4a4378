import type { ShownMember } from '@scomo/scomo';
import { type Html, html } from './html.ts';

/** One component with everything that is shown of it. Mission row C3 */
export function characteristics({ title, component, rows }: ShownMember): Html {
  return html`<div class="member">
<h3 class="name">${title} <code>(${component})</code></h3>
<dl>${rows.map(([label, value]) => html`<div><dt>${label}</dt><dd>${value}</dd></div>`)}</dl>
</div>`;
}
