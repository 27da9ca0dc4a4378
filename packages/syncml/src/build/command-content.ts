import type { Alert, Command, Delete, Get, Item, Results, Status, Unsupported } from '../commands.ts';
import { type ProtocolElement, protocolId } from '../element-ids.ts';
import { ELEMENTS } from '../elements.ts';
import { decimal } from './decimal.ts';
import { ITEM_CHILD } from './item-content.ts';
import { CHAL_CHILD, CRED_CHILD, META_CHILD } from './meta-content.ts';
import type { Mutable } from './mutable.ts';
import {
  COMMAND_COUNT,
  CONTAINER_COUNT,
  type ContentRows,
  content,
  flag,
  group,
  type Rule,
  text,
} from './rule.ts';

interface HasCommands {
  commands: Command[];
}
type ResultsDraft = Mutable<Results>;
interface StatusDraft extends Mutable<Status> {
  targetRefs: string[];
  sourceRefs: string[];
}

const ID_CHILDREN: ContentRows = {
  CmdID: text<{ cmdId: string }>((command, value) => {
    command.cmdId = value;
  }),
  NoResp: flag<{ noResp?: true }>((command) => {
    command.noResp = true;
  }),
};
const REF_CHILDREN: ContentRows = {
  MsgRef: text<{ msgRef?: string }>((command, value) => {
    command.msgRef = value;
  }),
  CmdRef: text<{ cmdRef?: string }>((command, value) => {
    command.cmdRef = value;
  }),
};
const CORRELATOR_CHILD: ContentRows = {
  Correlator: text<{ correlator?: string }>((command, value) => {
    command.correlator = value;
  }),
};
const ITEM_COMMAND: readonly ContentRows[] = [ID_CHILDREN, CRED_CHILD, META_CHILD, ITEM_CHILD];

/** A command made of Items. spec/omadm.md §2.1 */
function itemCommand(kind: Exclude<Command['kind'], 'Unsupported'>, more: ContentRows = {}): Rule {
  return group<HasCommands, Command>(content(...ITEM_COMMAND, more), {
    counts: COMMAND_COUNT,
    begin: (parent) => add(parent, { kind, cmdId: '', items: [] as Item[] } as unknown as Command),
  });
}

const STATUS: ContentRows = {
  Cmd: text<StatusDraft>((status, value) => {
    status.cmd = value;
  }),
  TargetRef: text<StatusDraft>((status, value) => {
    status.targetRefs.push(value);
  }),
  SourceRef: text<StatusDraft>((status, value) => {
    status.sourceRefs.push(value);
  }),
  Data: text<StatusDraft>((status, value) => {
    status.code = decimal(value) ?? 0;
  }),
};

const RESULTS: ContentRows = {
  TargetRef: text<ResultsDraft>((results, value) => {
    results.targetRef = value;
  }),
  SourceRef: text<ResultsDraft>((results, value) => {
    results.sourceRef = value;
  }),
};

const CMD_ID_CHILD: ContentRows = { CmdID: ID_CHILDREN.CmdID as Rule };

const status = group<HasCommands, StatusDraft>(
  content(CMD_ID_CHILD, REF_CHILDREN, STATUS, CRED_CHILD, CHAL_CHILD, ITEM_CHILD),
  {
    counts: COMMAND_COUNT,
    begin: (parent) =>
      add(parent, {
        kind: 'Status',
        cmdId: '',
        msgRef: '',
        cmdRef: '',
        cmd: '',
        targetRefs: [],
        sourceRefs: [],
        code: 0,
        items: [],
      }),
    end: (_parent, draft) => {
      if (draft.cmdRef === '' && draft.cmd === 'SyncHdr') draft.cmdRef = '0';
    },
  },
);

const results = group<HasCommands, ResultsDraft>(
  content(CMD_ID_CHILD, REF_CHILDREN, META_CHILD, ITEM_CHILD, RESULTS),
  { counts: COMMAND_COUNT, begin: (parent) => add(parent, { kind: 'Results', cmdId: '', items: [] }) },
);

const alert = group<HasCommands, Mutable<Alert>>(
  content(ID_CHILDREN, CRED_CHILD, CORRELATOR_CHILD, ITEM_CHILD, {
    Data: text<Mutable<Alert>>((draft, value) => {
      const code = decimal(value);
      if (code !== undefined) draft.code = code;
    }),
  }),
  { counts: COMMAND_COUNT, begin: (parent) => add(parent, { kind: 'Alert', cmdId: '', items: [] }) },
);

/** Children of Atomic and Sequence; they hold each other, so the table is completed below. */
const containerRows: { [name in ProtocolElement]?: Rule } = { ...ID_CHILDREN, ...META_CHILD };
const CONTAINER = content(containerRows) as (Rule | undefined)[];

function container(kind: 'Atomic' | 'Sequence'): Rule {
  return group<HasCommands, Command>(CONTAINER, {
    counts: CONTAINER_COUNT,
    begin: (parent) => add(parent, { kind, cmdId: '', commands: [] }),
  });
}

function unsupported(name: string): Rule {
  return group<HasCommands, Unsupported>(content(ID_CHILDREN), {
    counts: COMMAND_COUNT,
    begin: (parent) => add(parent, { kind: 'Unsupported', cmdId: '', name }),
  });
}

function add<T extends Command>(parent: HasCommands, command: T): T {
  parent.commands.push(command);
  return command;
}

/** Commands of a SyncBody, an Atomic or a Sequence. */
export const COMMAND_CHILDREN: ContentRows = {
  Add: itemCommand('Add'),
  Replace: itemCommand('Replace'),
  Copy: itemCommand('Copy'),
  Delete: itemCommand('Delete', {
    Archive: flag<Mutable<Delete>>((command) => {
      command.archive = true;
    }),
    SftDel: flag<Mutable<Delete>>((command) => {
      command.sftDel = true;
    }),
  }),
  Get: itemCommand('Get', {
    Lang: text<Mutable<Get>>((command, value) => {
      command.lang = value;
    }),
  }),
  Exec: itemCommand('Exec', CORRELATOR_CHILD),
  Alert: alert,
  Status: status,
  Results: results,
  Atomic: container('Atomic'),
  Sequence: container('Sequence'),
  ...Object.fromEntries(
    ELEMENTS.filter(([, , , role]) => role === 'foreign').map(([name]) => [name, unsupported(name)]),
  ),
};
for (const [name, rule] of Object.entries(COMMAND_CHILDREN)) CONTAINER[protocolId(name)] = rule;
