import assert from 'node:assert/strict';
import { createHash, createHmac } from 'node:crypto';
import { readdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import {
  API_LIMITS,
  type Client,
  createClient,
  type NewBootstrap,
  ROUTE_NAMES,
  type TreeCommandView,
} from '@scomo/api';
import { rawExchange } from '../../../test/raw.ts';
import { problemOf, type Running, running } from '../../../test/running.ts';
import { makePackage, stranger, trustRoot } from '../../../test/vendor.ts';

let world: Running;
let client: Client;
before(async () => {
  world = await running();
  client = world.client;
  await client.createDeviceType({ body: { name: 'gateway' } });
  await client.createDeviceType({ body: { name: 'old', legacy: true, description: 'from 2009' } });
});
after(() => world.stop());

const codeOf = async (call: Promise<unknown>) => (await problemOf(call))?.code;
let made = 0;
const freshId = () => {
  made += 1;
  return `IMEI:35300000${String(made).padStart(6, '0')}`;
};
const newDevice = async (deviceType = 'gateway') => {
  const deviceId = freshId();
  await client.createDevice({ body: { deviceId, deviceType } });
  return deviceId;
};
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

describe('wake-ups', () => {
  const udp = (address: string) => ({ bearer: 'udp', address }) as const;

  test('only a device with an address can be woken; asked twice, it is one wake-up', async () => {
    const deviceId = await newDevice();
    const params = { deviceId };
    const wake = () => client.wakeDevice({ params, body: { uiMode: 'informative', expiresInSeconds: 60 } });
    assert.equal(await codeOf(wake()), 'no_wake_up_address');
    const wakeUp = [udp('127.0.0.1:9'), udp('[::1]:9')];
    assert.deepEqual((await client.updateDevice({ params, body: { wakeUp } })).wakeUp, wakeUp);
    const first = await wake();
    assert.equal(Date.parse(first.expiresAt) - Date.parse(first.askedAt), 60_000);
    assert.equal((await wake()).id, first.id);
    const { items } = await client.listWakeUps({ params });
    assert.deepEqual(
      items.map(({ id, sessionId, uiMode }) => [id, sessionId, uiMode]),
      [[first.id, first.sessionId, 'informative']],
    );
  });

  test('a new task wakes a device that has an address, and no other', async () => {
    const [deviceId, silent] = [freshId(), await newDevice()];
    await client.createDevice({ body: { deviceId, deviceType: 'gateway', wakeUp: [udp('127.0.0.1:9')] } });
    for (const id of [deviceId, silent])
      await client.createTask({ body: { deviceId: id, kind: 'inventory' } });
    assert.equal((await client.listWakeUps({ params: { deviceId } })).items.length, 1);
    assert.equal((await client.listWakeUps({ params: { deviceId: silent } })).items.length, 0);
  });

  const wrong = ['', 'host:0', '::1', '127.0.0.1:', 'a b', '[::1', 'x'.repeat(254)];
  for (const address of wrong) {
    test(`no UDP address: ${JSON.stringify(address.slice(0, 20))}`, async () => {
      const params = { deviceId: await newDevice() };
      const call = client.updateDevice({ params, body: { wakeUp: [udp(address)] } });
      assert.equal(await codeOf(call), 'validation_failed');
    });
  }

  test('a device takes four addresses', async () => {
    const params = { deviceId: await newDevice() };
    const change = (count: number) =>
      client.updateDevice({ params, body: { wakeUp: Array(count).fill(udp('127.0.0.1:9')) } });
    assert.equal((await change(4)).wakeUp.length, 4);
    assert.equal(await codeOf(change(5)), 'validation_failed');
  });

  test('a device that is not there', async () => {
    const params = { deviceId: freshId() };
    assert.equal(await codeOf(client.wakeDevice({ params, body: {} })), 'not_found');
    assert.equal(await codeOf(client.updateDevice({ params, body: { wakeUp: [] } })), 'not_found');
    assert.equal(await codeOf(client.listWakeUps({ params })), 'not_found');
  });
});

describe('device types and devices', () => {
  test('a type is there once', async () => {
    assert.equal(await codeOf(client.createDeviceType({ body: { name: 'gateway' } })), 'device_type_exists');
    const old = await client.getDeviceType({ params: { name: 'old' } });
    assert.equal(old.legacy, true);
    assert.equal(old.description, 'from 2009');
    assert.equal(await codeOf(client.getDeviceType({ params: { name: 'none' } })), 'not_found');
    const { items } = await client.listDeviceTypes();
    assert.ok(items.some(({ name }) => name === 'old'));
  });

  test('secrets are made, shown once and never again', async () => {
    const deviceId = freshId();
    const created = await client.createDevice({
      body: { deviceId, deviceType: 'gateway', labels: { site: 'ber' } },
    });
    assert.equal(created.serverUrl, `${world.server.url}/dm`);
    assert.equal(created.auth.scheme, 'md5');
    assert.equal(created.auth.serverId, 'scomo');
    assert.match(created.auth.clientSecret, /^[A-Za-z0-9_-]{43}$/);
    assert.notEqual(created.auth.clientSecret, created.auth.serverSecret);
    const seen = await world.request(`/api/v1/devices/${encodeURIComponent(deviceId)}`);
    const text = await seen.text();
    assert.ok(!text.includes(created.auth.clientSecret) && !text.includes(created.auth.serverSecret));
    assert.deepEqual(JSON.parse(text), {
      deviceId,
      deviceType: 'gateway',
      labels: { site: 'ber' },
      info: {},
      profile: 'default',
      wakeUp: [],
      createdAt: created.createdAt,
    });
  });

  test('a type may prescribe the profile of its devices', async () => {
    const type = await client.createDeviceType({ body: { name: 'phones', profile: 'aosp' } });
    assert.equal(type.profile, 'aosp');
    const deviceId = freshId();
    const created = await client.createDevice({ body: { deviceId, deviceType: 'phones' } });
    assert.equal(created.profile, 'aosp');
    assert.equal((await client.getDevice({ params: { deviceId } })).profile, 'aosp');
    const { items } = await client.listDevices({ query: { deviceType: 'phones' } });
    assert.deepEqual(
      items.map(({ profile }) => profile),
      ['aosp'],
    );
    const unknown = client.createDeviceType({ body: { name: 'others', profile: 'nobody' } });
    assert.equal(await codeOf(unknown), 'validation_failed');
  });

  before(() =>
    client.createDevice({
      body: { deviceId: freshId(), deviceType: 'gateway', auth: { scheme: 'hmac', clientName: 'taken' } },
    }),
  );

  const secret = 'correct horse battery';
  const rows: readonly [string, string, Parameters<Client['createDevice']>[0]['body']['auth'], string][] = [
    ['short', 'gateway', { scheme: 'md5', clientSecret: 'x'.repeat(15) }, 'weak_secret'],
    ['short server secret', 'gateway', { scheme: 'md5', serverSecret: 'x'.repeat(15) }, 'weak_secret'],
    [
      'both the same',
      'gateway',
      { scheme: 'md5', clientSecret: secret, serverSecret: secret },
      'weak_secret',
    ],
    ['none', 'gateway', { scheme: 'none' }, 'legacy_only'],
    ['hmac, name taken', 'gateway', { scheme: 'hmac', clientName: 'taken' }, 'client_name_taken'],
    ['mtls, no certificate', 'old', { scheme: 'mtls' }, 'validation_failed'],
    ['no such type', 'unheard-of', { scheme: 'md5' }, 'device_type_unknown'],
  ];
  for (const [id, deviceType, auth, code] of rows) {
    test(`refused: ${id}`, async () => {
      const deviceId = freshId();
      assert.equal(
        await codeOf(client.createDevice({ body: { deviceId, deviceType, ...(auth ? { auth } : {}) } })),
        code,
      );
      assert.equal(await codeOf(client.getDevice({ params: { deviceId } })), 'not_found');
    });
  }

  test('a legacy type takes what old devices have', async () => {
    const weak = await client.createDevice({
      body: {
        deviceId: freshId(),
        deviceType: 'old',
        auth: { scheme: 'basic', clientName: 'u', clientSecret: 'p' },
      },
    });
    assert.equal(weak.auth.clientSecret, 'p');
    const open = await client.createDevice({
      body: { deviceId: freshId(), deviceType: 'old', auth: { scheme: 'none' } },
    });
    assert.equal(open.auth.clientSecret, '');
  });

  test('a device is there once, is listed, and is gone after DELETE', async () => {
    const deviceId = await newDevice();
    assert.equal(
      await codeOf(client.createDevice({ body: { deviceId, deviceType: 'gateway' } })),
      'device_exists',
    );
    assert.deepEqual(await client.getInventory({ params: { deviceId } }), { deviceId, deployed: [] });
    await client.deleteDevice({ params: { deviceId } });
    assert.equal(await codeOf(client.deleteDevice({ params: { deviceId } })), 'not_found');
    assert.equal(await codeOf(client.getInventory({ params: { deviceId } })), 'not_found');
  });

  test('ids with reserved characters work in paths', async () => {
    const deviceId = `urn:x/${freshId()}?a#b%20`;
    await client.createDevice({ body: { deviceId, deviceType: 'gateway' } });
    assert.equal((await client.getDevice({ params: { deviceId } })).deviceId, deviceId);
    await client.deleteDevice({ params: { deviceId } });
  });

  test('pages follow each other without gap or overlap', async () => {
    await client.createDeviceType({ body: { name: 'paged' } });
    const ids = ['p1', 'p2', 'p3', 'p4', 'p5'];
    for (const deviceId of ids) await client.createDevice({ body: { deviceId, deviceType: 'paged' } });
    const seen: string[] = [];
    let after: string | undefined;
    do {
      const query = { deviceType: 'paged', limit: 2, ...(after === undefined ? {} : { after }) };
      const page = await client.listDevices({ query });
      seen.push(...page.items.map((device) => device.deviceId));
      after = page.next;
    } while (after !== undefined);
    assert.deepEqual(seen, ids);
  });
});

describe('enrolment', () => {
  const device = () => createClient({ url: world.server.url, fetch: world.fetch });
  const newToken = async () => (await client.createEnrolmentToken({ body: { deviceType: 'gateway' } })).token;

  test('a token gives one device its account, once', async () => {
    const token = await newToken();
    const deviceId = freshId();
    const enrolled = await device().enrol({ body: { token, deviceId } });
    assert.equal(enrolled.authority, 'acme');
    assert.equal(enrolled.deviceType, 'gateway');
    assert.equal(enrolled.serverUrl, `${world.server.url}/dm`);
    assert.equal(enrolled.scheme, 'hmac');
    assert.deepEqual(Buffer.from(enrolled.trustRoot, 'base64'), Buffer.from(trustRoot));
    assert.equal(await codeOf(device().enrol({ body: { token, deviceId: freshId() } })), 'enrolment_refused');
    assert.equal((await client.getDevice({ params: { deviceId } })).deviceType, 'gateway');
  });

  test('one token in fifty hands makes one device', async () => {
    const token = await newToken();
    const results = await Promise.all(
      Array.from({ length: 50 }, () => problemOf(device().enrol({ body: { token, deviceId: freshId() } }))),
    );
    assert.equal(results.filter((problem) => problem === undefined).length, 1);
  });

  test('an account that is there is not taken over', async () => {
    const deviceId = await newDevice();
    assert.equal(
      await codeOf(device().enrol({ body: { token: await newToken(), deviceId } })),
      'device_exists',
    );
  });

  test('an unknown type gets no token', async () => {
    assert.equal(
      await codeOf(client.createEnrolmentToken({ body: { deviceType: 'none' } })),
      'device_type_unknown',
    );
  });

  test('without a trust root nobody is enrolled, and the token stays good', async () => {
    const token = await newToken();
    renameSync(world.trustRootFile, `${world.trustRootFile}.away`);
    try {
      assert.equal(
        await codeOf(device().enrol({ body: { token, deviceId: freshId() } })),
        'trust_root_missing',
      );
    } finally {
      renameSync(`${world.trustRootFile}.away`, world.trustRootFile);
    }
    await device().enrol({ body: { token, deviceId: freshId() } });
  });
});

describe('bootstrap documents', () => {
  const bootstrap = (deviceId: string, body: Partial<NewBootstrap> = {}) =>
    client.bootstrapDevice({
      params: { deviceId },
      body: { profile: 'dm', sec: 'USERPIN_NETWORKID', ...body },
    });

  for (const [profile, type, sec] of [
    ['dm', 'application/vnd.syncml.dm+wbxml', 'USERPIN_NETWORKID'],
    ['cp', 'application/vnd.wap.connectivity-wbxml', '2'],
  ] as const) {
    test(`${profile}: signed with a PIN that is made, new secrets each time`, async () => {
      const deviceId = await newDevice();
      const first = await bootstrap(deviceId, { profile });
      const second = await bootstrap(deviceId, { profile });
      assert.match(first.pin ?? '', /^[0-9a-f]{32}$/);
      assert.notEqual(first.pin, second.pin);
      assert.notEqual(first.document, second.document);
      const bytes = Buffer.from(first.document, 'base64');
      const key =
        profile === 'dm'
          ? Buffer.from(`${first.pin}:${deviceId}`)
          : Buffer.concat([Buffer.from(deviceId), Buffer.from(first.pin ?? '')]);
      const mac = createHmac('sha1', key).update(bytes).digest('hex').toUpperCase();
      assert.equal(first.mac, mac);
      assert.equal(first.contentType, `${type}; SEC=${sec}; MAC=${mac}`);
      assert.deepEqual(first.account, {
        scheme: 'md5',
        clientName: deviceId,
        serverId: 'scomo',
        serverUrl: `${world.server.url}/dm`,
      });
      assert.ok(bytes.includes(`${world.server.url}/dm`));
    });
  }

  test('what anyone could sign is for device types that allow it', async () => {
    await client.createDeviceType({ body: { name: 'phone', weakBootstrap: true } });
    assert.equal((await client.getDeviceType({ params: { name: 'phone' } })).weakBootstrap, true);
    assert.equal((await client.getDeviceType({ params: { name: 'phone' } })).resync, false);
    await client.createDeviceType({ body: { name: 'forgetful', resync: true } });
    assert.equal((await client.getDeviceType({ params: { name: 'forgetful' } })).resync, true);
    const phone = await newDevice('phone');
    const gateway = await newDevice();
    const weak = [
      ['/sec', { sec: 'NETWORKID', imsi: '310150123456789' }],
      ['/sec', { sec: 'USERPIN', pin: '4711' }],
      ['/pin', { pin: '4711', imsi: '310150123456789' }],
    ] as const;
    for (const [pointer, body] of weak) {
      const problem = await problemOf(bootstrap(gateway, body));
      assert.deepEqual([problem?.code, problem?.errors?.[0]?.pointer], ['weak_bootstrap', pointer]);
      const { mac, pin } = await bootstrap(phone, body);
      assert.match(mac, /^[0-9A-F]{40}$/);
      assert.equal(pin, undefined, 'what was given is not repeated');
    }
    assert.equal(await codeOf(bootstrap(phone, { sec: 'NETWORKID' })), 'validation_failed');
    assert.equal(await codeOf(bootstrap('nobody')), 'not_found');
  });

  test('an account without secrets has none to hand over', async () => {
    const deviceId = freshId();
    await client.createDevice({ body: { deviceId, deviceType: 'old', auth: { scheme: 'none' } } });
    assert.equal(await codeOf(bootstrap(deviceId)), 'not_bootstrappable');
  });
});

describe('packages', () => {
  const upload = (bytes: Uint8Array<ArrayBuffer>) => client.uploadPackage({ upload: bytes });
  const blobs = () => readdirSync(join(world.dataDir, 'blobs'));

  test('a good file is kept under its digest; the same again is the same package', async () => {
    const file = makePackage({ component: 'com.acme.kept' });
    const pkg = await upload(file);
    assert.equal(pkg.digest, sha256(file));
    assert.equal(pkg.bytes, file.length);
    assert.equal(pkg.published, false);
    assert.equal(pkg.manifest.characteristics.title, 'Hello');
    assert.ok(blobs().includes(pkg.digest));
    assert.deepEqual(await upload(file), pkg);
    const again = await world.request('/api/v1/packages', {
      method: 'POST',
      body: file,
      headers: { 'content-type': 'application/octet-stream' },
    });
    assert.equal(again.status, 200);
    assert.deepEqual((await client.listPackages({ query: { component: 'com.acme.kept' } })).items, [pkg]);
  });

  test('a streamed upload works like one at once', async () => {
    const file = makePackage({ component: 'com.acme.streamed' });
    async function* pieces() {
      yield file.subarray(0, 100);
      yield file.subarray(100);
    }
    assert.equal((await client.uploadPackage({ upload: pieces() })).digest, sha256(file));
  });

  test('component, version and counter stand for one file', async () => {
    await upload(makePackage({ component: 'com.acme.once' }));
    const other = makePackage({ component: 'com.acme.once', issued: '2025-01-02T00:00:00Z' });
    assert.equal(await codeOf(upload(other)), 'version_taken');
    assert.ok(!blobs().includes(sha256(other)));
    await upload(makePackage({ component: 'com.acme.once', version: '1.0.1', counter: 2 }));
    await upload(makePackage({ component: 'com.acme.once', counter: 3 }));
  });

  test('two different files of one version at once: one is taken', async () => {
    const files = [1, 2, 3, 4].map((day) =>
      makePackage({ component: 'com.acme.race', issued: `2025-01-0${day}T00:00:00Z` }),
    );
    const results = await Promise.all(files.map((file) => codeOf(upload(file))));
    assert.deepEqual(
      results.filter((code) => code !== undefined),
      Array(3).fill('version_taken'),
    );
  });

  const file = makePackage({ component: 'com.acme.bad' });
  const flipped = (at: number) => {
    const copy = file.slice();
    copy[at] = (copy[at] ?? 0) ^ 1;
    return copy;
  };
  const bad: readonly [string, Uint8Array<ArrayBuffer>, RegExp][] = [
    ['no package', new TextEncoder().encode('<svg onload=alert(1)>'), /malformed/],
    ['nothing', new Uint8Array(), /malformed/],
    ['a magic only', file.slice(0, 8), /malformed/],
    ['cut in its head', file.slice(0, 100), /malformed/],
    ['cut in its payload', file.slice(0, -1), /size/],
    ['one byte more', Uint8Array.of(...file, 0), /size/],
    ['a changed payload', flipped(file.length - 2), /digest/],
    ['signed by a stranger', makePackage({ component: 'com.acme.bad' }, stranger), /signature/],
    ['of another authority', makePackage({ component: 'com.acme.bad', authority: 'umbrella' }), /authority/],
    ['run out', makePackage({ component: 'com.acme.bad', expires: '2025-06-01T00:00:00Z' }), /expired/],
    ['of another epoch', makePackage({ component: 'com.acme.bad', epoch: 2 }), /root/],
  ];
  for (const [id, bytes, reason] of bad) {
    test(`refused: ${id}`, async () => {
      const problem = await problemOf(upload(bytes));
      assert.equal(problem?.code, 'package_refused');
      assert.match(problem?.detail ?? '', reason);
      assert.ok(!blobs().includes(sha256(bytes)));
      assert.deepEqual(readdirSync(join(world.dataDir, 'tmp')), []);
    });
  }

  test('without a trust root nothing is taken, and the answer says where it belongs', async () => {
    renameSync(world.trustRootFile, `${world.trustRootFile}.away`);
    try {
      const problem = await problemOf(upload(makePackage({ component: 'com.acme.rootless' })));
      assert.equal(problem?.code, 'trust_root_missing');
      assert.ok(problem?.detail?.includes(world.trustRootFile));
    } finally {
      renameSync(`${world.trustRootFile}.away`, world.trustRootFile);
    }
  });

  test('the limits say how large a package may be', async () => {
    assert.equal((await client.getLimits()).packageBytesMax, 1024 ** 3);
  });

  test('a declared size beyond the limit is refused unread', async () => {
    const { port } = new URL(world.server.url);
    const { status, body } = await rawExchange(
      Number(port),
      [
        'POST /api/v1/packages HTTP/1.1',
        'Host: h',
        `Authorization: Bearer ${world.server.adminToken}`,
        'Content-Type: application/octet-stream',
        `Content-Length: ${1024 ** 3 + 1}`,
        '',
        'SCOMODP1',
      ].join('\r\n'),
    );
    assert.equal(status, 413);
    assert.equal(JSON.parse(body).code, 'too_large');
  });

  test('publishing is for good and may be repeated', async () => {
    const { id } = await upload(makePackage({ component: 'com.acme.published' }));
    assert.equal((await client.publishPackage({ params: { id } })).published, true);
    assert.equal((await client.publishPackage({ params: { id } })).published, true);
    assert.equal((await client.getPackage({ params: { id } })).published, true);
    assert.equal(await codeOf(client.publishPackage({ params: { id: 'pk_0' } })), 'not_found');
  });
});

describe('offers', () => {
  test('an offer lets devices ask for a release, until it ends', async () => {
    const { id: packageId } = await client.uploadPackage({
      upload: makePackage({ component: 'com.acme.offered' }),
    });
    const { id: releaseId } = await client.createRelease({ body: { name: 'r', packageIds: [packageId] } });
    const body = { title: 'Weather', releaseId, deviceTypes: ['gateway'] };
    const offer = await client.createOffer({ body });
    assert.match(offer.id, /^of_[0-9a-z]{26}$/);
    const { id, createdAt, ...rest } = offer;
    assert.deepEqual(rest, {
      ...{ title: 'Weather', releaseId, mode: 'onRequest' },
      ...{ deviceTypes: ['gateway'], deviceIds: [], operations: ['Install', 'Remove'] },
    });
    assert.deepEqual(await client.getOffer({ params: { id } }), offer);
    assert.ok((await client.listOffers({ query: {} })).items.some((one) => one.id === id));
    assert.ok((await client.endOffer({ params: { id } })).endedAt !== undefined);
    assert.equal(await codeOf(client.endOffer({ params: { id } })), 'offer_over');
    assert.equal(await codeOf(client.endOffer({ params: { id: 'of_none' } })), 'not_found');
    assert.equal(await codeOf(client.getOffer({ params: { id: 'of_none' } })), 'not_found');
  });

  test('an offer says who may ask, and is for what there is', async () => {
    const { id: packageId } = await client.uploadPackage({
      upload: makePackage({ component: 'com.acme.refused' }),
    });
    const { id: releaseId } = await client.createRelease({ body: { name: 'r', packageIds: [packageId] } });
    const refusal = (change: object) =>
      codeOf(client.createOffer({ body: { title: 'x', releaseId, deviceTypes: ['gateway'], ...change } }));
    assert.equal(await refusal({ deviceTypes: [] }), 'validation_failed');
    assert.equal(await refusal({ deviceTypes: ['none'] }), 'device_type_unknown');
    assert.equal(await refusal({ releaseId: 're_none' }), 'release_unknown');
    assert.equal(await refusal({ mode: 'update', operations: ['Remove'] }), 'validation_failed');
    assert.equal(await refusal({ operations: [] }), 'validation_failed');
    const many = (count: number) => Array.from({ length: count }, (_, n) => `IMEI:${n}`);
    assert.equal(await refusal({ deviceIds: many(API_LIMITS.offerNamesMax) }), undefined);
    assert.equal(await refusal({ deviceIds: many(API_LIMITS.offerNamesMax + 1) }), 'validation_failed');
  });
});

describe('releases and tasks', () => {
  const pkg = async (patch: Parameters<typeof makePackage>[0], publish = true) => {
    const { id } = await client.uploadPackage({ upload: makePackage(patch) });
    if (publish) await client.publishPackage({ params: { id } });
    return id;
  };
  const release = async (...packageIds: readonly string[]) =>
    (await client.createRelease({ body: { name: 'r', packageIds: [...packageIds] } })).id;
  const deploy = (deviceId: string, releaseId: string) =>
    client.createTask({ body: { deviceId, kind: 'deploy', releaseId } });

  test('a deploy task carries what the device and its user need', async () => {
    const deviceId = await newDevice();
    const file = makePackage({ component: 'com.acme.ui', version: '2.1' });
    const { id } = await client.uploadPackage({ upload: file });
    await client.publishPackage({ params: { id } });
    const releaseId = await release(id);
    const task = await deploy(deviceId, releaseId);
    assert.match(task.id, /^tk_[0-9a-z]{26}$/);
    assert.equal(task.state, 'planned');
    assert.equal(task.reason, 'waiting for the device to call in');
    assert.equal(task.releaseId, releaseId);
    assert.deepEqual(task.order, {
      kind: 'deploy',
      atomic: true,
      members: [
        {
          component: 'com.acme.ui',
          version: '2.1',
          pkgId: `sha256:${sha256(file)}`,
          packageId: id,
          bytes: file.length,
          title: 'Hello',
          provider: 'Acme',
          summary: 'Greets.',
          price: 'free',
          permissions: ['network'],
        },
      ],
      consent: { mode: 'ask', deferralsMax: 3 },
      delivery: 'auto',
    });
    assert.equal(Date.parse(task.expiresAt) - Date.parse(task.createdAt), 7 * 24 * 3_600_000);
    assert.deepEqual(await client.getTask({ params: { id: task.id } }), task);
    assert.deepEqual((await client.listTaskEvents({ params: { id: task.id } })).items, [
      { taskId: task.id, at: task.createdAt, state: 'planned', reason: task.reason },
    ]);
  });

  test('a policy that no device could keep to is refused, any other is kept as it is', async () => {
    const deviceId = await newDevice();
    const releaseId = await release(await pkg({ component: 'com.acme.night' }));
    const consent = {
      ...{ mode: 'ask' as const, deferralsMax: 0, askAgain: true, lockSecondsMax: 60, ifNoUi: 'go' as const },
      deadline: '2030-06-01T00:00:00.000Z',
      blackout: [{ days: ['sat' as const], from: '22:00', to: '06:00' }],
    };
    const order = (change: object) =>
      client.createTask({
        body: { deviceId, kind: 'deploy', releaseId, consent: { ...consent, ...change } },
      });
    const kept = (await order({})).order;
    assert.deepEqual(kept.kind === 'deploy' && kept.consent, consent);
    for (const [pointer, change] of [
      ['/consent/blackout', { blackout: [{ from: '00:00', to: '24:00' }] }],
      ['/consent/lockSecondsMax', { deadline: undefined }],
      ['/consent/blackout/0/from', { blackout: [{ from: '24:01', to: '06:00' }] }],
    ] as const) {
      const problem = await problemOf(order(change));
      assert.deepEqual([problem?.code, problem?.errors?.[0]?.pointer], ['validation_failed', pointer]);
    }
  });

  test('a deadline of consent is kept in UTC', async () => {
    const deviceId = await newDevice();
    const releaseId = await release(await pkg({ component: 'com.acme.late' }));
    const consent = { mode: 'ask' as const, deferralsMax: 0, deadline: '2030-06-01T02:00:00+02:00' };
    const { order } = await client.createTask({ body: { deviceId, kind: 'deploy', releaseId, consent } });
    assert.equal(order.kind === 'deploy' && order.consent.deadline, '2030-06-01T00:00:00.000Z');
    const tomorrow = { ...consent, deadline: 'tomorrow' };
    const wrong = client.createTask({ body: { deviceId, kind: 'deploy', releaseId, consent: tomorrow } });
    assert.equal(await codeOf(wrong), 'validation_failed');
  });

  test('a dry run shows the task and keeps nothing', async () => {
    const deviceId = await newDevice();
    const task = await client.createTask({ body: { deviceId, kind: 'inventory' }, query: { dryRun: true } });
    assert.equal(task.state, 'planned');
    assert.equal(await codeOf(client.getTask({ params: { id: task.id } })), 'not_found');
    assert.deepEqual((await client.listTasks({ query: { deviceId } })).items, []);
  });

  test('cancelled once, then final', async () => {
    const deviceId = await newDevice();
    const { id } = await client.createTask({
      body: { deviceId, kind: 'remove', components: ['com.acme.ui'] },
    });
    assert.equal((await client.cancelTask({ params: { id } })).state, 'cancelled');
    assert.equal(await codeOf(client.cancelTask({ params: { id } })), 'task_final');
    assert.equal(await codeOf(client.cancelTask({ params: { id: 'tk_0' } })), 'not_found');
    assert.equal(await codeOf(client.listTaskEvents({ params: { id: 'tk_0' } })), 'not_found');
    assert.equal((await client.listTasks({ query: { deviceId, state: 'cancelled' } })).items.length, 1);
    assert.equal((await client.listTasks({ query: { deviceId, state: 'planned' } })).items.length, 0);
  });

  test('a release is what its packages allow', async () => {
    const a = await pkg({ component: 'com.acme.a', conflicts: ['com.acme.b'] });
    const b = await pkg({ component: 'com.acme.b' });
    const a2 = await pkg({ component: 'com.acme.a', version: '2' });
    assert.equal(await codeOf(release('pk_0')), 'package_unknown');
    assert.equal(await codeOf(release(a, a2)), 'component_twice');
    assert.equal(await codeOf(release(b, b)), 'component_twice');
    const problem = await problemOf(release(b, a));
    assert.equal(problem?.code, 'component_conflict');
    assert.equal(problem?.detail, 'com.acme.a 1.0.0 cannot be beside com.acme.b 1.0.0: both are in the set');
    const ok = await client.createRelease({ body: { name: 'both', packageIds: [a2, b], atomic: false } });
    assert.equal(ok.atomic, false);
    assert.deepEqual(await client.getRelease({ params: { id: ok.id } }), ok);
    assert.ok((await client.listReleases({ query: { limit: 500 } })).items.some(({ id }) => id === ok.id));
  });

  test('a release is completed from the catalogue when asked, each member with its why', async () => {
    const deviceId = await newDevice();
    await pkg({ component: 'com.acme.lib', version: '1.9' });
    await pkg({ component: 'com.acme.lib', version: '2.1' });
    await pkg({ component: 'com.acme.lib', version: '2.2' }, false);
    const app = await release(await pkg({ component: 'com.acme.app', requires: ['com.acme.lib >=2'] }));
    const body = { deviceId, kind: 'deploy', releaseId: app } as const;
    const members = async (complete: boolean) => {
      const { order } = await client.createTask({ query: { dryRun: true }, body: { ...body, complete } });
      assert.ok(order.kind === 'deploy');
      return order.members.map(({ component, version, why }) => [component, version, why]);
    };
    assert.deepEqual(await members(false), [['com.acme.app', '1.0.0', undefined]]);
    assert.deepEqual(await members(true), [
      ['com.acme.lib', '2.1', 'needed by com.acme.app 1.0.0 (com.acme.lib >=2)'],
      ['com.acme.app', '1.0.0', undefined],
    ]);
    const far = await release(await pkg({ component: 'com.acme.far', requires: ['com.acme.lib >=3'] }));
    const problem = await problemOf(client.createTask({ body: { ...body, releaseId: far, complete: true } }));
    assert.equal(problem?.code, 'requirement_missing');
    assert.match(problem?.detail ?? '', /com\.acme\.far 1\.0\.0 needs com\.acme\.lib >=3.*; to be had: /);
  });

  test('what cannot be deployed is refused with the reason', async () => {
    const deviceId = await newDevice();
    const draft = await release(await pkg({ component: 'com.acme.draft' }, false));
    const other = await release(await pkg({ component: 'com.acme.other', compat: ['old'] }));
    assert.equal(await codeOf(deploy(deviceId, draft)), 'package_not_published');
    assert.equal(await codeOf(deploy(deviceId, other)), 'device_type_mismatch');
    assert.equal(await codeOf(deploy(deviceId, 're_0')), 'release_unknown');
    assert.equal(await codeOf(deploy('nobody', other)), 'device_unknown');
    assert.equal(
      await codeOf(client.createTask({ body: { deviceId: 'nobody', kind: 'inventory' } })),
      'device_unknown',
    );
    assert.deepEqual((await client.listTasks({ query: { deviceId } })).items, []);
  });

  test('an operation is about a package or a component', async () => {
    const deviceId = await newDevice();
    const id = await pkg({ component: 'com.acme.op' }, false);
    const operate = (body: object) => client.createTask({ body: { deviceId, kind: 'operation', ...body } });
    const install = await operate({ operation: 'Install', packageId: id });
    assert.equal(install.order.kind === 'operation' && install.order.member?.packageId, id);
    const remove = await operate({ operation: 'Remove', component: 'com.acme.op' });
    const both = await operate({ operation: 'Deactivate+Remove', component: 'com.acme.op' });
    assert.equal(both.order.kind === 'operation' && both.order.operation, 'Deactivate+Remove');
    assert.deepEqual(remove.order, { kind: 'operation', operation: 'Remove', component: 'com.acme.op' });
    assert.equal(
      await codeOf(operate({ operation: 'Download+Install+Activate', packageId: id })),
      'package_not_published',
      'only what is published is sent out',
    );
    assert.equal(await codeOf(operate({ operation: 'Install', packageId: 'pk_0' })), 'package_unknown');
    for (const [pointer, body] of [
      ['/packageId', { operation: 'Install' }],
      ['/packageId', { operation: 'Remove', packageId: id, component: 'com.acme.op' }],
      ['/component', { operation: 'Download', component: 'com.acme.op' }],
      ['/component', { operation: 'Update+Activate', component: 'com.acme.op' }],
      ['/packageId', { operation: 'Deactivate+Remove', packageId: id }],
      ['/operation', {}],
      ['/operation', { operation: 'Upgrade', packageId: id }],
    ] as const) {
      const problem = await problemOf(operate(body));
      assert.equal(problem?.code, 'validation_failed');
      assert.equal(problem?.errors?.[0]?.pointer, pointer);
    }
  });

  test('commands for the tree of a device, and where a list of them is wrong', async () => {
    const deviceId = await newDevice();
    const order = (commands: readonly TreeCommandView[], allowInvalid = false) =>
      client.createTreeTask({ params: { deviceId }, body: { commands, allowInvalid } });
    const exec: TreeCommandView = { kind: 'exec', uri: './A' };
    const { id, outcomes } = await order([{ kind: 'get', uri: './DevInfo?list=StructData' }, exec]);
    assert.deepEqual(outcomes, [
      { path: [0], kind: 'get', uri: './DevInfo?list=StructData' },
      { path: [1], kind: 'exec', uri: './A', correlator: `${id}-2` },
    ]);
    assert.deepEqual((await client.getTask({ params: { id } })).outcomes, outcomes);
    const { items } = await client.listTasks({ query: { deviceId } });
    assert.deepEqual(
      items.map((task) => [task.order.kind, task.outcomes]),
      [['tree', undefined]],
    );
    const nested: TreeCommandView = { kind: 'atomic', commands: [exec] };
    const problem = await problemOf(order([nested]));
    assert.equal(problem?.code, 'validation_failed');
    assert.equal(problem.errors?.[0]?.pointer, '/commands/0/commands/0/kind');
    assert.equal((await order([nested], true)).state, 'planned');
    const unknown = client.createTreeTask({ params: { deviceId: 'nobody' }, body: { commands: [exec] } });
    assert.equal(await codeOf(unknown), 'not_found');
    assert.equal(await codeOf(order([])), 'validation_failed');
  });

  const stray: readonly [string, object][] = [
    ['/releaseId', { kind: 'deploy' }],
    ['/components', { kind: 'deploy', releaseId: 're_0', components: ['a'] }],
    ['/components', { kind: 'remove' }],
    ['/consent', { kind: 'remove', components: ['a'], consent: { mode: 'ask', deferralsMax: 1 } }],
    ['/releaseId', { kind: 'inventory', releaseId: 're_0' }],
    ['/component', { kind: 'inventory', component: 'a' }],
    ['/consent', { kind: 'inventory', consent: { mode: 'silent', deferralsMax: 0 } }],
  ];
  for (const [pointer, body] of stray) {
    test(`a task is of one kind: ${JSON.stringify(body)}`, async () => {
      const problem = await problemOf(
        client.createTask({
          body: { deviceId: 'x', ...body } as Parameters<Client['createTask']>[0]['body'],
        }),
      );
      assert.equal(problem?.code, 'validation_failed');
      assert.equal(problem?.errors?.[0]?.pointer, pointer);
    });
  }
});

test('every operation has answered as the contract says', async () => {
  await client.whoami();
  const unseen = ROUTE_NAMES.filter((name) => !world.succeeded.has(name));
  // These need a session: sessions.test.ts.
  assert.deepEqual(unseen, ['listSessions', 'getSession']);
});
