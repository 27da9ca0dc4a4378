/** Pieces of the scripts that `session-script.ts` plays. */
/** The right Cred of a basic account. */
export const CRED =
  '<Cred><Meta><Format xmlns="syncml:metinf">b64</Format><Type xmlns="syncml:metinf">syncml:auth-basic</Type></Meta>' +
  '<Data>{{cred}}</Data></Cred>';
export const START = '<Alert><CmdID>1</CmdID><Data>1201</Data></Alert>';
export const DEV_INFO =
  '<Replace><CmdID>2</CmdID><Item><Source><LocURI>./DevInfo/DevId</LocURI></Source><Data>{{device}}</Data></Item></Replace>';

export interface Said {
  readonly body?: string;
  readonly cred?: string;
  readonly msgId?: string;
  readonly sessionId?: string;
  readonly verDtd?: string;
  readonly verProto?: string;
  readonly source?: string;
  readonly meta?: string;
  readonly final?: string;
}

/** One message of the device; by default a right first one with nothing but its own body. */
export function message(said: Said = {}): string {
  const { body = '', cred = CRED, msgId = '1', sessionId = '7', verDtd = '1.2', verProto = 'DM/1.2' } = said;
  const { source = '{{device}}', meta = '', final = '<Final/>' } = said;
  return (
    `<SyncML xmlns="SYNCML:SYNCML1.2"><SyncHdr><VerDTD>${verDtd}</VerDTD><VerProto>${verProto}</VerProto>` +
    `<SessionID>${sessionId}</SessionID><MsgID>${msgId}</MsgID><Target><LocURI>http://127.0.0.1/dm</LocURI></Target>` +
    `<Source><LocURI>${source}</LocURI><LocName>{{user}}</LocName></Source>${cred}${meta}</SyncHdr>` +
    `<SyncBody>${START}${DEV_INFO}${body}${final}</SyncBody></SyncML>`
  );
}

/** A right first message that is not the last of its package: the session stays open. */
export const FIRST: string = message({ final: '' });

/** The second message: no greeting, no Cred. */
export function second(body: string, said: Said = {}): string {
  return message({ cred: '', msgId: '2', ...said, body }).replace(START + DEV_INFO, '');
}

/** A Cred of another type and content. */
export const credOf = (type: string, data: string): string =>
  CRED.replace('syncml:auth-basic', type).replace('{{cred}}', data);
