import { Type } from 'typebox';
import type { Route } from '../route.ts';
import { ComponentId, Id, pageQuery } from '../schemas/common.ts';
import { NewRelease, Package, PackagePage, Release, ReleasePage } from '../schemas/package.ts';

const params = Type.Object({ id: Id });

export const packageRoutes = {
  listPackages: {
    method: 'GET',
    path: '/packages',
    summary: 'List packages',
    scope: 'packages:read',
    query: Type.Object({ ...pageQuery, component: Type.Optional(ComponentId) }),
    responses: { 200: PackagePage },
    problems: [],
  },
  uploadPackage: {
    method: 'POST',
    path: '/packages',
    summary: 'Upload the file of a Delivery Package',
    description:
      'Signatures and every chunk are checked against the trust root of the authority. The same file again answers ' +
      '200 with the package that is there.',
    scope: 'packages:write',
    upload: 'application/octet-stream',
    responses: { 200: Package, 201: Package },
    problems: ['package_refused', 'version_taken', 'trust_root_missing', 'request_timeout', 'storage_full'],
  },
  getPackage: {
    method: 'GET',
    path: '/packages/{id}',
    summary: 'Get a package',
    scope: 'packages:read',
    params,
    responses: { 200: Package },
    problems: ['not_found'],
  },
  publishPackage: {
    method: 'POST',
    path: '/packages/{id}:publish',
    summary: 'Let a package be deployed; for good',
    scope: 'packages:write',
    params,
    responses: { 200: Package },
    problems: ['not_found'],
  },
  listReleases: {
    method: 'GET',
    path: '/releases',
    summary: 'List releases',
    scope: 'releases:read',
    query: Type.Object(pageQuery),
    responses: { 200: ReleasePage },
    problems: [],
  },
  createRelease: {
    method: 'POST',
    path: '/releases',
    summary: 'Put package versions together',
    scope: 'releases:write',
    body: NewRelease,
    responses: { 201: Release },
    problems: ['package_unknown', 'component_twice', 'component_conflict'],
  },
  getRelease: {
    method: 'GET',
    path: '/releases/{id}',
    summary: 'Get a release',
    scope: 'releases:read',
    params,
    responses: { 200: Release },
    problems: ['not_found'],
  },
} as const satisfies Record<string, Route>;
