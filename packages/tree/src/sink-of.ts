import type { ExecuteContext } from './commands/step.ts';
import { objectOf } from './commands/step.ts';
import type { ValueSink } from './device-object.ts';
import type { Tree } from './node.ts';
import { formatUri, parseUri } from './uri.ts';

/** Where the value of an addressed node goes when it does not belong in the tree; a number is the status to answer. */
export function sinkOf<E>(
  tree: Tree,
  locUri: string,
  context: ExecuteContext<E>,
): ValueSink | number | undefined {
  const uri = parseUri(locUri);
  if (typeof uri === 'number' || uri.query) return undefined;
  return objectOf(context, uri.path)?.sink?.(tree, formatUri(uri.path));
}
