import { asFailure, Failure, Stopped } from '../base/failure.ts';
import { LIMITS } from '../base/limits.ts';
import type { Context } from '../context.ts';
import {
  activeComponents,
  applyChange,
  planChange,
  revertChange,
  unsafeToRepeat,
} from '../installers/installers.ts';
import {
  type Before,
  type ChangePhase,
  type FailureNote,
  type StoredOrder,
  setPhase,
} from '../journal/orders.ts';
import { dropPackage, movePackage } from '../journal/packages.ts';
import { checkHealth } from '../supervisor/probe.ts';
import { commitPlan } from './commit-plan.ts';
import { fail, failedItem, type ResultItem, succeed } from './finish-order.ts';
import { changeOf, planOrder } from './plan-order.ts';

/** ResultCode when nothing more exact is known. spec/scomo.md §6.1 */
const CODE_OF = { Activate: 1409, ActivateSet: 1409, Deactivate: 1410, Remove: 1408 } as const;

/**
 * Carries out a change of the active software: planned → switching → switched → probed, or back. Each step is in the
 * journal before it is taken, so this can be called again after a crash at any point. security.md §4.1
 */
export async function runChange(context: Context, stored: StoredOrder): Promise<void> {
  let phase: ChangePhase;
  try {
    phase = stored.phase.name === 'changing' ? stored.phase : await plan(context, stored);
  } catch (error) {
    await failUnchanged(context, stored, asFailure(error, codeOf(stored)));
    return;
  }
  const resumed = stored.phase.name === 'changing';
  const note = (more: Partial<ChangePhase>) => {
    phase = { ...phase, ...more };
    setPhase(context.journal, stored.id, phase, context.now());
  };
  try {
    if (phase.step === 'switching' && resumed && unsafeToRepeat(context.installers, phase.undo)) {
      throw new Failure(codeOf(stored), 'interrupted while package scripts ran');
    }
    if (phase.step === 'planned' || phase.step === 'switching') {
      note({ step: 'switching' });
      await applyChange(context.installers, changeOf(context, phase.plan), phase.undo);
      note({ step: 'switched' });
    }
    if (phase.step === 'switched') {
      if (phase.starts >= LIMITS.activationStartsMax) {
        throw new Failure(codeOf(stored), `the agent died ${phase.starts} times while it started`);
      }
      note({ starts: phase.starts + 1 });
      const outputs = await bringUp(context, phase, codeOf(stored));
      const items = phase.plan.members.map(({ id, pkgId }) => {
        const detail = outputs.get(id) ?? '';
        return { code: 1200, identifier: id, pkgId, ...(detail !== '' && { detail }) };
      });
      const done = phase.plan;
      await succeed(context, { ...stored, phase }, items, () => commitPlan(context, done));
      return;
    }
  } catch (error) {
    if (error instanceof Stopped) throw error;
    const { code, message, component } = asFailure(error, codeOf(stored));
    note({
      step: 'reverting',
      failure: { code, detail: message, ...(component !== undefined && { component }) },
    });
  }
  await goBack(context, stored, phase);
}

function codeOf({ order }: StoredOrder) {
  return (CODE_OF as Partial<Record<string, 1408 | 1409 | 1410>>)[order.operation] ?? 1405;
}

async function plan(context: Context, stored: StoredOrder): Promise<ChangePhase> {
  const orderPlan = planOrder(context, stored);
  const undo = await planChange(context.installers, changeOf(context, orderPlan));
  const phase: ChangePhase = { name: 'changing', step: 'planned', plan: orderPlan, undo, starts: 0 };
  setPhase(context.journal, stored.id, phase, context.now());
  return phase;
}

/** Starts what is new and asks each member for its health. Returns what the probes printed. */
async function bringUp(context: Context, phase: ChangePhase, code: 1405 | 1408 | 1409 | 1410) {
  const active = activeComponents(context.installers);
  await context.supervisor.reconcile(active);
  const outputs = new Map<string, string>();
  for (const { id } of phase.plan.activate.length === 0 ? [] : phase.plan.members) {
    const component = active.find((candidate) => candidate.id === id);
    if (component === undefined) throw new Failure(code, `${id} is not active after the switch`, id);
    const { healthy, detail } = await checkHealth(context.state, component, context.supervisor);
    if (context.signal.aborted) throw new Stopped();
    if (!healthy) throw new Failure(code, detail, id);
    outputs.set(id, detail);
  }
  return outputs;
}

async function goBack(context: Context, stored: StoredOrder, phase: ChangePhase): Promise<void> {
  const failure: FailureNote = phase.failure ?? { code: 1412, detail: 'no reason was kept' };
  let trouble = '';
  try {
    await revertChange(context.installers, phase.undo);
  } catch (error) {
    trouble = `; going back failed: ${asFailure(error, 1412).message}`;
  }
  await context.supervisor.reconcile(activeComponents(context.installers));
  const blamed = phase.plan.members.some(({ id }) => id === failure.component)
    ? failure.component
    : phase.plan.members[0]?.id;
  const items = phase.plan.members.map(
    ({ id, pkgId }): ResultItem =>
      id === blamed || phase.plan.members.length === 1
        ? { code: failure.code, identifier: id, detail: `${failure.detail}${trouble}`, pkgId }
        : { code: 1497, identifier: id, detail: `rolled back with ${blamed}${trouble}`, pkgId },
  );
  await fail(context, { ...stored, phase }, items, () =>
    unstage(context, phase.plan.activate[0], phase.plan.before),
  );
}

/** A package that could not be installed is again what it was before (P08). */
function unstage({ journal }: Context, pkgId = '', before: Before | undefined): void {
  if (before === 'absent') dropPackage(journal, pkgId);
  if (before === 'delivered') movePackage(journal, pkgId, 'delivered');
}

/** The order could not even be planned: nothing was touched. */
async function failUnchanged(context: Context, stored: StoredOrder, failure: Failure): Promise<void> {
  const members = stored.order.operation === 'ActivateSet' ? (stored.order.set?.members ?? []) : [];
  const blamed = failure.component ?? members[0]?.component;
  const items = members.map(
    ({ component, pkgId }): ResultItem =>
      component === blamed
        ? { code: failure.code, identifier: component, detail: failure.message, pkgId }
        : { code: 1497, identifier: component, detail: `not switched because of ${blamed}`, pkgId },
  );
  const staged = stored.phase.name === 'staged' ? stored.phase : undefined;
  await fail(context, stored, items.length > 0 ? items : [failedItem(stored, failure)], () =>
    unstage(context, staged?.pkgId, staged?.before),
  );
}
