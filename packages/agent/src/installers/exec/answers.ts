import { RESULT_CODES, type ResultCode } from '@scomo/scomo';
import { LIMITS } from '../../base/limits.ts';

/** A component that a plug-in finds. */
export interface PluginComponent {
  readonly id: string;
  readonly version: string;
  /** PkgID of the package it came from, where it came by us. */
  readonly package?: string;
  readonly name?: string;
  readonly description?: string;
  /** Why it is there but does not work. */
  readonly broken?: string;
  /** Folder that programs of the package are relative to. */
  readonly dir?: string;
}

/** Why a plug-in could not, in its own words. */
export interface PluginError {
  readonly code?: ResultCode;
  readonly detail: string;
  readonly component?: string;
}

/** An answer breaks the protocol. */
export class PluginFault extends Error {
  override readonly name = 'PluginFault';
}

type Fields = Readonly<Record<string, unknown>>;

/** The answer to `list`. Throws PluginFault. docs/installer-plugins.md */
export function parseComponents(answer: string, plugin: string): PluginComponent[] {
  const { components } = objectOf(answer);
  if (!Array.isArray(components)) throw new PluginFault('components must be a list');
  if (components.length > LIMITS.pluginComponentsMax)
    throw new PluginFault(`more than ${LIMITS.pluginComponentsMax} components`);
  const found = components.map((value: unknown) => component(value, plugin));
  const ids = new Set<string>();
  for (const { id } of found) {
    if (ids.has(id)) throw new PluginFault(`${id} is there twice`);
    ids.add(id);
  }
  return found;
}

function component(value: unknown, plugin: string): PluginComponent {
  if (typeof value !== 'object' || value === null) throw new PluginFault('a component must be an object');
  const fields = value as Fields;
  const id = text(fields, 'id', /^[A-Za-z0-9._:+-]{1,128}$/) ?? '';
  if (!id.startsWith(`${plugin}:`)) throw new PluginFault(`component ${id} does not begin with ${plugin}:`);
  const optional = {
    package: text(fields, 'package', /^sha256:[0-9a-f]{64}$/, true),
    name: text(fields, 'name', SHOWN, true),
    description: text(fields, 'description', SHOWN, true),
    broken: text(fields, 'broken', SHOWN, true),
    dir: text(fields, 'dir', /^\/[^\0]{0,4095}$/, true),
  };
  return {
    id,
    version: text(fields, 'version', /^[!-~](?:[ -~]{0,62}[!-~])?$/) ?? '',
    ...Object.fromEntries(Object.entries(optional).filter(([, field]) => field !== undefined)),
  };
}

const SHOWN = /^\P{Cc}{0,1024}$/u;

function text(fields: Fields, name: string, form: RegExp, absent = false): string | undefined {
  const value = fields[name];
  if (value === undefined && absent) return undefined;
  if (typeof value === 'string' && form.test(value)) return value;
  throw new PluginFault(
    `${name} of a component has a wrong form: ${String(JSON.stringify(value)).slice(0, 80)}`,
  );
}

/** The answer to `plan`: its `undo` as JSON, or undefined for no part in the change. Throws PluginFault. */
export function parsePlan(answer: string): unknown {
  const { undo } = objectOf(answer);
  if (undo === undefined) return undefined;
  if (Buffer.byteLength(JSON.stringify(undo)) > LIMITS.pluginUndoBytesMax)
    throw new PluginFault(`undo has more than ${LIMITS.pluginUndoBytesMax} octets`);
  return undo;
}

/** The answer of a call that ended with exit code 1; undefined when it says nothing that can be used. */
export function parseError(answer: string): PluginError | undefined {
  try {
    const { error } = objectOf(answer);
    const { code, detail, component: id } = error as Fields;
    if (typeof detail !== 'string') return undefined;
    const known = typeof code === 'number' && code >= 1400 && Object.hasOwn(RESULT_CODES, code);
    return {
      detail: detail.slice(0, 1000),
      ...(known && { code: code as ResultCode }),
      ...(typeof id === 'string' && { component: id.slice(0, 128) }),
    };
  } catch {
    return undefined;
  }
}

/** Throws PluginFault unless the answer is one JSON object. */
export function objectOf(answer: string): Fields {
  let value: unknown;
  try {
    value = JSON.parse(answer);
  } catch {
    throw new PluginFault(`the answer is not JSON: ${JSON.stringify(answer.slice(0, 80))}`);
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Fields;
  throw new PluginFault('the answer must be one JSON object');
}
