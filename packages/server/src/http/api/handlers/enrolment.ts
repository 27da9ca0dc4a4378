import { createEnrolmentToken, enrolDevice } from '@scomo/fleet';
import { failure, failureOf, type Handlers } from '../handler.ts';

export const enrolmentHandlers: Handlers<'createEnrolmentToken' | 'enrol'> = {
  async createEnrolmentToken({ body }, context) {
    const created = await createEnrolmentToken(body, context);
    return created.ok ? { status: 201, body: created.value } : failureOf(created.problem);
  },
  /** A device without the root could verify nothing: it is refused before its token is used up. */
  async enrol({ body }, context) {
    const trust = await context.trustRoot();
    if (!trust.ok) {
      context.log.warn(trust.detail);
      return failure('trust_root_missing', 'the operator has not given the server a trust root yet');
    }
    const enrolled = await enrolDevice(body, context);
    if (!enrolled.ok) return failureOf(enrolled.problem);
    const { device, credentials } = enrolled.value;
    return {
      status: 201,
      body: {
        deviceId: device.deviceId,
        deviceType: device.deviceType,
        authority: trust.root.authority,
        serverUrl: context.dmUrl(),
        ...credentials,
        ...(context.bucket === undefined ? {} : { downloadHosts: [context.bucket.host] }),
        trustRoot: Buffer.from(trust.bytes).toString('base64'),
      },
    };
  },
};
