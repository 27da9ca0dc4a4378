import type { Route } from '../route.ts';
import { Enrol, Enrolled, EnrolmentToken, NewEnrolmentToken } from '../schemas/enrolment.ts';

export const enrolmentRoutes = {
  createEnrolmentToken: {
    method: 'POST',
    path: '/enrolment-tokens',
    summary: 'Make a one-time enrolment token',
    description: 'Good for one device of the type, for at most 15 minutes. Shown once.',
    scope: 'devices:write',
    body: NewEnrolmentToken,
    responses: { 201: EnrolmentToken },
    problems: ['device_type_unknown'],
  },
  enrol: {
    method: 'POST',
    path: '/enrol',
    summary: 'Trade an enrolment token for an account (for devices)',
    scope: 'public',
    body: Enrol,
    responses: { 201: Enrolled },
    problems: ['enrolment_refused', 'device_exists', 'trust_root_missing'],
  },
} as const satisfies Record<string, Route>;
