import { randomUUID } from 'node:crypto';
import { DeployedStatus, type ResultCode } from '@scomo/scomo';
import { asFailure, Failure } from '../base/failure.ts';
import type { Context } from '../context.ts';
import { type ChangePhase, type ChangePlan, type StoredOrder, setPhase } from '../journal/orders.ts';
import { clearComponentStatuses, noteInstalled, setComponentStatus, statusKey } from '../journal/packages.ts';
import type { Outcome } from '../privileged/port.ts';
import { fail, failedItem, type ResultItem, succeed } from './finish-order.ts';
import { planOrder } from './plan-order.ts';

/** ResultCode when nothing more exact is known. spec/scomo.md §6.1 */
const CODE_OF: Readonly<Partial<Record<string, ResultCode>>> = {
  Activate: 1409,
  ActivateSet: 1409,
  Deactivate: 1410,
  Remove: 1408,
};

/**
 * Has a change of the active software carried out, and reports on it. The change has its name in the journal before it
 * is asked for, so this can be called again after a crash at any point. security.md §4.1
 */
export async function runChange(context: Context, stored: StoredOrder): Promise<void> {
  let phase: ChangePhase;
  try {
    phase = stored.phase.name === 'changing' ? stored.phase : await plan(context, stored);
  } catch (error) {
    await failUnchanged(context, stored, asFailure(error, codeOf(stored)));
    return;
  }
  const { activate, deactivate, remove, drop, fresh, members } = phase.plan;
  const request = { id: phase.id, activate, deactivate, remove, drop, fresh, code: codeOf(stored) };
  const outcome = await context.installer.apply(request);
  if (!outcome.done) {
    const { code, detail, component } = outcome.failure;
    const keep = () => outcome.trouble !== undefined && noteStuck(context, phase.plan);
    if (outcome.moved) await fail(context, { ...stored, phase }, takenBack(phase.plan, outcome), keep);
    else await failUnchanged(context, stored, new Failure(code, detail, component));
    return;
  }
  const items = members.map(({ id, pkgId }) => {
    const detail = outcome.outputs[id] ?? '';
    return { code: 1200, identifier: id, pkgId, ...(detail !== '' && { detail }) };
  });
  await succeed(context, { ...stored, phase }, items, () => noteDone(context, phase.plan, stored));
}

function codeOf({ order }: StoredOrder): ResultCode {
  return CODE_OF[order.operation] ?? 1405;
}

async function plan(context: Context, stored: StoredOrder): Promise<ChangePhase> {
  const phase: ChangePhase = { name: 'changing', id: randomUUID(), plan: await planOrder(context, stored) };
  setPhase(context.journal, stored.id, phase, context.now());
  return phase;
}

/** Nothing is wrong any more with what was changed, and a delivered package is installed. */
function noteDone(
  { journal }: Context,
  { members, activate, remove }: ChangePlan,
  { order }: StoredOrder,
): void {
  for (const { id, pkgId } of members) {
    if (activate.length > 0 || remove.includes(id)) clearComponentStatuses(journal, id);
    else setComponentStatus(journal, statusKey({ id, pkgId }), 10);
  }
  noteInstalled(journal, order);
}

/** What could not be taken back may still be active, but not as anybody wanted it: its Status says so. */
function noteStuck({ journal }: Context, { members }: ChangePlan): void {
  for (const member of members) setComponentStatus(journal, statusKey(member), DeployedStatus.activateFailed);
}

/** Each member of a change that went back, the one to blame with the reason. */
function takenBack({ members }: ChangePlan, outcome: Outcome & { done: false }): ResultItem[] {
  const { failure } = outcome;
  const trouble = outcome.trouble === undefined ? '' : `; going back failed: ${outcome.trouble}`;
  const blamed = members.some(({ id }) => id === failure.component) ? failure.component : members[0]?.id;
  return members.map(({ id, pkgId }) =>
    id === blamed || members.length === 1
      ? { code: failure.code, identifier: id, detail: `${failure.detail}${trouble}`, pkgId }
      : { code: 1497, identifier: id, detail: `rolled back with ${blamed}${trouble}`, pkgId },
  );
}

/** The change could not even be begun: nothing was touched. */
async function failUnchanged(context: Context, stored: StoredOrder, failure: Failure): Promise<void> {
  const members = stored.order.operation === 'ActivateSet' ? (stored.order.set?.members ?? []) : [];
  const blamed = failure.component ?? members[0]?.component;
  const items = members.map(
    ({ component, pkgId }): ResultItem =>
      component === blamed
        ? { code: failure.code, identifier: component, detail: failure.message, pkgId }
        : { code: 1497, identifier: component, detail: `not switched because of ${blamed}`, pkgId },
  );
  await fail(context, stored, items.length > 0 ? items : [failedItem(stored, failure)]);
}
