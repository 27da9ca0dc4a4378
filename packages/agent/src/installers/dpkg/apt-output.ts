/** A package that apt would put on the device. */
export interface AptInstall {
  readonly name: string;
  readonly version: string;
}

/** What `apt-get -s install` would do, in its order. */
export interface AptPlan {
  readonly install: readonly AptInstall[];
  readonly remove: readonly string[];
}

const INSTALL = /^Inst (\S+?)(?::[a-z0-9-]+)?(?: \[\S*\])? \((\S+) /;
const REMOVE = /^(?:Remv|Purg) (\S+)/;

export function parseAptPlan(output: string): AptPlan {
  const install: AptInstall[] = [];
  const remove: string[] = [];
  for (const line of output.split('\n')) {
    const [, name, version] = INSTALL.exec(line) ?? [];
    if (name !== undefined && version !== undefined) install.push({ name, version });
    const gone = REMOVE.exec(line)?.[1];
    if (gone !== undefined) remove.push(gone);
  }
  return { install, remove };
}

/** Why dpkg failed with a package, in a line: its own reason, and what the package's script said before. */
export function causeOf(output: string, name: string): string {
  const lines = output.trimEnd().split('\n');
  const errors = lines.flatMap((line, at) => (line.startsWith('dpkg: error processing ') ? [at] : []));
  const at = errors.find((index) => lines[index]?.includes(` package ${name} `)) ?? errors[0];
  if (at === undefined) return lines.slice(-3).join(' | ').slice(0, 500);
  const from = lines.findLastIndex((line, index) => index < at && STEP.test(line));
  const said = lines.slice(from + 1, at).filter((line) => line !== '');
  return [lines[at + 1]?.trim() ?? '', ...said.slice(-5)].join(' | ').slice(0, 500);
}

/** Lines with which dpkg begins to do something with a package. */
const STEP = /^(?:Setting up|Preparing to unpack|Unpacking|Removing|Purging configuration files for) /;
